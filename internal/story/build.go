package story

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/position"
	"voxpop/internal/prevalence"
)

// BuildOptions are what a build needs besides the record and the story.
type BuildOptions struct {
	// Assets returns a file that stands beside the story, by its slash-separated
	// path there: the lead picture, for one. The path comes from the story and
	// never leaves the folder (fs.ValidPath). Nil when the story has none.
	Assets func(name string) ([]byte, error)
	// Studio cuts clips and cleans photos of respondents. Without one, voice
	// messages in Ogg Opus and WAV are cut as they are, and no other clip is.
	Studio Studio
	// Program names and dates the program, as "voxpop 1.0"; the manifest says it.
	Program string
	// Publisher is the newsroom's name for the page's metadata; may be empty.
	Publisher string
}

// File is one file of a published story.
type File struct {
	Name string
	Body []byte
}

// The files of a published folder.
const (
	PageFile     = "index.html"
	TextFile     = "story.md"
	EvidenceFile = "evidence.jsonld"
	FiguresFile  = "figures.csv"
	ManifestFile = "manifest.json"
)

// Build checks the story and, when nothing refuses it, writes what is
// published, in the order of the file names above. With findings that refuse
// it there are no files. The same record, story and program give the same
// bytes; no id of a response is in any of them.
func Build(rec Record, house voxpop.House, doc *Document, opts BuildOptions) ([]File, *Result, error) {
	res, err := Check(rec, house, doc)
	if err != nil || !res.OK() {
		return nil, res, err
	}
	b, err := newBuilder(rec, house, doc, opts)
	if err != nil {
		return nil, res, err
	}
	files, err := b.files()
	if len(b.findings) > 0 {
		res.Findings = append(res.Findings, b.findings...)
		res.sort()
		return nil, res, nil
	}
	if err != nil {
		return nil, res, err
	}
	return files, res, nil
}

// builder holds one build.
type builder struct {
	*checker // the loaded record, and which text of a response a quotation stands in
	opts     BuildOptions
	l        *locale.Locale
	charts   charts
	fill     map[string]fill

	links    map[ast.Node]*Link
	quoting  map[*Block][]quoted
	items    []*item // one for each quote and figure, in order
	byLink   map[*Link]*item
	clips    map[*Link]*clip
	drawn    map[*Link][]*chart
	method   []part
	findings []Finding

	leadPicture *picture
	pictures    map[*Link]*picture // of the newsroom's own

	filled []filledAt // figures in braces, as the page was written
	ids    int        // charts and clips numbered so far
}

// filledAt is one figure in braces on the page, by its element's id.
type filledAt struct {
	id string
	fill
}

// item is one piece of evidence: a quote, a figure, a change, a clash or a
// clip, by the number that the page gives it.
type item struct {
	id   string // of its element on the page: e1, e2 …
	note string // of its note: that of the first item with the same thing behind it
	link *Link

	words string // of a clip: what is said
	lang  string // of the words; "" = the page's
	from  string // language that they were translated from; "" = not translated

	resp   *voxpop.Response
	quoted bool         // stands in quotation marks
	share  voxpop.Share // of everybody counted
	n, of  int          // people, as the story gives them: of the group, if there is one
	group  string       // "lang fa": the breakdown that the figure is of; "" = everybody
	trait  string       // the group in words
	name   string       // of the code
	said   []*voxpop.Statement
	point  *voxpop.Point
	values [2]string // names of the two positions
	// Of a reversal: what an editor found of it (none, half, full or ""), and
	// whether the new position is only reported.
	verdict  string
	reported bool
}

func newBuilder(rec Record, house voxpop.House, doc *Document, opts BuildOptions) (*builder, error) {
	c := &checker{rec: rec, house: house, doc: doc, lang: languageOf(doc.Front.Lang), seen: map[string]*voxpop.Response{}, quotables: map[string][]candidate{}, used: map[string]int{}}
	if err := c.load(); err != nil {
		return nil, err
	}
	b := &builder{
		checker: c, opts: opts, l: locale.For(doc.Front.Lang),
		links: map[ast.Node]*Link{}, quoting: map[*Block][]quoted{}, byLink: map[*Link]*item{}, clips: map[*Link]*clip{}, drawn: map[*Link][]*chart{},
		pictures: map[*Link]*picture{},
	}
	b.charts = charts{b.l, house, c.callout, c.book, c.points, c.figures, c.statements, c.called, sync.OnceValues(func() (*echoes, error) { return echoesOf(rec) })}
	b.fill = fills(b.l, c.callout, c.book, c.figures)
	if err := b.resolve(); err != nil {
		return nil, err
	}
	if err := b.loadPictures(); err != nil {
		return nil, err
	}
	b.method = b.methodBox()
	return b, nil
}

// resolve finds what stands behind each link and numbers it.
func (b *builder) resolve() error {
	notes := map[string]string{} // what stands behind → note
	for _, l := range b.doc.Links() {
		b.links[l.Node] = l
		if _, ok := b.quoting[l.Block]; !ok {
			b.quoting[l.Block] = quotations(l.Block.Runes)
		}
		it := &item{link: l}
		key := string(l.Kind) + ":" + l.Who + "/" + l.ID
		switch l.Kind {
		case LinkResponse, LinkClip:
			r, ok, err := b.rec.Response(l.ID)
			if err != nil {
				return err
			}
			if !ok {
				continue // the check refuses it
			}
			it.resp = &r
			key = ""
			if l.Kind == LinkClip {
				if err := b.loadClip(l, it); err != nil {
					return err
				}
			} else {
				it.lang, it.from = b.version(&r, l.Text)
			}
		case LinkShare:
			it.share, _ = b.figures.Share(l.ID)
			if code, ok := b.book.Code(l.ID); ok {
				it.name = b.charts.label(code.Name, code.ID)
			}
			b.countShare(it)
			key += "?" + it.group
		case LinkStatement:
			s := b.byID[l.ID]
			if s == nil {
				continue
			}
			it.said = []*voxpop.Statement{s}
			it.quoted = slices.ContainsFunc(b.quoting[l.Block], func(q quoted) bool { return l.Start >= q.Start && l.Start < q.End })
			if it.quoted {
				it.lang, it.from = statementVersion(s, l.Text, b.l.Tag)
			}
		case LinkReversal, LinkContradiction:
			if !b.clash(it) {
				continue
			}
		case LinkChart:
			drawn, err := b.charts.draw(l.ID, l.Query)
			if err != nil {
				p := b.doc.place(l.Offset)
				b.findings = append(b.findings, newFinding(b.doc.Name, p, SeverityError, CodeLink, tell("the chart cannot be drawn: %s", err), tell("take it out, or choose another")))
			}
			b.drawn[l] = drawn
			continue
		default:
			continue
		}
		b.items = append(b.items, it)
		b.byLink[l] = it
		n := itoa(len(b.items))
		it.id, it.note = "e"+n, "n"+n
		if key == "" {
			continue
		}
		if note, ok := notes[key]; ok {
			it.note = note
		} else {
			notes[key] = it.note
		}
	}
	return nil
}

// countShare works out the people behind a share link.
func (b *builder) countShare(it *item) {
	it.n, it.of = prevalence.Whole(it.share.N), it.share.Of
	for dim, values := range it.link.Query { // the check lets one pass
		dim, _ = prevalence.Dimension(dim)
		of, n, _ := b.figures.Group(dim, values[0])
		it.n, it.of, it.group = n[it.link.ID], of, dim+" "+values[0]
		switch dim {
		case prevalence.ByLang:
			it.trait = b.l.Language(values[0])
		case prevalence.ByMedium:
			it.trait = b.l.Medium(values[0])
		case prevalence.ByChannel:
			it.trait = b.l.Channel(values[0])
		default:
			it.trait = isolate(values[0], b.l.Dir)
		}
	}
}

// shareTitle says a figure in words: n of the people counted, or of a group.
func (b *builder) shareTitle(it *item) string {
	if it.group != "" {
		return b.l.Say("note.share.group", "n", it.n, "of", it.of, "trait", it.trait)
	}
	return b.l.Say("note.share.title", "n", it.n, "of", it.of)
}

// version finds the text of a response that a quotation stands in: the
// language of the words, and the one that they were translated from.
func (b *builder) version(r *voxpop.Response, words string) (lang, from string) {
	original := r.Lang
	if r.Transcript != nil && r.Text == "" {
		original = r.Transcript.Lang
	}
	list := b.candidates(r)
	for i, k := range list {
		if !k.reviewed || !k.fits || !k.Find(words).OK {
			continue
		}
		if i >= len(list)-len(r.Translations) {
			return k.lang, original
		}
		return k.lang, ""
	}
	return original, ""
}

// statementVersion is the same of a statement.
func statementVersion(s *voxpop.Statement, words, story string) (lang, from string) {
	if NewQuotable(s.Text).Find(words).OK {
		return s.Lang, ""
	}
	for _, t := range s.Translations {
		if t.State == voxpop.Reviewed && sameLang(t.Lang, story) && NewQuotable(t.Text).Find(words).OK {
			return t.Lang, s.Lang
		}
	}
	return s.Lang, ""
}

// clash finds the two statements behind a reversal or a contradiction.
func (b *builder) clash(it *item) bool {
	l := it.link
	i := slices.IndexFunc(b.points, func(p voxpop.Point) bool { return p.ID == l.ID })
	if i < 0 {
		return false
	}
	p := &b.points[i]
	it.point = p
	var from, to position.Stand
	if l.Kind == LinkReversal {
		var own []voxpop.Statement
		for _, s := range b.statements {
			if voxpop.SameName(s.Speaker, b.called(l.Who)) {
				own = append(own, s)
			}
		}
		found := position.Reversals([]voxpop.Point{*p}, own)
		if len(found) == 0 {
			return false
		}
		last := found[len(found)-1]
		from, to = last.From, last.To
		it.verdict, it.reported = verdictOf(last, func(id string) *voxpop.Statement { return b.byID[id] }), last.Kind == voxpop.Reported
	} else {
		found := position.Contradictions([]voxpop.Point{*p}, b.statements)
		if len(found) == 0 {
			return false
		}
		// The one that still stands comes first, then the latest.
		best := slices.MaxFunc(found, func(x, y position.Contradiction) int {
			if x.Current != y.Current {
				if x.Current {
					return 1
				}
				return -1
			}
			return cmp.Or(cmp.Compare(x.To.SaidOn, y.To.SaidOn), cmp.Compare(y.To.Statement, x.To.Statement))
		})
		from, to = best.From, best.To
	}
	for k, s := range []position.Stand{from, to} {
		it.said = append(it.said, b.byID[s.Statement])
		it.values[k] = s.Value
		for _, v := range p.Values {
			if v.ID == s.Value {
				it.values[k] = b.charts.label(v.Name, v.ID)
			}
		}
	}
	return true
}

// files writes everything, in order.
func (b *builder) files() ([]File, error) {
	page, err := b.page()
	if err != nil {
		return nil, err
	}
	evidence, err := b.annotations(page)
	if err != nil {
		return nil, err
	}
	figures, err := b.figuresCSV(page)
	if err != nil {
		return nil, err
	}
	files := []File{{PageFile, page}, {TextFile, b.markdown()}, {EvidenceFile, evidence}, {FiguresFile, figures}}
	manifest, err := b.manifest(files)
	if err != nil {
		return nil, err
	}
	return append(files, File{ManifestFile, manifest}), nil
}

// langAttr is the language of words that is not the page's, or "".
func (b *builder) langAttr(lang string) string {
	if lang == "" || sameLang(lang, b.doc.Front.Lang) && locale.Dir(lang) == b.doc.Front.Dir {
		return ""
	}
	return lang
}

// safeURL returns an address that a page may link to: of the web, and nothing
// that a browser would run.
func safeURL(s string) string {
	s = strings.TrimSpace(s)
	low := strings.ToLower(s)
	if !strings.HasPrefix(low, "https://") && !strings.HasPrefix(low, "http://") || strings.ContainsAny(s, "\x00\t\n\r <>\"") {
		return ""
	}
	return s
}
