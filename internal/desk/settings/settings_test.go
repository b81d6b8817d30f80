package settings_test

import (
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/app/desktest"
	"voxpop/internal/people"
)

func desk(t *testing.T) *desktest.Desk {
	d := desktest.Open(t)
	d.App.People().Cost = people.Cost{Memory: 8, Time: 1, Lanes: 1}
	return d
}

// add is somebody who came in by their link.
func add(t *testing.T, d *desktest.Desk, id, name string, roles ...people.Role) (token string) {
	t.Helper()
	link, err := d.App.People().Invite(t.Context(), "cli", people.Person{ID: id, Name: name, Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	if token, _, err = d.App.People().Accept(t.Context(), link, "", "seven quiet rivers at noon", nil, ""); err != nil {
		t.Fatal(err)
	}
	return token
}

func account(t *testing.T, d *desktest.Desk, id string) people.Account {
	t.Helper()
	a, err := d.App.People().Account(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestWhoMayOpenWhat(t *testing.T) {
	d := desk(t)
	manage := []string{"GET /settings/people", "GET /settings/engines", "GET /settings/house", "GET /settings/house/stories", "POST /settings/people", "POST /settings/people/x/recover",
		"POST /settings/people/x/roles", "POST /settings/people/x/disable", "POST /settings/people/x/enable", "POST /settings/people/x/outside", "POST /settings/people/x/sessions/end",
		"POST /settings/engines", "POST /settings/house"}
	secure := []string{"GET /settings/keys", "POST /settings/keys/unlock", "POST /settings/keys/lock"}
	for _, c := range []struct {
		routes []string
		not    []string
	}{{manage, []string{"editor", "coder", "security"}}, {secure, []string{"editor", "coder", "admin"}}} {
		for _, route := range c.routes {
			method, path, _ := strings.Cut(route, " ")
			for _, who := range c.not {
				if a := d.Do(t, who, method, path, desktest.Fields("role", "admin")); a.Status != http.StatusForbidden {
					t.Errorf("%s as %s: %d", route, who, a.Status)
				}
			}
			for _, who := range []string{"", "locked"} {
				if a := d.Do(t, who, method, path, desktest.Fields("role", "admin")); a.Status != http.StatusSeeOther || !strings.Contains(a.Header.Get("Location"), map[string]string{"": "/sign-in", "locked": "/unlock"}[who]) {
					t.Errorf("%s as %q: %d to %s", route, who, a.Status, a.Header.Get("Location"))
				}
			}
		}
	}
	for who, to := range map[string]string{"admin": "/settings/people", "security": "/settings/keys"} {
		if a := d.Do(t, who, "GET", "/settings", nil); a.Header.Get("Location") != to {
			t.Errorf("%s is sent to %s", who, a.Header.Get("Location"))
		}
	}
	if a := d.Do(t, "coder", "GET", "/settings", nil); a.Status != http.StatusForbidden {
		t.Errorf("a coder's settings: %d", a.Status)
	}
}

func TestInviting(t *testing.T) {
	d := desk(t)
	if body := d.Get(t, "admin", "/settings/people"); !strings.Contains(body, "Nobody is listed yet") {
		t.Error("an empty list says nothing")
	}
	for name, c := range map[string]struct {
		fields []string
		says   string
	}{
		"no role":          {[]string{"name", "Ana"}, "Choose at least one role"},
		"bad id":           {[]string{"name", "Ana", "id", "Ana Silva", "role", "coder"}, "2 to 32 letters"},
		"no name in Latin": {[]string{"name", "آنا", "role", "coder"}, "2 to 32 letters"},
	} {
		a := d.Do(t, "admin", "POST", "/settings/people", desktest.Fields(c.fields...))
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, c.says) || !strings.Contains(a.Body, `role="alert"`) {
			t.Errorf("%s: %d, lacks %q", name, a.Status, c.says)
		}
	}
	a := d.Do(t, "admin", "POST", "/settings/people", desktest.Fields("name", `<i>Ana</i> "A"`, "id", "ana", "role", "editor", "role", "coder"))
	if a.Status != http.StatusOK || a.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("inviting: %d %q", a.Status, a.Header.Get("Cache-Control"))
	}
	link := regexp.MustCompile(`/invite/([A-Za-z0-9_-]{43})`).FindStringSubmatch(a.Body)
	if link == nil || strings.Contains(a.Body, "<i>Ana") {
		t.Fatal("no link is shown, or a name is markup")
	}
	if got, _, err := d.App.People().Invited(t.Context(), link[1]); err != nil || got.Person.ID != "ana" || len(got.Person.Roles) != 2 {
		t.Errorf("%+v, %v", got.Person, err)
	}
	// It is shown that once.
	if body := d.Get(t, "admin", "/settings/people"); strings.Contains(body, link[1]) || !strings.Contains(body, `id="person-ana"`) {
		t.Error("the link is shown again, or the person is not listed")
	}
	if a := d.Do(t, "admin", "POST", "/settings/people", desktest.Fields("name", "Ana", "role", "coder")); a.Status != http.StatusConflict || strings.Contains(a.Body, "/invite/") {
		t.Errorf("a name twice: %d", a.Status)
	}
	// A new link takes its place.
	a = d.Do(t, "admin", "POST", "/settings/people/ana/recover", url.Values{})
	if a.Status != http.StatusOK || !strings.Contains(a.Body, "/invite/") || strings.Contains(a.Body, link[1]) {
		t.Errorf("a new link: %d", a.Status)
	}
	if a := d.Do(t, "admin", "POST", "/settings/people/nobody/recover", url.Values{}); a.Status != http.StatusNotFound {
		t.Errorf("a link for nobody: %d", a.Status)
	}
}

func TestRolesAndDisabling(t *testing.T) {
	d := desk(t)
	add(t, d, "root", "Root", people.Admin)
	token := add(t, d, "ana", "Ana", people.Coder)
	to := d.Post(t, "admin", "/settings/people/ana/roles", "role", "editor", "role", "security")
	if !account(t, d, "ana").Person.May(people.Publish) {
		t.Error("the roles are not given")
	}
	d.Undo(t, "admin", to)
	if p := account(t, d, "ana").Person; p.May(people.Publish) || !p.Is(people.Coder) {
		t.Errorf("undone: %v", p.Roles)
	}
	// What others changed since is not undone.
	to = d.Post(t, "admin", "/settings/people/ana/roles", "role", "editor")
	if err := d.App.People().SetRoles(t.Context(), "cli", "ana", people.Coder, people.Security); err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(to)
	if a := d.Do(t, "admin", "POST", "/undo/"+u.Query().Get("done"), url.Values{}); a.Status != http.StatusConflict {
		t.Errorf("undoing what others changed: %d", a.Status)
	}
	to = d.Post(t, "admin", "/settings/people/ana/disable")
	if _, err := d.App.People().Session(t.Context(), token); err == nil {
		t.Error("a disabled person's session goes on")
	}
	d.Undo(t, "admin", to)
	if account(t, d, "ana").Person.Disabled {
		t.Error("it was not undone")
	}
	for _, path := range []string{"/settings/people/root/disable", "/settings/people/root/roles"} {
		a := d.Do(t, "admin", "POST", path, desktest.Fields("role", "editor"))
		if a.Status != http.StatusConflict || !strings.Contains(a.Body, "Nobody would be left") {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	if a := d.Do(t, "admin", "POST", "/settings/people/ana/roles", url.Values{}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("no role at all: %d", a.Status)
	}
	d.Post(t, "admin", "/settings/people/ana/outside", "email", "ana@example.org")
	if a := d.Do(t, "admin", "POST", "/settings/people/root/outside", desktest.Fields("email", "ana@example.org")); a.Status != http.StatusConflict {
		t.Errorf("an address twice: %d", a.Status)
	}
	token, _, err := d.App.People().SignIn(t.Context(), "ana", "seven quiet rivers at noon", "")
	if err != nil {
		t.Fatal(err)
	}
	d.Post(t, "admin", "/settings/people/ana/sessions/end")
	if _, err := d.App.People().Session(t.Context(), token); err == nil {
		t.Error("the session goes on")
	}
}

// form reads the fields of a page's form, as a browser would send them.
func form(body string) url.Values {
	v := url.Values{}
	_, body, _ = strings.Cut(body, `id="house-form"`)
	body, _, _ = strings.Cut(body, "</form>")
	attr := func(tag, name string) (string, bool) {
		m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
		if m == nil {
			return "", false
		}
		return html.UnescapeString(m[1]), true
	}
	for _, tag := range regexp.MustCompile(`<input[^>]*>`).FindAllString(body, -1) {
		name, _ := attr(tag, "name")
		value, _ := attr(tag, "value")
		if strings.Contains(tag, `type="checkbox"`) && !strings.Contains(tag, " checked") {
			continue
		}
		v.Add(name, value)
	}
	return v
}

func TestHouseRules(t *testing.T) {
	d := desk(t)
	body := d.Get(t, "admin", "/settings/house")
	f := form(body)
	// Saved as it is, nothing changes: no percentage loses a digit.
	if a := d.Do(t, "admin", "POST", "/settings/house", f); a.Status != http.StatusSeeOther {
		t.Fatalf("saving as it is: %d\n%s", a.Status, a.Body)
	}
	if d.App.House().MinAlpha != voxpop.DefaultHouse().MinAlpha {
		t.Error("something changed")
	}
	if _, err := os.Stat(filepath.Join(d.App.Config.Dir, app.ConfigFile)); err == nil {
		b, _ := os.ReadFile(filepath.Join(d.App.Config.Dir, app.ConfigFile))
		if strings.Contains(string(b), "[house") {
			t.Errorf("the defaults were written:\n%s", b)
		}
	}
	f = form(d.Get(t, "admin", "/settings/house"))
	f.Set("min_cell", "۷") // as a Persian keyboard writes it
	f.Set("min_alpha", "0.7")
	a := d.Do(t, "admin", "POST", "/settings/house", f)
	if a.Status != http.StatusSeeOther || d.App.House().MinCell != 7 || d.App.House().MinAlpha != .7 {
		t.Fatalf("%d, %+v", a.Status, d.App.House())
	}
	// From a form of before: a conflict that keeps what was typed.
	f.Set("min_cell", "9")
	old := d.Do(t, "admin", "POST", "/settings/house", f)
	if old.Status != http.StatusConflict || d.App.House().MinCell != 7 || !strings.Contains(old.Body, `value="9"`) {
		t.Errorf("from a form of before: %d", old.Status)
	}
	f = form(old.Body)
	if again := d.Do(t, "admin", "POST", "/settings/house", f); again.Status != http.StatusSeeOther || d.App.House().MinCell != 9 {
		t.Errorf("saved over theirs: %d", again.Status)
	}
	u, _ := url.Parse(a.Header.Get("Location"))
	if x := d.Do(t, "admin", "POST", "/undo/"+u.Query().Get("done"), url.Values{}); x.Status != http.StatusConflict {
		t.Errorf("undoing what was changed since: %d", x.Status)
	}
	f = form(d.Get(t, "admin", "/settings/house"))
	f.Set("min_cell", "5")
	d.Undo(t, "admin", d.Post(t, "admin", "/settings/house", pairs(f)...))
	if d.App.House().MinCell != 9 {
		t.Errorf("undone: %d", d.App.House().MinCell)
	}
	for name, change := range map[string]func(url.Values){
		"numbers that contradict": func(v url.Values) { v.Set("number_first", "1") },
		"no number":               func(v url.Values) { v.Set("min_cell", "<b>") },
		"a negative one":          func(v url.Values) { v.Set("delay_days", "-1") },
		"a share over all":        func(v url.Values) { v.Set("rung.2.to", "140") },
		"not a number":            func(v url.Values) { v.Set("min_alpha", "NaN") },
		"a word that two claim":   func(v url.Values) { v.Set("rung.0.en", "most") },
		"no word":                 func(v url.Values) { v.Set("rung.0.fa", " , ") },
	} {
		f := form(d.Get(t, "admin", "/settings/house"))
		change(f)
		a := d.Do(t, "admin", "POST", "/settings/house", f)
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `role="alert"`) || !strings.Contains(a.Body, `aria-invalid="true"`) {
			t.Errorf("%s: %d, or no field is marked", name, a.Status)
		}
	}
	if d.App.House().MinCell != 9 {
		t.Error("a refusal changed the rules")
	}
	if body := d.Get(t, "admin", "/settings/house/stories"); !strings.Contains(body, "/stories/") {
		t.Error("the stories of the cast are not listed")
	}
}

func pairs(v url.Values) (all []string) {
	for k, vs := range v {
		for _, one := range vs {
			all = append(all, k, one)
		}
	}
	return all
}

func TestKeysAndEngines(t *testing.T) {
	d := desk(t)
	if body := d.Get(t, "security", "/settings/keys"); !strings.Contains(body, "voxpop keys init") {
		t.Error("without keys the page does not say how to make them")
	}
	if a := d.Do(t, "security", "POST", "/settings/keys/unlock", desktest.Fields("passphrase", "x")); a.Status != http.StatusNotFound {
		t.Errorf("unlocking nothing: %d", a.Status)
	}
	if body := d.Get(t, "admin", "/settings/engines"); !strings.Contains(body, "Look now") {
		t.Error("the page offers no look")
	}
	d.Post(t, "admin", "/settings/engines")
	if body := d.Get(t, "admin", "/settings/engines"); !strings.Contains(body, "configuration") || !strings.Contains(body, "database") {
		t.Error("the findings are not shown")
	}
	for _, lang := range []string{"fa", "ar"} {
		for _, path := range []string{"/settings/people", "/settings/keys", "/settings/engines", "/settings/house", "/settings/house/stories"} {
			if body := d.Get(t, "chief", path+"?lang="+lang); !strings.Contains(body, `dir="rtl"`) || strings.Contains(body, ">settings.") {
				t.Errorf("%s in %s", path, lang)
			}
		}
	}
}

func TestKeysLockAndUnlock(t *testing.T) {
	dir := t.TempDir()
	cfg := app.Config{Dir: dir, House: voxpop.DefaultHouse(), KeyWork: 4, Passphrase: func() (string, error) {
		return "", &voxpop.Error{Kind: voxpop.Forbidden, Op: "test", Message: "nobody is asked"}
	}}
	const pass = "seven quiet rivers at noon"
	if _, _, err := app.InitKeys(cfg, pass, false); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	d := desktest.Of(t, a)
	if body := d.Get(t, "security", "/settings/keys"); !strings.Contains(body, `id="unlock-keys"`) {
		t.Error("locked keys are not offered to be unlocked")
	}
	if x := d.Do(t, "security", "POST", "/settings/keys/unlock", desktest.Fields("passphrase", "wrong wrong wrong")); x.Status != http.StatusForbidden || !a.Keys.Locked() || strings.Contains(x.Body, "wrong wrong") {
		t.Errorf("a wrong passphrase: %d", x.Status)
	}
	d.Post(t, "security", "/settings/keys/unlock", "passphrase", pass)
	if a.Keys.Locked() {
		t.Fatal("the right passphrase did not unlock")
	}
	d.Post(t, "security", "/settings/keys/lock")
	if !a.Keys.Locked() || a.Keys.Wake() == nil {
		t.Error("locked keys open by themselves")
	}
	d.Post(t, "security", "/settings/keys/unlock", "passphrase", pass)
	if a.Keys.Locked() || a.Keys.Wake() != nil {
		t.Error("they do not open again")
	}
	var verbs []string
	for l, err := range a.Store.Audit(t.Context(), "", 0) {
		if err != nil {
			t.Fatal(err)
		}
		verbs = append(verbs, l.Verb)
	}
	if got := strings.Join(verbs, " "); got != "unlock_keys lock_keys unlock_keys" {
		t.Errorf("the log has %s", got)
	}
}

// ids names the rungs of rules in their order.
func ids(h voxpop.House) string {
	var all []string
	for _, r := range h.Ladder {
		all = append(all, r.ID)
	}
	return strings.Join(all, ", ")
}

// Rungs come, go and move on the page; nothing is in force before it is said,
// and the file holds it afterwards.
func TestRungsComeGoAndMove(t *testing.T) {
	d := desk(t)
	before := ids(d.App.House())
	// press is a button of a row, of the form as it stands in a page.
	press := func(body, do string) string {
		t.Helper()
		f := form(body)
		f.Set("do", do)
		a := d.Do(t, "admin", "POST", "/settings/house", f)
		if a.Status != http.StatusOK || !strings.Contains(a.Body, "Not in force yet") {
			t.Fatalf("%s: %d", do, a.Status)
		}
		if ids(d.App.House()) != before {
			t.Fatalf("%s is in force already", do)
		}
		return a.Body
	}
	body := d.Get(t, "admin", "/settings/house")
	if strings.Contains(body, `value="remove.2"`) || !strings.Contains(body, `value="remove.0"`) || strings.Contains(body, `value="up.0"`) || strings.Contains(body, `value="down.9"`) {
		t.Error("a button is offered that does nothing, or one is missing")
	}
	body = press(body, "remove.1") // several
	body = press(body, "add.2")    // after others
	if !strings.Contains(body, `name="rung.3.id" dir="auto" maxlength="40" value="" required aria-label="Name of the new rung" autofocus`) {
		t.Error("the name of the new rung is not where one types")
	}
	f := form(body)
	for key, value := range map[string]string{"rung.3.id": "a good few", "rung.3.people": "۱۲", "rung.3.en": "a good few", "rung.3.fa": "کم‌وبیش زیاد", "rung.3.ar": "غير قليل"} {
		f.Set(key, value)
	}
	f.Set("do", "up.3")
	a := d.Do(t, "admin", "POST", "/settings/house", f)
	if a.Status != http.StatusOK || !regexp.MustCompile(`value="up.2" autofocus`).MatchString(a.Body) {
		t.Errorf("moving up: %d, or the focus is lost", a.Status)
	}
	body = press(a.Body, "up.2")
	body = press(body, "down.2") // others before some: the bands are the same
	to := d.Post(t, "admin", "/settings/house", pairs(form(body))...)
	const want = "a few, a good few, others, some, many, about half, a majority, most, almost all, all"
	if got := ids(d.App.House()); got != want {
		t.Errorf("in force: %s\nwant      %s", got, want)
	}
	if r, _ := d.App.House().Rung("a good few"); r.People != 12 || r.From != .15 || r.Words["fa"][0] != "کم‌وبیش زیاد" {
		t.Errorf("the new rung is %+v", r)
	}
	// The program reads the same from its file.
	cfg, err := app.LoadConfig(d.App.Config.Dir, func(string) string { return "" })
	if err != nil || ids(cfg.House) != want {
		t.Errorf("the file holds %s, %v", ids(cfg.House), err)
	}
	d.Undo(t, "admin", to)
	if got := ids(d.App.House()); got != before {
		t.Errorf("undone: %s", got)
	}
	// Refused, and said in the language of the page.
	for lang, refusals := range map[string]map[string]func(url.Values) string{
		"en": {
			"An order that no share climbs":    func(v url.Values) string { v.Set("do", "down.3"); return "weakest word to the strongest" },
			"A rung that other rules name":     func(v url.Values) string { v.Set("rung.2.id", "sundry"); return "cannot be removed" },
			"Two with one name":                func(v url.Values) string { v.Set("rung.0.id", "Most"); return "Two rungs have this name" },
			"A name that is no name":           func(v url.Values) string { v.Set("rung.0.id", "<b>\"x]"); return "letters, digits, spaces" },
			"A word that another has":          func(v url.Values) string { v.Set("rung.0.en", "most"); return "a word has one meaning" },
			"A band that ends before it began": func(v url.Values) string { v.Set("rung.4.to", "10"); return "ends below where it begins" },
		},
		"fa": {"ترتیب": func(v url.Values) string {
			v.Set("do", "down.3")
			return "از ضعیف‌ترین واژه به قوی‌ترین"
		}},
		"ar": {"كلمة": func(v url.Values) string {
			v.Set("rung.0.ar", "")
			return "بالإنجليزية والفارسية والعربية"
		}},
	} {
		for name, change := range refusals {
			f := form(d.Get(t, "admin", "/settings/house?lang="+lang))
			says := change(f)
			if f.Has("do") {
				f = form(d.Do(t, "admin", "POST", "/settings/house", f).Body)
			}
			a := d.Do(t, "admin", "POST", "/settings/house", f)
			if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, says) || !strings.Contains(a.Body, `role="alert"`) {
				t.Errorf("%s: %d, lacks %q", name, a.Status, says)
			}
		}
	}
	if got := ids(d.App.House()); got != before {
		t.Errorf("a refusal changed the rules: %s", got)
	}
}
