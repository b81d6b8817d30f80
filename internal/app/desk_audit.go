package app

import (
	"context"

	"voxpop"
	"voxpop/internal/desk"
	"voxpop/internal/desk/audit"
	"voxpop/internal/store"
)

// deskAudit shows the audit log.
func (a *App) deskAudit() desk.Screens {
	return &audit.Screens{Log: auditLog{a.Store}, People: a.everybody}
}

// auditLog is the store's audit log as its page sees it.
type auditLog struct{ *store.DB }

func (l auditLog) Lines(ctx context.Context, f audit.Filter, after string, limit int) (lines []audit.Line, next string, err error) {
	page, err := l.DB.AuditList(ctx, store.AuditFilter{Actor: voxpop.Actor(f.Actor), Verb: f.Verb, Callout: f.Callout, Response: f.Response, From: f.From, Upto: f.Upto},
		store.Cursor(after), limit)
	if err != nil {
		return nil, "", err
	}
	for _, x := range page.Lines {
		line := audit.Line{At: x.At, Actor: string(x.Actor), Verb: x.Verb, Callout: x.Callout}
		for _, c := range x.Changes {
			line.Changes = append(line.Changes, audit.Change(c))
		}
		lines = append(lines, line)
	}
	return lines, string(page.Next), nil
}

func (l auditLog) Facets(ctx context.Context) (actors, verbs []string, err error) {
	return l.DB.AuditFacets(ctx)
}

func (l auditLog) Callouts(ctx context.Context) ([]string, error) {
	list, err := l.DB.Callouts(ctx)
	var slugs []string
	for _, c := range list {
		slugs = append(slugs, c.Slug)
	}
	return slugs, err
}
