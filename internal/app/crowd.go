package app

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"voxpop/internal/front"
)

// What a public door grants to strangers' connections. A handler that waits
// for a slow upload sets longer deadlines itself.
const (
	strangersHeader = 10 * time.Second // to send the head of a request
	strangersWhole  = 90 * time.Second // to send a request, and again to read the answer
	strangersIdle   = time.Minute
	strangersAtOnce = 1500 // connections; each costs up to 50 kB while a request stands still
	strangersOfOne  = 64   // of these, of one /24, /48 or Tor circuit
	strangersFair   = 8    // up to so many nobody is told to have more than another
)

// crowd bounds how many connections there are at once, in all and of one
// sender. One too many closes another: of the sender that has the most, the one
// that has moved no byte for the longest. So whoever holds thousands open,
// silent or in the middle of a request, shuts out nobody, and what moves stays.
//
// Senders that cannot be told apart, as behind a reverse proxy, are counted as
// one that may have all.
type crowd struct {
	most, ofOne int
	// sender names whom a connection comes from; "" = it cannot be told.
	sender func(net.Addr) string
	began  time.Time

	mu  sync.Mutex
	all map[string]map[*guest]struct{} // by sender
	n   int
}

func newCrowd(most, ofOne int) *crowd {
	return &crowd{most: most, ofOne: ofOne, sender: front.Sender, began: time.Now(), all: map[string]map[*guest]struct{}{}}
}

// strangers is the crowd of a public door behind what stands before it.
func strangers(proxy string) *crowd {
	c := newCrowd(strangersAtOnce, strangersOfOne)
	if proxy == ProxyForwarded {
		c.sender = func(net.Addr) string { return "" }
	}
	return c
}

// listen lets what l accepts join the crowd.
func (c *crowd) listen(l net.Listener) net.Listener { return crowdListener{l, c} }

type crowdListener struct {
	net.Listener
	crowd *crowd
}

func (l crowdListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	g := &guest{Conn: conn, crowd: l.crowd}
	g.touch()
	l.crowd.enter(g)
	return g, nil
}

// guest is a connection of a crowd.
type guest struct {
	net.Conn
	crowd *crowd
	moved atomic.Int64 // when its last byte came or went, since the crowd began
	named sync.Once

	// The crowd's mu guards these.
	from string
	gone bool
}

func (g *guest) touch() { g.moved.Store(int64(time.Since(g.crowd.began))) }

func (g *guest) Read(b []byte) (int, error) {
	n, err := g.Conn.Read(b)
	if n > 0 {
		g.touch()
	}
	return n, err
}

func (g *guest) Write(b []byte) (int, error) {
	n, err := g.Conn.Write(b)
	if n > 0 {
		g.touch()
	}
	return n, err
}

// RemoteAddr is what the server asks first, and it may wait for the line by
// which tor names a circuit: only then is it known whose connection this is.
func (g *guest) RemoteAddr() net.Addr {
	at := g.Conn.RemoteAddr()
	g.named.Do(func() { g.crowd.name(g, g.crowd.sender(at)) })
	return at
}

// CloseWrite lets the server end its answer before it hangs up on somebody who
// is still sending, who otherwise may never read it.
func (g *guest) CloseWrite() error {
	if c, ok := g.Conn.(interface{ CloseWrite() error }); ok {
		return c.CloseWrite()
	}
	return nil
}

func (g *guest) Close() error {
	g.crowd.leave(g)
	return g.Conn.Close()
}

// enter counts a connection whose sender is not known yet.
func (c *crowd) enter(g *guest) {
	c.mu.Lock()
	var over *guest
	if c.add(g); c.n > c.most {
		over = c.worst(g)
	}
	c.mu.Unlock()
	if over != nil {
		over.Close()
	}
}

// name counts a connection with those of its sender.
func (c *crowd) name(g *guest, sender string) {
	if sender == "" {
		return
	}
	c.mu.Lock()
	var over *guest
	if !g.gone {
		c.drop(g)
		g.from = sender
		if c.add(g); len(c.all[sender]) > c.ofOne {
			over = stillest(c.all[sender], g, nil)
		}
	}
	c.mu.Unlock()
	if over != nil {
		over.Close()
	}
}

func (c *crowd) leave(g *guest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !g.gone {
		g.gone = true
		c.drop(g)
	}
}

// add and drop keep the count; mu is held.
func (c *crowd) add(g *guest) {
	if c.all[g.from] == nil {
		c.all[g.from] = map[*guest]struct{}{}
	}
	c.all[g.from][g] = struct{}{}
	c.n++
}

func (c *crowd) drop(g *guest) {
	delete(c.all[g.from], g)
	if len(c.all[g.from]) == 0 {
		delete(c.all, g.from)
	}
	c.n--
}

// worst returns the connection that makes room for the newcomer; mu is held.
func (c *crowd) worst(newcomer *guest) (found *guest) {
	most := strangersFair
	for _, own := range c.all {
		most = max(most, len(own))
	}
	for _, own := range c.all {
		if most == strangersFair || len(own) == most {
			found = stillest(own, newcomer, found)
		}
	}
	if found == nil { // the newcomer is alone in its kind
		return newcomer
	}
	return found
}

// stillest returns which of own and least has moved no byte for the longest,
// the newcomer left out.
func stillest(own map[*guest]struct{}, newcomer, least *guest) *guest {
	for g := range own {
		if g != newcomer && (least == nil || g.moved.Load() < least.moved.Load()) {
			least = g
		}
	}
	return least
}

// frontServer serves strangers.
func frontServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: strangersHeader, ReadTimeout: strangersWhole, WriteTimeout: strangersWhole, IdleTimeout: strangersIdle,
		MaxHeaderBytes: 16 << 10, ErrorLog: silent}
}
