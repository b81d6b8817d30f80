package storetest

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/store"
)

// backup is the drill: back up, lose everything, restore, and have the same
// figures, the same hash and the same audit log.
func backup(t *testing.T, db *store.DB, blobs *Blobs, open OpenWith) {
	small, grown := Small(), Grown(700, 2)
	grown.Callout.Slug = "grown"
	small.Import(t, db)
	grown.Import(t, db)
	if err := db.Withdraw(t.Context(), "desk", "tram", moment("2026-03-21"), "B2"); err != nil {
		t.Fatal(err)
	}
	if err := db.MarkCampaign(t.Context(), "desk", "grown", "keep", "R0000009"); err != nil { // leaves a job, and figures to fold
		t.Fatal(err)
	}
	reached := Small()
	reached.Callout.Slug = "reached"
	reached.Import(t, db)
	came := answer(1, "OggS one", receiptNo(1))
	came.Callout = "reached"
	arrive(t, db, came, false)
	if err := db.Reply(t.Context(), "bo", "reached", "W0000001", intake.SealedReply{ID: "r1", Box: receiptNo(1).Box, Sealed: []byte("\x00sealed")}); err != nil {
		t.Fatal(err)
	}
	gone := takeBack(2, receiptNo(2))
	gone.Callout = "reached"
	if _, _, err := db.TakeBack(t.Context(), "desk", gone); err != nil {
		t.Fatal(err)
	}
	if err := db.Refused(t.Context(), "desk", item(3), intake.Damaged); err != nil {
		t.Fatal(err)
	}
	before, lines := stateOf(t, db), auditOf(t, db)
	var archive bytes.Buffer
	m, err := db.Backup(t.Context(), &archive)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "call-outs of the manifest", m.Callouts, []string{"grown", "reached", "tram"})
	if m.Engine != db.Engine() || len(m.Entries) < 8 {
		t.Errorf("manifest %+v", m)
	}

	t.Run("restore", func(t *testing.T) {
		fresh := blobs.Fresh()
		again := open(t, fresh)
		if _, err := again.Restore(t.Context(), bytes.NewReader(archive.Bytes())); err != nil {
			t.Fatal(err)
		}
		same(t, "state", stateOf(t, again), before)
		same(t, "audit", auditOf(t, again), lines)
		same(t, "blobs", fresh.Keys(), blobs.Keys())
		viewOf(t, again, "grown", func(v *store.View) { sameFigures(t, v, Read(t, v)) })
		// What came with a receipt, or was taken back before it came, is known.
		viewOf(t, again, "reached", func(v *store.View) {
			if body, ok, err := v.ReadFile("media/W0000001v.ogg"); err != nil || !ok || string(body) != "OggS one" {
				t.Errorf("%q %v %v", body, ok, err)
			}
		})
		if to, err := again.Receipt(t.Context(), "reached", "W0000001"); err != nil || to != *receiptNo(1) {
			t.Errorf("%+v %v", to, err)
		}
		if out, err := again.OutReplies(t.Context()); err != nil || len(out) != 1 || string(out[0].Sealed) != "\x00sealed" {
			t.Errorf("%+v %v", out, err)
		}
		late := answer(4, "", receiptNo(2))
		late.Callout = "reached"
		arrive(t, again, came, true)
		arrive(t, again, late, false)
		viewOf(t, again, "reached", func(v *store.View) {
			if r, ok, err := v.Response("W0000004"); err != nil || !ok || !r.Withdrawn() {
				t.Errorf("%+v %v %v", r, ok, err)
			}
		})
		if n, err := again.Refusals(t.Context()); err != nil || n[intake.Damaged] != 1 {
			t.Errorf("%v %v", n, err)
		}
		lines := auditOf(t, again)
		// It goes on living: ids do not collide, and it can be backed up again.
		if err := again.SetAside(t.Context(), "bo", "tram", voxpop.Spam, "I9"); err != nil {
			t.Fatal(err)
		}
		next := Small()
		next.Callout.Slug = "next"
		next.Import(t, again)
		if n := len(auditOf(t, again)); n != len(lines)+2 {
			t.Errorf("%d audit lines, want %d", n, len(lines)+2)
		}
		_, err := again.Restore(t.Context(), bytes.NewReader(archive.Bytes()))
		kindIs(t, err, voxpop.Conflict)
	})
	if !blobs.sealed { // an older release sealed nothing
		t.Run("restore what an older release wrote", func(t *testing.T) {
			again := open(t, blobs.Fresh())
			if _, err := again.Restore(t.Context(), bytes.NewReader(pack(t, olderBackup(t, unpack(t, archive.Bytes()))))); err != nil {
				t.Fatal(err)
			}
			want := *before.Rec
			want.Decisions, want.Versions, want.Speakers = nil, nil, nil
			view(t, again, func(v *store.View) { same(t, "record", Read(t, v), &want) })
		})
	}

	t.Run("damage", func(t *testing.T) {
		empty := blobs.Fresh()
		target := open(t, empty)
		for name, edit := range map[string]func([]entry) []entry{
			"cut short":      func(es []entry) []entry { return es[:len(es)-1] },
			"an entry less":  func(es []entry) []entry { return append(es[:2:2], es[3:]...) },
			"an entry twice": func(es []entry) []entry { return append([]entry{es[0], es[1], es[1]}, es[2:]...) },
			"a changed row":  func(es []entry) []entry { return change(es, "rows/response/", "Old Quay", "New Quay") },
			"a changed file": func(es []entry) []entry { return flip(es, "blobs/") },
			"a way out": func(es []entry) []entry {
				return append(es[:1:1], append([]entry{{"../../etc/passwd", tar.TypeReg, []byte("x")}}, es[1:]...)...)
			},
			"a blob's way": func(es []entry) []entry {
				return append(es[:1:1], append([]entry{{"blobs/sha256/../../x", tar.TypeReg, []byte("x")}}, es[1:]...)...)
			},
			"a link": func(es []entry) []entry {
				return append(es[:1:1], append([]entry{{"rows/callout/000009.jsonl", tar.TypeSymlink, nil}}, es[1:]...)...)
			},
			"another program": func(es []entry) []entry { return es[1:] },
			"a newer one":     func(es []entry) []entry { return change(es, "voxpop-backup.json", `"schema": 7`, `"schema": 999`) },
			"an other table": func(es []entry) []entry {
				return append(es[:1:1], append([]entry{{"rows/river_job/000001.jsonl", tar.TypeReg, []byte("[]\n")}}, es[1:]...)...)
			},
		} {
			_, err := target.Restore(context.Background(), bytes.NewReader(pack(t, edit(unpack(t, archive.Bytes())))))
			if kind := voxpop.KindOf(err); kind != voxpop.Invalid && kind != voxpop.Conflict {
				t.Errorf("%s: error %v", name, err)
			}
			if err != nil && strings.Contains(err.Error(), "Quay") {
				t.Errorf("%s: the error repeats what was sent: %v", name, err)
			}
			all, err := target.Callouts(t.Context())
			if err != nil || len(all) != 0 || len(empty.Keys()) != 0 {
				t.Errorf("%s: left %v %v %v", name, all, empty.Keys(), err)
			}
		}
		notWhole(t, target, archive.Bytes())
		_, err := target.Restore(t.Context(), bytes.NewReader(archive.Bytes()[:archive.Len()/2]))
		kindIs(t, err, voxpop.Invalid)
		if _, err := target.Restore(t.Context(), bytes.NewReader(archive.Bytes())); err != nil {
			t.Errorf("the whole one: %v", err)
		}
	})
}

// olderBackup makes of a backup one that a release without decisions, without
// versions and without headers of files wrote.
func olderBackup(t testing.TB, all []entry) []entry {
	t.Helper()
	later := func(name string) bool {
		return slices.Contains([]string{"rows/decision", "rows/version", "rows/task", "rows/mark", "rows/speakers"}, path.Dir(name))
	}
	all = slices.DeleteFunc(all, func(e entry) bool { return later(e.name) })
	changed := change(all, "voxpop-backup.json", `"schema": 7`, `"schema": 1`)[:1:1]
	for i := range all {
		if all[i].name == "rows/file/000001.jsonl" {
			all[i].body = bytes.ReplaceAll(all[i].body, []byte(`,""]`), []byte(`]`))
			changed = append(changed, all[i])
		}
	}
	last := &all[len(all)-1]
	var m store.Manifest
	if err := json.Unmarshal(last.body, &m); err != nil {
		t.Fatal(err)
	}
	m.Schema = 1
	m.Entries = slices.DeleteFunc(m.Entries, func(e store.Entry) bool { return later(e.Name) })
	for i := range m.Entries {
		for _, c := range changed {
			if e := &m.Entries[i]; e.Name == c.name {
				sum := sha256.Sum256(c.body)
				e.Size, e.SHA256 = int64(len(c.body)), hex.EncodeToString(sum[:])
			}
		}
	}
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	last.body = body
	return all
}

// flip changes the first bit of the first entry below a folder.
func flip(all []entry, folder string) []entry {
	i := slices.IndexFunc(all, func(e entry) bool { return strings.HasPrefix(e.name, folder) })
	all[i].body = bytes.Clone(all[i].body)
	all[i].body[0] ^= 1
	return all
}

type entry struct {
	name string
	kind byte
	body []byte
}

func unpack(t testing.TB, archive []byte) (all []entry) {
	t.Helper()
	in := tar.NewReader(bytes.NewReader(archive))
	for {
		h, err := in.Next()
		if err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, entry{h.Name, h.Typeflag, body})
	}
}

func pack(t testing.TB, all []entry) []byte {
	t.Helper()
	var buf bytes.Buffer
	out := tar.NewWriter(&buf)
	for _, e := range all {
		h := &tar.Header{Name: e.name, Typeflag: e.kind, Size: int64(len(e.body)), Mode: 0o600}
		if e.kind == tar.TypeSymlink {
			h.Linkname = "/etc/passwd"
		}
		if err := out.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(e.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func change(all []entry, prefix, old, now string) []entry {
	done := false
	for i, e := range all {
		if strings.HasPrefix(e.name, prefix) && bytes.Contains(e.body, []byte(old)) {
			all[i].body = bytes.Replace(e.body, []byte(old), []byte(now), 1)
			done = true
			break
		}
	}
	if !done {
		panic("nothing to change in " + prefix)
	}
	return all
}
