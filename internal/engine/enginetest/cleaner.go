package enginetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/scribe"
)

// CleanerSuite is what RunCleaner needs to know of an implementation.
type CleanerSuite struct {
	Open  func(t *testing.T) scribe.Cleaner // ends with the test
	Files []CleanerFile
}

// CleanerFile is one original.
type CleanerFile struct {
	Name     string
	Original func(t *testing.T) (o scribe.Original, body []byte) // o's body is set by the suite
	Canaries []string                                            // what stands in it and may stand in no derivative
	Makes    []scribe.Kind                                       // what has to come of it, at least; none = it has to be refused
}

// RunCleaner checks one implementation.
func RunCleaner(t *testing.T, suite CleanerSuite) {
	for _, f := range suite.Files {
		t.Run(f.Name, func(t *testing.T) {
			o, body := f.Original(t)
			if len(f.Makes) == 0 {
				refused(t, suite.Open(t), o, body, f)
				return
			}
			first := cleaned(t, suite.Open(t), o, body, f)
			again := cleaned(t, suite.Open(t), o, body, f)
			for i := range min(len(first), len(again)) {
				if first[i] != again[i] {
					t.Errorf("the %s is another when it is made again", first[i].Kind)
				}
			}
			if len(first) != len(again) {
				t.Error("once more, there are other derivatives")
			}
		})
		t.Run(f.Name+", not awaited", func(t *testing.T) {
			o, body := f.Original(t)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			o.Body = io.NopCloser(bytes.NewReader(body))
			if c, err := suite.Open(t).Clean(ctx, o, func(float64) {}); err == nil {
				c.Close()
				t.Error("cleaned for somebody who has left")
			}
		})
	}
}

func cleaned(t *testing.T, e scribe.Cleaner, o scribe.Original, body []byte, f CleanerFile) []scribe.Derivative {
	t.Helper()
	o.Body, o.Size = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	sum := sha256.Sum256(body)
	o.SHA256 = hex.EncodeToString(sum[:])
	last := 0.
	c, err := e.Clean(t.Context(), o, func(part float64) {
		if part < last || part > 1 {
			t.Errorf("%v done, after %v", part, last)
		}
		last = part
	})
	if err != nil {
		t.Fatalf("%v (%s)", err, voxpop.HintOf(err))
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	var all []scribe.Derivative
	for _, p := range c.Parts {
		made, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Body.Seek(0, io.SeekStart); err != nil {
			t.Errorf("%s: it cannot be read twice: %v", p.Kind, err)
		}
		sum := sha256.Sum256(made)
		switch {
		case len(made) == 0 || p.Size != int64(len(made)) || p.SHA256 != hex.EncodeToString(sum[:]):
			t.Errorf("%s: size or sum are not those of its bytes", p.Kind)
		case p.Of != o.SHA256 || p.Response != o.Response.ID:
			t.Errorf("%s: does not say what it was made of", p.Kind)
		case p.Tool == "" || p.Type == "":
			t.Errorf("%s: says neither tool nor type", p.Kind)
		}
		for _, canary := range f.Canaries {
			if holds(made, canary) {
				t.Errorf("%s: a canary of the original is in it", p.Kind)
			}
		}
		all = append(all, p.Derivative)
	}
	for _, k := range f.Makes {
		if !slices.ContainsFunc(all, func(d scribe.Derivative) bool { return d.Kind == k }) {
			t.Errorf("no %s came of it", k)
		}
	}
	for _, m := range c.Marks {
		if m.Response != o.Response.ID || m.Value == "" || strings.ToLower(m.Value) != m.Value {
			t.Errorf("a mark of kind %s is not whole", m.Kind)
		}
	}
	if last == 0 {
		t.Error("no progress")
	}
	return all
}

func refused(t *testing.T, e scribe.Cleaner, o scribe.Original, body []byte, f CleanerFile) {
	t.Helper()
	o.Body, o.Size = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	c, err := e.Clean(t.Context(), o, func(float64) {})
	if err == nil {
		c.Close()
		t.Fatal("it was taken")
	}
	if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
		t.Errorf("%v, want one of kind invalid with a hint", err)
	}
	for _, canary := range f.Canaries {
		if strings.Contains(err.Error()+voxpop.HintOf(err), canary) {
			t.Error("the error repeats the file")
		}
	}
}

// holds looks for s as it is and in UTF-16.
func holds(b []byte, s string) bool {
	var little, big []byte
	for _, c := range []byte(s) {
		little, big = append(little, c, 0), append(big, 0, c)
	}
	return bytes.Contains(b, []byte(s)) || bytes.Contains(b, little) || bytes.Contains(b, big)
}
