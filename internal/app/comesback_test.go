package app_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/fstest"
	"time"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/cast"
	"voxpop/internal/record"
)

// What was taken out after a backup comes back with it, and the newer
// workspace says what: responses by their ids, whole call-outs, and nothing
// that was gone before or came after. Another workspace cannot tell.
func TestWhatComesBack(t *testing.T) {
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
	importing := func(slug string, responses ...[]byte) {
		t.Helper()
		_, err := a.Import(t.Context(), cast.Chiara, fstest.MapFS{
			"callout.yaml":    {Data: bytes.Replace(callout, []byte("slug: ferry"), []byte("slug: "+slug), 1)},
			"responses.jsonl": {Data: bytes.Join(responses, nil)},
		}, false, record.Options{})
		if err != nil {
			t.Fatal(err)
		}
	}
	importing("ferry", texts[:4]...)
	importing("tram", texts[:2]...)
	if _, err := a.Erase(t.Context(), cast.Chiara, "ferry", ids[:1]); err != nil { // before: stays away
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "monday.voxpop")
	if _, err := a.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	restore := func(newer string) (app.Restored, string, error) {
		r := restoring(t, path)
		r.Newer = newer
		done, err := app.Restore(t.Context(), r)
		return done, r.Dir, err
	}
	if done, _, err := restore(a.Config.Dir); err != nil || done.Untold != nil || len(done.ComesBack) != 0 {
		t.Errorf("nothing happened since: %+v, %v", done.ComesBack, err)
	}

	importing("later", texts[4])
	if _, err := a.Erase(t.Context(), cast.Chiara, "later", ids[4:5]); err != nil {
		t.Fatal(err)
	}
	if err := a.Store.Withdraw(t.Context(), cast.Chiara, "ferry", voxpop.Moment{Time: time.Now()}, ids[2]); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Erase(t.Context(), cast.Chiara, "ferry", ids[1:2]); err != nil {
		t.Fatal(err)
	}
	if err := a.Store.Illegal(t.Context(), cast.Chiara, "ferry", ids[3], "", "00"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.SetOpen(t.Context(), cast.Chiara, "tram", false); err != nil {
		t.Fatal(err)
	}
	if _, err := a.EraseAll(t.Context(), cast.Chiara, "tram"); err != nil {
		t.Fatal(err)
	}
	done, _, err := restore(a.Config.Dir)
	if err != nil || done.Untold != nil {
		t.Fatal(err, done.Untold)
	}
	for i := range done.ComesBack {
		done.ComesBack[i].Open = false // as the cast's call-out has it
	}
	want := []app.ComesBack{{Callout: "ferry", Erased: ids[1:3], Illegal: ids[3:4]}, {Callout: "tram", All: true}}
	if !reflect.DeepEqual(done.ComesBack, want) {
		t.Errorf("comes back: %+v, want %+v", done.ComesBack, want)
	}

	other := openEmpty(t, filepath.Join(t.TempDir(), "other"))
	done, dir, err := restore(other.Config.Dir)
	if err != nil || voxpop.KindOf(done.Untold) != voxpop.Conflict {
		t.Errorf("another newsroom's workspace: %v, %v", err, done.Untold)
	}
	if _, err := os.Stat(filepath.Join(dir, app.DatabaseFile)); err != nil {
		t.Errorf("not restored: %v", err)
	}
}
