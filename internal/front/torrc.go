package front

import (
	"fmt"
	"strings"
)

// TorrcOptions say where tor and the door meet.
type TorrcOptions struct {
	Data   string // tor's own folder, as /var/lib/tor/voxpop
	Target string // where the door listens, as 127.0.0.1:8443 or unix:/run/voxpop/front.sock
}

// Torrc is a configuration by which tor offers the door as an onion service:
// proof of work before a flood is served, one name per circuit so that the
// door can tell senders apart without knowing them, and no other use of tor.
// The door must then listen with [ListenProxy].
func Torrc(o TorrcOptions) string {
	if o.Data == "" {
		o.Data = "/var/lib/tor/voxpop"
	}
	data := strings.TrimRight(o.Data, "/")
	return fmt.Sprintf(`# The public door as an onion service. Check it with
#   tor --verify-config -f THIS-FILE
# and start the door with proxy = "tor" under [front] in voxpop.toml: then the
# door counts by circuit, of which it learns a number and nothing else.

DataDirectory %[1]s
# tor is used for nothing else, least of all to go out or to relay.
SocksPort 0
ControlPort 0
ORPort 0
ExitRelay 0

# Nothing about who comes is written down.
Log notice stdout
SafeLogging 1
AvoidDiskWrites 1

# One-hop services are quicker and show where the door stands.
HiddenServiceNonAnonymousMode 0
HiddenServiceSingleHopMode 0

HiddenServiceDir %[1]s/door
HiddenServiceVersion 3
HiddenServicePort 80 %[2]s
HiddenServiceExportCircuitID haproxy
# Under a flood a client must work before it is let in, the more the fuller it is.
HiddenServicePoWDefensesEnabled 1
HiddenServicePoWQueueRate 250
HiddenServicePoWQueueBurst 2500
HiddenServiceEnableIntroDoSDefense 1
# A page, its style sheet and an upload need few streams.
HiddenServiceMaxStreams 32
HiddenServiceMaxStreamsCloseCircuit 1
`, data, o.Target)
}
