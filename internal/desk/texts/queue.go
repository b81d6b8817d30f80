package texts

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
	"voxpop/internal/scribe"
)

// queuePage is the data of queue.tmpl, and of its part that is loaded again.
type queuePage struct {
	frame.Page
	Show    string // the filter: a Waiting, a state of steps, or "" for all that waits for a person
	In      string // the language asked for; "" = all
	Self    string // the address of this list
	Tabs    []tab
	Langs   []choice
	Items   []itemLine
	Steps   []stepLine
	Running []stepLine // what machines do now, above the texts
	InLine  int        // steps that wait their turn
	Total   int        // that match
	Page1   int
	Earlier string
	Later   string
	Reading bool // the list is being read for the first time
	CanEdit bool
	Missing int // steps that failed or wait, which one button asks for
	Off     bool
	Empty   bool // there are no texts at all, and no steps
	AsOf    string
}

// tab is a filter with how many it shows.
type tab struct {
	URL, Name, N string
	Current      bool
}

// itemLine is a text that waits for a person.
type itemLine struct {
	ID, URL, Value string
	What, Do       string // "Machine transcript", "Read it"
	Medium, Lang   string
	Day, ISO       string
}

// stepLine is a step that a machine is to do, does, or failed to.
type stepLine struct {
	ID, Value, URL string
	Name           string // of the step
	State          string
	Medium         string
	Running        bool
	Failed         bool
	Percent        int
	Share          string // in the language's digits
	Reason, Hint   string
	Foreign        bool // the reason is in English, whatever the page's language
	Type           string
	Stop           bool
}

// pageRows is how many rows a page of the list has.
const pageRows = 50

// stepTabs are the filters of steps.
var stepTabs = []scribe.TaskState{scribe.Failed, scribe.Running, scribe.Waiting}

func (s *Screens) queue(q *frame.Request) error {
	p, err := s.newQueue(q)
	if err != nil {
		return err
	}
	if q.Partial() {
		return q.Write(pages, "queue-list", p)
	}
	return q.Write(pages, "queue.tmpl", p)
}

func (s *Screens) newQueue(q *frame.Request) (p queuePage, err error) {
	if _, err := s.Records.Callout(q.Context(), q.Slug()); err != nil {
		return p, err
	}
	query := q.URL.Query()
	p = queuePage{Page: q.Page("texts", q.T.Say("texts.queue.title"),
		frame.Key{Keys: "j k", Says: q.T.Say("texts.key.move")}, frame.Key{Keys: "Enter", Says: q.T.Say("texts.key.open")}, frame.Key{Keys: "x", Says: q.T.Say("texts.key.select")}),
		Show: query.Get("show"), In: query.Get("in"), CanEdit: q.May(people.Edit), Off: s.Off}
	p.Script = "texts"
	skip, _ := strconv.Atoi(query.Get("from"))
	skip = min(max(skip, 0), 10_000_000)

	now, err := s.index.list(q.Context(), q.Slug())
	if err != nil {
		return p, err
	}
	p.Reading = !now.ready
	if now.ready && q.Now.Sub(now.at) > time.Minute {
		p.AsOf = q.T.Clock(now.at.Local())
	}
	counts, langs, total := map[Waiting]int{}, map[string]int{}, 0
	for of, n := range now.counts {
		counts[of.What] += n
		if n > 0 && (p.Show == "" || p.Show == string(of.What)) {
			langs[of.Lang] += n
			if p.In == "" || p.In == of.Lang {
				total += n
			}
		}
	}
	seen := 0
	if total > skip {
		now.each(func(i Item) bool {
			if (p.Show == "" || p.Show == string(i.What)) && (p.In == "" || p.In == i.Lang) {
				if seen++; seen > skip {
					p.Items = append(p.Items, s.itemLine(q, i))
				}
			}
			return len(p.Items) < pageRows
		})
	}
	steps, err := s.Records.StepCounts(q.Context(), q.Slug())
	if err != nil {
		return p, err
	}
	inState := map[scribe.TaskState]int{}
	for _, c := range steps {
		inState[c.State] += c.N
	}
	state := scribe.TaskState(p.Show)
	if slices.Contains(stepTabs, state) {
		total, p.Langs = inState[state], nil
		all, err := s.Records.Steps(q.Context(), q.Slug(), state, skip, pageRows)
		if err != nil {
			return p, err
		}
		for _, one := range all {
			p.Steps = append(p.Steps, s.stepLine(q, one))
		}
	} else {
		for _, lang := range slices.Sorted(maps.Keys(langs)) {
			if lang != "" {
				p.Langs = append(p.Langs, choice{lang, q.T.Language(lang), lang == p.In})
			}
		}
		if inState[scribe.Running] > 0 {
			all, err := s.Records.Steps(q.Context(), q.Slug(), scribe.Running, 0, 5)
			if err != nil {
				return p, err
			}
			for _, one := range all {
				p.Running = append(p.Running, s.stepLine(q, one))
			}
		}
		p.InLine = inState[scribe.Waiting]
	}
	p.Total, p.Page1 = total, skip
	p.Missing = inState[scribe.Failed] + inState[scribe.Waiting]
	p.tabs(q, counts, inState)
	p.Empty = now.ready && len(now.held) == 0
	p.Self = p.at(p.Show, p.In, skip)
	if skip > 0 {
		p.Earlier = p.at(p.Show, p.In, max(skip-pageRows, 0))
	}
	if skip+pageRows < total {
		p.Later = p.at(p.Show, p.In, skip+pageRows)
	}
	return p, nil
}

// at is the address of a list.
func (p *queuePage) at(show, lang string, from int) string {
	v := url.Values{}
	if show != "" {
		v.Set("show", show)
	}
	if lang != "" {
		v.Set("in", lang)
	}
	if from > 0 {
		v.Set("from", strconv.Itoa(from))
	}
	if len(v) == 0 {
		return queuePath(p.Slug)
	}
	return queuePath(p.Slug) + "?" + v.Encode()
}

func (p *queuePage) tabs(q *frame.Request, counts map[Waiting]int, steps map[scribe.TaskState]int) {
	all := 0
	for _, n := range counts {
		all += n
	}
	add := func(show string, n int) {
		p.Tabs = append(p.Tabs, tab{URL: p.at(show, "", 0), Name: q.T.Say("texts.show." + cmp.Or(show, "all")), N: q.T.Int(n), Current: show == p.Show})
	}
	add("", all)
	for _, w := range waitings {
		add(string(w), counts[w])
	}
	for _, state := range stepTabs {
		add(string(state), steps[state])
	}
}

func (s *Screens) itemLine(q *frame.Request, i Item) itemLine {
	l := itemLine{ID: i.ID, URL: workPath(q.Slug(), i.ID, i.Of, i.Lang), Value: i.ID + "|" + string(i.step().Step), What: q.T.Say("texts.what." + string(i.What)), Do: q.T.Say("texts.do." + string(i.What)),
		Medium: q.T.Medium(string(i.Medium))}
	if !i.At.IsZero() {
		l.Day, l.ISO = q.T.Day(i.At), i.At.Format("2006-01-02")
	}
	switch {
	case i.From != "" && i.Lang != "":
		l.Lang = q.T.Say("texts.from.to", "from", q.T.Language(i.From), "to", q.T.Language(i.Lang))
	case i.Lang != "":
		l.Lang = q.T.Language(i.Lang)
	}
	return l
}

// reasons are what the program itself says of a step, with the keys of the
// same in every language. Engines say more, in their own words.
var reasons = []struct{ begins, key string }{
	{scribe.Stopped, "texts.reason.stopped"},
	{"no engine is set that translates", "texts.reason.translator"},
	{"no engine for speech is set", "texts.reason.transcriber"},
	{"nothing is set", "texts.reason.cleaner"},
	{"the recording could not be made safe", "texts.reason.unsafe"},
	{"the recording is not made safe yet", "texts.reason.notyet"},
	{"the language of the text is not known", "texts.reason.lang"},
	{"it took too long", "texts.reason.late"},
	{"the program ended", "texts.reason.crash"},
}

func (s *Screens) stepLine(q *frame.Request, one Step) stepLine {
	l := stepLine{ID: one.Response, Value: one.Response + "|" + string(one.Step), Medium: q.T.Medium(string(one.Medium)), Name: stepName(q, one.Step),
		Running: one.State == scribe.Running, Failed: one.State == scribe.Failed, Stop: one.State != scribe.Failed, Percent: int(one.Part * 100), URL: responsePath(q.Slug(), one.Response)}
	l.Share = q.T.Percent(one.Part, 0)
	switch {
	case one.State == scribe.Running:
		l.State = q.T.Say("texts.step.running")
	case one.State == scribe.Failed:
		l.State = q.T.Say("texts.step.failed")
	case one.Reason != "":
		l.State = q.T.Say("texts.step.held")
	case one.Ahead > 0:
		l.State = q.T.Say("texts.step.ahead", "n", one.Ahead)
	default:
		l.State = q.T.Say("texts.step.next")
	}
	if one.Reason != "" {
		l.Reason, l.Hint, l.Foreign = one.Reason, one.Hint, true
		for _, r := range reasons {
			if strings.HasPrefix(one.Reason, r.begins) {
				l.Reason, l.Hint, l.Foreign = q.T.Say(r.key), q.T.Say(r.key+".hint"), false
				break
			}
		}
	}
	switch lang := one.Step.Lang(); {
	case lang != "":
		l.Type = workPath(q.Slug(), one.Response, voxpop.OfTranslation, lang)
	case one.Medium == voxpop.Voice || one.Medium == voxpop.Video:
		l.Type = workPath(q.Slug(), one.Response, voxpop.OfTranscript, "")
	}
	return l
}

func stepName(q *frame.Request, step scribe.Step) string {
	switch {
	case step.Lang() != "":
		return q.T.Say("texts.step.translate", "lang", q.T.Language(step.Lang()))
	case step == scribe.Transcribe:
		return q.T.Say("texts.step.transcribe")
	}
	return q.T.Say("texts.step.clean")
}

// stepDeed is what takes a request for steps back, and what asks again for
// those that were stopped.
type stepDeed struct {
	Steps []oneStep `json:"steps"`
}

type oneStep struct {
	Response string      `json:"r"`
	Step     scribe.Step `json:"s"`
}

// maxBulk bounds how many steps one bulk acts on.
const maxBulk = 10_000

// bulk acts on the rows that were chosen, or on all that match.
func (s *Screens) bulk(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts.bulk", Message: "the form cannot be read or is too large"}
	}
	show, lang, do := q.PostForm.Get("show"), q.PostForm.Get("in"), q.PostForm.Get("do")
	p := queuePage{Page: frame.Page{Slug: q.Slug()}}
	back := p.at(show, lang, number(q, "from"))
	if do == "missing" {
		n, err := s.Scribe.Run(q.Context(), q.By, q.Slug(), nil, "", false)
		if err == nil {
			err = q.Done(q.T.Say("texts.done.asked", "n", n), nil)
		}
		if err != nil {
			return err
		}
		return q.Redirect(back)
	}
	steps, err := s.chosenSteps(q, show, lang)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		if err := q.Done(q.T.Say("texts.done.nothing"), nil); err != nil {
			return err
		}
		return q.Redirect(back)
	}
	switch do {
	case "again", "retry":
		n, err := s.run(q, steps, do == "again")
		if err == nil {
			err = q.Done(q.T.Say("texts.done.asked", "n", n), &frame.Undo{Kind: undoRun, Doc: stepDeed{steps}})
		}
		if err != nil {
			return err
		}
	case "stop":
		n, err := s.stop(q, steps)
		if err == nil {
			err = q.Done(q.T.Say("texts.done.stopped", "n", n), &frame.Undo{Kind: undoStop, Doc: stepDeed{steps}})
		}
		if err != nil {
			return err
		}
	default:
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts.bulk", Message: "there is no such action"}
	}
	return q.Redirect(back)
}

// chosenSteps are the steps of the rows that a form names.
func (s *Screens) chosenSteps(q *frame.Request, show, lang string) (steps []oneStep, err error) {
	add := func(value string) error {
		id, step, ok := strings.Cut(value, "|")
		if !ok || !scribe.Step(step).Valid() || !voxpop.ValidName(id) {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts.bulk", Message: "there is no such row"}
		}
		steps = append(steps, oneStep{id, scribe.Step(step)})
		return nil
	}
	if q.PostForm.Get("all") == "" {
		for _, value := range q.PostForm["item"] {
			if err := add(value); err != nil {
				return nil, err
			}
		}
		return steps, nil
	}
	if state := scribe.TaskState(show); slices.Contains(stepTabs, state) {
		for len(steps) < maxBulk {
			some, err := s.Records.Steps(q.Context(), q.Slug(), state, len(steps), 500)
			if err != nil {
				return nil, err
			}
			for _, one := range some {
				steps = append(steps, oneStep{one.Response, one.Step})
			}
			if len(some) < 500 {
				break
			}
		}
		return steps, nil
	}
	now, err := s.index.list(q.Context(), q.Slug())
	if err != nil {
		return nil, err
	}
	now.each(func(i Item) bool {
		if (show == "" || show == string(i.What)) && (lang == "" || lang == i.Lang) {
			steps = append(steps, i.step())
		}
		return len(steps) < maxBulk
	})
	return steps, nil
}

// step is the step that a machine would do to make the work.
func (i Item) step() oneStep {
	if i.Of == voxpop.OfTranslation {
		return oneStep{i.ID, scribe.Translate + scribe.Step(i.Lang)}
	}
	return oneStep{i.ID, scribe.Transcribe}
}

// run asks for steps, all of a kind at once.
func (s *Screens) run(q *frame.Request, steps []oneStep, again bool) (n int, err error) {
	of := map[scribe.Step][]string{}
	for _, one := range steps {
		of[one.Step] = append(of[one.Step], one.Response)
	}
	for _, step := range slices.Sorted(maps.Keys(of)) {
		some, err := s.Scribe.Run(q.Context(), q.By, q.Slug(), of[step], step, again)
		if err != nil {
			return n, err
		}
		n += some
	}
	return n, nil
}

func (s *Screens) stop(q *frame.Request, steps []oneStep) (int, error) {
	tasks := make([]scribe.Task, len(steps))
	for i, one := range steps {
		tasks[i] = scribe.Task{Response: one.Response, Step: one.Step}
	}
	return s.Scribe.Stop(q.Context(), q.By, q.Slug(), tasks)
}

func stepsOf(doc []byte) ([]oneStep, error) {
	var d stepDeed
	if err := json.Unmarshal(doc, &d); err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "texts.undo", Message: "what undoes this cannot be read"}
	}
	return d.Steps, nil
}

func (s *Screens) undoRun(q *frame.Request, doc []byte) (string, error) {
	steps, err := stepsOf(doc)
	if err != nil {
		return "", err
	}
	n, err := s.stop(q, steps)
	return q.T.Say("texts.done.stopped", "n", n), err
}

func (s *Screens) undoStop(q *frame.Request, doc []byte) (string, error) {
	steps, err := stepsOf(doc)
	if err != nil {
		return "", err
	}
	n, err := s.run(q, steps, false)
	return q.T.Say("texts.done.asked", "n", n), err
}
