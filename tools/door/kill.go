package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// An attempt is one form and what became of it.
type attempt struct {
	answer       answer
	acknowledged bool
}

// kill sends answers and ends the door with SIGKILL in the middle, again and
// again. After each start it sends every acknowledged form once more: were one
// lost, this would store it again and there would be an item more. Then it
// sends the others again, as people do: in the end there is one item for each
// form, and the newsroom opens each text once.
func kill(ctx context.Context, args []string) error {
	var c common
	f := flags("kill", &c, 30*time.Minute)
	n := f.Int("n", 50, "SIGKILLs")
	each := f.Int("forms", 60, "forms for every SIGKILL")
	enough := f.Duration("for", time.Hour, "no more SIGKILLs after this time")
	lose := f.Bool("selftest", false, "take an acknowledged item away behind the door's back: it must be missed")
	f.Parse(args)
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	r, err := newRig(ctx, &c, roomy)
	if err != nil {
		return err
	}
	defer r.stop()
	if err := r.open(ctx); err != nil {
		return err
	}
	var rep report
	var lost, twice, partial, unacknowledged, acknowledged, leftovers, unswept, refused int
	known := 0 // forms that have an item for certain
	var all []*attempt
	var forms []form
	began := time.Now()
	var down time.Duration
	killed := 0
	for cycle := range *n {
		if time.Since(began) > *enough {
			break
		}
		killed++
		if len(forms) < *each {
			// Several rounds' forms at once: each must age before it may be sent.
			more, err := r.forms(ctx, *each*min(20, *n-cycle))
			if err != nil {
				return fmt.Errorf("after %d SIGKILLs: %w", cycle, err)
			}
			forms = append(forms, more...)
		}
		tries := make([]*attempt, *each)
		for i := range tries {
			tries[i] = &attempt{answer: answer{form: forms[i], text: "killed: " + token(), receipt: i%2 == 0}}
			if i%8 == 0 {
				noise := bytes.Repeat([]byte(token()), 4000)
				tries[i].answer.file = &part{file: true, filename: "v.ogg", kind: kinds[0].kind, value: kinds[0].head + string(noise)}
			}
		}
		forms = forms[*each:]
		all = append(all, tries...)
		before := items(r.door)
		r.burst(ctx, tries)
		leftovers += unfinished(r.door)
		restart := time.Now()
		if err := r.start(ctx); err != nil {
			return fmt.Errorf("after %d SIGKILLs: %w", cycle+1, err)
		}
		down += time.Since(restart)
		unswept += unfinished(r.door)
		var yes, no []*attempt
		for _, t := range tries {
			if t.acknowledged {
				yes = append(yes, t)
			} else {
				no = append(no, t)
			}
		}
		acknowledged += len(yes)
		if *lose && cycle == *n-1 {
			if err := r.lose(ctx); err != nil {
				return err
			}
		}
		now := items(r.door)
		for name := range before {
			if now[name] == 0 {
				lost++
			}
		}
		refused += r.again(ctx, yes)
		after := len(items(r.door))
		lost += after - len(now)
		refused += r.again(ctx, no)
		known += len(tries)
		end := len(items(r.door))
		unacknowledged += len(no) - (end - after)
		if end > known {
			twice += end - known
			known = end
		}
		for _, size := range items(r.door) {
			if !whole(size) {
				partial++
			}
		}
		if cycle%50 == 49 && cycle+1 < *n {
			// The newsroom comes, and forms that it has already are sent again: no item comes of that.
			if err := r.visit(ctx); err != nil {
				return err
			}
			before := len(items(r.door))
			refused += r.again(ctx, tries)
			known = len(items(r.door))
			twice += known - before
		}
	}
	rep.say("%d SIGKILLs in %.0f s, %d forms: %d acknowledged before, %d stored without an acknowledgement and sent again; %d unfinished files left by the dead; it answers %.0f ms after a start",
		killed, time.Since(began).Seconds(), len(all), acknowledged, unacknowledged, leftovers, float64(down.Milliseconds())/float64(killed))
	rep.figure(killed == *n, "SIGKILLs", fmt.Sprint(*n), "%d", killed)
	rep.figure(lost == 0, "acknowledged and lost", "0", "%d", lost)
	rep.figure(twice == 0, "items for one form twice", "0", "%d", twice)
	rep.figure(partial == 0, "items of a size that no whole one has", "0", "%d", partial)
	rep.figure(unswept == 0, "unfinished files after a start", "0", "%d", unswept)
	rep.figure(refused == 0, "forms sent again that were not thanked", "0", "%d", refused)
	rep.figure(acknowledged > killed && leftovers+unacknowledged > 0, "the kills met answers on their way", "many", "%d acknowledged, %d not", acknowledged, len(all)-acknowledged)
	texts, err := r.fetched(ctx)
	if err != nil {
		return err
	}
	missing, extra := 0, 0
	for _, t := range all {
		want := 1
		if t.answer.file != nil {
			want = 2 // one response for the words, one for the file; only the first has the text
		}
		switch got := texts[t.answer.text]; {
		case got == 0:
			missing++
		case got > want:
			extra++
		}
	}
	rep.figure(missing == 0 && extra == 0, "texts that the newsroom opened", "each form's, once", "%d of %d, %d more than once", len(all)-missing, len(all), extra)
	return rep.err()
}

// whole reports whether a sealed item may have this size: that of a text, or
// one of a file, whatever the seal adds.
func whole(size int64) bool {
	const most = 8 << 10 // what headers and chunks of a seal add to the smallest sizes
	if size >= 24<<10 && size < 24<<10+most {
		return true
	}
	for s := int64(64 << 10); s < 1<<40; s = (s + s/4 + 1023) >> 10 << 10 {
		if size >= s && size < s+most+s/4096 {
			return true
		}
	}
	return false
}

// burst sends all tries at once and kills the door somewhere in the middle.
func (r *rig) burst(ctx context.Context, tries []*attempt) {
	var done atomic.Int64
	var wg sync.WaitGroup
	next := make(chan *attempt)
	for range 16 {
		wg.Go(func() {
			for t := range next {
				status, page, err := r.send(from(ctx, somewhere()), t.answer, nil)
				t.acknowledged = err == nil && status == 200 && page != ""
				done.Add(1)
			}
		})
	}
	dead := make(chan struct{})
	go func() {
		at := int64(mrand.IntN(len(tries) * 3 / 4))
		for done.Load() < at && ctx.Err() == nil {
			time.Sleep(200 * time.Microsecond)
		}
		time.Sleep(time.Duration(mrand.IntN(8000)) * time.Microsecond)
		r.kill()
		close(dead)
	}()
	for _, t := range tries {
		next <- t
	}
	close(next)
	wg.Wait()
	<-dead
}

// again sends forms once more and returns how many were not thanked for.
func (r *rig) again(ctx context.Context, tries []*attempt) int {
	var not atomic.Int64
	parallel(ctx, 16, len(tries), func(i int) error {
		for try := 0; ; try++ {
			status, _, err := r.send(from(ctx, somewhere()), tries[i].answer, nil)
			var refused *net.OpError
			if try < 3 && (errors.As(err, &refused) || errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET)) {
				time.Sleep(20 * time.Millisecond)
				continue
			}
			if err != nil || status != 200 {
				not.Add(1)
			}
			return nil
		}
	})
	return int(not.Load())
}
