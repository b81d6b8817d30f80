package coding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"voxpop"
)

// Said is what a person sees of a response who judges whether it says the same
// as others: which words, and what the desk has decided about it.
type Said struct {
	ID          string
	Words       [sha256.Size]byte // of what it says
	Who         string
	DuplicateOf string
	Campaign    string
	SetAside    voxpop.SetAside
	Withdrawn   bool
}

// SaidOf reduces a response to what is seen of it.
func SaidOf(r voxpop.Response) Said {
	return Said{ID: r.ID, Words: sha256.Sum256([]byte(TextOf(r))), Who: r.Who(), DuplicateOf: r.DuplicateOf, Campaign: r.Campaign,
		SetAside: r.SetAside, Withdrawn: r.Withdrawn()}
}

// Seen sums up what is seen of responses, in any order, and of the
// coincidences that name some of them. Two sums are equal when nothing of it
// changed; what else happened to the call-out does not matter.
func Seen(all []Said, alone []voxpop.Decision) string {
	all, alone = slices.Clone(all), slices.Clone(alone)
	slices.SortFunc(all, func(a, b Said) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(alone, func(a, b voxpop.Decision) int { return cmp.Compare(a.ID, b.ID) })
	h := sha256.New()
	var line []byte
	for i := range all { // a campaign has thousands
		s := &all[i]
		line = hex.AppendEncode(append(strconv.AppendQuote(line[:0], s.ID), ' '), s.Words[:])
		for _, x := range [...]string{s.Who, s.DuplicateOf, s.Campaign, string(s.SetAside)} {
			line = strconv.AppendQuote(append(line, ' '), x)
		}
		h.Write(append(strconv.AppendBool(append(line, ' '), s.Withdrawn), '\n'))
	}
	for _, d := range alone {
		line = strconv.AppendQuote(append(strconv.AppendQuote(line[:0], d.ID), ' '), strings.Join(d.Responses, " "))
		h.Write(append(line, '\n'))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Judged is what a judgement changed: enough to take it back to the letter, and
// no word of a respondent.
type Judged struct {
	Fields []JudgedField `json:"fields,omitempty"`
	// Dropped are the coincidences that it took away, Made those it wrote.
	Dropped []voxpop.Decision `json:"dropped,omitempty"`
	Made    []voxpop.Decision `json:"made,omitempty"`
}

// JudgedField is one field that went from one value to another in some responses.
type JudgedField struct {
	Field string   `json:"field"` // duplicate_of, campaign, set_aside
	Old   string   `json:"old"`
	New   string   `json:"new"`
	IDs   []string `json:"ids"`
}

// Note adds one change.
func (j *Judged) Note(id, field, old, now string) {
	for i := range j.Fields {
		if f := &j.Fields[i]; f.Field == field && f.Old == old && f.New == now {
			f.IDs = append(f.IDs, id)
			return
		}
	}
	j.Fields = append(j.Fields, JudgedField{field, old, now, []string{id}})
}

// Nothing reports that nothing was changed.
func (j Judged) Nothing() bool { return len(j.Fields)+len(j.Dropped)+len(j.Made) == 0 }

// Responses lists the responses that it changed, each once.
func (j Judged) Responses() []string {
	var all []string
	for _, f := range j.Fields {
		all = append(all, f.IDs...)
	}
	for _, d := range slices.Concat(j.Dropped, j.Made) {
		all = append(all, d.Responses...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Back is the judgement that takes j back.
func (j Judged) Back() Judged {
	b := Judged{Dropped: j.Made, Made: j.Dropped}
	for i := len(j.Fields) - 1; i >= 0; i-- {
		f := j.Fields[i]
		b.Fields = append(b.Fields, JudgedField{f.Field, f.New, f.Old, f.IDs})
	}
	return b
}
