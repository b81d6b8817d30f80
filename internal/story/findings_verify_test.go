package story_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"voxpop/internal/story"
)

func TestVerifyAcceptsClips(t *testing.T) {
	for _, lang := range []string{"en", "fa"} {
		src := source(t, lang+".md") + "\n![A voice message about 3 lights](clip:PERA#t=0,1)\n\n    4 lines\n    of code\n\n- one of 5\n\n  and 6 more\n- 7\n"
		files := build(t, newLibrary(t), lang+".md", src)
		if res := verify(t, folder(files)); len(res.Findings) > 0 {
			t.Errorf("%s: %+v", lang, res.Findings)
		}
	}
}

// A number of story.md that is changed shows, whoever makes the manifest anew.
func TestVerifyFindsAnyChangedNumberOfTheText(t *testing.T) {
	files := build(t, newLibrary(t), "en.md", source(t, "en.md"))
	text := files[story.TextFile]
	body := bytes.Index(text, []byte("\n---\n"))
	tried := 0
	for at := body; at < len(text); at++ {
		if text[at] < '0' || text[at] > '9' {
			continue
		}
		line := text[bytes.LastIndexByte(text[:at], '\n')+1:]
		if url := bytes.LastIndex(text[:at], []byte("](<")); url > bytes.LastIndexByte(text[:at], ')') || bytes.HasPrefix(line, []byte("1. ")) || bytes.HasPrefix(line, []byte("2. ")) {
			continue // an address, the number of a list's item
		}
		changed := map[string][]byte{}
		for name, b := range files {
			changed[name] = bytes.Clone(b)
		}
		changed[story.TextFile][at] = '0' + (text[at]-'0'+1)%10
		if tried++; tried%7 != 0 {
			continue
		}
		if verify(t, folder(reseal(t, changed))).OK() {
			from := max(0, at-30)
			t.Errorf("a digit at %q was changed and nobody noticed", text[from:min(len(text), at+10)])
		}
	}
	if tried < 50 {
		t.Errorf("%d digits tried", tried)
	}
}

func TestVerifyCountsTheWordsOfEvidence(t *testing.T) {
	files := build(t, newLibrary(t), "en.md", source(t, "en.md"))
	for _, c := range []struct{ old, new string }{
		{"33 of 61", "32 of 61"},
		{"spoke of students", "spoke of 9 students"},
		{"68 answers came in", "86 answers came in"},
	} {
		changed := map[string][]byte{}
		for name, b := range files {
			changed[name] = bytes.Clone(b)
		}
		if !bytes.Contains(changed[story.TextFile], []byte(c.old)) {
			t.Fatalf("%q is not in the text", c.old)
		}
		changed[story.TextFile] = bytes.Replace(changed[story.TextFile], []byte(c.old), []byte(c.new), 1)
		res := verify(t, folder(reseal(t, changed)))
		if !slices.ContainsFunc(res.Findings, func(f story.Finding) bool { return f.File == story.TextFile }) {
			t.Errorf("%q made of %q: found %+v", c.new, c.old, res.Findings)
		}
	}
}

func TestVerifyWantsFilesNotLinks(t *testing.T) {
	files := build(t, newLibrary(t), "en.md", source(t, "en.md"))
	for _, name := range []string{story.PageFile, story.ManifestFile} {
		dir, away := t.TempDir(), t.TempDir()
		for n, b := range files {
			if err := os.WriteFile(filepath.Join(dir, n), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(away, name)); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(away, name), filepath.Join(dir, name)); err != nil {
			t.Skip("no symbolic links here")
		}
		res, err := story.Verify(os.DirFS(dir))
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Findings) != 1 || res.Findings[0].File != name || !strings.Contains(res.Findings[0].Message, "link") {
			t.Errorf("%s: found %+v", name, res.Findings)
		}
	}
	// A folder in the place of a file is found, and is no failure of the check.
	dir := folder(files)
	delete(dir, story.FiguresFile)
	dir[story.FiguresFile+"/x"] = dir[story.PageFile]
	if verify(t, dir).OK() {
		t.Error("a folder in the place of a file was accepted")
	}
}
