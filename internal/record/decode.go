package record

import (
	"cmp"
	"maps"
	"slices"

	"voxpop"
)

// The functions below make a noun of a parsed value and check it. Errors have
// the field as their place.

func decodeCallout(n *node) (voxpop.Callout, error) {
	f := fieldsOf(n, "")
	c := voxpop.Callout{
		Slug:      f.need("slug"),
		Question:  f.localized("question"),
		Context:   f.localized("context"),
		Languages: f.texts("languages"),
		Opens:     f.moment("opens"),
		Closes:    f.moment("closes"),
		Media: list(f, "media", func(n *node, field string) (voxpop.Medium, error) {
			return voxpop.Medium(n.text), nil
		}),
		Consent:              f.localized("consent"),
		ContactBeforeQuoting: f.truth("contact_before_quoting"),
	}
	if l := object(f, "limits", decodeLimits); l != nil {
		c.Limits = *l
	}
	if v := f.whole("retention_days"); v != nil {
		c.RetentionDays = *v
	}
	if err := f.done(); err != nil {
		return c, err
	}
	if len(c.Languages) == 0 {
		c.Languages = slices.Sorted(maps.Keys(c.Question))
	}
	return c, c.Validate()
}

func decodeLimits(n *node, field string) (voxpop.Limits, error) {
	f := fieldsOf(n, field)
	var l voxpop.Limits
	if v := f.whole("text"); v != nil {
		l.Text = *v
	}
	if v := f.whole("seconds"); v != nil {
		l.Seconds = *v
	}
	if v := f.whole("bytes"); v != nil {
		l.Bytes = int64(*v)
	}
	return l, f.done()
}

func decodeCodebook(n *node) (voxpop.Codebook, error) {
	f := fieldsOf(n, "")
	b := voxpop.Codebook{
		Version: voxpop.Version(f.text("version")),
		Codes: list(f, "codes", func(n *node, field string) (voxpop.Code, error) {
			f := fieldsOf(n, field)
			return voxpop.Code{
				ID:         f.need("id"),
				Name:       f.localized("name"),
				Definition: f.text("definition"),
				Include:    f.text("include"),
				Exclude:    f.text("exclude"),
				Example:    f.text("example"),
				Parent:     f.text("parent"),
				Kind:       voxpop.CodeKind(f.text("kind")),
				Key:        f.text("key"),
				Colour:     voxpop.Colour(f.text("colour")),
				Retired:    f.truth("retired"),
			}, f.done()
		}),
	}
	if err := f.done(); err != nil {
		return b, err
	}
	return b, b.Validate()
}

// decodePoints reads the list of points.yaml. Errors name a point by its index.
func decodePoints(n *node) ([]voxpop.Point, error) {
	f := fieldsOf(&node{kind: objectNode, keys: []string{"points"}, list: []*node{n}}, "")
	seen := map[string]bool{}
	points := list(f, "points", func(n *node, field string) (voxpop.Point, error) {
		p, err := decodePoint(n, field)
		if err != nil {
			return p, err
		}
		if err := p.Validate(); err != nil {
			return p, joined(field, err)
		}
		if seen[p.ID] {
			return p, wrongIn(field+".id", "repeats the id of an earlier point", "give every point an id of its own")
		}
		seen[p.ID] = true
		return p, nil
	})
	return points, f.err
}

func decodePoint(n *node, field string) (voxpop.Point, error) {
	f := fieldsOf(n, field)
	return voxpop.Point{
		ID:       f.need("id"),
		Question: f.localized("question"),
		Values: list(f, "values", func(n *node, field string) (voxpop.PointValue, error) {
			f := fieldsOf(n, field)
			v := voxpop.PointValue{ID: f.need("id"), Name: f.localized("name")}
			if words := f.find("words"); words != nil {
				w := fieldsOf(words, field+".words")
				for _, lang := range words.keys {
					if v.Words == nil {
						v.Words = map[string][]string{}
					}
					v.Words[lang] = w.texts(lang)
				}
				if err := w.done(); err != nil {
					return v, err
				}
			}
			return v, f.done()
		}),
		Exclusive: list(f, "exclusive", func(n *node, field string) ([]string, error) {
			f := fieldsOf(&node{kind: objectNode, keys: []string{""}, list: []*node{n}}, "")
			f.path = field
			return f.texts(""), f.err
		}),
	}, f.done()
}

func decodeSpeakers(n *node) ([]voxpop.Speaker, error) {
	f := fieldsOf(&node{kind: objectNode, keys: []string{"speakers"}, list: []*node{n}}, "")
	all := list(f, "speakers", func(n *node, field string) (voxpop.Speaker, error) {
		f := fieldsOf(n, field)
		return voxpop.Speaker{
			Name:    f.need("name"),
			Names:   f.localized("names"),
			Aliases: f.texts("aliases"),
			Offices: list(f, "offices", func(n *node, field string) (voxpop.Office, error) {
				f := fieldsOf(n, field)
				return voxpop.Office{Title: f.localized("title"), From: voxpop.Date(f.text("from")), To: voxpop.Date(f.text("to"))}, f.done()
			}),
		}, f.done()
	})
	if f.err != nil {
		return all, f.err
	}
	return all, voxpop.ValidSpeakers(all)
}

// joined puts a field in front of the field that err names.
func joined(field string, err error) error {
	e, ok := err.(*voxpop.Error)
	if !ok {
		return err
	}
	c := *e
	c.Place = field + "." + e.Place
	return &c
}

func decodeResponse(n *node) (voxpop.Response, error) {
	f := fieldsOf(n, "")
	r := voxpop.Response{
		ID:           f.need("id"),
		Respondent:   f.text("respondent"),
		ReceivedAt:   f.moment("received_at"),
		Channel:      voxpop.Channel(f.text("channel")),
		Medium:       voxpop.Medium(f.text("medium")),
		Lang:         f.need("lang"),
		Media:        f.text("media"),
		Text:         f.text("text"),
		Transcript:   object(f, "transcript", decodeTranscript),
		Translations: list(f, "translations", decodeTranslation),
		Contacted:    f.truth("contacted"),
		SetAside:     voxpop.SetAside(f.text("set_aside")),
		DuplicateOf:  f.text("duplicate_of"),
		Campaign:     f.text("campaign"),
		WithdrawnAt:  f.moment("withdrawn_at"),
	}
	if c := object(f, "consent", decodeConsent); c != nil {
		r.Consent = *c
	} else {
		f.lack("consent", `say what was allowed: {"quote":false,"voice":false,"face":false,"name":"none"}`)
	}
	if p := object(f, "person", decodePerson); p != nil {
		r.Person = *p
	}
	if err := f.done(); err != nil {
		return r, err
	}
	return r, r.Validate()
}

func decodeConsent(n *node, field string) (voxpop.Consent, error) {
	f := fieldsOf(n, field)
	c := voxpop.Consent{Quote: f.truth("quote"), Voice: f.truth("voice"), Face: f.truth("face"), Name: voxpop.NameLevel(f.text("name"))}
	if c.Name == "" {
		c.Name = voxpop.NoName // what was not allowed is forbidden
	}
	return c, f.done()
}

func decodePerson(n *node, field string) (voxpop.Person, error) {
	f := fieldsOf(n, field)
	return voxpop.Person{Name: f.text("name"), Age: f.whole("age"), Place: f.text("place"), Role: f.text("role")}, f.done()
}

func decodeTranscript(n *node, field string) (voxpop.Transcript, error) {
	f := fieldsOf(n, field)
	return voxpop.Transcript{
		Lang:  f.text("lang"),
		Text:  f.need("text"),
		State: voxpop.State(f.text("state")),
		By:    f.text("by"),
		Cues:  list(f, "cues", decodeCue),
	}, f.done()
}

func decodeCue(n *node, field string) (voxpop.Cue, error) {
	f := fieldsOf(n, field)
	for _, k := range []string{"start", "end"} {
		if f.find(k) == nil {
			f.lack(k, "write seconds from the start of the recording")
		}
	}
	return voxpop.Cue{Start: f.number("start"), End: f.number("end"), Text: f.text("text")}, f.done()
}

func decodeTranslation(n *node, field string) (voxpop.Translation, error) {
	f := fieldsOf(n, field)
	return voxpop.Translation{Lang: f.text("lang"), Text: f.need("text"), State: voxpop.State(f.text("state")), By: f.text("by")}, f.done()
}

func decodeVersion(n *node) (voxpop.TextVersion, error) {
	f := fieldsOf(n, "")
	v := voxpop.TextVersion{
		Response: f.need("response"),
		Of:       voxpop.Work(f.text("of")),
		Lang:     f.text("lang"),
		State:    voxpop.State(f.text("state")),
		By:       f.text("by"),
		Engine:   f.text("engine"),
		At:       f.moment("at"),
		Text:     f.need("text"),
		Cues:     list(f, "cues", decodeCue),
		Words:    list(f, "words", decodeWord),
		Pairs: list(f, "pairs", func(n *node, field string) (voxpop.Pair, error) {
			f := fieldsOf(n, field)
			return voxpop.Pair{From: stretch(f, "from"), To: stretch(f, "to")}, f.done()
		}),
		Seconds: f.number("seconds"),
	}
	if no := f.whole("n"); no != nil {
		v.N = *no
	}
	if source := f.whole("source"); source != nil {
		v.Source = *source
	}
	if err := f.done(); err != nil {
		return v, err
	}
	return v, v.Validate()
}

func decodeWord(n *node, field string) (voxpop.Word, error) {
	f := fieldsOf(n, field)
	for _, k := range []string{"s", "e"} {
		if f.find(k) == nil {
			f.lack(k, "write seconds from the start of the recording")
		}
	}
	w := voxpop.Word{Start: f.number("s"), End: f.number("e"), Text: f.text("w")}
	if f.find("p") != nil {
		p := f.number("p")
		w.P = &p
	}
	return w, f.done()
}

// stretch reads the start and the end of a stretch of a text.
func stretch(f *fields, key string) (s [2]int) {
	ends := list(f, key, func(n *node, field string) (int, error) {
		f := fieldsOf(&node{kind: objectNode, keys: []string{""}, list: []*node{n}}, "")
		f.path = field
		i := f.whole("")
		if i == nil {
			return 0, cmp.Or(f.err, wrongIn(field, "is not a whole number", "write digits, without quotation marks"))
		}
		return *i, f.err
	})
	if len(ends) != 2 {
		f.fail(key, "is not the start and the end of a stretch", "write two whole numbers, as [0,12]")
		return s
	}
	return [2]int{ends[0], ends[1]}
}

func decodeDecision(n *node) (voxpop.Decision, error) {
	f := fieldsOf(n, "")
	d := voxpop.Decision{
		ID:        f.need("id"),
		Kind:      voxpop.DecisionKind(f.text("kind")),
		Responses: f.texts("responses"),
		Statement: f.text("statement"),
		Point:     f.text("point"),
		Value:     f.text("value"),
		Reason:    f.text("reason"),
		UpTo:      f.text("upto"),
		By:        f.text("by"),
		At:        f.moment("at"),
	}
	if err := f.done(); err != nil {
		return d, err
	}
	return d, d.Validate()
}

func decodeStatement(n *node) (voxpop.Statement, error) {
	f := fieldsOf(n, "")
	s := voxpop.Statement{
		ID:           f.need("id"),
		Speaker:      f.need("speaker"),
		Role:         f.text("role"),
		Names:        f.localized("names"),
		Roles:        f.localized("roles"),
		SaidOn:       voxpop.Date(f.need("said_on")),
		PublishedOn:  voxpop.Date(f.text("published_on")),
		Text:         f.need("text"),
		Lang:         f.need("lang"),
		Kind:         voxpop.StatementKind(f.text("kind")),
		Translations: list(f, "translations", decodeTranslation),
		Medium:       f.text("medium"),
		Place:        f.text("place"),
		Addressee:    f.text("addressee"),
		AssertedBy:   f.text("asserted_by"),
		Positions: list(f, "positions", func(n *node, field string) (voxpop.Position, error) {
			f := fieldsOf(n, field)
			return voxpop.Position{Point: f.need("point"), Value: f.need("value"), By: f.text("by"), Reason: f.text("reason")}, f.done()
		}),
		Verdict:     decodeVerdict(f),
		Appearances: list(f, "appearances", decodeSource),
	}
	if src := object(f, "source", decodeSource); src != nil {
		s.Source = *src
	} else {
		f.lack("source", "a statement without a source cannot be quoted: give a url or a file")
	}
	if err := f.done(); err != nil {
		return s, err
	}
	return s, s.Validate()
}

// decodeVerdict reads a verdict written as a word, or as an object with who
// decided and why.
func decodeVerdict(f *fields) *voxpop.Verdict {
	n := f.find("verdict")
	if n == nil || n.kind == textNode && n.text == "" {
		return nil
	}
	if n.kind == textNode {
		return &voxpop.Verdict{Change: n.text}
	}
	return object(f, "verdict", func(n *node, field string) (voxpop.Verdict, error) {
		f := fieldsOf(n, field)
		v := voxpop.Verdict{Change: f.text("verdict"), Reason: f.text("reason"), By: f.text("by")}
		for _, other := range []string{"change", "value"} {
			if s := f.text(other); s != "" && v.Change != "" {
				f.fail(other, "says the verdict a second time", "keep verdict")
			} else if s != "" {
				v.Change = s
			}
		}
		return v, f.done()
	})
}

func decodeSource(n *node, field string) (voxpop.Source, error) {
	f := fieldsOf(n, field)
	return voxpop.Source{
		URL: f.text("url"), Title: f.text("title"), Outlet: f.text("outlet"), File: f.text("file"),
		SHA256: f.text("sha256"), Start: f.whole("start"), End: f.whole("end"),
	}, f.done()
}
