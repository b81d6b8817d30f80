package prevalence

import (
	"math"

	"voxpop"
)

// Need says what a word of the ladder still asks of a share.
type Need struct {
	Rung string // its id
	Have bool   // the word holds now
	// More is how many further people are expected to be coded before it
	// holds; 0 when it holds, or when Never says that it will not.
	More int
	// Never names the condition that no coding is expected to meet.
	Never Condition
}

// Needs projects how many more people must be coded until the share of a code
// carries each word of the ladder ("all" and "others" left out), strongest
// last. It supposes that what comes is like what is there:
//
//   - where shares are estimated, that the estimate stays and its range narrows
//     as a larger random sample makes it, √(1/n − 1/N), while what coders
//     disagree on stays;
//   - where they are counted, that those not coded yet voice the code as often
//     as those who are. When coders chose whom to code, that is no more than a
//     guess.
//
// It is an expectation: about half the time a few more, or fewer, are needed;
// and a word whose bound the share itself does not pass is Never.
func (f *Figures) Needs(house voxpop.House, code string) []Need {
	share, ok := f.Share(code)
	if !ok {
		return nil
	}
	var out []Need
	for _, rung := range house.Ladder {
		if rung.ID == voxpop.RungOthers || rung.ID == voxpop.RungAll {
			continue
		}
		need := Need{Rung: rung.ID}
		r, failed := fails(house, f, share, rung, "")
		switch {
		case !failed:
			need.Have = true
		case r.Condition == WantBase || r.Condition == WantAgreement:
			need.Never = r.Condition
		default:
			need.More, need.Never = f.more(house, share, rung)
		}
		out = append(out, need)
	}
	return out
}

// more is the least number of further codings with which the projected share
// carries the rung.
func (f *Figures) more(house voxpop.House, share voxpop.Share, rung voxpop.Rung) (int, Condition) {
	project, most := f.projectCount(share)
	if f.poll != nil {
		project, most = f.projectSample(share)
	}
	last, failed := fails(house, f, project(most), rung, "")
	if failed || most == 0 {
		return 0, last.Condition
	}
	low, high := 0, most // fails at low, holds at high: what is projected only rises
	for high-low > 1 {
		m := (low + high) / 2
		if _, failed := fails(house, f, project(m), rung, ""); failed {
			low = m
		} else {
			high = m
		}
	}
	return high, ""
}

// projectSample is the share after m further people of the sample.
func (f *Figures) projectSample(share voxpop.Share) (project func(m int) voxpop.Share, most int) {
	var p polled
	for i, c := range f.poll.codes {
		if c == share.Code {
			p = f.settled[i]
		}
	}
	n, N := float64(p.coded), float64(share.Of)
	if p.coded == 0 || p.coded >= share.Of {
		return func(int) voxpop.Share { return share }, 0
	}
	doubt := p.settled.Low - p.Low
	return func(m int) voxpop.Share {
		s := share
		narrow := math.Sqrt(max(1/(n+float64(m))-1/N, 0) / (1/n - 1/N))
		s.Low = max(share.Share-(share.Share-p.settled.Low)*narrow-doubt, 0)
		return s
	}, share.Of - p.coded
}

// projectCount is the share after m more of those who are not coded.
func (f *Figures) projectCount(share voxpop.Share) (project func(m int) voxpop.Share, most int) {
	in := f.States(share.Code)
	open := in[Open]
	coded := share.Of - open
	if coded == 0 || open == 0 {
		return func(int) voxpop.Share { return share }, 0
	}
	rate := share.N / float64(coded)
	sure := 0. // of a mark, what the low end keeps
	if share.N > 0 {
		sure = share.Low * float64(share.Of) / share.N
	}
	return func(m int) voxpop.Share {
		s := share
		s.N += rate * float64(m)
		s.Share = s.N / float64(s.Of)
		s.Low += rate * sure * float64(m) / float64(s.Of)
		return s
	}, open
}
