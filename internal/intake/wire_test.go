package intake_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/intake"
)

func deskKey(c byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(key(c)) }

func nonce(n uint64) []byte { return binary.BigEndian.AppendUint64(make([]byte, 8), n) }

func TestSignedRequests(t *testing.T) {
	desk, now := deskKey(1), noon
	v := &intake.Verifier{Key: desk.Public().(ed25519.PublicKey), Now: func() time.Time { return now }}
	body := []byte(`{"names":[]}`)
	sign := func(n uint64, at time.Time) string {
		return intake.SignRequest(desk, "POST", "/pull/v1/done", body, at, nonce(n))
	}
	header := sign(1, noon)
	if err := v.Verify(header, "POST", "/pull/v1/done", body); err != nil {
		t.Fatal(err)
	}
	if err := v.Verify(header, "POST", "/pull/v1/done", body); voxpop.KindOf(err) != voxpop.Forbidden {
		t.Errorf("a replay: %v", err)
	}
	now = noon.Add(5 * time.Minute)
	if err := v.Verify(header, "POST", "/pull/v1/done", body); voxpop.KindOf(err) != voxpop.Forbidden {
		t.Errorf("a replay at the last moment: %v", err)
	}
	now = noon
	for _, off := range []time.Duration{-5 * time.Minute, 5 * time.Minute} {
		if err := v.Verify(sign(uint64(off), noon.Add(off)), "POST", "/pull/v1/done", body); err != nil {
			t.Errorf("a clock that is off by %v: %v", off, err)
		}
	}
	fresh := sign(2, noon)
	for name, err := range map[string]error{
		"another method":     v.Verify(fresh, "GET", "/pull/v1/done", body),
		"another path":       v.Verify(fresh, "POST", "/pull/v1/item", body),
		"another body":       v.Verify(fresh, "POST", "/pull/v1/done", append(body, ' ')),
		"no body":            v.Verify(fresh, "POST", "/pull/v1/done", nil),
		"no signature":       v.Verify("", "POST", "/pull/v1/done", body),
		"another time":       v.Verify(strings.Replace(fresh, "t=1775131200", "t=1775131201", 1), "POST", "/pull/v1/done", body),
		"another nonce":      v.Verify(strings.Replace(fresh, "n=0", "n=1", 1), "POST", "/pull/v1/done", body),
		"a nonce in caps":    v.Verify(strings.Replace(sign(0xab, noon), "ab s=", "AB s=", 1), "POST", "/pull/v1/done", body),
		"another desk":       v.Verify(intake.SignRequest(deskKey(2), "POST", "/pull/v1/done", body, noon, nonce(3)), "POST", "/pull/v1/done", body),
		"a clock too slow":   v.Verify(sign(4, noon.Add(-5*time.Minute-time.Second)), "POST", "/pull/v1/done", body),
		"a clock too fast":   v.Verify(sign(5, noon.Add(5*time.Minute+time.Second)), "POST", "/pull/v1/done", body),
		"a short nonce":      v.Verify(intake.SignRequest(desk, "POST", "/", nil, noon, []byte{1}), "POST", "/", nil),
		"another version":    v.Verify("v2"+fresh[2:], "POST", "/pull/v1/done", body),
		"rubbish":            v.Verify("v1 t=x n=y s=z", "POST", "/pull/v1/done", body),
		"too much rubbish":   v.Verify(strings.Repeat("v1 ", 1<<16), "POST", "/pull/v1/done", body),
		"a time with a plus": v.Verify(strings.Replace(fresh, "t=", "t=+", 1), "POST", "/pull/v1/done", body),
	} {
		if voxpop.KindOf(err) != voxpop.Forbidden || voxpop.HintOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	// None of that used the nonce up.
	if err := v.Verify(fresh, "POST", "/pull/v1/done", body); err != nil {
		t.Error(err)
	}
	if err := (&intake.Verifier{Now: v.Now}).Verify(sign(9, noon), "POST", "/pull/v1/done", body); voxpop.KindOf(err) != voxpop.Forbidden {
		t.Errorf("without a key: %v", err)
	}
}

// Memory for nonces has a bound, and the old ones make room.
func TestNoncesAreBounded(t *testing.T) {
	desk, now := deskKey(1), noon
	v := &intake.Verifier{Key: desk.Public().(ed25519.PublicKey), Now: func() time.Time { return now }}
	send := func(n uint64) error {
		return v.Verify(intake.SignRequest(desk, "POST", "/", nil, now, nonce(n)), "POST", "/", nil)
	}
	v.FillNonces(noon.Add(5 * time.Minute))
	if err := send(1); err != nil {
		t.Error("the last one that is remembered:", err)
	}
	if err := send(2); voxpop.KindOf(err) != voxpop.Unavailable {
		t.Errorf("one more: %v", err)
	}
	now = now.Add(5*time.Minute + time.Second)
	if err := send(3); err != nil {
		t.Errorf("after the old ones are too old: %v", err)
	}
}

func card() intake.Card {
	return intake.Card{Callout: voxpop.Callout{Slug: "harbour-clock", Question: voxpop.Localized{"en": "What?", "pt-BR": "O quê?"}, Languages: []string{"en", "pt-BR"}}, Recipients: []string{recipient, recipient}}
}

func TestWire(t *testing.T) {
	name, box := strings.Repeat("ab", 16), strings.Repeat("cd", 32)
	roundTrip(t, intake.HelloRequest{Version: 1})
	roundTrip(t, intake.HelloAnswer{Version: 1, Items: 3, Bytes: 1 << 40, FreeBytes: 1})
	roundTrip(t, intake.CardsRequest{Cards: []intake.Card{card()}})
	roundTrip(t, intake.ListRequest{})
	roundTrip(t, intake.ListAnswer{Items: []intake.Info{{Name: name, Day: "2026-04-02", Size: 29_000}}})
	roundTrip(t, intake.ItemRequest{Name: name, Offset: 7})
	roundTrip(t, intake.DoneRequest{Names: []string{name}})
	roundTrip(t, intake.RepliesRequest{Replies: []intake.SealedReply{{Box: box, ID: "7", Sealed: []byte("age")}}})
	roundTrip(t, intake.OKAnswer{OK: true})

	info := `{"name":"` + name + `","day":"2026-04-02","size":1}`
	for why, err := range map[string]error{
		"no version":             refused[intake.HelloRequest](`{}`),
		"a field more":           refused[intake.HelloRequest](`{"v":1,"x":1}`),
		"something behind":       refused[intake.HelloRequest](`{"v":1}{}`),
		"nothing":                refused[intake.HelloRequest](``),
		"a key twice":            refused[intake.HelloRequest](`{"v":1,"V":2}`),
		"a negative count":       refused[intake.HelloAnswer](`{"v":1,"items":-1}`),
		"a name with a path":     refused[intake.ItemRequest](`{"name":"../../etc/passwd","offset":0}`),
		"a name in capitals":     refused[intake.ItemRequest](`{"name":"` + strings.ToUpper(name) + `","offset":0}`),
		"a negative offset":      refused[intake.ItemRequest](`{"name":"` + name + `","offset":-1}`),
		"a day that is none":     refused[intake.ListAnswer](`{"items":[{"name":"` + name + `","day":"2026-02-30","size":1}]}`),
		"a time finer than days": refused[intake.ListAnswer](`{"items":[{"name":"` + name + `","day":"2026-02-03T10:00","size":1}]}`),
		"an item twice":          refused[intake.ListAnswer](`{"items":[` + info + `,` + info + `]}`),
		"a name among names":     refused[intake.DoneRequest](`{"names":["` + name + `",""]}`),
		"a card without keys":    refused[intake.CardsRequest](`{"cards":[{"callout":{"slug":"a","question":{"en":"?"},"languages":["en"],"contact_before_quoting":false},"recipients":[]}]}`),
		"a weak recipient":       refused[intake.CardsRequest](`{"cards":[{"callout":{"slug":"a","question":{"en":"?"},"languages":["en"],"contact_before_quoting":false},"recipients":["age1qqqq"]}]}`),
		"a box that is none":     refused[intake.RepliesRequest](`{"replies":[{"box":"x","id":"7","sealed":"YWdl"}]}`),
		"an empty reply":         refused[intake.RepliesRequest](`{"replies":[{"box":"` + box + `","id":"7","sealed":""}]}`),
		"a deep hole":            refused[intake.ListRequest](strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)),
	} {
		if voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("%s: %v", why, err)
		}
	}
	twice := card()
	if _, err := intake.DecodeWire[intake.CardsRequest](encode(t, intake.CardsRequest{Cards: []intake.Card{twice, twice}})); err == nil {
		t.Error("a call-out twice among the cards")
	}
	if _, err := intake.DecodeWire[intake.HelloRequest](bytes.Repeat([]byte(" "), intake.MaxWire+1)); err == nil {
		t.Error("a message above the bound")
	}
}

func encode[T intake.Wire](t testing.TB, m T) []byte {
	t.Helper()
	b, err := intake.EncodeWire(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func roundTrip[T intake.Wire](t testing.TB, m T) {
	t.Helper()
	got, err := intake.DecodeWire[T](encode(t, m))
	if err != nil {
		t.Errorf("%T: %v", m, err)
	}
	if d := cmp.Diff(m, got); d != "" {
		t.Errorf("%T: %s", m, d)
	}
}

func refused[T intake.Wire](s string) error {
	_, err := intake.DecodeWire[T]([]byte(s))
	return err
}

func TestReply(t *testing.T) {
	for _, text := range []string{"Thank you.", strings.Repeat("<&>", intake.MaxReply/3), strings.Repeat("ساعت ", intake.MaxReply/9), "a\x00b }"} {
		in := intake.Reply{Day: "2026-04-03", Lang: "fa", Text: text}
		b, err := in.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if len(b) != intake.ReplySize {
			t.Errorf("a reply of %d bytes gives %d", len(text), len(b))
		}
		got, err := intake.DecodeReply(b)
		in.Version = 1
		if err != nil || got != in {
			t.Errorf("%v, %v", got, err)
		}
	}
	for name, r := range map[string]intake.Reply{
		"no day":       {Lang: "en", Text: "a"},
		"a time":       {Day: "2026-04-03T10:00:00Z", Lang: "en", Text: "a"},
		"no language":  {Day: "2026-04-03", Text: "a"},
		"no text":      {Day: "2026-04-03", Lang: "en", Text: " \n"},
		"too long":     {Day: "2026-04-03", Lang: "en", Text: strings.Repeat("a", intake.MaxReply+1)},
		"too many \\u": {Day: "2026-04-03", Lang: "en", Text: strings.Repeat("\x01", intake.MaxReply)},
	} {
		if _, err := r.Encode(); voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	pad := func(s string, size int) []byte { return append([]byte(s), make([]byte, size-len(s))...) }
	good := `{"v":1,"day":"2026-04-03","lang":"en","text":"secret"}`
	dirty := pad(good, intake.ReplySize)
	dirty[intake.ReplySize-1] = 1
	for name, b := range map[string][]byte{
		"nothing":         nil,
		"zeros":           make([]byte, intake.ReplySize),
		"too short":       pad(good, intake.ReplySize-1),
		"too long":        pad(good, intake.ReplySize+1),
		"dirty padding":   dirty,
		"two replies":     pad(good+good, intake.ReplySize),
		"a field more":    pad(strings.Replace(good, `"v"`, `"x":1,"v"`, 1), intake.ReplySize),
		"another version": pad(strings.Replace(good, "1", "2", 1), intake.ReplySize),
		"no version":      pad(strings.Replace(good, `"v":1,`, ``, 1), intake.ReplySize),
		"zeros before it": append(make([]byte, 100), pad(good, intake.ReplySize-100)...),
	} {
		if _, err := intake.DecodeReply(b); voxpop.KindOf(err) != voxpop.Invalid || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
