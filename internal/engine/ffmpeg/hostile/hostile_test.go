// Package hostile judges files that were made to do harm: each goes through the
// cleaning that a stranger's file goes through, and a line says what came of it.
package hostile

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/ffmpeg"
	"voxpop/internal/engine/still"
	"voxpop/internal/scribe"
)

// VOXPOP_HOSTILE names a list of files, which tools/media hostile makes; then
// this is no test but a judge, which writes a line for each file to the file
// that VOXPOP_HOSTILE_OUT names.
func TestMain(m *testing.M) {
	cage.Main(still.Inside)
	if list := os.Getenv("VOXPOP_HOSTILE"); list != "" {
		if err := judge(list, os.Getenv("VOXPOP_HOSTILE_OUT")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// asked is a file to judge; tools/media has the same type.
type asked struct {
	File   string        `json:"file"`
	Medium voxpop.Medium `json:"medium"`
	Secret string        `json:"secret"` // must not be in what comes out
	Plant  string        `json:"plant"`  // a violation to commit, for the self-test
}

// said is what came of it.
type said struct {
	File    string  `json:"file"`
	Begun   bool    `json:"begun,omitempty"` // it is being worked on: a crash would be its doing
	OK      bool    `json:"ok"`
	Kind    string  `json:"kind,omitempty"`
	Message string  `json:"message,omitempty"`
	Hint    string  `json:"hint,omitempty"`
	Leaked  bool    `json:"leaked,omitempty"`
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu"`  // seconds that children worked
	Peak    int64   `json:"peak"` // bytes, of the child that held most
	Jobs    int     `json:"jobs"`
	Killed  string  `json:"killed,omitempty"`
}

func judge(list, out string) error {
	in, err := os.Open(list)
	if err != nil {
		return err
	}
	defer in.Close()
	w, err := os.OpenFile(out, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer w.Close()
	var mu sync.Mutex
	tell := func(s said) {
		b, _ := json.Marshal(s)
		mu.Lock()
		w.Write(append(b, '\n'))
		mu.Unlock()
	}
	todo := make(chan asked)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for a := range todo {
				tell(said{File: a.File, Begun: true})
				tell(one(a))
			}
		})
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		var a asked
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return err
		}
		todo <- a
	}
	close(todo)
	wg.Wait()
	return lines.Err()
}

// one judges a file.
func one(a asked) said {
	s := said{File: a.File}
	var mu sync.Mutex
	c := &cage.Cage{Ended: func(r cage.Result) {
		mu.Lock()
		defer mu.Unlock()
		s.Peak = max(s.Peak, r.MaxRSS)
		s.CPU += r.CPU.Seconds()
		s.Jobs++
		s.Killed = cmp.Or(s.Killed, string(r.Killed))
	}}
	e, err := ffmpeg.Find(c)
	if err != nil {
		s.Message = err.Error()
		return s
	}
	e.Seconds = 120 // what is longer may take longer
	f, err := os.Open(a.File)
	if err != nil {
		s.Message = err.Error()
		return s
	}
	defer f.Close()
	size := int64(0)
	if fi, err := f.Stat(); err == nil {
		size = fi.Size()
	}
	began := time.Now()
	got, err := e.Clean(context.Background(), scribe.Original{Response: voxpop.Response{ID: "H0ST", Medium: a.Medium}, Size: size, Body: f}, nil)
	s.Seconds = time.Since(began).Seconds()
	look := func(b []byte) {
		if a.Secret != "" && bytes.Contains(b, []byte(a.Secret)) || bytes.Contains(b, []byte("root:x:0:0:")) {
			s.Leaked = true
		}
	}
	if err != nil {
		look([]byte(err.Error() + voxpop.HintOf(err)))
		s.Kind, s.Hint = string(voxpop.KindOf(err)), voxpop.HintOf(err)
		if v, ok := errors.AsType[*voxpop.Error](err); ok {
			s.Message = v.Message
		}
	} else {
		s.OK = true
		for _, p := range got.Parts {
			b, err := io.ReadAll(p.Body)
			if err != nil {
				s.OK, s.Message = false, "a derivative cannot be read"
			}
			look(b)
		}
		for _, m := range got.Marks {
			look([]byte(m.Value))
		}
		got.Close()
	}
	plant(a.Plant, &s, look)
	return s
}

// plant commits a violation.
func plant(what string, s *said, look func([]byte)) {
	what, where, _ := strings.Cut(what, " ")
	switch what {
	case "leak":
		b, _ := os.ReadFile(where)
		look(b)
	case "connect":
		if c, err := net.Dial("tcp", where); err == nil {
			c.Close()
		}
	case "write":
		os.WriteFile(filepath.Join(where, "written"), nil, 0o600)
	case "crash":
		panic("planted")
	case "mute":
		s.OK, s.Message, s.Hint = false, "", ""
	case "slow":
		s.Seconds, s.CPU = 31, 31
	case "large":
		s.Peak = 600 << 20
	}
}

// TestPlaylists is the smallest part of the run, for every day: a text that
// points at a file and at a port is refused, with a reason and a hint, and
// nobody comes to the port.
func TestPlaylists(t *testing.T) {
	if _, err := cage.Find("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	if r := (&cage.Cage{}).Check(t.Context()); r.Err != nil {
		t.Skip("no cage on this system: ", r.Err)
	}
	dir := t.TempDir()
	secret := "a secret that no output may hold"
	file := filepath.Join(dir, "secret.txt")
	if err := os.WriteFile(file, []byte(secret), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	came := make(chan struct{}, 1)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
			came <- struct{}{}
		}
	}()
	defer l.Close()
	for i, text := range []string{
		"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://" + file + "\n#EXTINF:1,\nhttp://" + l.Addr().String() + "/x.ts\n",
		"ffconcat version 1.0\nfile '" + file + "'\nfile 'http://" + l.Addr().String() + "/x'\n",
		"OggS\x00\x02" + strings.Repeat("\x00", 20) + "\x01\x08#EXTM3U\n#EXTINF:1,\nfile://" + file + "\n",
	} {
		for _, m := range []voxpop.Medium{voxpop.Voice, voxpop.Video, voxpop.Photo} {
			name := filepath.Join(dir, fmt.Sprint(i, m))
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			s := one(asked{File: name, Medium: m, Secret: secret})
			if s.OK || s.Leaked || s.Message == "" || s.Hint == "" {
				t.Errorf("playlist %d as %s: %+v", i, m, s)
			}
		}
	}
	select {
	case <-came:
		t.Error("somebody came to the port")
	default:
	}
}
