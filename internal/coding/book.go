package coding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"voxpop"
)

// SameRule reports whether two states of a code tell a coder the same.
func SameRule(a, b voxpop.Code) bool {
	return a.Definition == b.Definition && a.Include == b.Include && a.Exclude == b.Exclude && a.Kind == b.Kind
}

// Replace puts a code in the place of the one with its id, or after the last.
// The version moves on when the rule of the code changed.
func Replace(b voxpop.Codebook, code voxpop.Code) voxpop.Codebook {
	b.Codes = slices.Clone(b.Codes)
	at := slices.IndexFunc(b.Codes, func(c voxpop.Code) bool { return c.ID == code.ID })
	switch {
	case at < 0:
		b.Codes = append(b.Codes, code)
		b.Version = nextVersion(b.Version)
	default:
		if !SameRule(b.Codes[at], code) || b.Codes[at].Retired != code.Retired {
			b.Version = nextVersion(b.Version)
		}
		b.Codes[at] = code
	}
	return b
}

// Move moves a code up (by < 0) or down among those with the same parent.
func Move(b voxpop.Codebook, id string, by int) voxpop.Codebook {
	at := slices.IndexFunc(b.Codes, func(c voxpop.Code) bool { return c.ID == id })
	if at < 0 {
		return b
	}
	step := cmp.Compare(by, 0)
	for to := at + step; to >= 0 && to < len(b.Codes); to += step {
		if b.Codes[to].Parent == b.Codes[at].Parent {
			b.Codes = slices.Clone(b.Codes)
			b.Codes[at], b.Codes[to] = b.Codes[to], b.Codes[at]
			return b
		}
	}
	return b
}

// Merge takes a code out of the book: what stood under it stands under the
// other now. Marks are moved by [MergeMarks].
func Merge(b voxpop.Codebook, from, into string) (voxpop.Codebook, error) {
	f, ok := b.Code(from)
	to, ok2 := b.Code(into)
	if !ok || !ok2 || from == into {
		return b, &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Merge", Place: from, Message: "the codebook has changed: one of the two codes is gone", Hint: "look at the codebook again; nothing was changed"}
	}
	if f.Kind != to.Kind {
		return b, &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Merge", Place: from, Message: "a theme and a code about the answer itself cannot be one", Hint: "choose a code of the same kind; nothing was changed"}
	}
	above := false // from stands above into
	for up, n := to.Parent, 0; up != "" && n < len(b.Codes); n++ {
		above = above || up == from
		parent, _ := b.Code(up)
		up = parent.Parent
	}
	codes := make([]voxpop.Code, 0, len(b.Codes))
	for _, c := range b.Codes {
		if c.ID == from {
			continue
		}
		switch {
		case c.ID == into && above:
			c.Parent = f.Parent
		case c.Parent == from:
			c.Parent = into
		}
		codes = append(codes, c)
	}
	return voxpop.Codebook{Version: nextVersion(b.Version), Codes: codes}, nil
}

// MergeMarks says what becomes of the marks on one answer when one code is
// merged into another: which go, and which are written instead. A coder who
// marked either has marked the one that stays. What was decided between coders
// holds on only where it decides the merged code too: who decided that the one
// code is absent said nothing of the other.
func MergeMarks(marks []voxpop.Coding, from, into string) (gone, put []voxpop.Coding) {
	find := func(coder, code string) (voxpop.Coding, bool) {
		at := slices.IndexFunc(marks, func(k voxpop.Coding) bool { return k.Coder == coder && k.Code == code })
		if at < 0 {
			return voxpop.Coding{}, false
		}
		return marks[at], true
	}
	others := slices.ContainsFunc(marks, func(k voxpop.Coding) bool {
		return k.Code == into && k.Coder != voxpop.Final && k.Origin == voxpop.ByPerson && k.Present
	})
	for _, k := range marks {
		if k.Code != from {
			continue
		}
		gone = append(gone, k)
		have, both := find(k.Coder, into)
		moved := k
		moved.Code = into
		switch {
		case both && (have.Present || !k.Present) && !(k.Origin == voxpop.ByPerson && have.Origin != voxpop.ByPerson && k.Present == have.Present):
			continue // it says so already
		case !both && k.Coder == voxpop.Final && !k.Present && others:
			continue // open again
		}
		put = append(put, moved)
	}
	return gone, put
}

// MergePreview is what a merge would do.
type MergePreview struct {
	Answers int // that have a mark of the code that goes, present
	Both    int // … and of the one that stays, by the same coder
	Open    int // on which coders part over the merged code, and did not before
}

// Preview counts what merging one code into another would do.
func (l *Roll) Preview(from, into string) (p MergePreview) {
	for _, a := range l.answers {
		if !slices.ContainsFunc(a.codings, func(k voxpop.Coding) bool { return k.Code == from }) {
			continue
		}
		gone, put := MergeMarks(a.codings, from, into)
		present, both := false, false
		for _, k := range gone {
			if k.Present && k.Origin == voxpop.ByPerson {
				present = true
				both = both || slices.ContainsFunc(a.codings, func(o voxpop.Coding) bool { return o.Coder == k.Coder && o.Code == into && o.Present })
			}
		}
		if present {
			p.Answers++
		}
		if both {
			p.Both++
		}
		if parted(Apply(a.codings, gone, put), into) && !parted(a.codings, into) && !parted(a.codings, from) {
			p.Open++
		}
	}
	return p
}

// Apply is the marks of an answer once some are gone and others written.
func Apply(marks, gone, put []voxpop.Coding) (now []voxpop.Coding) {
	same := func(a, b voxpop.Coding) bool {
		return a.Response == b.Response && a.Coder == b.Coder && a.Code == b.Code
	}
	for _, k := range marks {
		if !slices.ContainsFunc(gone, func(o voxpop.Coding) bool { return same(k, o) }) && !slices.ContainsFunc(put, func(o voxpop.Coding) bool { return same(k, o) }) {
			now = append(now, k)
		}
	}
	return append(now, put...)
}

// parted reports whether coders part over a code and nobody decided.
func parted(marks []voxpop.Coding, code string) bool {
	a := rolled{codings: marks}
	a.count()
	n := 0
	for _, k := range marks {
		if k.Origin != voxpop.ByPerson || k.Code != code && !(k.Coder == voxpop.Final && k.Code == voxpop.NoCode) {
			continue
		}
		if k.Coder == voxpop.Final {
			return false
		}
		if k.Present {
			n++
		}
	}
	return len(a.by) > 1 && n > 0 && n < len(a.by)
}

// NewCode makes a code of a name, with an id that the book does not have.
func NewCode(b voxpop.Codebook, name, lang string) (voxpop.Code, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || !voxpop.ValidName(name) {
		return voxpop.Code{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.NewCode", Place: "name", Message: "is not one line of text of at most 256 letters", Hint: "give the code a short name"}
	}
	id := CodeID(name)
	if id == "" {
		id = "code"
	}
	base := id
	for n := 2; ; n++ {
		if _, taken := b.Code(id); !taken && id != voxpop.NoCode {
			break
		}
		tail := fmt.Sprintf("-%d", n)
		short := []rune(base)
		id = string(short[:min(len(short), voxpop.MaxID-len(tail))]) + tail
	}
	return voxpop.Code{ID: id, Name: voxpop.Localized{lang: name}, Definition: name, Kind: voxpop.Theme}, nil
}
