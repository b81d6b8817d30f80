-- Stories as the desk writes them: every state that was kept.

-- name: StoryNames :many
SELECT name, sha, CAST(LENGTH(body) AS BIGINT) AS size FROM story WHERE callout_id = sqlc.arg(callout_id) ORDER BY name;

-- name: DropStory :execrows
DELETE FROM story WHERE callout_id = sqlc.arg(callout_id) AND name = sqlc.arg(name);

-- name: StoryHead :one
SELECT n, actor, at, sha FROM story_version
WHERE callout_id = sqlc.arg(callout_id) AND name = sqlc.arg(name)
ORDER BY n DESC LIMIT 1;

-- name: StoryVersions :many
SELECT n, actor, at, sha, CAST(LENGTH(body) AS BIGINT) AS size FROM story_version
WHERE callout_id = sqlc.arg(callout_id) AND name = sqlc.arg(name) AND n < sqlc.arg(before)
ORDER BY n DESC LIMIT sqlc.arg(max);

-- name: StoryVersion :one
SELECT n, actor, at, sha, body FROM story_version
WHERE callout_id = sqlc.arg(callout_id) AND name = sqlc.arg(name) AND n = sqlc.arg(n);

-- name: InsertStoryVersion :exec
INSERT INTO story_version (callout_id, name, n, actor, at, body, sha)
VALUES (sqlc.arg(callout_id), sqlc.arg(name), sqlc.arg(n), sqlc.arg(actor), sqlc.arg(at), sqlc.arg(body), sqlc.arg(sha));

-- name: StoryVersionsAfter :many
SELECT name, n, body FROM story_version
WHERE callout_id = sqlc.arg(callout_id) AND (name > sqlc.arg(after) OR name = sqlc.arg(after) AND n > sqlc.arg(after_n))
ORDER BY name, n LIMIT sqlc.arg(max);

-- name: UpdateStoryVersion :exec
UPDATE story_version SET body = sqlc.arg(body), sha = sqlc.arg(sha)
WHERE callout_id = sqlc.arg(callout_id) AND name = sqlc.arg(name) AND n = sqlc.arg(n);

-- name: EraseStoryVersions :exec
DELETE FROM story_version WHERE callout_id = sqlc.arg(callout_id);

-- name: DraftsAbout :many
SELECT kind, name, person, doc FROM draft WHERE callout = sqlc.arg(callout) AND kind LIKE 'story%' ORDER BY kind, name, person;

-- name: RewriteDraft :exec
UPDATE draft SET doc = sqlc.arg(doc)
WHERE callout = sqlc.arg(callout) AND kind = sqlc.arg(kind) AND name = sqlc.arg(name) AND person = sqlc.arg(person);

-- name: EraseDraftsAbout :exec
DELETE FROM draft WHERE callout = sqlc.arg(callout) AND kind LIKE 'story%';

-- name: QuotableIDs :many
SELECT r.id FROM response r
WHERE r.callout_id = sqlc.arg(callout_id) AND r.id > sqlc.arg(after) AND NOT r.withdrawn AND r.set_aside = '' AND r.duplicate_of = ''
AND (CAST(sqlc.arg(code) AS TEXT) = '' OR EXISTS (SELECT 1 FROM coding k WHERE k.callout_id = r.callout_id AND k.response = r.id AND k.code = sqlc.arg(code) AND k.present))
ORDER BY r.id LIMIT sqlc.arg(max);
