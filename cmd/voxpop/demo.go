package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/cast"
	"voxpop/internal/coding"
	"voxpop/internal/ledger"
	"voxpop/internal/locale"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/story"
)

type demoCmd struct {
	Addr      string `help:"Address of the newsroom's pages; port 0 takes any; without a host, this machine only." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	FrontAddr string `help:"Address of the public door." default:"127.0.0.1:8081" placeholder:"HOST:PORT"`
	Once      bool   `help:"Stop before serving."`
}

func (demoCmd) Help() string {
	return `An invented newsroom in an invented city asked two questions: why a promise was broken, whose answers
are all coded, and what changed since the street lamps go out at midnight, of whose answers a part
is. The demo imports what people answered, finds repeats and themes, suggests codes, counts,
lists who changed position, and compiles the newsroom's stories. A third question, what should be in
the empty newspaper kiosks, is open: a few people answer it through the public door, one is replied
to, one takes the answer back. Then it serves the newsroom's pages and the public door, where you may
answer too. Everything goes through the verbs a newsroom uses; run again, it adds nothing. The keys
of the demo are for trying out: they lie beside the door that takes the answers.

Example:
  voxpop demo
  voxpop demo --once --dir ./demo-data`
}

func (c demoCmd) Run(s *session) error {
	if err := app.CreateWorkspace(s.dir()); err != nil {
		return err
	}
	if !c.Once {
		if err := app.HereOnly(c.Addr, c.FrontAddr); err != nil {
			return err
		}
	}
	// Keys first: what the demo imports is sealed as a newsroom's would be.
	if err := app.DemoKeys(s.dir()); err != nil {
		return err
	}
	a, err := s.openDemo()
	if err != nil {
		return err
	}
	err = c.run(s, a)
	if closeErr := a.Close(); err == nil {
		err = closeErr
	}
	return err
}

func (c demoCmd) run(s *session, a *app.App) error {
	out := s.stdout
	fmt.Fprintf(out, "The Selane Lantern asked its city two questions, and a third is open. (Everyone and everything here is invented.)\n\n")
	fmt.Fprintf(out, "1. Import the records of two call-outs into %s\n", s.dir())
	for _, folder := range cast.Records() {
		if err := c.take(s, a, folder); err != nil {
			return err
		}
	}
	if err := c.methods(s, a); err != nil {
		return err
	}

	fmt.Fprintln(out, "4. Count people, not messages")
	if err := a.Settle(s.ctx); err != nil {
		return err
	}
	for _, slug := range []string{cast.Slug, cast.LampsSlug} {
		if err := c.figures(s, a, slug); err != nil {
			return err
		}
	}

	fmt.Fprintln(out, "5. What public figures said")
	reversals, err := a.Ledger().Reversals(s.ctx, cast.Slug)
	if err != nil {
		return err
	}
	for _, r := range reversals {
		fmt.Fprintf(out, "   %s on %s: %s (%s), then %s (%s), %s\n", r.Speaker, r.Point, r.From.Value, r.From.SaidOn, r.To.Value, r.To.SaidOn, r.Kind)
	}
	clashes, err := a.Ledger().Contradictions(s.ctx, cast.Slug)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "   %d reversals, %d contradictions\n", len(reversals), len(clashes))
	if err := c.article(s, a); err != nil {
		return err
	}

	fmt.Fprintln(out, "6. Compile the stories")
	var built []app.Built
	for _, slug := range []string{cast.Slug, cast.LampsSlug} {
		more, err := c.stories(s, a, slug)
		if err != nil {
			return err
		}
		built = append(built, more...)
	}
	if err := c.door(s, a); err != nil {
		return err
	}
	if err := c.recordings(s, a); err != nil {
		return err
	}
	if c.Once {
		fmt.Fprintf(out, "Look again with: voxpop serve --dir %s\n", s.dir())
		return nil
	}
	fmt.Fprintln(out, "9. Serve")
	if err := a.DemoPeople(s.ctx, s.by()); err != nil {
		return err
	}
	err = a.Run(s.ctx, app.Parts{Worker: true, Pages: true, Listen: c.Addr, Front: true, FrontListen: c.FrontAddr, Ready: func(at app.Started) {
		for _, slug := range []string{cast.Slug, cast.LampsSlug, cast.KioskSlug} {
			fmt.Fprintf(out, "   newsroom  %scallouts/%s\n", at.Desk, url.PathEscape(slug))
		}
		for _, b := range built {
			fmt.Fprintf(out, "   story     %spublished/%s/%s/\n", at.Desk, url.PathEscape(b.Callout), url.PathEscape(b.Lang))
		}
		fmt.Fprintf(out, "   door      %sq/%s   answer it: it appears in the newsroom within seconds\n", at.Front, cast.KioskSlug)
		fmt.Fprintf(out, "   sign in   as %s, with the passphrase: %s\n", strings.Join(demoPeople(), ", "), cast.Passphrase)
		fmt.Fprintln(out, "   Ctrl-C stops")
	}})
	if err == nil {
		fmt.Fprintln(out, "stopped")
	}
	return err
}

// demoPeople names who may sign in, and what they are.
func demoPeople() (names []string) {
	for _, p := range cast.People() {
		what := string(p.Roles[0])
		if len(p.Roles) > 1 {
			what = "all roles"
		}
		names = append(names, fmt.Sprintf("%s (%s)", p.ID, what))
	}
	return names
}

// article finds who said what in one of the cast's articles, and which words of
// figures the answers throw back.
func (demoCmd) article(s *session, a *app.App) error {
	const name = "sources/gazette-2026-09-10.html"
	page, err := fs.ReadFile(cast.Record(), name)
	if err != nil {
		return err
	}
	got, err := a.Extract(s.ctx, s.by(), cast.Slug, ledger.Input{File: page, Name: name, Outlet: "Harbour Gazette", Published: "2026-09-10", Zone: "Europe/Lisbon"})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "   in “%s” %d quotations are found, for a person to take or leave:\n", locale.Printable(got.Article.Title), len(got.Quotes))
	for _, q := range got.Quotes {
		fmt.Fprintf(s.stdout, "     %s, %s: %s\n", locale.Printable(whoSaid(q)), q.Type, clip(q.Text, 70))
	}
	echoes, err := a.Ledger().Echoes(s.ctx, cast.Slug)
	if err != nil {
		return err
	}
	slices.SortStableFunc(echoes.Counts, func(a, b ledger.EchoCount) int { return b.Words - a.Words })
	for _, x := range echoes.Counts[:min(2, len(echoes.Counts))] {
		fmt.Fprintf(s.stdout, "   %d people throw words of %s back\n", x.Words, x.Statement)
	}
	fmt.Fprintln(s.stdout)
	return nil
}

// door opens the third question and lets a few people answer it through the
// public door.
func (c demoCmd) door(s *session, a *app.App) error {
	out := s.stdout
	fmt.Fprintln(out, "\n7. Take answers through the public door")
	callout, err := a.OpenKiosk(s.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "   %s: “%s”\n", callout.Slug, locale.Printable(callout.Question.In("en", callout.Languages...)))
	got, err := a.TryDoor(s.ctx)
	if err != nil {
		return err
	}
	if got.Again {
		fmt.Fprintf(out, "   %s in the record; the demo sends none a second time\n\n", count(got.Remain, "answer is", "answers are"))
		return nil
	}
	fmt.Fprintf(out, "   %d people fill in %s, in %s; one adds a recording\n", got.Sent, got.URL, strings.Join(got.Languages, ", "))
	fmt.Fprintf(out, "   at the door lie %d sealed items, %s: it holds no key that opens them\n", got.Items, size(got.Bytes))
	fmt.Fprintf(out, "   the newsroom fetches and opens %d; the door forgets them\n", got.Fetched)
	fmt.Fprintf(out, "   %s with eight words from the receipt\n", count(got.Replied, "person comes back and reads a reply", "people come back and read a reply"))
	fmt.Fprintf(out, "   %s: words and all; %d remain\n\n", count(got.TakenBack, "answer is taken back by its receipt", "answers are taken back by their receipts"), got.Remain)
	return nil
}

// recordings cleans what people said at the door, and says what is left to a
// worker: the demo does not wait for it.
func (c demoCmd) recordings(s *session, a *app.App) error {
	out := s.stdout
	fmt.Fprintln(out, "8. Make recordings safe to listen to; the originals stay sealed")
	ids, took, err := a.CleanDemo(s.ctx, cast.KioskSlug)
	if err != nil {
		return err
	}
	got, err := a.Media(s.ctx, cast.KioskSlug, ids...)
	if err != nil {
		return err
	}
	for _, r := range got.Recordings {
		for _, d := range r.Made {
			fmt.Fprintf(out, "   %s\n", made(r.Response, d))
		}
		for _, t := range r.Steps {
			if t.Reason != "" {
				fmt.Fprintf(out, "   %s, %s: %s\n", stepName(t.Step), t.State, locale.Printable(t.Reason))
			}
		}
	}
	fmt.Fprintf(out, "   in %.1f s; that nothing in them tells whose they are: docs/MEDIA.md\n", took.Seconds())
	rest, err := a.Media(s.ctx, cast.Slug)
	if err != nil {
		return err
	}
	if n := openSteps(rest.Recordings); n > 0 {
		fmt.Fprintf(out, "   %s of %s are left to a worker: voxpop work --once --dir %s, or serve\n", number(n, "recording"), cast.Slug, s.dir())
	}
	fmt.Fprintln(out)
	return nil
}

func total(c record.Change) int { return c.Added + c.Same + c.Replaced }

// take imports the record of one call-out.
func (c demoCmd) take(s *session, a *app.App, folder fs.FS) error {
	bar := s.progress("importing")
	got, err := a.Import(s.ctx, s.by(), folder, false, record.Options{Progress: func(done, total int64, _ string) { bar.to(done, total) }})
	bar.end()
	if err != nil {
		return err
	}
	for _, w := range got.Warnings {
		fmt.Fprintf(s.stderr, "warning: %s\n", w)
	}
	callout, err := a.Callout(s.ctx, got.Callout)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "   %s: “%s”\n", got.Callout, locale.Printable(callout.Question.In("en", callout.Languages...)))
	fmt.Fprintf(s.stdout, "   %d responses (%d new), %d codings, %d statements, %d files\n\n",
		total(got.Responses), got.Responses.Added, total(got.Codings), total(got.Statements), total(got.Files))
	return nil
}

// shown is how many groups, themes and suggestions the demo prints; sampled is
// how many people it draws to rehearse.
const (
	shown   = 3
	sampled = 90
)

// methods runs what helps a newsroom to read: repeats, themes, suggestions.
func (c demoCmd) methods(s *session, a *app.App) error {
	out := s.stdout
	fmt.Fprintln(out, "2. Find what says the same; people decide what it is, and nothing is deleted")
	for _, slug := range []string{cast.Slug, cast.LampsSlug} {
		repeats, err := a.Duplicates(s.ctx, slug, false, s.telling())
		if err != nil {
			return err
		}
		for _, g := range repeats.Groups[:min(shown, len(repeats.Groups))] {
			fmt.Fprintf(out, "   %s: %d responses, %s, similarity %.2f: %s\n", slug, g.Size, g.Reason, g.Similarity, locale.Printable(standing(g)))
		}
		if n := len(repeats.Groups) - shown; n > 0 {
			fmt.Fprintf(out, "   %s: and %d more\n", slug, n)
		}
	}

	fmt.Fprintf(out, "\n3. Read %s with help; nothing of it counts until a person takes it\n", cast.LampsSlug)
	themes, err := a.Themes(s.ctx, s.by(), cast.LampsSlug, coding.ThemesOptions{}, s.telling())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "   %d themes proposed among %d answers that nobody has coded; the largest:\n", len(themes.Themes), themes.Uncoded)
	for _, t := range themes.Themes[:min(shown, len(themes.Themes))] {
		fmt.Fprintf(out, "   %3d  %s\n", t.Size, locale.Isolate(locale.Printable(t.Label)))
	}
	suggested, err := a.Suggest(s.ctx, cast.LampsSlug, coding.SuggestOptions{}, s.telling())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "   %d codes suggested, learnt from what the coders marked", len(suggested.Suggestions))
	if len(suggested.Suggestions) > 0 {
		x := suggested.Suggestions[0]
		fmt.Fprintf(out, "; the surest: %s for %s, %.0f%%", x.Code, x.Response, 100*x.P)
	}
	r, err := a.Rehearse(s.ctx, cast.Slug, sampled)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n   tried on %s, where people know better: learnt from %d answers, suggestions agree with the coders on %d others, micro F1 %.2f\n",
		cast.Slug, r.Learned, r.Tried, r.MicroF1)
	largest := slices.MaxFunc(r.Counted.Shares, func(x, y voxpop.Share) int { return cmp.Compare(x.N, y.N) })
	if x, ok := r.Sampled.Share(largest.Code); ok {
		fmt.Fprintf(out, "   had %d of %d people been drawn at random and coded: %s %.0f%% (%.0f–%.0f%%, %s); all of them: %.0f%%\n\n",
			r.Drawn, x.Of, x.Code, 100*x.Share, 100*x.Low, 100*x.High, x.Method, 100*largest.Share)
	}
	return nil
}

// figures prints the waterfall, the largest themes and the agreement.
func (c demoCmd) figures(s *session, a *app.App, slug string) error {
	out := s.stdout
	shares, err := a.Shares(s.ctx, slug, app.SharesOptions{})
	if err != nil {
		return err
	}
	var away []string
	for _, step := range shares.Steps() {
		if step.N > 0 {
			away = append(away, fmt.Sprintf("%d %s", step.N, step.Name))
		}
	}
	fmt.Fprintf(out, "   %s: %d received, less %s: %d people counted\n", slug, shares.Received, strings.Join(away, ", "), shares.Counted)
	t := table{head: []string{"   theme", "n of N", "share", "range", "word"}, right: map[int]bool{1: true, 2: true, 3: true}}
	for _, x := range shares.Largest(8) {
		word := x.Word
		if x.Dominates {
			word += ", dominated"
		}
		number := fmt.Sprintf("%.0f of %d", x.N, shares.Counted)
		if x.Method != prevalence.MethodCount {
			number = "about " + number
		}
		t.add("   "+x.Code, number, fmt.Sprintf("%.1f%%", 100*x.Share), fmt.Sprintf("%.1f–%.1f%%", 100*x.Low, 100*x.High), word)
	}
	if err := t.write(out); err != nil {
		return err
	}
	fmt.Fprintf(out, "   %s\n", shares.Basis.Says)
	agreement, err := a.Agreement(s.ctx, slug)
	if err != nil {
		return err
	}
	if o := agreement.Overall; o.Alpha != nil {
		fmt.Fprintf(out, "   %d answers were coded twice: alpha %.2f over all codes", shares.Double, *o.Alpha)
		for _, x := range agreement.Codes {
			if x.Alpha != nil && *x.Alpha < a.Config.House.MinAlpha {
				fmt.Fprintf(out, ", but %.2f for %s", *x.Alpha, x.Code)
			}
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out)
	return nil
}

// stories checks and builds every story of the record.
func (c demoCmd) stories(s *session, a *app.App, slug string) ([]app.Built, error) {
	var built []app.Built
	list, err := a.Stories(s.ctx, slug)
	if err != nil {
		return nil, err
	}
	for _, st := range list {
		b, err := a.BuildStory(s.ctx, slug, st.Name, st.Body, "")
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(s.stdout, "   %s\n", summary(b.Result, []string{st.Name}))
		if !b.Result.OK() {
			for _, f := range b.Result.Findings {
				if f.Severity == story.SeverityError {
					fmt.Fprintf(s.stderr, "%s:%d:%d: %s[%s]: %s\n", f.File, f.Line, f.Column, f.Severity, f.Code, locale.Printable(f.Message))
				}
			}
			return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "demo", Place: st.Name, Message: "the demo's own story is refused",
				Hint: "the workspace holds another record of this call-out; name a fresh folder with --dir"}
		}
		fmt.Fprintf(s.stdout, "   %s\n", filepath.Join(b.Dir, "index.html"))
		built = append(built, b)
	}
	return built, nil
}
