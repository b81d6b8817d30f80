package intake_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/intake"
)

func BenchmarkReadEnvelope(b *testing.B) {
	for _, size := range []int{0, 1 << 20, 100 << 20} {
		e := answer("a text of a few words")
		if size > 0 {
			e.Media = &intake.Attached{Medium: voxpop.Voice, Type: "audio/ogg"}
		}
		sealed := seal(b, e, make([]byte, size))
		b.Run(fmt.Sprintf("file=%dMiB", size>>20), func(b *testing.B) {
			b.SetBytes(int64(len(sealed)))
			b.ReportAllocs()
			for b.Loop() {
				_, file, err := intake.ReadEnvelope(bytes.NewReader(sealed))
				if err == nil {
					_, err = io.Copy(io.Discard, file)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReceiptParse(b *testing.B) {
	r := receipt(b, 1)
	for _, lang := range intake.WordLangs {
		s := strings.Join(r.Words(lang), " ")
		b.Run(lang, func(b *testing.B) { parse(b, s) })
	}
	b.Run("digits", func(b *testing.B) { parse(b, r.Digits()) })
}

func parse(b *testing.B, s string) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := intake.ParseReceipt(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReceiptKeys(b *testing.B) {
	r := receipt(b, 1)
	for b.Loop() {
		r.Box()
		r.ReplySeed()
		r.WithdrawToken()
	}
}

func BenchmarkTicketOpen(b *testing.B) {
	door := tickets(b, noon, key(2), key(1))
	s, err := door.Issue("harbour-clock")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := door.Open("harbour-clock", s); err != nil {
			b.Fatal(err)
		}
	}
}
