-- +goose Up
-- Every state of a transcript or a translation. What somebody said stands in
-- doc and nowhere else.
CREATE TABLE version (
    callout_id BIGINT NOT NULL,
    response   TEXT   NOT NULL,
    work       TEXT   NOT NULL, -- transcript, or translation
    lang       TEXT   NOT NULL, -- of a translation; a response has one transcript
    n          BIGINT NOT NULL,
    doc        TEXT   NOT NULL,
    sha        TEXT   NOT NULL,
    PRIMARY KEY (callout_id, response, work, lang, n),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);

-- What was made of an original.
CREATE TABLE derivative (
    callout_id BIGINT NOT NULL,
    response   TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    size       BIGINT NOT NULL, -- bytes
    sha        TEXT   NOT NULL,
    blob       TEXT   NOT NULL, -- key in the blob store
    header     BLOB   NOT NULL, -- opens a sealed body, as that of file does
    doc        TEXT   NOT NULL,
    PRIMARY KEY (callout_id, response, kind),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);
CREATE INDEX derivative_blob ON derivative (blob);

-- What is to be done with a response, and how far that is. No words.
CREATE TABLE task (
    callout_id BIGINT NOT NULL,
    response   TEXT   NOT NULL,
    step       TEXT   NOT NULL,
    lane       TEXT   NOT NULL, -- media, speech or translate
    state      TEXT   NOT NULL, -- waiting, queued, running, done or failed
    run        BIGINT NOT NULL, -- how often it was handed out: an older run has no say
    tries      BIGINT NOT NULL, -- since a person last asked for it
    due        BIGINT NOT NULL, -- when it is handed out, again if need be; microseconds since 1970, UTC
    done       BIGINT NOT NULL, -- millionths
    reason     TEXT   NOT NULL,
    hint       TEXT   NOT NULL,
    at         BIGINT NOT NULL, -- of the last change, microseconds since 1970, UTC
    PRIMARY KEY (callout_id, response, step),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);
CREATE INDEX task_due ON task (lane, callout_id, due, response, step) WHERE state IN ('waiting', 'queued', 'running');
CREATE INDEX task_out ON task (lane, due) WHERE state IN ('queued', 'running');

-- What a recording or a picture is known by when it comes again.
CREATE TABLE mark (
    callout_id BIGINT NOT NULL,
    response   TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    n          BIGINT NOT NULL,
    value      TEXT   NOT NULL,
    PRIMARY KEY (callout_id, response, kind, n),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);

-- Recordings that are there already are to be made safe. The key stands in no
-- text of a document: there, quotation marks are escaped.
INSERT INTO task (callout_id, response, step, lane, state, run, tries, due, done, reason, hint, at)
SELECT r.callout_id, r.id, 'clean', 'media', 'waiting', 0, 0, d.day, 0, '', '', d.day
FROM (SELECT callout_id, id, substr(doc, 1, instr(doc, '"') - 1) AS path
    FROM (SELECT callout_id, id, substr(doc, instr(doc, '"media":"') + 9) AS doc FROM response
          WHERE medium <> 'text' AND NOT withdrawn AND set_aside <> 'illegal' AND instr(doc, '"media":"') > 0)) r
JOIN file f ON f.callout_id = r.callout_id AND f.path = r.path
CROSS JOIN (SELECT CAST(strftime('%s', 'now', 'start of day') AS INTEGER) * 1000000 AS day) d;

-- +goose Down
DROP TABLE mark;
DROP TABLE task;
DROP TABLE derivative;
DROP TABLE version;
