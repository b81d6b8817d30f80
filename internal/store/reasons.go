package store

import (
	"slices"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// dropReasons empties what was written about responses that are taken out: why
// an echo was struck may tell of whoever sent it. That it was struck stays. The
// history of the ledger is emptied alike, so that its undos still fit.
func (t *tx) dropReasons(c *callout, emptied []Change) error {
	ids := map[string]bool{}
	for _, change := range emptied {
		ids[change.ID] = true
	}
	without := func(doc string) (string, error) {
		if doc == "" {
			return doc, nil
		}
		var d voxpop.Decision
		if err := parse("decision", doc, &d); err != nil {
			return doc, err
		}
		if d.Kind != voxpop.NoEcho || d.Reason == "" || !slices.ContainsFunc(d.Responses, func(id string) bool { return ids[id] }) {
			return doc, nil
		}
		d.Reason = ""
		doc, _, err := document(d.ID, d)
		return doc, err
	}
	for after := ""; ; {
		rows, err := t.q.DecisionsPage(t.ctx, sqldb.DecisionsPageParams{CalloutID: c.id, After: after, N: pageRows})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		for _, row := range rows {
			doc, err := without(row.Doc)
			if err != nil {
				return err
			}
			if doc == row.Doc {
				continue
			}
			if err := t.q.PutDecision(t.ctx, sqldb.PutDecisionParams{CalloutID: c.id, ID: row.ID, Doc: doc, Sha: hashOf([]byte(doc))}); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].ID
	}
	deeds, err := t.q.EchoDeeds(t.ctx, c.id)
	if err != nil {
		return err
	}
	for _, row := range deeds {
		var d deed
		if err := parse("deed", row.Doc, &d); err != nil {
			return err
		}
		changed := false
		for i := range d.Touched {
			if d.Touched[i].Kind != aDecision {
				continue
			}
			for _, doc := range []*string{&d.Touched[i].Before, &d.Touched[i].After} {
				now, err := without(*doc)
				if err != nil {
					return err
				}
				changed = changed || now != *doc
				*doc = now
			}
		}
		if !changed {
			continue
		}
		doc, err := toJSON(c.doc.Slug, d)
		if err != nil {
			return err
		}
		if err := t.q.UpdateDeed(t.ctx, sqldb.UpdateDeedParams{CalloutID: c.id, N: row.N, Doc: doc}); err != nil {
			return err
		}
	}
	return nil
}
