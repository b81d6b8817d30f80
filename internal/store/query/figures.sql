-- name: TallyOf :one
SELECT doc FROM tally WHERE callout_id = sqlc.arg(callout_id);

-- name: PutTally :exec
INSERT INTO tally (callout_id, doc) VALUES (sqlc.arg(callout_id), sqlc.arg(doc))
ON CONFLICT (callout_id) DO UPDATE SET doc = excluded.doc;

-- The person who sent a response, and the one whose answer it repeats.
-- name: MarkDirty :exec
INSERT INTO dirty (callout_id, person)
SELECT a.callout_id, a.person FROM response a
WHERE a.callout_id = sqlc.arg(callout_id) AND a.id = sqlc.arg(id)
UNION
SELECT o.callout_id, o.person FROM response d JOIN response o ON o.callout_id = d.callout_id AND o.id = d.duplicate_of
WHERE d.callout_id = sqlc.arg(callout_id) AND d.id = sqlc.arg(id) AND d.duplicate_of <> ''
ON CONFLICT DO NOTHING;

-- name: DirtyPage :many
SELECT person FROM dirty WHERE callout_id = sqlc.arg(callout_id) AND person > sqlc.arg(after)
ORDER BY person LIMIT sqlc.arg(n);

-- name: ClearDirty :exec
DELETE FROM dirty WHERE callout_id = sqlc.arg(callout_id);

-- name: CleanPerson :exec
DELETE FROM dirty WHERE callout_id = sqlc.arg(callout_id) AND person = sqlc.arg(person);

-- name: ClearParts :exec
DELETE FROM part WHERE callout_id = sqlc.arg(callout_id);

-- name: PartOf :one
SELECT doc FROM part WHERE callout_id = sqlc.arg(callout_id) AND person = sqlc.arg(person);

-- name: PutPart :exec
INSERT INTO part (callout_id, person, campaign, first_at, first_id, falls, doc)
VALUES (sqlc.arg(callout_id), sqlc.arg(person), sqlc.arg(campaign), sqlc.arg(first_at), sqlc.arg(first_id), sqlc.arg(falls), sqlc.arg(doc))
ON CONFLICT (callout_id, person)
DO UPDATE SET campaign = excluded.campaign, first_at = excluded.first_at, first_id = excluded.first_id, falls = excluded.falls, doc = excluded.doc;

-- name: DeletePart :exec
DELETE FROM part WHERE callout_id = sqlc.arg(callout_id) AND person = sqlc.arg(person);

-- name: CampaignPage :many
SELECT person, doc FROM part
WHERE callout_id = sqlc.arg(callout_id) AND campaign = sqlc.arg(campaign) AND campaign <> ''
ORDER BY first_at, first_id LIMIT sqlc.arg(n) OFFSET sqlc.arg(skip);

-- name: CampaignStanding :many
SELECT person, doc FROM part
WHERE callout_id = sqlc.arg(callout_id) AND campaign = sqlc.arg(campaign) AND campaign <> '' AND NOT falls;

-- The last person of a page that starts after a person; no row on the last page.
-- name: PersonBound :one
SELECT person FROM response
WHERE callout_id = sqlc.arg(callout_id) AND person > sqlc.arg(after)
ORDER BY person LIMIT 1 OFFSET sqlc.arg(n);

-- name: LastPerson :one
SELECT person FROM response WHERE callout_id = sqlc.arg(callout_id) ORDER BY person DESC LIMIT 1;

-- In these joins CROSS JOIN tells SQLite to begin with the few people asked
-- for; it knows no sizes and might begin with all codings. PostgreSQL does.
-- name: AnswersBetween :many
SELECT person, id, doc FROM response
WHERE callout_id = sqlc.arg(callout_id) AND person >= sqlc.arg(first) AND person <= sqlc.arg(last)
ORDER BY person, id;

-- name: MarksBetween :many
SELECT c.response, c.code, c.coder, c.present, c.origin, c.draw
FROM response r CROSS JOIN coding c
WHERE c.callout_id = r.callout_id AND c.response = r.id AND r.callout_id = sqlc.arg(callout_id) AND r.person >= sqlc.arg(first) AND r.person <= sqlc.arg(last)
ORDER BY r.person, c.response, c.code, c.coder;

-- Answers of other people that repeat one of these.
-- name: CopiesBetween :many
SELECT o.person, d.id, d.doc
FROM response o CROSS JOIN response d
WHERE d.callout_id = o.callout_id AND d.duplicate_of = o.id AND d.duplicate_of <> '' AND o.callout_id = sqlc.arg(callout_id) AND o.person >= sqlc.arg(first) AND o.person <= sqlc.arg(last) AND d.person <> o.person
ORDER BY o.person, d.id;

-- name: CopyMarksBetween :many
SELECT c.response, c.code, c.coder, c.present, c.origin, c.draw
FROM response o CROSS JOIN response d CROSS JOIN coding c
WHERE d.callout_id = o.callout_id AND d.duplicate_of = o.id AND d.duplicate_of <> '' AND c.callout_id = d.callout_id AND c.response = d.id
    AND o.callout_id = sqlc.arg(callout_id) AND o.person >= sqlc.arg(first) AND o.person <= sqlc.arg(last) AND d.person <> o.person
ORDER BY o.person, c.response, c.code, c.coder;
