package app

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// serveCrowd serves h to at most so many connections with the timeouts of the
// door, shortened.
func serveCrowd(t *testing.T, h http.Handler, most int, whole time.Duration) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := frontServer(h)
	server.ReadTimeout, server.WriteTimeout, server.ConnState = whole, whole, newCrowd(most).state
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		server.Serve(l)
	}()
	t.Cleanup(func() {
		server.Close()
		<-ended
	})
	return l.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// Requests whose body never comes are ended by the server, also where no
// handler reads it.
func TestSilentRequestsEnd(t *testing.T) {
	address := serveCrowd(t, http.NotFoundHandler(), 1000, 200*time.Millisecond)
	var all []net.Conn
	for range 200 {
		c := dial(t, address)
		fmt.Fprint(c, "POST /nope HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
		all = append(all, c)
	}
	for _, c := range all {
		if _, err := io.Copy(io.Discard, c); err != nil { // returns when the server has closed it
			if n, ok := err.(net.Error); ok && n.Timeout() {
				t.Fatal(err)
			}
		}
	}
}

// Whoever holds more connections open than the door grants shuts out nobody:
// the one that has been still for the longest goes.
func TestACrowdShutsOutNobody(t *testing.T) {
	address := serveCrowd(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }), 20, time.Minute)
	ask := func(c net.Conn) error {
		fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}
	first := dial(t, address)
	if err := ask(first); err != nil {
		t.Fatal(err)
	}
	for range 60 {
		dial(t, address)
	}
	// The oldest is closed; a newcomer is served.
	if _, err := io.Copy(io.Discard, first); err != nil {
		if n, ok := err.(net.Error); ok && n.Timeout() {
			t.Fatal(err)
		}
	}
	if err := ask(dial(t, address)); err != nil {
		t.Errorf("a newcomer is not served: %v", err)
	}
}

// A connection in the middle of a request is not the one that goes.
func TestACrowdLetsRequestsEnd(t *testing.T) {
	c := newCrowd(2)
	pair := func() net.Conn {
		a, b := net.Pipe()
		t.Cleanup(func() { a.Close(); b.Close() })
		return a
	}
	closed := func(n net.Conn) bool {
		n.SetReadDeadline(time.Unix(1, 0))
		_, err := n.Read(make([]byte, 1))
		return err == io.ErrClosedPipe
	}
	busy, still, late := pair(), pair(), pair()
	c.state(busy, http.StateNew)
	c.state(busy, http.StateActive)
	c.state(still, http.StateNew)
	c.state(late, http.StateNew)
	if closed(busy) || !closed(still) || closed(late) {
		t.Errorf("closed: busy %v, still %v, late %v", closed(busy), closed(still), closed(late))
	}
	c.state(still, http.StateClosed)
	c.state(late, http.StateActive)
	another := pair()
	c.state(another, http.StateNew)
	if closed(busy) || closed(late) || !closed(another) {
		t.Error("where all are busy the newcomer goes")
	}
}
