-- +goose Up
-- What a list shows of a response, filters and sorts by, and what the desk did
-- with it. The first part follows from the response, its codings and its
-- person's part, and is written anew with them; no words. The rows, and the
-- table said_N of a call-out's words, are made when the store is opened.
CREATE TABLE triage (
    n           INTEGER PRIMARY KEY,
    callout_id  BIGINT  NOT NULL,
    response    TEXT    NOT NULL,
    turn        BIGINT  NOT NULL DEFAULT 0, -- of the inbox, when the row was written last
    received_at BIGINT  NOT NULL DEFAULT 0, -- microseconds since 1970, UTC
    day         TEXT    NOT NULL DEFAULT '', -- in the call-out's zone
    channel     TEXT    NOT NULL DEFAULT '',
    medium      TEXT    NOT NULL DEFAULT '',
    lang        TEXT    NOT NULL DEFAULT '',
    state       TEXT    NOT NULL DEFAULT '', -- its place in the waterfall
    campaign    TEXT    NOT NULL DEFAULT '',
    contacted   BOOLEAN NOT NULL DEFAULT FALSE,
    media       TEXT    NOT NULL DEFAULT '', -- path of the file that it names, as a key
    transcript  TEXT    NOT NULL DEFAULT '', -- state of it; empty when there is none
    translation TEXT    NOT NULL DEFAULT '', -- state of the least checked one
    codes       TEXT    NOT NULL DEFAULT '', -- that hold for it, one a line
    coders      TEXT    NOT NULL DEFAULT '', -- who looked at it, one a line
    seen        BOOLEAN NOT NULL DEFAULT FALSE,
    finished    BOOLEAN NOT NULL DEFAULT FALSE,
    star        BOOLEAN NOT NULL DEFAULT FALSE,
    assignee    TEXT    NOT NULL DEFAULT '',
    tags        TEXT    NOT NULL DEFAULT '', -- one a line
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);
CREATE UNIQUE INDEX triage_response ON triage (callout_id, response);
CREATE INDEX triage_turn ON triage (callout_id, turn);
CREATE INDEX triage_arrived ON triage (callout_id, day, medium, lang, seen);
CREATE INDEX triage_media ON triage (callout_id, media) WHERE media <> '';

-- A turn for every transaction that changed rows of a call-out's list.
CREATE TABLE inbox (
    callout_id BIGINT NOT NULL PRIMARY KEY REFERENCES callout (id),
    turn       BIGINT NOT NULL,
    anew       BIGINT NOT NULL -- counts how often rows were taken out
);

CREATE TABLE saved_filter (
    person     TEXT   NOT NULL,
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    name       TEXT   NOT NULL,
    doc        TEXT   NOT NULL,
    PRIMARY KEY (person, callout_id, name)
);

-- Which audit lines are about a response.
CREATE TABLE about (
    callout  TEXT   NOT NULL,
    response TEXT   NOT NULL,
    line     BIGINT NOT NULL,
    PRIMARY KEY (callout, response, line)
);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_actor ON audit (actor, at, id);
CREATE INDEX audit_verb ON audit (verb, at, id);
CREATE INDEX audit_callout_at ON audit (callout, at, id);

-- What a coder noted beside an answer.
CREATE TABLE memo (
    callout_id BIGINT NOT NULL,
    response   TEXT NOT NULL,
    coder      TEXT NOT NULL,
    at         BIGINT NOT NULL, -- microseconds since 1970, UTC
    body       TEXT NOT NULL,
    PRIMARY KEY (callout_id, response, coder),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);

-- Every state of a codebook.
CREATE TABLE codebook_version (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    n          BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    at         BIGINT NOT NULL, -- microseconds since 1970, UTC
    doc        TEXT NOT NULL,
    sha        TEXT NOT NULL,
    PRIMARY KEY (callout_id, n)
);

-- How many answers are to be drawn at random, and how many two coders code.
CREATE TABLE coding_plan (
    callout_id BIGINT NOT NULL PRIMARY KEY REFERENCES callout (id),
    doc        TEXT NOT NULL
);

-- The queue of steps that wait, run or failed.
CREATE INDEX task_open ON task (callout_id, state, due, response, step) WHERE state <> 'done';

-- Who stands for a campaign, without a look at everybody who is in it.
CREATE INDEX part_standing ON part (callout_id, campaign) WHERE campaign <> '' AND NOT falls;

-- Figures are told by the week too: they are counted anew.
DELETE FROM tally;

-- +goose Down
DROP INDEX part_standing;
DROP INDEX task_open;
DROP TABLE coding_plan;
DROP TABLE codebook_version;
DROP TABLE memo;
DROP INDEX audit_callout_at;
DROP INDEX audit_verb;
DROP INDEX audit_actor;
DROP INDEX audit_at;
DROP TABLE about;
DROP TABLE saved_filter;
DROP TABLE inbox;
DROP TABLE triage;
