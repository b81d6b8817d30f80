package app

import (
	"net"
	"os"
	"path/filepath"

	"voxpop"
	"voxpop/internal/front"
)

// OnionFolder is the folder of a door's workspace that holds tor's configuration.
const OnionFolder = "onion"

// WriteTorrc writes the configuration with which tor offers the public pages
// as an onion service, and returns its path. The folder in which tor keeps the
// service's key is tor's own, outside of the workspace: the door has no
// business there. listen is host:port; "" = the configuration's. A file that
// is there is written anew, since nothing in it is anybody's work.
func WriteTorrc(cfg Config, listen string) (path string, err error) {
	const op = "app.WriteTorrc"
	if listen == "" {
		listen = cfg.Front.Listen
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil || port == "" || port == "0" {
		return "", badKey("front.listen", "is not an address to listen on", `write "127.0.0.1:8081"`)
	}
	if host != "" && !loopbackHost(host) {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "front.listen", Message: "is open to other machines, who could then claim to be any circuit of tor",
			Hint: "let the door listen on 127.0.0.1, on the machine where tor runs"}
	}
	if host == "" {
		host = "127.0.0.1"
	}
	dir := filepath.Join(cfg.Dir, OnionFolder)
	path = filepath.Join(dir, "torrc")
	if err = os.MkdirAll(dir, 0o700); err == nil {
		err = os.WriteFile(path, []byte(front.Torrc(front.TorrcOptions{Target: net.JoinHostPort(host, port)})), 0o600)
	}
	if err != nil {
		return "", &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: path, Message: "cannot be written", Err: cause(err)}
	}
	return path, nil
}
