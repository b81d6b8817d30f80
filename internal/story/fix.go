package story

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/prevalence"
	"voxpop/internal/text"
)

// Edit replaces the code points from Start to End of a story's file by Text.
// Places are counted as [Finding.Start] is.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Fix is a change of the story that takes its finding away. Title names what
// it does, one of [FixTitles]; Words is what will stand there, or the name that
// will be linked, in short. Edits do not overlap and rise.
type Fix struct {
	Title string `json:"title"`
	Words string `json:"words,omitempty"`
	Edits []Edit `json:"edits"`
}

// What a fix does.
const (
	FixWord   = "use-word"    // write Words, a word of the ladder
	FixFigure = "use-figure"  // write Words, a figure of the record
	FixBase   = "insert-base" // add Words, “n of N”, behind the link
	FixExact  = "exact-words" // write the words as they were said
	FixCut    = "mark-cut"    // write […] for what is left out
	FixHow    = "say-how"     // write Words: who answered, and how it came
	FixName   = "use-name"    // name Words, the one that exists
	FixQuote  = "link-quote"  // link the quotation to Words, who said it
	FixShare  = "link-share"  // link the number or the word to the share of Words
	FixScope  = "use-scope"   // write Words, which claims no more than the answers show
	FixDate   = "use-date"    // write Words, when it was said
	FixLater  = "later-date"  // date the story Words
	FixOrder  = "own-order"   // say that the order is the editor's
	FixHide   = "cut-out"     // cut it out of the quotation
	FixShow   = "sound-only"  // let it be heard and not seen
)

// FixTitles lists what fixes do.
var FixTitles = []string{FixWord, FixFigure, FixBase, FixExact, FixCut, FixHow, FixName, FixQuote, FixShare, FixScope, FixDate, FixLater, FixOrder, FixHide, FixShow}

// Apply makes the edits of a fix in a story.
func (f Fix) Apply(src []byte) []byte {
	runes := []rune(string(bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))))
	var out []rune
	at := 0
	for _, e := range f.Edits {
		if e.Start < at || e.End < e.Start || e.End > len(runes) {
			return src
		}
		out = append(append(out, runes[at:e.Start]...), []rune(e.Text)...)
		at = e.End
	}
	return []byte(string(append(out, runes[at:]...)))
}

// edit is an Edit in bytes of the source.
type edit struct {
	from, to int
	text     string
}

// fix adds a fix to the finding that was reported last.
func (c *checker) fix(title, words string, edits ...edit) {
	if len(c.res.Findings) == 0 || len(edits) == 0 {
		return
	}
	fx := Fix{Title: title, Words: words}
	for _, e := range edits {
		if e.from < 0 || e.to < e.from || e.to > len(c.doc.Source) {
			return
		}
		fx.Edits = append(fx.Edits, Edit{c.doc.runesBefore(e.from), c.doc.runesBefore(e.to), e.text})
	}
	last := &c.res.Findings[len(c.res.Findings)-1]
	last.Fixes = append(last.Fixes, fx)
}

// fixRunes replaces runes of a block. A value of the front matter has no places.
func (c *checker) fixRunes(r *reading, title, words string, s text.Span, with string) {
	if r.line > 0 || s.End <= s.Start || s.End > len(r.Offset) {
		return
	}
	c.fix(title, words, edit{r.Offset[s.Start], r.after(s.End), with})
}

// after is the byte behind rune i-1 of a block.
func (r *reading) after(i int) int {
	if i < len(r.Offset) && r.Offset[i] > r.Offset[i-1] {
		if n := r.Offset[i-1] + utf8.RuneLen(r.Runes[i-1]); n < r.Offset[i] {
			return n // a mark stands between
		}
		return r.Offset[i]
	}
	return r.Offset[i-1] + utf8.RuneLen(r.Runes[i-1])
}

// fixText replaces the words between a link's brackets, with Markdown.
func (c *checker) fixText(l *Link, title, words, markdown string) {
	if p, ok := c.doc.parts(l); ok {
		c.fix(title, words, edit{p.text, p.textEnd, markdown})
	}
}

// fixID replaces the name that a link gives.
func (c *checker) fixID(l *Link, id string) {
	p, ok := c.doc.parts(l)
	if !ok || id == "" {
		return
	}
	dest := string(c.doc.Source[p.dest:p.destEnd])
	from := strings.IndexByte(dest, ':') + 1
	rest, tail := dest[from:], ""
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest, tail = rest[:i], rest[i:]
	}
	c.fix(FixName, id, edit{p.dest, p.destEnd, dest[:from] + id + tail})
}

// parts are the bytes of a link in the source: the words between its brackets,
// and its address.
type parts struct{ start, text, textEnd, dest, destEnd, end int }

// parts takes a link apart as it is written; not ok is one of another form
// than [words](address).
func (d *Document) parts(l *Link) (p parts, ok bool) {
	s := d.Source
	p.start = l.Offset
	at := l.Offset
	if at < len(s) && s[at] == '!' {
		at++
	}
	if at >= len(s) || s[at] != '[' {
		return p, false
	}
	p.text, p.textEnd = at+1, -1
	depth := 0
	for i := at; i < len(s) && p.textEnd < 0; i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				p.textEnd = i
			}
		}
	}
	if p.textEnd < 0 || p.textEnd+1 >= len(s) || s[p.textEnd+1] != '(' {
		return p, false
	}
	p.dest = p.textEnd + 2
	for p.dest < len(s) && (s[p.dest] == ' ' || s[p.dest] == '<') {
		p.dest++
	}
	if !bytes.HasPrefix(s[p.dest:], []byte(l.Dest)) {
		return p, false // escaped
	}
	p.destEnd = p.dest + len(l.Dest)
	i := bytes.IndexByte(s[p.destEnd:], ')')
	if i < 0 {
		return p, false
	}
	p.end = p.destEnd + i + 1
	return p, true
}

// locate gives every finding the code points that it is about.
func (d *Document) locate(all []Finding) {
	for i := range all {
		f := &all[i]
		if f.End > 0 {
			continue
		}
		d.place(0) // knows the lines from here on
		line := min(max(1, f.Line), len(d.starts))
		f.Start = d.runesBefore(d.starts[line-1]) + f.Column - 1
		rest, _, _ := bytes.Cut(d.Source[d.starts[line-1]:], []byte("\n"))
		f.End = max(f.Start, d.runesBefore(d.starts[line-1]+len(bytes.TrimRight(rest, "\r"))))
	}
}

// wordEnd is the byte at which the word at offset ends; behind one mark, if
// none begins there.
func (d *Document) wordEnd(offset int) int {
	for i := offset; i < len(d.Source); {
		r, n := utf8.DecodeRune(d.Source[i:])
		if !text.IsWord(r) && r != '\u200c' && r != '\'' && r != '’' {
			return max(i, min(offset+n, len(d.Source)))
		}
		i += n
	}
	return len(d.Source)
}

var markdownMarks = strings.NewReplacer(`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `&`, `\&`, "\r\n", " ", "\n", " ", "\r", " ")

// Plain writes somebody's words in Markdown so that nothing in them is a mark.
func Plain(words string) string { return markdownMarks.Replace(words) }

// figureText is “n of N” as the story's language writes it, and l its locale.
func (c *checker) figureText(n, of int) string { return FigureText(c.lang.tag, n, of) }

// FigureText is “n of N” in a language of stories.
func FigureText(lang string, n, of int) string {
	l := locale.For(lang)
	return l.Int(n) + map[string]string{"fa": " از ", "ar": " من "}[l.Tag] + map[bool]string{true: " of "}[l.Tag != "fa" && l.Tag != "ar"] + l.Int(of)
}

// offerFix replaces a word of the ladder by the one that the share carries, or
// the link's words by the figure where no word does.
func (c *checker) offerFix(r *reading, k claim, rung string, n, of int) {
	share, _ := c.figures.Share(k.code)
	if rung == "" || share.Of < c.house.NumbersOnly {
		c.fixText(k.link, FixFigure, c.figureText(n, of), c.figureText(n, of))
		return
	}
	word := c.say(rung)
	at := k.wordAt
	if at.End <= at.Start {
		return
	}
	if first := []rune(word); unicode.IsUpper(r.Runes[at.Start]) && len(first) > 0 {
		first[0] = unicode.ToUpper(first[0])
		word = string(first)
	}
	c.fixRunes(r, FixWord, word, at, word)
}

// wordFix offers the word for an overstated quantifier.
func (c *checker) wordFix(r *reading, k claim, n, of int) {
	c.offerFix(r, k, prevalence.Strongest(c.house, c.figures, k.code), n, of)
}

// exactFix replaces the piece of a quotation that was not found by what the
// text holds instead.
func (c *checker) exactFix(l *Link, m Match, texts []candidate) {
	p, ok := c.doc.parts(l)
	if !ok {
		return
	}
	src := string(c.doc.Source[p.text:p.textEnd])
	if strings.Contains(m.Piece, "…") || strings.Contains(m.Piece, "...") {
		cut := strings.NewReplacer("[…]", "[…]", "[...]", "[…]", "…", "[…]", "...", "[…]").Replace(src)
		none := 0
		for _, t := range texts {
			if t.reviewed && t.fits && t.find(cut, &none).OK {
				c.fix(FixCut, short(cut), edit{p.text, p.textEnd, cut})
				return
			}
		}
	}
	if m.Nearest == "" {
		return
	}
	i := strings.Index(src, m.Piece)
	if i < 0 || strings.Count(src, m.Piece) > 1 {
		return
	}
	c.fix(FixExact, short(m.Nearest), edit{p.text + i, p.text + i + len(m.Piece), Plain(m.Nearest)})
}

// byFix says who answered and how, in the house's words.
func (c *checker) byFix(l *Link, resp *voxpop.Response) {
	how := onePersonSaid(c.lang.tag, resp)
	c.fixText(l, FixHow, how, how)
}

// OnePerson says in a language of stories that one person answered, and how.
func OnePerson(lang string, r *voxpop.Response) string {
	l := languageOf(lang)
	if l == nil {
		l = langs["en"]
	}
	return onePersonSaid(l.tag, r)
}

func onePersonSaid(lang string, r *voxpop.Response) string {
	how := howSaid(lang, r)
	switch lang {
	case "fa":
		return "یک نفر " + how
	case "ar":
		verb, rest, _ := strings.Cut(how, " ")
		return strings.TrimSpace(verb + " أحدهم " + rest)
	}
	return "one person " + how
}

// quoteFix links words in quotation marks to whoever said them.
func (c *checker) quoteFix(r *reading, q quoted) {
	if r.line > 0 || !q.closed || q.End <= q.Start || slices.ContainsFunc(r.Link[q.Start:q.End], func(l int) bool { return l >= 0 }) {
		return
	}
	words := string(r.Runes[q.Start:q.End])
	from, to := r.Offset[q.Start], r.after(q.End)
	put := func(kind LinkKind, id string) {
		c.fix(FixQuote, id, edit{from, from, "["}, edit{to, to, "](" + string(kind) + ":" + id + ")"})
	}
	none, found := 0, 0
	for _, id := range slices.Sorted(maps.Keys(c.seen)) {
		if resp := c.seen[id]; resp != nil && !resp.Withdrawn() && resp.SetAside == "" && resp.Consent.Quote && found < maxFixes {
			if _, _, ok := c.found(resp, words); ok {
				put(LinkResponse, id)
				found++
			}
		}
	}
	for i := range c.statements {
		st := &c.statements[i]
		if st.Kind == voxpop.Reported || found >= maxFixes {
			continue
		}
		if slices.ContainsFunc(c.statementTexts(st), func(t candidate) bool { return t.fits && t.reviewed && t.find(words, &none).OK }) {
			put(LinkStatement, st.ID)
			found++
		}
	}
	if s, ok := c.rec.(Searcher); ok && found == 0 && text.Len(words) >= 8 {
		ids, err := s.Saying(words)
		if err != nil {
			return // a search that fails offers nothing
		}
		for _, id := range ids {
			resp, ok, err := c.rec.Response(id)
			if err != nil || !ok || found >= maxFixes {
				continue
			}
			if _, _, ok := c.found(&resp, words); ok {
				put(LinkResponse, id)
				found++
			}
		}
	}
}

// found looks for words in the texts of a response that may be quoted.
func (c *checker) found(resp *voxpop.Response, words string) (m Match, where string, ok bool) {
	none := 0
	for _, k := range c.candidates(resp) {
		if k.reviewed && k.fits {
			if m := k.find(words, &none); m.OK {
				return m, resp.ID, true
			}
		}
	}
	return m, "", false
}

// maxFixes bounds the fixes of one finding.
const maxFixes = 3

// Searcher is a Record that finds responses by their words, among all that
// stand and may be quoted.
type Searcher interface {
	Saying(words string) (ids []string, err error)
}

// shareFix links a word or a number that says how many: to the themes that the
// text around it is about, and to those that have the number.
func (c *checker) shareFix(r *reading, s text.Span, number int) {
	if r.line > 0 {
		return
	}
	var codes []string
	add := func(code string) {
		if k, ok := c.code(code); ok && k.Kind == voxpop.Theme && !slices.Contains(codes, code) && len(codes) < maxFixes {
			codes = append(codes, code)
		}
	}
	if number >= 0 {
		for _, k := range c.book.Codes {
			if share, ok := c.figures.Share(k.ID); ok && prevalence.Whole(share.N) == number {
				add(k.ID)
			}
		}
	} else {
		// The figures of this section, nearest first.
		for i := r.index; i >= 0; i-- {
			b := c.readings[i]
			for k := len(b.Links) - 1; k >= 0; k-- {
				if b.Links[k].Kind == LinkShare {
					add(b.Links[k].ID)
				}
			}
			if b.Heading {
				break
			}
		}
	}
	for _, code := range codes {
		if slices.ContainsFunc(r.Link[s.Start:s.End], func(l int) bool { return l >= 0 }) {
			return
		}
		from, to := r.Offset[s.Start], r.after(s.End)
		c.fix(FixShare, code, edit{from, from, "["}, edit{to, to, "](share:" + code + ")"})
	}
}

var whoAnswered = map[string]string{"en": "those who answered", "fa": "کسانی که پاسخ دادند", "ar": "من أجابوا"}

// frontEdit writes a line of the front matter, in place of the key's own or
// before its end.
func (c *checker) frontEdit(title, words, key, value string) {
	line := c.doc.Front.lines[key]
	c.doc.place(0)
	if line > 0 && line <= len(c.doc.starts) {
		from := c.doc.starts[line-1]
		rest, _, _ := bytes.Cut(c.doc.Source[from:], []byte("\n"))
		c.fix(title, words, edit{from, from + len(bytes.TrimRight(rest, "\r")), key + ": " + value})
		return
	}
	end := bytes.LastIndex(c.doc.Source[:c.doc.bodyAt], []byte("---"))
	if end <= 3 {
		return
	}
	c.fix(title, words, edit{end, end, fmt.Sprintf("%s: %s\n", key, value)})
}

// percentText is a share as the story's language writes it.
func (c *checker) percentText(n, of, decimals int) string {
	l := locale.For(c.lang.tag)
	whole, frac, has := strings.Cut(prevalence.Percent(n, of, decimals), ".")
	if has {
		frac = map[bool]string{true: ".", false: "٫"}[c.lang.tag == "en"] + frac
	}
	return l.Digits(whole+frac) + map[bool]string{true: "%", false: "٪"}[c.lang.tag == "en"]
}

// howFix says how an answer came, where the words of its link said it otherwise.
func (c *checker) howFix(r *reading, at int, resp *voxpop.Response) {
	if r.line == 0 && at < len(r.Link) && r.Link[at] >= 0 && r.Links[r.Link[at]].Kind == LinkBy && !strings.Contains(r.Links[r.Link[at]].ID, ",") {
		c.byFix(r.Links[r.Link[at]], resp)
	}
}

// soundOnly lets a clip be heard and not seen.
func (c *checker) soundOnly(l *Link) {
	p, ok := c.doc.parts(l)
	if !ok {
		return
	}
	query := l.Query
	query.Del("fill")
	query.Set("show", string(ShowAudio))
	_, fragment, _ := strings.Cut(l.Dest, "#")
	c.fix(FixShow, "", edit{p.dest, p.destEnd, "clip:" + l.ID + "?" + query.Encode() + "#" + fragment})
}

// scopeFix says whom the answers are of.
func (c *checker) scopeFix(r *reading, first, last token) {
	words := whoAnswered[c.lang.tag]
	if unicode.IsUpper(r.Runes[first.Start]) {
		words = strings.ToUpper(words[:1]) + words[1:]
	}
	for i := first.Start; i < last.End; i++ {
		if r.Link[i] >= 0 || r.line > 0 {
			return
		}
	}
	c.fixRunes(r, FixScope, words, text.Span{Start: first.Start, End: last.End}, words)
}

// dateFix writes the day on which something was said.
func (c *checker) dateFix(r *reading, s text.Span, said voxpop.Date) {
	if _, err := time.Parse(time.DateOnly, string(said)); err != nil {
		return // a month or a year
	}
	words := locale.For(c.lang.tag).Date(said)
	c.fixRunes(r, FixDate, words, s, words)
}
