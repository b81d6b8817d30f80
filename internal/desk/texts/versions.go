package texts

import (
	"encoding/json"
	"strconv"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/merge"
	"voxpop/internal/scribe"
)

// versionLine is one version in the history of a work.
type versionLine struct {
	N       int
	Heading string // "Version 3: edited by Noa"
	Day     string
	ISO     string
	Newest  bool
	Changes []merge.Change // against the one before; of the first, the whole
	Same    bool           // the words are those of the one before
}

// shownVersions is how many versions a page lists; older ones stay, and the
// command line shows them.
const shownVersions = 20

// history lists the versions of a work, the newest first.
func history(q *frame.Request, versions []voxpop.TextVersion) (all []versionLine) {
	for i := len(versions) - 1; i >= 0 && len(all) < shownVersions; i-- {
		v := versions[i]
		l := versionLine{N: v.N, Newest: i == len(versions)-1, Heading: q.T.Say("texts.version", "n", v.N, "state", standing(q, v))}
		if !v.At.IsZero() {
			l.Day, l.ISO = q.T.Day(v.At.Time), v.At.Time.UTC().Format("2006-01-02")
		}
		before := ""
		if i > 0 {
			before = versions[i-1].Text
		}
		l.Same = i > 0 && before == v.Text
		if !l.Same {
			l.Changes = merge.Changes(before, v.Text)
		}
		all = append(all, l)
	}
	return all
}

// standing says how far a version is and whose it is.
func standing(q *frame.Request, v voxpop.TextVersion) string {
	key, name, whose := "texts.state."+string(v.State), "who", v.By
	switch v.State {
	case "":
		return q.T.Say("texts.state.none")
	case voxpop.Machine:
		name, whose = "engine", v.Engine
	}
	if whose == "" { // of before versions were kept
		return q.T.Say(key + ".some")
	}
	return q.T.Say(key, name, isolate(whose))
}

// goBack makes an older version the newest.
func (s *Screens) goBack(of voxpop.Work) func(*frame.Request) error {
	return func(q *frame.Request) error {
		ref, err := refOf(q, of)
		if err != nil {
			return err
		}
		base, to := number(q, "base"), number(q, "to")
		if to < 1 {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts", Message: "which version to go back to"}
		}
		v, err := s.Scribe.Undo(q.Context(), q.By, ref, base, to)
		if err != nil {
			return err
		}
		if err := q.Done(q.T.Say("texts.done.back", "n", to), undoOf(ref, v, base)); err != nil {
			return err
		}
		return q.Redirect(workPath(ref.Callout, ref.Response, of, ref.Lang))
	}
}

func (s *Screens) undoVersion(q *frame.Request, doc []byte) (string, error) {
	var d versionDeed
	if err := json.Unmarshal(doc, &d); err != nil {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: "texts.undo", Message: "what undoes this cannot be read"}
	}
	_, err := s.Scribe.Undo(q.Context(), q.By, scribe.Ref{Callout: q.Slug(), Response: d.Response, Of: d.Of, Lang: d.Lang}, d.Base, d.To)
	return q.T.Say("texts.done.back", "n", d.To), err
}

// number is a number of a form; 0 when it is none.
func number(q *frame.Request, name string) int {
	n, err := strconv.Atoi(q.PostFormValue(name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
