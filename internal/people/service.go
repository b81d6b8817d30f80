package people

import (
	"context"
	"time"

	"voxpop"
)

// Account is a person with what lets them in.
type Account struct {
	Person     Person
	Rev        int64
	Passphrase string // as argon2id writes it; "" for none
	Handle     []byte // by which passkeys know the person; it names nobody
	Passkeys   []Passkey
}

// Service says who is at the desk. The fields are set before its first use.
type Service struct {
	Store Store
	Now   func() time.Time
	Idle  time.Duration // a session locks after as long without a request; 0 = 15 minutes
	End   time.Duration // a session ends after as long; 0 = 12 hours
}

// Store keeps people. A method is one transaction.
type Store interface {
	Accounts(ctx context.Context) ([]Account, error)
}

// Session returns the session whose cookie holds token, and counts as its
// being used. Without one the error is of kind forbidden: nobody is signed in.
// A locked session is returned with Locked, and opens nothing but its unlocking.
func (s *Service) Session(ctx context.Context, token string) (Session, error) {
	return Session{}, &voxpop.Error{Kind: voxpop.Forbidden, Op: "people.Session", Message: "nobody is signed in", Hint: "sign in"}
}
