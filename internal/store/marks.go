package store

import (
	"voxpop/internal/coding"
	"voxpop/internal/store/sqldb"
)

// Marks implements [coding.Record].
func (v *View) Marks() (all []coding.Mark, err error) {
	rows := between(v, pageRows, func(after, upto string) ([]sqldb.RecordingMarksBetweenRow, error) {
		return v.t.q.RecordingMarksBetween(v.t.ctx, sqldb.RecordingMarksBetweenParams{CalloutID: v.c.id, After: after, Upto: upto})
	}, func(r sqldb.RecordingMarksBetweenRow) (coding.Mark, error) {
		return coding.Mark{Response: r.Response, Kind: r.Kind, Value: r.Value}, nil
	})
	for m, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}
