package store

import (
	"context"
	"iter"
	"time"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// Change is one thing that a verb changed: enough to see it and to take it
// back, and never a word that a respondent sent.
type Change struct {
	ID    string `json:"id,omitempty"`    // of the response
	Field string `json:"field,omitempty"` // or the code, of a mark
	Coder string `json:"coder,omitempty"`
	Old   any    `json:"old,omitempty"`
	New   any    `json:"new,omitempty"`
}

// AuditLine says who changed what, when.
type AuditLine struct {
	ID      int64        `json:"id"`
	At      time.Time    `json:"at"` // UTC
	Actor   voxpop.Actor `json:"actor"`
	Verb    string       `json:"verb"`
	Callout string       `json:"callout"`
	Changes []Change     `json:"changes"`
}

// Audit streams the audit log, oldest first, from the line after the one
// named; slug "" is every call-out's. Lines written while it runs may come too.
func (db *DB) Audit(ctx context.Context, slug string, after int64) iter.Seq2[AuditLine, error] {
	return func(yield func(AuditLine, error) bool) {
		for {
			lines, err := db.auditPage(ctx, slug, after)
			if err != nil {
				yield(AuditLine{}, wrap("store.Audit", err))
				return
			}
			for _, l := range lines {
				if !yield(l, nil) {
					return
				}
				after = l.ID
			}
			if len(lines) < pageRows {
				return
			}
		}
	}
}

func (db *DB) auditPage(ctx context.Context, slug string, after int64) (lines []AuditLine, err error) {
	err = db.read(ctx, func(t *tx) error {
		var rows []sqldb.Audit
		var err error
		if slug == "" {
			rows, err = t.q.AuditPage(ctx, sqldb.AuditPageParams{After: after, N: pageRows})
		} else {
			rows, err = t.q.AuditPageOf(ctx, sqldb.AuditPageOfParams{Callout: slug, After: after, N: pageRows})
		}
		for _, r := range rows {
			l, err := auditLine(r)
			if err != nil {
				return err
			}
			lines = append(lines, l)
		}
		return err
	})
	return lines, err
}

func auditLine(r sqldb.Audit) (AuditLine, error) {
	l := AuditLine{ID: r.ID, At: time.UnixMicro(r.At).UTC(), Actor: voxpop.Actor(r.Actor), Verb: r.Verb, Callout: r.Callout}
	return l, parse("audit line", r.Changes, &l.Changes)
}
