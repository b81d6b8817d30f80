package cast_test

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/position"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
)

var update = flag.Bool("update", false, "write the record folder anew, as an export would")

func load(t *testing.T) *record.Memory {
	t.Helper()
	m, err := record.Load(cast.Record())
	if err != nil {
		t.Fatalf("the cast's record does not load: %v", err)
	}
	return m
}

func responses(t *testing.T, m *record.Memory) []voxpop.Response {
	t.Helper()
	var all []voxpop.Response
	for r, err := range m.Responses() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func statements(t *testing.T, m *record.Memory) []voxpop.Statement {
	t.Helper()
	var all []voxpop.Statement
	for s, err := range m.Statements() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// figures counts the record as a published share would be counted.
func figures(t *testing.T, m *record.Memory) *prevalence.Figures {
	t.Helper()
	codings := map[string][]voxpop.Coding{}
	for c, err := range m.Codings() {
		if err != nil {
			t.Fatal(err)
		}
		codings[c.Response] = append(codings[c.Response], c)
	}
	all := responses(t, m)
	tally := prevalence.Recount(func(yield func(prevalence.Answer) bool) {
		for _, r := range all {
			if !yield(prevalence.AnswerOf(m.Callout(), r, codings[r.ID])) {
				return
			}
		}
	})
	return tally.Figures(m.Codebook(), voxpop.DefaultHouse(), prevalence.Options{})
}

func atLeast[N cmp.Ordered](t *testing.T, what string, got, want N) {
	t.Helper()
	if got < want {
		t.Errorf("%s: %v, want at least %v", what, got, want)
	}
}

// said is what the respondent sent, in words.
func said(r voxpop.Response) string {
	if r.Transcript != nil {
		return r.Transcript.Text
	}
	return r.Text
}

func TestThePublicIsVarious(t *testing.T) {
	all := responses(t, load(t))
	atLeast(t, "responses", len(all), 330)

	counts := map[string]int{}
	sent := map[string]int{}
	for _, r := range all {
		if r.Respondent != "" {
			sent[r.Respondent]++
		}
		counts["channel "+string(r.Channel)]++
		counts["medium "+string(r.Medium)]++
		counts["lang "+r.Lang]++
		if r.Lang == "fa" || r.Lang == "ar" {
			counts["fa or ar"]++
		}
		if r.SetAside != "" {
			counts["aside "+string(r.SetAside)]++
		}
		if r.DuplicateOf != "" {
			counts["duplicate of"]++
		}
		if r.Campaign == "keep-the-white-line" {
			counts["campaign"]++
		}
		if r.Withdrawn() {
			counts["withdrawn"]++
			if r.Text != "" || r.Media != "" || r.Transcript != nil || len(r.Translations) > 0 {
				t.Errorf("%s was withdrawn and still has content", r.ID)
			}
			continue
		}
		counts["name "+string(r.Consent.Name)]++
		for use, ok := range map[string]bool{"quote": r.Consent.Quote, "voice": r.Consent.Voice, "face": r.Consent.Face} {
			if ok {
				counts[use+" yes"]++
			} else {
				counts[use+" no"]++
			}
		}
		if r.Transcript != nil {
			counts["transcript "+string(r.Transcript.State)]++
		}
		for _, tr := range r.Translations {
			if tr.State == voxpop.Reviewed {
				counts["reviewed "+tr.Lang]++
			}
		}
	}
	for _, n := range sent {
		if n > 1 {
			counts["twice"]++
		}
	}
	for what, want := range map[string]int{
		"lang en": 90, "lang fa": 90, "lang ar": 50, "lang es": 20, "lang tr": 15, "fa or ar": (len(all) + 1) / 2,
		"channel web": 20, "channel telegram": 20, "channel whatsapp": 20, "channel signal": 10, "channel email": 10, "channel sms": 10,
		"medium text": 200, "medium voice": 45, "medium video": 10, "medium photo": 3,
		"withdrawn": 8, "aside blank": 10, "aside spam": 12, "aside off-topic": 6, "aside illegal": 2,
		"twice": 14, "duplicate of": 6, "campaign": 44,
		"name none": 1, "name first": 5, "name full": 3,
		"quote yes": 100, "quote no": 20, "voice yes": 10, "voice no": 10, "face yes": 3, "face no": 3,
		"transcript machine": 2, "transcript edited": 2, "transcript reviewed": 40,
		"reviewed en": 60, "reviewed fa": 15,
	} {
		atLeast(t, what, counts[what], want)
	}
}

func TestTheDominatingFeelingAndTheSmallerOnes(t *testing.T) {
	m := load(t)
	f := figures(t, m)
	for _, s := range f.Waterfall.Steps() {
		atLeast(t, "waterfall "+s.Name, s.N, 1)
	}
	house := voxpop.DefaultHouse()
	if ok, why := prevalence.Dominates(house, f, "humiliation"); !ok {
		t.Errorf("humiliation does not dominate: %+v", why)
	}
	bands := map[string][2]float64{
		"humiliation": {.60, .66}, "deceit": {.30, .32}, "money": {.19, .26}, "fear": {.15, .22}, "pressure": {.12, .15},
		"islanders": {.09, .13}, "workers": {.08, .12}, "anger": {.10, .14}, "election": {.05, .08}, "honour": {.06, .10},
		"approval": {.06, .10}, "memory": {.08, .12}, "resignation": {.05, .10}, "solidarity": {.02, .04},
	}
	themes := 0
	for _, c := range m.Codebook().Codes {
		if c.Kind != voxpop.Theme {
			continue
		}
		themes++
		s, ok := f.Share(c.ID)
		band := bands[c.ID]
		if !ok || s.Share < band[0] || s.Share > band[1] {
			t.Errorf("%s: %v of %d = %.3f, want it between %v and %v", c.ID, s.N, s.Of, s.Share, band[0], band[1])
		}
	}
	atLeast(t, "themes", themes, 12)
}

func TestTwoCodersAgreeOnMostThemes(t *testing.T) {
	f := figures(t, load(t))
	atLeast(t, "coded twice", f.Double, 90)
	atLeast(t, "adjudicated", f.Adjudicated, 5)
	good := 0
	for _, c := range f.Agreement.Codes {
		switch {
		case c.Alpha == nil:
		case c.Code == "resignation":
			if *c.Alpha >= voxpop.DefaultHouse().MinAlpha {
				t.Errorf("resignation is the theme that coders part on, but alpha is %.3f", *c.Alpha)
			}
		case *c.Alpha >= .75:
			good++
		}
	}
	atLeast(t, "themes with alpha of .75", good, 10)
}

func TestSuggestionsStandBesideTheMarksOfPeople(t *testing.T) {
	m := load(t)
	counts := map[voxpop.Origin]int{}
	for c, err := range m.Codings() {
		if err != nil {
			t.Fatal(err)
		}
		counts[c.Origin]++
	}
	atLeast(t, "marks by people", counts[voxpop.ByPerson], 300)
	atLeast(t, "marks by a model", counts[voxpop.ByModel], 10)
}

func TestStrangersSendHostileStrings(t *testing.T) {
	all := responses(t, load(t))
	longest := 0
	for _, want := range []string{"<script>alert(1)</script>", "'; DROP TABLE response;--", "{{.}}", "${7*7}", "=HYPERLINK(", "\u202e", "\u0321", "../../etc/passwd", "😶", strings.Repeat("o", 280)} {
		if !slices.ContainsFunc(all, func(r voxpop.Response) bool { return strings.Contains(said(r), want) }) {
			t.Errorf("nobody sent %q", want)
		}
	}
	for _, r := range all {
		longest = max(longest, len([]rune(said(r))))
	}
	atLeast(t, "the longest answer, in code points", longest, 2500)
}

func TestEveryRecordingIsThereAndItsCuesAreItsWords(t *testing.T) {
	m := load(t)
	var total int64
	files := map[string]int64{}
	for f, err := range m.Files() {
		if err != nil {
			t.Fatal(err)
		}
		files[f.Path] = f.Size
		if strings.HasPrefix(f.Path, "media/") {
			total += f.Size
		}
	}
	if total > 2_500_000 {
		t.Errorf("the recordings take %d bytes; they are part of every copy of the program", total)
	}
	used := map[string]bool{}
	for _, r := range responses(t, m) {
		if r.Medium != voxpop.Text && !r.Withdrawn() && files[r.Media] == 0 {
			t.Errorf("%s is %s and has no file", r.ID, r.Medium)
		}
		used[r.Media] = true
		if r.Transcript == nil {
			continue
		}
		var words []string
		end := 0.0
		for _, c := range r.Transcript.Cues {
			if c.Start < end || c.End <= c.Start {
				t.Errorf("%s: cue at %.2f–%.2f after %.2f", r.ID, c.Start, c.End, end)
			}
			end = c.End
			words = append(words, strings.Fields(c.Text)...)
		}
		if !slices.Equal(words, strings.Fields(r.Transcript.Text)) {
			t.Errorf("%s: the cues are not the transcript", r.ID)
		}
	}
	for path := range maps.Keys(files) {
		if strings.HasPrefix(path, "media/") && !used[path] {
			t.Errorf("%s belongs to no answer", path)
		}
	}
}

func TestTheFiguresContradictThemselvesAndEachOther(t *testing.T) {
	m := load(t)
	all := statements(t, m)
	atLeast(t, "statements", len(all), 25)

	speakers, langs, translated := map[string]bool{}, map[string]int{}, map[string]int{}
	for _, s := range all {
		speakers[s.Speaker] = true
		langs[s.Lang]++
		for _, tr := range s.Translations {
			if tr.State == voxpop.Reviewed {
				translated[s.Lang+" to "+tr.Lang]++
			}
		}
	}
	if len(speakers) != 5 {
		t.Errorf("%d public figures, want 5", len(speakers))
	}
	for _, lang := range []string{"fa", "ar"} {
		atLeast(t, "statements in "+lang, langs[lang], 2)
		if translated[lang+" to en"] != langs[lang] {
			t.Errorf("%d of %d statements in %s have a reviewed English translation", translated[lang+" to en"], langs[lang], lang)
		}
	}
	atLeast(t, "English statements with a reviewed Persian translation", translated["en to fa"], 8)

	quoted, reported := 0, 0
	for _, r := range position.Reversals(m.Points(), all) {
		if r.Kind == voxpop.Reported {
			reported++
			if r.AssertedBy == "" {
				t.Errorf("%s on %s: nobody asserts the position that was only reported", r.Speaker, r.Point)
			}
		} else {
			quoted++
		}
	}
	atLeast(t, "reversals in the figure's own words", quoted, 2)
	if reported != 1 {
		t.Errorf("%d reversals that were only reported, want 1", reported)
	}
	points := map[string]bool{}
	for _, c := range position.Contradictions(m.Points(), all) {
		points[c.Point] = true
	}
	atLeast(t, "points of contradiction", len(points), 3)
}

func TestEveryStatementStandsInItsSource(t *testing.T) {
	sources := map[string]bool{}
	for _, s := range statements(t, load(t)) {
		body, err := fs.ReadFile(cast.Record(), s.Source.File)
		if err != nil {
			t.Errorf("%s: %v", s.ID, err)
			continue
		}
		sources[s.Source.File] = true
		text := []rune(string(body))
		if s.Source.Start == nil || s.Source.End == nil || *s.Source.End > len(text) || *s.Source.Start > *s.Source.End {
			t.Errorf("%s has no span inside its source", s.ID)
			continue
		}
		if got := string(text[*s.Source.Start:*s.Source.End]); got != s.Text {
			t.Errorf("%s: the source says %q there, the statement %q", s.ID, got, s.Text)
		}
	}
	atLeast(t, "sources", len(sources), 10)
}

// An export of the cast gives back its folders byte for byte, so a diff of a
// folder is a diff of the record.
func TestTheFoldersAreWhatAnExportWrites(t *testing.T) {
	for name, folder := range map[string]struct {
		fs    fs.FS
		files int
	}{"record": {cast.Record(), 70}, "record-lamps": {cast.Lamps(), 8}} {
		t.Run(name, func(t *testing.T) {
			m, err := record.Load(folder.fs)
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(t.TempDir(), "record")
			if *update {
				dir = name
			}
			if _, err := record.Write(context.Background(), m, dir, record.WriteOptions{}); err != nil {
				t.Fatal(err)
			}
			if !*update {
				atLeast(t, "files compared", same(t, folder.fs, os.DirFS(dir)), folder.files)
			}
		})
	}
}

// same compares two folders and returns how many files it has seen.
func same(t *testing.T, want, got fs.FS) int {
	t.Helper()
	seen := map[string]bool{}
	for _, side := range []fs.FS{want, got} {
		err := fs.WalkDir(side, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || seen[name] {
				return err
			}
			seen[name] = true
			a, aErr := fs.ReadFile(want, name)
			b, bErr := fs.ReadFile(got, name)
			if aErr != nil || bErr != nil || !bytes.Equal(a, b) {
				t.Errorf("%s: the folder and its export differ; run go test ./internal/cast -update", name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return len(seen)
}

// The kiosks are asked about in every language of the program, take every
// medium, and say for how long answers are kept; nobody has answered yet.
func TestKiosk(t *testing.T) {
	m, err := record.Load(cast.Kiosk())
	if err != nil {
		t.Fatal(err)
	}
	c := m.Callout()
	if c.Slug != cast.KioskSlug || c.RetentionDays != 90 || len(c.Media) != 4 || !c.Closes.IsZero() || len(responses(t, m)) != 0 {
		t.Errorf("%+v", c)
	}
	for _, lang := range []string{"en", "fa", "ar"} {
		if !slices.Contains(c.Languages, lang) || c.Question[lang] == "" || c.Context[lang] == "" || c.Consent[lang] == "" {
			t.Errorf("something is missing in %s", lang)
		}
	}
	langs, files, receipts, takes := map[string]bool{}, 0, 0, 0
	for _, s := range cast.KioskAnswers() {
		langs[s.Lang] = true
		if s.File != "" {
			if _, err := fs.Stat(cast.KioskFiles(), s.File); err != nil {
				t.Error(err)
			}
			files++
		}
		if s.Receipt {
			receipts++
		}
		if s.Takes {
			takes++
		}
		if s.Takes && !s.Receipt || s.Reply != "" && !s.Receipt {
			t.Errorf("%s needs a receipt", s.Name)
		}
	}
	if len(langs) != 3 || files != 1 || receipts < 2 || takes != 1 {
		t.Errorf("languages %v, %d files, %d receipts, %d taken back", langs, files, receipts, takes)
	}
}
