package duplicate

import (
	"math"
	"slices"
	"time"
)

// Evidence is what speaks for one proposal or another.
type Evidence struct {
	People    int    `json:"people"`    // different ones that are known
	Anonymous int    `json:"anonymous"` // messages of which it is not known who sent them
	Letters   int    `json:"letters"`   // of the representative
	Burst     *Burst `json:"burst,omitempty"`
	// OwnWords are messages that hold as much beside the text as of it: some
	// quote it, perhaps to contradict it. Responses are named.
	OwnWords []string `json:"own_words,omitempty"`
	// Channel is the one that most came by, when it is more usual in the group
	// than among all messages.
	Channel *Share `json:"channel,omitempty"`
}

// Burst is a short time in which most messages of a group came.
type Burst struct {
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Messages int       `json:"messages"`
	Share    float64   `json:"share"`    // of the group
	Expected float64   `json:"expected"` // share of all other messages that came in that time
	// Chance is how likely as many of a group come in one time of that kind
	// somewhere, if they come as the others do: at most so much.
	Chance float64 `json:"chance"`
}

// Share is how many messages of a group came by a channel.
type Share struct {
	Channel  string  `json:"channel"`
	Messages int     `json:"messages"`
	Share    float64 `json:"share"`    // of the group
	Expected float64 `json:"expected"` // of all other messages
}

// callOut is what is known of all messages.
type callOut struct {
	times    []time.Time // in order
	channels map[string]int
}

func (x *Index) times() *callOut {
	c := &callOut{channels: map[string]int{}}
	for _, m := range x.messages {
		c.channels[m.Channel]++
		if !m.At.IsZero() {
			c.times = append(c.times, m.At)
		}
	}
	slices.SortFunc(c.times, time.Time.Compare)
	return c
}

const (
	short    = 25  // letters: what so short a message says, many say
	phrase   = 35  // so many make more than a turn of speech
	sentence = 45  // so many make a sentence of some length
	long     = 100 // letters: hardly two people write so much alike by themselves

	unlikely = 1e-2 // chance of a burst that is worth a word
	doubtful = 1e-4 // of one that speaks where a few words are the same
	hardly   = 1e-6 // and of one that speaks even where many say the same
)

// propose says what the group seems to be.
func (x *Index) propose(g *Group, c int32, shared int, joined bool, messages []int32, all *callOut, alike *alike) {
	people := map[string]bool{}
	e := &g.Evidence
	for _, m := range messages {
		if p := x.messages[m].Person; p != "" {
			people[p] = true
		} else {
			e.Anonymous++
		}
	}
	e.People, e.Letters = len(people), len(x.nodes[c].letters)
	e.Burst = x.burst(messages, all)
	e.Channel = x.channel(messages, all)
	senders := e.People + e.Anonymous
	said := *g // as its words alone are alike
	if g.Reason == Recording {
		said.Similarity = x.wordsAlike(c, messages)
	}
	switch {
	case senders == 1:
		g.Proposal = SamePerson
	case g.Reason == Recording && alike.sure(x, messages, senders):
		g.Proposal = Campaign
		if senders == 2 {
			g.Proposal = SamePerson
		}
	case senders == 2 && (g.Reason == Recording && e.Anonymous > 0 || twice(&said)):
		g.Proposal = SamePerson
	case senders > 2 && campaign(&said, senders, shared, joined):
		g.Proposal = Campaign
	default:
		g.Proposal = Coincidence
	}
}

// twice reports whether two messages are so long and so much alike that they
// did not come about by themselves. Two are no campaign: it is one person, who
// may have come by another channel under another key.
func twice(g *Group) bool {
	return g.Evidence.Letters >= 45 && g.Similarity >= 0.95
}

// campaign reports whether a group looks like one text that many sent: the
// fewer they are, the longer and the more alike it must be. A burst counts for
// as much as twice the senders; what is so short that many say it anyway is a
// campaign only by a burst that cannot be chance. A joined group is made of
// the same phrases throughout, so its copies need not be alike.
func campaign(g *Group, senders, shared int, joined bool) bool {
	burst := g.Evidence.Burst
	if g.Evidence.Letters < sentence {
		if burst != nil && burst.Chance <= hardly && senders >= 20 {
			return true
		}
		if g.Evidence.Letters < short || g.Similarity < 0.8 {
			return false
		}
		return senders >= 10 && burst != nil && burst.Chance <= doubtful || senders >= 20 && g.Evidence.Letters >= phrase
	}
	if burst != nil {
		senders *= 2
	}
	switch letters := g.Evidence.Letters; {
	case joined && senders >= 10 && letters >= 60:
		return true
	case senders >= 40 && letters >= 60 && shared >= sentence: // so many do not hit on one text
		return g.Similarity >= 0.62
	case senders >= 10:
		return g.Similarity >= 0.85 || g.Similarity >= 0.75 && shared >= 60 || shared >= long
	case senders >= 5:
		return letters >= 60 && g.Similarity >= 0.85 || g.Similarity >= 0.92
	default:
		return letters >= 60 && g.Similarity >= 0.92 || letters >= 55 && senders >= 4 && g.Similarity >= 0.9
	}
}

// burst returns the time in which most of the messages came, if it is short
// and few others came then.
func (x *Index) burst(messages []int32, all *callOut) *Burst {
	var at []time.Time
	for _, m := range messages {
		if t := x.messages[m].At; !t.IsZero() {
			at = append(at, t)
		}
	}
	if len(at) < 3 {
		return nil
	}
	slices.SortFunc(at, time.Time.Compare)
	need := (3*len(at) + 3) / 4
	from := 0
	for i := range len(at) - need + 1 {
		if at[i+need-1].Sub(at[i]) < at[from+need-1].Sub(at[from]) {
			from = i
		}
	}
	b := Burst{Start: at[from], End: at[from+need-1]}
	if b.End.Sub(b.Start) > 48*time.Hour {
		return nil
	}
	inside := func(list []time.Time) int {
		lo, _ := slices.BinarySearchFunc(list, b.Start, time.Time.Compare)
		hi, _ := slices.BinarySearchFunc(list, b.End.Add(1), time.Time.Compare)
		return hi - lo
	}
	b.Messages = inside(at)
	b.Share = float64(b.Messages) / float64(len(at))
	others := len(all.times) - len(at)
	came := inside(all.times) - b.Messages
	if others > 0 {
		b.Expected = float64(came) / float64(others)
	}
	b.Chance = scan(len(at), b.Messages, float64(came+1)/float64(others+1))
	if b.Share < 3*b.Expected || b.Chance > unlikely {
		return nil
	}
	return &b
}

// scan bounds the chance that k or more of n messages fall into some time in
// which a part w of all comes: one of them begins it and k-1 of the others
// follow (the union bound for the scan statistic).
func scan(n, k int, w float64) float64 {
	a, _ := math.Lgamma(float64(n))
	b, _ := math.Lgamma(float64(k))
	c, _ := math.Lgamma(float64(n - k + 1))
	return min(1, math.Exp(math.Log(float64(n))+a-b-c+float64(k-1)*math.Log(w)))
}

// channel returns the channel of most messages, if it stands out.
func (x *Index) channel(messages []int32, all *callOut) *Share {
	count := map[string]int{}
	var s Share
	for _, m := range messages {
		c := x.messages[m].Channel
		count[c]++
		if n := count[c]; c != "" && (n > s.Messages || n == s.Messages && c < s.Channel) {
			s.Channel, s.Messages = c, n
		}
	}
	s.Share = float64(s.Messages) / float64(len(messages))
	if others := len(x.messages) - len(messages); others > 0 {
		s.Expected = float64(all.channels[s.Channel]-s.Messages) / float64(others)
	}
	if s.Messages < 3 || s.Share < 0.6 || s.Share < 1.25*s.Expected {
		return nil
	}
	return &s
}
