-- +goose Up
-- What the desk decided about responses that no response says of itself.
CREATE TABLE decision (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    id         TEXT   NOT NULL,
    doc        TEXT   NOT NULL,
    sha        TEXT   NOT NULL,
    PRIMARY KEY (callout_id, id)
);

-- Shares estimated from a random sample, of the revision they were worked out
-- for: they take seconds, so a job keeps them here. No other revision reads them.
CREATE TABLE estimate (
    callout_id BIGINT NOT NULL PRIMARY KEY REFERENCES callout (id),
    rev        BIGINT NOT NULL,
    doc        TEXT   NOT NULL
);

-- Whether anybody was drawn at random is asked after every change.
CREATE INDEX coding_drawn ON coding (callout_id, response) WHERE draw = 'random' AND origin = 'person';

-- +goose Down
DROP INDEX coding_drawn;
DROP TABLE estimate;
DROP TABLE decision;
