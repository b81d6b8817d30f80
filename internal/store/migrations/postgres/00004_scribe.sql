-- +goose Up
-- Every state of a transcript or a translation. What somebody said stands in
-- doc and nowhere else.
CREATE TABLE version (
    callout_id BIGINT NOT NULL,
    response   TEXT COLLATE "C" NOT NULL,
    work       TEXT COLLATE "C" NOT NULL, -- transcript, or translation
    lang       TEXT COLLATE "C" NOT NULL, -- of a translation; a response has one transcript
    n          BIGINT NOT NULL,
    doc        TEXT COLLATE "C" NOT NULL,
    sha        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (callout_id, response, work, lang, n),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);

-- What was made of an original.
CREATE TABLE derivative (
    callout_id BIGINT NOT NULL,
    response   TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    size       BIGINT NOT NULL, -- bytes
    sha        TEXT COLLATE "C" NOT NULL,
    blob       TEXT COLLATE "C" NOT NULL, -- key in the blob store
    header     BYTEA  NOT NULL, -- opens a sealed body, as that of file does
    doc        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (callout_id, response, kind),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);
CREATE INDEX derivative_blob ON derivative (blob);

-- What is to be done with a response, and how far that is. No words.
CREATE TABLE task (
    callout_id BIGINT NOT NULL,
    response   TEXT COLLATE "C" NOT NULL,
    step       TEXT COLLATE "C" NOT NULL,
    lane       TEXT COLLATE "C" NOT NULL, -- media, speech or translate
    state      TEXT COLLATE "C" NOT NULL, -- waiting, queued, running, done or failed
    run        BIGINT NOT NULL, -- how often it was handed out: an older run has no say
    tries      BIGINT NOT NULL, -- since a person last asked for it
    due        BIGINT NOT NULL, -- when it is handed out, again if need be; microseconds since 1970, UTC
    done       BIGINT NOT NULL, -- millionths
    reason     TEXT COLLATE "C" NOT NULL,
    hint       TEXT COLLATE "C" NOT NULL,
    at         BIGINT NOT NULL, -- of the last change, microseconds since 1970, UTC
    PRIMARY KEY (callout_id, response, step),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);
CREATE INDEX task_open ON task (lane, state, due, callout_id) WHERE state IN ('waiting', 'queued', 'running');

-- What a recording or a picture is known by when it comes again.
CREATE TABLE mark (
    callout_id BIGINT NOT NULL,
    response   TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    n          BIGINT NOT NULL,
    value      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (callout_id, response, kind, n),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);

-- +goose Down
DROP TABLE mark;
DROP TABLE task;
DROP TABLE derivative;
DROP TABLE version;
