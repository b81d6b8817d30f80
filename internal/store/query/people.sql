-- name: People :many
SELECT id, rev, doc FROM person ORDER BY id;

-- name: PutPerson :exec
INSERT INTO person (id, rev, doc) VALUES (sqlc.arg(id), 1, sqlc.arg(doc))
ON CONFLICT (id) DO UPDATE SET rev = person.rev + 1, doc = excluded.doc;

-- name: Passkeys :many
SELECT id, person, doc FROM passkey ORDER BY person, id;

-- name: PutPasskey :exec
INSERT INTO passkey (id, person, doc) VALUES (sqlc.arg(id), sqlc.arg(person), sqlc.arg(doc))
ON CONFLICT (id) DO UPDATE SET person = excluded.person, doc = excluded.doc;

-- name: DeletePasskeysOf :exec
DELETE FROM passkey WHERE person = sqlc.arg(person);

-- name: InvitationOf :one
SELECT token, person, until, doc FROM invitation WHERE token = sqlc.arg(token);

-- name: InvitationsOpen :many
SELECT token, person, until, doc FROM invitation WHERE until > sqlc.arg(now) ORDER BY person, until;

-- name: PutInvitation :exec
INSERT INTO invitation (token, person, until, doc) VALUES (sqlc.arg(token), sqlc.arg(person), sqlc.arg(until), sqlc.arg(doc));

-- name: UseInvitation :execrows
DELETE FROM invitation WHERE token = sqlc.arg(token) AND person = sqlc.arg(person) AND until > sqlc.arg(now);

-- name: DeleteInvitationsOf :exec
DELETE FROM invitation WHERE person = sqlc.arg(person) OR until <= sqlc.arg(now);

-- name: SessionOf :one
SELECT s.token, s.person, s.begun, s.seen, s.until, s.locked, s.shared, s.doc, p.doc AS who
FROM session s JOIN person p ON p.id = s.person WHERE s.token = sqlc.arg(token);

-- name: SessionsOpen :many
SELECT s.token, s.person, s.begun, s.seen, s.until, s.locked, s.shared, s.doc, p.doc AS who
FROM session s JOIN person p ON p.id = s.person WHERE s.until > sqlc.arg(now) ORDER BY s.begun DESC, s.token;

-- name: SessionsOpenOf :many
SELECT s.token, s.person, s.begun, s.seen, s.until, s.locked, s.shared, s.doc, p.doc AS who
FROM session s JOIN person p ON p.id = s.person WHERE s.person = sqlc.arg(person) AND s.until > sqlc.arg(now) ORDER BY s.begun DESC, s.token;

-- name: BeginSession :exec
INSERT INTO session (token, person, begun, seen, until, locked, shared, doc)
VALUES (sqlc.arg(token), sqlc.arg(person), sqlc.arg(begun), sqlc.arg(seen), sqlc.arg(until), sqlc.arg(locked), sqlc.arg(shared), sqlc.arg(doc));

-- name: TouchSession :exec
UPDATE session SET seen = sqlc.arg(seen) WHERE token = sqlc.arg(token) AND NOT locked AND seen < sqlc.arg(seen);

-- name: LockSession :execrows
UPDATE session SET locked = sqlc.arg(locked), seen = sqlc.arg(seen) WHERE token = sqlc.arg(token) AND locked <> sqlc.arg(locked);

-- name: ShareSession :execrows
UPDATE session SET shared = sqlc.arg(shared) WHERE token = sqlc.arg(token) AND shared <> sqlc.arg(shared);

-- name: EndSession :execrows
DELETE FROM session WHERE token = sqlc.arg(token);

-- name: EndSessionsOf :execrows
DELETE FROM session WHERE person = sqlc.arg(person) AND token <> sqlc.arg(keep);

-- name: EndOldSessions :exec
DELETE FROM session WHERE until <= sqlc.arg(now);
