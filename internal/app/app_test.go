package app_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/cast"
	"voxpop/internal/people"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
)

func noEnv(string) string { return "" }

// open opens a new workspace that holds the cast's record.
func open(t *testing.T) *app.App {
	t.Helper()
	a := openEmpty(t, filepath.Join(t.TempDir(), "desk"))
	if _, err := a.Import(t.Context(), cast.Chiara, cast.Record(), false, record.Options{}); err != nil {
		t.Fatal(err)
	}
	return a
}

func openEmpty(t *testing.T, dir string) *app.App {
	t.Helper()
	if err := app.CreateWorkspace(dir); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.LoadConfig(dir, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// TestRun starts everything on a free port, reads a page, and stops: nothing
// is left running.
func TestRun(t *testing.T) {
	a := open(t)
	if err := a.DemoPeople(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	token, _, err := a.People().SignIn(t.Context(), "editor", cast.Passphrase, "test")
	if err != nil {
		t.Fatal(err)
	}
	before := goleak.IgnoreCurrent() // the store's own pools
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan string, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- a.Run(ctx, app.Parts{Worker: true, Pages: true, Listen: ":0", Ready: func(at app.Started) { ready <- at.Desk }})
	}()
	url := <-ready
	if !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Errorf("without a host the pages are at %s, want this machine only", url)
	}
	for path, want := range map[string]int{"": 200, "callouts/ferry?lang=fa": 200, "callouts/nope": 404, "health": 200, "published/ferry/en/": 404} {
		r, err := http.NewRequest("GET", url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: people.Cookie, Value: token})
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, res.StatusCode, want)
		}
		if res.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: no policy", path)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	http.DefaultClient.CloseIdleConnections()
	goleak.VerifyNone(t, before)
	if _, err := http.Get(url); err == nil {
		t.Error("the pages still answer")
	}
}

// Who ends it while it starts hears of nothing that went wrong.
func TestRunEndedWhileItStarts(t *testing.T) {
	var log bytes.Buffer
	a, err := app.OpenLogging(t.Context(), open(t).Config, &log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Run(ctx, app.Parts{Worker: true, Pages: true, Listen: ":0"}); err != nil {
		t.Error(err)
	}
	if err := a.Close(); err != nil || log.Len() > 0 {
		t.Errorf("%v, logged %q", err, log.String())
	}
}

func TestRunWhereItCannotListen(t *testing.T) {
	a := openEmpty(t, filepath.Join(t.TempDir(), "desk"))
	err := a.Run(t.Context(), app.Parts{Worker: true, Pages: true, Listen: "127.0.0.1:99999"})
	if voxpop.KindOf(err) != voxpop.Unavailable || voxpop.HintOf(err) == "" {
		t.Errorf("got %v", err)
	}
}

// Settle leaves no job behind, and the figures are those of a count anew.
func TestSettle(t *testing.T) {
	a := open(t)
	const gone = "M8Z2"
	if err := a.Store.SetAside(t.Context(), cast.Chiara, "ferry", voxpop.OffTopic, gone); err != nil {
		t.Fatal(err)
	}
	if n, err := a.Store.Waiting(t.Context()); err != nil || n == 0 {
		t.Fatalf("%d jobs wait after a change (%v); the test needs some", n, err)
	}
	if err := a.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := a.Store.Waiting(t.Context()); err != nil || n != 0 {
		t.Errorf("%d jobs wait (%v)", n, err)
	}
	m, err := record.Load(cast.Record())
	if err != nil {
		t.Fatal(err)
	}
	marks := map[string][]voxpop.Coding{}
	for k := range m.Codings() {
		marks[k.Response] = append(marks[k.Response], k)
	}
	anew := prevalence.Recount(func(yield func(prevalence.Answer) bool) {
		for r := range m.Responses() {
			if r.ID == gone {
				r.SetAside = voxpop.OffTopic
			}
			if !yield(prevalence.AnswerOf(m.Callout(), r, marks[r.ID])) {
				return
			}
		}
	}).Figures(m.Codebook(), a.Config.House, prevalence.Options{})
	got, err := a.Shares(t.Context(), "ferry", app.SharesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range anew.Shares {
		s := got.Shares[i]
		if s.Code != want.Code || s.N != want.N || s.Low != want.Low || s.High != want.High || s.Word != want.Word {
			t.Errorf("%s: %+v, want %+v", want.Code, s, want)
		}
	}
	sum := got.Counted
	for _, n := range got.Waterfall {
		sum += n
	}
	if sum != got.Received {
		t.Errorf("the steps sum to %d of %d", sum, got.Received)
	}
}

// Every state of the list is a step of the waterfall, as often as it says.
func TestResponsesAreTheWaterfall(t *testing.T) {
	a := open(t)
	shares, err := a.Shares(t.Context(), "ferry", app.SharesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := a.Responses(t.Context(), "ferry", app.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, r := range all {
		got[r.State]++
		if r.State == "withdrawn" && r.Text != "" {
			t.Errorf("%s is withdrawn and has words", r.ID)
		}
	}
	want := map[string]int{"counted": shares.Counted}
	for step, n := range shares.Waterfall {
		if n > 0 {
			want[step] = n
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A refused build leaves what was published before; a new one takes its place
// whole.
func TestBuildReplacesWhole(t *testing.T) {
	a := open(t)
	stories, err := a.Stories(t.Context(), "ferry")
	if err != nil || len(stories) == 0 {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "public")
	built, err := a.BuildStory(t.Context(), "", stories[0].Name, stories[0].Body, out)
	if err != nil || !built.Result.OK() {
		t.Fatal(err, built.Result)
	}
	first, err := os.ReadFile(filepath.Join(out, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	wrong := []byte(strings.Replace(string(stories[0].Body), "\n---\n", "\n---\n“Nobody said this.”\n\n", 1))
	refused, err := a.BuildStory(t.Context(), "", stories[0].Name, wrong, out)
	if err != nil || refused.Result.OK() || len(refused.Files) > 0 {
		t.Fatalf("%v: %+v", err, refused)
	}
	if now, _ := os.ReadFile(filepath.Join(out, "manifest.json")); string(now) != string(first) {
		t.Error("a refused build changed what is published")
	}
	if err := os.WriteFile(filepath.Join(out, "old.html"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.BuildStory(t.Context(), "", stories[0].Name, stories[0].Body, out); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(out, "old.html")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the new build stands among old files")
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(out), ".build-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A story that the program begins compiles, in every language of stories, with
// many answers and with few.
func TestNewStoryCompiles(t *testing.T) {
	a := open(t)
	for _, lang := range app.HouseLanguages {
		src, err := a.NewStory(t.Context(), "", lang)
		if err != nil {
			t.Fatal(err)
		}
		res, err := a.CheckStory(t.Context(), "", "new.md", src)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range res.Findings {
			t.Errorf("%s: %s: %s\n%s", lang, f.Code, f.Message, src)
		}
		if res.Checked["share"] < 8 || res.Checked["reversal"] < 2 {
			t.Errorf("%s: only %v was there to check", lang, res.Checked)
		}
	}
}
