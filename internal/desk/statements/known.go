package statements

import (
	"cmp"
	"net/http"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/ledger"
	"voxpop/internal/people"
)

// speakersPage is the data of speakers.tmpl.
type speakersPage struct {
	tabbed
	May      bool
	Speakers []speakerRow
	Problem  string
}

// speakerRow is somebody as the page calls them.
type speakerRow struct {
	ledger.SpeakerRow
	Called string
}

func (s *Screens) speakers(q *frame.Request) error {
	return s.showSpeakers(q, http.StatusOK, "")
}

func (s *Screens) showSpeakers(q *frame.Request, status int, problem string) error {
	list, err := s.Ledger.Speakers(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	p := speakersPage{tabbed: s.page(q, "speakers", q.T.Say("statements.speakers")), May: q.May(people.Edit), Problem: problem}
	for _, x := range list {
		p.Speakers = append(p.Speakers, speakerRow{x, cmp.Or(x.Names[q.Lang], x.Name)})
	}
	return q.WriteStatus(status, pages, "speakers.tmpl", p)
}

// lines are the lines of a field that say something.
func lines(s string) (all []string) {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// putSpeaker changes how somebody is written, or says that two names mean one person.
func (s *Screens) putSpeaker(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	f := q.PostForm
	var did ledger.Done
	var err error
	says := "statements.done.speaker"
	if f.Get("action") == "merge" {
		says = "statements.done.merged"
		did, err = s.Ledger.Merge(q.Context(), q.By, q.Slug(), f.Get("from"), f.Get("into"))
	} else {
		who := voxpop.Speaker{Name: strings.TrimSpace(f.Get("name"))}
		list, e := s.Ledger.Speakers(q.Context(), q.Slug())
		if e != nil {
			return e
		}
		for _, x := range list {
			if x.Known && x.Speaker.Calls(who.Name) {
				who = x.Speaker // offices and what else stands there stay
			}
		}
		who.Names = voxpop.Localized{}
		for _, lang := range []string{"en", "fa", "ar"} {
			if v := strings.TrimSpace(f.Get("name." + lang)); v != "" {
				who.Names[lang] = v
			}
		}
		who.Aliases = lines(f.Get("aliases"))
		did, err = s.Ledger.PutSpeaker(q.Context(), q.By, q.Slug(), who)
	}
	if k := voxpop.KindOf(err); k == voxpop.Invalid || k == voxpop.Conflict || k == voxpop.NotFound && f.Get("action") == "merge" {
		return s.showSpeakers(q, http.StatusUnprocessableEntity, q.T.Say("statements.problem.speaker"))
	}
	if err != nil {
		return err
	}
	if err := done(q, q.T.Say(says), did.Op); err != nil {
		return err
	}
	return q.Redirect("/callouts/" + q.Slug() + "/speakers")
}

// pointsPage is the data of points.tmpl.
type pointsPage struct {
	tabbed
	May     bool
	Points  []pointForm
	New     pointForm
	Problem string
}

// pointForm is a point as its form holds it.
type pointForm struct {
	ID        string
	Name      string
	Question  voxpop.Localized
	Langs     []string
	Values    string // a line each: id = name
	Exclusive string // a line each: id, id
}

func formOf(q *frame.Request, p voxpop.Point) pointForm {
	f := pointForm{ID: p.ID, Question: p.Question, Langs: []string{"en", "fa", "ar"}}
	f.Name, _ = p.Question.Best(q.Lang)
	for _, v := range p.Values {
		f.Values += v.ID + " = " + v.Name.In(q.Lang, v.ID) + "\n"
	}
	for _, pair := range p.Exclusive {
		f.Exclusive += strings.Join(pair, ", ") + "\n"
	}
	return f
}

func (s *Screens) points(q *frame.Request) error {
	return s.showPoints(q, http.StatusOK, "", pointForm{Langs: []string{"en", "fa", "ar"}})
}

func (s *Screens) showPoints(q *frame.Request, status int, problem string, typed pointForm) error {
	list, err := s.Ledger.Points(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	p := pointsPage{tabbed: s.page(q, "points", q.T.Say("statements.points")), May: q.May(people.Edit), Problem: problem, New: typed}
	for _, x := range list {
		p.Points = append(p.Points, formOf(q, x))
	}
	return q.WriteStatus(status, pages, "points.tmpl", p)
}

func (s *Screens) putPoint(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	f := q.PostForm
	id := strings.TrimSpace(f.Get("id"))
	var did ledger.Done
	var err error
	says := "statements.done.point"
	typed := pointForm{ID: id, Langs: []string{"en", "fa", "ar"}, Question: voxpop.Localized{}, Values: f.Get("values"), Exclusive: f.Get("exclusive")}
	if f.Get("action") == "drop" {
		says = "statements.done.dropped"
		did, err = s.Ledger.DropPoint(q.Context(), q.By, q.Slug(), id)
	} else {
		var was voxpop.Point
		list, e := s.Ledger.Points(q.Context(), q.Slug())
		if e != nil {
			return e
		}
		for _, x := range list {
			if x.ID == id {
				was = x
			}
		}
		p := voxpop.Point{ID: id, Question: voxpop.Localized{}}
		for _, lang := range typed.Langs {
			if v := strings.TrimSpace(f.Get("question." + lang)); v != "" {
				p.Question[lang] = v
			}
		}
		for lang, text := range was.Question {
			if !f.Has("question." + lang) {
				p.Question[lang] = text
			}
		}
		typed.Question = p.Question
		for _, line := range lines(f.Get("values")) {
			value, name, named := strings.Cut(line, "=")
			value, name = strings.TrimSpace(value), strings.TrimSpace(name)
			v := voxpop.PointValue{ID: value, Name: voxpop.Localized{}}
			for _, x := range was.Values {
				if x.ID == value {
					v.Words = x.Words
					for lang, text := range x.Name {
						v.Name[lang] = text
					}
				}
			}
			if named && name != "" {
				v.Name[q.Lang] = name
			}
			p.Values = append(p.Values, v)
		}
		for _, line := range lines(f.Get("exclusive")) {
			var pair []string
			for x := range strings.SplitSeq(strings.ReplaceAll(line, "،", ","), ",") {
				pair = append(pair, strings.TrimSpace(x))
			}
			p.Exclusive = append(p.Exclusive, pair)
		}
		did, err = s.Ledger.PutPoint(q.Context(), q.By, q.Slug(), p)
	}
	switch voxpop.KindOf(err) {
	case "":
	case voxpop.Invalid:
		return s.showPoints(q, http.StatusUnprocessableEntity, q.T.Say("statements.problem.point"), typed)
	case voxpop.Conflict:
		return s.showPoints(q, http.StatusConflict, q.T.Say("statements.problem.point.used"), typed)
	default:
		return err
	}
	if err := done(q, q.T.Say(says), did.Op); err != nil {
		return err
	}
	return q.Redirect("/callouts/" + q.Slug() + "/points")
}
