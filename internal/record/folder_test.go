package record_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/record"
)

// response is a whole line of responses.jsonl that tests change one part of.
const response = `{"id":"R1","respondent":"p-1","received_at":"2026-03-04T18:20:00+01:00","channel":"telegram","medium":"text","lang":"en","text":"They said never.","consent":{"quote":true,"voice":false,"face":false,"name":"first"},"person":{"name":"Ada","age":null,"place":"Aldmoor","role":""}}`

const voice = `{"id":"R2","received_at":"2026-03-05","channel":"web","medium":"voice","lang":"fa","media":"media/R2.ogg","text":null,"transcript":{"lang":"fa","text":"نه","state":"reviewed","by":"bayo","cues":[{"start":0.0,"end":2.4,"text":"نه"}]},"translations":[{"lang":"en","text":"No.","state":"reviewed","by":"chiara"}],"consent":{"quote":true,"voice":true,"face":false,"name":"none"},"duplicate_of":"R1"}`

const gone = `{"id":"R3","received_at":"2026-03-06","channel":"sms","medium":"text","lang":"en","consent":{"quote":false,"voice":false,"face":false,"name":"none"},"withdrawn_at":"2026-03-07T10:00:00Z"}`

const statement = `{"id":"varga-2024","speaker":"Ilse Varga","role":"mayor","said_on":"2024-05-02","text":"The plan is reckless.","lang":"en","kind":"quoted","source":{"url":"https://gazette.example/a","file":"sources/a.html","start":3,"end":24},"positions":[{"point":"tram","value":"against","by":"ann"}],"verdict":"full"}`

// versions are the lines of versions.jsonl.
const versions = `{"response":"R2","of":"transcript","lang":"fa","n":1,"state":"machine","by":"scribe","engine":"ear 1","at":"2026-03-06","text":"نه نه","words":[{"s":0,"e":0.5,"w":"نه","p":0.25}],"seconds":2.4}
{"response":"R2","of":"transcript","lang":"fa","n":2,"state":"reviewed","by":"bayo","at":"2026-03-06T10:00:00Z","text":"نه","cues":[{"start":0,"end":2.4,"text":"نه"}],"words":[{"s":0,"e":0.5,"w":"نه"}],"seconds":2.4}
{"response":"R2","of":"translation","lang":"en","n":1,"state":"reviewed","by":"chiara","source":2,"text":"No.","pairs":[{"from":[0,2],"to":[0,3]}]}
`

const alone = `{"id":"R1","kind":"coincidence","responses":["R1","R3"],"by":"ann","at":"2026-03-08"}`

const noEcho = `{"id":"echo.6703956da2989b95","kind":"no-echo","responses":["R1"],"statement":"varga-2024","reason":"another plan","by":"ann","at":"2026-03-09"}`

const sample = `{"id":"sample","kind":"sample","upto":"00ff00ff00ff00ff"}`

// sound returns a small folder that is read without a warning.
func sound() fstest.MapFS {
	return files(map[string]string{
		"callout.yaml":       "slug: tram\nquestion: {en: Why?, fa: چرا؟}\nlanguages: [en, fa]\nopens: 2026-03-01T08:00:00+01:00\ncloses: 2026-03-12\nmedia: [text, voice]\nlimits: {text: 4000}\n",
		"codebook.yaml":      "version: 2\ncodes:\n  - {id: deceit, name: {en: Deceit}, definition: felt misled, kind: theme}\n  - {id: lies, name: {en: Lies}, definition: says lied, kind: theme, parent: deceit}\n",
		"points.yaml":        "- id: tram\n  question: {en: Build it?}\n  values:\n    - {id: for, name: {en: For}, words: {en: [build, go ahead]}}\n    - {id: against, name: {en: Against}}\n  exclusive: [[for, against]]\n",
		"responses.jsonl":    response + "\n" + voice + "\n" + gone + "\n",
		"codings.csv":        "response,code,coder,value,origin,at,draw\nR1,deceit,ann,1,person,2026-03-08T09:00:00Z,random\nR1,deceit,ben,0,person,2026-03-08,\nR2,-,ann,0,person,2026-03-08,all\n",
		"decisions.jsonl":    alone + "\n" + noEcho + "\n" + sample + "\n",
		"speakers.yaml":      "- name: Ilse Varga\n  names: {fa: ایلزه وارگا}\n  aliases: [I. Varga]\n  offices:\n    - {title: {en: mayor, no: ordfører}, from: 2019, to: 2024-05}\n",
		"statements.jsonl":   statement + "\n",
		"versions.jsonl":     versions,
		"media/R2.ogg":       "not really sound",
		"sources/a.html":     "<p>The plan is reckless.</p>",
		"stories/first.md":   "---\ncallout: tram\n---\nA story.\n",
		"README.md":          "how we work",
		".DS_Store":          "\x00",
		"media/.DS_Store":    "\x00",
		"__MACOSX/._callout": "\x00",
	})
}

func files(m map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, body := range m {
		out[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return out
}

func read(t *testing.T, fsys fs.FS) (*record.Memory, []string, error) {
	t.Helper()
	m := record.NewMemory()
	warnings, err := record.Read(t.Context(), fsys, m.Batch(), record.Options{})
	return m, warnings, err
}

func TestSoundFolder(t *testing.T) {
	m, warnings, err := read(t, sound())
	if err != nil || len(warnings) > 0 {
		t.Fatalf("got %v, warnings %q", err, warnings)
	}
	r, ok, _ := m.Response("R2")
	if !ok || r.Transcript.Cues[0].End != 2.4 || r.Consent.Name != voxpop.NoName || !r.ReceivedAt.DateOnly {
		t.Errorf("R2 was read as %+v", r)
	}
	if got := m.Codebook().Version; got != "2" {
		t.Errorf("version = %q, want 2", got)
	}
	statements, _ := m.AllStatements()
	if len(statements) != 1 || statements[0].Verdict.Change != "full" {
		t.Errorf("statements = %+v", statements)
	}
	var codings []string
	for c := range m.Codings() {
		codings = append(codings, fmt.Sprint(c.Response, c.Code, c.Coder, c.Present, c.Draw))
	}
	want := []string{"R1deceitanntruerandom", "R1deceitbenfalseall", "R2-annfalseall"}
	if diff := cmp.Diff(want, codings); diff != "" {
		t.Errorf("codings (-want +got):\n%s", diff)
	}
}

// TestOrder holds Read to the order that Batch promises stores.
func TestOrder(t *testing.T) {
	var calls order
	if _, err := record.Read(t.Context(), sound(), &calls, record.Options{}); err != nil {
		t.Fatal(err)
	}
	want := order{"callout", "codebook", "points", "speakers", "response R1", "response R2", "response R3", "version R2 transcript 1", "version R2 transcript 2", "version R2 translation en 1", "coding R1", "coding R1", "coding R2", "decision R1", "decision echo.6703956da2989b95", "decision sample",
		"statement varga-2024", "file media/R2.ogg 16", "file sources/a.html 28", "story first.md"}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// written returns the bytes of every file of a folder, by path.
func written(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		name, _ := filepath.Rel(dir, p)
		out[filepath.ToSlash(name)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWriteReadWrite(t *testing.T) {
	first, _, err := read(t, sound())
	if err != nil {
		t.Fatal(err)
	}
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	report, err := record.Write(t.Context(), first, one, record.WriteOptions{})
	if err != nil {
		t.Fatal(err)
	}
	second, warnings, err := read(t, os.DirFS(one))
	if err != nil || len(warnings) > 0 {
		t.Fatalf("reading back: %v, warnings %q", err, warnings)
	}
	again, err := record.Write(t.Context(), second, two, record.WriteOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(written(t, one), written(t, two)); diff != "" {
		t.Errorf("the second export differs (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(report, again); diff != "" {
		t.Errorf("reports (-first +second):\n%s", diff)
	}
	if report.Responses != 3 || report.Codings != 3 || report.Statements != 1 || report.Files != 2 || report.Stories != 1 {
		t.Errorf("report = %+v", report)
	}
	a, _ := first.Hash()
	b, _ := second.Hash()
	if a != b || a != report.Hash {
		t.Errorf("hashes differ: %s before, %s after, %s reported", a, b, report.Hash)
	}
	if info, err := os.Stat(one); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode = %v, %v; want 0700", info.Mode(), err)
	}
}

// TestHashBySha256sum computes the hash as its description says, with other tools.
func TestHashBySha256sum(t *testing.T) {
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("sha256sum is not installed")
	}
	m, _, err := read(t, sound())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "tram")
	report, err := record.Write(t.Context(), m, dir, record.WriteOptions{})
	if err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(written(t, dir)))
	names = slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, "stories/") })
	cmd := exec.CommandContext(t.Context(), "sha256sum", names...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(out)
	if got := hex.EncodeToString(sum[:]); got != report.Hash {
		t.Errorf("sha256sum says %s, Hash says %s", got, report.Hash)
	}
}

func TestHashFollowsContent(t *testing.T) {
	base := sound()
	m, _, err := read(t, base)
	if err != nil {
		t.Fatal(err)
	}
	was, _ := m.Hash()
	for _, name := range []string{"callout.yaml", "codebook.yaml", "points.yaml", "speakers.yaml", "responses.jsonl", "codings.csv", "statements.jsonl", "media/R2.ogg", "sources/a.html"} {
		fsys := sound()
		old, new := "Why", "How"
		switch name {
		case "codebook.yaml":
			old, new = "felt", "feels"
		case "points.yaml":
			old, new = "Build", "Make"
		case "speakers.yaml":
			old, new = "ordfører", "byleder"
		case "responses.jsonl":
			old, new = "They", "We"
		case "codings.csv":
			old, new = "ben,0", "ben,1"
		case "statements.jsonl":
			old, new = "mayor", "warden"
		case "media/R2.ogg", "sources/a.html":
			old, new = " ", "  "
		}
		fsys[name].Data = bytes.ReplaceAll(fsys[name].Data, []byte(old), []byte(new))
		m, _, err := read(t, fsys)
		if err != nil {
			t.Fatal(err)
		}
		if now, _ := m.Hash(); now == was {
			t.Errorf("a change in %s did not change the hash", name)
		}
	}
	base["stories/first.md"].Data = []byte("another story")
	m, _, err = read(t, base)
	if err != nil {
		t.Fatal(err)
	}
	if now, _ := m.Hash(); now != was {
		t.Error("a change in a story changed the hash of the record")
	}
}

func TestWriteOver(t *testing.T) {
	m, _, err := read(t, sound())
	if err != nil {
		t.Fatal(err)
	}
	other := record.NewMemory()
	other.Batch().Callout(voxpop.Callout{Slug: "other", Question: voxpop.Localized{"en": "What?"}, Languages: []string{"en"}})
	put := func(dir, name, body string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("empty", func(t *testing.T) {
		if _, err := record.Write(t.Context(), m, t.TempDir(), record.WriteOptions{}); err != nil {
			t.Error(err)
		}
	})
	t.Run("same call-out, notes kept", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "tram")
		if _, err := record.Write(t.Context(), m, dir, record.WriteOptions{}); err != nil {
			t.Fatal(err)
		}
		put(dir, "README.md", "ours")
		put(dir, ".keep", "")
		put(dir, "stories/README.md", "how we write")
		put(dir, "media/.hidden", "")
		put(dir, "codings.csv", "response,code,coder,value,origin,at,draw\n")
		if _, err := record.Write(t.Context(), m, dir, record.WriteOptions{}); err != nil {
			t.Fatal(err)
		}
		got := written(t, dir)
		if got["README.md"] != "ours" || got["stories/README.md"] != "how we write" || got["callout.yaml"] == "" {
			t.Errorf("after writing over, the folder holds %v", slices.Sorted(maps.Keys(got)))
		}
		for _, name := range []string{".keep", "media/.hidden"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Error(err)
			}
		}
		if strings.Count(got["codings.csv"], "\n") < 2 {
			t.Error("a table was not written anew")
		}
		if beside, _ := os.ReadDir(filepath.Dir(dir)); len(beside) != 1 {
			t.Errorf("something stayed beside the folder: %v", beside)
		}
	})
	t.Run("somebody's work", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "tram")
		if _, err := record.Write(t.Context(), m, dir, record.WriteOptions{}); err != nil {
			t.Fatal(err)
		}
		put(dir, "stories/first.md", "edited here")
		put(dir, "stories/draft.md", "new here")
		put(dir, "media/old.ogg", "of a response that was withdrawn")
		was := written(t, dir)
		_, err := record.Write(t.Context(), m, dir, record.WriteOptions{})
		if voxpop.KindOf(err) != voxpop.Conflict || !strings.Contains(voxpop.HintOf(err), "--force") {
			t.Fatalf("got %v (%s), want a conflict", err, voxpop.HintOf(err))
		}
		for _, name := range []string{"stories/first.md", "stories/draft.md", "media/old.ogg"} {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%q does not name %s", err, name)
			}
		}
		if diff := cmp.Diff(was, written(t, dir)); diff != "" {
			t.Errorf("a refused writing changed the folder:\n%s", diff)
		}
		if beside, _ := os.ReadDir(filepath.Dir(dir)); len(beside) != 1 {
			t.Errorf("something stayed beside the folder: %v", beside)
		}
		if _, err := record.Write(t.Context(), m, dir, record.WriteOptions{Force: true}); err != nil {
			t.Fatal(err)
		}
		got := written(t, dir)
		if _, there := got["media/old.ogg"]; there || got["stories/first.md"] == "edited here" {
			t.Error("with force the folder is still not the record")
		}
	})
	t.Run("another call-out", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "tram")
		if _, err := record.Write(t.Context(), other, dir, record.WriteOptions{}); err != nil {
			t.Fatal(err)
		}
		was := written(t, dir)
		_, err := record.Write(t.Context(), m, dir, record.WriteOptions{})
		if voxpop.KindOf(err) != voxpop.Conflict {
			t.Errorf("got %v, want a conflict", err)
		}
		if diff := cmp.Diff(was, written(t, dir)); diff != "" {
			t.Errorf("a refused writing changed the folder:\n%s", diff)
		}
		if _, err := record.Write(t.Context(), m, dir, record.WriteOptions{Force: true}); err != nil {
			t.Errorf("with force: %v", err)
		}
	})
	t.Run("no record", func(t *testing.T) {
		dir := t.TempDir()
		put(dir, "thesis.doc", "years of work")
		if _, err := record.Write(t.Context(), m, dir, record.WriteOptions{}); voxpop.KindOf(err) != voxpop.Conflict {
			t.Errorf("got %v, want a conflict", err)
		}
		if _, err := record.Write(t.Context(), m, dir, record.WriteOptions{Force: true}); err != nil {
			t.Fatalf("with force: %v", err)
		}
		if written(t, dir)["thesis.doc"] != "years of work" {
			t.Error("force took away a file that is not ours")
		}
	})
	t.Run("stopped", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		parent := t.TempDir()
		if _, err := record.Write(ctx, m, filepath.Join(parent, "tram"), record.WriteOptions{}); err == nil {
			t.Error("a cancelled writing answered without an error")
		}
		if left, _ := os.ReadDir(parent); len(left) > 0 {
			t.Errorf("a cancelled writing left %v", left)
		}
	})
}
