-- What a response is known by, for readers that keep a projection of a call-out.
-- name: StampsPage :many
SELECT id, sha FROM response
WHERE callout_id = sqlc.arg(callout_id) AND id > sqlc.arg(after)
ORDER BY id LIMIT sqlc.arg(n);
