package front

import (
	"context"
	"net/netip"
	"time"
)

// Gate lets tests see the queue by itself.
type Gate struct{ *gate }

// NewGate makes a gate.
func NewGate(through, waiting int, wait time.Duration) Gate {
	return Gate{newGate(through, waiting, wait)}
}

// Enter is enter.
func (g Gate) Enter(ctx context.Context, sender string, age time.Duration) (func(), bool) {
	return g.enter(ctx, sender, age)
}

// ParseProxyLine is parseProxyLine.
func ParseProxyLine(line []byte) (netip.AddrPort, error) { return parseProxyLine(line) }

// Pages are the templates, for the test that checks them against their data.
var Pages = pages

// Data is what each template is given.
var Data = map[string]any{"form.tmpl": formPage{}, "home.tmpl": homePage{}, "notice.tmpl": noticePage{}, "thanks.tmpl": thanksPage{},
	"return.tmpl": backPage{}, "mailbox.tmpl": mailboxPage{}, "take.tmpl": takePage{}, "about.tmpl": aboutPage{}}

// Places lets tests see the bound on what is received by itself.
type Places struct{ *places }

// NewPlaces makes one.
func NewPlaces(most, each int, now func() time.Time) Places {
	return Places{newPlaces(most, each, now)}
}

// Place is one that is held.
type Place struct{ *place }

// Enter is enter.
func (p Places) Enter(sender string) (Place, bool) {
	x, ok := p.enter(sender, nil)
	return Place{x}, ok
}

// Moved counts bytes that came.
func (p Place) Moved(n int) { p.moved(n) }

// Gone reports whether the place was taken away.
func (p Place) Gone() bool { return p.moved(0) }

// Leave is leave.
func (p Place) Leave() { p.leave() }
