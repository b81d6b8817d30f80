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
CREATE INDEX task_due ON task (lane, callout_id, due, response, step) WHERE state IN ('waiting', 'queued', 'running');
CREATE INDEX task_out ON task (lane, due) WHERE state IN ('queued', 'running');

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

-- Recordings that are there already are to be made safe. The key stands in no
-- text of a document: there, quotation marks are escaped.
INSERT INTO task (callout_id, response, step, lane, state, run, tries, due, done, reason, hint, at)
SELECT r.callout_id, r.id, 'clean', 'media', 'waiting', 0, 0, d.day, 0, '', '', d.day
FROM (SELECT callout_id, id, split_part(split_part(doc, '"media":"', 2), '"', 1) AS path FROM response
    WHERE medium <> 'text' AND NOT withdrawn AND set_aside <> 'illegal' AND strpos(doc, '"media":"') > 0) r
JOIN file f ON f.callout_id = r.callout_id AND f.path = r.path
CROSS JOIN (SELECT CAST(extract(epoch FROM date_trunc('day', now() AT TIME ZONE 'UTC')) AS BIGINT) * 1000000 AS day) d;

-- +goose Down
DROP TABLE mark;
DROP TABLE task;
DROP TABLE derivative;
DROP TABLE version;
