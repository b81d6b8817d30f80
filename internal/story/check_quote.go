package story

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/media"
	"voxpop/internal/text"
)

// candidate is a text of a response that a quotation may come from.
type candidate struct {
	*Quotable
	name     told // as a diagnostic calls it
	lang     string
	reviewed bool
	fits     bool // the original, or a translation into the story's language
}

func (c *checker) candidates(r *voxpop.Response) []candidate {
	if got, ok := c.quotables[r.ID]; ok {
		return got
	}
	var out []candidate
	if r.Text != "" {
		out = append(out, candidate{NewQuotable(r.Text), tell("the text"), r.Lang, true, true})
	}
	if t := r.Transcript; t != nil {
		out = append(out, candidate{NewQuotable(t.Text), tell("the transcript"), t.Lang, t.State == voxpop.Reviewed, true})
	}
	for _, t := range r.Translations {
		out = append(out, candidate{NewQuotable(t.Text), tell("the translation into %s", t.Lang), t.Lang, t.State == voxpop.Reviewed, sameLang(t.Lang, c.lang.tag)})
	}
	c.quotables[r.ID] = out
	return out
}

func sameLang(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return strings.EqualFold(a, b)
}

// quote checks words said to be a respondent's.
func (c *checker) quote(r *reading, l *Link) error {
	resp, err := c.response(r, l, l.ID)
	if resp == nil || err != nil {
		return err
	}
	c.linked = append(c.linked, l.Text)
	if !c.allowed(r, l, resp, tell("quoted"), resp.Consent.Quote) {
		return nil
	}
	if c.callout.ContactBeforeQuoting && !resp.Contacted {
		c.linkError(r, l, CodeConsent, tell("the respondent of %s was not contacted, and the call-out promises it before quoting", resp.ID), tell("contact the respondent and note it, or take the quotation out"))
	}
	if m, where, ok := c.match(resp, l.Text); ok {
		c.turned(r, l, m, resp.ID)
	} else {
		message, hint := m.explain(where.name)
		if m.OK {
			message = tell("%s of %s has not been reviewed by a person", where.name, resp.ID)
			hint = tell("review it, then quote it")
			if !where.fits {
				message = tell("the words come from %s of %s", where.name, resp.ID)
				hint = tell("quote the original, or a reviewed translation into %s", c.lang.tag)
			}
		}
		c.linkError(r, l, CodeVerbatim, message, hint)
		if !m.OK {
			c.exactFix(l, m, c.candidates(resp))
		}
	}
	c.ownName(r, l, resp)
	c.delay(r, l, resp)

	if r.Heading { // a heading repeats what the text below it quotes
		return nil
	}
	group := len(c.quotes)
	if n := len(c.quotes); n > 0 && c.quotes[n-1].read == r && c.quotes[n-1].from.Who() == resp.Who() {
		group = c.quotes[n-1].group // one quotation, broken by its attribution
	}
	c.quotes = append(c.quotes, usedQuote{l, r, resp, group})
	return nil
}

// match finds a quotation in the texts of a response that may be quoted. When
// it fails, it says where: m.OK then means that the words stand in a text that
// may not be quoted, or not yet.
func (c *checker) match(resp *voxpop.Response, words string) (m Match, where candidate, ok bool) {
	list := c.candidates(resp)
	if len(list) == 0 {
		return Match{Problem: ProblemAbsent, Piece: words}, candidate{name: tell("%s, which has no text", resp.ID)}, false
	}
	var fallback Match
	var fallbackWhere *candidate
	none := 0
	for _, k := range list {
		m := k.find(words, &none)
		switch {
		case m.OK && k.reviewed && k.fits:
			return m, k, true
		case m.OK && fallbackWhere == nil:
			fallback, fallbackWhere = m, &k
		}
	}
	if fallbackWhere != nil {
		return fallback, *fallbackWhere, false
	}
	best := Match{Problem: ProblemAbsent, Piece: words}
	for i, k := range list {
		if m := k.find(words, &c.cells); i == 0 || rank(m) > rank(best) || rank(m) == rank(best) && m.Nearest != "" && (best.Nearest == "" || m.Differs < best.Differs) {
			best = m
		}
	}
	return best, candidate{name: tell("%s", resp.ID)}, false
}

func rank(m Match) int {
	switch m.Problem {
	case ProblemWord:
		return 3
	case ProblemOrder:
		return 2
	case ProblemEmpty:
		return 4
	}
	if m.Nearest != "" {
		return 1
	}
	return 0
}

// aside names why an answer was set aside.
var aside = map[voxpop.SetAside]told{voxpop.Blank: tell("blank"), voxpop.Spam: tell("spam"), voxpop.OffTopic: tell("off-topic"), voxpop.Illegal: tell("illegal")}

// allowed checks that a response stands and that its consent covers the use.
func (c *checker) allowed(r *reading, l *Link, resp *voxpop.Response, use told, consent bool) bool {
	if resp.Withdrawn() {
		c.linkError(r, l, CodeConsent, tell("%s was withdrawn on %s", resp.ID, c.callout.Day(resp.WithdrawnAt)), tell("take it out of the story, and correct what is already published"))
		return false
	}
	if resp.SetAside != "" {
		c.linkError(r, l, CodeConsent, tell("%s was set aside as %s: it is not among the answers that the story is about", resp.ID, aside[resp.SetAside]), tell("choose another answer, or take the mark back"))
	}
	if !consent {
		c.linkError(r, l, CodeConsent, tell("the respondent of %s did not consent to be %s", resp.ID, use), tell("choose another answer, or ask the respondent"))
	}
	return true
}

// delay refuses a story too soon after an answer that it quotes.
func (c *checker) delay(r *reading, l *Link, resp *voxpop.Response) {
	today, ok := c.today()
	if !ok || c.doc.Front.Waived != "" {
		return
	}
	got, err := time.Parse(time.DateOnly, c.callout.Day(resp.ReceivedAt))
	if err != nil || today.Sub(got) >= time.Duration(c.house.DelayDays)*24*time.Hour {
		return
	}
	c.linkError(r, l, CodeDelay, tell("%s came on %s; the story is dated %s, less than %d days later", resp.ID, got.Format(time.DateOnly), today.Format(time.DateOnly), c.house.DelayDays),
		tell("date the story later, or let an editor sign: delay: waived by NAME"))
	later := got.AddDate(0, 0, c.house.DelayDays).Format(time.DateOnly)
	c.frontEdit(FixLater, later, "date", later)
}

// ownName refuses a respondent's name inside their own words, beyond what they
// allowed to be shown.
func (c *checker) ownName(r *reading, l *Link, resp *voxpop.Response) {
	hidden := c.hiddenName(resp)
	for _, t := range c.inside(r, l) {
		if slices.ContainsFunc(t.alts, func(w string) bool { return hidden[w] }) {
			c.runeError(r, t.Start, CodePrivacy, tell("the quotation holds the name of the respondent of %s", resp.ID), tell("cut the name out with […]"))
			c.fixRunes(r, FixHide, "[…]", t.Span, "[…]")
			return
		}
	}
}

// hiddenName returns the folded parts of a respondent's name that may not be shown.
func (c *checker) hiddenName(resp *voxpop.Response) map[string]bool {
	hidden := map[string]bool{}
	if resp.Consent.Name == voxpop.FullName {
		return hidden
	}
	for i, w := range text.Words([]rune(resp.Person.Name)) {
		word := text.Fold([]rune(resp.Person.Name)[w.Start:w.End]).String()
		if i == 0 && resp.Consent.Name == voxpop.FirstName || text.Len(word) < 2 {
			continue
		}
		hidden[word] = true
	}
	for _, s := range []string{resp.Person.Place, resp.Person.Role} {
		for _, w := range text.Words([]rune(s)) {
			delete(hidden, text.Fold([]rune(s)[w.Start:w.End]).String())
		}
	}
	return hidden
}

// by checks who is said to have answered, and how.
func (c *checker) by(r *reading, l *Link) error {
	var people []*voxpop.Response
	who := map[string]bool{}
	for _, id := range strings.Split(l.ID, ",") {
		resp, err := c.response(r, l, strings.TrimSpace(id))
		if err != nil {
			return err
		}
		if resp == nil {
			return nil
		}
		people = append(people, resp)
		one, err := c.person(resp)
		if err != nil {
			return err
		}
		who[one] = true
	}
	tokens := c.inside(r, l)
	if len(tokens) == 0 {
		c.linkError(r, l, CodeAttribution, tell("the link has no words"), tell("say who answered and how, as in “one person wrote”"))
		return nil
	}
	for _, resp := range people {
		if resp.Withdrawn() {
			c.linkError(r, l, CodeConsent, tell("%s was withdrawn on %s", resp.ID, c.callout.Day(resp.WithdrawnAt)), tell("take it out of the story"))
			continue
		}
		c.medium(r, tokens, resp)
		c.nouns(r, c.behind(r, l), resp)
		c.shown(r, l, tokens, resp)
	}
	if len(who) == 1 {
		before := len(c.res.Findings)
		c.onePerson(r, l.Offset, tokens)
		if len(c.res.Findings) > before {
			c.byFix(l, people[0])
		}
	}
	return nil
}

// person is the key of who sent a response: of one marked as a duplicate, the
// key of the one that is kept.
func (c *checker) person(resp *voxpop.Response) (string, error) {
	if resp.DuplicateOf != "" {
		kept, ok, err := c.rec.Response(resp.DuplicateOf)
		if err != nil || ok {
			return kept.Who(), err
		}
	}
	return resp.Who(), nil
}

// behind returns the words that follow a link up to the next mark or link:
// “[one person wrote](by:ID) in an email”.
func (c *checker) behind(r *reading, l *Link) []token {
	var out []token
	end := l.End
	for _, t := range r.tokens[r.wordAt(end):] {
		if strings.TrimSpace(string(r.Runes[end:t.Start])) != "" || r.Link[t.Start] >= 0 || len(out) == 6 {
			break
		}
		out = append(out, t)
		end = t.End
	}
	return out
}

// medium checks verbs and nouns against how the answer came.
func (c *checker) medium(r *reading, tokens []token, resp *voxpop.Response) {
	if c.nouns(r, tokens, resp) {
		c.verbs(r, tokens, resp)
	}
}

// nouns reports whether the nouns for a medium or a channel fit the answer.
func (c *checker) nouns(r *reading, tokens []token, resp *voxpop.Response) bool {
	for _, h := range c.lang.ix.nouns.all(tokens) {
		n := c.lang.nouns[h.id]
		fits := !n.never && (n.medium == "" || n.medium == resp.Medium)
		if n.channels != nil {
			// A voice message is a message, whichever messenger it came by; a
			// text on the web form is not.
			plain := n.medium == "" && slices.Equal(n.channels, messengers) && (resp.Medium == voxpop.Voice || resp.Medium == voxpop.Video)
			fits = fits && (plain || slices.Contains(n.channels, resp.Channel))
		}
		if !fits {
			c.runeError(r, tokens[h.from].Start, CodeAttribution, tell("“%s” does not fit %s, %s", n.words, resp.ID, came(resp)), c.sayHow(resp))
			c.howFix(r, tokens[h.from].Start, resp)
			return false
		}
	}
	return true
}

func (c *checker) verbs(r *reading, tokens []token, resp *voxpop.Response) {
	wrote, spoke := c.lang.ix.wrote.all(tokens), c.lang.ix.spoke.all(tokens)
	written := resp.Medium == voxpop.Text || resp.Medium == voxpop.Photo
	wrong, right := spoke, wrote
	if !written {
		wrong, right = wrote, spoke
	}
	if len(wrong) > 0 && len(right) == 0 {
		t := tokens[wrong[0].from]
		c.runeError(r, t.Start, CodeAttribution, tell("“%s” does not fit %s, %s", string(r.Runes[t.Start:t.End]), resp.ID, came(resp)), c.sayHow(resp))
		c.howFix(r, t.Start, resp)
	}
}

// came says how an answer came, without saying what it says.
func came(r *voxpop.Response) told {
	switch r.Medium {
	case voxpop.Voice:
		return tell("a voice message")
	case voxpop.Video:
		return tell("a video")
	case voxpop.Photo:
		return tell("a photo by %s", r.Channel)
	}
	switch r.Channel {
	case voxpop.Web:
		return tell("a text from the web form")
	case voxpop.Import:
		return tell("an imported text")
	}
	return tell("a text by %s", r.Channel)
}

// sayHow offers the house's way to say it.
func (c *checker) sayHow(r *voxpop.Response) told {
	return tell("write “%s”", howSaid(c.lang.tag, r))
}

// howSaid is the house's way to say how an answer came.
func howSaid(lang string, r *voxpop.Response) string {
	say := map[string][5]string{
		"en": {"wrote", "wrote in an email", "wrote in a message", "said in a voice message", "said in a video message"},
		"fa": {"نوشت", "در ایمیلی نوشت", "در پیامی نوشت", "در پیامی صوتی گفت", "در پیامی ویدئویی گفت"},
		"ar": {"كتب", "كتب في رسالة إلكترونية", "كتب في رسالة", "قال في رسالة صوتية", "قال في مقطع فيديو"},
	}[lang]
	i := 0
	switch {
	case r.Medium == voxpop.Voice:
		i = 3
	case r.Medium == voxpop.Video:
		i = 4
	case r.Channel == voxpop.Email:
		i = 1
	case slices.Contains(messengers, r.Channel):
		i = 2
	}
	return say[i]
}

// onePerson refuses a plural for one respondent.
func (c *checker) onePerson(r *reading, offset int, tokens []token) {
	for _, h := range c.lang.ix.persons.all(tokens) {
		if h.id >= len(c.lang.plural) {
			return // “one of the respondents”
		}
		c.at(r, offset, SeverityError, CodeAttribution, tell("“%s” is said of one respondent", c.lang.plural[h.id]), tell("a plural needs two people: write “one person”, or link them all as by:ID,ID"))
		return
	}
	for _, n := range c.wordNumbers(tokens) {
		if n.value > 1 && (n.from == 0 || c.lang.ix.people.any(tokens[n.to:min(len(tokens), n.to+2)])) {
			c.at(r, offset, SeverityError, CodeAttribution, tell("more than one person is said of one respondent"), tell("link them all as by:ID,ID"))
			return
		}
	}
	// “Bakers wrote”: a bare plural before the verb.
	if c.lang.tag == "en" && len(tokens) > 1 {
		first := tokens[0]
		_, verb := c.lang.ix.says.at(tokens, 1)
		if w := first.word; verb && len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && len(first.alts) == 1 && !c.nameLike(r, first) {
			c.at(r, offset, SeverityError, CodeAttribution, tell("“%s” is said of one respondent", w), tell("a plural needs two people: write “one person”, or link them all as by:ID,ID"))
		}
	}
}

// nameLike reports whether a word inside a sentence begins with a capital.
func (c *checker) nameLike(r *reading, t token) bool {
	s, _ := r.sentenceAt(t.Start)
	return unicode.IsUpper(r.Runes[t.Start]) && slices.ContainsFunc(r.Runes[s.Start:t.Start], text.IsWord)
}

var ages = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?i)\b(\d{1,3})[- ]years?[- ]old\b|\baged?\s+(\d{1,3})\b|,\s*(\d{1,3})\s*(?:,|$|\))|\b(\d{1,3})\s+years\s+of\s+age\b|\b(\d{2})-year\b`),
	"fa": regexp.MustCompile(`(\d{1,3})\s*[\x{200c} ]?ساله|[،,]\s*(\d{1,3})\s*(?:[،,]|$|\))`),
	"ar": regexp.MustCompile(`(\d{1,3})\s+(?:عام|سنة|عاما|عامًا)|[،,]\s*(\d{1,3})\s*(?:[،,]|$|\))`),
}

// agesIn returns the ages given in a text.
func (c *checker) agesIn(runes []rune) []int {
	var out []int
	if !slices.ContainsFunc(runes, unicode.IsDigit) {
		return nil
	}
	for _, m := range ages[c.lang.tag].FindAllStringSubmatch(asciiDigits(runes), -1) {
		for _, g := range m[1:] {
			if n, err := strconv.Atoi(g); err == nil {
				out = append(out, n)
			}
		}
	}
	return out
}

// shown checks that no more of the respondent is shown than they allowed, and
// nothing that the record does not hold.
func (c *checker) shown(r *reading, l *Link, tokens []token, resp *voxpop.Response) {
	hidden := c.hiddenName(resp)
	for _, t := range tokens {
		if slices.ContainsFunc(t.alts, func(w string) bool { return hidden[w] }) {
			c.runeError(r, t.Start, CodeAttribution, tell("the respondent of %s allowed %s of their name to be shown", resp.ID, map[voxpop.NameLevel]told{voxpop.FirstName: tell("only the first part"), voxpop.NoName: tell("nothing"), "": tell("nothing")}[resp.Consent.Name]), tell("write “one person”, or the role and the place"))
			c.byFix(l, resp)
			return
		}
	}
	for _, age := range c.agesIn(r.Runes[l.Start:l.End]) {
		switch {
		case resp.Person.Age == nil || *resp.Person.Age != age:
			c.linkError(r, l, CodeAttribution, tell("the age %d is not in the record of %s", age, resp.ID), tell("leave the age out"))
			c.byFix(l, resp)
		case resp.Consent.Name != voxpop.FirstName && resp.Consent.Name != voxpop.FullName:
			c.linkError(r, l, CodeAttribution, tell("the respondent of %s is not to be named, so the age is not shown", resp.ID), tell("leave the age out; role and place may stay"))
			c.byFix(l, resp)
		}
	}
	if c.lang.tag == "en" {
		c.capitals(r, l, tokens, resp)
	}
}

var commonCapitals = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`i english persian farsi arabic spanish turkish french german russian kurdish urdu pashto dari chinese hindi portuguese italian
		telegram whatsapp signal sms monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
		muslim christian jewish dr mr mrs ms`) {
		m[w] = true
	}
	return m
}()

// capitals looks for a name or a place that the record of the respondent does
// not hold: in English they are written with a capital.
func (c *checker) capitals(r *reading, l *Link, tokens []token, resp *voxpop.Response) {
	known := map[string]bool{}
	for _, s := range []string{resp.Person.Name, resp.Person.Place, resp.Person.Role} {
		for _, w := range text.Words([]rune(s)) {
			known[text.Fold([]rune(s)[w.Start:w.End]).String()] = true
		}
	}
	verbs := c.lang.ix.says
	sentence, _ := r.sentenceOf(l)
	hidden := c.hiddenName(resp)
	for i, t := range tokens {
		if !unicode.IsUpper(r.Runes[t.Start]) || commonCapitals[t.word] || slices.ContainsFunc(t.alts, func(w string) bool { return known[w] }) {
			continue
		}
		// A name of the record in Arabic script, romanised.
		if sp := newSpelling(string(r.Runes[t.Start:t.End])); sp != nil {
			if found := romanised(sp, known); found != "" && !hidden[found] {
				continue
			}
		}
		if i == 0 && !slices.ContainsFunc(r.Runes[sentence.Start:t.Start], func(r rune) bool { return !text.IsQuote(r) && !text.IsSpace(r) }) {
			// The first word of a sentence has a capital anyway. It is a name
			// when a comma or a verb follows at once.
			next := t.End < len(r.Runes) && r.Runes[t.End] == ','
			if len(tokens) > 1 {
				_, isVerb := verbs.at(tokens, 1)
				next = next || isVerb
			}
			if !next || pronouns[t.word] {
				continue
			}
		}
		c.runeError(r, t.Start, CodeAttribution, tell("“%s” is not in the record of %s", string(r.Runes[t.Start:t.End]), resp.ID), tell("show only what the respondent told and allowed"))
		c.byFix(l, resp)
		return
	}
}

// romanised returns the word of a set in Arabic script that a Latin spelling
// may stand for; "" if none.
func romanised(sp *spelling, words map[string]bool) string {
	for w := range words {
		if sp.matches(w) || sp.matches(strings.TrimPrefix(w, "ال")) {
			return w
		}
	}
	return ""
}

var pronouns = map[string]bool{"someone": true, "somebody": true, "one": true, "another": true, "they": true, "she": true, "he": true, "who": true, "this": true, "that": true}

// clip checks a piece of a recording.
func (c *checker) clip(r *reading, l *Link) error {
	if !slices.ContainsFunc([]rune(l.Text), text.IsWord) {
		c.linkError(r, l, CodeAlt, tell("the clip has no alternative text"), tell("say between the brackets what can be heard"))
	}
	resp, err := c.response(r, l, l.ID)
	if resp == nil || err != nil {
		return err
	}
	form, wrong, hint := readClipForm(l.Query)
	if !wrong.Empty() {
		c.linkError(r, l, CodeLink, wrong, hint)
	}
	if resp.Withdrawn() {
		c.allowed(r, l, resp, tell("heard"), true)
		return nil
	}
	if resp.Medium != voxpop.Voice && resp.Medium != voxpop.Video {
		c.linkError(r, l, CodeLink, tell("%s is no recording", resp.ID), tell("quote its words instead"))
		return nil
	}
	c.clipConsent(r, l, resp, form)
	if resp.Media == "" {
		c.linkError(r, l, CodeLink, tell("%s has no recording in the record", resp.ID), tell("quote its words instead"))
		return nil
	}
	seconds := 0.0
	body, ok, err := c.rec.ReadFile(resp.Media)
	if err != nil {
		return err
	}
	if ok {
		if info, err := media.Probe(body); err == nil {
			seconds = info.Seconds
		}
	}
	if seconds == 0 && resp.Transcript != nil {
		for _, cue := range resp.Transcript.Cues {
			seconds = max(seconds, cue.End)
		}
	}
	switch {
	case !ok && seconds == 0:
		c.linkError(r, l, CodeLink, tell("the recording of %s is missing from the record", resp.ID), tell("import the folder again with its media"))
	case seconds == 0:
		c.linkError(r, l, CodeLink, tell("how long the recording of %s is cannot be read", resp.ID), tell("Ogg Opus, WAV, MP4 and WebM are understood"))
	case l.To > seconds+.05:
		c.linkError(r, l, CodeLink, tell("the clip ends at %s s, the recording of %s at %s s", seconds1(l.To), resp.ID, seconds1(seconds)), tell("choose times inside the recording"))
	}
	if form.disguise == Revoice {
		c.revoiced(r, l, resp, seconds)
	}
	c.heardWords(r, l, resp)
	c.delay(r, l, resp)
	return nil
}

// clipConsent holds a clip to what its respondent allowed: their words, their
// voice, their face.
func (c *checker) clipConsent(r *reading, l *Link, resp *voxpop.Response, form clipForm) {
	video := resp.Medium == voxpop.Video
	show := form.shows(video)
	voice, face := form.disguise != Revoice, show != ShowAudio
	switch {
	case !video && form.show != "" && form.show != ShowAudio:
		c.linkError(r, l, CodeLink, tell("%s is a voice message: there is nothing to show", resp.ID), tell("leave show out"))
	case len(form.fill) > 0 && !face:
		c.linkError(r, l, CodeLink, tell("the clip fills parts of a picture that it does not show"), tell("leave fill out, or write show=still or show=video"))
	case form.disguise == Revoice && show == ShowVideo:
		c.linkError(r, l, CodeLink, tell("a synthetic voice does not go with a moving picture: the lips would say who speaks"), tell("write show=audio"))
	}
	words, use := resp.Consent.Quote, tell("heard")
	switch {
	case voice && face:
		words, use = resp.Consent.Voice && resp.Consent.Face, tell("heard and seen")
	case voice:
		words = resp.Consent.Voice
	case face:
		words, use = words && resp.Consent.Face, tell("quoted and seen")
	default:
		use = tell("quoted")
	}
	if video && voice && face && resp.Consent.Voice && !resp.Consent.Face {
		c.linkError(r, l, CodeConsent, tell("the respondent of %s did not consent to be seen", resp.ID), tell("write show=audio: the voice alone may be heard"))
		c.soundOnly(l)
		words = true // said
	}
	c.allowed(r, l, resp, use, words)
}

// revoiced checks what a synthetic voice would read: a text that a person
// reviewed, and no more of it than lies between the times.
func (c *checker) revoiced(r *reading, l *Link, resp *voxpop.Response, seconds float64) {
	t := resp.Transcript
	if t == nil || t.State != voxpop.Reviewed || t.Text == "" {
		c.linkError(r, l, CodeVerbatim, tell("a synthetic voice reads reviewed words only, and the transcript of %s is not reviewed", resp.ID), tell("listen to the recording, correct the transcript and review it"))
		return
	}
	said, _ := spokenText(t, l.From, l.To)
	switch {
	case len(t.Cues) == 0 && (l.From > .5 || seconds > 0 && l.To < seconds-.5):
		c.linkError(r, l, CodeVerbatim, tell("the transcript of %s has no times, so what is said between these two is not known", resp.ID), tell("read all of it, from 0 to the end"))
	case said == "":
		c.linkError(r, l, CodeVerbatim, tell("the transcript of %s says nothing between these times", resp.ID), tell("choose other times"))
	}
}

// heardWords looks in what a clip prints of the transcript for what may not be
// published: the way to a person, or the respondent's own name.
func (c *checker) heardWords(r *reading, l *Link, resp *voxpop.Response) {
	t := resp.Transcript
	if t == nil || t.State != voxpop.Reviewed {
		c.at(r, l.Offset, SeverityWarning, CodePrivacy, tell("nobody has reviewed what is said in %s: names and numbers that are heard are not looked for", resp.ID), tell("listen to all of the clip, or review the transcript"))
		return
	}
	words, _ := spokenText(t, l.From, l.To)
	for _, f := range reach(first(scrub(words))) {
		c.linkError(r, l, CodePrivacy, tell("%s is said in the clip", f.what), tell("choose times without it"))
	}
	hidden := c.hiddenName(resp)
	runes := []rune(words)
	for _, w := range text.Words(runes) {
		if hidden[text.Fold(runes[w.Start:w.End]).String()] {
			c.linkError(r, l, CodePrivacy, tell("the name of the respondent of %s is said in the clip", resp.ID), tell("choose times without it"))
			return
		}
	}
}

// spokenText is what a transcript says between two times: the cues that lie
// mostly inside, or all of it when it has none. whole says that nothing was
// left out.
func spokenText(t *voxpop.Transcript, from, to float64) (said string, whole bool) {
	if len(t.Cues) == 0 {
		return t.Text, true
	}
	var words []string
	for _, cue := range t.Cues {
		if middle := (cue.Start + cue.End) / 2; middle >= from && middle < to {
			words = append(words, strings.TrimSpace(cue.Text))
		}
	}
	return strings.Join(words, " "), len(words) == len(t.Cues)
}

func seconds1(s float64) locale.Figure { return locale.Figure(strconv.FormatFloat(s, 'f', -1, 64)) }
