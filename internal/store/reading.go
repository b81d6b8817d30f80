package store

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/scribe"
	"voxpop/internal/store/sqldb"
)

// Reading is one response with all that a page about it shows, of one snapshot.
type Reading struct {
	Callout  voxpop.Callout
	Codebook voxpop.Codebook
	Response voxpop.Response
	// Texts are the newest versions: the transcript first, then the
	// translations by language.
	Texts       []voxpop.TextVersion
	Codings     []voxpop.Coding
	Derivatives []scribe.Derivative
	Tasks       []scribe.Task
	// Others are further answers of the same person, the earliest first, at most
	// [MaxOthers] of them.
	Others []Other
	// Repeats are the answers that were marked as repeats of this one.
	Repeats []string
	// Reachable reports whether a reply can be sent.
	Reachable bool
	// Stories name the response, by the name of their files.
	Stories []record.Story
}

// MaxOthers bounds [Reading.Others].
const MaxOthers = 50

// Other is another answer of the same person.
type Other struct {
	ID       string
	Day      string // in the call-out's zone, as 2006-01-02
	Medium   voxpop.Medium
	SetAside voxpop.SetAside
	Gone     bool // withdrawn
}

// Read returns one response to be read. Of one that was withdrawn, or set
// aside as illegal, nothing but the response is there.
func (db *DB) Read(ctx context.Context, slug, id string) (r Reading, err error) {
	err = db.View(ctx, slug, func(v *View) error {
		r, err = v.reading(id)
		return err
	})
	return r, wrap("store.Read", err)
}

func (v *View) reading(id string) (r Reading, err error) {
	var ok bool
	if r.Response, ok, err = v.Response(id); err != nil {
		return r, err
	} else if !ok {
		return r, noResponse("store.Read", id)
	}
	r.Callout, r.Codebook = v.c.doc, v.book
	if r.Response.Gone() {
		return r, nil
	}
	texts, err := v.t.texts(v.c, r.Response, scribe.Ref{Of: voxpop.OfTranscript})
	if err != nil {
		return r, err
	}
	r.Texts = texts.Newest
	if r.Codings, err = v.CodingsOf(id); err != nil {
		return r, err
	}
	if r.Derivatives, _, err = v.derivatives(id); err != nil {
		return r, err
	}
	if r.Tasks, err = v.t.tasksOf(v.c, id); err != nil {
		return r, err
	}
	if r.Others, err = v.others(r.Response); err != nil {
		return r, err
	}
	repeats, err := v.t.q.DuplicatesOf(v.t.ctx, sqldb.DuplicatesOfParams{CalloutID: v.c.id, DuplicateOf: id})
	if err != nil {
		return r, err
	}
	for _, o := range repeats {
		r.Repeats = append(r.Repeats, o.ID)
	}
	switch _, err := v.t.receipt(v.c, id); voxpop.KindOf(err) {
	case "":
		r.Reachable = true
	case voxpop.Conflict, voxpop.Withdrawn: // no receipt
	default:
		return r, err
	}
	r.Stories, err = v.storiesNaming(id)
	return r, err
}

func (v *View) others(of voxpop.Response) (all []Other, err error) {
	rows, err := v.t.q.ResponsesOfPerson(v.t.ctx, sqldb.ResponsesOfPersonParams{CalloutID: v.c.id, Person: personKey(of), N: MaxOthers + 1})
	for _, o := range rows {
		if o.ID == of.ID {
			continue
		}
		all = append(all, Other{ID: o.ID, Day: time.UnixMicro(o.ReceivedAt).In(v.c.doc.Zone()).Format(time.DateOnly),
			Medium: voxpop.Medium(o.Medium), SetAside: voxpop.SetAside(o.SetAside), Gone: o.Withdrawn})
	}
	return all[:min(len(all), MaxOthers)], err
}

// storiesNaming returns the stories whose source has the id behind the colon
// of a link.
func (v *View) storiesNaming(id string) (all []record.Story, err error) {
	rows, err := v.t.q.StoryTexts(v.t.ctx, v.c.id)
	if err != nil {
		return nil, err
	}
	for _, s := range rows {
		if bytes.Contains(s.Body, []byte(":"+id)) {
			all = append(all, record.Story{Name: s.Name, Body: s.Body})
		}
	}
	return all, nil
}

// DerivativeParts finds a derivative to read any part of it: open gives length
// bytes from an offset, and with a negative length all that follow. Nothing is
// read before.
func (db *DB) DerivativeParts(ctx context.Context, slug, id string, kind scribe.Kind) (d scribe.Derivative, open func(offset, length int64) (io.ReadCloser, error), err error) {
	d, row, err := db.derivative(ctx, slug, id, kind)
	if err != nil {
		return d, nil, wrap("store.DerivativeParts", err)
	}
	return d, func(offset, length int64) (io.ReadCloser, error) {
		body, err := db.cfg.Blobs.Get(ctx, slug, row.Blob, row.Header, row.Size, offset, length)
		return body, wrap("store.DerivativeParts", err)
	}, nil
}

// Past is what happened to a response, as far as the store knows.
type Past struct {
	// Versions of its texts, the oldest first.
	Versions []voxpop.TextVersion
	// Lines of the audit log that name it, the newest first, with the changes to
	// it alone; at most as many as were asked for.
	Lines []AuditLine
	More  bool // there are older lines
}

// Past returns what happened to a response, with the newest n lines of the
// audit log before a line, or of all with before = 0.
func (db *DB) Past(ctx context.Context, slug, id string, before int64, n int) (p Past, err error) {
	if before <= 0 {
		before = 1<<63 - 1
	}
	err = db.View(ctx, slug, func(v *View) error {
		r, ok, err := v.Response(id)
		if err != nil {
			return err
		} else if !ok {
			return noResponse("store.Past", id)
		}
		if p.Versions, err = v.versionsOf(r); err != nil {
			return err
		}
		for p.Lines = nil; ; {
			rows, err := v.t.q.AuditNaming(v.t.ctx, sqldb.AuditNamingParams{Callout: slug, Before: before, Pattern: `%"id":"` + id + `"%`, N: int64(n + 1)})
			if err != nil {
				return err
			}
			for _, row := range rows {
				l, err := auditLine(row)
				if err != nil {
					return err
				}
				before = l.ID
				// The pattern also finds ids in another case.
				l.Changes = slices.DeleteFunc(l.Changes, func(c Change) bool { return c.ID != id })
				if len(l.Changes) == 0 {
					continue
				}
				if len(p.Lines) == n {
					p.More = true
					return nil
				}
				p.Lines = append(p.Lines, l)
			}
			if len(rows) <= n {
				return nil
			}
		}
	})
	return p, wrap("store.Past", err)
}

// versionsOf returns the versions of all texts of a response, by work,
// language and number.
func (v *View) versionsOf(r voxpop.Response) (all []voxpop.TextVersion, err error) {
	rows, err := v.t.q.VersionsOfResponse(v.t.ctx, sqldb.VersionsOfResponseParams{CalloutID: v.c.id, Response: r.ID})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return voxpop.VersionsOf(r), nil
	}
	for _, row := range rows {
		one, err := parseVersion(row.Doc)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}
