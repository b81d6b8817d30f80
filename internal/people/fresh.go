package people

import (
	"errors"
	"maps"
	"sync"
	"time"

	"voxpop"
)

// FreshTime is how long after they signed in or unlocked somebody may change
// what lets them in. Who finds a desk open cannot make themselves at home.
const FreshTime = 10 * time.Minute

// opened remembers when sessions were unlocked. It is not kept: after a new
// start of the program people show once more that it is them.
type opened struct {
	mu sync.Mutex
	at map[string]time.Time // by the hash of the session
}

func (o *opened) note(session string, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.DeleteFunc(o.at, func(_ string, at time.Time) bool { return now.Sub(at) >= FreshTime })
	if o.at == nil {
		o.at = map[string]time.Time{}
	}
	o.at[session] = now
}

// Fresh reports whether the person of a session has shown within [FreshTime]
// that it is them.
func (s *Service) Fresh(in Session) bool {
	s.opened.mu.Lock()
	at := s.opened.at[in.Token]
	s.opened.mu.Unlock()
	if in.Created.After(at) {
		at = in.Created
	}
	return s.Now().Sub(at) < FreshTime
}

var errStale = errors.New("the person has to show once more that it is them")

// IsStale reports whether err asks the person to show once more that it is them.
func IsStale(err error) bool { return errors.Is(err, errStale) }

func stale(op string) error {
	return &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "signin.stale", Err: errStale}
}
