package store

import (
	"database/sql"
	"errors"

	"voxpop/internal/prevalence"
	"voxpop/internal/store/sqldb"
)

var partColumns = []string{"callout_id", "person", "campaign", "first_at", "first_id", "falls", "doc"}

// storedParts are the parts in the database.
type storedParts struct {
	t *tx
	c *callout
}

func (s storedParts) get(key string) (prevalence.Part, bool, error) {
	var p prevalence.Part
	doc, err := s.t.q.PartOf(s.t.ctx, sqldb.PartOfParams{CalloutID: s.c.id, Person: key})
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	} else if err != nil {
		return p, false, err
	}
	return p, true, parse("part", doc, &p)
}

func (s storedParts) put(key string, p prevalence.Part) error {
	doc, err := toJSON(p.FirstID, p)
	if err != nil {
		return err
	}
	return s.t.q.PutPart(s.t.ctx, sqldb.PutPartParams{CalloutID: s.c.id, Person: key, Campaign: campaignKey(p.Campaign),
		FirstAt: p.FirstAt.UnixMicro(), FirstID: p.FirstID, Falls: p.Falls, Doc: doc})
}

func (s storedParts) drop(key string) error {
	return s.t.q.DeletePart(s.t.ctx, sqldb.DeletePartParams{CalloutID: s.c.id, Person: key})
}

func (s storedParts) moved(key string) { s.t.listing(s.c).person(key) }

func (s storedParts) standing(campaign string) ([]namedPart, error) {
	rows, err := s.t.q.CampaignStanding(s.t.ctx, sqldb.CampaignStandingParams{CalloutID: s.c.id, Campaign: campaignKey(campaign)})
	if err != nil {
		return nil, err
	}
	var all []namedPart
	for _, r := range rows {
		n := namedPart{key: r.Person}
		if err := parse("part", r.Doc, &n.part); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

func (s storedParts) earliest(campaign string) (namedPart, bool, error) {
	return s.from(campaign, 1, func(string) bool { return true })
}

// from returns the earliest person of a campaign whom want takes; it reads so
// many at a time.
func (s storedParts) from(campaign string, page int64, want func(key string) bool) (namedPart, bool, error) {
	for skip := int64(0); ; skip += page {
		rows, err := s.t.q.CampaignPage(s.t.ctx, sqldb.CampaignPageParams{CalloutID: s.c.id, Campaign: campaignKey(campaign), N: page, Skip: skip})
		if err != nil {
			return namedPart{}, false, err
		}
		for _, r := range rows {
			if want(r.Person) {
				n := namedPart{key: r.Person}
				return n, true, parse("part", r.Doc, &n.part)
			}
		}
		if len(rows) < int(page) {
			return namedPart{}, false, nil
		}
	}
}

// partsAbove are the parts of a snapshot that is only read: what changed is
// kept in memory above the stored ones.
type partsAbove struct {
	stored  storedParts
	changed map[string]*prevalence.Part // nil: dropped
}

func (a *partsAbove) get(key string) (prevalence.Part, bool, error) {
	if p, ok := a.changed[key]; ok {
		if p == nil {
			return prevalence.Part{}, false, nil
		}
		return *p, true, nil
	}
	return a.stored.get(key)
}

func (a *partsAbove) put(key string, p prevalence.Part) error {
	a.changed[key] = &p
	return nil
}

func (a *partsAbove) drop(key string) error {
	a.changed[key] = nil
	return nil
}

func (a *partsAbove) moved(string) {}

func (a *partsAbove) standing(campaign string) ([]namedPart, error) {
	stored, err := a.stored.standing(campaign)
	if err != nil {
		return nil, err
	}
	var all []namedPart
	for _, n := range stored {
		if _, ok := a.changed[n.key]; !ok {
			all = append(all, n)
		}
	}
	for key, p := range a.changed {
		if p != nil && p.Campaign == campaign && !p.Falls {
			all = append(all, namedPart{key, *p})
		}
	}
	return all, nil
}

func (a *partsAbove) earliest(campaign string) (namedPart, bool, error) {
	first, ok, err := a.stored.from(campaign, 100, func(key string) bool {
		_, changed := a.changed[key]
		return !changed
	})
	if err != nil {
		return namedPart{}, false, err
	}
	for key, p := range a.changed {
		if p != nil && p.Campaign == campaign && (!ok || p.Before(first.part)) {
			first, ok = namedPart{key, *p}, true
		}
	}
	return first, ok, nil
}
