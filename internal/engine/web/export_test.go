package web

import (
	"context"
	"net"
	"net/url"
	"testing"
)

// Resolve makes every name stand for one address, as somebody who answers for
// names can.
func Resolve(t *testing.T, f *Fetcher, ip string) {
	t.Helper()
	if err := f.ready(); err != nil {
		t.Fatal(err)
	}
	f.dial.Resolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		a, b := net.Pipe()
		go answerDNS(b, net.ParseIP(ip).To4())
		return a, nil
	}}
}

// answerDNS answers each question that comes by TCP with one A record.
func answerDNS(c net.Conn, ip net.IP) {
	defer c.Close()
	for {
		var n [2]byte
		if _, err := readFull(c, n[:]); err != nil {
			return
		}
		q := make([]byte, int(n[0])<<8|int(n[1]))
		if _, err := readFull(c, q); err != nil {
			return
		}
		end := 12
		for q[end] != 0 {
			end += int(q[end]) + 1
		}
		end += 5
		a := append([]byte{}, q[:end]...)
		a[2], a[3] = 0x81, 0x80
		a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11] = 0, 1, 0, 0, 0, 0, 0, 0
		if q[end-3] == 1 { // A
			a[7] = 1
			a = append(a, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4)
			a = append(a, ip...)
		}
		c.Write(append([]byte{byte(len(a) >> 8), byte(len(a))}, a...))
	}
}

func readFull(c net.Conn, b []byte) (int, error) {
	n := 0
	for n < len(b) {
		m, err := c.Read(b[n:])
		n += m
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Items reads the body of a feed.
func Items(b []byte) []Item {
	feed, err := parseFeed(b)
	if err != nil {
		return nil
	}
	var f Feed
	f.fill(&url.URL{Scheme: "https", Host: "feed.example", Path: "/"}, feed)
	return f.Items
}
