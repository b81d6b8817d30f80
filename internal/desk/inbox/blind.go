package inbox

import (
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
)

// sight is what a person may see of the marks on one answer.
type sight struct {
	Mine   []voxpop.Coding
	Final  []voxpop.Coding // what was agreed on
	Others []voxpop.Coding // of other coders
	// Hidden counts the coders whose marks the person may not see yet.
	Hidden int
	Coders int // that marked it
}

// see keeps coders blind to each other: whoever only codes sees their own marks
// and what was agreed on. An editor sees everybody's once they are agreed on or
// once the editor coded the answer too. Marks of machines are shown to nobody
// here: a suggestion belongs into the coding screen.
func see(marks []voxpop.Coding, who people.Person) (v sight) {
	var others []voxpop.Coding
	var coders []string
	for _, k := range marks {
		switch {
		case k.Origin != voxpop.ByPerson:
			continue
		case k.Coder == voxpop.Final:
			v.Final = append(v.Final, k)
			continue
		case k.Coder == string(who.Actor()):
			v.Mine = append(v.Mine, k)
		default:
			others = append(others, k)
		}
		if !slices.Contains(coders, k.Coder) {
			coders = append(coders, k.Coder)
		}
	}
	v.Coders = len(coders)
	if who.May(people.Edit) && (len(v.Mine) > 0 || len(v.Final) > 0) {
		v.Others = others
		return v
	}
	v.Hidden = v.Coders
	if len(v.Mine) > 0 {
		v.Hidden--
	}
	return v
}

// codesBox is what the page says of an answer's codes.
type codesBox struct {
	Mine, Final  []name
	MineNone     bool // the person looked, and none applies
	Others       []coder
	Hidden       int
	CodingURL    string // "" where the person does not code
	AgreementURL string
	Coded        bool // by anybody
}

type coder struct {
	Name  string
	Codes []name
}

// name is a word of the newsroom's with its language.
type name struct{ Text, Lang string }

func (s *Screens) codes(q *frame.Request, r Reading, names map[string]string) (codesBox, sight) {
	v := see(r.Codings, q.Who)
	b := codesBox{Mine: codeNames(q.Lang, r.Codebook, v.Mine), Final: codeNames(q.Lang, r.Codebook, v.Final), MineNone: len(v.Mine) > 0, Hidden: v.Hidden, Coded: v.Coders > 0 || len(v.Final) > 0}
	b.MineNone = b.MineNone && len(b.Mine) == 0
	for _, k := range v.Others {
		i := slices.IndexFunc(b.Others, func(c coder) bool { return c.Name == orID(names, k.Coder) })
		if i < 0 {
			b.Others = append(b.Others, coder{Name: orID(names, k.Coder)})
			i = len(b.Others) - 1
		}
		b.Others[i].Codes = append(b.Others[i].Codes, codeNames(q.Lang, r.Codebook, []voxpop.Coding{k})...)
	}
	base := "/callouts/" + strings.ToLower(q.Slug())
	if q.May(people.Code) && len(r.Codebook.Codes) > 0 {
		b.CodingURL = base + "/coding?response=" + r.Response.ID
	}
	if q.May(people.Edit) && v.Coders > 1 {
		b.AgreementURL = base + "/agreement"
	}
	return b, v
}

func orID(names map[string]string, id string) string {
	if n := names[id]; n != "" {
		return n
	}
	return id
}

// codeNames are the codes that marks say are present.
func codeNames(lang string, book voxpop.Codebook, marks []voxpop.Coding) (all []name) {
	for _, k := range marks {
		if !k.Present || k.Code == voxpop.NoCode {
			continue
		}
		n := name{k.Code, ""}
		if c, ok := book.Code(k.Code); ok {
			n.Text, n.Lang = c.Name.Best(lang)
			if n.Text == "" {
				n = name{k.Code, ""}
			}
		}
		all = append(all, n)
	}
	return all
}

// agreed reports whether the coders of an answer say the same of it: it was
// adjudicated, or two or more coded it and chose the same codes.
func agreed(marks []voxpop.Coding) bool {
	by := map[string][]string{}
	for _, k := range marks {
		if k.Origin != voxpop.ByPerson {
			continue
		}
		if k.Coder == voxpop.Final {
			return true
		}
		by[k.Coder] = append(by[k.Coder], "")
		if k.Present {
			by[k.Coder] = append(by[k.Coder], k.Code)
		}
	}
	var first []string
	for _, codes := range by {
		slices.Sort(codes)
		codes = slices.Compact(codes)
		if first == nil {
			first = codes
		} else if !slices.Equal(first, codes) {
			return false
		}
	}
	return len(by) > 1
}
