-- The last line of the audit log about a call-out.
-- name: AuditHead :one
SELECT CAST(coalesce(max(id), 0) AS BIGINT) AS id FROM audit WHERE callout = sqlc.arg(callout);

-- The responses that have a mark of a code.
-- name: ResponsesOfCode :many
SELECT DISTINCT response FROM coding WHERE callout_id = sqlc.arg(callout_id) AND code = sqlc.arg(code) ORDER BY response;

-- name: PutMemo :exec
INSERT INTO memo (callout_id, response, coder, at, body) VALUES (sqlc.arg(callout_id), sqlc.arg(response), sqlc.arg(coder), sqlc.arg(at), sqlc.arg(body))
ON CONFLICT (callout_id, response, coder) DO UPDATE SET at = excluded.at, body = excluded.body;

-- name: DropMemo :execrows
DELETE FROM memo WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND coder = sqlc.arg(coder);

-- name: DropMemos :exec
DELETE FROM memo WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response);

-- name: EraseMemos :exec
DELETE FROM memo WHERE callout_id = sqlc.arg(callout_id);

-- name: MemosOf :many
SELECT coder, body FROM memo WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) ORDER BY coder;

-- name: PlanOf :one
SELECT doc FROM coding_plan WHERE callout_id = sqlc.arg(callout_id);

-- name: PutPlan :exec
INSERT INTO coding_plan (callout_id, doc) VALUES (sqlc.arg(callout_id), sqlc.arg(doc))
ON CONFLICT (callout_id) DO UPDATE SET doc = excluded.doc;

-- A new state of a codebook.
-- name: KeepCodebook :exec
INSERT INTO codebook_version (callout_id, n, actor, at, doc, sha)
SELECT sqlc.arg(callout_id), coalesce(max(v.n), 0) + 1, sqlc.arg(actor), sqlc.arg(at), sqlc.arg(doc), sqlc.arg(sha)
FROM codebook_version v WHERE v.callout_id = sqlc.arg(callout_id);

-- name: CodebookVersions :many
SELECT n, actor, at, doc, sha FROM codebook_version WHERE callout_id = sqlc.arg(callout_id) ORDER BY n DESC LIMIT sqlc.arg(most);
