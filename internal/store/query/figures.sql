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
