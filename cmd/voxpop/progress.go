package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

func isTerminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) }

// progress shows how far long work is: a bar on a terminal, and elsewhere a
// line at each quarter. It writes to stderr only, so that stdout stays facts.
type progress struct {
	w     io.Writer
	what  string
	bars  *mpb.Progress
	bar   *mpb.Bar
	mu    sync.Mutex
	last  int64 // quarter told last
	total int64
}

func (s *session) progress(what string) *progress {
	p := &progress{w: s.stderr, what: what}
	if s.terminal(s.screen) {
		p.bars = mpb.NewWithContext(s.ctx, mpb.WithOutput(s.screen), mpb.WithWidth(40))
	}
	return p
}

// to tells how much of the work is done.
func (p *progress) to(done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bars != nil {
		if p.bar == nil {
			p.bar = p.bars.AddBar(total, mpb.BarRemoveOnComplete(),
				mpb.PrependDecorators(decor.Name(p.what+" ")),
				mpb.AppendDecorators(decor.Percentage(), decor.Name(" "), decor.AverageETA(decor.ET_STYLE_GO)))
		}
		p.total = total
		p.bar.SetTotal(total, false)
		p.bar.SetCurrent(done)
		return
	}
	if total <= 0 {
		return
	}
	if quarter := done * 4 / total; quarter > p.last && quarter < 4 {
		p.last = quarter
		fmt.Fprintf(p.w, "%s: %d%%\n", p.what, quarter*25)
	}
}

// end removes the bar.
func (p *progress) end() {
	if p.bars == nil {
		return
	}
	if p.bar != nil {
		p.bar.SetTotal(p.total, true)
		p.bar.Abort(true)
	}
	p.bars.Wait()
}

// quiet is how long work may take before a line says what is being done.
const quiet = time.Second

// telling returns a way to say what is being done. Short work stays silent;
// once it takes a while, the present step is told, and each that follows.
func (s *session) telling() func(what string) {
	var mu sync.Mutex
	now, late := "", false
	say := func() { fmt.Fprintf(s.stderr, "%s: %s …\n", s.verb, now) }
	over := false
	timer := time.AfterFunc(quiet, func() {
		mu.Lock()
		defer mu.Unlock()
		if late = true; now != "" && !over {
			say()
		}
	})
	s.hush = func() {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		over = true
	}
	return func(what string) {
		mu.Lock()
		defer mu.Unlock()
		if now = what; late {
			say()
		}
	}
}
