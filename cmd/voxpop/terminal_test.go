package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
)

// Whatever way bytes are cut into writings, the same comes out.
func TestPlain(t *testing.T) {
	const in = "a\x1b[1m\tب\u200cپ \u2068x\u2069 \u009d \u202e🫥\r\n\xff\xf0\x9f."
	const want = "a\ufffd[1m\tب\u200cپ \u2068x\u2069 \ufffd \ufffd🫥\ufffd\n\ufffd\ufffd\ufffd."
	for size := 1; size <= len(in); size++ {
		var out bytes.Buffer
		p := &plain{w: &out}
		for rest := []byte(in); len(rest) > 0; {
			n := min(size, len(rest))
			if wrote, err := p.Write(rest[:n]); wrote != n || err != nil {
				t.Fatalf("wrote %d of %d: %v", wrote, n, err)
			}
			rest = rest[n:]
		}
		if out.String() != want {
			t.Errorf("by %d bytes: %q, want %q", size, out.String(), want)
		}
	}
}

// full takes some bytes and then none.
type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	n := min(f.left, len(b))
	f.left -= n
	if n < len(b) {
		return n, syscall.ENOSPC
	}
	return n, nil
}

// Who cannot be told everything is told that.
func TestOutputThatFails(t *testing.T) {
	env := func(string) string { return "" }
	for _, verb := range [][]string{{"version"}, {"version", "--json"}, {"help"}, {"config"}, {"help", "shares"}} {
		args := append(verb, "--dir", t.TempDir())
		var whole, stderr bytes.Buffer
		if status := run(context.Background(), args, strings.NewReader(""), &whole, &stderr, env); status != done || whole.Len() == 0 {
			t.Fatalf("%v: status %d, %q", verb, status, stderr.String())
		}
		for _, room := range []int{0, whole.Len() - 1} {
			stderr.Reset()
			if status := run(context.Background(), args, strings.NewReader(""), &full{room}, &stderr, env); status != failed {
				t.Errorf("%v with room for %d bytes: status %d", verb, room, status)
			}
			if !strings.Contains(stderr.String(), "the output could not be written: no space left") || !strings.Contains(stderr.String(), "hint: ") {
				t.Errorf("%v: %q", verb, stderr.String())
			}
		}
	}
	if err := unwritten(errors.New("gone")); !strings.Contains(err.Error(), "gone") {
		t.Error(err)
	}
}
