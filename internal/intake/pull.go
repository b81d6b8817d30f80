package intake

import (
	"bufio"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"voxpop"
)

// Service takes what waits at doors into the store, and gives doors what they
// need. It is for one goroutine at a time.
type Service struct {
	Store Store
	// Open opens what was sealed, with the keys of any call-out, and says whose
	// they were. An error of kind invalid or not found says that this item opens
	// with no key; any other (keys locked, no disk) stops the pull.
	Open func(sealed io.Reader) (callout string, plain io.Reader, err error)
	// ID makes the id of a response: eight letters that say nothing.
	ID func() string
	// Keep keeps the sealed bytes of an item before it is refused and its door
	// forgets it: a key may turn up that opens it. Nil: nobody does.
	Keep func(ctx context.Context, item Info, sealed io.Reader) error
	// Progress is called after every item; it may be nil.
	Progress func(done, of int)
}

// Pulled counts the items of a pull.
type Pulled struct {
	New       int // became responses
	Again     int // had become so before: the door had not heard of it
	Withdrawn int // responses that were taken back
	Refused   int // gave no response, or their file was refused though the text was taken
	Left      int // stay at the door because nothing there opens: the keys are missing or others
}

// batch is how many items a door is told of at once.
const batch = 64

// Pull takes every item of a door into the store: answers first, then
// withdrawals, each in the order of their names, which tells nothing of when
// they came. The door is told of an item only after the store has committed
// it; a pull that is cut anywhere is taken up by the next, and nothing is lost
// or doubled. What cannot be read is refused, by name and reason, never by
// content. When not one item opens, all are left where they are. The counts
// hold even with an error.
func (s *Service) Pull(ctx context.Context, by voxpop.Actor, door Door) (Pulled, error) {
	items, err := door.List(ctx)
	if err != nil {
		return Pulled{}, err
	}
	for _, i := range items {
		if err := i.Validate(); err != nil {
			return Pulled{}, err
		}
	}
	items = slices.Clone(items)
	slices.SortFunc(items, func(a, b Info) int { return strings.Compare(a.Name, b.Name) })
	p := &pull{Service: s, by: by, door: door, of: len(items)}
	err = p.all(ctx, items)
	if told := p.flush(ctx); err == nil {
		err = told // what was committed is told even when something else failed
	}
	return p.Pulled, err
}

// pull is one pull.
type pull struct {
	*Service
	Pulled
	by       voxpop.Actor
	door     Door
	opened   bool       // at least one item did
	unopened []Info     // judged at the end
	back     []TakeBack // withdrawals, for the end
	done     []string   // committed, not yet told
	n, of    int
}

func (p *pull) all(ctx context.Context, items []Info) error {
	var missed error // the first that did not come through
	inRow := 0
	for _, item := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := p.item(ctx, item)
		l, lost := errors.AsType[*lost](err)
		switch {
		case lost && inRow+1 < maxLost:
			// One bad item at the door does not hold up the others.
			inRow++
			missed = cmp.Or(missed, l.error)
			p.tell()
		case lost:
			return l.error
		case err != nil:
			return err
		default:
			inRow = 0
		}
	}
	for _, t := range p.back {
		n, again, err := p.Store.TakeBack(ctx, p.by, t)
		if err != nil {
			return err
		}
		if p.Withdrawn += n; again {
			p.Again++
		}
		if err := p.finish(ctx, t.Item); err != nil {
			return err
		}
	}
	for _, item := range p.unopened {
		if !p.opened {
			p.Left++
			p.tell()
			continue
		}
		if err := p.refuse(ctx, item, Unopened); err != nil {
			return err
		}
	}
	return missed
}

// maxLost is how many items in a row may fail to come through before the door
// is taken to be out of reach.
const maxLost = 3

// lost is an error of the way to the door, not of an item, a key or the store.
type lost struct{ error }

func (l *lost) Unwrap() error { return l.error }

// finish remembers to tell the door that an item is kept.
func (p *pull) finish(ctx context.Context, item Info) error {
	p.done = append(p.done, item.Name)
	p.tell()
	if len(p.done) < batch {
		return nil
	}
	return p.flush(ctx)
}

func (p *pull) flush(ctx context.Context) error {
	if len(p.done) == 0 {
		return nil
	}
	err := p.door.Done(ctx, p.done...)
	if err == nil {
		p.done = nil
	}
	return err
}

func (p *pull) tell() {
	p.n++
	if p.Progress != nil {
		p.Progress(p.n, p.of)
	}
}

func (p *pull) refuse(ctx context.Context, item Info, why Reason) error {
	if p.Keep != nil {
		if err := p.keep(ctx, item); err != nil {
			return err
		}
	}
	if err := p.Store.Refused(ctx, p.by, item, why); err != nil {
		return err
	}
	p.Refused++
	return p.finish(ctx, item)
}

// keep fetches an item once more, as it is.
func (p *pull) keep(ctx context.Context, item Info) error {
	body, err := p.door.Open(ctx, item.Name)
	if voxpop.KindOf(err) == voxpop.NotFound {
		return nil // another pull was faster
	}
	if err != nil {
		return &lost{err}
	}
	defer body.Close()
	way := &transit{r: body, left: item.Size}
	if err := p.Keep(ctx, item, way); way.err != nil {
		return &lost{way.err}
	} else if err != nil {
		return err
	}
	return nil
}

// idTaken says that an id was in use: the item is taken once more, with others.
const idTaken Reason = "id"

// item takes one item; a withdrawal waits for the end.
func (p *pull) item(ctx context.Context, item Info) error {
	var drop Reason
	for try := 1; ; try++ {
		why, err := p.take(ctx, item, drop)
		switch {
		case why == idTaken && try < 5:
		case err != nil:
			return err
		case why == "":
			return nil
		case drop == "" && (why == TooLarge || why == WrongType):
			drop = why // once more, for the text alone
		default:
			return p.refuse(ctx, item, why)
		}
	}
}

// take opens one item and takes it, without its file when drop says why. It
// returns why the item gives nothing, or an error that is not the item's fault.
func (p *pull) take(ctx context.Context, item Info, drop Reason) (Reason, error) {
	body, err := p.door.Open(ctx, item.Name)
	if voxpop.KindOf(err) == voxpop.NotFound {
		p.tell()
		return "", nil // another pull was faster
	}
	if err != nil {
		return "", &lost{err}
	}
	defer body.Close()
	way := &transit{r: body, left: item.Size}
	slug, plain, err := p.Service.Open(way)
	if err != nil {
		switch kind := voxpop.KindOf(err); {
		case way.err != nil:
			return "", &lost{way.err}
		case kind == voxpop.Invalid || kind == voxpop.NotFound:
			p.unopened = append(p.unopened, item)
			return "", nil
		}
		return "", err
	}
	p.opened = true
	e, file, err := ReadEnvelope(plain)
	if err != nil {
		return way.damaged()
	}
	if e.Callout != slug {
		return Foreign, nil
	}
	callout, err := p.Store.Callout(ctx, slug)
	if voxpop.KindOf(err) == voxpop.NotFound {
		return Foreign, nil
	}
	if err != nil {
		return "", err
	}
	a := Arrival{Item: item, Callout: slug, Receipt: e.Receipt, Dropped: drop}
	if e.Media == nil || drop != "" {
		// All of it, before a word is believed.
		if _, err := io.Copy(io.Discard, file); err != nil {
			return way.damaged()
		}
	}
	if e.Kind == Withdrawal {
		token, _ := hex.DecodeString(e.Receipt.Withdraw) // Validate has read it
		p.back = append(p.back, TakeBack{Item: item, Callout: slug, Box: e.Receipt.Box, TokenHash: hexSum([32]byte(token)), Day: item.Day})
		return "", nil
	}
	if drop != "" && blank(e.Text) {
		return drop, nil
	}
	guard := &guard{r: file, left: callout.Limits.Bytes, limited: callout.Limits.Bytes > 0}
	if e.Media != nil && drop == "" {
		head := bufio.NewReaderSize(guard, SniffLen)
		b, err := head.Peek(SniffLen)
		if err != nil && err != io.EOF {
			return guard.reason(way)
		}
		what, ext, ok := Sniff(b, e.Media.Medium)
		if !ok || !takes(callout, what.Medium) {
			return WrongType, nil
		}
		return p.arrive(ctx, a, e, &content{what.Medium, ext, head}, way, guard)
	}
	return p.arrive(ctx, a, e, nil, way, guard)
}

// takes reports whether a call-out takes a medium; one that names none takes all.
func takes(c voxpop.Callout, m voxpop.Medium) bool {
	return len(c.Media) == 0 || slices.Contains(c.Media, m)
}

// content is the file of an answer.
type content struct {
	medium voxpop.Medium
	ext    string
	body   io.Reader
}

// arrive gives the responses of an answer to the store.
func (p *pull) arrive(ctx context.Context, a Arrival, e Envelope, c *content, way *transit, guard *guard) (Reason, error) {
	day, err := time.Parse(time.DateOnly, a.Item.Day)
	if err != nil {
		return "", a.Item.Validate()
	}
	one := voxpop.Response{ReceivedAt: voxpop.Moment{Time: day, DateOnly: true}, Channel: voxpop.Web, Consent: e.Consent, Person: e.Person}
	if e.Receipt != nil {
		one.Respondent = respondent(e.Receipt.Box, a.Callout)
	} else if c != nil && !blank(e.Text) {
		one.Respondent = "w-" + p.ID() // the two are one person's
	}
	if !blank(e.Text) {
		r := one
		r.ID, r.Medium, r.Text = p.ID(), voxpop.Text, e.Text
		r.Lang = languageOf(e.Text, e.Form)
		a.Responses = append(a.Responses, r)
	}
	if c != nil {
		r := one
		r.ID, r.Medium = p.ID(), c.medium
		r.Media = "media/" + r.ID + "." + c.ext
		a.Responses = append(a.Responses, r)
		a.Files = []ArrivalFile{{Path: r.Media, Body: c.body}}
	}
	again, err := p.Store.Arrive(ctx, p.by, a)
	switch {
	case guard.err != nil:
		return guard.reason(way)
	case voxpop.KindOf(err) == voxpop.Conflict:
		return idTaken, err
	case err != nil:
		return "", err
	case again:
		p.Again++
	default:
		p.New++
		if a.Dropped != "" {
			p.Refused++
		}
	}
	return "", p.finish(ctx, a.Item)
}

// respondent is the key of the holder of a receipt inside one call-out: "w-"
// and the first 12 hex digits of HMAC-SHA256, keyed with the box, over the slug.
func respondent(box, slug string) string {
	key, _ := hex.DecodeString(box)
	mac := hmac.New(sha256.New, key)
	io.WriteString(mac, slug)
	return "w-" + hex.EncodeToString(mac.Sum(nil)[:6])
}

// transit reads the sealed bytes of an item and remembers when they did not come
// whole: that is the way's fault, not the item's.
type transit struct {
	r    io.Reader
	left int64 // bytes that the door promised and that have not come
	err  error
}

func (w *transit) Read(b []byte) (int, error) {
	n, err := w.r.Read(b)
	w.left -= int64(n)
	if err != nil && err != io.EOF {
		w.err = err
	}
	if err == io.EOF && w.left > 0 {
		w.err = &voxpop.Error{Kind: voxpop.Unavailable, Op: "intake.Pull", Message: "an item did not come whole from the door", Hint: "pull again", Err: io.ErrUnexpectedEOF}
		err = w.err
	}
	return n, err
}

// damaged says what an item is that could not be read: damaged, unless it did not come whole.
func (w *transit) damaged() (Reason, error) {
	if w.err != nil {
		return "", &lost{w.err}
	}
	return Damaged, nil
}

var errTooLarge = errors.New("intake: the file is too large")

// guard reads a file and remembers what went wrong with it, so that an error
// of the store is told from one of the item. It stops above the limit.
type guard struct {
	r       io.Reader
	left    int64
	limited bool
	begun   bool // the store may have read some of it
	err     error
}

func (g *guard) Read(b []byte) (int, error) {
	n, err := g.r.Read(b)
	g.begun = true
	if g.left -= int64(n); g.limited && g.left < 0 {
		err, n = errTooLarge, 0
	}
	if err != nil && err != io.EOF {
		g.err = err
	}
	return n, err
}

func (g *guard) reason(w *transit) (Reason, error) {
	if g.err == errTooLarge {
		return TooLarge, nil
	}
	return w.damaged()
}

// Push gives doors all their call-outs, and the replies that they have not got:
// the holder of a receipt may come back by any. Every door is tried; replies
// are marked as sent when all of them took them. It returns how many those
// were, and the first door's error.
func (s *Service) Push(ctx context.Context, cards []Card, doors ...Door) (sent int, err error) {
	replies, err := s.Store.OutReplies(ctx)
	if err != nil || len(doors) == 0 {
		return 0, err
	}
	var failed error
	for _, door := range doors {
		err := door.Cards(ctx, cards)
		if err == nil && len(replies) > 0 {
			err = door.Replies(ctx, replies)
		}
		failed = cmp.Or(failed, err)
	}
	if failed != nil || len(replies) == 0 {
		return 0, failed
	}
	ids := make([]string, len(replies))
	for i, r := range replies {
		ids[i] = r.ID
	}
	return len(replies), s.Store.MarkSent(ctx, ids...)
}
