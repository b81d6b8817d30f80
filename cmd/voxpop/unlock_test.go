package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// stopping calls stop once something was written.
type stopping struct {
	bytes.Buffer
	stop func()
}

func (s *stopping) Write(b []byte) (int, error) {
	s.stop()
	return s.Buffer.Write(b)
}

// A passphrase that opens nothing ends desk and serve before they serve; none
// at all lets them serve without what is sealed.
func TestServingWithAWrongPassphrase(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk")
	defer func(before int) { keyWork = before }(keyWork)
	keyWork = 10
	voxpop := func(passphrase string, args ...string) (int, string, string) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		stdout, stderr := stopping{stop: cancel}, bytes.Buffer{}
		status := run(ctx, append(args, "--dir", dir), strings.NewReader(""), &stdout, &stderr, func(name string) string {
			if name == "VOXPOP_PASSPHRASE" {
				return passphrase
			}
			return ""
		})
		return status, stdout.String(), stderr.String()
	}
	const right = "six words that nobody guesses"
	for _, verb := range []string{"init", "keys init"} {
		if status, _, said := voxpop(right, strings.Fields(verb)...); status != done {
			t.Fatal(said)
		}
	}
	for _, verb := range [][]string{{"desk", "--addr", ":0"}, {"serve", "--addr", ":0", "--front-addr", ":0"}} {
		status, out, said := voxpop("not the one that was chosen", verb...)
		if status != failed || out != "" || !strings.Contains(said, "that is not the passphrase\n  hint: ") {
			t.Errorf("%s, a wrong one: status %d, %q, %q", verb[0], status, out, said)
		}
		status, out, said = voxpop("", verb...)
		if status != done || !strings.HasPrefix(out, "serving http://127.0.0.1:") || !strings.Contains(said, "warning: the keys stay locked") {
			t.Errorf("%s, none: status %d, %q, %q", verb[0], status, out, said)
		}
		status, out, said = voxpop(right, verb...)
		if status != done || !strings.HasPrefix(out, "serving http://127.0.0.1:") || strings.Contains(said, "warning") {
			t.Errorf("%s, the right one: status %d, %q, %q", verb[0], status, out, said)
		}
	}
}
