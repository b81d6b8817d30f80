package quote

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop/internal/text"
)

// KnownPerson is somebody whom a text names: a person, a body or a place that
// stands for a government.
type KnownPerson struct {
	Name     string // as the text first gives it in full
	Role     string // the office or description that the text gives, "" when none
	Who      Who    // Person, Body or Metonym
	Mentions []Span // in order, in code points; pronouns and offices are not among them
}

// People lists who is named in a text, in the order of first mention. It reads
// o.Lang as [Extract] does. Names that nothing but their capitals speaks for
// are left out.
func People(s string, o Options) []KnownPerson {
	d, qs := readText(s, o)
	t := newTeller(d, qs, o)
	t.all()
	at := offsetsOf(s)
	var out []KnownPerson
	for i := range t.people {
		p := &t.people[i]
		if p.who == Person && p.weight < 2 && !(p.words > 1 && p.weight > 0) || len(p.mentions) == 0 {
			continue
		}
		if p.who == Body && len(p.roles) == 0 && len(p.mentions) < 2 && p.weight == 0 {
			continue
		}
		k := KnownPerson{Name: t.name(i), Role: t.roleOf(i), Who: p.who}
		for _, m := range p.mentions {
			k.Mentions = append(k.Mentions, at.span(m))
		}
		slices.SortFunc(k.Mentions, func(a, b Span) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
		k.Mentions = slices.Compact(k.Mentions)
		out = append(out, k)
	}
	slices.SortStableFunc(out, func(a, b KnownPerson) int { return a.Mentions[0].Start - b.Mentions[0].Start })
	d.done()
	return out
}

// langOf is the language that o names or s seems to be written in.
func langOf(s string, o Options) string {
	lang, _, _ := strings.Cut(strings.ToLower(o.Lang), "-")
	if lang == "" {
		lang, _ = text.Identify(s)
	}
	return lang
}

// resolve says who the mentions are. The spans of qs count bytes of d.text.
func resolve(d *doc, qs []Quotation, o Options) {
	if len(qs) > 0 {
		t := newTeller(d, qs, o)
		t.all()
		t.done()
	}
}

// name is the name of person i as the text first gives it in full.
func (r *roster) name(i int) string {
	at := r.people[i].at
	s := oneLine(r.text[at.Start:at.End])
	if r.people[i].who == Person && r.t.cased && r.people[i].words > 1 && s == strings.ToUpper(s) && len(s) > 6 { // ILSE VARGA, in a transcript
		f := strings.Fields(strings.ToLower(s))
		for k, w := range f {
			c, n := utf8.DecodeRuneInString(w)
			f[k] = string(unicode.ToUpper(c)) + w[n:]
		}
		return strings.Join(f, " ")
	}
	return s
}

// oneLine is s with its line breaks as spaces and its bad bytes as U+FFFD.
func oneLine(s string) string {
	if strings.ContainsAny(s, "\n\r\t") {
		return strings.Join(strings.Fields(s), " ")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// roleOf is the first office that the text gives person i, else the first description.
func (r *roster) roleOf(i int) string {
	p := &r.people[i]
	if p.who != Person {
		if p.who == Metonym {
			return p.stands
		}
		return ""
	}
	first := -1
	for k, ro := range p.roles {
		if first < 0 || ro.office && !p.roles[first].office {
			first = k
		}
	}
	if first < 0 {
		return ""
	}
	at := p.roles[first].at
	return oneLine(r.text[at.Start:at.End])
}
