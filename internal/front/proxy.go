package front

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxProxyLine is the longest first line of the PROXY protocol, version 1.
const maxProxyLine = 107

// proxyPatience is how long a connection may take to send that line.
const proxyPatience = 5 * time.Second

var errProxyLine = errors.New("front: a connection began with no PROXY line")

// ListenProxy wraps a listener whose every connection begins with a line of
// the PROXY protocol, version 1: tor's way to tell circuits apart, or a
// proxy's to pass on an address. A connection without it is closed unread. Use
// it only where nothing but that program can connect.
func ListenProxy(l net.Listener) net.Listener { return proxyListener{l} }

type proxyListener struct{ net.Listener }

func (l proxyListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &proxyConn{Conn: c}, nil
}

// proxyConn reads its first line when it is first asked for anything, so that
// a slow one holds up nobody else.
type proxyConn struct {
	net.Conn
	once sync.Once
	from net.Addr
	err  error
}

func (c *proxyConn) begin() {
	c.Conn.SetReadDeadline(time.Now().Add(proxyPatience))
	defer c.Conn.SetReadDeadline(time.Time{})
	var line [maxProxyLine]byte
	for n := range line {
		// A byte at a time: what follows the line belongs to the server.
		if _, err := c.Conn.Read(line[n : n+1]); err != nil {
			c.err = err
			break
		}
		if line[n] != '\n' {
			continue
		}
		var from netip.AddrPort
		if from, c.err = parseProxyLine(line[:n+1]); from.IsValid() {
			c.from = net.TCPAddrFromAddrPort(from)
		}
		if c.err != nil {
			c.Conn.Close()
		}
		return
	}
	if c.err == nil {
		c.err = errProxyLine
	}
	c.Conn.Close()
}

func (c *proxyConn) Read(b []byte) (int, error) {
	c.once.Do(c.begin)
	if c.err != nil {
		return 0, c.err
	}
	return c.Conn.Read(b)
}

// RemoteAddr is the address that the line names; that of the connection when
// the line says that it is unknown.
func (c *proxyConn) RemoteAddr() net.Addr {
	c.once.Do(c.begin)
	if c.from != nil {
		return c.from
	}
	return c.Conn.RemoteAddr()
}

// CloseWrite lets the server end its answer before it hangs up on somebody who
// is still sending.
func (c *proxyConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// parseProxyLine reads one line, strictly. The address is not valid when the
// line is good and says that it is unknown.
func parseProxyLine(line []byte) (netip.AddrPort, error) {
	var none netip.AddrPort
	text, ok := bytes.CutSuffix(line, []byte("\r\n"))
	if !ok || len(line) > maxProxyLine || bytes.IndexByte(text, '\r') >= 0 {
		return none, errProxyLine
	}
	if s := string(text); s == "PROXY UNKNOWN" || strings.HasPrefix(s, "PROXY UNKNOWN ") {
		return none, nil
	}
	parts := strings.Split(string(text), " ")
	if len(parts) != 6 || parts[0] != "PROXY" || parts[1] != "TCP4" && parts[1] != "TCP6" {
		return none, errProxyLine
	}
	from, err := netip.ParseAddr(parts[2])
	to, err2 := netip.ParseAddr(parts[3])
	if err != nil || err2 != nil || from.Zone() != "" || to.Zone() != "" || from.Is4() != (parts[1] == "TCP4") || to.Is4() != (parts[1] == "TCP4") {
		return none, errProxyLine
	}
	port, ok := proxyPort(parts[4])
	if _, ok2 := proxyPort(parts[5]); !ok || !ok2 {
		return none, errProxyLine
	}
	return netip.AddrPortFrom(from, port), nil
}

func proxyPort(s string) (uint16, bool) {
	n, err := strconv.ParseUint(s, 10, 16)
	return uint16(n), err == nil && strconv.FormatUint(n, 10) == s
}
