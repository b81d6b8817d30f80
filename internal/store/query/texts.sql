-- Steps of a call-out in one state that is not done.
-- name: OpenStepsPage :many
SELECT k.response, k.step, k.lane, k.state, k.tries, k.due, k.done, k.reason, k.hint, k.at, r.medium, r.lang
FROM task k JOIN response r ON r.callout_id = k.callout_id AND r.id = k.response
WHERE k.callout_id = sqlc.arg(callout_id) AND k.state = sqlc.arg(state) AND k.state <> 'done'
ORDER BY k.due, k.response, k.step LIMIT sqlc.arg(n) OFFSET sqlc.arg(skip);

-- name: CountOpenSteps :many
SELECT step, state, count(*) AS n FROM task
WHERE callout_id = sqlc.arg(callout_id) AND state <> 'done' GROUP BY step, state ORDER BY step, state;

-- How many of a lane wait in front of one.
-- name: StepsAhead :one
SELECT count(*) FROM task
WHERE callout_id = sqlc.arg(callout_id) AND state = 'waiting' AND state <> 'done' AND lane = sqlc.arg(lane)
    AND (due < sqlc.arg(due) OR due = sqlc.arg(due) AND (response < sqlc.arg(response) OR response = sqlc.arg(response) AND step < sqlc.arg(step)));

-- What runs meanwhile has no say any more.
-- name: StopTask :execrows
UPDATE task SET state = 'failed', run = run + 1, done = 0, reason = sqlc.arg(reason), hint = sqlc.arg(hint), at = sqlc.arg(at)
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND step = sqlc.arg(step) AND state IN ('waiting', 'queued', 'running');

-- name: LastAuditLine :one
SELECT id FROM audit ORDER BY id DESC LIMIT 1;
