package apertium_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/engine/apertium"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/scribe"
	"voxpop/internal/text"
)

func TestMain(m *testing.M) {
	cage.Main(nil)
	os.Exit(m.Run())
}

func open(t testing.TB) *apertium.Engine {
	t.Helper()
	e, err := apertium.Find(&cage.Cage{})
	if err != nil {
		t.Skip(err)
	}
	return e
}

func TestContract(t *testing.T) {
	open(t)
	enginetest.RunTranslator(t, enginetest.TranslatorSuite{
		Open: func(t *testing.T) scribe.Translator { return open(t) },
		From: "en", To: "es", NoPair: [2]string{"fa", "en"}, Costly: true,
		Sentences: []string{"The ferry costs 12 euros.", "Nobody answers my letters.", "My house is cold", "We waited three hours!"},
	})
}

func TestBothWays(t *testing.T) {
	e := open(t)
	pairs, err := e.Pairs(t.Context())
	if err != nil || len(pairs) < 2 {
		t.Fatal(pairs, err)
	}
	got, err := e.Translate(t.Context(), []string{"El agua está fría.", "No hay luz en mi calle desde el lunes."}, "es-MX", "en-GB", nil)
	if err != nil || !strings.Contains(got[0], "water") || !strings.Contains(strings.ToLower(got[1]), "street") {
		t.Errorf("%q, %v", got, err)
	}
}

// TestOneRun lets the programs have, in one run, what has to be checked of the
// stream between them.
func TestOneRun(t *testing.T) {
	e := open(t)
	strangers := []string{
		"سلام، خانه سرد است.", "[[[[", "\\", "*", "#", "@", "😀 hello", "^unclosed", "a/b<n><sg>$", "[<STREAMCMD:SETVAR:x>]", "[[t:b:abc]]word", "^^^$$$ <<<>>> house", "http://example.org/a?b=c me@example.org",
	}
	in := append([]string{
		"Mrs. Qorblath does not know * what #zqxwv means [at all] ^here$ @home/there {now} \\ <b>.",
		"The Water Board closed our street.", "The water is cold.",
	}, strangers...)
	in = append(in, "The ferry costs 12 euros.", "12 + 3", "Nobody answered my letter", "", "My house is very cold.")
	terms := []scribe.Term{{From: "en", To: "es", Text: "Water Board", As: "Junta del Agua|la Junta"}}
	got, err := e.Marked(t.Context(), in, "en", "es", terms)
	if err != nil || len(got) != len(in) {
		t.Fatalf("%d of %d, %v", len(got), len(in), err)
	}
	runes := []rune(got[0].Text)
	var unknown []string
	for _, u := range got[0].Unknown {
		w := string(runes[u.Start:u.End])
		if len(text.Words([]rune(w))) != 1 {
			t.Errorf("%q is no word", w)
		}
		unknown = append(unknown, w)
	}
	if s := strings.Join(unknown, " "); !strings.Contains(s, "Qorblath") || !strings.Contains(s, "zqxwv") {
		t.Errorf("unknown %q", unknown)
	}
	for _, keep := range []string{"Qorblath", "#zqxwv", "[", "]", "^", "$", "{", "}", "<", ">", "\\"} {
		if !strings.Contains(got[0].Text, keep) {
			t.Errorf("%q is lost in %q", keep, got[0].Text)
		}
	}
	if strings.Contains(got[0].Text, "*Qorblath") {
		t.Errorf("a mark in %q", got[0].Text)
	}
	if !strings.Contains(got[1].Text, "Junta del Agua") || strings.Contains(got[2].Text, "Junta") {
		t.Errorf("%+v", got[1:3])
	}
	for i, m := range got[3 : 3+len(strangers)] {
		if m.Text == "" || strings.ContainsAny(m.Text, "\x00\n") || i < 6 && m.Text != strangers[i] {
			t.Errorf("%q became %q", strangers[i], m.Text)
		}
	}
	said := got[3+len(strangers):]
	for i, want := range []string{"12 euros", "12 + 3", "Nadie", "", "casa"} {
		if !strings.Contains(said[i].Text, want) || want == "" && said[i].Text != "" {
			t.Errorf("%d: %q lacks %q", i, said[i].Text, want)
		}
	}
	if strings.HasSuffix(said[2].Text, ".") {
		t.Errorf("a stop that nobody wrote: %q", said[2].Text)
	}
	if u := e.Used(); u.Unknown < 2 || u.Sentences != len(in) {
		t.Errorf("%+v", u)
	}
}

func TestNoPair(t *testing.T) {
	e := open(t)
	for _, p := range [][2]string{{"fa", "en"}, {"", "en"}, {"en", "xx"}, {"en", "../../x"}} {
		if _, err := e.Translate(t.Context(), []string{"hello"}, p[0], p[1], nil); voxpop.KindOf(err) != voxpop.NotFound || voxpop.HintOf(err) == "" {
			t.Errorf("%v: %v", p, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Translate(ctx, []string{"hello"}, "en", "es", nil); err == nil {
		t.Error("translated for somebody who has left")
	}
}

func TestOddModes(t *testing.T) {
	for _, line := range []string{"lt-proc $(id) | lt-proc x", "sh -c id", "lt-proc 'a' ; id", "lt-proc `id`", "lt-proc 'open", "", "lt-proc > /tmp/x", "lt-proc $HOME/x", "lt-proc /nowhere/at/all.bin"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "eng-spa.mode"), []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		e := &apertium.Engine{Cage: &cage.Cage{}, Modes: dir}
		if err := e.Check(); err == nil {
			t.Errorf("%q is run", line)
		}
	}
	if err := (&apertium.Engine{Cage: &cage.Cage{}, Modes: "/nowhere"}).Check(); voxpop.KindOf(err) != voxpop.Unavailable || voxpop.HintOf(err) == "" {
		t.Error(err)
	}
}

func BenchmarkTranslate(b *testing.B) {
	e := open(b)
	for _, n := range []int{1, 10, 100} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			in := make([]string, n)
			for i := range in {
				in[i] = "The ferry costs twelve euros and nobody answers my letters."
			}
			for b.Loop() {
				if _, err := e.Translate(b.Context(), in, "en", "es", nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
