package front

import (
	"net"
	"net/http"
)

// Sender is what counts as one sender among connections, as [network] has it
// among requests: a /24, a /48 or a Tor circuit; "" when it cannot be told, as
// from a proxy of this machine.
func Sender(remote net.Addr) string {
	return network(&http.Request{RemoteAddr: remote.String()}, "")
}
