package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/store"
)

// ErasedFile is the list of what was taken out of a workspace, a JSON object
// per line. It is in no backup, so that a restored workspace can be told what
// was taken out after its backup: see [Restoring]. It says which and when, and
// nothing of what anybody said.
const ErasedFile = "erased.jsonl"

// The kinds of [Gone]: the verbs of the audit log that take answers out.
const (
	goneAll     = "erase_callout"
	goneIllegal = "illegal"
)

var goneKinds = []string{"withdraw", "take_back", "erase", goneIllegal, goneAll}

// Gone is a line of [ErasedFile].
type Gone struct {
	Audit   int64       `json:"audit"` // the line of this workspace's audit log
	Callout string      `json:"callout"`
	ID      string      `json:"id,omitempty"` // "" = the whole call-out
	Day     voxpop.Date `json:"day"`
	Kind    string      `json:"kind"`
}

// Several processes may write lines at once, and on PostgreSQL a line of the
// audit log may come after one with a higher number: so the last ones are
// looked at again.
const goneOverlap = 1000

// noteErased brings the list of what was taken out up to what the audit log
// says. A missing one is written anew. Further lines are added unless the list
// names their responses.
func (a *App) noteErased(ctx context.Context, further ...Gone) error {
	// What was taken out is out: that stands in the list also when somebody
	// ends the program now.
	ctx = context.WithoutCancel(ctx)
	path := filepath.Join(a.Config.Dir, ErasedFile)
	unable := func(err error) error {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.noteErased", Place: ErasedFile, Message: "the answers are out of the record, but the list of them cannot be written", Err: cause(err),
			Hint: "see to the disk, then run voxpop doctor, which writes it"}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return unable(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return unable(err)
	}
	have, _ := readErased(text)
	there, named, last := map[Gone]bool{}, map[[2]string]bool{}, int64(0)
	for _, g := range have {
		there[g] = true
		named[[2]string{g.Callout, g.ID}] = true
		last = max(last, g.Audit)
	}
	var add bytes.Buffer
	if len(text) > 0 && text[len(text)-1] != '\n' {
		add.WriteByte('\n') // what a crash cut off stays a line of its own
	}
	started := add.Len()
	put := func(g Gone) error {
		if there[g] {
			return nil
		}
		there[g] = true
		named[[2]string{g.Callout, g.ID}] = true
		row, err := json.Marshal(g)
		add.Write(append(row, '\n'))
		return err
	}
	for line, err := range a.Store.Audit(ctx, "", max(0, last-goneOverlap)) {
		if err != nil {
			return err
		}
		for _, g := range goneOf(line) {
			if err := put(g); err != nil {
				return err
			}
		}
	}
	for _, g := range further {
		if named[[2]string{g.Callout, g.ID}] {
			continue
		}
		if err := put(g); err != nil {
			return err
		}
	}
	if add.Len() == started {
		return nil
	}
	if _, err := f.Write(add.Bytes()); err != nil {
		return unable(err)
	}
	if err := errors.Join(f.Sync(), syncFolder(a.Config.Dir)); err != nil {
		return unable(err)
	}
	return nil
}

// goneOf returns what a line of the audit log took out.
func goneOf(line store.AuditLine) (all []Gone) {
	if !slices.Contains(goneKinds, line.Verb) {
		return nil
	}
	g := Gone{Audit: line.ID, Callout: line.Callout, Day: voxpop.Date(line.At.Format(time.DateOnly)), Kind: line.Verb}
	if g.Kind == goneAll {
		return []Gone{g}
	}
	for _, change := range line.Changes {
		// What repeats a withdrawn one takes its place in the same line.
		if g.ID = change.ID; g.ID != "" && change.Field != "duplicate_of" && !slices.Contains(all, g) {
			all = append(all, g)
		}
	}
	return all
}

// readErased reads a list. Torn counts the lines that cannot be read, as a
// crash leaves them.
func readErased(text []byte) (all []Gone, torn int) {
	for row := range bytes.Lines(text) {
		if row = bytes.TrimSpace(row); len(row) == 0 {
			continue
		}
		var g Gone
		if err := json.Unmarshal(row, &g); err != nil || !slices.Contains(goneKinds, g.Kind) || g.Callout == "" || (g.ID == "") != (g.Kind == goneAll) {
			torn++
			continue
		}
		all = append(all, g)
	}
	return all, torn
}

// Applied says what of a list was taken out once more.
type Applied struct {
	Responses int      `json:"responses"`
	Callouts  []string `json:"callouts"` // every answer of them
	// Torn is how many lines of the list could not be read.
	Torn int `json:"torn,omitempty"`
}

// erasedActor stands in the audit log where a list is applied.
const erasedActor = "restore"

// applyErased takes out of a restored workspace what a list says was taken out
// of the one that its backup was made of. What is not there, or is out, is
// passed over.
func (a *App) applyErased(ctx context.Context, text []byte) (done Applied, err error) {
	list, torn := readErased(text)
	done = Applied{Callouts: []string{}, Torn: torn}
	callouts, err := a.Store.Callouts(ctx)
	if err != nil {
		return done, err
	}
	for _, c := range callouts {
		n, whole, err := a.applyErasedTo(ctx, c, list)
		if err != nil {
			return done, err
		}
		if done.Responses += n; whole {
			done.Callouts = append(done.Callouts, c.Slug)
		}
	}
	slices.Sort(done.Callouts)
	return done, a.noteErased(ctx)
}

func (a *App) applyErasedTo(ctx context.Context, c voxpop.Callout, list []Gone) (n int, whole bool, err error) {
	type group struct {
		day     voxpop.Date
		illegal bool
	}
	groups := map[group][]string{}
	err = a.Store.View(ctx, c.Slug, func(v *store.View) error {
		for _, g := range list {
			switch {
			case g.Callout != c.Slug:
			case g.Kind == goneAll:
				whole = true
			default:
				r, ok, err := v.Response(g.ID)
				if err != nil {
					return err
				}
				if ok && !r.Withdrawn() {
					at := group{g.Day, g.Kind == goneIllegal}
					groups[at] = append(groups[at], g.ID)
				}
			}
		}
		return nil
	})
	if err != nil {
		return 0, false, err
	}
	// What was erased by one and withdrawn later counts once, and what is
	// illegal first: nothing but its mark may be left.
	order := make([]group, 0, len(groups))
	for at := range groups {
		order = append(order, at)
	}
	slices.SortFunc(order, func(a, b group) int {
		if a.illegal != b.illegal {
			return map[bool]int{true: -1, false: 1}[a.illegal]
		}
		return strings.Compare(string(a.day), string(b.day))
	})
	seen := map[string]bool{}
	for _, at := range order {
		ids := slices.DeleteFunc(groups[at], func(id string) bool { was := seen[id]; seen[id] = true; return was })
		if len(ids) == 0 {
			continue
		}
		if at.illegal {
			for _, id := range ids {
				if err := a.Store.Illegal(ctx, erasedActor, c.Slug, id, "", ""); err != nil {
					return n, whole, err
				}
			}
		} else {
			day, err := voxpop.ParseMoment(string(at.day))
			if err != nil {
				return n, whole, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Restore", Place: "--erased", Message: "a line has no day", Hint: "take the " + ErasedFile + " that the workspace had"}
			}
			if err := a.Store.Erase(ctx, erasedActor, c.Slug, day, ids...); err != nil {
				return n, whole, err
			}
		}
		n += len(ids)
	}
	if !whole {
		return n, false, nil
	}
	now := time.Now()
	if c.Closes.IsZero() || c.Closes.InZone(c.Zone()).After(now) {
		at := voxpop.Moment{Time: now.In(c.Zone()).Truncate(time.Second)}
		if err := a.Store.CloseCallout(ctx, erasedActor, c.Slug, at); err != nil {
			return n, whole, err
		}
	}
	_, err = a.eraseAll(ctx, erasedActor, c.Slug, nil)
	return n, whole, err
}

// examineErased looks whether the list of what was taken out is whole, and
// writes what is missing: a list that stands beside a record that it does not
// speak of would be of no use on the day when it is needed.
func (a *App) examineErased(ctx context.Context) (found string, err error) {
	path := filepath.Join(a.Config.Dir, ErasedFile)
	before, err := os.ReadFile(path)
	missing := errors.Is(err, fs.ErrNotExist)
	rows, err := a.withdrawn(ctx)
	if err == nil {
		err = a.noteErased(ctx, rows...)
	}
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Examine", Place: ErasedFile, Message: "cannot be read", Err: cause(err)}
	}
	all, _ := readErased(text)
	found = "nothing was taken out yet"
	if len(all) > 0 {
		found = "tells what was taken out; keep a copy of " + ErasedFile + " elsewhere, for voxpop restore --erased"
	}
	if len(text) > len(before) && (len(all) > 0 || !missing) {
		found += "; it lacked lines, which are written now"
	}
	return found, nil
}

// withdrawn returns what is withdrawn in the record, by whatever way it came
// to be: a folder that was imported again can say so too.
func (a *App) withdrawn(ctx context.Context) (all []Gone, err error) {
	callouts, err := a.Store.Callouts(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range callouts {
		err := a.Store.View(ctx, c.Slug, func(v *store.View) error {
			for r, err := range v.Responses() {
				if err != nil {
					return err
				}
				if r.Withdrawn() {
					day := r.WithdrawnAt.InZone(c.Zone()).Format(time.DateOnly)
					all = append(all, Gone{Callout: c.Slug, ID: r.ID, Day: voxpop.Date(day), Kind: "withdraw"})
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
