package store

import (
	"fmt"
	"time"

	"voxpop"
)

// keepsPromise refuses a change of a call-out that keeps the answers that are
// there longer than their respondents were promised, or quotes them without
// the word with them that they were promised. Shorter is always allowed.
func (t *tx) keepsPromise(id int64, was, will voxpop.Callout) error {
	longer := was.RetentionDays > 0 && longer(was, will)
	if !longer && (!was.ContactBeforeQuoting || will.ContactBeforeQuoting) {
		return nil
	}
	if _, err := t.q.AnyResponse(t.ctx, id); err != nil {
		return ignoreNoRows(err) // nobody was promised anything
	}
	if !longer {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "store", Place: "contact_before_quoting", Message: "who answered " + was.Slug + " was promised to be asked before being quoted",
			Hint: "nothing was changed; another promise is a new call-out (voxpop callout new), or follows voxpop erase " + was.Slug + " --all"}
	}
	by := fmt.Sprintf("%d days after it closes", was.RetentionDays)
	if at := was.ErasedAt(); !at.IsZero() {
		by = "on " + at.Format(time.DateOnly)
	}
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "store", Place: "retention_days", Message: "who answered " + was.Slug + " was promised that it is erased " + by + "; this would keep it longer",
		Hint: "nothing was changed; a second round, or another promise, is a new call-out (voxpop callout new), or follows voxpop erase " + was.Slug + " --all"}
}

// longer reports whether answers are erased later after a change, or never.
func longer(was, will voxpop.Callout) bool {
	if at := was.ErasedAt(); !at.IsZero() {
		now := will.ErasedAt()
		return now.IsZero() || now.After(at)
	}
	return will.RetentionDays <= 0 || will.RetentionDays > was.RetentionDays
}
