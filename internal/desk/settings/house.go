package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
)

type housePage struct {
	part
	Base    string // hash of the rules that the form shows
	Limits  []limitRow
	Rungs   []rungRow
	Domin   []limitRow
	Words   []wordsRow // of what dominates
	Changed bool       // somebody else changed the rules meanwhile
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
	return s.showHouse(q, http.StatusOK, h, hash(h), "", "", false)
}

func (s *Screens) showHouse(q *frame.Request, status int, h voxpop.House, base, place, says string, changed bool) error {
	p := housePage{part: s.part(q, "house"), Base: base, Changed: changed}
	p.Error, p.Field = says, place
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
	for i, r := range h.Ladder {
		key := "rung." + strconv.Itoa(i)
		p.Rungs = append(p.Rungs, rungRow{ID: r.ID, Key: key, From: percent(r.From), To: percent(r.To), People: strconv.Itoa(r.People), Low: percent(r.Low), Over: r.Over,
			Bad: strings.Contains(place, strconv.Quote(r.ID)), Words: words(key, r.Words, q)})
	}
	return q.WriteStatus(status, pages, "house.tmpl", p)
}

// read lays what a form holds over the rules that it was made from. The place
// of an error is the field.
func read(q *frame.Request, h voxpop.House) (voxpop.House, error) {
	var first error
	bad := func(key string) {
		if first == nil {
			first = &voxpop.Error{Kind: voxpop.Invalid, Op: "settings.house", Place: "house." + key, Message: "is not a number", Hint: "write it with digits"}
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
	h.Ladder = slices.Clone(h.Ladder)
	for i := range h.Ladder {
		r, key := &h.Ladder[i], "rung."+strconv.Itoa(i)
		place := "ladder." + strconv.Quote(r.ID)
		real(key+".from", place, 100, &r.From)
		real(key+".to", place, 100, &r.To)
		whole(key+".people", place, &r.People)
		real(key+".low", place, 100, &r.Low)
		r.Over = q.PostFormValue(key+".over") != ""
		r.Words = copied(r.Words)
		for _, lang := range houseLanguages {
			list(key+"."+lang, lang, r.Words)
		}
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

func (s *Screens) setHouse(q *frame.Request) error {
	old := s.House.House()
	base := q.PostFormValue("base")
	h, err := read(q, old)
	if err == nil && hash(old) != base {
		// What is typed stays, over the rules as they are now.
		return s.showHouse(q, http.StatusConflict, h, hash(old), "", q.T.Say("settings.house.changed"), true)
	}
	if err == nil {
		err = s.House.SetHouse(q.Context(), q.By, old, h)
	}
	if e, ok := err.(*voxpop.Error); ok && e.Kind == voxpop.Invalid {
		return s.showHouse(q, http.StatusUnprocessableEntity, h, base, e.Place, q.T.Say("settings.house.wrong")+" "+e.Message, false)
	}
	if err != nil {
		return err
	}
	if err := q.Done(q.T.Say("settings.house.kept"), &frame.Undo{Kind: "house", Doc: houseUndo{old, h}}); err != nil {
		return err
	}
	return q.Redirect("/settings/house")
}

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
