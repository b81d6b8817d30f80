package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"voxpop"
	"voxpop/internal/app"
)

// frontMemory is what the door's process holds before it collects harder: with
// the program itself it stays below 128 MB.
const frontMemory = 96 << 20

// frontThreads run at least at once; see where it is used.
const frontThreads = 8

type frontCmd struct {
	Addr     string `help:"Address of the public pages; port 0 takes any; without a host, this machine only. Default: [front] listen of voxpop.toml." placeholder:"HOST:PORT"`
	PullAddr string `help:"Address at which the newsroom fetches what came. Default: [front] pull." placeholder:"HOST:PORT"`
	Onion    bool   `help:"Write a configuration for tor, say what to do with it, and stop."`
}

func (frontCmd) Help() string {
	return `Runs the public door alone, until it is interrupted: the pages on which people answer, and the
address at which the newsroom fetches the answers. Its workspace holds public keys only; what
comes is sealed as it arrives, so nothing on this machine can be read here, and what is fetched
is forgotten. It opens nothing but the folder “door” of the workspace, and writes down neither
who came nor when. Where a newsroom's record or a private key lies, it does not start.

Put a web server with TLS before it, or offer it as an onion service: docs/DOOR.md, docs/ONION.md.

Example:
  voxpop init --door 9f86…0a08 --dir door
  voxpop front --dir door
  voxpop front --dir door --onion`
}

func (c frontCmd) Run(s *session) error {
	dir := s.dir()
	if !app.IsWorkspace(dir, func(string) string { return "" }) {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "front", Place: dir, Message: "there is no door here", Hint: "voxpop init --door DESKKEY --dir FOLDER makes one"}
	}
	if err := app.OnlyADoor(dir); err != nil {
		return err
	}
	cfg, err := app.LoadConfig(dir, s.getenv)
	if err != nil {
		return err
	}
	if c.Onion {
		return c.onion(s, cfg)
	}
	for _, w := range app.Traces(s.getenv) {
		fmt.Fprintf(s.stderr, "warning: %s\n", w)
	}
	if cfg.Front.DeskKey == "" {
		fmt.Fprintln(s.stderr, "warning: this door knows no newsroom, so nobody can fetch what comes; set [front] desk_key (voxpop keys show prints it at the newsroom)")
	}
	if err := cfg.Front.Uncounted(); err != nil {
		fmt.Fprintf(s.stderr, "warning: %v\n  hint: %s\n", err, voxpop.HintOf(err))
	}
	if s.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(frontMemory)
	}
	if s.getenv("GOMAXPROCS") == "" {
		// A thread that waits for the disk holds its place until it is taken
		// away, and every answer is synced: two places would mostly wait.
		runtime.GOMAXPROCS(max(frontThreads, runtime.GOMAXPROCS(0)))
	}
	d, err := app.OpenFront(cfg, s.stderr)
	if err != nil {
		return err
	}
	err = d.Run(s.ctx, app.FrontParts{Listen: c.Addr, Pull: c.PullAddr, Ready: func(at app.Started) {
		fmt.Fprintf(s.stdout, "public door  %s\n", at.Front)
		if at.Pull != "" {
			fmt.Fprintf(s.stdout, "newsroom     %s\n", at.Pull)
		}
	}})
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		fmt.Fprintln(s.stdout, "stopped")
	}
	return err
}

func (c frontCmd) onion(s *session, cfg app.Config) error {
	path, err := app.WriteTorrc(cfg, c.Addr)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, `%[1]s is written. On this machine:
1. check it:     tor --verify-config -f %[1]s
2. install it:   as root, install -m 644 %[1]s /etc/tor/torrc, and start tor
3. read the name that tor made: /var/lib/tor/voxpop/door/hostname
4. in %[2]s, under [front]:
     proxy = "tor"
     onion = "THE-NAME.onion"
5. start the door: voxpop front --dir %[3]s
docs/ONION.md explains each step, and how to keep the name.
`, path, app.ConfigFile, s.dir())
	return err
}
