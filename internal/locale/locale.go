// Package locale holds every sentence that pages, charts and the method box say, in English, Persian and Arabic, with their numbers, dates, plurals and direction.
//
// A sentence is named by a key and asked for with [Locale.Say]; the three
// versions of it stand side by side in the catalogue, so that a missing one
// shows. Numbers come out in the language's digits, days in its calendar.
// Nothing here escapes for HTML: what it returns is text.
package locale

import (
	"fmt"
	"strings"
)

// Locale is one language that the program speaks.
type Locale struct {
	Tag string // "en", "fa" or "ar"
	Dir string // "ltr" or "rtl"

	pick   func(message) string
	digits rune // the zero of its digits
	point  string
	group  string
	pct    string
	comma  string
	and    string // joins the last two of a list, with its spaces
}

// message is one sentence in every language of the program.
type message struct{ en, fa, ar string }

var english = &Locale{Tag: "en", Dir: "ltr", pick: func(m message) string { return m.en },
	digits: '0', point: ".", group: ",", pct: "%", comma: ", ", and: " and "}

var persian = &Locale{Tag: "fa", Dir: "rtl", pick: func(m message) string { return m.fa },
	digits: '۰', point: "٫", group: "٬", pct: "٪", comma: "، ", and: " و "}

var arabic = &Locale{Tag: "ar", Dir: "rtl", pick: func(m message) string { return m.ar },
	digits: '٠', point: "٫", group: "٬", pct: "٪", comma: "، ", and: " و"}

// Supported lists the languages that the program speaks.
func Supported() []string { return []string{"en", "fa", "ar"} }

// For returns the locale of a BCP 47 tag by its language ("fa-AF" speaks
// Persian); English when the program does not speak it.
func For(tag string) *Locale {
	switch base(tag) {
	case "fa":
		return persian
	case "ar":
		return arabic
	}
	return english
}

func base(tag string) string {
	b, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	return b
}

// Has reports whether the catalogue holds the key.
func Has(key string) bool { _, ok := find(key); return ok }

// Keys lists every key of the catalogue.
func Keys() []string {
	var keys []string
	for _, part := range catalogue {
		for k := range part {
			keys = append(keys, k)
		}
	}
	return keys
}

func find(key string) (message, bool) {
	for _, part := range catalogue {
		if m, ok := part[key]; ok {
			return m, true
		}
	}
	return message{}, false
}

var catalogue = []map[string]message{
	pageMessages, noteMessages, chartMessages, methodMessages, deskMessages, frontMessages, frontAboutMessages, frontScriptMessages,
	deskFrameMessages,
	deskCalloutsMessages, deskStatementsMessages,
	deskTextsMessages,
	deskInboxMessages,
	deskSigninMessages,
	deskThemesMessages,
	deskCodesMessages,
	deskStoriesMessages,
	deskSettingsMessages,
	deskAuditMessages,
}

// Say returns the sentence named key with its places filled from args, pairs
// of a name and a value. An int is written in the language's digits; a string
// goes in as it is, so isolate what may run the other way ([Isolate]).
//
// A place is {name}, or {name|one=…|other=…}, which picks the form that the
// language's plural rule asks for the int; # in it stands for the number.
// A key that the catalogue does not hold comes back as it is.
func (l *Locale) Say(key string, args ...any) string {
	m, ok := find(key)
	if !ok {
		return key
	}
	return l.fill(l.pick(m), args)
}

func (l *Locale) fill(s string, args []any) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		place, after, _ := strings.Cut(rest, "}")
		name, forms, plural := strings.Cut(place, "|")
		value := arg(args, name)
		n, whole := value.(int)
		switch {
		case plural && whole:
			b.WriteString(strings.ReplaceAll(form(forms, PluralOf(l.Tag, n)), "#", l.Int(n)))
		case whole:
			b.WriteString(l.Int(n))
		default:
			fmt.Fprint(&b, value)
		}
		s = after
	}
}

// arg returns the value that follows name in args, or the place itself so
// that a forgotten argument is seen.
func arg(args []any, name string) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return "{" + name + "}"
}

// form picks the wanted plural form out of "one=…|other=…"; "other" when it
// has none of that name.
func form(forms string, want Plural) string {
	var other string
	for f := range strings.SplitSeq(forms, "|") {
		name, text, _ := strings.Cut(f, "=")
		switch Plural(name) {
		case want:
			return text
		case Other:
			other = text
		}
	}
	return other
}

// List joins items as the language lists them: "a, b and c".
func (l *Locale) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return strings.Join(items[:last], l.comma) + l.and + items[last]
}
