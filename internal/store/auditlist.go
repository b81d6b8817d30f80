package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"voxpop"
)

// AuditFilter chooses lines of the audit log; an empty field chooses all.
type AuditFilter struct {
	Actor    voxpop.Actor
	Verb     string
	Callout  string // slug
	Response string // id of one that a line is about; needs Callout
	From     string // 2006-01-02, in UTC
	Upto     string // the last day
}

// AuditPage is a page of the audit log, the newest line first.
type AuditPage struct {
	Lines []AuditLine
	Next  Cursor // "" on the last page
}

// AuditList returns the lines that a filter takes, after a place. Lines of one
// time, such as those of a day, come the last written first.
func (db *DB) AuditList(ctx context.Context, f AuditFilter, after Cursor, limit int) (page AuditPage, err error) {
	const op = "store.AuditList"
	q, args, err := f.query(after, limit+1)
	if err != nil {
		return page, err
	}
	err = db.read(ctx, func(t *tx) error {
		if db.engine == onPostgres {
			q = strings.ReplaceAll(q, "?", "$")
		}
		rows, err := t.sql.QueryContext(ctx, q, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if len(page.Lines) == limit {
				last := page.Lines[limit-1]
				page.Next = Cursor(strconv.FormatInt(last.At.UnixMicro(), 36) + "." + strconv.FormatInt(last.ID, 36))
				return nil
			}
			var l AuditLine
			var at int64
			var changes string
			if err := rows.Scan(&l.ID, &at, &l.Actor, &l.Verb, &l.Callout, &changes); err != nil {
				return err
			}
			l.At = time.UnixMicro(at).UTC()
			if err := parse("audit line", changes, &l.Changes); err != nil {
				return err
			}
			page.Lines = append(page.Lines, l)
		}
		return rows.Err()
	})
	return page, wrap(op, err)
}

// query is the filter in SQL. Each column it asks for has an index that ends
// with the order of the list.
func (f AuditFilter) query(after Cursor, limit int) (string, []any, error) {
	const op = "store.AuditList"
	q, where, args := "SELECT a.id, a.at, a.actor, a.verb, a.callout, a.changes FROM audit a", []string{}, []any{}
	and := func(cond string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			cond = strings.Replace(cond, "%", "?"+strconv.Itoa(len(args)), 1)
		}
		where = append(where, cond)
	}
	if f.Response != "" {
		if f.Callout == "" {
			return "", nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "response", Message: "needs the call-out that it belongs to", Hint: "choose the call-out too"}
		}
		q = "SELECT a.id, a.at, a.actor, a.verb, a.callout, a.changes FROM about o JOIN audit a ON a.id = o.line"
		and("o.callout = % AND o.response = %", f.Callout, key(f.Response))
	} else if f.Callout != "" {
		and("a.callout = %", f.Callout)
	}
	if f.Actor != "" {
		and("a.actor = %", key(string(f.Actor)))
	}
	if f.Verb != "" {
		and("a.verb = %", f.Verb)
	}
	for _, edge := range []struct {
		day, cond string
		days      int
	}{{f.From, "a.at >= %", 0}, {f.Upto, "a.at < %", 1}} {
		if edge.day == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, edge.day)
		if err != nil {
			return "", nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "day", Message: "is no day", Hint: "as 2026-11-26"}
		}
		and(edge.cond, day.AddDate(0, 0, edge.days).UnixMicro())
	}
	if after != "" {
		a, b, _ := strings.Cut(string(after), ".")
		at, err := strconv.ParseInt(a, 36, 64)
		id, err2 := strconv.ParseInt(b, 36, 64)
		if err != nil || err2 != nil {
			return "", nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "no place in a list", Hint: "begin at the first page"}
		}
		and("(a.at, a.id) < (%, %)", at, id)
	}
	if len(where) > 0 {
		q += " WHERE " + strings.Join(where, " AND ")
	}
	args = append(args, limit)
	return q + " ORDER BY a.at DESC, a.id DESC LIMIT ?" + strconv.Itoa(len(args)), args, nil
}

// AuditFacets lists who is named in the audit log, and for what.
func (db *DB) AuditFacets(ctx context.Context) (actors, verbs []string, err error) {
	err = db.read(ctx, func(t *tx) error {
		for _, of := range []struct {
			column string
			into   *[]string
		}{{"actor", &actors}, {"verb", &verbs}} {
			for after := ""; ; { // an index leaps from one to the next
				rows, err := t.x.QueryContext(ctx, "SELECT "+of.column+" FROM audit WHERE "+of.column+" > ?1 ORDER BY "+of.column+" LIMIT 1", after)
				if err != nil {
					return err
				}
				next, err := texts(rows)
				if err != nil {
					return err
				}
				if len(next) == 0 {
					break
				}
				*of.into, after = append(*of.into, next[0]), next[0]
			}
		}
		return nil
	})
	return actors, verbs, wrap("store.AuditFacets", err)
}
