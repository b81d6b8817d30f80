-- name: InsertArrival :execrows
INSERT INTO arrival (name, callout_id, day) VALUES (sqlc.arg(name), sqlc.arg(callout_id), sqlc.arg(day))
ON CONFLICT (name) DO NOTHING;

-- name: ArrivalOf :one
SELECT day FROM arrival WHERE name = sqlc.arg(name);

-- name: InsertRefused :execrows
INSERT INTO refused (name, day, size, reason) VALUES (sqlc.arg(name), sqlc.arg(day), sqlc.arg(size), sqlc.arg(reason))
ON CONFLICT (name) DO NOTHING;

-- name: RefusedPage :many
SELECT name, day, size, reason FROM refused WHERE name > sqlc.arg(after) ORDER BY name LIMIT sqlc.arg(n);

-- name: DeleteRefused :exec
DELETE FROM refused WHERE name = sqlc.arg(name);

-- name: InsertReceipt :exec
INSERT INTO receipt (callout_id, response, box, reply_to, withdraw)
VALUES (sqlc.arg(callout_id), sqlc.arg(response), sqlc.arg(box), sqlc.arg(reply_to), sqlc.arg(withdraw));

-- name: ReceiptOf :one
SELECT box, reply_to, withdraw FROM receipt WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response);

-- name: ResponsesOfBox :many
SELECT response FROM receipt WHERE callout_id = sqlc.arg(callout_id) AND box = sqlc.arg(box) ORDER BY response;

-- name: ResponsesOfReceipt :many
SELECT response FROM receipt
WHERE callout_id = sqlc.arg(callout_id) AND box = sqlc.arg(box) AND withdraw = sqlc.arg(withdraw)
ORDER BY response;

-- name: DeleteReceipt :exec
DELETE FROM receipt WHERE callout_id = sqlc.arg(callout_id) AND response = sqlc.arg(response);

-- name: PutTakeback :exec
INSERT INTO takeback (callout_id, box, token_hash, day)
VALUES (sqlc.arg(callout_id), sqlc.arg(box), sqlc.arg(token_hash), sqlc.arg(day))
ON CONFLICT (callout_id, box, token_hash)
DO UPDATE SET day = CASE WHEN excluded.day > takeback.day THEN excluded.day ELSE takeback.day END;

-- name: TakebackOf :one
SELECT day FROM takeback
WHERE callout_id = sqlc.arg(callout_id) AND box = sqlc.arg(box) AND token_hash = sqlc.arg(token_hash);

-- name: InsertReply :execrows
INSERT INTO reply (id, callout_id, box, sealed, sent)
VALUES (sqlc.arg(id), sqlc.arg(callout_id), sqlc.arg(box), sqlc.arg(sealed), sqlc.arg(sent))
ON CONFLICT (id) DO NOTHING;

-- name: UnsentReplies :many
SELECT id, box, sealed FROM reply WHERE NOT sent ORDER BY id;

-- What a door has, it keeps; the body is not needed here any more.
-- name: ReplySent :exec
UPDATE reply SET sent = sqlc.arg(sent), sealed = sqlc.arg(sealed) WHERE id = sqlc.arg(id);

-- name: DeleteRepliesOfBox :exec
DELETE FROM reply WHERE callout_id = sqlc.arg(callout_id) AND box = sqlc.arg(box);

-- name: CountReplies :one
SELECT count(*) FROM reply WHERE callout_id = sqlc.arg(callout_id);

-- name: CountRepliesTo :one
SELECT count(*) FROM reply p JOIN receipt r ON r.callout_id = p.callout_id AND r.box = p.box
WHERE r.callout_id = sqlc.arg(callout_id) AND r.response = sqlc.arg(response);

-- name: CountResponses :one
SELECT count(*) FROM response WHERE callout_id = sqlc.arg(callout_id);

-- name: MediaFiles :many
SELECT path, blob FROM file
WHERE callout_id = sqlc.arg(callout_id) AND path > sqlc.arg(after) AND path < 'media0'
ORDER BY path LIMIT sqlc.arg(n);

-- Everything that respondents of a call-out sent, and what was made of it.
-- name: EraseMedia :exec
DELETE FROM file WHERE callout_id = sqlc.arg(callout_id) AND path > 'media/' AND path < 'media0';

-- name: EraseReplies :exec
DELETE FROM reply WHERE callout_id = sqlc.arg(callout_id);

-- name: EraseTakebacks :exec
DELETE FROM takeback WHERE callout_id = sqlc.arg(callout_id);

-- name: EraseReceipts :exec
DELETE FROM receipt WHERE callout_id = sqlc.arg(callout_id);

-- Decisions about statements alone are nobody's answer and stay.
-- name: EraseDecisions :exec
DELETE FROM decision WHERE callout_id = sqlc.arg(callout_id) AND doc NOT LIKE '%"kind":"no-position"%';

-- name: EraseCodings :exec
DELETE FROM coding WHERE callout_id = sqlc.arg(callout_id);

-- name: EraseResponses :exec
DELETE FROM response WHERE callout_id = sqlc.arg(callout_id);
