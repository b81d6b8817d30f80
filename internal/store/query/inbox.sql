-- The turn of a transaction that changes rows of the list.
-- name: NextTurn :one
INSERT INTO inbox (callout_id, turn, anew) VALUES (sqlc.arg(callout_id), 1, 0)
ON CONFLICT (callout_id) DO UPDATE SET turn = inbox.turn + 1 RETURNING turn;

-- name: InboxOf :one
SELECT turn, anew FROM inbox WHERE callout_id = sqlc.arg(callout_id);

-- name: InboxAnew :exec
UPDATE inbox SET anew = anew + 1 WHERE callout_id = sqlc.arg(callout_id);

-- Call-outs whose list was never made.
-- name: CalloutsUnlisted :many
SELECT c.slug FROM callout c WHERE NOT EXISTS (SELECT i.callout_id FROM inbox i WHERE i.callout_id = c.id) ORDER BY c.slug;

-- name: PutTriage :one
INSERT INTO triage (callout_id, response, turn, received_at, day, channel, medium, lang, state, campaign, contacted, media, transcript, translation, codes, coders)
VALUES (sqlc.arg(callout_id), sqlc.arg(response), sqlc.arg(turn), sqlc.arg(received_at), sqlc.arg(day), sqlc.arg(channel), sqlc.arg(medium), sqlc.arg(lang),
    sqlc.arg(state), sqlc.arg(campaign), sqlc.arg(contacted), sqlc.arg(media), sqlc.arg(transcript), sqlc.arg(translation), sqlc.arg(codes), sqlc.arg(coders))
ON CONFLICT (callout_id, response) DO UPDATE SET turn = excluded.turn, received_at = excluded.received_at, day = excluded.day, channel = excluded.channel,
    medium = excluded.medium, lang = excluded.lang, state = excluded.state, campaign = excluded.campaign, contacted = excluded.contacted, media = excluded.media,
    transcript = excluded.transcript, translation = excluded.translation, codes = excluded.codes, coders = excluded.coders
RETURNING n;

-- name: TriageBetween :many
SELECT response, n, received_at, day, channel, medium, lang, state, campaign, contacted, media, transcript, translation, codes, coders FROM triage
WHERE callout_id = sqlc.arg(callout_id) AND response > sqlc.arg(after) AND response <= sqlc.arg(upto);

-- What changed since a turn.
-- name: TriageSince :many
SELECT n, response, received_at, day, channel, medium, lang, state, campaign, contacted, transcript, translation, codes, coders, seen, finished, star, assignee, tags FROM triage
WHERE callout_id = sqlc.arg(callout_id) AND turn > sqlc.arg(turn);

-- name: EraseTriage :exec
DELETE FROM triage WHERE callout_id = sqlc.arg(callout_id);

-- name: MediaUser :one
SELECT response FROM triage WHERE callout_id = sqlc.arg(callout_id) AND media = sqlc.arg(media) AND media <> '' LIMIT 1;

-- name: PersonOf :one
SELECT person FROM response WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: AnswersOf :many
SELECT id FROM response WHERE callout_id = sqlc.arg(callout_id) AND person = sqlc.arg(person) ORDER BY id;

-- How many came, by day, medium and language.
-- name: ArrivedOf :many
SELECT day, medium, lang, seen, count(*) AS n FROM triage WHERE callout_id = sqlc.arg(callout_id) GROUP BY day, medium, lang, seen;

-- name: SavedFilters :many
SELECT name, doc FROM saved_filter WHERE person = sqlc.arg(person) AND callout_id = sqlc.arg(callout_id) ORDER BY name;

-- name: SaveFilter :exec
INSERT INTO saved_filter (person, callout_id, name, doc) VALUES (sqlc.arg(person), sqlc.arg(callout_id), sqlc.arg(name), sqlc.arg(doc))
ON CONFLICT (person, callout_id, name) DO UPDATE SET doc = excluded.doc;

-- name: DropFilter :exec
DELETE FROM saved_filter WHERE person = sqlc.arg(person) AND callout_id = sqlc.arg(callout_id) AND name = sqlc.arg(name);

-- name: PutAbout :exec
INSERT INTO about (callout, response, line) VALUES (sqlc.arg(callout), sqlc.arg(response), sqlc.arg(line)) ON CONFLICT DO NOTHING;

-- name: DropAbout :exec
DELETE FROM about WHERE callout = sqlc.arg(callout);

-- name: InsertAudit :one
INSERT INTO audit (at, actor, verb, callout, changes)
VALUES (sqlc.arg(at), sqlc.arg(actor), sqlc.arg(verb), sqlc.arg(callout), sqlc.arg(changes)) RETURNING id;

-- The newest lines about a response.
-- name: AuditAbout :many
SELECT a.id, a.at, a.actor, a.verb, a.callout, a.changes FROM about o JOIN audit a ON a.id = o.line
WHERE o.callout = sqlc.arg(callout) AND o.response = sqlc.arg(response) ORDER BY o.line DESC LIMIT sqlc.arg(n);


-- name: InboxTurn :one
SELECT i.turn FROM inbox i JOIN callout c ON c.id = i.callout_id WHERE c.slug = sqlc.arg(slug);
