package store

import "context"

// Waiting counts the jobs that still have to be done, running ones included.
func (db *DB) Waiting(ctx context.Context) (n int, err error) {
	err = db.write(ctx, func(t *tx) error {
		jobs, err := db.jobs.waiting(t)
		n = len(jobs)
		return err
	})
	return n, wrap("store.Waiting", err)
}
