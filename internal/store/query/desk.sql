-- name: CalloutRev :one
SELECT rev FROM callout WHERE slug = sqlc.arg(slug);

-- name: PutDeskDeed :exec
INSERT INTO undoable (id, callout, person, at, kind, says, doc, undone)
VALUES (sqlc.arg(id), sqlc.arg(callout), sqlc.arg(person), sqlc.arg(at), sqlc.arg(kind), sqlc.arg(says), sqlc.arg(doc), sqlc.arg(undone));

-- name: DeskDeed :one
SELECT id, callout, person, at, kind, says, doc, undone FROM undoable WHERE id = sqlc.arg(id);

-- name: DeskDeeds :many
SELECT id, callout, person, at, kind, says, doc, undone FROM undoable
WHERE person = sqlc.arg(person) AND callout = sqlc.arg(callout) ORDER BY at DESC, id LIMIT sqlc.arg(n);

-- name: AllDeskDeeds :many
SELECT id, callout, person, at, kind, says, doc, undone FROM undoable
WHERE person = sqlc.arg(person) ORDER BY at DESC, id LIMIT sqlc.arg(n);

-- name: DeskUndone :execrows
UPDATE undoable SET undone = sqlc.arg(yes) WHERE id = sqlc.arg(id) AND NOT undone;

-- name: DropOldDeskDeeds :exec
DELETE FROM undoable WHERE at < sqlc.arg(before);

-- name: DeskDraft :one
SELECT base, at, doc FROM draft
WHERE callout = sqlc.arg(callout) AND kind = sqlc.arg(kind) AND name = sqlc.arg(name) AND person = sqlc.arg(person);

-- name: PutDeskDraft :exec
INSERT INTO draft (callout, kind, name, person, base, at, doc)
VALUES (sqlc.arg(callout), sqlc.arg(kind), sqlc.arg(name), sqlc.arg(person), sqlc.arg(base), sqlc.arg(at), sqlc.arg(doc))
ON CONFLICT (callout, kind, name, person) DO UPDATE SET base = excluded.base, at = excluded.at, doc = excluded.doc;

-- name: DropDeskDraft :exec
DELETE FROM draft WHERE callout = sqlc.arg(callout) AND kind = sqlc.arg(kind) AND name = sqlc.arg(name) AND person = sqlc.arg(person);

-- name: DropDeskDraftsOf :exec
DELETE FROM draft WHERE callout = sqlc.arg(callout) AND (name = sqlc.arg(name) OR name > sqlc.arg(after) AND name < sqlc.arg(upto));

-- name: DropDeskDraftsOfCallout :exec
DELETE FROM draft WHERE callout = sqlc.arg(callout);

-- name: DropOldDeskDrafts :exec
DELETE FROM draft WHERE at < sqlc.arg(before);

-- name: DropDeskDeedsOfCallout :exec
DELETE FROM undoable WHERE callout = sqlc.arg(callout);
