package intake_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/intake"
)

// What is read from strangers is refused with an error of kind invalid, or is
// what its own writer would have written.

func FuzzEnvelope(f *testing.F) {
	// Without padding: the fuzzer would spend its time on zeros.
	add := func(e intake.Envelope, file []byte) { f.Add(bytes.TrimRight(seal(f, e, file), "\x00")) }
	e := answer("a text")
	add(e, nil)
	e.Media = &intake.Attached{Medium: voxpop.Voice, Type: "audio/ogg"}
	e.Person.Name = "Dana"
	add(e, []byte("OggS"))
	a := receipt(f, 1).Address(recipient)
	e.Receipt = &a
	add(e, bytes.Repeat([]byte("x"), 100))
	b := receipt(f, 1).Withdrawal()
	add(intake.Envelope{Kind: intake.Withdrawal, Callout: "a", Receipt: &b}, nil)
	f.Add([]byte("voxpop1\n\x00\x00\x00\x02{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, size := range []int{len(b), intake.TextSize, 64 << 10} {
			if size < len(b) {
				continue
			}
			sized := append(bytes.Clone(b), make([]byte, size-len(b))...)
			got, file, err := read(sized)
			if err != nil {
				if voxpop.KindOf(err) != voxpop.Invalid {
					t.Fatal(err)
				}
				continue
			}
			if err := got.Validate(); err != nil {
				t.Fatal("read, but not valid:", err)
			}
			again, gotFile, err := read(seal(t, got, file))
			if err != nil || !bytes.Equal(file, gotFile) || !cmp.Equal(got, again) {
				t.Fatal("another envelope once written again", err)
			}
		}
	})
}

func FuzzTicket(f *testing.F) {
	door := tickets(f, noon, key(2), key(1))
	for range 3 {
		s, err := door.Issue("harbour-clock")
		if err != nil {
			f.Fatal(err)
		}
		f.Add("harbour-clock", s)
	}
	f.Add("tram", strings.Repeat("A", 92))
	f.Add("", "")
	stranger := tickets(f, noon, key(9))
	f.Fuzz(func(t *testing.T, slug, s string) {
		if _, err := stranger.Open(slug, s); voxpop.KindOf(err) != voxpop.Invalid {
			t.Fatal("a door opened another door's ticket", err)
		}
		ticket, err := door.Open(slug, s)
		if err != nil {
			if voxpop.KindOf(err) != voxpop.Invalid {
				t.Fatal(err)
			}
			return
		}
		if ticket.Callout != slug || !intake.ValidItem(ticket.Name()) {
			t.Fatal("a ticket of another call-out")
		}
		if b, err := base64.RawURLEncoding.DecodeString(s); err != nil || base64.RawURLEncoding.EncodeToString(b) != s {
			t.Fatal("two spellings of one ticket")
		}
	})
}

func fuzzReceipt(f *testing.F, lang string) {
	for n := range byte(3) {
		r := receipt(f, n+1)
		words := r.Words(lang)
		f.Add(strings.Join(words, " "))
		f.Add(strings.ToUpper(strings.Join(words, "-\u200f")))
		f.Add("1. " + strings.Join(words, "\n2) "))
		f.Add(strings.Join(words[:7], "،") + " qwxyz")
		f.Add(r.Digits())
	}
	f.Add("۰۱۲۳ ٤٥٦٧ ৮৯०१ 𝟐𝟑𝟒𝟓 ６７８９ 0123 4567 8901")
	f.Add("\u202e\u2066ئئئ ؤؤؤ ءءء ۀۀۀ\u2069")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := intake.ParseReceipt(s)
		if err != nil {
			if voxpop.KindOf(err) != voxpop.Invalid || !utf8.ValidString(err.Error()) {
				t.Fatal(err)
			}
			return
		}
		if r.IsZero() {
			t.Fatal("the receipt of zero")
		}
		for _, said := range []string{strings.Join(r.Words(lang), " "), r.Digits()} {
			if again, err := intake.ParseReceipt(said); err != nil || !again.Equal(r) {
				t.Fatal("what is shown is another receipt", err)
			}
		}
	})
}

func FuzzReceiptEnglish(f *testing.F) { fuzzReceipt(f, "en") }
func FuzzReceiptPersian(f *testing.F) { fuzzReceipt(f, "fa") }
func FuzzReceiptArabic(f *testing.F)  { fuzzReceipt(f, "ar") }

func FuzzReply(f *testing.F) {
	for _, text := range []string{"Thank you.", "سپاس", "a\x00}b"} {
		b, err := intake.Reply{Day: "2026-04-03", Lang: "fa", Text: text}.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.TrimRight(b, "\x00"))
	}
	f.Add([]byte(`{"v":1,"v":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, sized := range [][]byte{b, append(bytes.Clone(b), make([]byte, max(0, intake.ReplySize-len(b)))...)} {
			r, err := intake.DecodeReply(sized)
			if err != nil {
				if voxpop.KindOf(err) != voxpop.Invalid {
					t.Fatal(err)
				}
				continue
			}
			out, err := r.Encode()
			if err != nil {
				// What came was written closer than we write: a raw control character is no JSON, so only length can be it.
				if !strings.Contains(err.Error(), "too long") {
					t.Fatal(err)
				}
				continue
			}
			if again, err := intake.DecodeReply(out); err != nil || again != r {
				t.Fatal("another reply once written again", err)
			}
		}
	})
}

func FuzzWire(f *testing.F) {
	name := strings.Repeat("ab", 16)
	f.Add(encode(f, intake.HelloAnswer{Version: 1, Items: 2}))
	f.Add(encode(f, intake.CardsRequest{Cards: []intake.Card{card()}}))
	f.Add(encode(f, intake.ListAnswer{Items: []intake.Info{{Name: name, Day: "2026-04-02", Size: 1}}}))
	f.Add(encode(f, intake.ItemRequest{Name: name}))
	f.Add(encode(f, intake.DoneRequest{Names: []string{name}}))
	f.Add(encode(f, intake.RepliesRequest{Replies: []intake.SealedReply{{Box: strings.Repeat("cd", 32), ID: "7", Sealed: []byte("age")}}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		stable[intake.HelloRequest](t, b)
		stable[intake.HelloAnswer](t, b)
		stable[intake.CardsRequest](t, b)
		stable[intake.ListRequest](t, b)
		stable[intake.ListAnswer](t, b)
		stable[intake.ItemRequest](t, b)
		stable[intake.DoneRequest](t, b)
		stable[intake.RepliesRequest](t, b)
		stable[intake.OKAnswer](t, b)
	})
}

func stable[T intake.Wire](t *testing.T, b []byte) {
	m, err := intake.DecodeWire[T](b)
	if err != nil {
		if voxpop.KindOf(err) != voxpop.Invalid {
			t.Fatal(err)
		}
		return
	}
	roundTrip(t, m)
}

// FuzzSignature feeds headers to a door whose desk signs nothing.
func FuzzSignature(f *testing.F) {
	f.Add(intake.SignRequest(deskKey(1), "POST", "/pull/v1/list", nil, noon, nonce(1)))
	f.Add("v1 t=1 n=2 s=3")
	door := &intake.Verifier{Key: deskKey(2).Public().(ed25519.PublicKey), Now: func() time.Time { return noon }}
	f.Fuzz(func(t *testing.T, header string) {
		if err := door.Verify(header, "POST", "/pull/v1/list", nil); voxpop.KindOf(err) != voxpop.Forbidden {
			t.Fatal(err)
		}
	})
}

func FuzzSniff(f *testing.F) {
	for _, s := range []string{"\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "RIFF....WEBP", "RIFF....WAVE", "OggS....OpusHead", "\x1a\x45\xdf\xa3", ftyp("isom", "moov"), ftyp("3gp4", ""), ftyp("heic", ""), "#!AMR\n", "ID3", "\xff\xfb\x90\x64", "\xff\xf1\x50\x80\x02\x1f\xfc", "\xff\xff\xff\xffftypisom"} {
		f.Add([]byte(s), "voice")
	}
	f.Fuzz(func(t *testing.T, b []byte, claimed string) {
		a, ext, ok := intake.Sniff(b, voxpop.Medium(claimed))
		if !ok {
			if a != (intake.Attached{}) || ext != "" {
				t.Fatal("refused, but said to be something")
			}
			return
		}
		e := answer("")
		e.Media = &a
		if err := e.Validate(); err != nil || ext == "" || !voxpop.ValidPath("media/x."+ext, "media") {
			t.Fatal(a, ext, err)
		}
		if _, _, again := intake.Sniff(append(bytes.Clone(b), "and more"...), voxpop.Medium(claimed)); !again {
			t.Fatal("more of it is something else")
		}
	})
}
