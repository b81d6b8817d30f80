package codes

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
)

// ahead is how many answers after the first the page brings along, so that the
// next one is there when the coder is.
const ahead = 3

// codingPage is the data of coding.tmpl.
type codingPage struct {
	frame.Page
	Base      string
	Queue     coding.Queue
	Named     string // ids of a list, or the code under review
	Tabs      []tab
	Progress  []string
	Answers   []answerCard // the first is shown, the others wait
	Empty     string
	NoThemes  bool
	Pinned    []codeRow
	Codes     []codeRow
	Plan      coding.Plan
	MayPlan   bool
	LearnedOn string // when the suggestions were learned
}

type tab struct {
	Queue   coding.Queue
	Name    string
	Left    string
	Current bool
}

// answerCard is one answer before a coder.
type answerCard struct {
	ID, Day, ISO, Medium string
	Said                 text
	Translation          text
	Sound                bool // there is a recording
	Video                bool
	Open                 bool
	Closed               string // why it cannot be marked
	Note                 string // that it is not counted
	Mine                 []string
	Kept                 []string // marked and never confirmed: a crash, a closed lid
	HasKept              bool
	Done                 bool // this coder looked at it
	Decided              []codeName
	Hints                []hint
	Memo                 string
	Shared               bool
	T                    teller
	Base                 string
	First                bool
}

// teller says sentences to a template of a part.
type teller interface{ Say(string, ...any) string }

type hint struct {
	Code    string
	Name    text
	Percent string
	Words   string
	First   bool
}

type codeName struct {
	Code  string
	Name  text
	Badge badge
}

// codeRow is a code that can be given.
type codeRow struct {
	ID                                    string
	Name                                  text
	Depth                                 int // 1 to 6
	Control                               bool
	Retired                               bool
	Key                                   string // 1 to 0; "" = not pinned
	Badge                                 badge
	Definition, Include, Exclude, Example string
	Chosen                                bool
	Find                                  string // in which the box looks
}

func queueOf(q *frame.Request) (queue coding.Queue, named string) {
	queue, named = coding.Queue(q.FormValue("queue")), q.FormValue("named")
	switch queue {
	case coding.DoubleQueue, coding.UncodedQueue, coding.UncertainQueue, coding.RandomQueue:
		return queue, ""
	case coding.ReviewQueue, coding.ListQueue:
		return queue, named
	}
	return coding.RandomQueue, ""
}

// dealt is what one look at the roll gives a page.
type dealt struct {
	book      voxpop.Codebook
	callout   voxpop.Callout
	plan      coding.Plan
	progress  coding.Progress
	ids       []string
	standings map[string]coding.Standing
	hint      coding.Hint
	review    int
}

// deal looks up what comes next for the coder.
func (s *Screens) deal(q *frame.Request, queue coding.Queue, named string, n int, skip ...string) (d dealt, err error) {
	if d.plan, err = s.Records.CodingPlan(q.Context(), q.Slug()); err != nil {
		return d, err
	}
	var changed map[string]Version
	if queue == coding.ReviewQueue {
		if changed, err = s.ruleChanges(q); err != nil {
			return d, err
		}
	}
	coder := string(q.By)
	err = s.Rolls.Use(q.Context(), q.Slug(), func(l *coding.Roll) error {
		d.book, d.callout, d.progress = l.Book, l.Callout, l.Progress(d.plan, coder)
		if s.Hints != nil && len(l.Book.Codes) > 0 {
			d.hint = s.Hints.Of(q.Context(), q.Slug(), d.progress.AllCoded)
		}
		var list []string
		switch queue {
		case coding.UncertainQueue:
			list = d.hint.Next
		case coding.ReviewQueue:
			if v, ok := changed[named]; ok {
				list = l.MarksBefore(named, coder, v.At)
			}
		case coding.ListQueue:
			list = strings.Split(named, ",")
		}
		want := q.FormValue("response")
		if want != "" && len(skip) == 0 {
			d.ids, skip = append(d.ids, want), append(skip, want)
			n--
		}
		d.ids = append(d.ids, l.Next(queue, d.plan, coder, q.Now, n, list, skip...)...)
		d.standings = map[string]coding.Standing{}
		for _, id := range d.ids {
			d.standings[id] = l.Standing(id, coder, d.plan)
		}
		l.Hold(coder, q.Now, append(slices.Clone(d.ids), skip...)...)
		return nil
	})
	return d, err
}

// cards are the answers as they are shown. That they are is written down first.
func (s *Screens) cards(q *frame.Request, d dealt) (all []answerCard, err error) {
	var ids []string
	for _, id := range d.ids {
		if st := d.standings[id]; st.Known && !st.Withdrawn {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	if err := q.Saw("look", ids...); err != nil {
		return nil, err
	}
	answers, err := s.Records.Answers(q.Context(), q.Slug(), ids...)
	if err != nil {
		return nil, err
	}
	memos, err := s.Records.Memos(q.Context(), q.Slug(), ids...)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		r, ok := answers[id]
		if !ok || r.Gone() {
			continue
		}
		a := s.card(q, d, r, memos[id][string(q.By)])
		if err := a.unconfirmed(q, d.book); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// unconfirmed fills in what the coder marked before, and did not confirm.
func (a *answerCard) unconfirmed(q *frame.Request, book voxpop.Codebook) error {
	if !a.Open {
		return nil
	}
	draft, ok, err := q.Draft("coding", a.ID)
	if err != nil || !ok {
		return err
	}
	for _, id := range draft.Fields["code"] {
		if _, there := book.Code(id); there && !slices.Contains(a.Kept, id) {
			a.Kept = append(a.Kept, id)
		}
	}
	slices.Sort(a.Kept)
	a.HasKept = !slices.Equal(a.Kept, slices.Sorted(slices.Values(a.Mine)))
	return nil
}

func (s *Screens) card(q *frame.Request, d dealt, r voxpop.Response, memo string) answerCard {
	st := d.standings[r.ID]
	at := r.ReceivedAt.InZone(d.callout.Zone())
	a := answerCard{ID: r.ID, Day: q.T.Day(at), ISO: at.Format("2006-01-02"), Medium: q.T.Medium(string(r.Medium)),
		Said: text{coding.TextOf(r), coding.LangOf(r)}, Open: st.Open(), Mine: st.Codes(), Done: len(st.Mine) > 0, Memo: memo, Shared: q.Session.Shared,
		T: q.T, Base: base(q)}
	a.Sound, a.Video = r.Media != "" && (r.Medium == voxpop.Voice || r.Medium == voxpop.Video), r.Medium == voxpop.Video
	for _, t := range r.Translations {
		if a.Translation.Text == "" || t.Lang == q.Lang {
			a.Translation = text{t.Text, t.Lang}
		}
	}
	switch {
	case a.Open:
	case st.Final:
		a.Closed = q.T.Say("codes.closed.final")
	default:
		a.Closed = q.T.Say("codes.closed.two")
	}
	if !st.Counted {
		a.Note = q.T.Say("codes.not.counted")
	}
	if st.Sampled { // nobody of the sample is coded by what a model expects
		return a
	}
	for _, x := range d.hint.For(r.ID) {
		c, ok := d.book.Code(x.Code)
		if !ok || c.Retired || len(a.Hints) == 3 {
			continue
		}
		a.Hints = append(a.Hints, hint{Code: x.Code, Name: name(q, c, d.callout.Languages...), Percent: q.T.Percent(x.P, 0), Words: strings.Join(x.Words, " · "), First: len(a.Hints) == 0})
	}
	return a
}

func (s *Screens) coding(q *frame.Request) error {
	queue, named := queueOf(q)
	title := q.T.Say("frame.screen.coding")
	d, err := s.deal(q, queue, named, 1+ahead)
	if errors.Is(err, coding.ErrReading) {
		return s.reading(q, "coding", title)
	}
	if err != nil {
		return err
	}
	p := codingPage{Base: base(q), Queue: queue, Named: named, Plan: d.plan, MayPlan: q.May(people.Edit)}
	if p.Answers, err = s.cards(q, d); err != nil {
		return err
	}
	if want := q.FormValue("response"); want != "" && (len(p.Answers) == 0 || p.Answers[0].ID != want) {
		if !d.standings[want].Known {
			return &voxpop.Error{Kind: voxpop.NotFound, Op: "codes", Place: want, Message: "no answer has this id", Hint: "go back to the list"}
		}
	}
	p.Page = q.Page("coding", title, s.keys(q)...)
	p.Script = "coding"
	p.Tabs, p.Progress = s.tabs(q, queue, d), s.progress(q, d.progress)
	if len(p.Answers) == 0 {
		p.Empty = q.T.Say("codes.empty." + string(queue))
	} else {
		p.Answers[0].First = true
	}
	mine := []string(nil)
	if len(p.Answers) > 0 {
		if mine = p.Answers[0].Mine; p.Answers[0].HasKept {
			mine = p.Answers[0].Kept
		}
	}
	p.Codes = codeRows(q, d.book, d.callout, mine)
	p.NoThemes = !slices.ContainsFunc(d.book.Codes, func(c voxpop.Code) bool { return c.Kind == voxpop.Theme && !c.Retired })
	for _, c := range p.Codes {
		if c.Key != "" {
			p.Pinned = append(p.Pinned, c)
		}
	}
	slices.SortFunc(p.Pinned, func(a, b codeRow) int { return strings.Compare(keyOrder(a.Key), keyOrder(b.Key)) })
	if !d.hint.At.IsZero() && queue != coding.RandomQueue && queue != coding.DoubleQueue {
		p.LearnedOn = q.T.Say("codes.learned", "at", q.T.Clock(d.hint.At.Local()))
	}
	return q.Write(pages, "coding.tmpl", p)
}

// keyOrder sorts 0 after 9, as on a keyboard.
func keyOrder(key string) string {
	if key == "0" {
		return ":"
	}
	return key
}

func (s *Screens) keys(q *frame.Request) []frame.Key {
	var keys []frame.Key
	for _, k := range [][2]string{{"1 … 0", "pin"}, {"/", "box"}, {"Space", "clear"}, {"Enter", "confirm"}, {"n", "new"}, {"q", "again"}, {"r", "recent"}, {"m", "memo"}, {"v", "vivo"}, {"t", "flip"}, {"b", "back"}, {"a", "hint"}} {
		keys = append(keys, frame.Key{Keys: k[0], Says: q.T.Say("codes.key." + k[1])})
	}
	return keys
}

func (s *Screens) tabs(q *frame.Request, now coding.Queue, d dealt) (all []tab) {
	left := map[coding.Queue]int{coding.RandomQueue: d.progress.Random, coding.DoubleQueue: d.progress.Second, coding.UncodedQueue: d.progress.Uncoded, coding.UncertainQueue: -1}
	for _, queue := range []coding.Queue{coding.RandomQueue, coding.DoubleQueue, coding.UncodedQueue, coding.UncertainQueue} {
		t := tab{Queue: queue, Name: q.T.Say("codes.queue." + string(queue)), Current: queue == now}
		if n := left[queue]; n >= 0 {
			t.Left = q.T.Int(n)
		}
		all = append(all, t)
	}
	if now == coding.ReviewQueue || now == coding.ListQueue {
		all = append(all, tab{Queue: now, Name: q.T.Say("codes.queue." + string(now)), Current: true})
	}
	return all
}

func (s *Screens) progress(q *frame.Request, n coding.Progress) []string {
	return []string{
		q.T.Say("codes.progress.sample", "n", n.Coded, "of", n.Sample, "mine", n.Mine),
		q.T.Say("codes.progress.double", "n", n.Twice, "of", n.Double),
		q.T.Say("codes.progress.all", "n", n.AllCoded, "of", n.All),
	}
}

// codeRows are the codes in the order of the tree; retired ones stand in it only
// where they are on the answer already.
func codeRows(q *frame.Request, book voxpop.Codebook, c voxpop.Callout, chosen []string) (rows []codeRow) {
	keys, taken := map[string]string{}, map[string]bool{}
	for _, code := range book.Codes {
		if pins(code.Key) && !code.Retired && !taken[code.Key] {
			keys[code.ID], taken[code.Key] = code.Key, true
		}
	}
	// Digits that nobody pinned go to the themes, in the order of the book.
	for _, code := range book.Codes {
		if len(keys) == 10 {
			break
		}
		if _, pinned := keys[code.ID]; pinned || code.Retired || code.Kind != voxpop.Theme {
			continue
		}
		for _, digit := range "1234567890" {
			if key := string(digit); !taken[key] {
				keys[code.ID], taken[key] = key, true
				break
			}
		}
	}
	seen := map[string]bool{}
	var under func(parent string, depth int)
	under = func(parent string, depth int) {
		for _, code := range book.Codes {
			if code.Parent != parent || seen[code.ID] || depth > 32 {
				continue
			}
			seen[code.ID] = true
			called := name(q, code, c.Languages...)
			r := codeRow{ID: code.ID, Name: called, Depth: min(depth, 6), Control: code.Kind == voxpop.Control, Retired: code.Retired, Key: keys[code.ID], Badge: badgeOf(code, called.Text),
				Definition: code.Definition, Include: code.Include, Exclude: code.Exclude, Example: code.Example, Chosen: slices.Contains(chosen, code.ID)}
			find := []string{code.ID}
			for _, lang := range slices.Sorted(maps.Keys(code.Name)) { // the same page every time
				find = append(find, code.Name[lang])
			}
			r.Find = strings.ToLower(strings.Join(find, " "))
			rows = append(rows, r)
			under(code.ID, depth+1)
		}
	}
	under("", 1)
	return rows
}

// partPage is the data of a part: the answers that come after those on the page.
type partPage struct{ Answers []answerCard }

func (s *Screens) more(q *frame.Request) error {
	queue, named := queueOf(q)
	skip := strings.Split(q.FormValue("skip"), ",")
	d, err := s.deal(q, queue, named, min(ahead, max(1, len(skip))), skip...)
	if errors.Is(err, coding.ErrReading) {
		return s.reading(q, "coding", "")
	}
	if err != nil {
		return err
	}
	var p partPage
	if p.Answers, err = s.cards(q, d); err != nil {
		return err
	}
	return q.Write(pages, "answers", p)
}

// taken is what a script is told of marks that were written.
type taken struct {
	Progress []string          `json:"progress"`
	Left     map[string]string `json:"left"`
}

// takeDoc undoes marks.
type takeDoc struct {
	Response  string
	Was, Made []voxpop.Coding
}

func (s *Screens) take(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "the form could not be read", Err: err}
	}
	queue, named := queueOf(q)
	id := q.FormValue("response")
	codes := slices.Clone(q.Form["code"])
	slices.Sort(codes)
	codes = slices.Compact(codes)
	plan, err := s.Records.CodingPlan(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	coder := string(q.By)
	var was []voxpop.Coding
	made, err := s.Rolls.Take(q.Context(), q.By, q.Slug(), func(l *coding.Roll) (d coding.Drawn, marks []voxpop.Coding, err error) {
		st := l.Standing(id, coder, plan)
		there := st.Known && !st.Withdrawn // else Take says what is wrong with it
		if there && !st.Open() {
			return d, nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "codes", Place: id, Message: "codes.closed.meanwhile"}
		}
		for _, c := range codes {
			if code, ok := l.Book.Code(c); there && ok && code.Retired && !slices.Contains(st.Codes(), c) {
				return d, nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "codes", Place: id, Message: "codes.retired.meanwhile"}
			}
		}
		was = st.Mine
		draw := voxpop.Draw("")
		if queue == coding.RandomQueue && st.Sampled {
			draw = voxpop.DrawRandom
		}
		return l.Take(q.By, []coding.Taking{{Response: id, Codes: codes}}, draw, moment(q, l.Callout))
	})
	if err != nil {
		return s.busy(err)
	}
	if _, given := q.Form["memo"]; given {
		if err := s.Records.PutMemo(q.Context(), q.By, q.Slug(), id, q.FormValue("memo")); err != nil {
			return err
		}
	}
	if err := q.DropDraft("coding", id); err != nil {
		return err
	}
	if q.FormValue("draft") != "" {
		if err := q.DropDraft("memo", id); err != nil {
			return err
		}
	}
	says := q.T.Say("codes.took", "n", len(codes))
	if len(codes) == 0 {
		says = q.T.Say("codes.took.none")
	}
	if err := q.Done(says, &frame.Undo{Kind: "codes.take", Doc: takeDoc{id, was, made}}); err != nil {
		return err
	}
	if q.Header.Get("Accept") != "application/json" {
		return q.Redirect(s.at(q, queue, named, ""))
	}
	got := taken{Left: map[string]string{}}
	err = s.Rolls.Use(q.Context(), q.Slug(), func(l *coding.Roll) error {
		d := dealt{progress: l.Progress(plan, coder)}
		got.Progress = s.progress(q, d.progress)
		for _, t := range s.tabs(q, queue, d) {
			got.Left[string(t.Queue)] = t.Left
		}
		return nil
	})
	if err != nil {
		return s.busy(err)
	}
	return q.JSON(got)
}

// busy says that the roll is being read in a way that a browser can tell.
func (s *Screens) busy(err error) error {
	if errors.Is(err, coding.ErrReading) {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "codes", Message: "the call-out is being read", Hint: "try again in a few seconds; nothing was changed"}
	}
	return err
}

// at is the address of a queue.
func (s *Screens) at(q *frame.Request, queue coding.Queue, named, response string) string {
	v := url.Values{"queue": {string(queue)}}
	if named != "" {
		v.Set("named", named)
	}
	if response != "" {
		v.Set("response", response)
	}
	return base(q) + "/coding?" + v.Encode()
}

func (s *Screens) untake(q *frame.Request, doc []byte) (string, error) {
	var d takeDoc
	if err := decode(doc, &d); err != nil {
		return "", err
	}
	return q.T.Say("codes.untook"), s.Records.Unmark(q.Context(), q.By, q.Slug(), d.Was, d.Made, nil)
}

func (s *Screens) memo(q *frame.Request) error {
	if err := s.Records.PutMemo(q.Context(), q.By, q.Slug(), q.FormValue("response"), q.FormValue("memo")); err != nil {
		return err
	}
	if q.Header.Get("Accept") == "application/json" {
		return q.JSON(map[string]string{"saved": q.T.Say("codes.memo.saved", "at", q.T.Clock(q.Now.Local()))})
	}
	return q.Back(base(q) + "/coding")
}

// leave lets go of the answers that lay before a coder who left the page, so
// that who only looked keeps none from the others.
func (s *Screens) leave(q *frame.Request) error {
	err := s.Rolls.Use(q.Context(), q.Slug(), func(l *coding.Roll) error {
		l.Hold(string(q.By), q.Now)
		return nil
	})
	if err != nil && !errors.Is(err, coding.ErrReading) { // nothing is held yet
		return err
	}
	return q.Nothing()
}

func (s *Screens) plan(q *frame.Request) error {
	goal, err1 := number(q.FormValue("goal"))
	double, err2 := number(q.FormValue("double"))
	if err := errors.Join(err1, err2); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "codes.plan.invalid"}
	}
	p := coding.Plan{Goal: goal, Double: double}
	if err := p.Validate(); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "codes", Message: "codes.plan.invalid", Err: err}
	}
	if err := s.Records.PutCodingPlan(q.Context(), q.By, q.Slug(), p); err != nil {
		return err
	}
	if err := q.Done(q.T.Say("codes.plan.done"), nil); err != nil {
		return err
	}
	return q.Redirect(base(q) + "/coding")
}

// newCode makes a code of what stands in the box, for the answer that is shown.
func (s *Screens) newCode(q *frame.Request) error {
	code, err := s.create(q, q.FormValue("newcode"), "")
	if err != nil {
		return err
	}
	if q.Header.Get("Accept") == "application/json" {
		called := name(q, code).Text
		b := badgeOf(code, called)
		return q.JSON(map[string]string{"id": code.ID, "name": called, "lang": q.Lang, "colour": string(b.Colour), "letter": b.Letter})
	}
	queue, named := queueOf(q)
	return q.Redirect(s.at(q, queue, named, q.FormValue("response")))
}
