package app

import (
	"cmp"
	"context"
	"slices"

	"voxpop"
	"voxpop/internal/store"
)

// Filter narrows a list of responses; an empty field asks nothing.
type Filter struct {
	State    string // where it ended in the waterfall
	Lang     string
	Medium   voxpop.Medium
	Channel  voxpop.Channel
	Code     string // holds for the response
	Day      string // 2006-01-02 in the call-out's zone
	Quotable bool   // consent to quote, and a text that a person reviewed
}

// ResponseLine is one response in a list. Its time is a day: nothing that the
// program lists is finer.
type ResponseLine struct {
	store.Row
	Quotable bool           `json:"quotable"`
	Consent  voxpop.Consent `json:"consent"`
	Text     string         `json:"text"` // written, or said
}

// Responses lists the responses of a call-out by day and id.
func (a *App) Responses(ctx context.Context, slug string, f Filter) (list []ResponseLine, err error) {
	list = []ResponseLine{}
	rows, err := f.rows()
	if err != nil {
		return nil, err
	}
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		c := v.Callout()
		if _, ok := v.Codebook().Code(f.Code); f.Code != "" && !ok {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Responses", Place: "--code", Message: "is no code of this call-out", Hint: "voxpop shares " + slug + " lists them"}
		}
		for row, err := range v.Rows(rows) {
			if err != nil {
				return err
			}
			if f.Day != "" && f.Day != row.Day {
				continue
			}
			r, _, err := v.Response(row.ID)
			if err != nil {
				return err
			}
			line := ResponseLine{Row: row, Consent: r.Consent, Text: r.Text, Quotable: quotable(r, c)}
			if line.Text == "" && r.Transcript != nil {
				line.Text = r.Transcript.Text
			}
			if line.Codes == nil {
				line.Codes = []string{}
			}
			if line.Quotable || !f.Quotable {
				list = append(list, line)
			}
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b ResponseLine) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) })
	return list, err
}

// rows is the part of the filter that the store answers.
func (f Filter) rows() (rows store.Filter, err error) {
	refuse := func(flag, message, hint string) (store.Filter, error) {
		return rows, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Responses", Place: flag, Message: message, Hint: hint}
	}
	if f.State != "" {
		if f.State != store.StateCounted && !slices.ContainsFunc(voxpop.Waterfall{}.Steps(), func(s voxpop.Step) bool { return s.Name == f.State }) {
			return refuse("--state", "is no step of the waterfall", "voxpop help responses lists them")
		}
		rows.States = []string{f.State}
	}
	if f.Medium != "" {
		if !slices.Contains(voxpop.Media, f.Medium) {
			return refuse("--medium", "is no medium", "text, voice, video or photo")
		}
		rows.Media = []voxpop.Medium{f.Medium}
	}
	if f.Channel != "" {
		if !slices.Contains(voxpop.Channels, f.Channel) {
			return refuse("--channel", "is no channel", "web, telegram, whatsapp, signal, email, sms or import")
		}
		rows.Channels = []voxpop.Channel{f.Channel}
	}
	if f.Lang != "" {
		rows.Langs = []string{f.Lang}
	}
	if f.Day != "" && (len(f.Day) != len("2006-01-02") || !voxpop.Date(f.Day).Valid()) {
		return refuse("--day", "is no day", "write 2026-03-04")
	}
	rows.Code = f.Code
	return rows, nil
}

// quotable reports whether a story may quote r as far as consent and review go.
func quotable(r voxpop.Response, c voxpop.Callout) bool {
	if r.Withdrawn() || !r.Consent.Quote || r.SetAside != "" || c.ContactBeforeQuoting && !r.Contacted {
		return false
	}
	return r.Text != "" || r.Transcript != nil && r.Transcript.State == voxpop.Reviewed
}
