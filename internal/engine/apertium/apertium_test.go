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
		From: "en", To: "es", NoPair: [2]string{"fa", "en"},
		Sentences: []string{"The ferry costs 12 euros.", "Nobody answers my letters.", "My house is cold", "We waited three hours!"},
	})
}

func TestBothWays(t *testing.T) {
	e := open(t)
	pairs, err := e.Pairs(t.Context())
	if err != nil || len(pairs) < 2 {
		t.Fatal(pairs, err)
	}
	got, err := e.Translate(t.Context(), []string{"The ferry costs 12 euros.", "12 + 3", "Nobody answered my letter", "", "My house is very cold."}, "en", "es", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%q", got)
	for i, want := range []string{"12 euros", "12 + 3", "Nadie", "", "casa"} {
		if !strings.Contains(got[i], want) || want == "" && got[i] != "" {
			t.Errorf("%d: %q lacks %q", i, got[i], want)
		}
	}
	if strings.HasSuffix(got[2], ".") {
		t.Errorf("a stop that nobody wrote: %q", got[2])
	}
	got, err = e.Translate(t.Context(), []string{"El agua está fría.", "No hay luz en mi calle desde el lunes."}, "es-MX", "en-GB", nil)
	if err != nil || !strings.Contains(got[0], "water") || !strings.Contains(strings.ToLower(got[1]), "street") {
		t.Errorf("%q, %v", got, err)
	}
}

func TestMarksAreTakenOff(t *testing.T) {
	e := open(t)
	got, err := e.Marked(t.Context(), []string{"Mrs. Qorblath does not know * what #zqxwv means [at all] ^here$ @home/there {now} \\ <b>."}, "en", "es", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%q", got[0].Text)
	runes := []rune(got[0].Text)
	var unknown []string
	for _, u := range got[0].Unknown {
		w := string(runes[u.Start:u.End])
		if len(text.Words([]rune(w))) != 1 {
			t.Errorf("%q is no word", w)
		}
		unknown = append(unknown, w)
	}
	if !strings.Contains(strings.Join(unknown, " "), "Qorblath") || !strings.Contains(strings.Join(unknown, " "), "zqxwv") {
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
	if u := e.Used(); u.Unknown < 2 || u.Sentences != 1 {
		t.Errorf("%+v", u)
	}
}

func TestGlossary(t *testing.T) {
	e := open(t)
	terms := []scribe.Term{{From: "en", To: "es", Text: "Water Board", As: "Junta del Agua|la Junta"}}
	got, err := e.Translate(t.Context(), []string{"The Water Board closed our street.", "The water is cold."}, "en", "es", terms)
	if err != nil || !strings.Contains(got[0], "Junta del Agua") || strings.Contains(got[1], "Junta") {
		t.Errorf("%q, %v", got, err)
	}
}

func TestStrangers(t *testing.T) {
	e := open(t)
	in := []string{
		"سلام، خانه سرد است.", "😀 hello", "^unclosed", "[[[[", "a/b<n><sg>$", "\\", "*", "#", "@", "[<STREAMCMD:SETVAR:x>]", "[[t:b:abc]]word", "^^^$$$ <<<>>> house", "http://example.org/a?b=c me@example.org",
	}
	got, err := e.Translate(t.Context(), in, "en", "es", nil)
	if err != nil || len(got) != len(in) {
		t.Fatalf("%d of %d, %v", len(got), len(in), err)
	}
	for i, s := range got {
		if s == "" || strings.ContainsAny(s, "\x00\n") {
			t.Errorf("%q became %q", in[i], s)
		}
	}
	for _, i := range []int{0, 3, 5, 6, 7, 8, 9} {
		if got[i] != in[i] {
			t.Errorf("%q became %q", in[i], got[i])
		}
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
