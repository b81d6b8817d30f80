package record_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/record"
)

// ledger is a store of one record, which keeps what fill did only when fill
// ends well.
type ledger struct {
	kept    *record.Memory
	by      voxpop.Actor
	replace bool
}

func (l *ledger) Import(_ context.Context, by voxpop.Actor, replace bool, fill func(record.Batch) error) (record.Imported, error) {
	next := record.NewMemory()
	if l.kept != nil {
		if err := record.Copy(context.Background(), l.kept, next.Batch()); err != nil {
			return record.Imported{}, err
		}
	}
	if err := fill(next.Batch()); err != nil {
		return record.Imported{}, err
	}
	l.kept, l.by, l.replace = next, by, replace
	return record.Imported{Callout: next.Callout().Slug}, nil
}

func TestImport(t *testing.T) {
	var store ledger
	fsys := sound()
	delete(fsys, "media/R2.ogg")
	done, warnings, err := record.Import(t.Context(), &store, "chiara", fsys, true, record.Options{})
	if err != nil || done.Callout != "tram" || store.by != "chiara" || !store.replace {
		t.Fatalf("got %+v, %v; store %+v", done, err, store)
	}
	if len(warnings) != 1 || !strings.HasPrefix(warnings[0], "responses.jsonl:2: media") {
		t.Errorf("warnings %q", warnings)
	}
	was, _ := store.kept.Hash()

	fsys["codings.csv"] = &fstest.MapFile{Data: []byte("response,code,coder,value,origin,at\nR9,deceit,ann,1,person,\n")}
	fsys["responses.jsonl"] = &fstest.MapFile{Data: []byte(strings.Replace(response, "never", "always", 1) + "\n")}
	if done, _, err := record.Import(t.Context(), &store, "chiara", fsys, true, record.Options{}); err == nil || done != (record.Imported{}) {
		t.Errorf("a folder with an error was imported: %+v", done)
	}
	if now, _ := store.kept.Hash(); now != was {
		t.Error("a refused import changed the store")
	}
}

func TestImportCSV(t *testing.T) {
	var store ledger
	files := func() []record.CSVFile {
		return []record.CSVFile{
			{Name: "one.csv", Body: strings.NewReader("received_at,text\n2026-03-04,never\n")},
			{Name: "two.csv", Body: strings.NewReader("received_at,text\n2026-03-05,always\n")},
		}
	}
	ids := func() (all []string) {
		for r := range store.kept.Responses() {
			all = append(all, r.ID)
		}
		return all
	}
	if _, err := record.ImportCSV(t.Context(), &store, "chiara", tram, files(), nil, false, record.CSVOptions{}); err != nil {
		t.Fatal(err)
	}
	first := ids()
	if _, err := record.ImportCSV(t.Context(), &store, "chiara", tram, files(), nil, false, record.CSVOptions{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, ids()); diff != "" || len(first) != 2 {
		t.Errorf("a second import of the same tables added something (-first +second):\n%s", diff)
	}
	broken := append(files(), record.CSVFile{Name: "three.csv", Body: strings.NewReader("received_at,text\nyesterday,x\n")})
	_, err := record.ImportCSV(t.Context(), &store, "chiara", tram, broken, nil, false, record.CSVOptions{})
	if err == nil || !strings.HasPrefix(err.Error(), "three.csv:2: received_at") {
		t.Errorf("got %v, want an error in three.csv", err)
	}
}
