package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/text"
)

// family is an article as a statement needs it: its text, the way into its
// archived file, and the articles that tell the same story.
type family struct {
	article Article
	runes   []rune
	source  func(start, end int) (from, to int, ok bool)
	copies  []family // without their own copies
}

// families reads the archived files of articles and of their copies. It runs
// before the verb: an archived file never changes.
func (s *Service) families(v Snapshot, articles []string) (map[string]*family, error) {
	all := map[string]*family{}
	for _, id := range articles {
		if all[id] != nil {
			continue
		}
		f, err := s.member(v, id)
		if err != nil {
			return nil, err
		}
		kin := f.article.Copies
		if root := f.article.CopyOf; root != "" {
			r, err := v.Article(root)
			if err != nil {
				return nil, err
			}
			kin = append([]string{root}, r.Copies...)
		}
		for _, other := range kin {
			if other == id {
				continue
			}
			c, err := s.member(v, other)
			if err != nil {
				return nil, err
			}
			f.copies = append(f.copies, c)
		}
		all[id] = &f
	}
	return all, nil
}

func (s *Service) member(v Snapshot, id string) (f family, err error) {
	if f.article, err = v.Article(id); err != nil {
		return f, err
	}
	r, err := s.archived(v, f.article)
	if err != nil {
		return f, err
	}
	kept, err := v.ArticleText(id)
	if err != nil {
		return f, err
	}
	if kept != r.Text {
		return f, conflict("source "+id+" is read otherwise by this version of voxpop", "voxpop statements extract --again "+id+" finds its quotations again, at their places of now")
	}
	f.runes, f.source = []rune(kept), r.Source
	return f, nil
}

// at is the source of words in an article: from the first word to the last,
// whatever the page has between the parts.
func (f *family) at(parts []Span) voxpop.Source {
	src := f.article.Source()
	first, last := parts[0], parts[len(parts)-1]
	from, _, begins := f.source(first.Start, first.End)
	_, to, ends := f.source(last.Start, last.End)
	if begins && ends && from < to {
		src.Start, src.End = &from, &to
	}
	return src
}

// appearances are the copies that have the words, each with their place.
func (f *family) appearances(parts []Span) (all []voxpop.Source) {
	for i := range f.copies {
		c := &f.copies[i]
		if s, ok := c.find(parts, f.runes); ok {
			all = append(all, c.at(s))
		}
	}
	return all
}

// find looks for parts of another article's text: all of them, in their order.
func (f *family) find(parts []Span, theirs []rune) (found []Span, ok bool) {
	mine := squeezed(f.runes)
	from := 0
	for _, p := range parts {
		want := squeezed([]rune(p.of(theirs))).Runes
		at := indexOf(mine.Runes[from:], want)
		if at < 0 {
			return nil, false
		}
		at += from
		found = append(found, Span{mine.Pos[at], mine.Pos[at+len(want)-1] + 1})
		from = at + len(want)
	}
	return found, len(found) > 0
}

// squeezed folds a text and makes one space of every stretch of them: outlets
// break the lines of one story differently.
func squeezed(runes []rune) text.Folded {
	all := text.Fold(runes)
	out := text.Folded{Runes: all.Runes[:0], Pos: all.Pos[:0]}
	for i, r := range all.Runes {
		if unicode.IsSpace(r) {
			if n := len(out.Runes); n == 0 || out.Runes[n-1] == ' ' {
				continue
			}
			r = ' '
		}
		out.Runes, out.Pos = append(out.Runes, r), append(out.Pos, all.Pos[i])
	}
	if n := len(out.Runes); n > 0 && out.Runes[n-1] == ' ' {
		out.Runes, out.Pos = out.Runes[:n-1], out.Pos[:n-1]
	}
	return out
}

func indexOf(in, words []rune) int {
	if len(words) == 0 {
		return -1
	}
	for i := 0; i+len(words) <= len(in); i++ {
		if in[i] == words[0] && slices.Equal(in[i:i+len(words)], words) {
			return i
		}
	}
	return -1
}

// Accept makes statements of candidates, all or none. One that was accepted
// already stays what it is.
func (s *Service) Accept(ctx context.Context, by voxpop.Actor, callout string, all ...Acceptance) (done Done, err error) {
	var fam map[string]*family
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		var articles []string
		for _, a := range all {
			c, err := v.Candidate(a.Candidate)
			if err != nil {
				return err
			}
			articles = append(articles, c.Article)
		}
		fam, err = s.families(v, articles)
		return err
	})
	if err != nil {
		return Done{}, err
	}
	done.Op, err = s.Store.ChangeLedger(ctx, by, "accept", callout, nil, func(t Tx) error {
		done = Done{}
		for _, a := range all {
			st, c, err := s.accept(t, by, fam, a)
			if err != nil {
				return err
			}
			done.Statements, done.Candidates = append(done.Statements, st), append(done.Candidates, c)
		}
		return nil
	})
	if err != nil {
		return Done{}, err
	}
	return done, nil
}

func (s *Service) accept(t Tx, by voxpop.Actor, fam map[string]*family, a Acceptance) (st Statement, c Candidate, err error) {
	if c, err = t.Candidate(a.Candidate); err != nil {
		return st, c, err
	}
	if c.State == Accepted {
		if a.Into != "" && a.Into != c.Statement {
			return st, c, conflict("candidate "+c.ID+" is statement "+c.Statement, "undo that first: voxpop statements undo --of "+c.Statement)
		}
		if a.corrects() {
			return st, c, conflict("candidate "+c.ID+" is statement "+c.Statement+" already; nothing was changed", "correct the statement: voxpop statements edit "+c.Statement)
		}
		st, err = t.Statement(c.Statement)
		return st, c, err
	}
	if err := seen("candidate "+c.ID, a.Rev, c.Rev); err != nil {
		return st, c, err
	}
	if c.Found.Negated && !a.Said {
		return st, c, invalid(c.ID, "the article seems to say that this was not said", "reject it; if it was said all the same, accept it with --said")
	}
	f := fam[c.Article]
	if c.SameAs != "" && a.Into == "" { // a copy's: one source, one statement
		if other, err := t.Candidate(c.SameAs); err == nil && other.State == Accepted {
			if a.corrects() {
				return st, c, conflict("these words are statement "+other.Statement+" already; nothing was changed", "accept "+c.ID+" without corrections, which makes its article an appearance of that statement; then voxpop statements edit "+other.Statement)
			}
			a.Into = other.Statement
		}
	}
	parts, err := cut(c.Found.parts(), c.Found.span(), a.Start, a.End, f.runes)
	if err == nil {
		err = wholeWords(whole(parts), a.Start, a.End, f.runes)
	}
	if err != nil {
		return st, c, err
	}
	var made voxpop.Statement
	if a.Into != "" {
		made, err = s.into(t, f, a.Into, parts)
	} else if made, err = s.statement(t, f, c, a, parts); err == nil {
		var have voxpop.Statement
		var ok bool
		if have, ok, err = there(t, made); err == nil && ok {
			if a.corrects() {
				return st, c, conflict("these words are statement "+have.ID+" already; nothing was changed", "accept "+c.ID+" without corrections, which joins it to that statement; then voxpop statements edit "+have.ID)
			}
			made = have
		}
	}
	if err != nil {
		return st, c, err
	}
	if err := t.PutStatement(made); err != nil {
		return st, c, err
	}
	c.State, c.Statement, c.By, c.At, c.Reason = Accepted, made.ID, string(by), s.now(), ""
	c.Taken = nil
	if w := whole(parts); w != c.Found.span() {
		c.Taken = &w
	}
	if err := t.PutCandidate(c); err != nil {
		return st, c, err
	}
	if c, err = t.Candidate(c.ID); err != nil {
		return st, c, err
	}
	st, err = t.Statement(made.ID)
	return st, c, err
}

// corrects reports whether an acceptance says anything beside which words.
func (a Acceptance) corrects() bool {
	return a.Speaker != "" || a.Role != nil || a.SaidOn != nil || a.Medium != nil || a.Place != nil || a.Addressee != nil || a.Start != nil || a.End != nil || a.Report
}

// there finds the statement that has the same words of the same file, as after
// an import: it is not made twice.
func there(t Tx, made voxpop.Statement) (have voxpop.Statement, ok bool, err error) {
	if made.Source.Start == nil || made.Source.SHA256 == "" {
		return have, false, nil
	}
	all, err := t.AllStatements()
	for _, st := range all {
		if src := st.Source; src.SHA256 == made.Source.SHA256 && src.Start != nil && src.End != nil && *src.Start == *made.Source.Start && *src.End == *made.Source.End {
			return st, true, nil
		}
	}
	return have, false, err
}

func whole(parts []Span) Span { return Span{parts[0].Start, parts[len(parts)-1].End} }

// cut moves the ends of a quotation and keeps what lies between its parts out.
// Spaces at the ends fall away.
func cut(parts []Span, span Span, start, end *int, runes []rune) (out []Span, err error) {
	if start != nil {
		span.Start = *start
	}
	if end != nil {
		span.End = *end
	}
	if span.Start < 0 || span.End > len(runes) || span.End <= span.Start {
		return nil, invalid("start", "or the end lies outside the article, or leaves nothing", fmt.Sprintf("the article has %d characters; start is the first of the words, end the one after the last", len(runes)))
	}
	for span.Start < span.End && unicode.IsSpace(runes[span.Start]) {
		span.Start++
	}
	for span.Start < span.End && unicode.IsSpace(runes[span.End-1]) {
		span.End--
	}
	if span.Start == span.End {
		return nil, invalid("start", "leaves only spaces", "move the ends to the words")
	}
	for i, p := range parts {
		if i == 0 && span.Start < p.Start {
			p.Start = span.Start
		}
		if i == len(parts)-1 && span.End > p.End {
			p.End = span.End
		}
		p.Start, p.End = max(p.Start, span.Start), min(p.End, span.End)
		if p.Start < p.End {
			out = append(out, p)
		}
	}
	if len(out) == 0 { // between two parts
		out = []Span{span}
	}
	return out, nil
}

// wholeWords refuses ends that a person moved into the middle of a word.
func wholeWords(span Span, start, end *int, runes []rune) error {
	if start != nil && inWord(runes, span.Start) {
		return invalid("start", fmt.Sprintf("stands inside a word: %d would begin with “%s”", *start, Span{span.Start, span.Start + 12}.of(runes)), wordEnds(runes, span.Start))
	}
	if end != nil && inWord(runes, span.End) {
		return invalid("end", fmt.Sprintf("stands inside a word: %d would end with “%s”", *end, Span{max(span.Start, span.End-12), span.End}.of(runes)), wordEnds(runes, span.End))
	}
	return nil
}

// inWord reports whether a place of a text lies between two letters of a word.
func inWord(runes []rune, at int) bool {
	return at > 0 && at < len(runes) && ofWord(runes[at-1]) && ofWord(runes[at]) && !unbroken(runes[at-1]) && !unbroken(runes[at])
}

func ofWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\u200c'
}

// unbroken reports whether a letter is of a script that writes no spaces.
func unbroken(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// wordEnds says where the word around a place begins and ends.
func wordEnds(runes []rune, at int) string {
	from, to := at, at
	for from > 0 && inWord(runes, from) {
		from--
	}
	for to < len(runes) && inWord(runes, to) {
		to++
	}
	return fmt.Sprintf("the word “%s” begins at %d and ends at %d", Span{from, to}.of(runes), from, to)
}

// into adds an article to the appearances of a statement that is there.
func (s *Service) into(t Tx, f *family, id string, parts []Span) (voxpop.Statement, error) {
	have, err := t.Statement(id)
	if err != nil {
		return voxpop.Statement{}, err
	}
	if f.article.Lang == have.Lang && !shares(have.Text, parts, f.runes) {
		return voxpop.Statement{}, invalid(id, "has other words than these", "accept them as a statement of their own, without --into")
	}
	have.Appearances = addSources(have.Statement, f.at(parts))
	return have.Statement, nil
}

// shares reports whether one of the parts stands in a statement's words, or they
// in it.
func shares(said string, parts []Span, runes []rune) bool {
	all := squeezed([]rune(said)).Runes
	return slices.ContainsFunc(parts, func(p Span) bool {
		one := squeezed([]rune(p.of(runes))).Runes
		return indexOf(all, one) >= 0 || indexOf(one, all) >= 0
	})
}

// addSources returns a statement's appearances with more of them; each document
// is there once.
func addSources(s voxpop.Statement, more ...voxpop.Source) []voxpop.Source {
	all := slices.Clone(s.Appearances)
	for _, m := range more {
		is := func(o voxpop.Source) bool { return m.File != "" && o.File == m.File || m.URL != "" && o.URL == m.URL }
		if !is(s.Source) && !slices.ContainsFunc(all, is) {
			all = append(all, m)
		}
	}
	return all
}

// statement makes a statement of a candidate.
func (s *Service) statement(t Tx, f *family, c Candidate, a Acceptance, parts []Span) (st voxpop.Statement, err error) {
	name := oneLine(cmp.Or(a.Speaker, c.Who()))
	if voxpop.NameKey(name) == "" {
		return st, invalid(c.ID, "nobody is named as the speaker", "say whose words they are (--speaker)")
	}
	art := f.article.Article
	st = voxpop.Statement{
		Speaker: name, SaidOn: c.Found.Said, PublishedOn: art.PublishedOn, Text: words(parts, f.runes), Lang: art.Lang,
		Medium:    oneLine(or(a.Medium, c.Found.Medium.of(f.runes))),
		Place:     oneLine(or(a.Place, c.Found.Place)),
		Addressee: oneLine(or(a.Addressee, c.Found.Addressee.Text)),
		Source:    f.at(parts), Appearances: f.appearances(parts),
	}
	if a.SaidOn != nil {
		st.SaidOn = *a.SaidOn
	}
	role := ""
	if sameWho(name, c) {
		role = c.Found.Speaker.Role
	}
	speakerOf(&st, t.Speakers(), oneLine(or(a.Role, role)))
	if a.Role != nil && *a.Role == "" {
		st.Role, st.Roles = "", nil
	}
	st.Kind = voxpop.Reported
	if !a.Report && quoted(c.Found, parts, f.runes) {
		st.Kind = voxpop.Quoted
	} else {
		st.AssertedBy = s.asserter(t, f, c)
	}
	st.ID, err = freeID(t, st)
	return st, err
}

// sameWho reports whether the name is whom the article names.
func sameWho(name string, c Candidate) bool {
	return voxpop.SameName(name, c.Who()) || voxpop.SameName(name, c.Found.Speaker.Name)
}

// speakerOf calls the speaker of a statement as the newsroom does, and gives
// the role that the article names, else the one held on that day.
func speakerOf(st *voxpop.Statement, speakers []voxpop.Speaker, role string) {
	sp, known := voxpop.FindSpeaker(speakers, st.Speaker)
	st.Role, st.Roles = role, nil
	if !known {
		return
	}
	st.Speaker = sp.Name
	for lang, n := range sp.Names {
		if st.Names == nil {
			st.Names = voxpop.Localized{}
		}
		st.Names[lang] = n
	}
	on := st.SaidOn
	if on == "" {
		on = st.PublishedOn
	}
	for _, o := range sp.Offices {
		if on == "" || !o.Held(on) || role != "" && !titled(o, role) {
			continue
		}
		if st.Role == "" {
			st.Role = cmp.Or(o.Title[st.Lang], o.Title.In("en"))
		}
		st.Roles = o.Title
		return
	}
}

// titled reports whether a role is one of the titles of an office.
func titled(o voxpop.Office, role string) bool {
	for _, title := range o.Title {
		if voxpop.SameName(title, role) {
			return true
		}
	}
	return false
}

// asserter is who says that something was said: whoever passes it on, the
// speaker of the words around it, else the outlet.
func (s *Service) asserter(t Snapshot, f *family, c Candidate) string {
	if via := oneLine(cmp.Or(c.Found.Via.Name, c.Found.Via.Text)); via != "" {
		return via
	}
	if c.Found.In != "" {
		if outer, err := t.Candidate(c.Found.In); err == nil {
			if who := oneLine(cmp.Or(outer.Who(), outer.Found.Speaker.Text)); who != "" {
				return who
			}
		}
	}
	return cmp.Or(f.article.Outlet, f.article.Byline, hostOf(f.article.URL))
}

// freeID names a statement by its speaker and the day it was said on.
func freeID(t Snapshot, st voxpop.Statement) (string, error) {
	slug := strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		return r
	}, voxpop.Slug(st.Speaker))
	on := string(st.SaidOn)
	if on == "" || strings.Contains(on, "/") {
		on = "undated"
	}
	const tail = len("-2024-05-02-99999")
	for utf8.RuneCountInString(slug) > voxpop.MaxID-tail {
		_, n := utf8.DecodeLastRuneInString(slug)
		slug = slug[:len(slug)-n]
	}
	base := strings.Trim(slug, "-") + "-" + on
	if !voxpop.ValidID(base) {
		base = "statement-" + on
	}
	for n := 1; n < 100_000; n++ {
		id := base
		if n > 1 {
			id = fmt.Sprintf("%s-%d", base, n)
		}
		if _, err := t.Statement(id); voxpop.KindOf(err) == voxpop.NotFound {
			return id, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", conflict("there are too many statements of that speaker and day", "give the day that it was said on")
}

// quoted reports whether every part stands inside quotation marks.
func quoted(f Found, parts []Span, runes []rune) bool {
	if f.Type == "indirect" {
		return false
	}
	for _, p := range parts {
		inside := f.Type == "direct" && slices.ContainsFunc(f.parts(), func(q Span) bool { return q.Start <= p.Start && p.End <= q.End })
		if !inside && !slices.ContainsFunc(marked(runes, f.span()), func(q Span) bool { return q.Start <= p.Start && p.End <= q.End }) {
			return false
		}
	}
	return true
}

// closes says which mark ends what a mark begins.
var closes = map[rune]string{'“': "”", '„': "“”", '«': "»", '»': "«", '"': "\"", '‹': "›", '「': "」"}

// marked lists what stands between quotation marks in and right beside a span.
func marked(runes []rune, s Span) (all []Span) {
	s = Span{s.Start - 1, s.End + 1}.within(len(runes))
	for i := s.Start; i < s.End; i++ {
		ends, ok := closes[runes[i]]
		if !ok {
			continue
		}
		for j := i + 1; j < s.End; j++ {
			if strings.ContainsRune(ends, runes[j]) {
				all = append(all, Span{i + 1, j})
				i = j
				break
			}
		}
	}
	return all
}

// Reject says that candidates are no statements. One that was accepted is
// undone, not rejected.
func (s *Service) Reject(ctx context.Context, by voxpop.Actor, callout, reason string, candidates ...string) (done Done, err error) {
	done.Op, err = s.Store.ChangeLedger(ctx, by, "reject", callout, nil, func(t Tx) error {
		done = Done{}
		for _, id := range candidates {
			c, err := t.Candidate(id)
			if err != nil {
				return err
			}
			if c.State == Accepted {
				return conflict("candidate "+id+" is statement "+c.Statement, "undo that first: voxpop statements undo --of "+c.Statement)
			}
			if c.State != Rejected || c.Reason != reason {
				c.State, c.Reason, c.By, c.At = Rejected, reason, string(by), s.now()
				if err := t.PutCandidate(c); err != nil {
					return err
				}
				if c, err = t.Candidate(id); err != nil {
					return err
				}
			}
			done.Candidates = append(done.Candidates, c)
		}
		return nil
	})
	if err != nil {
		return Done{}, err
	}
	return done, nil
}

// Appear looks for the words of statements in the copies of their articles, and
// lists those that have them. No statement named is all.
func (s *Service) Appear(ctx context.Context, by voxpop.Actor, callout string, statements ...string) (done Done, err error) {
	more := map[string][]voxpop.Source{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		if len(statements) == 0 {
			rows, err := v.StatementRows()
			if err != nil {
				return err
			}
			for _, r := range rows {
				statements = append(statements, r.ID)
			}
		}
		for _, id := range statements {
			st, c, f, err := s.origin(v, id)
			if err != nil {
				return err
			}
			if f == nil {
				continue
			}
			parts, err := takenParts(c, f.runes)
			if err != nil {
				return err
			}
			more[st.ID] = f.appearances(parts)
		}
		return nil
	})
	if err != nil {
		return Done{}, err
	}
	done.Op, err = s.Store.ChangeLedger(ctx, by, "appear", callout, nil, func(t Tx) error {
		done = Done{}
		for _, id := range statements {
			st, err := t.Statement(id)
			if err != nil {
				return err
			}
			all := addSources(st.Statement, more[id]...)
			if len(all) == len(st.Appearances) {
				continue
			}
			st.Appearances = all
			if err := t.PutStatement(st.Statement); err != nil {
				return err
			}
			if st, err = t.Statement(id); err != nil {
				return err
			}
			done.Statements = append(done.Statements, st)
		}
		return nil
	})
	if err != nil {
		return Done{}, err
	}
	return done, nil
}

// origin finds the candidate and the article that a statement's words are of; a
// nil family when it did not come from an article here.
func (s *Service) origin(v Snapshot, id string) (st Statement, c Candidate, f *family, err error) {
	if st, err = v.Statement(id); err != nil {
		return st, c, nil, err
	}
	from, err := v.AcceptedAs(id)
	if err != nil {
		return st, c, nil, err
	}
	for _, c := range from {
		a, err := v.Article(c.Article)
		if err != nil {
			return st, c, nil, err
		}
		if a.File != st.Source.File {
			continue
		}
		fam, err := s.families(v, []string{c.Article})
		if err != nil {
			return st, c, nil, err
		}
		return st, c, fam[c.Article], nil
	}
	return st, c, nil, nil
}

// takenParts are the words of an article that a candidate became a statement with.
func takenParts(c Candidate, runes []rune) ([]Span, error) {
	if c.Taken == nil {
		return cut(c.Found.parts(), c.Found.span(), nil, nil, runes)
	}
	return cut(c.Found.parts(), c.Found.span(), &c.Taken.Start, &c.Taken.End, runes)
}
