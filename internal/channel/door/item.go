package door

import (
	"context"
	"io"
	"net/http"
	"time"

	"voxpop"
	"voxpop/internal/intake"
)

// Open implements [intake.Door]. When the connection is cut the rest is
// fetched from where it broke off; a read fails only after several tries in a
// row that brought nothing.
func (c *Client) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	r := &item{ctx: ctx, c: c, name: name, size: -1}
	// The first part is fetched now: an item that is gone is an error of Open.
	if err := c.again(ctx, r.connect); err != nil {
		return nil, err
	}
	return r, nil
}

// item is an item as it streams.
type item struct {
	ctx  context.Context
	c    *Client
	name string

	at, size int64 // bytes read; of the whole, -1 = unknown
	body     io.ReadCloser
	stop     context.CancelFunc
	alive    *time.Timer // stops a part that stands still
	failed   int         // tries in a row that brought no byte
	err      error
}

// connect fetches the item from where it is on.
func (r *item) connect() error {
	const op = "door.item"
	body, err := intake.EncodeWire(intake.ItemRequest{Name: r.name, Offset: r.at})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(r.ctx)
	alive := time.AfterFunc(r.c.cfg.Stall, stop)
	got, err := r.c.send(ctx, "item", body)
	if err == nil {
		err = r.fits(got)
	}
	if err != nil {
		alive.Stop()
		stop()
		if voxpop.KindOf(err) == voxpop.Unavailable && r.ctx.Err() == nil && ctx.Err() != nil {
			err = &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "the door stopped sending", Hint: "pull again"}
		}
		return err
	}
	alive.Stop() // it runs while a read waits, and not while the newsroom's disk does
	r.body, r.stop, r.alive = got.Body, stop, alive
	return nil
}

// fits refuses a part that belongs to another item than the parts before.
func (r *item) fits(got *http.Response) error {
	if got.ContentLength < 0 {
		return nil
	}
	size := r.at + got.ContentLength
	if r.size >= 0 && r.size != size {
		got.Body.Close()
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "door.item", Message: "the item changed while it was fetched", Hint: "pull again"}
	}
	r.size = size
	return nil
}

func (r *item) disconnect() {
	if r.body != nil {
		r.stop()
		r.body.Close()
		r.body = nil
	}
}

// Read implements [io.Reader].
func (r *item) Read(p []byte) (int, error) {
	for r.err == nil {
		if r.body == nil {
			if err := r.c.again(r.ctx, r.connect); err != nil {
				r.err = err
				break
			}
		}
		r.alive.Reset(r.c.cfg.Stall)
		n, err := r.body.Read(p)
		r.alive.Stop()
		r.at += int64(n)
		if n > 0 {
			r.failed = 0
		}
		switch {
		case err == io.EOF && (r.size < 0 || r.at == r.size):
			r.err = io.EOF
			r.disconnect()
		case err != nil:
			r.disconnect()
			if r.failed++; r.failed >= tries || r.ctx.Err() != nil {
				r.err = broken("door.item", err)
			} else if n == 0 {
				// The wait grows with every try that brought nothing.
				if r.c.cfg.Wait(r.ctx, firstWait<<(r.failed-1)) != nil {
					r.err = broken("door.item", err)
				}
			}
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, r.err
}

// Close implements [io.Closer].
func (r *item) Close() error {
	r.disconnect()
	if r.err == nil {
		r.err = io.ErrClosedPipe
	}
	return nil
}
