package main

import (
	"io"
	"sync"
	"unicode/utf8"

	"voxpop/internal/locale"
)

// plain is the way of everything that is meant for people to a terminal. What
// respondents and public figures wrote may hold controls that move the cursor,
// rename the window or reorder a line: apart from newlines, tabs and isolates
// no control passes. It may be written to from several goroutines.
type plain struct {
	mu   sync.Mutex
	w    io.Writer
	rest []byte // the begin of a character whose end has not come yet
}

// Write implements io.Writer.
func (p *plain) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	in := append(p.rest, b...)
	out := make([]byte, 0, len(in)+8)
	for len(in) > 0 && utf8.FullRune(in) {
		r, size := utf8.DecodeRune(in)
		switch {
		case r == '\n' || r == '\t':
		case locale.Control(r), locale.Reorders(r):
			r = utf8.RuneError
		}
		out = utf8.AppendRune(out, r)
		in = in[size:]
	}
	p.rest = append([]byte(nil), in...)
	if _, err := p.w.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// outlet remembers that a writing failed, for verbs that print many lines and
// look at none.
type outlet struct {
	w   io.Writer
	mu  sync.Mutex
	err error
}

// Write implements io.Writer.
func (o *outlet) Write(b []byte) (int, error) {
	n, err := o.w.Write(b)
	if err != nil {
		o.mu.Lock()
		o.err = err
		o.mu.Unlock()
	}
	return n, err
}

// failed returns what went wrong first or last, or nil.
func (o *outlet) failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}
