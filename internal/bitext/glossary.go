package bitext

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/text"
)

// Term is a line of the glossary: how a word or a name of one language is to
// be written in another.
type Term struct {
	From, To string // languages, as fa and en
	Text     string // as it stands in the source
	As       string // as it is to stand in the translation; several ways parted by |, the first is the one to write
	Note     string // for the people who translate
}

// Bounds of a glossary.
const (
	maxTerms = 5000
	maxTerm  = 200 // code points
)

// ParseGlossary reads a glossary: CSV in UTF-8 with the columns from, to, term,
// as and note in any order; note may be missing. Lines that are empty or begin
// with # are left out. A line that says the same as one before is left out, one
// that says otherwise is an error. Errors are of kind invalid and name the line.
func ParseGlossary(r io.Reader) ([]Term, error) {
	const op = "bitext.ParseGlossary"
	bad := func(line int, message, hint string) error {
		e := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "glossary", Message: message, Hint: hint}
		if line > 0 {
			e.Place = fmt.Sprintf("glossary:%d", line)
		}
		return e
	}
	in := csv.NewReader(&bomless{r: r})
	in.FieldsPerRecord = -1
	in.Comment = '#'
	in.TrimLeadingSpace = true
	in.ReuseRecord = true
	column := map[string]int{}
	seen := map[[3]string]int{}
	var out []Term
	for first := true; ; {
		row, err := in.Read()
		if err == io.EOF {
			break
		}
		if p, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, bad(p.Line, "is not CSV", "put a field with a comma or a quotation mark into quotation marks, and double those inside")
		}
		if err != nil {
			return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: "glossary", Message: "cannot be read", Err: err}
		}
		line, _ := in.FieldPos(0)
		if first {
			first = false
			for i, name := range row {
				name = strings.ToLower(strings.TrimSpace(name))
				if _, twice := column[name]; twice && name != "" {
					return nil, bad(line, "names the column "+known(name)+" twice", "keep one")
				}
				column[name] = i
			}
			for _, name := range []string{"from", "to", "term", "as"} {
				if _, ok := column[name]; !ok {
					return nil, bad(line, "has no column "+name, "begin the file with: from,to,term,as,note")
				}
			}
			continue
		}
		field := func(name string) string {
			i, ok := column[name]
			if !ok || i >= len(row) {
				return ""
			}
			return strings.TrimFunc(row[i], text.IsSpace)
		}
		t := Term{From: field("from"), To: field("to"), Text: field("term"), As: field("as"), Note: field("note")}
		if t == (Term{}) {
			continue
		}
		for _, part := range []struct{ name, value string }{{"from", t.From}, {"to", t.To}, {"term", t.Text}, {"as", t.As}} {
			if part.value == "" {
				return nil, bad(line, "has nothing under "+part.name, "fill it in or take the line out")
			}
		}
		for _, part := range []struct{ name, value string }{{"from", t.From}, {"to", t.To}} {
			if !isTag(part.value) {
				return nil, bad(line, "has no language under "+part.name, "write its code: fa, ar, en, es")
			}
		}
		if base(t.From) == base(t.To) {
			return nil, bad(line, "translates a language into itself", "look at from and to")
		}
		for _, part := range []struct{ name, value string }{{"term", t.Text}, {"as", t.As}, {"note", t.Note}} {
			switch {
			case !utf8.ValidString(part.value):
				return nil, bad(line, "is not UTF-8 under "+part.name, "save the file as “CSV UTF-8”")
			case utf8.RuneCountInString(part.value) > maxTerm && part.name != "note":
				return nil, bad(line, fmt.Sprintf("is longer than %d characters under %s", maxTerm, part.name), "a glossary holds words and names, not sentences")
			case strings.ContainsFunc(part.value, unicode.IsControl):
				return nil, bad(line, "holds a line end or a control character under "+part.name, "write it on one line")
			}
		}
		if len(words(t.Text)) == 0 {
			return nil, bad(line, "has no word under term", "write the word as it stands in the messages")
		}
		for _, way := range t.ways() {
			if len(words(way)) == 0 {
				return nil, bad(line, "has no word under as", "write the word as it is to stand in the translation")
			}
		}
		key := [3]string{base(t.From), base(t.To), text.FoldString(t.Text)}
		if before, ok := seen[key]; ok {
			if out[before].As == t.As {
				continue
			}
			return nil, bad(line, "translates a term that stands above in another way", "keep one line, and write further ways after a | under as")
		}
		if len(out) == maxTerms {
			return nil, bad(line, fmt.Sprintf("is beyond the %d terms that a glossary may have", maxTerms), "keep the names and words that matter")
		}
		seen[key] = len(out)
		out = append(out, t)
	}
	if len(column) == 0 {
		return nil, bad(0, "is empty", "begin the file with: from,to,term,as,note")
	}
	return out, nil
}

// known repeats a column's name only when it is one of ours.
func known(name string) string {
	switch name {
	case "from", "to", "term", "as", "note":
		return name
	}
	return "of another name"
}

func isTag(s string) bool {
	if len(s) < 2 || len(s) > 35 {
		return false
	}
	for i, part := range strings.Split(s, "-") {
		if part == "" || len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) {
			return false
		}
		for _, r := range part {
			if !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || i > 0 && '0' <= r && r <= '9') {
				return false
			}
		}
	}
	return true
}

// bomless reads without the mark that spreadsheets write first.
type bomless struct {
	r    io.Reader
	past bool
}

func (b *bomless) Read(p []byte) (int, error) {
	if b.past || len(p) < 3 {
		return b.r.Read(p)
	}
	b.past = true
	n, err := io.ReadFull(b.r, p[:3])
	if err == io.ErrUnexpectedEOF {
		err = nil
	}
	if n == 3 && string(p[:3]) == "\ufeff" {
		n = 0
	}
	return n, err
}

// ways are the translations that the term may have, the one to write first.
func (t Term) ways() []string {
	var out []string
	for _, w := range strings.Split(t.As, "|") {
		if w = strings.TrimFunc(w, text.IsSpace); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// Write is the translation to write.
func (t Term) Write() string {
	if w := t.ways(); len(w) > 0 {
		return w[0]
	}
	return ""
}

// For returns the terms for translating from one language into another, those
// that stand in source only; source "" = all.
func For(terms []Term, from, to, source string) []Term {
	var out []Term
	runes := []rune(source)
	var ws []word
	if source != "" {
		ws = wordsOf(runes)
	}
	for _, t := range terms {
		if base(t.From) != base(from) || base(t.To) != base(to) {
			continue
		}
		if source == "" || len(find(ws, t.Text, from)) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// word is a word of a text, folded.
type word struct {
	text.Span
	fold string
}

func wordsOf(runes []rune) []word {
	spans := text.Words(runes)
	out := make([]word, 0, len(spans))
	for _, s := range spans {
		if f := text.FoldString(string(runes[s.Start:s.End])); f != "" {
			out = append(out, word{s, f})
		}
	}
	return out
}

func words(s string) []word { return wordsOf([]rune(s)) }

// find is where a term stands among words. The first word may carry what its
// language writes before a word, the last what it writes after: Arabic
// و، ب، ل، ال, Persian ها، ی، را, English s, Turkish cases, Russian endings.
func find(ws []word, term, lang string) []text.Span {
	want := words(term)
	var out []text.Span
	for i := 0; len(want) > 0 && i+len(want) <= len(ws); i++ {
		ok := true
		for k := 0; k < len(want) && ok; k++ {
			have := ws[i+k].fold
			if have == want[k].fold {
				continue
			}
			ok = inflected(have, want[k].fold, lang, k == 0, k == len(want)-1)
		}
		if ok {
			out = append(out, text.Span{Start: ws[i].Start, End: ws[i+len(want)-1].End})
			i += len(want) - 1
		}
	}
	return out
}

// inflected reports whether have is a form of want.
func inflected(have, want, lang string, first, last bool) bool {
	lang = base(lang)
	arabic := lang == "ar" || lang == "fa" || lang == "ur" || lang == "ps" || lang == "ckb"
	if arabic && lang == "ar" {
		for _, p := range arabicBefore {
			rest, ok := strings.CutPrefix(have, p)
			if !ok || utf8.RuneCountInString(rest) < 2 {
				continue
			}
			bare, _ := strings.CutPrefix(want, "ال")
			if rest == want || rest == bare || p == "لل" && rest == bare || ends(rest, want, arabicAfter()) || ends(rest, bare, arabicAfter()) {
				return true
			}
		}
		bare, _ := strings.CutPrefix(want, "ال")
		if have == bare || ends(have, want, arabicAfter()) || ends(have, bare, arabicAfter()) {
			return true
		}
	}
	if arabic && ends(have, want, persianAfter()) {
		return true
	}
	if utf8.RuneCountInString(want) < 3 {
		return false
	}
	if have == strings.TrimSuffix(want, "'s") || strings.TrimSuffix(have, "'s") == want {
		return true
	}
	if apostrophe := strings.IndexByte(have, '\''); apostrophe > 0 && have[:apostrophe] == want {
		return true // Ankara'da
	}
	if lang == "fr" || lang == "es" || lang == "" {
		if i := strings.IndexByte(have, '\''); i >= 0 && have[i+1:] == want {
			return true // l'école
		}
	}
	return text.Stem(lang, text.LooseString(have)) == text.Stem(lang, text.LooseString(want))
}

// ends reports whether have is want and one of the endings.
func ends(have, want string, endings map[string]bool) bool {
	if rest, ok := strings.CutPrefix(have, want); ok && utf8.RuneCountInString(want) >= 2 && (rest == "" || endings[rest]) {
		return true
	}
	// The ة of a word opens before an ending; folding writes it ه.
	if short, ok := strings.CutSuffix(want, "ه"); ok && utf8.RuneCountInString(short) >= 2 {
		if rest, ok := strings.CutPrefix(have, short+"ت"); ok && endings[rest] {
			return true
		}
		return have == short+"ات"
	}
	return false
}

// What is written on a word, as [text.FoldString] writes it.
var (
	arabicBefore = []string{"وبال", "وكال", "وال", "فال", "بال", "کال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ک"}
	arabicAfter  = sync.OnceValue(func() map[string]bool {
		return setOf("ه ها هم هن هما ک کم کن ی نا ین ون ان ات یه تین تان ا")
	})
	persianAfter = sync.OnceValue(func() map[string]bool {
		return setOf("ها های هایی هایم هایت هایش هایمان هایتان هایشان هام هات هاش هامون هاتون هاشون ا ای ی م ت ش مان تان شان مون تون شون و رو را ام ات اش ایم اید اند ه یی یم یت یش ان یان تر ترین هم یه ن")
	})
)

func setOf(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[text.FoldString(w)] = true
	}
	return out
}

// checkTerms says which terms of a pair of sentences the translation leaves out.
func (c *comparison) checkTerms(p pairOf) {
	for _, t := range c.terms {
		at := find(p.s.words, t.Text, c.from)
		if len(at) == 0 {
			continue
		}
		found := false
		for _, way := range t.ways() {
			found = found || len(find(p.t.words, way, c.to)) > 0
		}
		if found {
			continue
		}
		c.add(GlossaryTerm, p.s.at(at[0]), p.t.whole(), fmt.Sprintf("The glossary translates %s as %s; the translation does not use it.", quote(t.Text), quote(t.Write())))
	}
}

// Exactly returns where a term stands in a text as it is written in the
// glossary, but for capitals: the places where a word can be put in its stead.
func Exactly(source, term string) []text.Span {
	ws, want := wordsOf([]rune(source)), words(term)
	var out []text.Span
	for i := 0; len(want) > 0 && i+len(want) <= len(ws); i++ {
		same := true
		for k := range want {
			same = same && ws[i+k].fold == want[k].fold
		}
		if same {
			out = append(out, text.Span{Start: ws[i].Start, End: ws[i+len(want)-1].End})
			i += len(want) - 1
		}
	}
	return out
}
