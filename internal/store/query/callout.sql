-- The last time a call-out was closed by a verb, for taking it back.
-- name: LastAuditOf :one
SELECT id, verb, changes FROM audit
WHERE callout = sqlc.arg(callout) AND verb IN ('open_callout', 'close_callout', 'put_callout', 'reopen_callout', 'import')
ORDER BY id DESC LIMIT 1;
