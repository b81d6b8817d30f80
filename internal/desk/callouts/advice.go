package callouts

import (
	"regexp"
	"strings"

	"voxpop"
	"voxpop/internal/text"
)

// A piece of advice about a question: what it may do to the answers, and the
// words that say so. It is a hint for an editor, never a refusal.
type advice struct {
	Key   string // of the sentence
	Words string // of the question, that speak for it; may be empty
}

// wording is what speaks for a leading or a double question in one language.
// The lists are short on purpose: what they find is nearly always right, and
// what they miss an editor sees.
type wording struct {
	agree  []string // asks for agreement
	loaded []string // judges before the answer does
	yesNo  []string // begins a question that yes or no answers
	second []string // begins a second question
}

var wordings = map[string]wording{
	"en": {
		agree: []string{"don't you", "do you not", "do you agree", "would you agree", "isn't it", "is it not", "aren't you", "wouldn't you", "shouldn't", "surely", "right?", "of course"},
		loaded: []string{"outrageous", "disgraceful", "shameful", "disastrous", "terrible", "horrible", "ridiculous", "scandalous", "unfair", "incompetent", "corrupt", "wonderful", "brilliant",
			"how bad", "how badly", "how angry", "how happy", "fed up"},
		yesNo:  []string{"do you", "did you", "does", "is", "are", "was", "were", "have you", "has", "can", "could", "should", "would", "will"},
		second: []string{"and why", "and how", "and what", "and who", "and when", "and where", "and do you", "and did you", "and should", "or should", "and which"},
	},
	"fa": {
		agree:  []string{"مگر نه", "این طور نیست", "اینطور نیست", "این‌طور نیست", "قبول دارید", "موافق نیستید", "موافقید", "موافق هستید", "فکر نمی کنید", "فکر نمی‌کنید", "مگر نباید", "البته که"},
		loaded: []string{"شرم آور", "شرم‌آور", "فاجعه بار", "فاجعه‌بار", "افتضاح", "وحشتناک", "ناعادلانه", "بی کفایت", "بی‌کفایت", "فاسد", "خجالت آور", "خجالت‌آور", "مسخره", "چقدر بد", "چقدر عصبانی", "چقدر خوشحال"},
		yesNo:  []string{"آیا"},
		second: []string{"و چرا", "و چگونه", "و چطور", "و چه", "و کی", "و کجا", "و آیا", "یا آیا", "و کدام"},
	},
	"ar": {
		agree:  []string{"أليس", "أليست", "ألا تعتقد", "ألا تعتقدون", "ألا ترى", "ألا ترون", "ألا توافق", "هل توافق", "هل توافقون", "هل تتفق", "هل تتفقون", "بالطبع", "بالتأكيد"},
		loaded: []string{"مخز", "مخزي", "فاضح", "كارثي", "كارثية", "فظيع", "فظيعة", "ظالم", "ظالمة", "فاسد", "فاسدة", "سخيف", "سخيفة", "رائع", "رائعة", "كم أنت غاضب", "ما مدى سوء"},
		yesNo:  []string{"هل"},
		second: []string{"ولماذا", "وكيف", "وماذا", "وما", "ومن", "ومتى", "وأين", "وهل", "أو هل", "وأي"},
	},
}

// advise says what a question may do to its answers.
func advise(question, lang string) (all []advice) {
	base, _, _ := strings.Cut(lang, "-")
	w, known := wordings[base]
	q := plainWords(question)
	if n := strings.Count(question, "?") + strings.Count(question, "؟"); n > 1 {
		all = append(all, advice{Key: "callouts.advice.two"})
	} else if s := found(q, w.second); s != "" {
		all = append(all, advice{"callouts.advice.double", s})
	}
	if !known {
		return all
	}
	agrees := found(q, w.agree)
	if agrees == "" && strings.HasSuffix(q, " right") && strings.Contains(question, "right?") {
		agrees = "right?"
	}
	if agrees != "" {
		all = append(all, advice{"callouts.advice.agree", agrees})
	}
	if s := found(q, w.loaded); s != "" {
		all = append(all, advice{"callouts.advice.loaded", s})
	}
	if agrees == "" {
		for _, s := range w.yesNo {
			if strings.HasPrefix(q+" ", plainWords(s)+" ") {
				return append(all, advice{"callouts.advice.yesno", s})
			}
		}
	}
	return all
}

// found returns the first of the phrases that stands in q as whole words.
func found(q string, phrases []string) string {
	for _, s := range phrases {
		if strings.Contains(" "+q+" ", " "+plainWords(s)+" ") {
			return s
		}
	}
	return ""
}

// plainWords is a text as it is compared: folded, with one space between words.
func plainWords(s string) string {
	s = strings.NewReplacer("’", "", "'", "", "\u200c", " ").Replace(s)
	return strings.Join(strings.FieldsFunc(text.FoldString(s), func(r rune) bool { return !text.IsWord(r) }), " ")
}

// reached finds an address, a link, a handle or a number in a text.
var reached = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[^\s@]+|https?://|www\.|[a-z0-9-]+\.(?:org|net|com|onion|info|example)\b|(?:^|\s)@[A-Za-z0-9_]{3,}|\+?[0-9۰-۹٠-٩][0-9۰-۹٠-٩ ()./-]{5,}[0-9۰-۹٠-٩]`)

// otherWay reports whether a call-out says in lang how else the newsroom is
// reached.
func otherWay(c voxpop.Callout, lang string) bool {
	return reached.MatchString(c.Context[lang]) || reached.MatchString(c.Consent[lang])
}
