package main

import (
	"context"
	"fmt"
	mrand "math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// overload sends a flood from a few networks, under the door's own limits, and
// honest people beside it: each fetches the form, writes for some seconds,
// sends, and tries again when told to wait.
func overload(ctx context.Context, args []string) error {
	var c common
	f := flags("overload", &c, 10*time.Minute)
	people := f.Int("people", 300, "honest senders, one after the other during the flood")
	seconds := f.Int("seconds", 60, "of flood")
	few := f.Int("networks", 8, "that the flood comes from; 0 = each request from another")
	connections := f.Int("connections", 256, "of the flood")
	old := f.Bool("old", false, "with -networks 0: the flood has fetched all its forms before, so that they are older than anybody's")
	pace := f.Int("pace", 3000, "answers a second that the flood tries")
	f.Parse(args)
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	// The limits are the door's own: they are what is measured.
	r, err := newRig(ctx, &c, behind)
	if err != nil {
		return err
	}
	defer r.stop()
	if err := r.open(ctx); err != nil {
		return err
	}
	var rep report
	flooded := make(chan error, 1)
	var flood blasted
	begun := make(chan struct{})
	tickets := 2000
	if *old {
		tickets = *pace * *seconds / 4
	}
	go func() {
		var err error
		flood, err = r.blast(ctx, blast{begun: begun, seconds: *seconds + 10, threads: 2, connections: *connections, pace: *pace, few: *few, harvest: *few == 0 && !*old, tickets: tickets})
		flooded <- err
	}()
	select { // the flood has its tickets
	case <-begun:
	case err := <-flooded:
		return err
	}
	if err := wait(ctx, 3*time.Second); err != nil {
		return err
	}
	var thanked, refused, waited atomic.Int64
	var longest atomic.Int64
	var wg sync.WaitGroup
	gap := time.Duration(*seconds) * time.Second / time.Duration(*people)
	for i := range *people {
		wg.Go(func() {
			took, tries, err := r.honest(ctx, i)
			if err != nil {
				refused.Add(1)
				return
			}
			thanked.Add(1)
			waited.Add(int64(tries - 1))
			for {
				was := longest.Load()
				if int64(took) <= was || longest.CompareAndSwap(was, int64(took)) {
					break
				}
			}
		})
		if err := wait(ctx, gap); err != nil {
			return err
		}
	}
	wg.Wait()
	if err := <-flooded; err != nil {
		return err
	}
	total := flood.ok + flood.busy + flood.other + flood.forms
	networks := fmt.Sprint(*few)
	if *few == 0 {
		networks = "as many"
	}
	rep.say("flood from %s networks over %d connections: %d requests in %.0f s = %.0f/s, of which %d forms fetched, %d answers taken, %d told to wait, %d refused, %d broken off",
		networks, *connections, total, flood.took.Seconds(), float64(total)/flood.took.Seconds(), flood.forms, flood.ok, flood.busy, flood.other, flood.broken)
	share := float64(thanked.Load()) / float64(*people)
	rep.figure(float64(total)/flood.took.Seconds() >= 0.9*float64(*pace), "requests/s of the flood", fmt.Sprintf("%d tried", *pace), "%.0f", float64(total)/flood.took.Seconds())
	rep.figure(share >= 0.95, "honest senders thanked within a minute", "≥ 95 %", "%.1f %% of %d, %d waits, the longest took %.1f s besides writing", share*100, *people, waited.Load(), time.Duration(longest.Load()).Seconds())
	rep.say("       most memory (VmHWM) %.1f MB", float64(r.peak())/(1<<20))
	return rep.err()
}

// honest is one person: it takes the time that was spent on waiting, without writing.
func (r *rig) honest(ctx context.Context, i int) (took time.Duration, tries int, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	header := http.Header{"X-Forwarded-For": {fmt.Sprintf("203.%d.%d.9", i/256, i%256)}}
	var spent time.Duration
	var f form
	for {
		at := time.Now()
		f, err = r.fetch(ctx, "en", header.Clone())
		spent += time.Since(at)
		tries++
		if err == nil {
			break
		}
		if wait(ctx, 2*time.Second) != nil {
			return 0, tries, err
		}
		spent += 2 * time.Second
	}
	if err := wait(ctx, ripe+time.Duration(mrand.IntN(5000))*time.Millisecond); err != nil {
		return 0, tries, err
	}
	a := answer{form: f, text: "honest: " + token()}
	for {
		at := time.Now()
		status, _, err := r.send(ctx, a, header.Clone())
		spent += time.Since(at)
		if err == nil && status == 200 {
			return spent, tries, nil
		}
		tries++
		if wait(ctx, 3*time.Second) != nil {
			return 0, tries, fmt.Errorf("status %d: %v", status, err)
		}
		spent += 3 * time.Second
	}
}
