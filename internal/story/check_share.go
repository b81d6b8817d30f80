package story

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/prevalence"
	"voxpop/internal/text"
)

// claim is what the words of a share link say.
type claim struct {
	link   *Link
	code   string
	group  string // of a breakdown: its dimension and value, as “lang fa”
	word   *rungWord
	wordAt text.Span // where it stands in the block
	n      int
	of     int
	nOfN   bool
	single bool // a bare number
}

// shares checks the share links of a block: first every figure, then the
// words, each with its base.
func (c *checker) shares(r *reading) {
	var claims []claim
	for _, l := range r.Links {
		if l.Kind != LinkShare || !l.broken.Empty() {
			continue
		}
		if k, ok := c.share(r, l); ok {
			claims = append(claims, k)
		}
	}
	for i, k := range claims {
		if k.word != nil {
			c.word(r, k)
			c.base(r, claims, i)
			if k.word.rung != "" || k.word.dominate {
				c.prev = k.code
			}
		}
		if k.nOfN {
			c.based = true
		}
		if k.group == "" && !slices.ContainsFunc(c.order, func(u themeUse) bool { return u.code == k.code }) {
			if code, _ := c.code(k.code); code.Kind == voxpop.Theme {
				c.order = append(c.order, themeUse{k.code, k.link})
			}
		}
	}
}

// share reads one link and checks its numbers.
func (c *checker) share(r *reading, l *Link) (claim, bool) {
	k := claim{link: l, code: l.ID}
	code, ok := c.code(l.ID)
	if !ok {
		ids := make([]string, len(c.book.Codes))
		for i, b := range c.book.Codes {
			ids[i] = b.ID
		}
		c.linkError(r, l, CodeLink, tell("there is no code %q in the codebook", l.ID), c.suggest(l.ID, ids, "the codes are %s"))
		c.fixID(l, c.meant)
		return k, false
	}
	share, _ := c.figures.Share(code.ID)
	n, of := prevalence.Whole(share.N), share.Of
	for dim, values := range l.Query {
		if _, ok := prevalence.Dimension(dim); !ok || len(values) != 1 || k.group != "" {
			c.linkError(r, l, CodeLink, tell("a share cannot be broken down by %q", dim), tell("one of lang, medium, channel, place, role, week, as in share:%s?lang=fa", code.ID))
			return k, false
		}
		total, by, _ := c.figures.Group(dim, values[0])
		n, of = by[code.ID], total
		k.group = dim + " " + values[0]
	}
	if k.group != "" && (n < c.house.MinCell) {
		c.linkError(r, l, CodePrivacy, tell("a breakdown cell of fewer than %d people is not published", c.house.MinCell), tell("leave the breakdown out, or join groups"))
		return k, false
	}

	tokens := c.inside(r, l)
	words := c.ladder.all(tokens)
	runes := r.Runes[l.Start:l.End]
	figures := figuresIn(runes, c.lang)
	numbers := c.wordNumbers(tokens)
	if len(numbers) > 1 || len(numbers) == 1 && (figures.n != nil || len(figures.percents) > 0) {
		figures = figuresIn(digitsFor(runes, tokens, numbers, l.Start), c.lang)
	}
	if !figures.bad.Empty() {
		c.linkError(r, l, CodeNumber, figures.bad, tell("write “n of N”, a percentage, or n"))
		return k, false
	}
	digits := figures.n != nil || len(figures.percents) > 0
	ladder := slices.DeleteFunc(slices.Clone(words), func(h hit) bool { return c.rungs[h.id].number > 0 })
	if digits || len(ladder) > 0 || len(numbers) == 1 { // a number word is read with its fellows
		words = ladder
	}
	if len(words) > 1 {
		c.linkError(r, l, CodeQuantifier, tell("“%s” holds %d words of the ladder", short(l.Text), len(words)), tell("one link, one word"))
		return k, false
	}
	if len(words) == 0 && !digits && len(numbers) != 1 {
		c.linkError(r, l, CodeQuantifier, tell("“%s” holds no word of the ladder and no number", short(l.Text)), tell("link the quantifier itself, or “n of N”"))
		return k, false
	}
	rest := tokens
	if len(words) == 1 {
		k.word = &c.rungs[words[0].id]
		k.wordAt = text.Span{Start: tokens[words[0].from].Start, End: tokens[words[0].to-1].End}
		rest = slices.Concat(tokens[:words[0].from], tokens[words[0].to:])
	} else if !digits && len(numbers) == 1 {
		at := numbers[0]
		k.wordAt = text.Span{Start: tokens[at.from].Start, End: tokens[at.to-1].End}
		k.word = &rungWord{number: at.value, word: string(r.Runes[k.wordAt.Start:k.wordAt.End])}
		rest = slices.Concat(tokens[:at.from], tokens[at.to:])
	}
	if w, ok := c.skewed(slices.Concat(c.before(r, l), rest)); ok {
		code := CodeNumber
		if k.word != nil && k.word.number == 0 {
			code = CodeQuantifier
		}
		c.linkError(r, l, code, tell("“%s” makes the figure another than the record's", w), tell("write the figure itself: %d of %d", n, of))
		if len(c.before(r, l)) == 0 {
			c.fixText(l, FixFigure, c.figureText(n, of), c.figureText(n, of))
		}
		return k, false
	}
	if i := strings.IndexAny(string(runes), "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"); i >= 0 && strings.HasSuffix(string(runes)[:i], "-") || i >= 0 && strings.HasSuffix(string(runes)[:i], "−") {
		c.linkError(r, l, CodeNumber, tell("a number of people is not negative"), tell("write “%d of %d”", n, of))
		c.fixText(l, FixFigure, c.figureText(n, of), c.figureText(n, of))
		return k, false
	}
	for _, p := range figures.percents {
		if of < c.house.NumbersOnly {
			c.linkError(r, l, CodeNumber, tell("%d people are no base for a percentage", of), tell("write “%d of %d”", n, of))
			c.fixText(l, FixFigure, c.figureText(n, of), c.figureText(n, of))
			continue
		}
		want := prevalence.Percent(n, of, p.decimals)
		if want != p.text {
			c.linkError(r, l, CodeNumber, tell("%s %% is not the share of %s: it is %s %% (%d of %d)", locale.Figure(p.text), code.ID, locale.Figure(want), n, of), tell("write “%s %%”", locale.Figure(want)))
			if len(figures.percents) == 1 && figures.n == nil {
				say := c.percentText(n, of, p.decimals)
				c.fixText(l, FixFigure, say, say)
			}
		}
	}
	switch {
	case figures.n == nil:
	case figures.of != nil:
		k.n, k.of, k.nOfN = *figures.n, *figures.of, true
		if k.n != n || k.of != of {
			c.linkError(r, l, CodeNumber, tell("%d of %d is not the record's figure for %s: it is %d of %d", k.n, k.of, code.ID, n, of), tell("write “%d of %d”", n, of))
			c.fixText(l, FixFigure, c.figureText(n, of), c.figureText(n, of))
		}
	default:
		k.n, k.single = *figures.n, true
		if k.n != n {
			c.linkError(r, l, CodeNumber, tell("%d is not the number of people who voice %s: it is %d", k.n, code.ID, n), tell("write “%d of %d”", n, of))
			c.fixText(l, FixFigure, c.figureText(n, of), c.figureText(n, of))
		}
	}
	if k.word != nil && k.group != "" {
		c.linkError(r, l, CodeQuantifier, tell("a breakdown is given in numbers, not in words"), tell("write “%d of %d”", n, of))
		c.fixText(l, FixFigure, c.figureText(n, of), c.figureText(n, of))
		k.word = nil
	}
	return k, true
}

// written is the numbers of a share link.
type written struct {
	n, of    *int
	percents []percentage
	bad      told
}

type percentage struct {
	text     string // ASCII, as Percent writes it
	decimals int
}

var (
	numberRE  = regexp.MustCompile(`\d+(?:[,٬’'\x{00a0}\x{202f} ]\d{3})*(?:[.٫]\d+)?|\d+`)
	signAfter = regexp.MustCompile(`^[\s\x{00a0}\x{202f}]*[%٪]`)
)

// figuresIn reads “11 of 98”, “42 %”, “41”, in any of the digits.
func figuresIn(runes []rune, l *language) written {
	s := asciiDigits(runes)
	var w written
	var plain []int
	var at [][2]int
	for _, m := range numberRE.FindAllStringIndex(s, -1) {
		num, rest, before := s[m[0]:m[1]], start(s[m[1]:], 64), strings.TrimRight(s[:m[0]], " \u00a0")
		if signAfter.MatchString(rest) || strings.HasSuffix(before, "%") || strings.HasSuffix(before, "٪") || wordAfter(rest, l.percent) {
			num = strings.NewReplacer("٫", ".", ",", ".").Replace(num)
			_, frac, _ := strings.Cut(num, ".")
			w.percents = append(w.percents, percentage{strings.TrimLeft(num, "0"), len(frac)})
			if p := &w.percents[len(w.percents)-1]; p.text == "" || p.text[0] == '.' {
				p.text = "0" + p.text
			}
			continue
		}
		num = strings.NewReplacer(",", "", "٬", "", "’", "", "'", "", "\u00a0", "", "\u202f", "", " ", "").Replace(num)
		n, err := strconv.Atoi(num)
		if err != nil {
			return written{bad: tell("%q is not a number of people", num)}
		}
		plain = append(plain, n)
		at = append(at, [2]int{m[0], m[1]})
	}
	switch len(plain) {
	case 0:
	case 1:
		w.n = &plain[0]
	case 2:
		between := s[at[0][1]:at[1][0]]
		switch {
		case holdsWord(between, l.of) || strings.TrimSpace(between) == "/":
			w.n, w.of = &plain[0], &plain[1]
		case holdsWord(s[:at[0][0]], l.of): // “of 98 people, 11”
			w.n, w.of = &plain[1], &plain[0]
		default:
			w.bad = tell("“%s” cannot be read as n of N", short(string(runes)))
		}
	default:
		w.bad = tell("“%s” holds too many numbers", short(string(runes)))
	}
	return w
}

// start is the first n bytes of s or so, cut between two characters.
func start(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func wordAfter(rest string, words []string) bool {
	rest = text.FoldString(strings.TrimLeft(start(rest, 48), " \u00a0\u202f-"))
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(rest, text.FoldString(w)) })
}

func holdsWord(s string, words []string) bool {
	list := make([]string, 0)
	r := []rune(s)
	for _, sp := range text.Words(r) {
		list = append(list, text.Fold(r[sp.Start:sp.End]).String())
	}
	joined := " " + strings.Join(list, " ") + " "
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(joined, " "+text.FoldString(w)+" ") })
}

// word checks a quantifier against the ladder.
func (c *checker) word(r *reading, k claim) {
	share, _ := c.figures.Share(k.code)
	n, of := prevalence.Whole(share.N), share.Of
	figure := tell("%d of %d", n, of)
	switch {
	case k.word.number > 0:
		if k.word.number != n {
			c.linkError(r, k.link, CodeQuantifier, tell("“%s” is not the number of people who voice %s: it is %d", k.word.word, k.code, n), tell("write the number: %s", figure))
			c.fixText(k.link, FixFigure, c.figureText(n, of), c.figureText(n, of))
		}
	case k.word.dominate:
		if ok, why := prevalence.Dominates(c.house, c.figures, k.code); !ok {
			c.linkError(r, k.link, CodeQuantifier, tell("%s does not dominate the answers: %s", k.code, dominateWhy(why, figure)), c.offer(k.code, figure))
			c.wordFix(r, k, n, of)
		}
	default:
		j := prevalence.Judge(c.house, c.figures, k.code, k.word.rung, c.prevOf(k))
		switch {
		case j.Overstated:
			c.linkError(r, k.link, CodeQuantifier, tell("“%s” says more than %s carries: %s", k.word.word, k.code, why(j.Reason, figure)), c.offer(k.code, figure))
			c.wordFix(r, k, n, of)
		case j.Understated:
			c.linkFinding(r, k.link, SeverityWarning, CodeQuantifier, tell("“%s” says less than %s carries: %s", k.word.word, k.code, figure), tell("“%s” would be right; keep the figure beside the weaker word", c.say(j.Offer)))
			c.offerFix(r, k, j.Offer, n, of)
		}
	}
}

// prevOf is the earlier code that “others” are other than.
func (c *checker) prevOf(k claim) string {
	if c.prev == k.code {
		return ""
	}
	return c.prev
}

// say is the house's word for a rung, in the story's language.
func (c *checker) say(rung string) string {
	for _, r := range c.house.Ladder {
		if r.ID == rung && len(r.Words[c.lang.tag]) > 0 {
			return r.Words[c.lang.tag][0]
		}
	}
	return rung
}

func (c *checker) offer(code string, figure told) told {
	share, _ := c.figures.Share(code)
	switch rung := prevalence.Strongest(c.house, c.figures, code); {
	case share.Of < c.house.NumbersOnly || rung == "":
		return tell("give the number: %s", figure)
	case share.Alpha != nil && *share.Alpha < c.house.MinAlpha:
		return tell("write “%s”: the coders disagree too often on this code for a stronger word", c.say(rung))
	default:
		return tell("write “%s” (%s)", c.say(rung), figure)
	}
}

func inPercent(x float64) told {
	return tell("%s %%", locale.Figure(strconv.FormatFloat(math.Round(x*1000)/10, 'f', -1, 64)))
}

func why(r prevalence.Reason, figure told) told {
	switch r.Condition {
	case prevalence.WantBase:
		return tell("with fewer than %.0f people counted only numbers are given (%s)", r.Need, figure)
	case prevalence.WantAgreement:
		return tell("the coders agree too little on it (alpha %.3f, at least %.3f is needed)", r.Have, r.Need)
	case prevalence.WantAll:
		return tell("%s is not everybody", figure)
	case prevalence.WantShare:
		return tell("%s is %s, and the word begins at %s", figure, inPercent(r.Have), inPercent(r.Need))
	case prevalence.WantPeople:
		return tell("%s, and the word needs %.0f people", figure, r.Need)
	case prevalence.WantLow:
		return tell("%s, but coder disagreement or uncoded answers could bring it down to %s, and the word must hold above %s", figure, inPercent(r.Have), inPercent(r.Need))
	case prevalence.WantOthers:
		return tell("without those counted just before, %.0f people remain, and the word needs %.0f", r.Have, r.Need)
	}
	return figure
}

func dominateWhy(r prevalence.Reason, figure told) told {
	var rest told
	switch r.Without {
	case "campaigns":
		rest = tell("without campaigns ")
	case "channel":
		rest = tell("without the largest channel ")
	}
	switch r.Condition {
	case prevalence.WantShare:
		return tell("%sit is %d of %d, and %s is needed", rest, r.N, r.Of, inPercent(r.Need))
	case prevalence.WantLead:
		return tell("%s%d people voice it, not twice as many as the next theme, %s", rest, r.N, r.Next)
	case prevalence.WantBase:
		return tell("%d people are counted, and %.0f are needed", r.Of, r.Need)
	}
	return why(r, figure)
}

// base asks for n of N in the paragraph where a code's word is first used, and
// for the number before the word where few are counted.
func (c *checker) base(r *reading, claims []claim, i int) {
	k := claims[i]
	all := k.word.rung == voxpop.RungAll
	if c.used["base "+k.code] > 0 && !all {
		return
	}
	same := claims
	if r.Heading { // a heading has no room for figures: the paragraph below it has
		same = slices.Concat(claims, c.claimsBelow(r))
	}
	at := slices.IndexFunc(same, func(o claim) bool { return o.nOfN && o.code == k.code && o.group == "" })
	share, _ := c.figures.Share(k.code)
	n, of := prevalence.Whole(share.N), share.Of
	if at < 0 {
		c.linkError(r, k.link, CodeBase, tell("“%s” stands without its figure", short(k.link.Text)), tell("add ([%d of %d](share:%s)) in this paragraph", n, of, k.code))
		if of < c.house.NumberFirst { // the figure would have to stand before the word
			c.fixText(k.link, FixFigure, c.figureText(n, of), c.figureText(n, of))
		} else if p, ok := c.doc.parts(k.link); ok {
			c.fix(FixBase, c.figureText(n, of), edit{p.end, p.end, " ([" + c.figureText(n, of) + "](share:" + k.code + "))"})
		}
		return
	}
	c.used["base "+k.code]++
	if of < c.house.NumberFirst && same[at].link != k.link && (at >= len(claims) || same[at].link.Start > k.link.Start) {
		c.linkError(r, k.link, CodeBase, tell("with %d people counted the number comes before the word", of), tell("write [%d of %d](share:%s) first", n, of, k.code))
		c.fixText(k.link, FixFigure, c.figureText(n, of), c.figureText(n, of))
	}
}

// claimsBelow reads the figures of the next paragraph without reporting.
func (c *checker) claimsBelow(r *reading) []claim {
	var out []claim
	for _, next := range c.readings[min(len(c.readings), r.index+1):] {
		if next.Heading {
			break
		}
		for _, l := range next.Links {
			if l.Kind == LinkShare && len(l.Query) == 0 {
				f := figuresIn(next.Runes[l.Start:l.End], c.lang)
				if f.n != nil && f.of != nil {
					out = append(out, claim{link: l, code: l.ID, nOfN: true})
				}
			}
		}
		break
	}
	return out
}

// Charts lists the charts that a story may place, by the name its link gives.
var Charts = []string{"themes", "arrivals", "media", "languages", "statements", "echoes"}

// chartSettings are what may stand behind a chart's name.
var chartSettings = map[string][]string{"statements": {"point"}, "echoes": {"point", "speaker"}}

func (c *checker) chart(r *reading, l *Link) {
	if !slices.ContainsFunc([]rune(l.Text), text.IsWord) {
		c.linkError(r, l, CodeAlt, tell("the chart has no alternative text"), tell("say between the brackets what it shows"))
	}
	if !slices.Contains(Charts, l.ID) {
		c.linkError(r, l, CodeLink, tell("there is no chart %q", l.ID), c.suggest(l.ID, Charts, "the charts are %s"))
		c.fixID(l, c.meant)
		return
	}
	for _, k := range slices.Sorted(maps.Keys(l.Query)) {
		switch has := chartSettings[l.ID]; {
		case len(has) == 0:
			c.linkError(r, l, CodeLink, tell("the chart %s has no setting %q", l.ID, k), tell("it has none; statements has point, echoes has point and speaker"))
		case !slices.Contains(has, k):
			c.linkError(r, l, CodeLink, tell("the chart %s has no setting %q", l.ID, k), tell("it has %s", strings.Join(has, " and ")))
		case len(l.Query[k]) > 1:
			c.linkError(r, l, CodeLink, tell("the chart %s has two of %q", l.ID, k), tell("leave one"))
		}
	}
	if l.Query.Has("speaker") && l.ID == "echoes" {
		c.chartSpeaker(r, l)
	}
	if p := l.Query.Get("point"); p != "" || l.Query.Has("point") {
		if _, ok := c.point(p); !ok {
			ids := make([]string, len(c.points))
			for i, k := range c.points {
				ids[i] = k.ID
			}
			c.linkError(r, l, CodeLink, tell("there is no point %q", p), c.suggest(p, ids, "the points are %s"))
		}
	}
	if l.ID == "statements" {
		c.chartStatements(r, l)
	}
	if l.ID != "themes" && l.ID != "echoes" {
		return
	}
	if n := c.figures.Waterfall.Counted; n < c.house.NumbersOnly {
		c.linkError(r, l, CodeBase, tell("%d people are no base for a chart of shares", n), tell("give the numbers in the text"))
	} else if !c.based && !c.basedBefore(r, l) {
		c.linkError(r, l, CodeBase, tell("the chart of %s stands before any “n of N”", l.ID), tell("give one figure with its base before the chart"))
	}
}

// chartStatements refuses a chart of statements that would show none.
func (c *checker) chartStatements(r *reading, l *Link) {
	if _, ok := c.point(l.Query.Get("point")); l.Query.Has("point") && !ok {
		return // reported already
	}
	if _, err := drawnPoints(c.points, c.statements, l.Query); err != nil {
		c.linkError(r, l, CodeLink, tell("the chart cannot be drawn: %s", err), tell("say in the statements what position they take, or take the chart out"))
	}
}

// chartSpeaker checks the speaker whose statements a chart shows.
func (c *checker) chartSpeaker(r *reading, l *Link) {
	who := voxpop.Slug(c.called(l.Query.Get("speaker")))
	var names []string
	for _, s := range c.statements {
		if slug := voxpop.Slug(s.Speaker); voxpop.SameName(slug, who) {
			return
		} else if !slices.Contains(names, slug) {
			names = append(names, slug)
		}
	}
	c.linkError(r, l, CodeLink, tell("no statement of %q is in the record", l.Query.Get("speaker")), c.suggest(who, names, "the record holds %s"))
}

// basedBefore looks for “n of N” earlier in the chart's own block, whose
// figures are read after its pictures.
func (c *checker) basedBefore(r *reading, chart *Link) bool {
	return slices.ContainsFunc(r.Links, func(l *Link) bool {
		if l.Kind != LinkShare || l.Start >= chart.Start {
			return false
		}
		f := figuresIn(r.Runes[l.Start:l.End], c.lang)
		return f.n != nil && f.of != nil
	})
}
