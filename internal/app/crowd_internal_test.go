package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"voxpop/internal/front"
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
	server.ReadTimeout, server.WriteTimeout = whole, whole
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		server.Serve(newCrowd(most, strangersOfOne).listen(l))
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

// get asks for a page on c.
func get(c net.Conn) error {
	fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
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
	first := dial(t, address)
	if err := get(first); err != nil {
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
	if err := get(dial(t, address)); err != nil {
		t.Errorf("a newcomer is not served: %v", err)
	}
}

// Requests that stand still after a whole head shut out nobody either.
func TestSilentRequestsShutOutNobody(t *testing.T) {
	arrived := make(chan struct{})
	address := serveCrowd(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			arrived <- struct{}{}
			io.Copy(io.Discard, r.Body)
		}
		io.WriteString(w, "ok")
	}), 20, time.Minute)
	for range 20 {
		fmt.Fprint(dial(t, address), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
		<-arrived
	}
	for i := range 10 {
		if err := get(dial(t, address)); err != nil {
			t.Errorf("newcomer %d is not served: %v", i+1, err)
		}
	}
}

// What moves, however slowly, is not what goes.
func TestACrowdLetsUploadsEnd(t *testing.T) {
	arrived, read, broken := make(chan struct{}), make(chan struct{}), make(chan error, 20)
	address := serveCrowd(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			io.WriteString(w, "ok")
			return
		}
		arrived <- struct{}{}
		for b := make([]byte, 1); ; {
			n, err := r.Body.Read(b)
			if n > 0 {
				read <- struct{}{}
			}
			if err != nil {
				fmt.Fprint(w, err)
				if err != io.EOF {
					broken <- err
				}
				return
			}
		}
	}), 20, time.Minute)
	const rounds = 40
	silent := 17
	post := func() net.Conn {
		c := dial(t, address)
		fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", rounds)
		<-arrived
		return c
	}
	var uploads []net.Conn
	for range 3 {
		uploads = append(uploads, post())
	}
	for range silent {
		post()
	}
	for i := range rounds {
		for n, u := range uploads {
			fmt.Fprint(u, "x")
			for moved := false; !moved; {
				select {
				case <-read:
					moved = true
				case <-broken:
					// Those that stand still are closed, 17 of them.
					if silent--; silent < 0 {
						t.Fatalf("upload %d was closed while it moved", n+1)
					}
				}
			}
		}
		if err := get(dial(t, address)); err != nil {
			t.Errorf("newcomer %d is not served: %v", i+1, err)
		}
	}
	for _, u := range uploads {
		resp, err := http.ReadResponse(bufio.NewReader(u), nil)
		if err != nil {
			t.Fatalf("an upload did not end: %v", err)
		}
		if b, _ := io.ReadAll(resp.Body); string(b) != "EOF" {
			t.Errorf("an upload ended with %q", b)
		}
		resp.Body.Close()
	}
}

// One more than a sender may have closes one of its own. It is tor's line that
// names a circuit.
func TestASendersShare(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	crowd := newCrowd(100, 3)
	held := crowd.listen(front.ListenProxy(l))
	t.Cleanup(func() { held.Close() })
	type both struct{ client, server net.Conn }
	join := func(circuit int) both {
		t.Helper()
		client := dial(t, l.Addr().String())
		fmt.Fprintf(client, "PROXY TCP6 fc00:dead:beef:4dad::%d ::1 1024 80\r\nx", circuit)
		server, err := held.Accept()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { server.Close() })
		server.RemoteAddr()
		return both{client, server}
	}
	gone := func(b both) bool {
		crowd.mu.Lock()
		defer crowd.mu.Unlock()
		return b.server.(*guest).gone
	}
	other, first, second, third := join(2), join(1), join(1), join(1)
	if _, err := first.server.Read(make([]byte, 1)); err != nil { // it moves
		t.Fatal(err)
	}
	fourth := join(1)
	if gone(other) || gone(first) || !gone(second) || gone(third) || gone(fourth) {
		t.Errorf("gone: other %v, first %v, second %v, third %v, fourth %v", gone(other), gone(first), gone(second), gone(third), gone(fourth))
	}
	if _, err := io.Copy(io.Discard, second.client); err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Error(err)
	}
	// The server can end its answer while the other is still sending.
	if err := first.server.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, first.client); err != nil {
		t.Errorf("an answer that was ended: %v", err)
	}
	first.server.Close()
	if len(crowd.all) != 2 || crowd.n != 3 || len(crowd.all["fc00:dead:beef:4dad::1/128"]) != 2 {
		t.Errorf("the count is wrong: %d senders, %d in all", len(crowd.all), crowd.n)
	}
}

// When the whole is full, whoever has most makes room; up to a few each, the
// one that has been still for the longest.
func TestWhoMakesRoom(t *testing.T) {
	crowd := newCrowd(12, 100)
	join := func(sender string) *guest {
		a, b := net.Pipe()
		t.Cleanup(func() { a.Close(); b.Close() })
		g := &guest{Conn: a, crowd: crowd}
		g.touch()
		crowd.enter(g)
		crowd.name(g, sender)
		return g
	}
	old := []*guest{join("a"), join("b"), join("b")}
	var flood []*guest
	for range strangersFair + 1 {
		flood = append(flood, join("flood"))
	}
	next := join("c")
	if old[0].gone || !flood[0].gone || next.gone {
		t.Error("the sender with most did not make room")
	}
	next = join("c")
	if !old[0].gone || flood[1].gone || next.gone {
		t.Error("among senders with few, the one that was still for the longest did not make room")
	}
	old[1].touch()
	if join("d"); old[1].gone || !old[2].gone {
		t.Error("what moved went before what did not")
	}
}

// Behind a proxy that has all connections nobody has too many.
func TestStrangersBehindAProxy(t *testing.T) {
	at := &net.TCPAddr{IP: net.IPv4(198, 51, 100, 7), Port: 1024}
	if s := strangers(ProxyForwarded).sender(at); s != "" {
		t.Errorf("a proxy elsewhere is the sender %q", s)
	}
	if s := strangers("").sender(at); s != "198.51.100.0/24" {
		t.Errorf("a visitor is the sender %q", s)
	}
	if s := strangers("").sender(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1024}); s != "" {
		t.Errorf("this machine is the sender %q", s)
	}
}
