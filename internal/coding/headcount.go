package coding

import (
	"cmp"

	"voxpop"
)

// headcount is the waterfall of responses that are kept in memory, brought up
// to date person by person. It counts as prevalence does; a test holds it to that.
type headcount struct {
	of        map[string][]*repeatRow // person → what they sent
	w         voxpop.Waterfall        // without campaign and counted
	people    int                     // of whom an answer remains
	campaigns map[string]int          // … and is part of a campaign
}

// recount counts every row anew.
func (r *repeats) recount() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.crowd = headcount{of: make(map[string][]*repeatRow, len(r.rows)), campaigns: map[string]int{}}
	for _, w := range r.rows {
		r.crowd.of[w.Who] = append(r.crowd.of[w.Who], w)
	}
	for who := range r.crowd.of {
		r.crowd.add(who, 1)
	}
}

// add counts a person, or takes the count back before something of theirs changes.
func (h *headcount) add(who string, sign int) {
	var kept *repeatRow
	n := 0
	for _, w := range h.of[who] {
		h.w.Received += sign
		switch {
		case w.Withdrawn:
			h.w.Withdrawn += sign
		case w.SetAside == voxpop.Blank:
			h.w.Blank += sign
		case w.SetAside == voxpop.Spam:
			h.w.Spam += sign
		case w.SetAside == voxpop.OffTopic:
			h.w.OffTopic += sign
		case w.SetAside == voxpop.Illegal:
			h.w.Illegal += sign
		case w.DuplicateOf != "":
			h.w.Duplicate += sign
		default:
			n++
			if kept == nil || cmp.Or(w.At.Compare(kept.At), cmp.Compare(w.ID, kept.ID)) < 0 {
				kept = w
			}
		}
	}
	if kept == nil {
		return
	}
	h.w.Duplicate += sign * (n - 1)
	h.people += sign
	if kept.Campaign != "" {
		h.campaigns[kept.Campaign] += sign
	}
}

// waterfall is the count; of each campaign one person stands for it.
func (h *headcount) waterfall() voxpop.Waterfall {
	w := h.w
	w.Counted = h.people
	for _, n := range h.campaigns {
		if n > 1 {
			w.Campaign += n - 1
			w.Counted -= n - 1
		}
	}
	return w
}
