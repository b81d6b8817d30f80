package app

import (
	"context"

	"voxpop/internal/desk/statements"
	"voxpop/internal/ledger"
)

// deskStatements are the desk's pages about what public figures said.
func (a *App) deskStatements() *statements.Screens {
	l := a.Ledger()
	return &statements.Screens{Ledger: l, LookAt: func(ctx context.Context, in ledger.Input) (ledger.Opened, error) {
		return ledger.Look(ctx, *l, in)
	}}
}
