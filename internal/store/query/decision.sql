-- name: DecisionOf :one
SELECT doc, sha FROM decision WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: PutDecision :exec
INSERT INTO decision (callout_id, id, doc, sha) VALUES (sqlc.arg(callout_id), sqlc.arg(id), sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (callout_id, id) DO UPDATE SET doc = excluded.doc, sha = excluded.sha;

-- name: DeleteDecision :exec
DELETE FROM decision WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: DecisionsPage :many
SELECT id, doc FROM decision
WHERE callout_id = sqlc.arg(callout_id) AND id > sqlc.arg(after)
ORDER BY id LIMIT sqlc.arg(n);

-- name: EstimateOf :one
SELECT doc FROM estimate WHERE callout_id = sqlc.arg(callout_id) AND rev = sqlc.arg(rev);

-- name: PutEstimate :exec
INSERT INTO estimate (callout_id, rev, doc) VALUES (sqlc.arg(callout_id), sqlc.arg(rev), sqlc.arg(doc))
ON CONFLICT (callout_id) DO UPDATE SET rev = excluded.rev, doc = excluded.doc;

-- The revision that estimates are kept for; no row when there are none.
-- name: EstimateRev :one
SELECT rev FROM estimate WHERE callout_id = sqlc.arg(callout_id);

-- A response that somebody coded as drawn at random; no row when there is none.
-- name: AnyDrawn :one
SELECT response FROM coding WHERE callout_id = sqlc.arg(callout_id) AND draw = 'random' AND origin = 'person' LIMIT 1;

-- name: DeleteEstimate :exec
DELETE FROM estimate WHERE callout_id = sqlc.arg(callout_id);

-- name: SomeDrawn :many
SELECT DISTINCT response FROM coding WHERE callout_id = sqlc.arg(callout_id) AND draw = 'random' AND origin = 'person' LIMIT sqlc.arg(n);
