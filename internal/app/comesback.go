package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/store"
)

// ComesBack is what a newer workspace took out of a call-out after a backup
// was made, and what a workspace restored from that backup therefore has again.
type ComesBack struct {
	Callout string   `json:"callout"`
	All     bool     `json:"all,omitempty"`     // the whole call-out was erased
	Open    bool     `json:"open,omitempty"`    // it is not closed here, as it must be to be erased
	Erased  []string `json:"erased,omitempty"`  // responses: erased, withdrawn, or taken back by a receipt
	Illegal []string `json:"illegal,omitempty"` // responses
}

// comesBack compares a restored workspace with the newer one whose backup it
// was, by the audit logs: which lines the newer one wrote after the backup.
func (a *App) comesBack(ctx context.Context, newer *App) (all []ComesBack, err error) {
	var last store.AuditLine
	for line, err := range a.Store.Audit(ctx, "", 0) {
		if err != nil {
			return nil, err
		}
		last = line
	}
	found := map[string]*ComesBack{}
	same := last.ID == 0
	for line, err := range newer.Store.Audit(ctx, "", max(0, last.ID-1)) {
		if err != nil {
			return nil, err
		}
		if line.ID == last.ID {
			same = line.Verb == last.Verb && line.Callout == last.Callout && line.At.Equal(last.At)
			continue
		}
		c := found[line.Callout]
		if c == nil {
			c = &ComesBack{Callout: line.Callout}
			found[line.Callout] = c
		}
		for _, g := range goneOf(line) {
			switch g.Kind {
			case goneAll:
				c.All = true
			case goneIllegal:
				c.Illegal = append(c.Illegal, g.ID)
			default:
				c.Erased = append(c.Erased, g.ID)
			}
		}
	}
	if !same {
		return nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "app.Restore", Place: newer.Config.Dir, Message: "is not the workspace of this backup: its audit log is another one",
			Hint: "name the workspace from which the backup was made, or leave --newer out"}
	}
	all = []ComesBack{}
	for _, c := range found {
		err := a.Store.View(ctx, c.Callout, func(v *store.View) error {
			var failed error
			gone := func(id string) bool { // it came after the backup, or is empty there too
				r, ok, err := v.Response(id)
				failed = errors.Join(failed, err)
				return !ok || r.Withdrawn()
			}
			closes := v.Callout().Closes
			c.Open = closes.IsZero() || closes.Time.After(time.Now())
			slices.Sort(c.Erased)
			slices.Sort(c.Illegal)
			c.Erased = slices.DeleteFunc(slices.Compact(c.Erased), gone)
			c.Illegal = slices.DeleteFunc(slices.Compact(c.Illegal), gone)
			return failed
		})
		if voxpop.KindOf(err) == voxpop.NotFound { // a call-out that came after the backup
			continue
		}
		if err != nil {
			return nil, err
		}
		if c.All || len(c.Erased)+len(c.Illegal) > 0 {
			all = append(all, *c)
		}
	}
	slices.SortFunc(all, func(a, b ComesBack) int { return strings.Compare(a.Callout, b.Callout) })
	return all, nil
}
