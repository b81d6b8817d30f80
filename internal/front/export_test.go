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
func (g Gate) Enter(ctx context.Context, since time.Time) (func(), bool) { return g.enter(ctx, since) }

// ParseProxyLine is parseProxyLine.
func ParseProxyLine(line []byte) (netip.AddrPort, error) { return parseProxyLine(line) }

// Pages are the templates, for the test that checks them against their data.
var Pages = pages

// Data is what each template is given.
var Data = map[string]any{"form.tmpl": formPage{}, "home.tmpl": homePage{}, "notice.tmpl": noticePage{}, "thanks.tmpl": thanksPage{},
	"return.tmpl": backPage{}, "mailbox.tmpl": mailboxPage{}, "take.tmpl": takePage{}, "about.tmpl": aboutPage{}}
