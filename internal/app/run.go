package app

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"

	"voxpop"
)

// The longest that each part may take to stop.
const (
	stopPages  = 5 * time.Second
	stopWorker = 15 * time.Second
	stopLoop   = 30 * time.Second
)

// running holds what was started, to be stopped in reverse.
type running struct {
	ctx    context.Context
	stops  []func() error
	broken chan error
}

func newRunning(ctx context.Context) *running {
	return &running{ctx: ctx, broken: make(chan error, 8)}
}

// stop ends every part, the last started first, each within its own limit.
func (r *running) stop() (err error) {
	for i := len(r.stops) - 1; i >= 0; i-- {
		err = errors.Join(err, r.stops[i]())
	}
	r.stops = nil
	return err
}

// wait returns when the context is done or a part broke.
func (r *running) wait() error {
	select {
	case <-r.ctx.Done():
		return nil
	case err := <-r.broken:
		return err
	}
}

// listen opens an address. Without a host it is this machine only: the pages
// ask nobody who comes. flag names what would choose another.
func listen(address, flag string) (net.Listener, error) {
	if strings.HasPrefix(address, ":") {
		address = "127.0.0.1" + address
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Run", Place: address, Message: "cannot listen here", Err: cause(err),
			Hint: "another program may hold the port; choose one with " + flag + " HOST:PORT, or :0 for any"}
	}
	return l, nil
}

// serve starts a server on l.
func (r *running) serve(l net.Listener, server *http.Server) {
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			r.broken <- &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Run", Message: "the pages stopped", Err: err}
		}
	}()
	r.stops = append(r.stops, func() error {
		limit, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), stopPages)
		defer cancel()
		err := server.Shutdown(limit)
		if err != nil { // a reader that does not let go
			err = server.Close()
		}
		<-served
		return err
	})
}

// loop calls fn now and then, until it is stopped: at once, then pause after
// each call. Stopping interrupts fn and waits for it.
func (r *running) loop(pause time.Duration, fn func(context.Context)) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			fn(ctx)
			timer := time.NewTimer(pause)
			select {
			case <-ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
		}
	}()
	r.stops = append(r.stops, func() error {
		cancel()
		limit := time.NewTimer(stopLoop)
		defer limit.Stop()
		select {
		case <-ended:
			return nil
		case <-limit.C:
			return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Run", Message: "a part did not stop in time"}
		}
	})
}

// once calls fn beside everything else; stopping interrupts it and waits.
func (r *running) once(fn func(context.Context)) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		fn(ctx)
	}()
	r.stops = append(r.stops, func() error {
		cancel()
		<-ended
		return nil
	})
}

// silent is where a public door's server writes: its own words name addresses.
var silent = log.New(io.Discard, "", 0)

// pullServer serves the newsroom, which fetches large items over slow lines:
// once it knows that it is the newsroom, the handler waits longer. Whoever else
// comes makes room for it.
func pullServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: strangersHeader, ReadTimeout: strangersWhole, WriteTimeout: strangersWhole, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: silent}
}
