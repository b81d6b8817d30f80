-- name: InsertVersion :execrows
INSERT INTO version (callout_id, response, work, lang, n, doc, sha)
VALUES (sqlc.arg(callout_id), sqlc.arg(response), sqlc.arg(work), sqlc.arg(lang), sqlc.arg(n), sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (callout_id, response, work, lang, n) DO NOTHING;

-- name: PutVersion :exec
INSERT INTO version (callout_id, response, work, lang, n, doc, sha)
VALUES (sqlc.arg(callout_id), sqlc.arg(response), sqlc.arg(work), sqlc.arg(lang), sqlc.arg(n), sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (callout_id, response, work, lang, n) DO UPDATE SET doc = excluded.doc, sha = excluded.sha;

-- name: VersionsOfWork :many
SELECT n, doc FROM version
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND work = sqlc.arg(work) AND lang = sqlc.arg(lang)
ORDER BY n;

-- The newest version of every work of a response.
-- name: NewestVersions :many
SELECT v.work, v.lang, v.n, v.doc FROM version v
WHERE v.callout_id = sqlc.arg(callout_id) AND v.response = sqlc.arg(response)
    AND NOT EXISTS (SELECT o.n FROM version o WHERE o.callout_id = v.callout_id AND o.response = v.response AND o.work = v.work AND o.lang = v.lang AND o.n > v.n)
ORDER BY v.work, v.lang;

-- The versions of a work after one.
-- name: VersionsAfter :many
SELECT n, sha, doc FROM version
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND work = sqlc.arg(work) AND lang = sqlc.arg(lang) AND n > sqlc.arg(n)
ORDER BY n;

-- name: DropVersionsAfter :execrows
DELETE FROM version
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND work = sqlc.arg(work) AND lang = sqlc.arg(lang) AND n > sqlc.arg(n);

-- Those of the responses after one and up to another.
-- name: VersionsBetween :many
SELECT response, work, lang, n, doc FROM version
WHERE callout_id = sqlc.arg(callout_id) AND response > sqlc.arg(after) AND response <= sqlc.arg(upto)
ORDER BY response, work, lang, n;

-- name: AnyVersion :one
SELECT response FROM version WHERE callout_id = sqlc.arg(callout_id) LIMIT 1;

-- name: DropVersions :exec
DELETE FROM version WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response);

-- name: EraseVersions :exec
DELETE FROM version WHERE callout_id = sqlc.arg(callout_id);

-- name: PutDerivative :exec
INSERT INTO derivative (callout_id, response, kind, size, sha, blob, header, doc)
VALUES (sqlc.arg(callout_id), sqlc.arg(response), sqlc.arg(kind), sqlc.arg(size), sqlc.arg(sha), sqlc.arg(blob), sqlc.arg(header), sqlc.arg(doc));

-- name: DerivativesOf :many
SELECT kind, size, sha, blob, header, doc FROM derivative
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) ORDER BY kind;

-- name: DerivativeUser :one
SELECT kind FROM derivative WHERE blob = sqlc.arg(blob) LIMIT 1;

-- name: DropDerivatives :exec
DELETE FROM derivative WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response);

-- name: DerivativeBlobs :many
SELECT response, blob FROM derivative
WHERE callout_id = sqlc.arg(callout_id) AND response > sqlc.arg(after) AND response <= sqlc.arg(upto)
ORDER BY response, kind;

-- name: EraseDerivatives :exec
DELETE FROM derivative WHERE callout_id = sqlc.arg(callout_id);

-- name: PutMark :exec
INSERT INTO mark (callout_id, response, kind, n, value)
VALUES (sqlc.arg(callout_id), sqlc.arg(response), sqlc.arg(kind), sqlc.arg(n), sqlc.arg(value));

-- Of what is not set aside.
-- name: RecordingMarksBetween :many
SELECT m.response, m.kind, m.value FROM mark m JOIN response r ON r.callout_id = m.callout_id AND r.id = m.response
WHERE m.callout_id = sqlc.arg(callout_id) AND m.response > sqlc.arg(after) AND m.response <= sqlc.arg(upto) AND r.set_aside = ''
ORDER BY m.response, m.kind, m.n;

-- name: DropMarks :exec
DELETE FROM mark WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response);

-- name: EraseMarks :exec
DELETE FROM mark WHERE callout_id = sqlc.arg(callout_id);

-- name: AddTask :execrows
INSERT INTO task (callout_id, response, step, lane, state, run, tries, due, done, reason, hint, at)
VALUES (sqlc.arg(callout_id), sqlc.arg(response), sqlc.arg(step), sqlc.arg(lane), 'waiting', sqlc.arg(run), 0, sqlc.arg(due), 0, '', '', sqlc.arg(at))
ON CONFLICT (callout_id, response, step) DO NOTHING;

-- What runs meanwhile has no say any more.
-- name: RestartTask :execrows
UPDATE task SET state = 'waiting', run = run + 1, tries = 0, due = sqlc.arg(due), done = 0, reason = '', hint = '', at = sqlc.arg(at)
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND step = sqlc.arg(step);

-- name: TaskOf :one
SELECT lane, state, run, tries, due, done, reason, hint, at FROM task
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND step = sqlc.arg(step);

-- name: TasksOf :many
SELECT response, step, state, tries, done, reason, hint, at FROM task
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) ORDER BY step;

-- name: TasksBetween :many
SELECT response, step, state, tries, done, reason, hint, at FROM task
WHERE callout_id = sqlc.arg(callout_id) AND response > sqlc.arg(after) AND response <= sqlc.arg(upto)
ORDER BY response, step;

-- name: CountTasks :many
SELECT callout_id, step, state, count(*) AS n FROM task GROUP BY callout_id, step, state ORDER BY callout_id, step, state;

-- name: DropTasks :exec
DELETE FROM task WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response);

-- name: EraseTasks :exec
DELETE FROM task WHERE callout_id = sqlc.arg(callout_id);

-- A task moves only while it is the run's own.
-- name: ClaimTask :execrows
UPDATE task SET state = 'running', tries = tries + 1, due = sqlc.arg(due), done = 0, at = sqlc.arg(at)
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND step = sqlc.arg(step) AND run = sqlc.arg(run) AND state = 'queued';

-- name: BeatTask :execrows
UPDATE task SET due = sqlc.arg(due)
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND step = sqlc.arg(step) AND run = sqlc.arg(run) AND state = 'running';

-- name: ProgressTask :execrows
UPDATE task SET due = sqlc.arg(due), done = sqlc.arg(done)
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND step = sqlc.arg(step) AND run = sqlc.arg(run) AND state = 'running';

-- name: EndTask :execrows
UPDATE task SET state = sqlc.arg(state), tries = sqlc.arg(tries), due = sqlc.arg(due), done = sqlc.arg(done), reason = sqlc.arg(reason), hint = sqlc.arg(hint), at = sqlc.arg(at)
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND step = sqlc.arg(step) AND run = sqlc.arg(run) AND state = 'running';

-- name: HandTask :execrows
UPDATE task SET state = 'queued', run = run + 1, due = sqlc.arg(due)
WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND step = sqlc.arg(step) AND run = sqlc.arg(run);

-- How many of a lane are handed out and not over their time.
-- name: TasksOut :one
SELECT count(*) FROM task WHERE lane = sqlc.arg(lane) AND state IN ('queued', 'running') AND due > sqlc.arg(now);

-- Which call-outs wait for a lane.
-- name: TaskCallouts :many
SELECT c.id FROM callout c
WHERE EXISTS (SELECT t.step FROM task t WHERE t.lane = sqlc.arg(lane) AND t.callout_id = c.id AND t.state IN ('waiting', 'queued', 'running') AND t.due <= sqlc.arg(now))
ORDER BY c.id;

-- name: DueTasks :many
SELECT response, step, run FROM task
WHERE lane = sqlc.arg(lane) AND state IN ('waiting', 'queued', 'running') AND due <= sqlc.arg(now) AND callout_id = sqlc.arg(callout_id)
ORDER BY due, response, step LIMIT sqlc.arg(n);

-- name: OpenTasks :one
SELECT count(*) FROM task WHERE state IN ('queued', 'running') OR state = 'waiting' AND due <= sqlc.arg(now);

-- Call-outs with steps that are due later than anything can be: a clock was ahead.
-- name: TasksAhead :one
SELECT count(*) FROM callout c
WHERE EXISTS (SELECT t.step FROM task t WHERE t.lane = sqlc.arg(lane) AND t.callout_id = c.id AND t.state IN ('waiting', 'queued', 'running') AND t.due > sqlc.arg(late));

-- name: CallBackTasks :exec
UPDATE task SET due = sqlc.arg(now) WHERE lane = sqlc.arg(lane) AND state IN ('waiting', 'queued', 'running') AND due > sqlc.arg(late);

-- What waits for the same as another does: all of a step in a call-out, or
-- those of responses in one language.
-- name: PutOffTasks :exec
UPDATE task SET due = sqlc.arg(due), reason = sqlc.arg(reason), hint = sqlc.arg(hint), at = sqlc.arg(at)
WHERE task.lane = sqlc.arg(lane) AND task.callout_id = sqlc.arg(callout_id) AND task.state IN ('waiting', 'queued', 'running') AND task.due <= sqlc.arg(now)
    AND task.state = 'waiting' AND task.step = sqlc.arg(step)
    AND (sqlc.arg(any_lang) = 1 OR task.response IN (SELECT r.id FROM response r WHERE r.callout_id = sqlc.arg(callout_id) AND r.lang = sqlc.arg(lang)));

-- name: RouseTasks :exec
UPDATE task SET due = sqlc.arg(now) WHERE state = 'waiting' AND due > sqlc.arg(now);

-- name: DeleteTask :exec
DELETE FROM task WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response) AND step = sqlc.arg(step);

-- name: RecordingsPage :many
SELECT id, doc FROM response
WHERE callout_id = sqlc.arg(callout_id) AND id > sqlc.arg(after) AND NOT withdrawn AND medium <> 'text'
ORDER BY id LIMIT sqlc.arg(n);
