-- The last line of the audit log about a call-out.
-- name: AuditHead :one
SELECT CAST(coalesce(max(id), 0) AS BIGINT) AS id FROM audit WHERE callout = sqlc.arg(callout);
