package codes_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/app/desktest"
	"voxpop/internal/coding"
	"voxpop/internal/store"
)

var shown = regexp.MustCompile(`<article class="coded-answer" data-answer="([^"]+)" data-mine="([^"]*)"`)

// chosen is a code that a page shows as chosen; "checked" alone is also a word
// in the rules of codes.
var chosen = regexp.MustCompile(`<input[^>]*\schecked[\s>=]`)

// first is the answer that a page shows first, with what its coder gave it.
func first(t *testing.T, body string) (id, mine string) {
	t.Helper()
	m := shown.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no answer on the page:\n%s", body)
	}
	return m[1], m[2]
}

func take(t *testing.T, d *desktest.Desk, as, queue, id string, codes ...string) string {
	t.Helper()
	f := []string{"response", id, "queue", queue}
	for _, c := range codes {
		f = append(f, "code", c)
	}
	return d.Post(t, as, "/callouts/ferry/coding", f...)
}

func marksOf(t *testing.T, d *desktest.Desk, id string) (all []voxpop.Coding) {
	t.Helper()
	err := d.App.Store.View(t.Context(), "ferry", func(v *store.View) (err error) {
		all, err = v.CodingsOf(id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func markOf(all []voxpop.Coding, coder, code string) (voxpop.Coding, bool) {
	for _, k := range all {
		if k.Coder == coder && k.Code == code {
			return k, true
		}
	}
	return voxpop.Coding{}, false
}

// fresh is a ferry of which nobody has coded anything.
func fresh(t *testing.T) *desktest.Desk {
	t.Helper()
	d := desktest.Open(t)
	var all []voxpop.Coding
	err := d.App.Store.View(t.Context(), "ferry", func(v *store.View) error {
		for k, err := range v.Codings() {
			if err != nil {
				return err
			}
			all = append(all, k)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.App.Store.RemoveCodings(t.Context(), "test", "ferry", all...); err != nil {
		t.Fatal(err)
	}
	return d
}

// A coder takes from the random order, goes on, comes back, and takes it back:
// the marks are then what they were.
func TestCoding(t *testing.T) {
	d := fresh(t)
	id, _ := first(t, page(t, d, "coder", "/callouts/ferry/coding"))
	to := take(t, d, "coder", "random", id, "anger", "deceit")
	all := marksOf(t, d, id)
	if k, ok := markOf(all, "coder", "anger"); !ok || !k.Present || k.Draw != voxpop.DrawRandom || len(all) != 2 {
		t.Errorf("%+v", all)
	}
	if next, _ := first(t, page(t, d, "coder", to)); next == id {
		t.Error("the same answer comes again")
	}
	body := page(t, d, "coder", "/callouts/ferry/coding?response="+id)
	if got, mine := first(t, body); got != id || mine != "anger deceit" {
		t.Errorf("%s %q", got, mine)
	}
	to = take(t, d, "coder", "random", id, "anger")
	if k, _ := markOf(marksOf(t, d, id), "coder", "deceit"); k.Present {
		t.Error("what was left out still holds")
	}
	d.Undo(t, "coder", to)
	if now := marksOf(t, d, id); len(now) != 2 || now[0] != all[0] || now[1] != all[1] {
		t.Errorf("%+v, before %+v", now, all)
	}
	if a := d.Do(t, "coder", "POST", strings.Replace(to[strings.Index(to, "done="):], "done=", "/undo/", 1), url.Values{}); a.Status != http.StatusConflict {
		t.Errorf("undone twice: %d", a.Status)
	}
	// A script is told how far it is.
	a := d.Do(t, "coder", "POST", "/callouts/ferry/coding", desktest.Fields("response", id, "queue", "random", "memo", "irony?"), "Accept: application/json")
	var got struct{ Progress []string }
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil || a.Status != 200 || len(got.Progress) != 3 || !strings.Contains(a.Header.Get("HX-Trigger"), "/undo/") {
		t.Errorf("%d %s %v", a.Status, a.Body, err)
	}
	if body := page(t, d, "coder", "/callouts/ferry/coding?response="+id); !strings.Contains(body, "irony?") {
		t.Error("the note is not there")
	}
	if body := page(t, d, "second", "/callouts/ferry/coding?response="+id); strings.Contains(body, "irony?") {
		t.Error("another coder reads the note")
	}
}

// No page that a coder can open holds what another marked, until it is decided;
// an answer that two coded is closed to a third.
func TestBlind(t *testing.T) {
	d := fresh(t)
	base := "/callouts/ferry"
	plan := desktest.Fields("goal", "40", "double", "25")
	if a := d.Do(t, "coder", "POST", base+"/coding/plan", plan); a.Status != http.StatusForbidden {
		t.Errorf("a coder plans: %d", a.Status)
	}
	d.Post(t, "editor", base+"/coding/plan", "goal", "40", "double", "25")
	// The same answers through every list: what the page says must not depend
	// on what the first coder gave.
	// Nothing is learned before all are marked, and then once: what the model
	// says of others stays as it is.
	var ids []string
	for len(ids) < 12 {
		all := shown.FindAllStringSubmatch(page(t, d, "coder", base+"/coding/next?queue=random&skip="+strings.Join(ids, ",")), -1)
		if len(all) == 0 {
			t.Fatalf("the random order ends after %d", len(ids))
		}
		for _, m := range all {
			ids = append(ids, m[1])
		}
	}
	for _, id := range ids {
		take(t, d, "coder", "random", id, "anger")
	}
	learned(t, d, "coder", base)
	paths := []string{"/coding?queue=double", "/coding?queue=uncoded", "/coding?queue=uncertain", "/coding/next?queue=double&skip=x", "/coding?queue=list&named=" + strings.Join(ids[:3], ",")}
	for _, id := range ids {
		paths = append(paths, "/coding?response="+id)
	}
	look := func() map[string]string {
		all := map[string]string{}
		for _, p := range paths {
			body := page(t, d, "second", base+p)
			all[p] = body
			for _, m := range shown.FindAllStringSubmatch(body, -1) {
				if m[2] != "" {
					t.Errorf("%s: %s is marked %q before its second coder", p, m[1], m[2])
				}
			}
			if chosen.MatchString(body) {
				t.Errorf("%s: a code is chosen already", p)
			}
		}
		return all
	}
	before := look()
	if id, _ := first(t, before["/coding?queue=double"]); !slices.Contains(ids, id) {
		t.Errorf("%s comes to its second coder before its first", id)
	}
	for _, id := range ids {
		take(t, d, "coder", "random", id, "fear", "deceit")
	}
	for p, body := range look() {
		if body != before[p] {
			t.Errorf("%s: the page depends on what another coder marked", p)
		}
	}
	for _, p := range []string{"/agreement", "/agreement.csv"} {
		if a := d.Do(t, "second", "GET", base+p, nil); a.Status != http.StatusForbidden {
			t.Errorf("a coder sees %s: %d", p, a.Status)
		}
	}
	if a := d.Do(t, "second", "POST", base+"/agreement/"+ids[0], desktest.Fields("way", "+")); a.Status != http.StatusForbidden {
		t.Errorf("a coder decides: %d", a.Status)
	}
	// Two have coded it: closed to the third, with no mark shown.
	take(t, d, "second", "double", ids[0], "anger")
	body := page(t, d, "chief", base+"/coding?response="+ids[0])
	if _, mine := first(t, body); mine != "" || chosen.MatchString(body) || !strings.Contains(body, "Two people have coded") {
		t.Error("the third coder sees marks, or may add theirs")
	}
	if a := d.Do(t, "chief", "POST", base+"/coding", desktest.Fields("response", ids[0], "code", "anger")); a.Status != http.StatusConflict {
		t.Errorf("a third coder: %d", a.Status)
	}
	// It is decided: closed to those who coded it.
	to := d.Post(t, "editor", base+"/agreement/"+ids[0], "way", "second")
	for code, want := range map[string]bool{"anger": true, "fear": false, "deceit": false} {
		if k, ok := markOf(marksOf(t, d, ids[0]), voxpop.Final, code); !ok || k.Present != want {
			t.Errorf("final %s: %+v %v", code, k, ok)
		}
	}
	if a := d.Do(t, "coder", "POST", base+"/coding", desktest.Fields("response", ids[0], "code", "anger")); a.Status != http.StatusConflict {
		t.Errorf("coding what was decided: %d", a.Status)
	}
	d.Undo(t, "editor", to)
	if _, ok := markOf(marksOf(t, d, ids[0]), voxpop.Final, "anger"); ok {
		t.Error("the decision was not taken back")
	}
	// 3 = both, 0 = neither, and the matrix says who marked what.
	d.Post(t, "editor", base+"/agreement/"+ids[0], "way", "-")
	if k, _ := markOf(marksOf(t, d, ids[0]), voxpop.Final, "anger"); k.Present {
		t.Error("neither")
	}
	d.Post(t, "editor", base+"/agreement/"+ids[0], "way", "+")
	if k, _ := markOf(marksOf(t, d, ids[0]), voxpop.Final, "fear"); !k.Present {
		t.Error("both")
	}
	csv := d.Get(t, "editor", base+"/agreement.csv")
	if !strings.Contains(csv, ids[0]+",coder,") || !strings.Contains(csv, ids[0]+",final,") || strings.Count(csv, "\n") != 4 {
		t.Errorf("matrix:\n%s", csv)
	}
	exports := 0
	for l, err := range d.App.Store.Audit(t.Context(), "ferry", 0) {
		if err != nil {
			t.Fatal(err)
		}
		if l.Verb == "export" && l.Actor == "editor" {
			exports++
		}
	}
	if exports != 1 {
		t.Errorf("%d exports in the audit log", exports)
	}
}

// learned asks for what would teach the model most until it has learned.
func learned(t *testing.T, d *desktest.Desk, as, base string) (body string) {
	t.Helper()
	for range 1200 {
		if body = page(t, d, as, base+"/coding?queue=uncertain"); strings.Contains(body, "Suggestions were learned") {
			return body
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("nothing was learned")
	return ""
}

// Nobody of the planned sample is shown a suggestion, in whatever list.
func TestTheSampleSeesNoSuggestion(t *testing.T) {
	d := desktest.Open(t)
	base := "/callouts/lamps"
	d.Post(t, "editor", base+"/coding/plan", "goal", "5", "double", "10")
	var hinted []string
	for _, card := range strings.Split(learned(t, d, "coder", base), "<article ")[1:] {
		if strings.Contains(card, "data-hint=") {
			id, _ := first(t, "<article "+card)
			hinted = append(hinted, id)
		}
	}
	if len(hinted) == 0 {
		t.Fatal("nothing is suggested outside of the sample")
	}
	// Now the plan takes everybody.
	d.Post(t, "editor", base+"/coding/plan", "goal", "1000", "double", "10")
	paths := []string{"?queue=random", "?queue=double", "?queue=uncoded", "?queue=uncertain", "?queue=list&named=" + strings.Join(hinted, ","), "/next?queue=uncertain&skip=x"}
	for _, id := range hinted {
		paths = append(paths, "?response="+id, "?queue=uncertain&response="+id)
	}
	for _, p := range paths {
		body := page(t, d, "coder", base+"/coding"+p)
		first(t, body)
		if strings.Contains(body, "data-hint=") {
			t.Errorf("%s shows suggestions to the sample", p)
		}
	}
}

// The codebook: codes are made, changed, moved, retired, split, merged, taken
// back; two who change one code both keep their words.
func TestCodebook(t *testing.T) {
	d := desktest.Open(t)
	base := "/callouts/ferry/codebook"
	book := func() (b voxpop.Codebook) {
		t.Helper()
		if err := d.App.Store.View(t.Context(), "ferry", func(v *store.View) error { b = v.Codebook(); return nil }); err != nil {
			t.Fatal(err)
		}
		return b
	}
	hash := func() (h string) {
		t.Helper()
		if err := d.App.Store.View(t.Context(), "ferry", func(v *store.View) (err error) { h, err = v.Hash(); return err }); err != nil {
			t.Fatal(err)
		}
		return h
	}
	start := hash()
	page(t, d, "coder", base)
	hostile := `<script>alert(1)</script>` + "\u202e"
	to := d.Post(t, "coder", base, "name", hostile)
	body := page(t, d, "coder", base)
	if strings.Contains(body, "<script>alert") || strings.Contains(body, "\u202e") {
		t.Error("the name of a code is taken as it is")
	}
	d.Undo(t, "coder", to)
	if hash() != start {
		t.Error("a code that was taken back is still there")
	}
	if a := d.Do(t, "coder", "POST", base, desktest.Fields("name", "anger")); a.Status != http.StatusConflict {
		t.Errorf("a name twice: %d", a.Status)
	}
	anger, _ := book().Code("anger")
	form := func(was voxpop.Code, change ...string) []string {
		b, _ := json.Marshal(was)
		f := url.Values{"was": {string(b)}, "definition": {was.Definition}, "include": {was.Include}, "exclude": {was.Exclude}, "example": {was.Example}, "parent": {was.Parent}, "kind": {string(was.Kind)}, "key": {was.Key}, "colour": {string(was.Colour)}}
		for lang, n := range was.Name {
			f.Set("name-"+lang, n)
		}
		for i := 0; i < len(change); i += 2 {
			f.Set(change[i], change[i+1])
		}
		var pairs []string
		for k, v := range f {
			pairs = append(pairs, k, v[0])
		}
		return pairs
	}
	version := book().Version
	to = d.Post(t, "coder", base+"/anger", form(anger, "definition", "new rule", "colour", "teal", "key", "1")...)
	now, _ := book().Code("anger")
	if now.Definition != "new rule" || now.Colour != "teal" || now.Key != "1" || book().Version == version {
		t.Errorf("%+v version %s", now, book().Version)
	}
	if body := page(t, d, "editor", base); !strings.Contains(body, "The rule changed since") {
		t.Error("nobody is told that the rule changed")
	}
	if body := page(t, d, "coder", "/callouts/ferry/coding?queue=review&named=anger"); !strings.Contains(body, "Nothing that you coded") {
		t.Error("a coder who coded nothing has something to review")
	}
	// Another field of the same code, from what it was before: both hold.
	d.Post(t, "editor", base+"/anger", form(anger, "example", "they shout")...)
	now, _ = book().Code("anger")
	if now.Definition != "new rule" || now.Example != "they shout" {
		t.Errorf("%+v", now)
	}
	// The same field: mine is in the form, theirs is marked, and nothing is lost.
	a := d.Do(t, "editor", "POST", base+"/anger", desktest.Fields(form(anger, "definition", "my rule")...))
	if a.Status != http.StatusConflict || !strings.Contains(a.Body, ">my rule</textarea>") || !strings.Contains(a.Body, "<mark>new rule</mark>") {
		t.Errorf("%d", a.Status)
	}
	if now, _ = book().Code("anger"); now.Definition != "new rule" {
		t.Errorf("%+v", now)
	}
	d.Post(t, "editor", base+"/anger", form(now, "definition", "my rule")...)
	if a := d.Do(t, "coder", "POST", "/undo/"+to[strings.Index(to, "done=")+5:], url.Values{}); a.Status != http.StatusConflict {
		t.Errorf("undoing what others changed since: %d", a.Status)
	}

	before := hash()
	for _, step := range [][]string{{"editor", "/anger/move", "way", "up"}, {"coder", "/fear/retire", "retired", "true"}, {"coder", "/fear/split", "names", "loss\nmourning"}} {
		d.Undo(t, step[0], d.Post(t, step[0], base+step[1], step[2:]...))
		if h := hash(); h != before && step[1] != "/fear/retire" && step[1] != "/fear/split" {
			t.Errorf("%s taken back leaves a trace", step[1])
		}
		before = hash()
	}
	to = d.Post(t, "coder", base+"/fear/retire", "retired", "true")
	if a := d.Do(t, "coder", "POST", "/callouts/ferry/coding", desktest.Fields("response", "nobody", "code", "fear")); a.Status != http.StatusNotFound {
		t.Errorf("an answer that is not there: %d", a.Status)
	}
	id, _ := first(t, page(t, d, "second", "/callouts/ferry/coding?queue=list&named="+anyOpen(t, d)))
	if a := d.Do(t, "second", "POST", "/callouts/ferry/coding", desktest.Fields("response", id, "code", "fear")); a.Status != http.StatusConflict {
		t.Errorf("giving a retired code: %d", a.Status)
	}
	d.Undo(t, "coder", to)

	if a := d.Do(t, "coder", "POST", base+"/fear/merge", desktest.Fields("into", "anger")); a.Status != http.StatusForbidden {
		t.Errorf("a coder merges: %d", a.Status)
	}
	if body := page(t, d, "editor", base+"/fear?into=anger"); !strings.Contains(body, "have the code that goes") {
		t.Error("no preview")
	}
	before = hash()
	to = d.Post(t, "editor", base+"/fear/merge", "into", "anger")
	if _, there := book().Code("fear"); there || hash() == before {
		t.Error("the code is still there")
	}
	d.Undo(t, "editor", to)
	if hash() != before {
		t.Error("a merge that was taken back is not what it was")
	}
	yaml := d.Get(t, "coder", base+".yaml")
	d.Post(t, "editor", base+"/import", "yaml", yaml)
	if hash() != before {
		t.Error("the codebook changed on its way out and in")
	}
	if a := d.Do(t, "editor", "POST", base+"/import", desktest.Fields("yaml", "version: [")); a.Status != http.StatusBadRequest {
		t.Errorf("no codebook: %d", a.Status)
	}
	for _, p := range []string{base, base + ".yaml"} {
		if a := d.Do(t, "security", "GET", p, nil); a.Status != http.StatusOK {
			t.Errorf("%s: %d", p, a.Status)
		}
	}
	if a := d.Do(t, "security", "GET", "/callouts/ferry/coding", nil); a.Status != http.StatusForbidden {
		t.Errorf("coding without the right: %d", a.Status)
	}
	if a := d.Do(t, "security", "GET", base+"/anger", nil); a.Status != http.StatusForbidden {
		t.Errorf("changing without the right: %d", a.Status)
	}
}

// anyOpen is an answer that nobody has coded, else one that one person has.
func anyOpen(t *testing.T, d *desktest.Desk) (id string) {
	t.Helper()
	err := d.App.Store.View(t.Context(), "ferry", func(v *store.View) error {
		roll, err := coding.NewRoll(v)
		if err != nil {
			return err
		}
		for r, err := range v.Responses() {
			if err != nil {
				return err
			}
			if s := roll.Standing(r.ID, "second", coding.Plan{}); s.Open() && s.Counted {
				id = r.ID
			}
		}
		return nil
	})
	if err != nil || id == "" {
		t.Fatal(id, err)
	}
	return id
}
