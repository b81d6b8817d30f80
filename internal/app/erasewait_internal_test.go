package app

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/vault/inbox"
)

// leaveAt leaves an answer to a call-out at the door of the workspace.
func leaveAt(t *testing.T, a *App, slug string, n int) {
	t.Helper()
	box, err := inbox.Open(filepath.Join(a.Config.Dir, DoorFolder), inbox.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	sealAnswer(t, a, box, fmt.Sprintf("%032x", n), intake.Envelope{Kind: intake.Answer, Callout: slug, Form: "en", Text: plantedText, Consent: voxpop.Consent{Name: voxpop.NoName}}, nil)
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
}

func waitingAt(t *testing.T, a *App) int {
	t.Helper()
	box, err := inbox.Open(filepath.Join(a.Config.Dir, DoorFolder), inbox.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	n, _ := box.Count()
	return n
}

// What waits at a door is erased with the rest; while a door cannot be reached
// nobody says that it is complete, and the keys that tell whose it is are kept.
func TestEraseVisitsDoors(t *testing.T) {
	for _, byJob := range []bool{false, true} {
		t.Run(map[bool]string{false: "erase", true: "retention"}[byJob], func(t *testing.T) {
			a, _ := newKeyed(t)
			ctx := t.Context()
			c := voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}, Opens: day(t, "2026-01-01"), Closes: day(t, "2026-01-05"), RetentionDays: 1}
			if err := a.NewCallout(ctx, "ann", c); err != nil {
				t.Fatal(err)
			}
			erase := func() (Erasure, error) {
				if !byJob {
					e, err := a.EraseAll(ctx, "ann", "tram")
					if err == nil {
						err = e.Unfinished()
					}
					return e, err
				}
				done, err := a.EraseDue(ctx, time.Now())
				if len(done) != 1 {
					t.Fatalf("%+v %v", done, err)
				}
				return done[0], err
			}
			leaveAt(t, a, "tram", 1)
			a.Config.Doors = []Door{{URL: "http://127.0.0.1:1/", Name: "far"}}
			e, err := erase()
			if voxpop.KindOf(err) == "" || e.Responses != 1 || e.Keys || e.Complete != "" || len(e.Waiting) != 1 || e.Waiting[0].Door != "far" {
				t.Errorf("with a door out of reach: %+v %v", e, err)
			}
			if keyed, err := a.keyed("tram"); err != nil || !keyed {
				t.Errorf("the keys are gone: %v", err)
			}
			if n := waitingAt(t, a); n != 0 {
				t.Errorf("%d items wait at the door here", n)
			}
			// The door answers again, with what waited there.
			leaveAt(t, a, "tram", 2)
			a.Config.Doors = nil
			e, err = erase()
			if err != nil || e.Responses != 1 || !e.Keys || e.Complete == "" || len(e.Waiting) != 0 {
				t.Errorf("%+v %v", e, err)
			}
			if n := waitingAt(t, a); n != 0 {
				t.Errorf("%d items wait at the door here", n)
			}
			if files, n := holding(t, a.Config.Dir, plantedText); n != 0 {
				t.Errorf("the words are in %d files", files)
			}
		})
	}
}

// A door keeps a reply for a month; complete says so, also when it is asked again.
func TestCompleteWaitsForReplies(t *testing.T) {
	a, _ := newKeyed(t)
	ctx := t.Context()
	c := voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}, Opens: day(t, "2026-01-01"), Closes: day(t, "2026-01-05")}
	if err := a.NewCallout(ctx, "ann", c); err != nil {
		t.Fatal(err)
	}
	receipt, err := intake.NewReceipt(nil)
	if err != nil {
		t.Fatal(err)
	}
	address := receipt.Address(a.Keys.NewsroomRecipients()[0])
	info := intake.Info{Name: fmt.Sprintf("%032x", 1), Day: "2026-01-02", Size: 4096}
	var all []voxpop.Response
	for _, id := range []string{"AAAAAAA1", "AAAAAAA2"} {
		all = append(all, voxpop.Response{ID: id, Respondent: "w-1", ReceivedAt: day(t, "2026-01-02"), Channel: voxpop.Web, Medium: voxpop.Text, Text: plantedText, Consent: voxpop.Consent{Name: voxpop.NoName}})
	}
	if _, err := a.Store.Arrive(ctx, "desk", intake.Arrival{Item: info, Callout: "tram", Receipt: &address, Responses: all}); err != nil {
		t.Fatal(err)
	}
	reply := intake.SealedReply{Box: address.Box, ID: fmt.Sprintf("%032x", 7), Sealed: make([]byte, 9000)}
	if err := a.Store.Reply(ctx, "ann", "tram", "AAAAAAA1", reply); err != nil {
		t.Fatal(err)
	}
	if err := a.Store.MarkSent(ctx, reply.ID); err != nil {
		t.Fatal(err)
	}
	month := time.Now().UTC().AddDate(0, 0, repliesKept+1).Format(time.DateOnly)
	erasure := func(e Erasure, err error) {
		t.Helper()
		if err != nil || string(e.Complete) < month {
			t.Errorf("complete on %s, want %s: %v", e.Complete, month, err)
		}
	}
	erasure(a.Erase(ctx, "ann", "tram", []string{"AAAAAAA2"})) // the receipt of both
	erasure(a.Erase(ctx, "ann", "tram", []string{"AAAAAAA1"}))
	erasure(a.EraseAll(ctx, "ann", "tram"))
	erasure(a.EraseAll(ctx, "ann", "tram"))
}
