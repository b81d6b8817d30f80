package app

import (
	"context"
	"errors"
	"html"
	"net/http"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

// DoorTrial says what went through the public door when the demo tried it.
type DoorTrial struct {
	URL       string   // of the question, while it lasted
	Sent      int      // answers
	Languages []string // of the forms
	Items     int      // that lay at the door, sealed, before they were fetched
	Bytes     int64    // of them
	Fetched   int
	Replied   int  // replies that were read at the door with a receipt
	TakenBack int  // answers
	Remain    int  // answers in the record that were not taken back
	Again     bool // the question was answered before: nothing was sent
}

// TryDoor sends the answers of the cast to the open call-out through the
// public door of this workspace, as browsers without script would; fetches
// them, replies, and lets one be taken back. Where the call-out has answers
// already it sends nothing.
func (a *App) TryDoor(ctx context.Context) (got DoorTrial, err error) {
	count := func() (n int, err error) {
		err = a.Store.View(ctx, cast.KioskSlug, func(v *store.View) error {
			for r, err := range v.Responses() {
				if err != nil {
					return err
				}
				if !r.Withdrawn() {
					n++
				}
			}
			return nil
		})
		return n, err
	}
	d, err := a.openFront()
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	// What an earlier run left at the door comes first.
	if _, err := a.Visit(ctx, byDoor, d.Door(), true); err != nil {
		return got, err
	}
	if got.Remain, err = count(); err != nil || got.Remain > 0 {
		got.Again = true
		return got, err
	}
	r := newRunning(ctx)
	defer func() { err = errors.Join(err, r.stop()) }()
	l, err := listen("127.0.0.1:0", "--front-addr")
	if err != nil {
		return got, err
	}
	r.serve(l, frontServer(d.front().Handler()))
	who := respondent{base: "http://" + l.Addr().String() + "/", client: &http.Client{Transport: &http.Transport{}}}
	defer who.client.CloseIdleConnections()
	got.URL = who.base + "q/" + cast.KioskSlug

	receipts, err := a.sendCast(ctx, who, &got)
	if err != nil {
		return got, err
	}
	got.Items, got.Bytes = d.box.Count()
	fetched, err := a.Visit(ctx, byDoor, d.Door(), true)
	if err != nil {
		return got, err
	}
	got.Fetched = fetched.New
	if err := a.replyToCast(ctx); err != nil {
		return got, err
	}
	if _, err := a.Visit(ctx, byDoor, d.Door(), true); err != nil { // takes the replies there
		return got, err
	}
	for _, s := range cast.KioskAnswers() {
		if s.Reply != "" {
			page, err := who.mailbox(ctx, receipts[s.Name], s.Lang)
			if err != nil {
				return got, err
			}
			if strings.Contains(html.UnescapeString(page), s.Reply) {
				got.Replied++
			}
		}
		if s.Takes {
			if err := who.takeBack(ctx, cast.KioskSlug, receipts[s.Name], s.Lang); err != nil {
				return got, err
			}
		}
	}
	back, err := a.Visit(ctx, byDoor, d.Door(), true)
	if err != nil {
		return got, err
	}
	got.TakenBack = back.Withdrawn
	got.Remain, err = count()
	return got, err
}

// sendCast fills in and sends a form for each answer and returns the digits of
// the receipts, by the answer's name.
func (a *App) sendCast(ctx context.Context, who respondent, got *DoorTrial) (receipts map[string]string, err error) {
	answers := cast.KioskAnswers()
	tickets := make([]string, len(answers))
	for i, s := range answers {
		if tickets[i], err = who.form(ctx, cast.KioskSlug, s.Lang); err != nil {
			return nil, err
		}
	}
	// The door takes who answers at once for a machine; all write at the same time.
	writing := time.NewTimer(fillIn)
	defer writing.Stop()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-writing.C:
	}
	receipts = map[string]string{}
	for i, s := range answers {
		one := sent{Lang: s.Lang, Text: s.Text, Consent: s.Consent, Receipt: s.Receipt}
		if s.File != "" {
			f, err := cast.KioskFiles().Open(s.File)
			if err != nil {
				return nil, err
			}
			one.File, one.FileName = f, s.File
			receipts[s.Name], err = who.answer(ctx, cast.KioskSlug, tickets[i], one)
			if err = errors.Join(err, f.Close()); err != nil {
				return nil, err
			}
		} else if receipts[s.Name], err = who.answer(ctx, cast.KioskSlug, tickets[i], one); err != nil {
			return nil, err
		}
		got.Sent++
		if !strings.Contains(strings.Join(got.Languages, " "), s.Lang) {
			got.Languages = append(got.Languages, s.Lang)
		}
	}
	return receipts, nil
}

// replyToCast replies to the answers of the cast that get a reply.
func (a *App) replyToCast(ctx context.Context) error {
	ids := map[string]string{}
	err := a.Store.View(ctx, cast.KioskSlug, func(v *store.View) error {
		for r, err := range v.Responses() {
			if err != nil {
				return err
			}
			ids[r.Text] = r.ID
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range cast.KioskAnswers() {
		if s.Reply == "" {
			continue
		}
		if ids[s.Text] == "" {
			return &voxpop.Error{Kind: voxpop.Internal, Op: "app.TryDoor", Place: cast.KioskSlug, Message: "an answer did not arrive as it was sent"}
		}
		if _, err := a.Reply(ctx, cast.Chiara, cast.KioskSlug, ids[s.Text], s.Lang, s.Reply); err != nil {
			return err
		}
	}
	return nil
}

// DemoKeys makes keys for trying out unless the workspace has keys: the
// newsroom's lies in the clear, beside the door that takes the answers.
func DemoKeys(dir string) error {
	ring, err := openKeys(Config{Dir: dir})
	if err != nil || ring != nil {
		return err
	}
	_, _, err = InitKeys(Config{Dir: dir}, "", true)
	return err
}

// OpenKiosk puts the cast's open question into the workspace, unless it is
// there, and opens it where the clock says that it is not yet.
func (a *App) OpenKiosk(ctx context.Context) (voxpop.Callout, error) {
	c, err := a.Callout(ctx, cast.KioskSlug)
	if voxpop.KindOf(err) == voxpop.NotFound {
		_, err = a.Import(ctx, cast.Chiara, cast.Kiosk(), false, record.Options{})
		if err == nil {
			c, err = a.Callout(ctx, cast.KioskSlug)
		}
	}
	if err == nil && time.Now().Before(c.Opens.Time) {
		c, err = a.SetOpen(ctx, cast.Chiara, cast.KioskSlug, true)
	}
	return c, err
}
