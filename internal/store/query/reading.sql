-- The answers of one person, the earliest first.
-- name: ResponsesOfPerson :many
SELECT id, received_at, medium, withdrawn, set_aside FROM response
WHERE callout_id = sqlc.arg(callout_id) AND person = sqlc.arg(person)
ORDER BY received_at, id LIMIT sqlc.arg(n);

-- Every version of every text of a response.
-- name: VersionsOfResponse :many
SELECT work, lang, n, doc FROM version
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response)
ORDER BY work, lang, n;

-- The stories of a call-out; the pictures beside them stay where they are.
-- name: StoryTexts :many
SELECT name, body FROM story
WHERE callout_id = sqlc.arg(callout_id) AND name LIKE '%.md'
ORDER BY name;

-- Audit lines that name a response, the newest first; the pattern is
-- %"id":"ID"%, which no value of a change can imitate, since quotation marks
-- inside one are escaped.
-- name: AuditNaming :many
SELECT id, at, actor, verb, callout, changes FROM audit
WHERE callout = sqlc.arg(callout) AND id < sqlc.arg(before) AND changes LIKE sqlc.arg(pattern)
ORDER BY id DESC LIMIT sqlc.arg(n);
