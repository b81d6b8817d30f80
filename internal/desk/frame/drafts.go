package frame

import (
	"net/url"
	"strings"
	"time"

	"voxpop"
)

// DraftKey names what somebody is writing.
type DraftKey struct {
	Callout string // slug; "" outside of one
	Kind    string // of form: "transcript", "callout", …
	Name    string // of what is written, as the id of a response
	Person  string
}

// Draft is what somebody typed into a form and has not saved.
type Draft struct {
	Base   string // revision from which they began
	Fields url.Values
	At     time.Time
}

// maxDraft bounds a draft, in bytes.
const maxDraft = 1 << 20

// Draft returns what the person typed into a form of that kind and name and
// never saved: a crash, a closed lid, a lost line.
func (q *Request) Draft(kind, name string) (Draft, bool, error) {
	return q.F.Store.Draft(q.Context(), DraftKey{q.Slug(), kind, name, q.Who.ID})
}

// KeepDraft keeps fields as the person's draft: what stays open after a save.
func (q *Request) KeepDraft(kind, name, base string, fields url.Values) error {
	return q.F.Store.PutDraft(q.Context(), DraftKey{q.Slug(), kind, name, q.Who.ID}, Draft{Base: base, Fields: fields, At: q.Now})
}

// DropDraft forgets a draft once it is saved.
func (q *Request) DropDraft(kind, name string) error {
	return q.F.Store.DropDraft(q.Context(), DraftKey{q.Slug(), kind, name, q.Who.ID})
}

func (q *Request) draftKey() (DraftKey, error) {
	if err := q.ParseForm(); err != nil {
		return DraftKey{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "frame.draft", Message: "the form cannot be read or is too large"}
	}
	k := DraftKey{q.PostForm.Get("draft-callout"), q.PostForm.Get("draft-kind"), q.PostForm.Get("draft-name"), q.Who.ID}
	if k.Kind == "" || len(k.Callout)+len(k.Kind)+len(k.Name) > 600 {
		return k, &voxpop.Error{Kind: voxpop.Invalid, Op: "frame.draft", Message: "the form does not say what it is a draft of"}
	}
	return k, nil
}

func (f *Frame) keepDraft(q *Request) error {
	k, err := q.draftKey()
	if err != nil {
		return err
	}
	d := Draft{Base: q.PostForm.Get("draft-base"), Fields: url.Values{}, At: q.Now}
	size := 0
	for name, values := range q.PostForm {
		if strings.HasPrefix(name, "draft-") {
			continue
		}
		d.Fields[name] = values
		for _, v := range values {
			size += len(name) + len(v)
		}
	}
	if size > maxDraft {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "frame.draft", Message: "the draft is too long to be kept", Hint: "save it"}
	}
	if err := f.Store.PutDraft(q.Context(), k, d); err != nil {
		return err
	}
	return q.JSON(map[string]string{"saved": q.T.Say("frame.draft.kept", "at", q.T.Clock(q.Now.Local()))})
}

func (f *Frame) dropDraft(q *Request) error {
	k, err := q.draftKey()
	if err != nil {
		return err
	}
	if err := f.Store.DropDraft(q.Context(), k); err != nil {
		return err
	}
	if q.Header.Get("Accept") == "application/json" {
		return q.Nothing()
	}
	return q.Back("/")
}
