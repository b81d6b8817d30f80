package inbox

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"

	"voxpop"
	"voxpop/internal/intake"
)

const (
	cardsFile  = "cards.json"
	keysFile   = "ticketkeys"
	keySize    = 32
	maxState   = 64 << 20 // bytes of a file that is read whole
	keysOfDays = 2        // today's and yesterday's: a form is good for a day
)

// state is the little that a door knows by itself.
type state struct {
	mu       sync.Mutex
	cards    []intake.Card
	cardsErr error // of reading them at Open, until the newsroom gives new ones
	keys     []dayKey
}

// dayKey is the key of a day's forms.
type dayKey struct {
	Day string `json:"day"`
	Key []byte `json:"key"`
}

func (b *Box) loadState() error {
	const op = "inbox.Open"
	body, err := b.readState(cardsFile)
	if err != nil {
		return err
	}
	if body != nil {
		err := json.Unmarshal(body, &b.state.cards)
		for _, c := range b.state.cards {
			if err == nil {
				err = c.Validate()
			}
		}
		if err != nil {
			b.state.cards = nil
			b.state.cardsErr = &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: cardsFile, Message: "is damaged",
				Hint: "the newsroom's next pull writes it anew"}
		}
	}
	body, err = b.readState(keysFile)
	if err != nil {
		return err
	}
	var keys []dayKey
	if body == nil || json.Unmarshal(body, &keys) != nil {
		return nil // forms that are out become too old; nothing else depends on them
	}
	for _, k := range keys {
		if _, ok := parseDay(k.Day); ok && len(k.Key) == keySize && len(b.state.keys) < keysOfDays {
			b.state.keys = append(b.state.keys, k)
		}
	}
	return nil
}

// readState reads a small file whole; nil when there is none.
func (b *Box) readState(p string) ([]byte, error) {
	f, err := openQuiet(b.root, p)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, maxState))
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if body == nil {
		body = []byte{}
	}
	return body, b.stampIn(b.root, named{info, p}, b.today())
}

// named is a file as its folder calls it.
type named struct {
	os.FileInfo
	name string
}

func (n named) Name() string { return n.name }

// LoadCards returns the call-outs that the newsroom gave this door. They are
// shared: nobody may change them.
func (b *Box) LoadCards() ([]intake.Card, error) {
	b.state.mu.Lock()
	defer b.state.mu.Unlock()
	return b.state.cards, b.state.cardsErr
}

func (b *Box) setCards(cards []intake.Card) error {
	const op = "inbox.Cards"
	for _, c := range cards {
		if err := c.Validate(); err != nil {
			return err
		}
	}
	body, err := json.Marshal(cards)
	if err != nil {
		return &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the cards cannot be written"}
	}
	var own []intake.Card // what is kept is what a later Open reads
	if err := json.Unmarshal(body, &own); err != nil {
		return &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the cards cannot be read back"}
	}
	b.state.mu.Lock()
	defer b.state.mu.Unlock()
	if err := b.replace(cardsFile, body); err != nil {
		return failed(op, err)
	}
	b.state.cards, b.state.cardsErr = own, nil
	return nil
}

// TicketKeys returns the keys of the door's forms, 32 bytes each: today's, then
// yesterday's. A day's key is made when it is first asked for, and is on disk
// before it is returned: a form outlives a restart.
func (b *Box) TicketKeys() ([][]byte, error) {
	const op = "inbox.TicketKeys"
	b.state.mu.Lock()
	defer b.state.mu.Unlock()
	today := b.today()
	if len(b.state.keys) == 0 || b.state.keys[0].Day != today.String() {
		key := make([]byte, keySize)
		if _, err := io.ReadFull(b.opts.Random, key); err != nil {
			return nil, failed(op, err)
		}
		keys := []dayKey{{today.String(), key}}
		for _, k := range b.state.keys {
			if k.Day == (today-1).String() || k.Day == (today+1).String() { // a clock may be set back
				keys = append(keys, k)
			}
		}
		body, err := json.Marshal(keys)
		if err != nil {
			return nil, failed(op, err)
		}
		if err := b.replace(keysFile, append(body, '\n')); err != nil {
			return nil, failed(op, err)
		}
		b.state.keys = keys
	}
	out := make([][]byte, len(b.state.keys))
	for i, k := range b.state.keys {
		out[i] = append([]byte(nil), k.Key...)
	}
	return out, nil
}
