-- name: ListPage :many
SELECT id, person, channel, medium, lang, withdrawn, set_aside, duplicate_of, doc FROM response
WHERE callout_id = sqlc.arg(callout_id) AND id > sqlc.arg(after)
ORDER BY id LIMIT sqlc.arg(n);

-- name: PartsOfResponses :many
SELECT r.id, p.first_id, p.campaign, p.falls FROM response r CROSS JOIN part p
WHERE p.callout_id = r.callout_id AND p.person = r.person AND r.callout_id = sqlc.arg(callout_id) AND r.id > sqlc.arg(after) AND r.id <= sqlc.arg(upto)
ORDER BY r.id;
