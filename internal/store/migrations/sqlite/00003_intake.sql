-- +goose Up
-- The key of a sealed body; empty for a body in the clear. Who deletes the row
-- erases the body.
ALTER TABLE file ADD COLUMN header BLOB NOT NULL DEFAULT x'';

-- Items that came from a door, by the name of their ticket: none comes twice.
CREATE TABLE arrival (
    name       TEXT   NOT NULL PRIMARY KEY,
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    day        TEXT   NOT NULL -- 2006-01-02, when it came to the door
);

-- Where an answer to a respondent goes, and how their withdrawal is known.
CREATE TABLE receipt (
    callout_id BIGINT NOT NULL,
    response   TEXT   NOT NULL,
    box        TEXT   NOT NULL, -- where the door keeps replies
    reply_to   TEXT   NOT NULL, -- recipient to which replies are sealed
    withdraw   TEXT   NOT NULL, -- hash of the token of a withdrawal
    PRIMARY KEY (callout_id, response),
    FOREIGN KEY (callout_id, response) REFERENCES response (callout_id, id)
);
CREATE INDEX receipt_box ON receipt (callout_id, box);

-- Withdrawals, also of what has not come yet.
CREATE TABLE takeback (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    box        TEXT   NOT NULL,
    token_hash TEXT   NOT NULL,
    day        TEXT   NOT NULL, -- on which it was said; what came later stays
    PRIMARY KEY (callout_id, box, token_hash)
);

-- Replies, sealed to the receipt of whom they are for.
CREATE TABLE reply (
    id         TEXT    NOT NULL PRIMARY KEY,
    callout_id BIGINT  NOT NULL REFERENCES callout (id),
    box        TEXT    NOT NULL,
    sealed     BLOB    NOT NULL,
    sent       BOOLEAN NOT NULL -- a door has it
);
CREATE INDEX reply_box ON reply (callout_id, box);
CREATE INDEX reply_unsent ON reply (id) WHERE NOT sent;

-- Items that could not be opened or read.
CREATE TABLE refused (
    name   TEXT   NOT NULL PRIMARY KEY,
    day    TEXT   NOT NULL,
    size   BIGINT NOT NULL, -- bytes, as sealed
    reason TEXT   NOT NULL
);

-- +goose Down
DROP TABLE refused;
DROP TABLE reply;
DROP TABLE takeback;
DROP TABLE receipt;
DROP TABLE arrival;
ALTER TABLE file DROP COLUMN header;
