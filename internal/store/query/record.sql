-- name: CalloutBySlug :one
SELECT id, rev, doc, sha FROM callout WHERE slug = sqlc.arg(slug);

-- name: CalloutByID :one
SELECT id, slug, rev FROM callout WHERE id = sqlc.arg(id);

-- name: CalloutsPage :many
SELECT id, slug, doc FROM callout WHERE slug > sqlc.arg(after) ORDER BY slug LIMIT sqlc.arg(n);

-- name: InsertCallout :one
INSERT INTO callout (slug, rev, doc, sha) VALUES (sqlc.arg(slug), 0, sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (slug) DO NOTHING RETURNING id;

-- Every verb begins with it: on PostgreSQL the row lock it takes makes the
-- verbs of one call-out wait for each other, as all verbs do on SQLite.
-- name: LockCallout :one
UPDATE callout SET rev = rev + sqlc.arg(step) WHERE slug = sqlc.arg(slug) RETURNING id, rev, doc, sha;

-- name: UpdateCallout :exec
UPDATE callout SET doc = sqlc.arg(doc), sha = sqlc.arg(sha) WHERE id = sqlc.arg(id);

-- name: CodebookOf :one
SELECT doc, sha FROM codebook WHERE callout_id = sqlc.arg(callout_id);

-- name: PutCodebook :exec
INSERT INTO codebook (callout_id, doc, sha) VALUES (sqlc.arg(callout_id), sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (callout_id) DO UPDATE SET doc = excluded.doc, sha = excluded.sha;

-- name: PointsOf :one
SELECT doc, sha FROM points WHERE callout_id = sqlc.arg(callout_id);

-- name: PutPoints :exec
INSERT INTO points (callout_id, doc, sha) VALUES (sqlc.arg(callout_id), sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (callout_id) DO UPDATE SET doc = excluded.doc, sha = excluded.sha;

-- name: ResponseSHA :one
SELECT sha FROM response WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: ResponseDoc :one
SELECT doc FROM response WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: AnyResponse :one
SELECT id FROM response WHERE callout_id = sqlc.arg(callout_id) LIMIT 1;

-- name: ResponsesPage :many
SELECT id, doc FROM response
WHERE callout_id = sqlc.arg(callout_id) AND id > sqlc.arg(after)
ORDER BY id LIMIT sqlc.arg(n);

-- A response that repeats one which is not there.
-- name: LostOriginal :one
SELECT d.id, d.duplicate_of FROM response d
WHERE d.callout_id = sqlc.arg(callout_id) AND d.duplicate_of <> ''
    AND NOT EXISTS (SELECT o.id FROM response o WHERE o.callout_id = d.callout_id AND o.id = d.duplicate_of)
ORDER BY d.duplicate_of LIMIT 1;

-- What repeats a response and is not withdrawn, the earliest first.
-- name: DuplicatesOf :many
SELECT id, set_aside FROM response
WHERE callout_id = sqlc.arg(callout_id) AND duplicate_of = sqlc.arg(duplicate_of) AND duplicate_of <> '' AND NOT withdrawn
ORDER BY received_at, id;

-- name: UpdateResponse :exec
UPDATE response SET person = sqlc.arg(person), received_at = sqlc.arg(received_at), channel = sqlc.arg(channel),
    medium = sqlc.arg(medium), lang = sqlc.arg(lang), withdrawn = sqlc.arg(withdrawn), set_aside = sqlc.arg(set_aside),
    duplicate_of = sqlc.arg(duplicate_of), campaign = sqlc.arg(campaign), doc = sqlc.arg(doc), sha = sqlc.arg(sha)
WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- The last id of a page that starts after an id; no row on the last page.
-- name: ResponseBound :one
SELECT id FROM response
WHERE callout_id = sqlc.arg(callout_id) AND id > sqlc.arg(after)
ORDER BY id LIMIT 1 OFFSET sqlc.arg(n);

-- name: LastResponse :one
SELECT id FROM response WHERE callout_id = sqlc.arg(callout_id) ORDER BY id DESC LIMIT 1;

-- name: CodingOf :one
SELECT present, origin, marked_at, draw FROM coding
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND code = sqlc.arg(code) AND coder = sqlc.arg(coder);

-- name: AnyCoding :one
SELECT response FROM coding WHERE callout_id = sqlc.arg(callout_id) LIMIT 1;

-- name: CodesInUse :many
SELECT code, count(*) AS codings FROM coding WHERE callout_id = sqlc.arg(callout_id) GROUP BY code ORDER BY code;

-- name: PutCoding :exec
INSERT INTO coding (callout_id, response, code, coder, present, origin, marked_at, draw)
VALUES (sqlc.arg(callout_id), sqlc.arg(response), sqlc.arg(code), sqlc.arg(coder), sqlc.arg(present), sqlc.arg(origin), sqlc.arg(marked_at), sqlc.arg(draw))
ON CONFLICT (callout_id, response, code, coder)
DO UPDATE SET present = excluded.present, origin = excluded.origin, marked_at = excluded.marked_at, draw = excluded.draw;

-- name: DeleteCoding :execrows
DELETE FROM coding
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND code = sqlc.arg(code) AND coder = sqlc.arg(coder);

-- name: CodingsBetween :many
SELECT response, code, coder, present, origin, marked_at, draw FROM coding
WHERE callout_id = sqlc.arg(callout_id) AND response > sqlc.arg(after) AND response <= sqlc.arg(upto)
ORDER BY response, code, coder;

-- name: CodingsOfResponse :many
SELECT response, code, coder, present, origin, marked_at, draw FROM coding
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response)
ORDER BY code, coder;

-- name: StatementOf :one
SELECT sha FROM statement WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: PutStatement :exec
INSERT INTO statement (callout_id, id, doc, sha) VALUES (sqlc.arg(callout_id), sqlc.arg(id), sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (callout_id, id) DO UPDATE SET doc = excluded.doc, sha = excluded.sha;

-- name: StatementsPage :many
SELECT id, doc, sha FROM statement
WHERE callout_id = sqlc.arg(callout_id) AND id > sqlc.arg(after)
ORDER BY id LIMIT sqlc.arg(n);

-- name: FileOf :one
SELECT size, sha, blob, header FROM file WHERE callout_id = sqlc.arg(callout_id) AND path = sqlc.arg(path);

-- name: PutFile :exec
INSERT INTO file (callout_id, path, size, sha, blob, header)
VALUES (sqlc.arg(callout_id), sqlc.arg(path), sqlc.arg(size), sqlc.arg(sha), sqlc.arg(blob), sqlc.arg(header))
ON CONFLICT (callout_id, path) DO UPDATE SET size = excluded.size, sha = excluded.sha, blob = excluded.blob, header = excluded.header;

-- name: DeleteFile :exec
DELETE FROM file WHERE callout_id = sqlc.arg(callout_id) AND path = sqlc.arg(path);

-- name: FilesPage :many
SELECT path, size, sha, blob, header FROM file
WHERE callout_id = sqlc.arg(callout_id) AND path > sqlc.arg(after)
ORDER BY path LIMIT sqlc.arg(n);

-- name: BlobUser :one
SELECT path FROM file WHERE blob = sqlc.arg(blob) LIMIT 1;

-- name: StoryOf :one
SELECT body, sha FROM story WHERE callout_id = sqlc.arg(callout_id) AND name = sqlc.arg(name);

-- name: PutStory :exec
INSERT INTO story (callout_id, name, body, sha) VALUES (sqlc.arg(callout_id), sqlc.arg(name), sqlc.arg(body), sqlc.arg(sha))
ON CONFLICT (callout_id, name) DO UPDATE SET body = excluded.body, sha = excluded.sha;

-- name: StoriesPage :many
SELECT name, body, sha FROM story
WHERE callout_id = sqlc.arg(callout_id) AND name > sqlc.arg(after)
ORDER BY name LIMIT sqlc.arg(n);

-- name: UpdateAudit :exec
UPDATE audit SET changes = sqlc.arg(changes) WHERE id = sqlc.arg(id);

-- name: AuditPage :many
SELECT id, at, actor, verb, callout, changes FROM audit
WHERE id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(n);

-- name: AuditPageOf :many
SELECT id, at, actor, verb, callout, changes FROM audit
WHERE callout = sqlc.arg(callout) AND id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(n);
