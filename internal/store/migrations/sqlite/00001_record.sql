-- +goose Up
CREATE TABLE callout (
    id   INTEGER PRIMARY KEY,
    slug TEXT    NOT NULL UNIQUE,
    rev  BIGINT  NOT NULL, -- counts the changes of anything under the call-out
    doc  TEXT    NOT NULL,
    sha  TEXT    NOT NULL
);

CREATE TABLE codebook (
    callout_id BIGINT NOT NULL PRIMARY KEY REFERENCES callout (id),
    doc        TEXT   NOT NULL,
    sha        TEXT   NOT NULL
);

CREATE TABLE points (
    callout_id BIGINT NOT NULL PRIMARY KEY REFERENCES callout (id),
    doc        TEXT   NOT NULL,
    sha        TEXT   NOT NULL
);

-- What a respondent sent stands in doc and nowhere else.
CREATE TABLE response (
    callout_id   BIGINT  NOT NULL REFERENCES callout (id),
    id           TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    received_at  BIGINT  NOT NULL, -- microseconds since 1970, UTC
    channel      TEXT    NOT NULL,
    medium       TEXT    NOT NULL,
    lang         TEXT    NOT NULL,
    withdrawn    BOOLEAN NOT NULL,
    set_aside    TEXT    NOT NULL,
    duplicate_of TEXT    NOT NULL,
    campaign     TEXT    NOT NULL,
    doc          TEXT    NOT NULL,
    sha          TEXT    NOT NULL,
    PRIMARY KEY (callout_id, id)
);
CREATE INDEX response_person ON response (callout_id, person, id);
CREATE INDEX response_copy ON response (callout_id, duplicate_of) WHERE duplicate_of <> '';

CREATE TABLE coding (
    callout_id BIGINT  NOT NULL,
    response   TEXT    NOT NULL,
    code       TEXT    NOT NULL,
    coder      TEXT    NOT NULL,
    present    BOOLEAN NOT NULL,
    origin     TEXT    NOT NULL,
    marked_at  TEXT    NOT NULL, -- as the record writes it
    draw       TEXT    NOT NULL,
    PRIMARY KEY (callout_id, response, code, coder),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);

CREATE TABLE statement (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    id         TEXT   NOT NULL,
    doc        TEXT   NOT NULL,
    sha        TEXT   NOT NULL,
    PRIMARY KEY (callout_id, id)
);

CREATE TABLE file (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    path       TEXT   NOT NULL,
    size       BIGINT NOT NULL, -- bytes
    sha        TEXT   NOT NULL,
    blob       TEXT   NOT NULL, -- key in the blob store
    PRIMARY KEY (callout_id, path)
);
CREATE INDEX file_blob ON file (blob);

CREATE TABLE story (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    name       TEXT   NOT NULL,
    body       BLOB   NOT NULL,
    sha        TEXT   NOT NULL,
    PRIMARY KEY (callout_id, name)
);

-- Who changed what. Ids and marks only, never words that somebody sent.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       BIGINT NOT NULL, -- microseconds since 1970, UTC
    actor    TEXT   NOT NULL,
    verb     TEXT   NOT NULL,
    callout  TEXT   NOT NULL,
    changes  TEXT   NOT NULL
);
CREATE INDEX audit_callout ON audit (callout, id);

-- What each person adds to the tally of their call-out.
CREATE TABLE part (
    callout_id BIGINT  NOT NULL REFERENCES callout (id),
    person     TEXT    NOT NULL,
    campaign   TEXT    NOT NULL,
    first_at   BIGINT  NOT NULL, -- of the kept answer, microseconds since 1970, UTC
    first_id   TEXT    NOT NULL,
    falls      BOOLEAN NOT NULL, -- another person stands for the campaign
    doc        TEXT    NOT NULL,
    PRIMARY KEY (callout_id, person)
);
CREATE INDEX part_campaign ON part (callout_id, campaign, first_at, first_id) WHERE campaign <> '';

CREATE TABLE tally (
    callout_id BIGINT NOT NULL PRIMARY KEY REFERENCES callout (id),
    doc        TEXT   NOT NULL
);

-- People whose part is older than their answers.
CREATE TABLE dirty (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    person     TEXT   NOT NULL,
    PRIMARY KEY (callout_id, person)
);

-- +goose Down
DROP TABLE dirty;
DROP TABLE tally;
DROP TABLE part;
DROP TABLE audit;
DROP TABLE story;
DROP TABLE file;
DROP TABLE statement;
DROP TABLE coding;
DROP TABLE response;
DROP TABLE points;
DROP TABLE codebook;
DROP TABLE callout;
