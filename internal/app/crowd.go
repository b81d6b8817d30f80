package app

import (
	"container/list"
	"net"
	"net/http"
	"sync"
	"time"
)

// What a public door grants to strangers' connections. A handler that waits
// for a slow upload sets longer deadlines itself.
const (
	strangersHeader = 10 * time.Second // to send the head of a request
	strangersWhole  = 90 * time.Second // to send a request, and again to read the answer
	strangersIdle   = time.Minute
	strangersAtOnce = 1500 // connections; each costs up to 50 kB while a request stands still
)

// crowd bounds how many connections there are at once: one too many closes the
// one that has asked for nothing for the longest, so that whoever holds
// thousands open shuts out nobody.
type crowd struct {
	most int

	mu  sync.Mutex
	all map[net.Conn]*list.Element
	// idle are those that ask for nothing, the longest first.
	idle *list.List
}

func newCrowd(most int) *crowd {
	return &crowd{most: most, all: map[net.Conn]*list.Element{}, idle: list.New()}
}

// state follows a connection, as http.Server.ConnState.
func (c *crowd) state(conn net.Conn, s http.ConnState) {
	var over net.Conn
	c.mu.Lock()
	if e := c.all[conn]; e != nil {
		c.idle.Remove(e)
	}
	switch s {
	case http.StateNew, http.StateIdle:
		c.all[conn] = c.idle.PushBack(conn)
		if len(c.all) > c.most {
			// At the least it is this one.
			over = c.idle.Front().Value.(net.Conn)
		}
	case http.StateActive:
		c.all[conn] = nil
	default:
		delete(c.all, conn)
	}
	c.mu.Unlock()
	if over != nil {
		over.Close() // the server then says that it is closed
	}
}

// frontServer serves strangers.
func frontServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: strangersHeader, ReadTimeout: strangersWhole, WriteTimeout: strangersWhole, IdleTimeout: strangersIdle,
		MaxHeaderBytes: 16 << 10, ErrorLog: silent, ConnState: newCrowd(strangersAtOnce).state}
}
