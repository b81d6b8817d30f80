package quote

import "strings"

// A Persian verb has two stems, and every form of it is one of the two with an
// ending before and behind: گفت, نمی‌گفتم, گفته‌اند, می‌گوید, بگویند. The table
// names the stems; these are the forms, without half-spaces.

// Kinds of a form, which decide what may stand around it.
type persianForm uint8

const (
	thirdForm   persianForm = iota // of a third person: may have a subject that is a name
	otherForm                      // of a first or second person
	partForm                       // گفته: finite with a verb "to be", and a noun without ("به گفتهٔ او")
	bareForm                       // a present without a prefix, as it stands after "می " or خواهد
	commandForm                    // بگوید, نگوید: subjunctive, which reports nothing by itself
	deniedForm  persianForm = 1 << 4
)

var (
	pastEndings     = [...]string{"", "ند", "م", "ی", "یم", "ید"}
	perfectEndings  = [...]string{"است", "اند", "ام", "ای", "ایم", "اید"}
	presentEndings  = [...]string{"د", "ند", "م", "ی", "یم", "ید"}
	hamzaEndings    = [...]string{"", "", "", "ئی", "ئیم", "ئید"} // گوئیم for گوییم
	thirdPersons    = 2                                           // the first two of each
	persianPrefixes = [...]struct {
		word   string
		denied bool
	}{{"می", false}, {"نمی", true}, {"همی", false}}
)

// persianForms calls add with every form of the verb that has these stems.
func persianForms(past, present string, add func(word string, f persianForm)) {
	if before, stem, ok := strings.Cut(past, "-"); ok { // برمی‌گردد: the prefix stays in front of all
		persianForms(stem, present, func(w string, f persianForm) { add(before+w, f) })
		return
	}
	person := func(i int) persianForm {
		if i < thirdPersons {
			return thirdForm
		}
		return otherForm
	}
	deny := func(s string) string { // نیفزود for افزود
		if r, ok := strings.CutPrefix(s, "ا"); ok {
			return "نی" + r
		}
		return "ن" + s
	}
	past, noun := strings.CutSuffix(past, "*") // نشست: also a meeting
	for i, e := range pastEndings {
		if i > 0 || !noun {
			add(past+e, person(i))
		}
		add(deny(past)+e, person(i)|deniedForm)
		for _, p := range persianPrefixes {
			f := person(i)
			if p.denied {
				f |= deniedForm
			}
			add(p.word+past+e, f)
		}
	}
	add(past+"ه", partForm)
	add(deny(past)+"ه", partForm|deniedForm)
	add("می"+past+"ه", partForm)
	for i, e := range perfectEndings {
		add(past+"ه"+e, person(i))
		add(deny(past)+"ه"+e, person(i)|deniedForm)
		add("می"+past+"ه"+e, person(i))
	}
	for i, e := range presentEndings {
		stem, end := present, e
		if r, ok := strings.CutSuffix(stem, "ی"); ok && hamzaEndings[i] != "" {
			add("می"+r+hamzaEndings[i], person(i))
			add("نمی"+r+hamzaEndings[i], person(i)|deniedForm)
			add("ب"+r+hamzaEndings[i], commandForm)
		}
		if present == "دار" { // دارد has no prefix
			add(stem+end, person(i))
			add("ن"+stem+end, person(i)|deniedForm)
		} else {
			add(stem+end, bareForm)
		}
		for _, p := range persianPrefixes {
			f := person(i)
			if p.denied {
				f |= deniedForm
			}
			add(p.word+stem+end, f)
		}
		joined := strings.TrimPrefix(stem, "ا")
		if joined != stem {
			joined = "ی" + joined
		}
		add("ب"+joined+end, commandForm)
		add("ن"+joined+end, commandForm|deniedForm)
	}
	add("ب"+present, commandForm)
}

// The classes of a form.
const (
	cThird   = cPast // a finite form of a third person
	cOther   = cNow  // of a first or second person
	cCommand = cIng
	cBare    = cBase
)

// persian adds the forms of a verb.
func (t *table) persian(past, present string, all class) {
	of := [...]class{thirdForm: cThird, otherForm: cOther, partForm: cPart, bareForm: cBare, commandForm: cCommand}
	persianForms(past, present, func(w string, f persianForm) {
		c := all | of[f&^deniedForm]
		if f&deniedForm != 0 {
			c |= cNeg
		}
		t.words[string(fold(nil, w))] |= c
	})
}
