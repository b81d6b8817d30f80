package app

import (
	"context"

	"voxpop/internal/desk/statements"
	"voxpop/internal/ledger"
)

// deskStatements are the desk's pages about what public figures said.
func (a *App) deskStatements() *statements.Screens {
	l := a.Ledger()
	s := &statements.Screens{Ledger: l, Revision: a.Store.Revision, Patience: deskPatience, LookAt: func(ctx context.Context, in ledger.Input) (ledger.Opened, error) {
		return ledger.Look(ctx, *l, in)
	}}
	a.ends = append(a.ends, s.Close)
	return s
}
