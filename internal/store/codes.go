package store

import (
	"slices"
	"strings"

	"voxpop/internal/coding"
	"voxpop/internal/store/sqldb"
)

var _ coding.Following = (*View)(nil)

// Head is the last line of the audit log about the call-out.
func (v *View) Head() (int64, error) {
	head, err := v.t.q.AuditHead(v.t.ctx, v.c.doc.Slug)
	return head, wrap("store.Head", err)
}

// wholesale are the verbs that change responses without naming each.
var wholesale = []string{"import", "erase_callout"}

// Since lists the responses that lines of the audit log after head name, each
// once. all says that more may have changed than they name.
func (v *View) Since(head int64) (ids []string, all bool, err error) {
	seen := map[string]bool{}
	for {
		rows, err := v.t.q.AuditPageOf(v.t.ctx, sqldb.AuditPageOfParams{Callout: v.c.doc.Slug, After: head, N: pageRows})
		if err != nil {
			return nil, false, wrap("store.Since", err)
		}
		for _, r := range rows {
			if slices.Contains(wholesale, r.Verb) {
				return nil, true, nil
			}
			var changes []Change
			if err := parse("audit line", r.Changes, &changes); err != nil {
				return nil, false, err
			}
			for _, c := range changes {
				if c.ID != "" && !seen[c.ID] {
					seen[c.ID] = true
					ids = append(ids, c.ID)
				}
			}
			head = r.ID
		}
		if len(rows) < pageRows {
			slices.SortFunc(ids, strings.Compare)
			return ids, false, nil
		}
	}
}
