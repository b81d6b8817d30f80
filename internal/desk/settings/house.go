package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
)

type housePage struct {
	part
	Base    string // hash of the rules that the form shows
	Limits  []limitRow
	Rungs   []rungRow
	Domin   []limitRow
	Words   []wordsRow // of what dominates
	Changed bool       // somebody else changed the rules meanwhile
	Pending bool       // what the form shows is not in force
}

// limitRow is one number of the form.
type limitRow struct {
	Key, Name, Hint, Value, Step, Max, Unit string
	Bad                                     bool
}

type rungRow struct {
	ID, Key               string
	From, To, People, Low string
	Over, Bad             bool
	New                   bool // it is not in force: its name may be written
	Needed                bool // other rules name it
	First, Last           bool
	Focus                 string // which of its buttons was pressed
	Words                 []wordsRow
}

type wordsRow struct{ Key, Lang, Dir, Name, Value string }

// houseLanguages are those in which every rung has words.
var houseLanguages = []string{"en", "fa", "ar"}

func hash(h voxpop.House) string {
	b, _ := json.Marshal(h)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// percent writes a fraction as a percentage that a form takes.
func percent(f float64) string {
	return strconv.FormatFloat(float64(int64(f*1e6+.5))/1e4, 'f', -1, 64)
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func words(key string, all map[string][]string, q *frame.Request) []wordsRow {
	var rows []wordsRow
	for _, lang := range houseLanguages {
		rows = append(rows, wordsRow{Key: key + "." + lang, Lang: lang, Dir: dirOf(lang), Name: q.T.Language(lang), Value: strings.Join(all[lang], comma(lang))})
	}
	return rows
}

func dirOf(lang string) string {
	if lang == "en" {
		return "ltr"
	}
	return "rtl"
}

func comma(lang string) string {
	if lang == "en" {
		return ", "
	}
	return "، "
}

func (s *Screens) house(q *frame.Request) error {
	h := s.House.House()
	return s.showHouse(q, http.StatusOK, h, housePage{Base: hash(h)}, "", "", "")
}

// showHouse shows rules in the form; place is that of what is wrong, focus the
// button that was pressed.
func (s *Screens) showHouse(q *frame.Request, status int, h voxpop.House, p housePage, place, says, focus string) error {
	p.part = s.part(q, "house")
	p.Error, p.Field = says, place
	now := s.House.House()
	limit := func(key, value, step, max, unit string) limitRow {
		return limitRow{Key: key, Name: q.T.Say("settings.house." + key), Hint: q.T.Say("settings.house." + key + ".hint"), Value: value, Step: step, Max: max, Unit: unit,
			Bad: place == "house."+key}
	}
	p.Limits = []limitRow{
		limit("numbers_only", strconv.Itoa(h.NumbersOnly), "1", "100000", ""), limit("number_first", strconv.Itoa(h.NumberFirst), "1", "100000", ""),
		limit("min_cell", strconv.Itoa(h.MinCell), "1", "100000", ""), limit("delay_days", strconv.Itoa(h.DelayDays), "1", "3650", ""),
		limit("min_alpha", number(h.MinAlpha), "any", "1", ""),
	}
	p.Domin = []limitRow{
		limit("dominate.share", percent(h.Dominate.Share), "any", "100", "%"), limit("dominate.lead", number(h.Dominate.Lead), "any", "1000", "×"),
		limit("dominate.counted", strconv.Itoa(h.Dominate.Counted), "1", "100000", ""),
	}
	p.Words = words("dominate", h.Dominate.Words, q)
	pressed, at, _ := strings.Cut(focus, ".")
	for i, r := range h.Ladder {
		key := "rung." + strconv.Itoa(i)
		_, old := now.Rung(r.ID)
		row := rungRow{New: !old, Needed: needed(r.ID), First: i == 0, Last: i == len(h.Ladder)-1, ID: r.ID, Key: key, From: percent(r.From), To: percent(r.To), People: strconv.Itoa(r.People), Low: percent(r.Low), Over: r.Over,
			Bad: strings.Contains(place, strconv.Quote(r.ID)), Words: words(key, r.Words, q)}
		if at == strconv.Itoa(i) {
			row.Focus = pressed
		}
		p.Rungs = append(p.Rungs, row)
	}
	return q.WriteStatus(status, pages, "house.tmpl", p)
}

// read lays what a form holds over the rules that it was made from. The place
// of an error is the field.
func read(q *frame.Request, h voxpop.House) (voxpop.House, error) {
	var first error
	bad := func(key string) {
		if first == nil {
			first = &voxpop.Error{Kind: voxpop.Invalid, Op: "settings.house", Place: "house." + key, Message: "is not a number", Hint: "write it with digits", Err: refusal("number")}
		}
	}
	value := func(key string) string { return digits(strings.TrimSpace(q.PostFormValue(key))) }
	whole := func(key, place string, to *int) {
		n, err := strconv.Atoi(value(key))
		if err != nil || n < 0 || n > 1_000_000 {
			bad(place)
			return
		}
		*to = n
	}
	real := func(key, place string, of float64, to *float64) {
		f, err := strconv.ParseFloat(value(key), 64)
		if err != nil || !(f >= 0 && f <= 1_000_000) {
			bad(place)
			return
		}
		// A percentage that was not touched keeps its fraction to the last digit.
		if of == 100 && percent(*to) == value(key) {
			return
		}
		*to = f / of
	}
	list := func(key, lang string, to map[string][]string) {
		var all []string
		for _, w := range strings.FieldsFunc(q.PostFormValue(key), func(r rune) bool { return r == ',' || r == '،' || r == '\n' }) {
			if w = strings.Join(strings.Fields(w), " "); w != "" {
				all = append(all, w)
			}
		}
		to[lang] = all
	}
	whole("numbers_only", "numbers_only", &h.NumbersOnly)
	whole("number_first", "number_first", &h.NumberFirst)
	whole("min_cell", "min_cell", &h.MinCell)
	whole("delay_days", "delay_days", &h.DelayDays)
	real("min_alpha", "min_alpha", 1, &h.MinAlpha)
	real("dominate.share", "dominate.share", 100, &h.Dominate.Share)
	real("dominate.lead", "dominate.lead", 1, &h.Dominate.Lead)
	whole("dominate.counted", "dominate.counted", &h.Dominate.Counted)
	h.Dominate.Words = copied(h.Dominate.Words)
	for _, lang := range houseLanguages {
		list("dominate."+lang, lang, h.Dominate.Words)
	}
	was := h
	h.Ladder = nil
	for i := 0; i < maxRungs && q.PostForm.Has("rung."+strconv.Itoa(i)+".id"); i++ {
		key := "rung." + strconv.Itoa(i)
		id := strings.Join(strings.Fields(q.PostFormValue(key+".id")), " ")
		r, _ := was.Rung(id)
		r.ID = id
		place := "ladder." + strconv.Quote(id)
		real(key+".from", place, 100, &r.From)
		real(key+".to", place, 100, &r.To)
		whole(key+".people", place, &r.People)
		real(key+".low", place, 100, &r.Low)
		r.Over = q.PostFormValue(key+".over") != ""
		r.Words = copied(r.Words)
		for _, lang := range houseLanguages {
			list(key+"."+lang, lang, r.Words)
		}
		h.Ladder = append(h.Ladder, r)
	}
	return h, first
}

func copied(m map[string][]string) map[string][]string {
	out := map[string][]string{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// digits writes Persian and Arabic digits and points as Latin ones.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r == '٫':
			return '.'
		}
		return r
	}, s)
}

// maxRungs is how many rungs a form may bring.
const maxRungs = 40

// needed are the rungs that other rules name.
func needed(id string) bool {
	return id == voxpop.RungSome || id == voxpop.RungOthers || id == voxpop.RungAll
}

// name is what a rung may be called: it is a key of voxpop.toml and of the
// evidence of stories.
var name = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N} '’-]{0,39}$`)

func rungError(id, why string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "settings.house", Place: "house.ladder." + strconv.Quote(id), Message: why, Hint: "docs/HOUSE-RULES.md explains every key", Err: refusal(why)}
}

type refusal string

func (r refusal) Error() string   { return "" }
func (r refusal) Refusal() string { return string(r) }

// names refuses rungs that cannot be told apart, and rules without those that
// other rules name.
func names(h voxpop.House) error {
	seen := map[string]bool{}
	for _, r := range h.Ladder {
		switch id := strings.ToLower(r.ID); {
		case !name.MatchString(r.ID):
			return rungError(r.ID, "name")
		case seen[id]:
			return rungError(r.ID, "twice")
		default:
			seen[id] = true
		}
	}
	for _, id := range []string{voxpop.RungSome, voxpop.RungOthers, voxpop.RungAll} {
		if !seen[id] {
			return rungError(id, "needed")
		}
	}
	return nil
}

// arranged moves, adds or takes away a rung; what it gives is not in force.
func arranged(h voxpop.House, do string) (_ voxpop.House, focus string) {
	what, at, _ := strings.Cut(do, ".")
	i, err := strconv.Atoi(at)
	if err != nil || i < 0 || i >= len(h.Ladder) {
		return h, ""
	}
	l := slices.Clone(h.Ladder)
	switch {
	case what == "up" && i > 0:
		l[i-1], l[i] = l[i], l[i-1]
		focus = "up." + strconv.Itoa(i-1)
	case what == "down" && i < len(l)-1:
		l[i], l[i+1] = l[i+1], l[i]
		focus = "down." + strconv.Itoa(i+1)
	case what == "remove" && !needed(l[i].ID):
		l = slices.Delete(l, i, i+1)
		focus = "up." + strconv.Itoa(min(i, len(l)-1))
	case what == "add" && len(l) < maxRungs:
		// It begins as the one it stands after, which is a band that holds.
		l = slices.Insert(l, i+1, voxpop.Rung{From: l[i].From, To: l[i].To, Over: l[i].Over, People: l[i].People, Low: l[i].Low, Words: map[string][]string{}})
		focus = "name." + strconv.Itoa(i+1)
	}
	h.Ladder = l
	return h, focus
}

func (s *Screens) setHouse(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "settings.house", Message: "the form cannot be read", Err: err}
	}
	old := s.House.House()
	base := q.PostFormValue("base")
	h, err := read(q, old)
	if do := q.PostFormValue("do"); do != "" {
		h, focus := arranged(h, do)
		return s.showHouse(q, http.StatusOK, h, housePage{Base: base, Pending: true}, "", "", focus)
	}
	if err == nil && hash(old) != base {
		// What is typed stays, over the rules as they are now.
		return s.showHouse(q, http.StatusConflict, h, housePage{Base: hash(old), Changed: true}, "", q.T.Say("settings.house.changed"), "")
	}
	if err == nil {
		err = names(h)
	}
	if err == nil {
		err = s.House.SetHouse(q.Context(), q.By, old, h)
	}
	if e, ok := errors.AsType[*voxpop.Error](err); ok && e.Kind == voxpop.Invalid {
		return s.showHouse(q, http.StatusUnprocessableEntity, h, housePage{Base: base, Pending: true}, e.Place, refused(q, e), "")
	}
	if err != nil {
		return err
	}
	if err := q.Done(q.T.Say("settings.house.kept"), &frame.Undo{Kind: "house", Doc: houseUndo{old, h}}); err != nil {
		return err
	}
	return q.Redirect("/settings/house")
}

// refused says why rules were refused, in the language of the page.
func refused(q *frame.Request, e *voxpop.Error) string {
	what := q.T.Say("settings.house.wrong")
	var r interface{ Refusal() string }
	if !errors.As(e, &r) || !locale.Has("settings.house.no."+r.Refusal()) {
		return what + " " + locale.Isolate(e.Message)
	}
	key := strings.TrimPrefix(e.Place, "house.")
	where := ""
	if id, err := strconv.Unquote(quoted.FindString(key)); err == nil {
		where = q.T.Say("settings.house.no.rung", "rung", locale.Isolate(id))
	} else if locale.Has("settings.house." + key) {
		where = locale.Isolate(q.T.Say("settings.house."+key)) + ":"
	} else if strings.HasPrefix(key, "dominate") {
		where = locale.Isolate(q.T.Say("settings.house.dominate")) + ":"
	}
	return strings.Join(strings.Fields(what+" "+where+" "+q.T.Say("settings.house.no."+r.Refusal())), " ")
}

var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

type houseUndo struct{ Old, New voxpop.House }

func (s *Screens) undoHouse(q *frame.Request, doc []byte) (string, error) {
	var u houseUndo
	if err := json.Unmarshal(doc, &u); err != nil {
		return "", err
	}
	if hash(s.House.House()) != hash(u.New) {
		return "", changedSince()
	}
	return q.T.Say("settings.house.back"), s.House.SetHouse(q.Context(), q.By, s.House.House(), u.Old)
}

type storiesPage struct {
	part
	Stories []StoryState
}

func (s *Screens) stories(q *frame.Request) error {
	all, err := s.House.Stories(q.Context())
	if err != nil {
		return err
	}
	return q.Write(pages, "stories.tmpl", storiesPage{s.part(q, "house"), all})
}
