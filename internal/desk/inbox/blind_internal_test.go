package inbox

import (
	"slices"
	"testing"

	"voxpop"
	"voxpop/internal/people"
)

func mark(coder, code string, origin voxpop.Origin) voxpop.Coding {
	return voxpop.Coding{Response: "A1", Code: code, Coder: coder, Present: true, Origin: origin}
}

// A coder sees nobody else's marks; an editor only after coding it too, or
// once it was agreed on; and nobody the marks of a machine.
func TestCodersAreBlind(t *testing.T) {
	coder := func(id string) people.Person { return people.Person{ID: id, Roles: []people.Role{people.Coder}} }
	editor := func(id string) people.Person { return people.Person{ID: id, Roles: []people.Role{people.Editor}} }
	ann, bo := mark("ann", "cost", voxpop.ByPerson), mark("bo", "misled", voxpop.ByPerson)
	final, model := mark(voxpop.Final, "cost", voxpop.ByPerson), mark("model", "cost", voxpop.ByModel)
	for _, tt := range []struct {
		name                 string
		marks                []voxpop.Coding
		who                  people.Person
		mine, others, agreed int
		hidden               int
	}{
		{"nothing is there", nil, coder("ann"), 0, 0, 0, 0},
		{"a coder who has not coded", []voxpop.Coding{bo}, coder("ann"), 0, 0, 0, 1},
		{"a coder who has", []voxpop.Coding{ann, bo}, coder("ann"), 1, 0, 0, 1},
		{"a coder after it was agreed on", []voxpop.Coding{ann, bo, final}, coder("ann"), 1, 0, 1, 1},
		{"an editor who has not coded", []voxpop.Coding{ann, bo}, editor("eve"), 0, 0, 0, 2},
		{"an editor who has", []voxpop.Coding{mark("eve", "cost", voxpop.ByPerson), bo}, editor("eve"), 1, 1, 0, 0},
		{"an editor after it was agreed on", []voxpop.Coding{ann, bo, final}, editor("eve"), 0, 2, 1, 0},
		{"what a model says", []voxpop.Coding{model}, editor("eve"), 0, 0, 0, 0},
	} {
		v := see(tt.marks, tt.who)
		if len(v.Mine) != tt.mine || len(v.Others) != tt.others || len(v.Final) != tt.agreed || v.Hidden != tt.hidden {
			t.Errorf("%s: %+v", tt.name, v)
		}
	}
}

func TestAgreed(t *testing.T) {
	ann, bo := mark("ann", "cost", voxpop.ByPerson), mark("bo", "cost", voxpop.ByPerson)
	other, absent := mark("bo", "misled", voxpop.ByPerson), mark("bo", "misled", voxpop.ByPerson)
	absent.Present = false
	for name, tt := range map[string]struct {
		marks []voxpop.Coding
		want  bool
	}{
		"nobody":             {nil, false},
		"one":                {[]voxpop.Coding{ann}, false},
		"two alike":          {[]voxpop.Coding{ann, bo}, true},
		"looked and not":     {[]voxpop.Coding{ann, bo, absent}, true},
		"two unlike":         {[]voxpop.Coding{ann, other}, false},
		"one more than both": {[]voxpop.Coding{ann, bo, other}, false},
		"adjudicated":        {[]voxpop.Coding{ann, other, mark(voxpop.Final, "cost", voxpop.ByPerson)}, true},
		"a model and one":    {[]voxpop.Coding{ann, mark("m", "cost", voxpop.ByModel)}, false},
	} {
		if got := agreed(tt.marks); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// The history is no way around the blindness.
func TestHistoryIsBlindToo(t *testing.T) {
	ann := people.Person{ID: "ann", Roles: []people.Role{people.Editor}}
	var shown []string
	for _, l := range []Line{{Actor: "bo", Verb: "put_codings"}, {Actor: "ann", Verb: "put_codings"}, {Actor: "bo", Verb: "code"}, {Actor: "bo", Verb: "remove_codings"}, {Actor: "bo", Verb: "set_aside"}} {
		if !hiddenLine(l, ann) {
			shown = append(shown, string(l.Actor)+" "+l.Verb)
		}
	}
	if !slices.Equal(shown, []string{"ann put_codings", "bo set_aside"}) {
		t.Errorf("shown: %v", shown)
	}
}
