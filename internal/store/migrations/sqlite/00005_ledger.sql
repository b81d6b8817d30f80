-- +goose Up
-- Public figures as the newsroom knows them.
CREATE TABLE speakers (
    callout_id BIGINT NOT NULL PRIMARY KEY REFERENCES callout (id),
    doc        TEXT   NOT NULL,
    sha        TEXT   NOT NULL
);

-- Sources that the desk holds, with the text that a reader sees. They are no
-- part of the record: the file of one is, from when a statement names it.
CREATE TABLE article (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    id         TEXT   NOT NULL,
    age        BIGINT NOT NULL, -- when it came, microseconds before 1970, UTC: the newest first
    outlet     TEXT   NOT NULL,
    feed       TEXT   NOT NULL,
    copy_of    TEXT   NOT NULL,
    doc        TEXT   NOT NULL,
    sha        TEXT   NOT NULL,
    size       BIGINT NOT NULL, -- bytes of the archived file
    file_sha   TEXT   NOT NULL,
    blob       TEXT   NOT NULL, -- key in the blob store
    header     BLOB   NOT NULL, -- opens a sealed body, as that of file does
    reading    TEXT   NOT NULL,
    PRIMARY KEY (callout_id, id)
);
CREATE INDEX article_age ON article (callout_id, age, id);
CREATE INDEX article_copy ON article (callout_id, copy_of, id) WHERE copy_of <> '';
CREATE INDEX article_blob ON article (blob);

-- Where an article was found.
CREATE TABLE address (
    callout_id BIGINT NOT NULL,
    url        TEXT   NOT NULL, -- as a key
    article    TEXT   NOT NULL,
    PRIMARY KEY (callout_id, url, article),
    FOREIGN KEY (callout_id, article) REFERENCES article (callout_id, id)
);

-- By what an article is known again in another outlet.
CREATE TABLE likeness (
    callout_id BIGINT NOT NULL,
    value      BIGINT NOT NULL,
    article    TEXT   NOT NULL,
    PRIMARY KEY (callout_id, value, article),
    FOREIGN KEY (callout_id, article) REFERENCES article (callout_id, id)
);

-- Quotations found in articles.
CREATE TABLE candidate (
    callout_id BIGINT  NOT NULL,
    article    TEXT   NOT NULL,
    n          BIGINT  NOT NULL,
    age        BIGINT  NOT NULL, -- of the article
    state      TEXT   NOT NULL,
    same       BOOLEAN NOT NULL, -- repeats one of the article that its own repeats
    speaker    TEXT   NOT NULL, -- as links write it
    statement  TEXT   NOT NULL, -- that it became
    doc        TEXT   NOT NULL,
    sha        TEXT   NOT NULL,
    PRIMARY KEY (callout_id, article, n),
    FOREIGN KEY (callout_id, article) REFERENCES article (callout_id, id)
);
CREATE INDEX candidate_state ON candidate (callout_id, state, age, article, n);
CREATE INDEX candidate_first ON candidate (callout_id, state, age, article, n) WHERE NOT same;
CREATE INDEX candidate_speaker ON candidate (callout_id, speaker, state, age, article, n);
CREATE INDEX candidate_statement ON candidate (callout_id, statement) WHERE statement <> '';

-- What was done to statements, candidates, speakers and points, and what they
-- were before: whoever undoes it puts that back.
CREATE TABLE deed (
    callout_id BIGINT  NOT NULL REFERENCES callout (id),
    n          BIGINT  NOT NULL,
    at         BIGINT  NOT NULL, -- microseconds since 1970, UTC
    actor      TEXT   NOT NULL,
    verb       TEXT   NOT NULL,
    undone     BOOLEAN NOT NULL,
    doc        TEXT   NOT NULL,
    PRIMARY KEY (callout_id, n)
);
CREATE TABLE deed_of (
    callout_id BIGINT NOT NULL,
    thing      TEXT   NOT NULL,
    n          BIGINT NOT NULL,
    PRIMARY KEY (callout_id, thing, n),
    FOREIGN KEY (callout_id, n) REFERENCES deed (callout_id, n)
);

-- Feeds that are watched, and which of their items were dealt with.
CREATE TABLE feed (
    callout_id BIGINT NOT NULL REFERENCES callout (id),
    id         TEXT   NOT NULL,
    due        BIGINT NOT NULL, -- microseconds since 1970, UTC; 0 = it is left alone
    doc        TEXT   NOT NULL,
    sha        TEXT   NOT NULL,
    PRIMARY KEY (callout_id, id)
);
CREATE INDEX feed_due ON feed (due) WHERE due > 0;
CREATE TABLE feed_item (
    callout_id BIGINT NOT NULL,
    feed       TEXT   NOT NULL,
    item       TEXT   NOT NULL, -- as a key
    PRIMARY KEY (callout_id, feed, item),
    FOREIGN KEY (callout_id, feed) REFERENCES feed (callout_id, id)
);

-- +goose Down
DROP TABLE feed_item;
DROP TABLE feed;
DROP TABLE deed_of;
DROP TABLE deed;
DROP TABLE candidate;
DROP TABLE likeness;
DROP TABLE address;
DROP TABLE article;
DROP TABLE speakers;
