-- +goose Up
-- Who works at the desk. Secrets are hashes: a passphrase by argon2id, the
-- tokens of sessions and invitations by SHA-256.
CREATE TABLE person (
    id  TEXT   NOT NULL PRIMARY KEY, -- the name to sign in with
    rev BIGINT NOT NULL,
    doc TEXT   NOT NULL
);
CREATE TABLE passkey (
    id     TEXT NOT NULL PRIMARY KEY, -- of the credential, base64url
    person TEXT NOT NULL REFERENCES person (id),
    doc    TEXT NOT NULL
);
CREATE INDEX passkey_person ON passkey (person);
CREATE TABLE session (
    token  TEXT    NOT NULL PRIMARY KEY, -- hash of the cookie, hex
    person TEXT    NOT NULL REFERENCES person (id),
    begun  BIGINT  NOT NULL, -- microseconds since 1970, UTC
    seen   BIGINT  NOT NULL,
    until  BIGINT  NOT NULL,
    locked BOOLEAN NOT NULL,
    shared BOOLEAN NOT NULL, -- the screen is shown to others
    doc    TEXT    NOT NULL
);
CREATE INDEX session_person ON session (person, token);
CREATE TABLE invitation (
    token  TEXT   NOT NULL PRIMARY KEY, -- hash of the link's, hex
    person TEXT   NOT NULL,
    until  BIGINT NOT NULL,
    doc    TEXT   NOT NULL
);

-- What somebody typed and has not saved yet.
CREATE TABLE draft (
    callout TEXT   NOT NULL, -- slug; empty for what belongs to none
    kind    TEXT   NOT NULL,
    name    TEXT   NOT NULL, -- of what is being written
    person  TEXT   NOT NULL,
    base    TEXT   NOT NULL, -- revision from which it began
    at      BIGINT NOT NULL, -- microseconds since 1970, UTC
    doc     TEXT   NOT NULL,
    PRIMARY KEY (callout, kind, name, person)
);

-- What somebody did at the desk, and what undoes it: ids and values, never
-- words that somebody sent.
CREATE TABLE undoable (
    id      TEXT    NOT NULL PRIMARY KEY,
    callout TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    at      BIGINT  NOT NULL, -- microseconds since 1970, UTC
    kind    TEXT    NOT NULL, -- empty when nothing undoes it
    says    TEXT    NOT NULL, -- as the desk said it then
    doc     TEXT    NOT NULL,
    undone  BOOLEAN NOT NULL
);
CREATE INDEX undoable_person ON undoable (person, callout, at);

-- Every state of a story that was kept.
CREATE TABLE story_version (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    name       TEXT   NOT NULL,
    n          BIGINT NOT NULL,
    actor      TEXT   NOT NULL,
    at         BIGINT NOT NULL, -- microseconds since 1970, UTC
    body       BLOB   NOT NULL,
    sha        TEXT   NOT NULL,
    PRIMARY KEY (callout_id, name, n)
);

-- +goose Down
DROP TABLE story_version;
DROP TABLE undoable;
DROP TABLE draft;
DROP TABLE invitation;
DROP TABLE session;
DROP TABLE passkey;
DROP TABLE person;
