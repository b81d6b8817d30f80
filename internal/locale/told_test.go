package locale

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestToldIn(t *testing.T) {
	const lri, fsi, pdi = "\u2066", "\u2068", "\u2069"
	for _, tt := range []struct {
		told   Told
		tag    string
		want   string
		absent bool
	}{
		{told: Tell("%s was withdrawn on %s", "A2B3", "2026-03-14"), tag: "en", want: "A2B3 was withdrawn on 2026-03-14"},
		{told: Tell("%s was withdrawn on %s", "A2B3", "2026-03-14"), tag: "fa", want: fsi + "A2B3" + pdi + " در " + fsi + "2026-03-14" + pdi + " پس گرفته شد"},
		{told: Tell("%d is not the number of people who voice %s: it is %d", 11, "fear", 12), tag: "fa", want: "شمار کسانی که " + fsi + "fear" + pdi + " را گفته‌اند ۱۱ نیست: ۱۲ است"},
		{told: Tell("%s %%", Figure("12.5")), tag: "ar", want: "١٢٫٥٪"},
		{told: Tell("the coders agree too little on it (alpha %.3f, at least %.3f is needed)", .5, .667), tag: "ar", want: "اتفاق المرمّزين فيه قليل (ألفا ٠٫٥٠٠، والمطلوب ٠٫٦٦٧ على الأقل)"},
		{told: Tell("“%s” is not in %s", "fear", Tell("the translation into %s", "fa")), tag: "fa", want: "«" + fsi + "fear" + pdi + "» در ترجمه به " + fsi + "fa" + pdi + " نیست"},
		{told: Tell("write show=audio"), tag: "fa", want: "بنویسید " + lri + "show=audio" + pdi},
		{told: Tell("unknown key %q", "naïve"), tag: "fa", want: "کلید «" + fsi + "naïve" + pdi + "» ناشناخته است"},
		// What strangers wrote cannot turn the sentence round.
		{told: Tell("“%s” is not in %s", "a\u202eb\u2069c", "A2"), tag: "fa", want: "«" + fsi + "abc" + pdi + "» در " + fsi + "A2" + pdi + " نیست"},
		{told: Tell("nobody ever said %s", "this"), tag: "fa", want: "nobody ever said this", absent: true},
		{tag: "fa", want: ""},
	} {
		got, ok := tt.told.In(For(tt.tag))
		if got != tt.want || ok == tt.absent {
			t.Errorf("%s of %q is %q, %t; want %q", tt.tag, tt.told, got, ok, tt.want)
		}
	}
}

var verb = regexp.MustCompile(`%(\[\d+\])?([.\d]*[a-z]|%)`)

// fills says which arguments a format writes, and how.
func fills(format string) []string {
	var out []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			fmt.Sscanf(m[1], "[%d]", &next)
		}
		out = append(out, fmt.Sprint(next, m[2]))
		next++
	}
	slices.Sort(out)
	return out
}

func TestTellingsFillTheSamePlaces(t *testing.T) {
	signs := regexp.MustCompile(`⟦[^⟧]*⟧|n [^ ]+ N|\bn\b|\[[^\]]*\]`)
	for format, m := range tellings {
		want := fills(format)
		for tag, s := range map[string]string{"fa": m.fa, "ar": m.ar} {
			if strings.TrimSpace(s) == "" {
				t.Errorf("%q is not said in %s", format, tag)
			}
			if got := fills(s); !slices.Equal(got, want) {
				t.Errorf("%q in %s fills %v, in English %v", format, tag, got, want)
			}
			if strings.Count(s, "⟦") != strings.Count(s, "⟧") {
				t.Errorf("%q in %s: a bracket is not closed", format, tag)
			}
			if rest := signs.ReplaceAllString(verb.ReplaceAllString(s, ""), ""); strings.ContainsAny(rest, "0123456789,;?") || regexp.MustCompile("[a-zA-Z]").MatchString(rest) {
				t.Errorf("%q in %s holds Latin signs outside of ⟦⟧: %q", format, tag, rest)
			}
		}
		if strings.ContainsAny(m.fa, "كيىة") {
			t.Errorf("%q: the Persian sentence holds an Arabic letter", format)
		}
		if strings.ContainsAny(m.ar, "کیگچپژ") {
			t.Errorf("%q: the Arabic sentence holds a Persian letter", format)
		}
	}
}
