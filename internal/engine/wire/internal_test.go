package wire

import (
	"errors"
	"net"
	"testing"

	"voxpop"
)

// TestNamesOfThisMachine: a name of this machine that leads to another is
// noticed when the connection is made. No test can move localhost, hence
// inside the package.
func TestNamesOfThisMachine(t *testing.T) {
	for address, here := range map[string]bool{
		"127.0.0.1:80": true, "127.9.9.9:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"10.0.0.7:80": false, "0.0.0.0:80": false, "[::]:80": false, "192.0.2.1:80": false, "[2001:db8::1]:80": false, "[::ffff:192.0.2.1]:80": false, "": false,
	} {
		if err := onlyHere("tcp", address, nil); (err == nil) != here || err != nil && !errors.Is(err, errNotHere) {
			t.Errorf("%q: %v", address, err)
		}
	}
	e := &Line{Address: "http://localhost:1"}
	if err := e.Ready(); err != nil || e.dialer.Control == nil {
		t.Errorf("connections are not looked at: %v", err)
	}
	e = &Line{Address: "https://models.example.org", AllowRemote: true}
	if err := e.Ready(); err != nil || e.dialer.Control != nil {
		t.Errorf("connections that are allowed are refused: %v", err)
	}
	e = &Line{Address: "http://localhost:1"}
	e.Ready()
	f := e.unanswered(t.Context(), "wire.Ask", &net.OpError{Op: "dial", Err: errNotHere}, Limits{})
	if f.Again || f.Kind != voxpop.Forbidden || f.Hint == "" {
		t.Errorf("%+v", f)
	}
}
