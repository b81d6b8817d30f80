-- name: SpeakersOf :one
SELECT doc, sha FROM speakers WHERE callout_id = sqlc.arg(callout_id);

-- name: PutSpeakers :exec
INSERT INTO speakers (callout_id, doc, sha) VALUES (sqlc.arg(callout_id), sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (callout_id) DO UPDATE SET doc = excluded.doc, sha = excluded.sha;

-- name: StatementDoc :one
SELECT doc, sha FROM statement WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: DeleteStatement :exec
DELETE FROM statement WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- Statements that may name a file: the pattern meets the key only, since quotes
-- inside a text are escaped.
-- name: StatementNaming :one
SELECT id FROM statement WHERE callout_id = sqlc.arg(callout_id) AND doc LIKE sqlc.arg(pattern) LIMIT 1;

-- name: InsertArticle :exec
INSERT INTO article (callout_id, id, age, outlet, feed, copy_of, doc, sha, size, file_sha, blob, header, reading)
VALUES (sqlc.arg(callout_id), sqlc.arg(id), sqlc.arg(age), sqlc.arg(outlet), sqlc.arg(feed), sqlc.arg(copy_of), sqlc.arg(doc), sqlc.arg(sha),
    sqlc.arg(size), sqlc.arg(file_sha), sqlc.arg(blob), sqlc.arg(header), sqlc.arg(reading));

-- name: UpdateArticle :exec
UPDATE article SET outlet = sqlc.arg(outlet), feed = sqlc.arg(feed), copy_of = sqlc.arg(copy_of), doc = sqlc.arg(doc), sha = sqlc.arg(sha)
WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: UpdateReading :exec
UPDATE article SET reading = sqlc.arg(reading) WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: ArticleOf :one
SELECT age, doc, sha FROM article WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: ReadingOf :one
SELECT reading FROM article WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: ArticleFileOf :one
SELECT size, file_sha, blob, header FROM article WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: ArticleBlobUser :one
SELECT id FROM article WHERE blob = sqlc.arg(blob) LIMIT 1;

-- The newest first. Where filter is 1 the outlet or the feed has to be the one
-- that is asked for, and without copies those that repeat another are left out.
-- name: ArticlesPage :many
SELECT id, doc, sha FROM article
WHERE callout_id = sqlc.arg(callout_id) AND age >= sqlc.arg(age) AND (age > sqlc.arg(age) OR id > sqlc.arg(after))
    AND (sqlc.arg(any_outlet) = 1 OR outlet = sqlc.arg(outlet)) AND (sqlc.arg(any_feed) = 1 OR feed = sqlc.arg(feed))
    AND (sqlc.arg(copies) = 1 OR copy_of = '')
ORDER BY age, id LIMIT sqlc.arg(limited);

-- name: CountArticles :one
SELECT count(*) FROM article
WHERE callout_id = sqlc.arg(callout_id)
    AND (sqlc.arg(any_outlet) = 1 OR outlet = sqlc.arg(outlet)) AND (sqlc.arg(any_feed) = 1 OR feed = sqlc.arg(feed))
    AND (sqlc.arg(copies) = 1 OR copy_of = '');

-- name: CopiesOf :many
SELECT id FROM article WHERE callout_id = sqlc.arg(callout_id) AND copy_of = sqlc.arg(copy_of) AND copy_of <> '' ORDER BY id;

-- name: PutAddress :exec
INSERT INTO address (callout_id, url, article) VALUES (sqlc.arg(callout_id), sqlc.arg(url), sqlc.arg(article))
ON CONFLICT (callout_id, url, article) DO NOTHING;

-- name: ArticleAt :one
SELECT a.id FROM address d JOIN article a ON a.callout_id = d.callout_id AND a.id = d.article
WHERE d.callout_id = sqlc.arg(callout_id) AND d.url = sqlc.arg(url) ORDER BY a.age, a.id LIMIT 1;

-- name: DropLikeness :exec
DELETE FROM likeness WHERE callout_id = sqlc.arg(callout_id) AND article = sqlc.arg(article);

-- name: LikenessOf :many
SELECT article FROM likeness WHERE callout_id = sqlc.arg(callout_id) AND value = sqlc.arg(value) ORDER BY article LIMIT sqlc.arg(n);

-- name: PutCandidate :exec
INSERT INTO candidate (callout_id, article, n, age, state, same, speaker, statement, doc, sha)
VALUES (sqlc.arg(callout_id), sqlc.arg(article), sqlc.arg(n), sqlc.arg(age), sqlc.arg(state), sqlc.arg(same), sqlc.arg(speaker), sqlc.arg(statement), sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (callout_id, article, n) DO UPDATE SET age = excluded.age, state = excluded.state, same = excluded.same, speaker = excluded.speaker,
    statement = excluded.statement, doc = excluded.doc, sha = excluded.sha;

-- name: DeleteCandidate :exec
DELETE FROM candidate WHERE callout_id = sqlc.arg(callout_id) AND article = sqlc.arg(article) AND n = sqlc.arg(n);

-- name: CandidateOf :one
SELECT doc, sha FROM candidate WHERE callout_id = sqlc.arg(callout_id) AND article = sqlc.arg(article) AND n = sqlc.arg(n);

-- name: CandidatesOfArticle :many
SELECT doc, sha FROM candidate WHERE callout_id = sqlc.arg(callout_id) AND article = sqlc.arg(article) ORDER BY n;

-- name: CandidatesOfStatement :many
SELECT doc, sha FROM candidate WHERE callout_id = sqlc.arg(callout_id) AND statement = sqlc.arg(statement) AND statement <> '' ORDER BY article, n;

-- name: StatementsOfCandidates :many
SELECT statement, article, n FROM candidate WHERE callout_id = sqlc.arg(callout_id) AND statement <> '' ORDER BY statement, article, n;

-- name: CandidatesPage :many
SELECT doc, sha FROM candidate
WHERE callout_id = sqlc.arg(callout_id) AND state = sqlc.arg(state) AND age >= sqlc.arg(age)
    AND (age > sqlc.arg(age) OR article > sqlc.arg(article) OR article = sqlc.arg(article) AND n > sqlc.arg(after))
ORDER BY age, article, n LIMIT sqlc.arg(limited);

-- name: FirstCandidatesPage :many
SELECT doc, sha FROM candidate
WHERE callout_id = sqlc.arg(callout_id) AND state = sqlc.arg(state) AND age >= sqlc.arg(age)
    AND (age > sqlc.arg(age) OR article > sqlc.arg(article) OR article = sqlc.arg(article) AND n > sqlc.arg(after)) AND NOT same
ORDER BY age, article, n LIMIT sqlc.arg(limited);

-- name: CandidatesPageBy :many
SELECT doc, sha FROM candidate
WHERE callout_id = sqlc.arg(callout_id) AND speaker = sqlc.arg(speaker) AND state = sqlc.arg(state)
    AND age >= sqlc.arg(age)
    AND (age > sqlc.arg(age) OR article > sqlc.arg(article) OR article = sqlc.arg(article) AND n > sqlc.arg(after)) AND (sqlc.arg(same) = 1 OR NOT same)
ORDER BY age, article, n LIMIT sqlc.arg(limited);

-- name: CountCandidates :one
SELECT count(*) FROM candidate WHERE callout_id = sqlc.arg(callout_id) AND state = sqlc.arg(state);

-- name: CountFirstCandidates :one
SELECT count(*) FROM candidate WHERE callout_id = sqlc.arg(callout_id) AND state = sqlc.arg(state) AND NOT same;

-- name: CountCandidatesBy :one
SELECT count(*) FROM candidate
WHERE callout_id = sqlc.arg(callout_id) AND speaker = sqlc.arg(speaker) AND state = sqlc.arg(state) AND (sqlc.arg(same) = 1 OR NOT same);

-- Counted by the caller: grouped by state, SQLite walks the index of states, that
-- is all candidates of the call-out, instead of the few of the article.
-- name: StatesOfArticle :many
SELECT state FROM candidate WHERE callout_id = sqlc.arg(callout_id) AND article = sqlc.arg(article) ORDER BY n;

-- name: CandidatesSaidBy :many
SELECT doc, sha FROM candidate WHERE callout_id = sqlc.arg(callout_id) AND speaker = sqlc.arg(speaker) ORDER BY article, n;

-- name: LastDeed :one
SELECT n FROM deed WHERE callout_id = sqlc.arg(callout_id) ORDER BY n DESC LIMIT 1;

-- name: InsertDeed :exec
INSERT INTO deed (callout_id, n, at, actor, verb, undone, doc)
VALUES (sqlc.arg(callout_id), sqlc.arg(n), sqlc.arg(at), sqlc.arg(actor), sqlc.arg(verb), sqlc.arg(undone), sqlc.arg(doc));

-- name: InsertDeedOf :exec
INSERT INTO deed_of (callout_id, thing, n) VALUES (sqlc.arg(callout_id), sqlc.arg(thing), sqlc.arg(n))
ON CONFLICT (callout_id, thing, n) DO NOTHING;

-- name: DeedOf :one
SELECT n, at, actor, verb, undone, doc FROM deed WHERE callout_id = sqlc.arg(callout_id) AND n = sqlc.arg(n);

-- name: MarkUndone :exec
UPDATE deed SET undone = sqlc.arg(undone) WHERE callout_id = sqlc.arg(callout_id) AND n = sqlc.arg(n);

-- name: DeedsPage :many
SELECT n, at, actor, verb, undone, doc FROM deed
WHERE callout_id = sqlc.arg(callout_id) AND n < sqlc.arg(before) ORDER BY n DESC LIMIT sqlc.arg(limited);

-- name: DeedsPageOf :many
SELECT d.n, d.at, d.actor, d.verb, d.undone, d.doc FROM deed_of o JOIN deed d ON d.callout_id = o.callout_id AND d.n = o.n
WHERE o.callout_id = sqlc.arg(callout_id) AND o.thing = sqlc.arg(thing) AND o.n < sqlc.arg(before) ORDER BY o.n DESC LIMIT sqlc.arg(limited);

-- Deeds about responses go with them, and those that undid one. Quotes inside a
-- document are escaped: the pattern meets the kind of a thing only.
-- name: EraseDeedsOf :exec
DELETE FROM deed_of WHERE deed_of.callout_id = sqlc.arg(callout_id)
    AND deed_of.n IN (SELECT d.n FROM deed d WHERE d.callout_id = sqlc.arg(callout_id)
        AND (d.verb IN ('strike_echo', 'keep_echo') OR d.verb = 'undo' AND d.doc LIKE '%"kind":"decision"%'));

-- name: EraseDeeds :exec
DELETE FROM deed WHERE callout_id = sqlc.arg(callout_id)
    AND (verb IN ('strike_echo', 'keep_echo') OR verb = 'undo' AND doc LIKE '%"kind":"decision"%');

-- name: EchoDeeds :many
SELECT n, doc FROM deed WHERE callout_id = sqlc.arg(callout_id)
    AND (verb IN ('strike_echo', 'keep_echo') OR verb = 'undo' AND doc LIKE '%"kind":"decision"%') ORDER BY n;

-- name: UpdateDeed :exec
UPDATE deed SET doc = sqlc.arg(doc) WHERE callout_id = sqlc.arg(callout_id) AND n = sqlc.arg(n);

-- name: PutFeed :exec
INSERT INTO feed (callout_id, id, due, doc, sha) VALUES (sqlc.arg(callout_id), sqlc.arg(id), sqlc.arg(due), sqlc.arg(doc), sqlc.arg(sha))
ON CONFLICT (callout_id, id) DO UPDATE SET due = excluded.due, doc = excluded.doc, sha = excluded.sha;

-- name: FeedOf :one
SELECT doc, sha FROM feed WHERE callout_id = sqlc.arg(callout_id) AND id = sqlc.arg(id);

-- name: FeedsOf :many
SELECT id, doc, sha FROM feed WHERE callout_id = sqlc.arg(callout_id) ORDER BY id;

-- name: DueFeeds :many
SELECT c.slug, f.id FROM feed f JOIN callout c ON c.id = f.callout_id
WHERE f.due > 0 AND f.due <= sqlc.arg(now) ORDER BY f.due, f.callout_id, f.id LIMIT sqlc.arg(n);

-- name: CountFeedArticles :one
SELECT count(*) FROM article WHERE callout_id = sqlc.arg(callout_id) AND feed = sqlc.arg(feed);

-- name: PutFeedItem :exec
INSERT INTO feed_item (callout_id, feed, item) VALUES (sqlc.arg(callout_id), sqlc.arg(feed), sqlc.arg(item))
ON CONFLICT (callout_id, feed, item) DO NOTHING;

-- name: FeedItemOf :one
SELECT item FROM feed_item WHERE callout_id = sqlc.arg(callout_id) AND feed = sqlc.arg(feed) AND item = sqlc.arg(item);
