package codes

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/people"
	"voxpop/internal/record"
)

func decode(doc []byte, into any) error {
	if err := json.Unmarshal(doc, into); err != nil {
		return &voxpop.Error{Kind: voxpop.Internal, Op: "codes", Message: "what undoes this cannot be read", Err: err}
	}
	return nil
}

// number reads a number in any of the desk's digits; "" is 0.
func number(s string) (int, error) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		}
		return r
	}, strings.TrimSpace(s))
	if s == "" {
		return 0, nil
	}
	return strconv.Atoi(s)
}

// bookPage is the data of codebook.tmpl.
type bookPage struct {
	frame.Page
	Base     string
	Version  string
	Codes    []bookRow
	Versions []versionRow
	MayCode  bool
	MayEdit  bool
	MayRead  bool
	Reading  bool // counts are still being worked out
}

type bookRow struct {
	codeRow
	Used    string
	Changed string // "changed since n answers were coded"
	Mine    int    // of them, this coder's
	First   bool
	Last    bool
}

type versionRow struct {
	Version, Who, Day, ISO string
	Changed                []text
}

// versionsShown is how many states of a codebook the page lists.
const versionsShown = 100

// ruleChanges says when the rule of each code changed last: the version that
// brought the rule that holds. A code whose rule never changed is not there.
func (s *Screens) ruleChanges(q *frame.Request) (map[string]Version, error) {
	all, err := s.Records.CodebookVersions(q.Context(), q.Slug())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	changed := map[string]Version{}
	for _, now := range all[0].Book.Codes {
		for i, v := range all[:len(all)-1] {
			was, ok := all[i+1].Book.Code(now.ID)
			if !ok {
				break // it began here
			}
			if !coding.SameRule(was, now) {
				changed[now.ID] = v
				break
			}
		}
	}
	return changed, nil
}

func (s *Screens) codebook(q *frame.Request) error {
	p := bookPage{Base: base(q), MayCode: q.May(people.Code), MayEdit: q.May(people.Edit), MayRead: q.May(people.Code) && q.May(people.Raw)}
	changed, err := s.ruleChanges(q)
	if err != nil {
		return err
	}
	var book voxpop.Codebook
	var c voxpop.Callout
	used, since, mine := map[string]int{}, map[string]int{}, map[string]int{}
	err = s.Rolls.Use(q.Context(), q.Slug(), func(l *coding.Roll) error {
		book, c, used = l.Book, l.Callout, l.Used()
		for id, v := range changed {
			since[id], mine[id] = len(l.MarksBefore(id, "", v.At)), len(l.MarksBefore(id, string(q.By), v.At))
		}
		return nil
	})
	if errors.Is(err, coding.ErrReading) {
		return s.reading(q, "codebook", q.T.Say("frame.screen.codebook"))
	}
	if err != nil {
		return err
	}
	p.Page = q.Page("codebook", q.T.Say("frame.screen.codebook"))
	p.Version = q.T.Digits(string(book.Version))
	rows := codeRows(q, book, c, nil)
	siblings := func(id string) (all []string) {
		code, _ := book.Code(id)
		for _, o := range book.Codes {
			if o.Parent == code.Parent {
				all = append(all, o.ID)
			}
		}
		return all
	}
	for _, r := range rows {
		row := bookRow{codeRow: r, Used: q.T.Int(used[r.ID]), Mine: mine[r.ID]}
		if n := since[r.ID]; n > 0 {
			row.Changed = q.T.Say("codes.changed.since", "n", n)
		}
		all := siblings(r.ID)
		row.First, row.Last = all[0] == r.ID, all[len(all)-1] == r.ID
		p.Codes = append(p.Codes, row)
	}
	if p.Versions, err = s.versions(q, c); err != nil {
		return err
	}
	return q.Write(pages, "codebook.tmpl", p)
}

func (s *Screens) versions(q *frame.Request, c voxpop.Callout) (rows []versionRow, err error) {
	all, err := s.Records.CodebookVersions(q.Context(), q.Slug())
	if err != nil {
		return nil, err
	}
	for i, v := range all {
		r := versionRow{Version: q.T.Digits(string(v.Book.Version)), Who: string(v.Actor)}
		if !v.At.IsZero() {
			at := v.At.In(c.Zone())
			r.Day, r.ISO = q.T.Day(at), at.Format("2006-01-02")
		}
		if i+1 < len(all) {
			for _, code := range v.Book.Codes {
				if was, ok := all[i+1].Book.Code(code.ID); !ok || !sameCode(was, code) {
					r.Changed = append(r.Changed, name(q, code, c.Languages...))
				}
			}
			for _, code := range all[i+1].Book.Codes {
				if _, ok := v.Book.Code(code.ID); !ok {
					r.Changed = append(r.Changed, name(q, code, c.Languages...))
				}
			}
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func sameCode(a, b voxpop.Code) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

func (s *Screens) exportBook(q *frame.Request) error {
	var b []byte
	err := s.Rolls.Use(q.Context(), q.Slug(), func(l *coding.Roll) error { b = record.CodebookYAML(l.Book); return nil })
	if err != nil {
		return s.busy(err)
	}
	q.W.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	q.W.Header().Set("Content-Disposition", `attachment; filename="codebook.yaml"`)
	_, _ = q.W.Write(b)
	return nil
}

// maxBook bounds a codebook that is sent, in bytes.
const maxBook = 1 << 20

func (s *Screens) importBook(q *frame.Request) error {
	body := q.FormValue("yaml")
	if f, _, err := q.FormFile("file"); err == nil {
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, maxBook+1))
		if err != nil || len(b) > maxBook {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "codes.import.large", Err: err}
		}
		body = string(b)
	}
	book, err := record.ParseCodebook([]byte(body))
	if err != nil {
		return err
	}
	return s.edit(q, q.T.Say("codes.imported", "n", len(book.Codes)), base(q)+"/codebook", func(old voxpop.Codebook) (voxpop.Codebook, error) { return book, nil })
}

// bookDoc undoes an edit of the codebook: the codes that it changed, as they
// were and as it left them, and their order.
type bookDoc struct {
	Was, Made voxpop.Codebook
}

// edit changes the codebook, says so and offers the way back.
func (s *Screens) edit(q *frame.Request, says, to string, change func(voxpop.Codebook) (voxpop.Codebook, error), then ...func() error) error {
	var doc bookDoc
	err := s.Records.EditCodebook(q.Context(), q.By, q.Slug(), func(b voxpop.Codebook) (voxpop.Codebook, error) {
		doc.Was = b
		now, err := change(voxpop.Codebook{Version: b.Version, Codes: slices.Clone(b.Codes)})
		doc.Made = now
		return now, err
	})
	if err != nil {
		return err
	}
	for _, fn := range then {
		if err := fn(); err != nil {
			return err
		}
	}
	if err := q.Done(says, &frame.Undo{Kind: "codes.book", Doc: doc}); err != nil {
		return err
	}
	return q.Redirect(to)
}

// unedit takes an edit back: each code that it changed, if nobody changed it since.
func (s *Screens) unedit(q *frame.Request, raw []byte) (string, error) {
	var d bookDoc
	if err := decode(raw, &d); err != nil {
		return "", err
	}
	err := s.Records.EditCodebook(q.Context(), q.By, q.Slug(), func(now voxpop.Codebook) (voxpop.Codebook, error) {
		return back(now, d.Was, d.Made)
	})
	return q.T.Say("codes.book.undone"), err
}

// back undoes what turned one book into another in a third that came after it.
func back(now, was, made voxpop.Codebook) (voxpop.Codebook, error) {
	changedSince := &voxpop.Error{Kind: voxpop.Conflict, Op: "codes", Message: "codes.changed.meanwhile"}
	if same(now.Codes, made.Codes) {
		return was, nil
	}
	codes := slices.Clone(now.Codes)
	at := func(id string) int { return slices.IndexFunc(codes, func(c voxpop.Code) bool { return c.ID == id }) }
	for _, m := range made.Codes {
		old, had := was.Code(m.ID)
		if had && sameCode(old, m) {
			continue
		}
		i := at(m.ID)
		if i < 0 || !sameCode(codes[i], m) {
			return now, changedSince
		}
		if had {
			codes[i] = old
		} else {
			codes = slices.Delete(codes, i, i+1)
		}
	}
	for _, old := range was.Codes {
		if _, stays := made.Code(old.ID); !stays {
			if at(old.ID) >= 0 {
				return now, changedSince
			}
			codes = append(codes, old)
		}
	}
	return voxpop.Codebook{Version: now.Version, Codes: codes}, nil
}

func same(a, b []voxpop.Code) bool { return slices.EqualFunc(a, b, sameCode) }

// create makes a code of a name.
func (s *Screens) create(q *frame.Request, called, parent string) (code voxpop.Code, err error) {
	var doc bookDoc
	err = s.Records.EditCodebook(q.Context(), q.By, q.Slug(), func(b voxpop.Codebook) (voxpop.Codebook, error) {
		doc.Was = b
		if code, err = coding.NewCode(b, called, q.Lang); err != nil {
			return b, &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "codes.name.invalid", Err: err}
		}
		for _, c := range b.Codes {
			for _, n := range c.Name {
				if strings.EqualFold(n, code.Name[q.Lang]) {
					return b, &voxpop.Error{Kind: voxpop.Conflict, Op: "codes", Message: "codes.name.taken"}
				}
			}
		}
		code.Parent = parent
		doc.Made = coding.Replace(b, code)
		return doc.Made, nil
	})
	if err != nil {
		return code, err
	}
	return code, q.Done(q.T.Say("codes.made", "code", name(q, code).Text), &frame.Undo{Kind: "codes.book", Doc: doc})
}

func (s *Screens) addCode(q *frame.Request) error {
	code, err := s.create(q, q.FormValue("name"), q.FormValue("parent"))
	if err != nil {
		return err
	}
	return q.Redirect(base(q) + "/codebook/" + code.ID)
}

// codePage is the data of code.tmpl.
type codePage struct {
	frame.Page
	Base    string
	Code    voxpop.Code
	Called  text
	Was     string // the code as the form began with it, as JSON
	Names   []nameField
	Fields  []codeField
	Parents []option
	Kinds   []option
	Colours []option
	Into    []mergeOption
	Theirs  []theirs // what others changed meanwhile
	MayEdit bool
	Used    string
	Draft   *draftNote
	Preview *preview
}

type nameField struct{ Lang, Dir, Label, Value string }
type codeField struct {
	ID, Label, Value, Hint string
	Must                   bool
}
type option struct {
	Value, Name string
	Chosen      bool
}
type mergeOption struct {
	option
	Lang string
}
type theirs struct{ Field, Theirs string }
type draftNote struct {
	T                    *locale.Locale
	At, Kind, Name, Slug string
}
type preview struct{ Into, Answers, Both, Open, Value string }

func (s *Screens) editCode(q *frame.Request) error {
	return s.codeForm(q, 200, nil, nil, nil)
}

// codeForm shows the form of a code: as it is, or as somebody has filled it in.
func (s *Screens) codeForm(q *frame.Request, status int, filled *voxpop.Code, was *voxpop.Code, others []theirs) error {
	id := q.PathValue("code")
	var book voxpop.Codebook
	var c voxpop.Callout
	var used int
	into := q.FormValue("into")
	var pv coding.MergePreview
	err := s.Rolls.Use(q.Context(), q.Slug(), func(l *coding.Roll) error {
		book, c, used = l.Book, l.Callout, l.Used()[id]
		if into != "" && q.May(people.Edit) {
			pv = l.Preview(id, into)
		}
		return nil
	})
	if errors.Is(err, coding.ErrReading) {
		return s.reading(q, "codebook", q.T.Say("frame.screen.codebook"))
	}
	if err != nil {
		return err
	}
	code, ok := book.Code(id)
	if !ok {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "codes", Place: id, Message: "codes.no.code"}
	}
	if was == nil {
		was = &code
	}
	shown := code
	if filled != nil {
		shown = *filled
	}
	called := name(q, code, c.Languages...)
	p := codePage{Page: q.Page("codebook", q.T.Say("codes.edit.title", "code", called.Text)), Base: base(q), Code: shown, Called: called, Theirs: others, MayEdit: q.May(people.Edit), Used: q.T.Say("codes.used", "n", used)}
	if filled == nil {
		d, ok, err := q.Draft("code", id)
		if err != nil {
			return err
		}
		if ok {
			shown = codeOf(d.Fields.Get, code, langs(c, code))
			p.Code = shown
			if d.Base != "" {
				var began voxpop.Code
				if json.Unmarshal([]byte(d.Base), &began) == nil && began.ID == id {
					was = &began
				}
			}
			p.Draft = &draftNote{q.T, q.T.Clock(d.At.Local()), "code", id, q.Slug()}
		}
	}
	b, _ := json.Marshal(was)
	p.Was = string(b)
	for _, lang := range langs(c, code) {
		p.Names = append(p.Names, nameField{lang, locale.Dir(lang), q.T.Say("codes.field.name", "language", q.T.Language(lang)), shown.Name[lang]})
	}
	for _, f := range []struct{ id, value string }{{"definition", shown.Definition}, {"include", shown.Include}, {"exclude", shown.Exclude}, {"example", shown.Example}} {
		p.Fields = append(p.Fields, codeField{f.id, q.T.Say("codes.field." + f.id), f.value, q.T.Say("codes.hint." + f.id), f.id == "definition"})
	}
	p.Parents = append(p.Parents, option{"", q.T.Say("codes.no.parent"), shown.Parent == ""})
	for _, o := range codeRows(q, book, c, nil) {
		if o.ID == id || below(book, o.ID, id) {
			continue
		}
		p.Parents = append(p.Parents, option{o.ID, o.Name.Text, o.ID == shown.Parent})
	}
	for _, o := range codeRows(q, book, c, nil) {
		if other, _ := book.Code(o.ID); o.ID != id && other.Kind == code.Kind && !o.Retired {
			p.Into = append(p.Into, mergeOption{option{o.ID, o.Name.Text, o.ID == into}, o.Name.Lang})
			if o.ID == into {
				p.Preview = &preview{o.Name.Text, q.T.Say("codes.merge.answers", "n", pv.Answers), q.T.Say("codes.merge.both", "n", pv.Both), q.T.Say("codes.merge.open", "n", pv.Open), into}
			}
		}
	}
	for _, k := range []voxpop.CodeKind{voxpop.Theme, voxpop.Control} {
		p.Kinds = append(p.Kinds, option{string(k), q.T.Say("codes.kind." + string(k)), shown.Kind == k})
	}
	p.Colours = append(p.Colours, option{"", q.T.Say("codes.colour.any"), shown.Colour == ""})
	for _, colour := range voxpop.Colours {
		p.Colours = append(p.Colours, option{string(colour), q.T.Say("codes.colour." + string(colour)), shown.Colour == colour})
	}
	return q.WriteStatus(status, pages, "code.tmpl", p)
}

// below reports whether a code stands under another.
func below(b voxpop.Codebook, id, above string) bool {
	for range b.Codes {
		c, ok := b.Code(id)
		if !ok || c.Parent == "" {
			return false
		}
		if c.Parent == above {
			return true
		}
		id = c.Parent
	}
	return true
}

// langs are the languages in which a code can be named.
func langs(c voxpop.Callout, code voxpop.Code) []string {
	all := slices.Concat(c.Languages, locale.Supported())
	for lang := range code.Name {
		all = append(all, lang)
	}
	var once []string
	for _, l := range all {
		if !slices.Contains(once, l) {
			once = append(once, l)
		}
	}
	slices.Sort(once[len(c.Languages):])
	return once
}

// codeOf is a code as a form has it.
func codeOf(field func(string) string, old voxpop.Code, langs []string) voxpop.Code {
	code := old
	line := func(s string) string { return strings.Join(strings.Fields(field(s)), " ") }
	words := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(field(s), "\r\n", "\n")) }
	code.Name = voxpop.Localized{}
	for _, l := range langs {
		if n := line("name-" + l); n != "" {
			code.Name[l] = n
		}
	}
	code.Definition, code.Include, code.Exclude, code.Example = words("definition"), words("include"), words("exclude"), words("example")
	code.Parent, code.Kind, code.Key, code.Colour = field("parent"), voxpop.CodeKind(field("kind")), line("key"), voxpop.Colour(field("colour"))
	return code
}

func (s *Screens) saveCode(q *frame.Request) error {
	id := q.PathValue("code")
	if err := q.ParseForm(); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "the form could not be read", Err: err}
	}
	var was voxpop.Code
	if err := json.Unmarshal([]byte(q.FormValue("was")), &was); err != nil || was.ID != id {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "the form is not whole", Hint: "load the page again", Err: err}
	}
	var c voxpop.Callout
	if err := s.Rolls.Use(q.Context(), q.Slug(), func(l *coding.Roll) error { c = l.Callout; return nil }); err != nil {
		return s.busy(err)
	}
	mine := codeOf(q.FormValue, was, langs(c, was))
	var others []theirs
	var theirsNow voxpop.Code
	err := s.edit(q, q.T.Say("codes.saved", "code", id), base(q)+"/codebook", func(b voxpop.Codebook) (voxpop.Codebook, error) {
		now, ok := b.Code(id)
		if !ok {
			return b, &voxpop.Error{Kind: voxpop.Conflict, Op: "codes", Place: id, Message: "codes.gone.meanwhile"}
		}
		var merged voxpop.Code
		if merged, others = joinCode(q, was, mine, now); len(others) > 0 {
			theirsNow = now
			return b, &voxpop.Error{Kind: voxpop.Conflict, Op: "codes", Place: id, Message: "codes.changed.meanwhile"}
		}
		if pins(merged.Key) { // a key pins one code
			for i := range b.Codes {
				if b.Codes[i].Key == merged.Key {
					b.Codes[i].Key = ""
				}
			}
		}
		return coding.Replace(b, merged), nil
	}, func() error { return q.DropDraft("code", id) })
	if len(others) > 0 {
		merged, _ := joinCode(q, was, mine, theirsNow)
		return s.codeForm(q, 409, &merged, &theirsNow, others)
	}
	return err
}

// joinCode brings two changes of one code together, field by field. Where both
// changed one to different words, mine stay and theirs are listed.
func joinCode(q *frame.Request, was, mine, now voxpop.Code) (merged voxpop.Code, others []theirs) {
	merged = now
	pick := func(field, base, mine, theirNow string) string {
		switch {
		case mine == base:
			return theirNow
		case theirNow != base && theirNow != mine:
			others = append(others, theirs{field, theirNow})
		}
		return mine
	}
	merged.Name = voxpop.Localized{}
	var all []string
	for _, l := range []voxpop.Localized{was.Name, mine.Name, now.Name} {
		for lang := range l {
			if !slices.Contains(all, lang) {
				all = append(all, lang)
			}
		}
	}
	slices.Sort(all)
	for _, lang := range all {
		if n := pick(q.T.Say("codes.field.name", "language", q.T.Language(lang)), was.Name[lang], mine.Name[lang], now.Name[lang]); n != "" {
			merged.Name[lang] = n
		}
	}
	merged.Definition = pick(q.T.Say("codes.field.definition"), was.Definition, mine.Definition, now.Definition)
	merged.Include = pick(q.T.Say("codes.field.include"), was.Include, mine.Include, now.Include)
	merged.Exclude = pick(q.T.Say("codes.field.exclude"), was.Exclude, mine.Exclude, now.Exclude)
	merged.Example = pick(q.T.Say("codes.field.example"), was.Example, mine.Example, now.Example)
	merged.Parent = pick(q.T.Say("codes.field.parent"), was.Parent, mine.Parent, now.Parent)
	merged.Kind = voxpop.CodeKind(pick(q.T.Say("codes.field.kind"), string(was.Kind), string(mine.Kind), string(now.Kind)))
	merged.Key = pick(q.T.Say("codes.field.key"), was.Key, mine.Key, now.Key)
	merged.Colour = voxpop.Colour(pick(q.T.Say("codes.field.colour"), string(was.Colour), string(mine.Colour), string(now.Colour)))
	return merged, others
}

func (s *Screens) moveCode(q *frame.Request) error {
	id, by := q.PathValue("code"), 1
	if q.FormValue("way") == "up" {
		by = -1
	}
	return s.edit(q, q.T.Say("codes.moved", "code", id), base(q)+"/codebook#code-"+id, func(b voxpop.Codebook) (voxpop.Codebook, error) { return coding.Move(b, id, by), nil })
}

func (s *Screens) retireCode(q *frame.Request) error {
	id, on := q.PathValue("code"), q.FormValue("retired") != "false"
	says := "codes.retired"
	if !on {
		says = "codes.unretired"
	}
	return s.edit(q, q.T.Say(says, "code", id), base(q)+"/codebook#code-"+id, func(b voxpop.Codebook) (voxpop.Codebook, error) {
		code, ok := b.Code(id)
		if !ok {
			return b, &voxpop.Error{Kind: voxpop.Conflict, Op: "codes", Place: id, Message: "codes.gone.meanwhile"}
		}
		code.Retired = on
		return coding.Replace(b, code), nil
	})
}

// splitCode makes two codes or more under one, and retires it: what it was given
// to keeps it until somebody codes it again.
func (s *Screens) splitCode(q *frame.Request) error {
	id := q.PathValue("code")
	var names []string
	for line := range strings.Lines(q.FormValue("names")) {
		if line = strings.TrimSpace(line); line != "" {
			names = append(names, line)
		}
	}
	if len(names) < 2 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "codes.split.two"}
	}
	return s.edit(q, q.T.Say("codes.split.done", "code", id, "n", len(names)), base(q)+"/codebook#code-"+id, func(b voxpop.Codebook) (voxpop.Codebook, error) {
		code, ok := b.Code(id)
		if !ok {
			return b, &voxpop.Error{Kind: voxpop.Conflict, Op: "codes", Place: id, Message: "codes.gone.meanwhile"}
		}
		for _, n := range names {
			part, err := coding.NewCode(b, n, q.Lang)
			if err != nil {
				return b, &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "codes.name.invalid", Err: err}
			}
			part.Parent, part.Kind, part.Colour = id, code.Kind, code.Colour
			b.Codes = append(b.Codes, part)
		}
		code.Retired = true
		return coding.Replace(b, code), nil
	})
}

// mergeDoc undoes a merge.
type mergeDoc struct {
	bookDoc
	Marks, Instead []voxpop.Coding
}

func (s *Screens) mergeCode(q *frame.Request) error {
	from, into := q.PathValue("code"), q.FormValue("into")
	var doc mergeDoc
	var err error
	doc.Marks, doc.Instead, err = s.Records.MergeCodes(q.Context(), q.By, q.Slug(), from, into, func(b voxpop.Codebook) (voxpop.Codebook, error) {
		doc.Was = b
		now, err := coding.Merge(b, from, into)
		doc.Made = now
		return now, err
	})
	if err != nil {
		return err
	}
	if err := q.Done(q.T.Say("codes.merged", "from", from, "into", into, "n", len(doc.Instead)), &frame.Undo{Kind: "codes.merge", Doc: doc}); err != nil {
		return err
	}
	return q.Redirect(base(q) + "/codebook#code-" + into)
}

func (s *Screens) unmerge(q *frame.Request, raw []byte) (string, error) {
	var d mergeDoc
	if err := decode(raw, &d); err != nil {
		return "", err
	}
	err := s.Records.Unmark(q.Context(), q.By, q.Slug(), d.Marks, d.Instead, func(now voxpop.Codebook) (voxpop.Codebook, error) {
		return back(now, d.Was, d.Made)
	})
	return q.T.Say("codes.book.undone"), err
}
