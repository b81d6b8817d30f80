package front

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"voxpop/internal/intake"
)

// Who asks is known here for as long as it takes to tell one flood from many
// people: a network or a Tor circuit becomes a keyed hash whose key is random,
// lives in memory and is thrown away every hour. No address is kept or logged.

// torCircuits is where tor puts the number of a circuit that it names by the
// PROXY protocol (HiddenServiceExportCircuitID haproxy).
var torCircuits = netip.MustParsePrefix("fc00:dead:beef:4dad::/64")

// network returns what counts as one sender: the /24 or /48 that a request
// comes from, or the whole address of a Tor circuit; "" when that cannot be
// known, as behind a proxy of this machine that nobody configured.
func network(r *http.Request, header string) string {
	var addr netip.Addr
	if header != "" {
		// The last entry is the trusted proxy's own; those before it are claims.
		lines := r.Header.Values(header)
		if len(lines) == 0 {
			return ""
		}
		last := lines[len(lines)-1]
		if i := strings.LastIndexByte(last, ','); i >= 0 {
			last = last[i+1:]
		}
		a, err := netip.ParseAddr(strings.TrimSpace(last))
		if err != nil {
			return ""
		}
		addr = a
	} else {
		a, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil {
			return ""
		}
		addr = a.Addr()
	}
	addr = addr.Unmap().WithZone("")
	bits := 24
	switch {
	case addr.IsLoopback():
		return ""
	case torCircuits.Contains(addr):
		bits = 128
	case addr.Is6():
		bits = 48
	}
	p, err := addr.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// verdict is what a bucket says of a request.
type verdict int

const (
	welcome verdict = iota
	tooMany         // answered with the form again, the text kept
	flood           // refused before anything is read
)

const (
	maxBuckets = 1 << 16
	// floodAt is how many times its burst a sender may owe before nothing of
	// it is read any more.
	floodAt = 3
	// filesOfOne is how many files one sender may be sending at once, and
	// formsOfOne how many forms without one; formsAtOnce is how many of these
	// are received in all.
	filesOfOne  = 16
	formsOfOne  = 32
	formsAtOnce = 512
)

type bucket struct {
	left float64 // of the burst; below zero it is owed
	at   time.Time
}

// buckets counts what each sender does, in memory, for an hour at most.
type buckets struct {
	perMinute float64
	now       func() time.Time

	mu   sync.Mutex
	hour int64
	key  [32]byte
	all  map[[16]byte]*bucket
	rest *bucket // shared by all that come while there is no room
}

func newBuckets(perMinute int, now func() time.Time) *buckets {
	return &buckets{perMinute: float64(perMinute), now: now}
}

// of returns the bucket of a sender. mu is held.
func (b *buckets) of(sender string) *bucket {
	now := b.now()
	if hour := now.Unix() / 3600; b.all == nil || hour != b.hour {
		b.hour = hour
		rand.Read(b.key[:])
		b.all = map[[16]byte]*bucket{}
		b.rest = &bucket{left: b.perMinute, at: now}
	}
	mac := hmac.New(sha256.New, b.key[:])
	mac.Write([]byte(sender))
	id := [16]byte(mac.Sum(nil))
	got := b.all[id]
	if got == nil {
		if len(b.all) >= maxBuckets {
			b.sweep(now)
		}
		if len(b.all) >= maxBuckets {
			return b.fill(b.rest, now)
		}
		got = &bucket{left: b.perMinute, at: now}
		b.all[id] = got
	}
	return b.fill(got, now)
}

func (b *buckets) fill(x *bucket, now time.Time) *bucket {
	if passed := now.Sub(x.at); passed > 0 {
		x.left = min(b.perMinute, x.left+passed.Minutes()*b.perMinute)
	}
	x.at = now
	return x
}

// sweep forgets those who have nothing counted against them.
func (b *buckets) sweep(now time.Time) {
	for id, x := range b.all {
		if b.fill(x, now).left >= b.perMinute {
			delete(b.all, id)
		}
	}
}

// take counts a request of a sender; what costs less than a message counts less than 1.
func (b *buckets) take(sender string, cost float64) verdict {
	if sender == "" {
		return welcome
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	x := b.of(sender)
	if x.left >= cost {
		x.left -= cost
		return welcome
	}
	x.left = max(x.left-cost, -floodAt*b.perMinute)
	if x.left-cost < -(floodAt-1)*b.perMinute {
		return flood
	}
	return tooMany
}

// budgets bound what one call-out takes, whoever sends it. Answers with a
// file, those without one and withdrawals are counted apart: a flood of one
// keeps no other out.
type budgets struct {
	perMinute  int
	bytesOfDay int64
	now        func() time.Time

	mu  sync.Mutex
	all map[string]*budget
}

// sort is what has a budget of its own.
type sort int

const (
	aText sort = iota
	aFile
	aWithdrawal
	sorts
)

type budget struct {
	minute, day int64
	items       [sorts]int
	bytes       [sorts]int64 // sealed
}

func sortOf(media bool) sort {
	if media {
		return aFile
	}
	return aText
}

// of returns the budget of a call-out as it is now. mu is held.
func (b *budgets) of(slug string) *budget {
	now := b.now().Unix()
	x := b.all[slug]
	if x == nil {
		if b.all == nil {
			b.all = map[string]*budget{}
		}
		x = &budget{}
		b.all[slug] = x
	}
	if m := now / 60; m != x.minute {
		x.minute, x.items = m, [sorts]int{}
	}
	if day := now / 86400; day != x.day {
		x.day, x.bytes = day, [sorts]int64{}
	}
	return x
}

// take counts an item, or refuses it. The bytes of a file are counted when all
// of it is here ([budgets.kept]): what is only announced uses up nothing.
func (b *budgets) take(slug string, what sort) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	x := b.of(slug)
	if x.items[what] >= b.perMinute || x.bytes[what] >= b.bytesOfDay {
		return false
	}
	x.items[what]++
	return true
}

// kept counts the sealed bytes of an item that was kept.
func (b *budgets) kept(slug string, what sort, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.of(slug).bytes[what] += n
}

func (l Limits) withDefaults() Limits {
	set := func(n *int, to int) {
		if *n <= 0 {
			*n = to
		}
	}
	set(&l.PerMinute, 120)
	set(&l.CalloutPerMinute, 30_000)
	set(&l.Texts, 48)
	set(&l.Waiting, 256)
	set(&l.Files, 128)
	if l.CalloutBytesPerDay <= 0 {
		l.CalloutBytesPerDay = 64 << 30
	}
	if l.FileBytes <= 0 {
		l.FileBytes = 256 << 20
	}
	sizes := intake.Sizes()
	l.FileBytes = min(l.FileBytes, sizes[len(sizes)-1]-fileRoom)
	return l
}

// fileRoom is what an envelope needs besides its file: the head, and the
// lengths of the frames of the largest.
const fileRoom = intake.TextSize + 64<<10
