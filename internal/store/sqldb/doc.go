// Package sqldb runs the queries of the store's query files, as sqlc wrote it; generated, never edited.
package sqldb
