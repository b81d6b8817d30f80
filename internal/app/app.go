// Package app builds the program from a configuration: it is the only package that names every door and adapter.
//
// [Open] builds and starts nothing; [App.Run] starts the worker and the pages
// and stops them in reverse; [App.Close] lets go of the store. The other
// methods are the verbs that need more than one part of the program.
package app

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"voxpop"
	"voxpop/internal/cores"
	"voxpop/internal/desk/projection"
	"voxpop/internal/ledger"
	"voxpop/internal/people"
	"voxpop/internal/record"
	"voxpop/internal/store"
	"voxpop/internal/story"
	"voxpop/internal/vault"
)

// Version is this release.
const Version = "0.6.0"

// PublishedDir is the folder of a workspace that holds built stories:
// SLUG/LANG/index.html.
const PublishedDir = "published"

// App is the program, put together.
type App struct {
	Config Config
	Store  *store.DB
	Keys   *vault.Ring // nil: the workspace has no keys, and files lie in the clear
	Log    *slog.Logger

	// Progress is called after every item that came from a door, with how many
	// there are; nil: nobody wants to know. Set it before the first visit.
	Progress func(door string, done, of int)

	blobs *vault.Disk
	room  *vault.Room

	// fetch keeps the distance between two requests to one host, so there is one.
	fetch    ledger.Fetcher
	fetching sync.Once

	ends []func() // what the desk works at in the background

	people  *people.Service
	knowing sync.Once

	counted  *projection.Counts // figures that the desk's pages share
	counting sync.Once

	// here is the public door that runs beside the keys; nil without one.
	here atomic.Pointer[FrontDoor]
	// house is what the desk made of the rules of wording since the start; nil =
	// what the configuration said.
	house atomic.Pointer[voxpop.House]
	// evaluation says that keys and public door share this machine.
	evaluation atomic.Bool
}

// The store is what each part needs of it.
var (
	_ record.Store  = (*store.DB)(nil)
	_ record.Source = (*store.View)(nil)
	_ story.Record  = (*store.View)(nil)
	_ store.Blobs   = (*vault.Room)(nil)
)

// IsWorkspace reports whether dir holds a workspace: a database, or a
// configuration that names one elsewhere; or is a folder while the environment
// names a database.
func IsWorkspace(dir string, getenv func(string) string) bool {
	if info, err := os.Stat(dir); err == nil && info.IsDir() && getenv(envDatabase) != "" {
		return true
	}
	for _, name := range []string{DatabaseFile, ConfigFile} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	return false
}

// CreateWorkspace makes the folder of a workspace if it is missing. Only its
// owner may look inside: it will hold what people entrusted to the newsroom.
func CreateWorkspace(dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "app.CreateWorkspace", Place: dir, Message: "is a file, not a folder", Hint: "name another workspace with --dir"}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.CreateWorkspace", Place: dir, Message: "the workspace cannot be made", Err: cause(err)}
	}
	return nil
}

// cause drops the path that a file error repeats: the place names it already.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// Open builds the program of a workspace and starts nothing.
func Open(ctx context.Context, cfg Config) (*App, error) { return OpenLogging(ctx, cfg, io.Discard) }

// OpenLogging is [Open] with a log of what goes wrong, for the operator.
func OpenLogging(ctx context.Context, cfg Config, log io.Writer) (*App, error) {
	if cfg.Front.DeskKey != "" {
		// A database here would keep the door from starting again.
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Open", Place: cfg.Dir, Message: "is the workspace of a public door, which has no record",
			Hint: "run this at the newsroom; here there are voxpop front and voxpop doctor"}
	}
	a := &App{Config: cfg, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	var err error
	if a.Keys, err = openKeys(cfg); err != nil {
		return nil, err
	}
	if a.blobs, err = vault.OpenDisk(filepath.Join(cfg.Dir, "blobs")); err != nil {
		return nil, err
	}
	url := cfg.DatabaseURL
	if url == "" {
		url = filepath.Join(cfg.Dir, DatabaseFile)
	}
	a.room = vault.NewRoom(a.blobs, a.Keys)
	a.Store, err = store.Open(ctx, store.Config{URL: url, Blobs: a.room, Now: time.Now, House: cfg.House, Logger: a.Log, First: firstSteps(cfg), Lease: cfg.Lease})
	if err != nil {
		a.blobs.Close()
		return nil, err
	}
	return a, nil
}

// openKeys opens the keys of a workspace, locked; nil without any.
func openKeys(cfg Config) (*vault.Ring, error) {
	ring, err := vault.OpenRing(filepath.Join(cfg.Dir, KeysFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ring.Passphrase = cfg.Passphrase
	return ring, nil
}

// Close lets go of the store, then of the blobs.
func (a *App) Close() error {
	a.People().Wait() // for what it still writes
	for _, end := range a.ends {
		end()
	}
	return errors.Join(a.Store.Close(), a.blobs.Close())
}

// Parts says what [App.Run] starts.
type Parts struct {
	Worker bool
	Pages  bool
	Listen string // host:port of the pages; "" = the configuration's
	// Front starts the public door of this workspace beside the keys, to try it
	// out; what comes is taken into the record every few seconds. Without keys
	// there is none.
	Front       bool
	FrontListen string // host:port of the door; "" = the configuration's
	// Understood lets other machines reach a door whose keys lie beside it, or
	// its newsroom; without it that is refused.
	Understood bool
	// Visits takes what came to the doors of the configuration, now and then.
	Visits bool
	// Ready is called once everything is started.
	Ready func(Started)
	// brief is a worker that only ends what waits, and steps says that recordings
	// are among that.
	brief, steps bool
}

// Started says where a program that runs is reached. An address is "" where
// the part was not started.
type Started struct {
	Desk  string // of the newsroom's pages, as http://127.0.0.1:8080/
	Front string // of the public door
	Pull  string // at which the newsroom fetches what came
}

// Run starts the worker, the visits to doors, the pages and the public door,
// and waits until ctx is done or a part fails; then it stops them in reverse,
// each within its own limit.
func (a *App) Run(ctx context.Context, p Parts) (err error) {
	if p.Front && a.Keys != nil && !p.Understood {
		if err := HereOnly(cmp.Or(p.Listen, a.Config.Listen), cmp.Or(p.FrontListen, a.Config.Front.Listen)); err != nil {
			return err
		}
	}
	r := newRunning(ctx)
	defer func() {
		if !p.brief && ctx.Err() != nil && errors.Is(err, context.Canceled) {
			err = nil // it was ended while it started
		}
		err = errors.Join(err, r.stop())
	}()
	var at Started
	if p.Worker {
		if !p.brief {
			a.tidy(ctx)
		}
		work := a.jobs()
		if p.brief {
			work.Quiet = 0 // somebody waits for its end
		}
		if !p.brief || p.steps {
			tools, err := a.reading(&work)
			if err != nil {
				return err
			}
			r.stops = append(r.stops, func() error { tools.Close(); return nil })
		}
		if !p.brief && !a.Config.Web.Off {
			work.Feeds = a.Ledger()
		}
		jobs, err := a.Store.Jobs(work)
		if err != nil {
			return err
		}
		// The worker outlives ctx: it is stopped below, when the pages are.
		if err := jobs.Start(context.WithoutCancel(ctx)); err != nil {
			return err
		}
		r.stops = append(r.stops, func() error {
			limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWorker)
			defer cancel()
			return jobs.Stop(limit)
		})
	}
	var door *FrontDoor
	if p.Front && a.Keys != nil {
		if door, err = a.openFront(); err != nil {
			return err
		}
		r.stops = append(r.stops, door.Close)
		// The door must know what is asked before it opens.
		cards, err := a.Cards(ctx, true)
		if err != nil {
			return err
		}
		if err := door.Door().Cards(ctx, cards); err != nil {
			return err
		}
		a.evaluation.Store(true)
		a.here.Store(door)
		r.loop(hereEvery, a.visitHere(door.Door()))
	}
	if p.Visits && len(a.Config.Doors) > 0 {
		r.loop(a.Config.Pull.Every, a.visitDoors())
	}
	if p.Pages {
		l, err := listen(cmp.Or(p.Listen, a.Config.Listen), "--addr")
		if err != nil {
			return err
		}
		at.Desk = "http://" + l.Addr().String() + "/"
		cores.Spare(1) // for the pages, beside what is worked out for them
		r.stops = append(r.stops, func() error { cores.Spare(0); return nil })
		site := a.Desk()
		server := &http.Server{
			Handler:           site.Handler(),
			ReadHeaderTimeout: 10 * time.Second,
			ReadTimeout:       30 * time.Second,
			IdleTimeout:       2 * time.Minute,
			MaxHeaderBytes:    32 << 10,
			ErrorLog:          slog.NewLogLogger(a.Log.Handler(), slog.LevelWarn),
		}
		server.RegisterOnShutdown(site.Frame.Stop)
		r.once(a.warm)
		r.serve(l, server)
	}
	if door != nil {
		started, err := door.start(r, FrontParts{Listen: p.FrontListen, flag: "--front-addr"})
		if err != nil {
			return err
		}
		at.Front = started.Front
	}
	if p.Ready != nil {
		p.Ready(at)
	}
	return r.wait()
}

// HereOnly refuses addresses of pages and door that other machines reach: for
// where the keys lie beside the door.
func HereOnly(pages, door string) error {
	for _, x := range [][2]string{{"--addr", pages}, {"--front-addr", door}} {
		if !Loopback(x[1]) {
			return &voxpop.Error{Kind: voxpop.Forbidden, Op: "app.HereOnly", Place: x[0], Message: "other machines would reach a door whose keys lie beside it",
				Hint: "run voxpop front on another machine and voxpop desk here; to try it out among yourselves: voxpop serve --i-understand"}
		}
	}
	return nil
}

// openFront opens the public door of this workspace, keys and all: for trying
// it out, and it says so on every page.
func (a *App) openFront() (*FrontDoor, error) {
	d, err := openFront(a.Config, a.Log)
	if err == nil {
		d.evaluation = true
	}
	return d, err
}
