package store_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
	"voxpop/internal/vault"
)

// What the process of TestScribeCrash is told: where, on which database, and
// at which stage it dies.
const (
	scribeIn    = "VOXPOP_TEST_SCRIBE_IN"
	scribeOn    = "VOXPOP_TEST_SCRIBE_ON"
	scribeStage = "VOXPOP_TEST_SCRIBE_STAGE"
)

// dying is a store that dies at a stage.
type dying struct {
	*store.DB
	at func(string) error
}

func (d dying) Begin(ctx context.Context, j scribe.Job) (scribe.Begun, bool, error) {
	d.at("before " + string(j.Step))
	b, ok, err := d.DB.Begin(ctx, j)
	d.at("begun " + string(j.Step))
	return b, ok, err
}

func (d dying) KeepParts(ctx context.Context, j scribe.Job, c *scribe.Cleaned, next []scribe.Step) error {
	err := d.DB.KeepParts(ctx, j, c, next)
	d.at("kept clean")
	return err
}

func (d dying) KeepText(ctx context.Context, j scribe.Job, ref scribe.Ref, make func(scribe.Texts) (scribe.Made, error)) error {
	err := d.DB.KeepText(ctx, j, ref, func(t scribe.Texts) (scribe.Made, error) {
		d.at("keeping " + string(j.Step))
		return make(t)
	})
	d.at("kept " + string(j.Step))
	return err
}

// dyingBlobs dies when it has stored a blob.
type dyingBlobs struct {
	store.Blobs
	at func(string) error
}

func (b dyingBlobs) Put(ctx context.Context, callout string, body io.Reader) (string, []byte, int64, error) {
	key, header, n, err := b.Blobs.Put(ctx, callout, body)
	b.at("stored a part")
	return key, header, n, err
}

var scribeStages = []string{"before clean", "begun clean", "clean", "stored a part", "stored two parts", "kept clean", "begun transcribe", "transcribe", "keeping transcribe", "kept transcribe",
	"translate", "keeping translate:en", "kept translate:en"}

// A process that is killed at any stage of reading a recording leaves nothing
// half made, and the next one finishes: every derivative whole, each text once.
func TestScribeCrash(t *testing.T) {
	openAt := func(t *testing.T, dir, url string, at func(string) error) (*store.DB, *vault.Disk) {
		disk, err := vault.OpenDisk(filepath.Join(dir, "blobs"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { disk.Close() })
		db, err := store.Open(context.Background(), store.Config{URL: url, Blobs: dyingBlobs{inClear{disk}, at}, Now: time.Now, Lease: 200 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db, disk
	}
	if dir := os.Getenv(scribeIn); dir != "" {
		stored := 0
		at := func(stage string) error {
			if stage == "stored a part" {
				if stored++; stored == 2 {
					stage = "stored two parts"
				}
			}
			if stage == os.Getenv(scribeStage) {
				os.Exit(77) // no deferred function runs
			}
			return nil
		}
		db, _ := openAt(t, dir, os.Getenv(scribeOn), at)
		s := (&storetest.Engines{Sound: storetest.Speech(t), At: at}).Service(db)
		s.Store = dying{db, at}
		storetest.Work(t, db, s)
		return
	}
	stages := scribeStages
	few := []string{"stored two parts", "kept clean", "keeping transcribe", "kept transcribe", "keeping translate:en"} // where the engines differ
	if os.Getenv(storetest.EnvPostgres) == "" {                                                                        // go test alone stays quick; tools/test.sh has a server, and all of them
		stages = few
	}
	run := func(t *testing.T, stages []string, url func(t *testing.T, dir string) string) {
		for _, stage := range stages {
			t.Run(stage, func(t *testing.T) {
				dir := t.TempDir()
				on := url(t, dir)
				quiet := func(string) error { return nil }
				db, disk := openAt(t, dir, on, quiet)
				r := storetest.Small()
				r.Responses[2].Lang = ""
				for i, x := range r.Responses { // one recording is enough
					if x.ID == "B2" {
						r.Responses[i].Media = ""
					}
				}
				r.Import(t, db)
				child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestScribeCrash$")
				child.Env = append(os.Environ(), scribeIn+"="+dir, scribeOn+"="+on, scribeStage+"="+stage)
				if out, err := child.CombinedOutput(); child.ProcessState.ExitCode() != 77 {
					t.Fatalf("it did not die: %v\n%s", err, out)
				}
				half, err := db.Derivatives(t.Context(), "tram", "C3")
				if err != nil || len(half) != 0 && len(half) != 2 {
					t.Errorf("half made: %v, %v", half, err)
				}
				e := &storetest.Engines{Sound: storetest.Speech(t)}
				s := e.Service(db)
				storetest.Work(t, db, s)
				tasks, err := db.Tasks(t.Context(), "tram", "C3")
				if err != nil || len(tasks) != 3 {
					t.Fatalf("tasks %v, %v", tasks, err)
				}
				for _, k := range tasks {
					if k.State != scribe.Done || k.Tries > 2 {
						t.Errorf("not done: %+v", k)
					}
				}
				for _, of := range []scribe.Ref{{Callout: "tram", Response: "C3", Of: voxpop.OfTranscript}, {Callout: "tram", Response: "C3", Of: voxpop.OfTranslation, Lang: "en"}} {
					if all, err := s.Versions(t.Context(), of); err != nil || len(all) != 1 {
						t.Errorf("%s: %d versions, %v", of.Of, len(all), err)
					}
				}
				for _, kind := range []scribe.Kind{scribe.Audio, scribe.Peaks} {
					d, body, err := s.OpenDerivative(t.Context(), "tram", "C3", kind)
					if err != nil {
						t.Fatal(err)
					}
					if b, err := io.ReadAll(body); err != nil || int64(len(b)) != d.Size {
						t.Errorf("%s: %d bytes of %d, %v", kind, len(b), d.Size, err)
					}
					body.Close()
				}
				if _, err := db.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
				n := 0
				for range disk.List(t.Context(), "") {
					n++
				}
				if n != 5 { // three files of the record, two derivatives
					t.Errorf("%d blobs after a sweep", n)
				}
			})
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		run(t, stages, func(_ *testing.T, dir string) string { return filepath.Join(dir, "voxpop.db") })
	})
	t.Run("postgres", func(t *testing.T) {
		storetest.NeedPostgres(t)
		run(t, few, func(t *testing.T, _ string) string { return storetest.PostgresURL(t) })
	})
}

// A backlog of any length is handed out a few at a time, in turns of the
// call-outs: one that has just opened does not wait for another's thousands.
func TestStepsAreFair(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Opener) {
		db := open(t)
		many := storetest.Grown(0, 1)
		for i := range 3000 {
			id := fmt.Sprintf("V%05d", i)
			at, _ := voxpop.ParseMoment("2026-03-05")
			many.Responses = append(many.Responses, voxpop.Response{ID: id, ReceivedAt: at, Channel: voxpop.Web, Medium: voxpop.Voice, Lang: "en",
				Media: "media/" + id + ".ogg", Consent: voxpop.Consent{Name: voxpop.NoName}})
			many.Files = append(many.Files, storetest.File{Path: "media/" + id + ".ogg", Body: []byte("OggS" + id)})
		}
		many.Import(t, db)
		lanes := map[scribe.Lane]int{scribe.MediaLane: 4}
		if n, err := db.HandOut(t.Context(), lanes, 0); n != 8 || err != nil {
			t.Fatalf("handed out %d, %v", n, err)
		}
		if n, err := db.HandOut(t.Context(), lanes, 1); n != 0 || err != nil {
			t.Fatalf("handed out %d more while none began, %v", n, err)
		}
		few := storetest.Small()
		few.Callout.Slug = "fresh"
		few.Import(t, db)
		if err := db.Forget(t.Context(), 6); err != nil { // six of the eight are done
			t.Fatal(err)
		}
		if n, err := db.HandOut(t.Context(), lanes, 0); n != 6 || err != nil {
			t.Fatalf("handed out %d, %v", n, err)
		}
		jobs, err := db.ScribeJobs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		fresh := 0
		for _, j := range jobs {
			if !strings.HasPrefix(j.Response, "V") {
				fresh++
			}
		}
		if len(jobs) != 14 || fresh != 2 {
			t.Errorf("%d jobs, %d of the call-out that has just opened; want 14 and 2", len(jobs), fresh)
		}
		if n, err := db.OpenSteps(t.Context()); err != nil || n != 3000+2-6 {
			t.Errorf("%d steps open, %v", n, err)
		}
	})
}
