package story_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"voxpop/internal/story"
)

func folder(files map[string][]byte) fstest.MapFS {
	dir := fstest.MapFS{}
	for name, body := range files {
		dir[name] = &fstest.MapFile{Data: body, Mode: 0o644}
	}
	return dir
}

func verify(t *testing.T, dir fstest.MapFS) *story.Result {
	t.Helper()
	res, err := story.Verify(dir)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestVerifyAcceptsWhatWasBuilt(t *testing.T) {
	for _, lang := range []string{"en", "fa"} {
		res := verify(t, folder(build(t, newLibrary(t), lang+".md", source(t, lang+".md"))))
		if len(res.Findings) > 0 {
			t.Errorf("%s: %+v", lang, res.Findings)
		}
		if res.Checked["file"] != 4 || res.Checked["annotation"] < 8 || res.Checked["figure"] < 4 {
			t.Errorf("%s: checked only %v", lang, res.Checked)
		}
	}
}

func TestVerifyFindsAFlippedByteAnywhere(t *testing.T) {
	files := build(t, newLibrary(t), "en.md", source(t, "en.md"))
	for name, body := range files {
		step := 1 + len(body)/150
		for at := 0; at < len(body); at += step {
			changed := folder(files)
			flipped := bytes.Clone(body)
			flipped[at] ^= 1
			changed[name].Data = flipped
			res := verify(t, changed)
			if res.OK() {
				t.Fatalf("byte %d of %s was flipped and nobody noticed", at, name)
			}
		}
	}
}

func TestVerifyFindsWhatIsMissingOrExtra(t *testing.T) {
	files := build(t, newLibrary(t), "en.md", source(t, "en.md"))
	for name := range files {
		dir := folder(files)
		delete(dir, name)
		if got := codes(verify(t, dir)); !slices.Equal(got, []string{"missing"}) {
			t.Errorf("without %s: %v", name, got)
		}
	}
	dir := folder(files)
	dir["notes/private.txt"] = &fstest.MapFile{Data: []byte("x"), Mode: 0o644}
	if got := codes(verify(t, dir)); !slices.Equal(got, []string{"extra"}) {
		t.Errorf("with an extra folder: %v", got)
	}
	dir = folder(files)
	dir[story.ManifestFile].Data = []byte("[]")
	if got := codes(verify(t, dir)); !slices.Equal(got, []string{"manifest"}) {
		t.Errorf("with another manifest: %v", got)
	}
}

// reseal writes the manifest anew, as somebody would who changes a folder and
// knows how its hashes are made.
func reseal(t *testing.T, files map[string][]byte) map[string][]byte {
	t.Helper()
	hash := func(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }
	type file struct {
		Name   string `json:"name"`
		Bytes  int    `json:"bytes"`
		SHA256 string `json:"sha256"`
	}
	var m struct {
		Story   string `json:"story"`
		Callout string `json:"callout"`
		Lang    string `json:"lang"`
		Date    string `json:"date"`
		Program string `json:"program"`
		Record  string `json:"record_sha256"`
		Files   []file `json:"files"`
		SHA256  string `json:"sha256"`
	}
	if err := json.Unmarshal(files[story.ManifestFile], &m); err != nil {
		t.Fatal(err)
	}
	for i := range m.Files {
		b := files[m.Files[i].Name]
		m.Files[i].Bytes, m.Files[i].SHA256 = len(b), hash(b)
	}
	write := func() []byte {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(m); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	m.SHA256 = ""
	m.SHA256 = hash(write())
	files[story.ManifestFile] = write()
	return files
}

func TestVerifyHoldsTheFilesAgainstOneAnother(t *testing.T) {
	for _, c := range []struct{ name, file, old, new, want string }{
		{"a quote of the page", story.PageFile, "The light of that room", "The night of that room", "evidence"},
		{"a figure of the page", story.PageFile, ">33 of 61<", ">54 of 61<", "evidence"},
		{"a quote of the text", story.TextFile, "The light of that room", "The night of that room", "evidence"},
		{"a figure of the table", story.FiguresFile, "theme,,students,,Students lose out,,33,61", "theme,,students,,Students lose out,,44,61", "figure"},
		{"a figure of an annotation", story.EvidenceFile, `"n": 33`, `"n": 35`, "figure"},
		{"an annotation's place", story.EvidenceFile, `"start": `, `"start": 1`, "evidence"},
		{"an annotation's number", story.EvidenceFile, `"evidence": "e1"`, `"evidence": "e99"`, "evidence"},
		{"the page's form", story.PageFile, "</main>", "", "evidence"},
		{"a figure of the call-out", story.PageFile, `<data id="f1" value="68">68</data>`, `<data id="f1" value="98">68</data>`, "evidence"},
	} {
		files := build(t, newLibrary(t), "en.md", source(t, "en.md"))
		if !bytes.Contains(files[c.file], []byte(c.old)) {
			t.Fatalf("%s: %s does not hold %q", c.name, c.file, c.old)
		}
		files[c.file] = bytes.Replace(files[c.file], []byte(c.old), []byte(c.new), 1)
		if got := codes(verify(t, folder(reseal(t, files)))); !slices.Contains(got, c.want) {
			t.Errorf("%s changed: found %v, want %s", c.name, got, c.want)
		}
	}
}

// seen is what a reader of evidence.jsonld needs of an annotation.
type seen struct {
	Context    []any  `json:"@context"`
	ID         string `json:"id"`
	Type       string `json:"type"`
	Motivation string `json:"motivation"`
	Body       []map[string]any
	Target     []struct {
		Source   string
		Selector []struct {
			Type, Exact, Prefix, Suffix, Value string
			Start, End                         int
		}
	}
}

func TestAnnotations(t *testing.T) {
	src := source(t, "en.md") + "\n![A voice message about the light](clip:PERA#t=0.5,1.5)\n"
	files := build(t, newLibrary(t), "en.md", src)
	var list []seen
	if err := json.Unmarshal(files[story.EvidenceFile], &list); err != nil {
		t.Fatal(err)
	}
	text := []rune(textOf(t, files[story.PageFile], story.StoryElement))
	ids, kinds := map[string]bool{}, map[string]int{}
	for _, a := range list {
		if a.Context[0] != "http://www.w3.org/ns/anno.jsonld" || a.Type != "Annotation" || !strings.HasPrefix(a.ID, "urn:uuid:") || ids[a.ID] {
			t.Errorf("annotation %s of type %s, context %v", a.ID, a.Type, a.Context[0])
		}
		ids[a.ID] = true
		kinds[a.Motivation]++
		for _, target := range a.Target {
			if target.Selector[0].Type == "FragmentSelector" {
				kinds[target.Selector[0].Value]++
				continue
			}
			quote, at := target.Selector[0], target.Selector[1]
			if got := string(text[at.Start:at.End]); got != quote.Exact {
				t.Errorf("%v: %q stands where %q should", a.Body[0]["evidence"], got, quote.Exact)
			}
			if !strings.HasSuffix(string(text[:at.Start]), quote.Prefix) || !strings.HasPrefix(string(text[at.End:]), quote.Suffix) {
				t.Errorf("%v: the words around it are others", a.Body[0]["evidence"])
			}
		}
	}
	// 3 quotes; a statement and a reversal; 5 share links, 3 figures in braces and the clip.
	if kinds["identifying"] != 3 || kinds["linking"] != 2 || kinds["describing"] != 9 || kinds["t=0.5,1.5"] != 1 {
		t.Errorf("the annotations are %v", kinds)
	}
}

// textOf is the text content of the element with an id.
func textOf(t *testing.T, page []byte, id string) string {
	t.Helper()
	s := string(page)
	at := strings.Index(s, fmt.Sprintf(`id="%s"`, id))
	s = s[at+strings.Index(s[at:], ">")+1:]
	s, _, _ = strings.Cut(s, "</article>")
	var out strings.Builder
	for s != "" {
		before, rest, ok := strings.Cut(s, "<")
		out.WriteString(unescape(before))
		if !ok {
			break
		}
		_, s, _ = strings.Cut(rest, ">")
	}
	return out.String()
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(s)
}
