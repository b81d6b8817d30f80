-- +goose Up
-- Who works at the desk. Secrets are hashes: a passphrase by argon2id, the
-- tokens of sessions and invitations by SHA-256.
CREATE TABLE person (
    id  TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- the name to sign in with
    rev BIGINT NOT NULL,
    doc TEXT COLLATE "C" NOT NULL
);
CREATE TABLE passkey (
    id     TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- of the credential, base64url
    person TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    doc    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX passkey_person ON passkey (person);
CREATE TABLE session (
    token  TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- hash of the cookie, hex
    person TEXT COLLATE "C" NOT NULL REFERENCES person (id),
    begun  BIGINT  NOT NULL, -- microseconds since 1970, UTC
    seen   BIGINT  NOT NULL,
    until  BIGINT  NOT NULL,
    locked BOOLEAN NOT NULL,
    shared BOOLEAN NOT NULL, -- the screen is shown to others
    doc    TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_person ON session (person, token);
CREATE TABLE invitation (
    token  TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- hash of the link's, hex
    person TEXT COLLATE "C" NOT NULL,
    until  BIGINT NOT NULL,
    doc    TEXT COLLATE "C" NOT NULL
);

-- What somebody typed and has not saved yet.
CREATE TABLE draft (
    callout TEXT COLLATE "C" NOT NULL, -- slug; empty for what belongs to none
    kind    TEXT COLLATE "C" NOT NULL,
    name    TEXT COLLATE "C" NOT NULL, -- of what is being written
    person  TEXT COLLATE "C" NOT NULL,
    base    TEXT COLLATE "C" NOT NULL, -- revision from which it began
    at      BIGINT NOT NULL, -- microseconds since 1970, UTC
    doc     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (callout, kind, name, person)
);

-- What somebody did at the desk, and what undoes it: ids and values, never
-- words that somebody sent.
CREATE TABLE undoable (
    id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    callout TEXT COLLATE "C" NOT NULL,
    person  TEXT COLLATE "C" NOT NULL,
    at      BIGINT  NOT NULL, -- microseconds since 1970, UTC
    kind    TEXT COLLATE "C" NOT NULL, -- empty when nothing undoes it
    says    TEXT COLLATE "C" NOT NULL, -- as the desk said it then
    doc     TEXT COLLATE "C" NOT NULL,
    undone  BOOLEAN NOT NULL
);
CREATE INDEX undoable_person ON undoable (person, callout, at);

-- Every state of a story that was kept.
CREATE TABLE story_version (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    name       TEXT COLLATE "C" NOT NULL,
    n          BIGINT NOT NULL,
    actor      TEXT COLLATE "C" NOT NULL,
    at         BIGINT NOT NULL, -- microseconds since 1970, UTC
    body       BYTEA NOT NULL,
    sha        TEXT COLLATE "C" NOT NULL,
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
