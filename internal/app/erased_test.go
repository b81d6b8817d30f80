package app_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/cast"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

// What was taken out after a backup is taken out of what is restored from it,
// by the list that the workspace kept; the list says nothing of what was said,
// is in no backup, and is written again when it is missing.
func TestErasedStaysErased(t *testing.T) {
	a := openEmpty(t, filepath.Join(t.TempDir(), "desk"))
	var texts [][]byte
	ids := []string{"A2JJ", "B3KK", "C4MM", "D5NN", "E6PP"}
	for _, id := range ids {
		texts = append(texts, fmt.Appendf(nil, `{"id":%q,"received_at":"2026-09-02T13:50:00+03:00","channel":"web","medium":"text","lang":"en","text":"He lied.","consent":{"quote":true,"voice":false,"face":false,"name":"none"}}`+"\n", id))
	}
	callout, err := fs.ReadFile(cast.Record(), "callout.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for slug, of := range map[string][][]byte{"ferry": texts, "tram": texts[:2]} {
		_, err := a.Import(t.Context(), cast.Chiara, fstest.MapFS{
			"callout.yaml":    {Data: bytes.Replace(callout, []byte("slug: ferry"), []byte("slug: "+slug), 1)},
			"responses.jsonl": {Data: bytes.Join(of, nil)},
		}, false, record.Options{})
		if err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "monday.voxpop")
	if _, err := a.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}

	if err := a.Withdraw(t.Context(), cast.Chiara, "ferry", ids[:1]); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Erase(t.Context(), cast.Chiara, "ferry", ids[1:2]); err != nil {
		t.Fatal(err)
	}
	if _, err := a.MarkIllegal(t.Context(), cast.Chiara, app.Illegal{Callout: "ferry", ID: ids[2]}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.SetOpen(t.Context(), cast.Chiara, "tram", false); err != nil {
		t.Fatal(err)
	}
	if _, err := a.EraseAll(t.Context(), cast.Chiara, "tram"); err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(a.Config.Dir, app.ErasedFile)
	erased, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(erased, []byte("\n")); n != 4 || bytes.Contains(erased, []byte("lied")) || bytes.Contains(erased, []byte(cast.Chiara)) {
		t.Errorf("the list: %s", erased)
	}
	if info, err := os.Stat(list); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the list can be read by others: %v, %v", info.Mode(), err)
	}

	words := func(a *app.App) (all []string) { // which responses still say something
		t.Helper()
		for _, slug := range []string{"ferry", "tram"} {
			err := a.Store.View(t.Context(), slug, func(v *store.View) error {
				for r, err := range v.Responses() {
					if err != nil {
						return err
					}
					if r.Text != "" {
						all = append(all, slug+" "+r.ID)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return all
	}
	want := []string{"ferry " + ids[3], "ferry " + ids[4]}
	if got := words(a); !reflect.DeepEqual(got, want) {
		t.Fatalf("before: %q", got)
	}
	torn := append(bytes.Clone(erased), `{"audit":9,"callout":"fer`...)
	r := restoring(t, path)
	r.Erased = torn
	done, err := app.Restore(t.Context(), r)
	if err != nil || done.Applied == nil || done.Applied.Responses != 3 || !reflect.DeepEqual(done.Applied.Callouts, []string{"tram"}) || done.Applied.Torn != 1 {
		t.Fatalf("%+v, %v", done.Applied, err)
	}
	again := openEmpty(t, r.Dir)
	if got := words(again); !reflect.DeepEqual(got, want) {
		t.Errorf("restored: %q, want %q", got, want)
	}
	err = again.Store.View(t.Context(), "ferry", func(v *store.View) error {
		r, _, err := v.Response(ids[2])
		if r.SetAside != voxpop.Illegal {
			t.Errorf("set aside as %q, not as illegal", r.SetAside)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(r.Dir, app.ErasedFile)); err != nil {
		t.Errorf("what is restored keeps no list: %v", err)
	}

	r = restoring(t, path) // without the list everything is back
	if done, err := app.Restore(t.Context(), r); err != nil || done.Applied != nil {
		t.Fatal(done.Applied, err)
	}
	if got := words(openEmpty(t, r.Dir)); len(got) != 7 {
		t.Errorf("without the list: %q", got)
	}

	// A missing list, and one whose end a crash cut off, are made whole.
	for _, text := range [][]byte{nil, erased[:len(erased)-5]} {
		if os.Remove(list); text != nil {
			if err := os.WriteFile(list, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		report := app.Examine(t.Context(), a.Config.Dir, noEnv)
		now, err := os.ReadFile(list)
		if err != nil || !report.OK {
			t.Fatal(report, err)
		}
		if !bytes.HasSuffix(now, erased[bytes.LastIndexByte(erased[:len(erased)-1], '\n')+1:]) || text == nil && !bytes.HasPrefix(now, erased[:bytes.IndexByte(erased, '\n')]) {
			t.Errorf("made whole:\n%s\nwant\n%s", now, erased)
		}
	}
}

// Answers that are withdrawn by an import stand in the list as well, once the
// doctor looked.
func TestErasedByAnImport(t *testing.T) {
	a := open(t)
	var want []string
	err := a.Store.View(t.Context(), "ferry", func(v *store.View) error {
		for r, err := range v.Responses() {
			if err != nil {
				return err
			}
			if r.Withdrawn() {
				want = append(want, r.ID)
			}
		}
		return nil
	})
	if err != nil || len(want) == 0 {
		t.Fatal(want, err)
	}
	for range 2 {
		app.Examine(t.Context(), a.Config.Dir, noEnv)
		text, err := os.ReadFile(filepath.Join(a.Config.Dir, app.ErasedFile))
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range want {
			if n := strings.Count(string(text), `"id":"`+id+`"`); n != 1 {
				t.Errorf("%s stands there %d times", id, n)
			}
		}
	}
}

// A passphrase that opens nothing is a finding; none at all is not.
func TestDoctorOfAWrongPassphrase(t *testing.T) {
	a, _ := sealedDesk(t)
	for _, tt := range []struct {
		given string
		ok    bool
	}{{"", true}, {keysPassphrase, true}, {"not the one that was chosen", false}} {
		r := app.Examine(t.Context(), a.Config.Dir, func(name string) string {
			if name == "VOXPOP_PASSPHRASE" {
				return tt.given
			}
			return ""
		})
		for _, c := range r.Checks {
			if c.Name == "keys" && c.OK != tt.ok {
				t.Errorf("with %q: %+v", tt.given, c)
			}
		}
		if r.OK != tt.ok {
			t.Errorf("with %q: %+v", tt.given, r)
		}
	}
}
