package story

import (
	"strings"

	"voxpop"
	"voxpop/internal/prevalence"
)

// part is one heading of the method box with what it says.
type part struct {
	Title string
	Paras []string
	Asked []asked
	Table *table
}

// asked is the question as it was put in one language.
type asked struct {
	Name string // of the language
	Lang string
	Text string
}

// methodBox says how the story was made. Every sentence is the catalogue's,
// every figure the record's; nobody writes it by hand.
func (b *builder) methodBox() []part {
	parts := []part{b.methodQuestion(), b.methodArrival(), b.methodWaterfall(), b.methodCoding(), b.methodFigures(), b.methodQuotes()}
	say := b.l.Say
	machine := part{Title: say("method.machine")}
	translated, spoken := 0, 0
	for _, it := range b.items {
		if it.link.Kind != LinkResponse {
			continue
		}
		if it.from != "" {
			translated++
		}
		if it.resp.Medium == voxpop.Voice || it.resp.Medium == voxpop.Video {
			spoken++
		}
	}
	if translated+spoken > 0 {
		machine.Paras = append(machine.Paras, say("method.translated", "translated", translated, "spoken", spoken))
	}
	machine.Paras = append(machine.Paras, say("method.machine.note"))
	if b.figures.Basis.Method == prevalence.MethodPPI {
		machine.Paras = append(machine.Paras, say("method.machine.estimated"))
	}
	return append(parts, machine,
		part{Title: say("method.names"), Paras: []string{say("method.names.note", "cell", b.house.MinCell)}},
		part{Title: say("method.limits"), Paras: []string{say("method.limits.note")}})
}

func (b *builder) methodQuestion() part {
	p := part{Title: b.l.Say("method.question"), Paras: []string{b.l.Say("method.asked")}}
	for _, lang := range b.callout.Languages {
		if text := b.callout.Question[lang]; text != "" {
			p.Asked = append(p.Asked, asked{b.l.Language(lang), lang, text})
		}
	}
	return p
}

func (b *builder) methodArrival() part {
	say, day := b.l.Say, b.charts.dayText
	p := part{Title: say("method.when")}
	opens, closes := dayOf(b.callout, b.callout.Opens), dayOf(b.callout, b.callout.Closes)
	switch {
	case opens != "" && closes != "":
		p.Paras = append(p.Paras, say("method.open", "opens", day(opens), "closes", day(closes)))
	case opens != "":
		p.Paras = append(p.Paras, say("method.open.since", "opens", day(opens)))
	}
	f := b.figures
	if f.FirstDay != "" {
		p.Paras = append(p.Paras, say("method.arrived", "received", f.Waterfall.Received, "first", day(f.FirstDay), "last", day(f.LastDay)))
	}
	for _, g := range []struct {
		key    string
		counts []prevalence.Count
		name   func(string) string
	}{{"method.channels", f.Channels, b.l.Channel}, {"method.languages", f.Languages, b.l.Language}, {"method.media", f.Media, b.l.Medium}} {
		if list := b.pooledList(g.counts, g.name); list != "" {
			p.Paras = append(p.Paras, say(g.key, "list", list))
		}
	}
	return p
}

// pooledList names groups with their sizes, small ones pooled; "" when no
// group is large enough to be told apart.
func (b *builder) pooledList(counts []prevalence.Count, name func(string) string) string {
	pooled, _ := pool(counts, b.house.MinCell)
	if len(pooled) == 0 || pooled[0].Key == poolKey {
		return ""
	}
	items := make([]string, 0, len(pooled))
	for _, g := range pooled {
		label := b.l.Say("other")
		if g.Key != poolKey {
			label = isolate(name(g.Key), b.l.Dir)
		}
		items = append(items, label+" "+b.l.Int(g.N))
	}
	return b.l.List(items)
}

func (b *builder) methodWaterfall() part {
	say := b.l.Say
	t := &table{Head: []string{say("method.step"), say("method.number")}}
	row := func(step string, n string) {
		t.Rows = append(t.Rows, []cell{{Text: say("method.step." + step)}, {Text: n, Num: true}})
	}
	w := b.figures.Waterfall
	row("received", b.l.Int(w.Received))
	for _, s := range w.Steps() {
		n := b.l.Int(s.N)
		if s.N > 0 {
			n = "\u2212" + n
		}
		row(s.Name, n)
	}
	row("counted", b.l.Int(w.Counted))
	return part{Title: say("method.waterfall"), Table: t, Paras: []string{say("method.waterfall.note")}}
}

func (b *builder) methodCoding() part {
	say, f := b.l.Say, b.figures
	p := part{Title: say("method.coding")}
	if len(f.Coders) == 0 {
		p.Paras = []string{say("method.coders.none")}
		return p
	}
	p.Paras = append(p.Paras, say("method.coders", "coders", len(f.Coders), "coded", f.Coded, "double", f.Double))
	if f.Adjudicated > 0 {
		p.Paras = append(p.Paras, say("method.adjudicated", "n", f.Adjudicated))
	}
	all := f.Agreement.Overall
	number := func(x float64) string { return b.l.Float(x, 2) }
	switch {
	case all.Alpha == nil:
		p.Paras = append(p.Paras, say("method.alpha.none"))
	case all.Low == nil || all.High == nil:
		p.Paras = append(p.Paras, say("method.alpha.plain", "alpha", number(*all.Alpha)))
	default:
		p.Paras = append(p.Paras, say("method.alpha", "alpha", number(*all.Alpha), "low", number(*all.Low), "high", number(*all.High)))
	}
	var weak []string
	for _, c := range f.Agreement.Codes {
		if code, ok := b.book.Code(c.Code); ok && code.Kind == voxpop.Theme && c.Alpha != nil && *c.Alpha < b.house.MinAlpha {
			weak = append(weak, b.charts.label(code.Name, code.ID))
		}
	}
	if len(weak) > 0 {
		p.Paras = append(p.Paras, say("method.alpha.weak", "min", b.l.Float(b.house.MinAlpha, 3), "list", b.l.List(weak)))
	}
	return p
}

func (b *builder) methodFigures() part {
	say, of := b.l.Say, b.figures.Waterfall.Counted
	p := part{Title: say("method.figures"), Paras: []string{say("method.figures.note", "of", of)}}
	if basis := b.figures.Basis; basis.Method == prevalence.MethodPPI {
		p.Paras = append(p.Paras, say("method.estimated", "drawn", basis.Coded, "of", of))
		if missing := basis.Drawn - basis.Coded; missing > 0 {
			p.Paras = append(p.Paras, say("method.estimated.missing", "n", missing))
		}
	} else if len(b.figures.Shares) > 0 {
		if open := of - b.figures.Shares[0].Coded; open > 0 {
			p.Paras = append(p.Paras, say("method.uncoded", "n", open))
		}
	}
	return p
}

func (b *builder) methodQuotes() part {
	say := b.l.Say
	p := part{Title: say("method.quotes")}
	quotes, clips, people := 0, 0, map[string]bool{}
	for _, it := range b.items {
		switch {
		case it.resp == nil:
		case it.link.Kind == LinkClip:
			clips++
		default:
			quotes++
			people[it.resp.Who()] = true
		}
	}
	if quotes == 0 {
		p.Paras = append(p.Paras, say("method.quotes.none"))
	} else {
		p.Paras = append(p.Paras, say("method.quotes.note", "quotes", quotes, "people", len(people)))
	}
	if clips > 0 {
		p.Paras = append(p.Paras, say("method.clips", "clips", clips))
	}
	if quotes+clips == 0 {
		return p
	}
	if b.callout.ContactBeforeQuoting {
		p.Paras = append(p.Paras, say("method.contacted"))
	}
	if b.doc.Front.Waived != "" {
		p.Paras = append(p.Paras, say("method.waived", "days", b.house.DelayDays))
	}
	return p
}

// plain is a part as text, for the page's metadata.
func (p part) plain() string {
	out := append([]string{p.Title + "."}, p.Paras...)
	for _, a := range p.Asked {
		out = append(out, a.Name+": "+a.Text)
	}
	if p.Table != nil {
		for _, r := range p.Table.Rows {
			out = append(out, r[0].Text+": "+r[1].Text+".")
		}
	}
	return strings.Join(out, " ")
}
