package intake_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/intake"
)

// recipient has the form of a hybrid recipient.
var recipient = "age1pq1" + strings.Repeat("q", 1952)

func answer(text string) intake.Envelope {
	return intake.Envelope{Kind: intake.Answer, Callout: "harbour-clock", Form: "en", Text: text, Consent: voxpop.Consent{Quote: true, Name: voxpop.NoName}}
}

func seal(t interface {
	Helper()
	Fatal(...any)
}, e intake.Envelope, file []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := intake.NewWriter(&b, e)
	if err != nil {
		t.Fatal(err)
	}
	if e.Media != nil {
		if _, err := w.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// frame makes an envelope by hand: a head, frames as they are, padding.
func frame(head string, rest []byte, size int) []byte {
	b := binary.BigEndian.AppendUint32([]byte("voxpop1\n"), uint32(len(head)))
	b = append(append(b, head...), rest...)
	return append(b, make([]byte, max(0, size-len(b)))...)
}

func read(b []byte) (intake.Envelope, []byte, error) {
	e, r, err := intake.ReadEnvelope(bytes.NewReader(b))
	if err != nil {
		return e, nil, err
	}
	file, err := io.ReadAll(r)
	return e, file, err
}

func TestEnvelopeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := answer(rapid.StringN(0, 2000, 5000).Draw(t, "text"))
		e.Person = voxpop.Person{Name: rapid.StringN(0, 100, -1).Draw(t, "name"), Place: "Port", Role: "crane driver"}
		if rapid.Bool().Draw(t, "aged") {
			age := rapid.IntRange(0, intake.MaxAge).Draw(t, "age")
			e.Person.Age = &age
		}
		var file []byte
		if intake.Blank(e.Text) || rapid.Bool().Draw(t, "file") {
			e.Media = &intake.Attached{Medium: voxpop.Voice, Type: "audio/ogg"}
			file = rapid.SliceOfN(rapid.Byte(), 0, 70_000).Draw(t, "bytes")
		}
		if rapid.Bool().Draw(t, "receipted") {
			r, err := intake.NewReceipt(nil)
			if err != nil {
				t.Fatal(err)
			}
			a := r.Address(recipient)
			e.Receipt = &a
		}
		b := seal(t, e, file)
		if want := intake.PaddedSize(int64(len(b)), e.Media != nil); want != int64(len(b)) {
			t.Fatalf("%d bytes are not a size", len(b))
		}
		got, gotFile, err := read(b)
		if err != nil {
			t.Fatal(err)
		}
		e.Version = 1
		e.Clean()
		if d := cmp.Diff(e, got); d != "" {
			t.Fatal(d)
		}
		if !bytes.Equal(file, gotFile) {
			t.Fatal("the file came out as another")
		}
	})
}

func TestTextsHaveOneSize(t *testing.T) {
	r, _ := intake.NewReceipt(nil)
	a := r.Address(recipient)
	for _, text := range []string{"a", strings.Repeat("<&", intake.MaxText/2), strings.Repeat("ساعت ", intake.MaxText/9)} {
		e := answer(text)
		e.Receipt = &a
		e.Person = voxpop.Person{Name: strings.Repeat("م", 100), Place: strings.Repeat("ب", 100), Role: strings.Repeat("ر", 100)}
		if n := len(seal(t, e, nil)); n != intake.TextSize {
			t.Errorf("a text of %d bytes gives an envelope of %d", len(text), n)
		}
	}
}

func TestSizes(t *testing.T) {
	all := intake.Sizes()
	if len(all) != 43 {
		t.Fatalf("%d sizes, want one for texts and 42 for files", len(all))
	}
	for i, n := range all[1:] {
		if n%1024 != 0 || intake.PaddedSize(n, true) != n {
			t.Errorf("%d is not its own size", n)
		}
		if i > 0 {
			before := all[i]
			if over := float64(n)/float64(before+1) - 1; over > 0.25 {
				t.Errorf("from %d to %d wastes up to %.1f %%", before, n, 100*over)
			}
			if intake.PaddedSize(before+1, true) != n {
				t.Errorf("%d does not grow to %d", before+1, n)
			}
		}
	}
	if last := all[42]; last < 500<<20 || intake.PaddedSize(last+1, true) != 0 {
		t.Errorf("the largest size is %d", last)
	}
}

func TestEnvelopeRefused(t *testing.T) {
	const canary = "kanarienvogel"
	const consent = `"consent":{"quote":true,"voice":false,"face":false,"name":"none"}`
	head := func(more string) string {
		return `{"v":1,"kind":"answer","callout":"harbour-clock",` + more + consent + `}`
	}
	media := `"media":{"medium":"voice","type":"audio/ogg"},`
	end := make([]byte, 4)
	text := head(`"text":"` + canary + `",`)
	good := frame(text, end, intake.TextSize)
	long := strings.Repeat("n", 101)
	changed := func(at int, c byte) []byte { b := bytes.Clone(good); b[at] = c; return b }
	for name, b := range map[string][]byte{
		"nothing":                          {},
		"another magic":                    changed(6, '2'),
		"a cut head":                       good[:40],
		"no padding":                       good[:len(good)-1],
		"a byte more":                      append(bytes.Clone(good), 0),
		"padding that says something":      changed(len(good)-1, 1),
		"a text in the size of a file":     frame(text, end, 64<<10),
		"a file in the size of a text":     frame(head(media), end, intake.TextSize),
		"a file in a size too large":       frame(head(media), end, 80<<10),
		"a frame without media":            frame(text, append([]byte{0, 0, 0, 1, 'x'}, end...), intake.TextSize),
		"a frame above the bound":          frame(head(media), []byte{0, 0x10, 0, 1, 'x'}, 64<<10),
		"a cut frame":                      frame(head(media), []byte{0, 0, 0, 9, 'x'}, 0),
		"no end":                           frame(head(media), []byte{0, 0, 0, 1, 'x'}, 0),
		"an empty head":                    frame("", end, intake.TextSize),
		"a head longer than its bound":     frame(text+strings.Repeat(" ", intake.MaxHead), end, 64<<10),
		"an unknown field":                 frame(head(`"text":"`+canary+`","ip":"`+canary+`",`), end, intake.TextSize),
		"an unknown field inside":          frame(head(`"text":"a","person":{"phone":"`+canary+`"},`), end, intake.TextSize),
		"a key twice":                      frame(head(`"text":"`+canary+`","text":"b",`), end, intake.TextSize),
		"a key twice inside":               frame(head(`"text":"a","person":{"name":"`+canary+`","name":"b"},`), end, intake.TextSize),
		"a key in capitals":                frame(head(`"TEXT":"`+canary+`",`), end, intake.TextSize),
		"a key that folds":                 frame(head(`"text":"a","per\u017fon":{"name":"`+canary+`"},`), end, intake.TextSize),
		"something behind the head":        frame(text+`{}`, end, intake.TextSize),
		"not UTF-8":                        frame(head("\"text\":\"\xff"+canary+`",`), end, intake.TextSize),
		"another version":                  frame(strings.Replace(text, `"v":1`, `"v":2`, 1), end, intake.TextSize),
		"no version":                       frame(strings.Replace(text, `"v":1,`, ``, 1), end, intake.TextSize),
		"another kind":                     frame(strings.Replace(text, "answer", canary, 1), end, intake.TextSize),
		"a call-out with a path":           frame(strings.Replace(text, "harbour-clock", "../"+canary, 1), end, intake.TextSize),
		"an empty answer":                  frame(head(`"text":" \u200f\n",`), end, intake.TextSize),
		"a language that is none":          frame(head(`"text":"a","form":"`+canary+`!",`), end, intake.TextSize),
		"no level of the name":             frame(strings.Replace(text, `"none"`, `""`, 1), end, intake.TextSize),
		"a name too long":                  frame(head(`"text":"a","person":{"name":"`+long+`"},`), end, intake.TextSize),
		"a place too long":                 frame(head(`"text":"a","person":{"place":"`+long+`"},`), end, intake.TextSize),
		"a role too long":                  frame(head(`"text":"a","person":{"role":"`+long+`"},`), end, intake.TextSize),
		"an age above 120":                 frame(head(`"text":"a","person":{"age":121},`), end, intake.TextSize),
		"an age below 0":                   frame(head(`"text":"a","person":{"age":-1},`), end, intake.TextSize),
		"half an age":                      frame(head(`"text":"a","person":{"age":1.5},`), end, intake.TextSize),
		"a medium that is none":            frame(head(`"media":{"medium":"text","type":"audio/ogg"},`), end, 64<<10),
		"a type that is none":              frame(head(`"media":{"medium":"voice","type":"text/html"},`), end, 64<<10),
		"a type with a parameter":          frame(head(`"media":{"medium":"voice","type":"audio/ogg;a=`+canary+`"},`), end, 64<<10),
		"a receipt without recipient":      frame(head(`"text":"a","receipt":{"box":"`+strings.Repeat("0", 64)+`","to":"","withdraw":"`+strings.Repeat("0", 64)+`"},`), end, intake.TextSize),
		"a receipt with a weak one":        frame(head(`"text":"a","receipt":{"box":"`+strings.Repeat("0", 64)+`","to":"age1qqqq","withdraw":"`+strings.Repeat("0", 64)+`"},`), end, intake.TextSize),
		"a withdrawal without receipt":     frame(`{"v":1,"kind":"withdraw","callout":"a","consent":{"quote":false,"voice":false,"face":false,"name":""}}`, end, intake.TextSize),
		"a withdrawal that says something": frame(`{"v":1,"kind":"withdraw","callout":"a","text":"`+canary+`","consent":{"quote":false,"voice":false,"face":false,"name":""},"receipt":{"box":"`+strings.Repeat("0", 64)+`","to":"","withdraw":"`+strings.Repeat("0", 64)+`"}}`, end, intake.TextSize),
	} {
		_, _, err := read(b)
		if voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("%s: %v, want an error of kind invalid", name, err)
		} else if strings.Contains(err.Error()+voxpop.HintOf(err), canary) {
			t.Errorf("%s: the error repeats what was sent: %v", name, err)
		}
	}
	// And what lies next to it passes.
	for name, b := range map[string][]byte{
		"a text":                       good,
		"a file of nothing":            frame(head(media), end, 64<<10),
		"a null character in the text": frame(head(`"text":"a\u0000b",`), end, intake.TextSize),
		"an age of 120":                frame(head(`"text":"a","person":{"age":120},`), end, intake.TextSize),
		"a name of 100 letters":        frame(head(`"text":"a","person":{"name":"`+long[1:]+`"},`), end, intake.TextSize),
		"spaces around keys":           frame(strings.Replace(text, `{"v":1`, ` { "v" : 1`, 1), end, intake.TextSize),
		"a withdrawal":                 frame(`{"v":1,"kind":"withdraw","callout":"a","consent":{"quote":false,"voice":false,"face":false,"name":""},"receipt":{"box":"`+strings.Repeat("0", 64)+`","to":"","withdraw":"`+strings.Repeat("0", 64)+`"}}`, end, intake.TextSize),
	} {
		if _, _, err := read(b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A name copied from elsewhere carries marks that nobody sees: they go, the answer stays.
func TestNamesAreOneLine(t *testing.T) {
	e := answer("a\u202eb\nc")
	e.Person = voxpop.Person{Name: "\u202aDana\u202c\n  Ortiz\x00", Place: "\u2067حیفا\u2069", Role: "ma\u200cmi\tpi\u200f"}
	got, _, err := read(seal(t, e, nil))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(voxpop.Person{Name: "Dana Ortiz", Place: "حیفا", Role: "ma\u200cmi pi\u200f"}, got.Person); d != "" {
		t.Error(d)
	}
	if got.Text != e.Text {
		t.Error("the text is not as it was written")
	}
}

func TestWriterRefuses(t *testing.T) {
	tooLong := answer(strings.Repeat("a", intake.MaxText+1))
	escapes := answer(strings.Repeat("\x01", intake.MaxText))
	for name, e := range map[string]intake.Envelope{"a text too long": tooLong, "a text too long once written": escapes, "nothing": answer("")} {
		if _, err := intake.NewWriter(io.Discard, e); voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	w, err := intake.NewWriter(io.Discard, answer("a"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("x")); err == nil {
		t.Error("a file went into an envelope without one")
	}
}

// The reader's own errors come through, so that a cut line is not taken for a bad item.
func TestReadersErrorsComeThrough(t *testing.T) {
	e := answer("a")
	e.Media = &intake.Attached{Medium: voxpop.Photo, Type: "image/png"}
	b := seal(t, e, make([]byte, 100_000))
	broken := errors.New("the line broke")
	for _, n := range []int{0, 5, 12, 100, 300, 50_000, len(b) - 1} {
		r := io.MultiReader(bytes.NewReader(b[:n]), iotest.ErrReader(broken))
		_, file, err := intake.ReadEnvelope(r)
		if err == nil {
			_, err = io.Copy(io.Discard, file)
		}
		if !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
	// Bytes that come one at a time are the same envelope.
	_, file, err := intake.ReadEnvelope(iotest.OneByteReader(bytes.NewReader(b)))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, file); n != 100_000 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}
