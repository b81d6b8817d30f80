package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"voxpop/internal/text"
)

// Words of one group have one stem, and no two groups share it.
var stems = []struct {
	lang   string
	groups []string
}{
	{"fa", []string{
		"کتاب کتاب‌ها کتاب‌های کتابی کتاب‌هایشان کتاب‌هامون", "خانه خانه‌ها خانه‌هایی", "می‌کنم می‌کند می‌کنند میکنه میکنن", "نمی‌کنم نمی‌کند نمیکنه",
		"می‌روم می‌رود میرم میره", "نمی‌روم نمیرم", "می‌گویند میگن میگه", "نمیگن", "میدان میدان‌ها", "تنها", "زیبا زیبایی زیباترین زیباتر", "اصل اصلی اصلی‌تر اصلی‌ترین", "امارات", "بهتر بهترین", "ایران ایرانی", "دختر دخترها",
		"مشکل مشکلات", "نماینده نمایندگان", "بیکار", "کار کارها", "می‌توانیم میتونم می‌تواند", "نمی‌توانیم نمیتونم",
	}},
	{"ar", []string{"المدينة مدينة والمدينة بالمدينة المدن؟", "المعلمون معلم المعلمين معلمات", "سفينة السفينة سفينتها؟", "مجلس المجلس للمجلس"}},
	{"ckb", []string{"کتێب کتێبەکە کتێبەکان کتێبەکانی کتێبێک"}},
	{"ur", []string{"لڑکا لڑکی لڑکے لڑکیوں لڑکیاں", "نہیں؟"}},
	{"ps", []string{"کتاب کتابونه کتابونو"}},
	{"en", []string{"boat boats boat's", "city cities", "make makes making", "plan plans planned planning", "hopeless", "hope hopes hoped hoping", "vote votes voted voting", "church churches", "news", "nothing", "class classes", "need needs needed", "family families",
		"real really", "can't", "can"}},
	{"de", []string{"Haus Hauses Häuser", "Fähre Fähren", "schön schöne schönen schöner schönes", "unsicher unsichere unsicheren", "sicher sichere"}},
	{"fr", []string{"bateau bateaux", "national nationale nationales nationaux", "l'école écoles d'école", "n'est", "petit petite petites petits", "manger mangé mangée"}},
	{"es", []string{"amigo amigas amiga amigos", "luz luces", "barco barcos", "estación estaciones"}},
	{"tr", []string{"gemi gemiler gemilerin gemilerde gemilerden", "okul okullar okulların", "okulsuz", "Ankara Ankara'da"}},
	{"az", []string{"gəmi gəmilər gəmilərin gəmilərdən"}},
	{"ru", []string{"паром паромы парома паромами паромов", "новый новая новое новые новых", "неновый"}},
	{"uk", []string{"пором пороми порома поромами"}},
	{"", []string{"boats boat", "کتاب کتاب‌ها کتاب‌های", "нового"}},
}

func TestStem(t *testing.T) {
	for _, tt := range stems {
		of := map[string]string{}
		for _, g := range tt.groups {
			var first string
			for i, w := range strings.Fields(g) {
				if strings.HasSuffix(w, "؟") {
					continue
				}
				s := text.Stem(tt.lang, text.LooseString(w))
				if i == 0 {
					first = s
					if other, ok := of[s]; ok {
						t.Errorf("%s: %s and %s are both %s", tt.lang, w, other, s)
					}
					of[s] = w
				}
				if s != first {
					t.Errorf("%s: stem of %s is %s, in a group with %s", tt.lang, w, s, first)
				}
			}
		}
	}
}

func FuzzStem(f *testing.F) {
	for _, s := range stems {
		for _, g := range s.groups {
			for w := range strings.FieldsSeq(g) {
				f.Add(s.lang, w)
			}
		}
	}
	f.Fuzz(func(t *testing.T, lang, s string) {
		for _, k := range text.Tokens(s) {
			if k.Kind != text.Word || k.Long {
				continue
			}
			w := string(k.Text)
			got := text.Stem(lang, w)
			least := 3
			if text.ScriptOf([]rune(w)[0]) == text.Arabic {
				least = 2
			}
			if n := utf8.RuneCountInString(got); n < min(least, utf8.RuneCountInString(w)) {
				t.Errorf("%s: stem of %q is %q", lang, w, got)
			}
			if string(text.AppendStem([]byte("x"), lang, k.Text)) != "x"+got {
				t.Errorf("%s: AppendStem of %q is not %q", lang, w, got)
			}
			if neg := "نمی"; strings.HasPrefix(w, neg) && lang == "fa" && !strings.HasPrefix(got, "ن") {
				t.Errorf("stem of %q lost its negation: %q", w, got)
			}
		}
	})
}
