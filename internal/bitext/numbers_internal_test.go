package bitext

import (
	"strings"
	"testing"
)

func TestQuantities(t *testing.T) {
	for _, tt := range []struct{ lang, in, want string }{
		{"fa", "دو سه نفر", "2 3"},
		{"fa", "سی و سه نفر", "33"},
		{"fa", "صد و بیست و یک هزار تومان", "121000"},
		{"fa", "۱۲ میلیون و ۵۰۰ هزار", "12500000"},
		{"fa", "دو میلیون و سیصد هزار", "2300000"},
		{"fa", "۱۴۰۲/۱۲/۲۲ و ۳/۵", "date 3.5"},
		{"fa", "پنجاه درصد", "50%"},
		{"fa", "سوم شخص", "3"},
		{"ar", "مليونان وثلاثمئة ألف", "2300000"},
		{"ar", "٣ ملايين و٢٥٪", "3000000 25%"},
		{"ar", "خمسة وعشرون في المئة", "25%"},
		{"ar", "ثلاثة أو أربعة", "3 4"},
		{"ar", "مئة وخمسون", "150"},
		{"ar", "اثنا عشر ألفا", "12000"},
		{"en", "one hundred and twenty-one thousand", "121000"},
		{"en", "twelve hundred", "1200"},
		{"en", "five and six", "5 6"},
		{"en", "twenty and five", "25"},
		{"en", "2.5 million, 3rd, 12,000 and 5k", "2500000 3 12000 5000"},
		{"en", "two and a half hours", "2.5"},
		{"en", "March 12, 2024 or 12th of March", "date date"},
		{"en", "you may march on 5", "5"},
		{"en", "10-12 days", "10 12"},
		{"en", "at 8:30", "T8:30"},
		{"fr", "trois cent quatre-vingt-dix-neuf mille", "399000"},
		{"fr", "soixante et onze", "71"},
		{"fr", "dix-sept", "17"},
		{"fr", "1 234 567,5", "1234567.5"},
		{"fr", "deux mille vingt-quatre", "2024"},
		{"fr", "trente pour cent", "30%"},
		{"de", "zweitausenddreihundertfünf", "2305"},
		{"de", "der zwanzigste Tag", "20"},
		{"de", "1.234.567,89", "1234567.89"},
		{"de", "3 Mio. Euro", "3000000"},
		{"es", "dos mil veinticuatro", "2024"},
		{"es", "ciento treinta y dos", "132"},
		{"es", "treinta por ciento", "30%"},
		{"tr", "iki yüz elli bin", "250000"},
		{"tr", "yüzde kırk beş", "45%"},
		{"tr", "%40", "40%"},
		{"ru", "двести пятьдесят тысяч", "250000"},
		{"ru", "полтора миллиона", "1500000"},
		{"ru", "12 тыс. человек", "12000"},
		{"ur", "۱۲٬۵۰۰", "12500"},
	} {
		var got []string
		for _, q := range quantities([]rune(tt.in), tt.lang) {
			switch {
			case q.days != nil:
				got = append(got, "date")
			case q.percent:
				got = append(got, q.reads[0]+"%")
			default:
				got = append(got, q.reads[0])
			}
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: %s is %s, want %s", tt.lang, tt.in, s, tt.want)
		}
	}
}

func TestCalendar(t *testing.T) {
	// The spring equinox of some years, and a leap day, by the published calendars.
	for _, tt := range []struct {
		y, m, d int
		want    day
	}{{1399, 1, 1, day{2020, 3, 20}}, {1400, 1, 1, day{2021, 3, 21}}, {1403, 1, 1, day{2024, 3, 20}}, {1403, 12, 30, day{2025, 3, 20}}, {1357, 11, 22, day{1979, 2, 11}}, {1402, 10, 11, day{2024, 1, 1}}} {
		if got := gregorian(tt.y, tt.m, tt.d); got != tt.want {
			t.Errorf("%d-%d-%d is %v, want %v", tt.y, tt.m, tt.d, got, tt.want)
		}
	}
}

func TestSoundsLike(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"Mohammad", "محمد", true}, {"Khadija", "خدیجه", true}, {"Kholina", "Холина", true}, {"Shahnaz", "شهناز", true}, {"Quindell", "کویندل", true}, {"Gholamreza", "غلامرضا", true},
		{"Wesselburg", "وسلبورگ", true}, {"Jafari", "جعفری", true}, {"Chekhov", "Чехов", true}, {"Zahra", "زهرا", true}, {"Tehran", "طهران", true},
		{"Mohammad", "کریم", false}, {"Rostami", "کریمی", false}, {"Samira", "خدیجه", false}, {"Elena", "Марию", false}, {"Berlin", "پاریس", false},
	} {
		if got := likeName(skeleton(tt.a), skeleton(tt.b)); got != tt.same {
			t.Errorf("%s and %s: %v (%s, %s)", tt.a, tt.b, got, skeleton(tt.a), skeleton(tt.b))
		}
	}
}
