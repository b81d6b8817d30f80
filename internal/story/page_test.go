package story_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/story"
)

// element is one element of a page.
type element struct {
	name  string
	attrs map[string]string
}

// elements reads a page with a strict parser.
func elements(t *testing.T, page []byte) []element {
	t.Helper()
	var out []element
	d := xml.NewDecoder(bytes.NewReader(page))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		if s, ok := tok.(xml.StartElement); ok {
			e := element{s.Name.Local, map[string]string{}}
			for _, a := range s.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			out = append(out, e)
		}
	}
}

func TestPageIsSelfContainedAndRunsNothing(t *testing.T) {
	src := source(t, "en.md") + "\n![A voice message about the light](clip:PERA#t=0,1)\n"
	files := build(t, newLibrary(t), "en.md", src)
	page := files[story.PageFile]
	ids := map[string]int{}
	var inner []string
	policy, style, clips := "", "", 0
	for _, e := range elements(t, page) {
		for name, value := range e.attrs {
			switch {
			case strings.HasPrefix(name, "on"), name == "style":
				t.Errorf("<%s> has the attribute %s", e.name, name)
			case name == "id":
				ids[value]++
			case name == "href" && strings.HasPrefix(value, "#"):
				inner = append(inner, value[1:])
			case name == "href" && e.name == "a":
				if !strings.HasPrefix(value, "https://") || !strings.Contains(e.attrs["rel"], "noreferrer") {
					t.Errorf("a link to %q with rel %q", value, e.attrs["rel"])
				}
			case name == "src":
				clips++
				if !strings.HasPrefix(value, "data:audio/wav;base64,") {
					t.Errorf("<%s> loads %.40q", e.name, value)
				}
			case name == "href":
				t.Errorf("<%s> loads %q", e.name, value)
			}
		}
		switch e.name {
		case "script":
			if e.attrs["type"] != "application/ld+json" {
				t.Errorf("a script of type %q", e.attrs["type"])
			}
		case "meta":
			if e.attrs["http-equiv"] == "Content-Security-Policy" {
				policy = e.attrs["content"]
			}
		case "iframe", "object", "embed", "form", "link", "base":
			t.Errorf("the page holds <%s>", e.name)
		case "img":
			if e.attrs["alt"] == "" {
				t.Error("a picture without alternative text")
			}
		case "svg":
			if e.attrs["role"] == "img" && e.attrs["aria-labelledby"] == "" {
				t.Error("a chart without a name")
			}
		}
	}
	if clips != 1 {
		t.Errorf("%d recordings on the page, want 1", clips)
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("the id %q is given %d times", id, n)
		}
	}
	for _, to := range inner {
		if ids[to] == 0 {
			t.Errorf("a link leads to #%s, which is nowhere", to)
		}
	}
	_, rest, _ := strings.Cut(string(page), "<style>")
	style, _, _ = strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	if want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) || !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("the policy %q does not allow the page's own style and nothing else", policy)
	}
	for _, banned := range []string{"±", "margin of error", "url(", "@import"} {
		if strings.Contains(string(page), banned) {
			t.Errorf("the page holds %q", banned)
		}
	}
}

func TestStrangersWordsStayWords(t *testing.T) {
	files := build(t, newLibrary(t), "en.md", source(t, "en.md"))
	page := string(files[story.PageFile])
	if strings.Contains(page, "<script>alert") || !strings.Contains(page, "They closed it &lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; and {{.}} laughed") {
		t.Error("a respondent's words are not escaped in the page")
	}
	if strings.Count(page, "<script") != 1 || strings.Count(page, "</script>") != 1 {
		t.Error("the page holds more than the one block of metadata")
	}
	if strings.Contains(page, "Safety at night <b>") || strings.Contains(page, "the <room>") {
		t.Error("a name of the record is not escaped")
	}
	if strings.Contains(page, "javascript:") {
		t.Error("the page holds an address that a browser would run")
	}
	_, rest, _ := strings.Cut(page, `<script type="application/ld+json">`)
	ld, _, _ := strings.Cut(rest, "</script>")
	var article struct {
		Type       string `json:"@type"`
		Backstory  string `json:"backstory"`
		Correction []struct{ Text, DatePublished string }
		HasPart    []struct {
			Text, InLanguage string
			Creator          *struct{ Name string }
		}
	}
	if err := json.Unmarshal([]byte(ld), &article); err != nil {
		t.Fatal(err)
	}
	if article.Type != "NewsArticle" || len(article.Correction) != 1 || article.Correction[0].DatePublished != "2026-03-13" {
		t.Errorf("the metadata is %+v", article)
	}
	if !strings.Contains(article.Backstory, "Krippendorff's alpha") || !strings.Contains(article.Backstory, "People counted: 61.") {
		t.Errorf("the backstory is %q", article.Backstory)
	}
	if n := len(article.HasPart); n != 4 || article.HasPart[n-1].Text != hostileWords || article.HasPart[n-1].Creator != nil {
		t.Errorf("the quotations are %+v", article.HasPart)
	}
	if who := article.HasPart[1].Creator; who == nil || who.Name != "Ada Holm" {
		t.Errorf("the statement's speaker is %v", who)
	}
}

func TestNothingThatLeadsToARespondent(t *testing.T) {
	l := newLibrary(t)
	for _, lang := range []string{"en", "fa"} {
		for name, body := range build(t, l, lang+".md", source(t, lang+".md")) {
			for id, r := range l.responses {
				if bytes.Contains(body, []byte(id)) {
					t.Errorf("%s/%s holds the id %s", lang, name, id)
				}
				if bytes.Contains(body, []byte(r.Respondent)) || bytes.Contains(body, []byte(r.Person.Name)) {
					t.Errorf("%s/%s holds a respondent's key or name", lang, name)
				}
			}
			if bytes.Contains(body, []byte("10:00")) || bytes.Contains(body, []byte("Turkish")) || bytes.Contains(body, []byte("eun-ji")) {
				t.Errorf("%s/%s holds a time of day, a group of three or a coder's name", lang, name)
			}
		}
	}
}

func TestQuotesCarryTheirLanguageAndDirection(t *testing.T) {
	page := string(build(t, newLibrary(t), "fa.md", source(t, "fa.md"))[story.PageFile])
	for _, want := range []string{
		`<html lang="fa" dir="rtl">`,
		`<q class="said" id="e6" lang="en" dir="ltr"><a class="ev"`,
		`<time id="f1" datetime="2026-03-01">۱۰ اسفند ۱۴۰۴</time>`,
		`<data id="f4" value="68">۶۸</data>`,
		"ترجمه از عربی",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.ContainsRune(page, '\u202e') {
		t.Error("a direction override reached the page")
	}
}

func TestMethodBoxIsTheRecords(t *testing.T) {
	page := string(build(t, newLibrary(t), "en.md", source(t, "en.md"))[story.PageFile])
	_, method, _ := strings.Cut(page, `id="method-title"`)
	var numbers []int
	for _, m := range regexp.MustCompile(`<td class="num">(−?)([0-9]+)</td>`).FindAllStringSubmatch(method, -1) {
		n := 0
		_, _ = fmt.Sscan(m[2], &n)
		if m[1] != "" {
			n = -n
		}
		numbers = append(numbers, n)
	}
	if want := []int{68, -1, -2, -1, 0, 0, -1, -2, 61}; !slices.Equal(numbers, want) {
		t.Errorf("the waterfall is %v, want %v", numbers, want)
	}
	for _, want := range []string{
		"Why does the reading room close at six?", `lang="ar" dir="rtl">لماذا تُغلق`, "from 1 March 2026 to 8 March 2026",
		"2 people of the newsroom", "60 answers were read by at least one of them, 24 by at least two",
		"3 quotes from 3 people", "1 of the quotes is a translation, 1 was spoken", "other",
	} {
		if !strings.Contains(method, want) {
			t.Errorf("the method box lacks %q", want)
		}
	}
}

func TestChartsPoolSmallGroups(t *testing.T) {
	page := string(build(t, newLibrary(t), "en.md", source(t, "en.md"))[story.PageFile])
	_, chart, _ := strings.Cut(page, "Languages of the answers</p>")
	chart, _, _ = strings.Cut(chart, "</figure>")
	if !strings.Contains(chart, ">other<") || strings.Contains(chart, "Turkish") || !strings.Contains(chart, "fewer than 5") {
		t.Errorf("the chart of languages is %s", chart)
	}
	_, themes, _ := strings.Cut(page, "Themes in the answers of 61 people</p>")
	themes, _, _ = strings.Cut(themes, "</figure>")
	at := -1
	for _, name := range []string{"Students lose out", "Money", "Safety at night"} {
		i := strings.Index(themes, ">"+name)
		if i <= at {
			t.Errorf("%s is out of order", name)
		}
		at = i
	}
	if strings.Contains(themes, "Unclear") {
		t.Error("a control code is in the chart of themes")
	}
}

func TestAStoryThatDoesNotHoldIsNotBuilt(t *testing.T) {
	l := newLibrary(t)
	for name, src := range map[string]string{
		"a wrong figure":          strings.Replace(source(t, "en.md"), "33 of 61", "35 of 61", 1),
		"an unknown figure":       strings.Replace(source(t, "en.md"), "{received}", "{recieved}", 1),
		"a point nobody spoke on": source(t, "en.md") + "\n![Nothing](chart:statements?point=empty)\n",
	} {
		l.points = append(l.points[:1:1], voxpop.Point{ID: "empty", Values: []voxpop.PointValue{{ID: "x"}}})
		doc, err := story.Parse("en.md", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		files, res, err := story.Build(l, l.house, doc, story.BuildOptions{})
		if err != nil || len(files) != 0 || res.OK() {
			t.Errorf("%s: %d files, %v, %v", name, len(files), res, err)
		}
	}
}

func TestSameRecordAndStoryGiveTheSameBytes(t *testing.T) {
	a := build(t, newLibrary(t), "en.md", source(t, "en.md"))
	for range 3 {
		for name, body := range build(t, newLibrary(t), "en.md", source(t, "en.md")) {
			if !bytes.Equal(a[name], body) {
				t.Errorf("%s differs from one build to the next", name)
			}
		}
	}
}

// photo is a JPEG with the metadata of a camera: the place, and how to turn it.
func photo(t testing.TB, orientation byte) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 4, 2))
	m.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"), orientation, 0, 0, 0)
	exif = append(exif, "GPS 12.5N Canon of Rosalind"...)
	body := b.Bytes()
	out := append([]byte{}, body[:2]...)
	out = append(out, 0xff, 0xe1, byte((len(exif)+2)>>8), byte(len(exif)+2))
	out = append(out, exif...)
	return append(out, body[2:]...)
}

func TestRespondentsPhotoKeepsItsNameToItself(t *testing.T) {
	l := newLibrary(t)
	l.responses["PHOT"] = voxpop.Response{ID: "PHOT", Respondent: "r-7000", ReceivedAt: moment(t, "2026-03-02T09:00:00+01:00"), Channel: voxpop.Web,
		Medium: voxpop.Photo, Lang: "en", Media: "media/PHOT.jpg", Consent: voxpop.Consent{Quote: true, Face: true}}
	l.files["media/PHOT.jpg"] = photo(t, 1)
	files := build(t, l, "en.md", source(t, "en.md")+"\n![The locked door](media/PHOT.jpg)\n")
	if !bytes.Contains(files[story.PageFile], []byte(`<img src="data:image/jpeg;base64,`)) || !bytes.Contains(files[story.TextFile], []byte("*The locked door*")) {
		t.Error("the photo is not published")
	}
	for name, body := range files {
		if bytes.Contains(body, []byte("PHOT")) {
			t.Errorf("%s names the response", name)
		}
	}
}

func TestPicturesOfOtherKindsLoseTheirMetadata(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 3, 5))
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	chunk := func(kind, body string) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
		out = append(out, kind+body...)
		return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(kind+body)))
	}
	whole := b.Bytes()
	head := 8 + 12 + 13 // signature and first chunk
	marked := slices.Concat(whole[:head], chunk("tEXt", "Author\x00Rosalind"), chunk("eXIf", "GPS 12.5N"), whole[head:])
	riff := func(kind, body string) string {
		out := string(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))) + body
		return out + strings.Repeat("\x00", len(body)%2)
	}
	inside := "WEBP" + riff("VP8X", "\x0c\x00\x00\x00\x02\x00\x00\x04\x00\x00") + riff("VP8L", "/abc") + riff("EXIF", "GPS 12.5N") + riff("XMP ", "Rosalind!")
	for kind, body := range map[string][]byte{"image/png": marked, "image/webp": []byte(riff("RIFF", inside))} {
		l := newLibrary(t)
		src := strings.Replace(source(t, "en.md"), "reply:", "lead: room\nalt: A dark window\ncaption: The room at seven.\ncredit: Photo by the newsroom\nreply:", 1)
		doc, err := story.Parse("en.md", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		files, _, err := story.Build(l, l.house, doc, story.BuildOptions{Assets: func(string) ([]byte, error) { return body, nil }})
		if err != nil {
			t.Fatal(kind, err)
		}
		found := false
		for _, e := range elements(t, files[0].Body) {
			if e.name != "img" {
				continue
			}
			found = true
			got, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(e.attrs["src"], "data:"+kind+";base64,"))
			if err != nil || bytes.Contains(got, []byte("GPS")) || bytes.Contains(got, []byte("Rosalind")) {
				t.Errorf("%s carries its metadata, or is none: %v", kind, err)
			}
			if kind == "image/png" {
				if _, err := png.Decode(bytes.NewReader(got)); err != nil || e.attrs["height"] != "5" {
					t.Errorf("the PNG is damaged: %v", err)
				}
			} else if want := "WEBP" + riff("VP8X", "\x00\x00\x00\x00\x02\x00\x00\x04\x00\x00") + riff("VP8L", "/abc"); string(got) != riff("RIFF", want) {
				t.Errorf("the WebP became %q", got)
			}
		}
		if !found {
			t.Errorf("%s: there is no picture on the page", kind)
		}
		if _, _, err := story.Build(l, l.house, doc, story.BuildOptions{Assets: func(string) ([]byte, error) { return body[:len(body)-20], nil }}); err == nil {
			t.Errorf("%s: a picture cut off was taken", kind)
		}
	}
}

func TestLeadPictureLosesItsMetadata(t *testing.T) {
	l := newLibrary(t)
	src := strings.Replace(source(t, "en.md"), "reply:", "lead: room.jpg\nalt: A dark window\ncaption: The room at seven.\ncredit: Photo by the newsroom\nreply:", 1)
	doc, err := story.Parse("en.md", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	try := func(picture []byte) ([]story.File, error) {
		files, _, err := story.Build(l, l.house, doc, story.BuildOptions{Assets: func(name string) ([]byte, error) {
			if name != "room.jpg" {
				t.Errorf("asked for %q", name)
			}
			return picture, nil
		}})
		return files, err
	}
	files, err := try(photo(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range elements(t, files[0].Body) {
		if e.name != "img" {
			continue
		}
		body, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(e.attrs["src"], "data:image/jpeg;base64,"))
		if err != nil || bytes.Contains(body, []byte("GPS")) {
			t.Errorf("the picture carries its metadata, or is none: %v", err)
		}
		if _, err := jpeg.Decode(bytes.NewReader(body)); err != nil || e.attrs["width"] != "4" || e.attrs["height"] != "2" {
			t.Errorf("the picture is damaged: %v, %v", err, e.attrs["width"])
		}
	}
	for name, bad := range map[string][]byte{
		"on its side": photo(t, 6), "no picture": []byte("<svg onload=alert(1)>"), "cut off": photo(t, 1)[:30],
		"too large": append(photo(t, 1), make([]byte, story.MaxPicture)...),
	} {
		if _, err := try(bad); voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
			t.Errorf("a picture %s gives %v", name, err)
		}
	}
}
