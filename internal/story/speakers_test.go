package story

import (
	"testing"

	"voxpop"
)

// The ways to name a speaker are read by no exported name, so this test stands
// inside the package. Names and their spellings are as newspapers write them;
// the people are invented.
var spellings = []struct {
	latin   string
	written []string // Persian, Arabic and other usual spellings
}{
	{"Varga", []string{"وارگا", "فارغا", "فارجا"}}, {"Reyl", []string{"ریل", "رایل"}}, {"Orlo", []string{"اورلو", "أورلو"}}, {"Severin", []string{"سورین", "سیورین", "سيفيرين", "سفرين"}},
	{"Castellane", []string{"کاستلان", "کاستلانه", "كاستيلاني", "كاستلان"}}, {"Farrokh", []string{"فرخ", "فروخ"}}, {"Brandt", []string{"برانت", "براندت", "براند"}}, {"Mattis", []string{"ماتیس", "متیس", "ماتيس"}},
	{"Smith", []string{"اسمیت", "سميث"}}, {"Johnson", []string{"جانسون", "جونسون"}}, {"Miller", []string{"میلر", "ميلر"}}, {"Garcia", []string{"گارسیا", "غارسيا"}},
	{"Martinez", []string{"مارتینز", "مارتينيز"}}, {"Lopez", []string{"لوپز", "لوبيز"}}, {"Petrov", []string{"پتروف", "بتروف"}}, {"Ivanov", []string{"ایوانوف", "إيفانوف"}},
	{"Keller", []string{"کلر", "كيلر"}}, {"Fischer", []string{"فیشر", "فيشر"}}, {"Schmidt", []string{"اشمیت", "شميت"}}, {"Schneider", []string{"اشنایدر", "شنايدر"}},
	{"Weber", []string{"وبر", "ويبر"}}, {"Wagner", []string{"واگنر", "واغنر"}}, {"Becker", []string{"بکر", "بيكر"}}, {"Dupont", []string{"دوپون", "دوبون"}},
	{"Moreau", []string{"مورو"}}, {"Laurent", []string{"لوران"}}, {"Rossi", []string{"روسی", "روسي"}}, {"Bianchi", []string{"بیانکی", "بيانكي"}},
	{"Silva", []string{"سیلوا", "سيلفا"}}, {"Santos", []string{"سانتوس"}}, {"Costa", []string{"کوستا", "كوستا"}}, {"Yilmaz", []string{"ییلماز", "يلماز"}},
	{"Demir", []string{"دمیر", "دمير"}}, {"Kaya", []string{"کایا", "كايا"}}, {"Hassan", []string{"حسن"}}, {"Hussein", []string{"حسین", "حسين"}},
	{"Karim", []string{"کریم", "كريم"}}, {"Rahimi", []string{"رحیمی", "رحيمي"}}, {"Sadeghi", []string{"صادقی", "صادقي"}}, {"Tavakoli", []string{"توکلی", "توكلي"}},
	{"Ghasemi", []string{"قاسمی", "قاسمي"}}, {"Khalili", []string{"خلیلی", "خليلي"}}, {"Shirazi", []string{"شیرازی", "شيرازي"}}, {"Mansour", []string{"منصور"}},
	{"Nasser", []string{"ناصر"}}, {"Tariq", []string{"طارق"}}, {"Zahra", []string{"زهرا"}}, {"Nowak", []string{"نواک", "نوفاك"}},
	{"Kowalski", []string{"کوالسکی", "كوالسكي", "كوفالسكي"}}, {"Novak", []string{"نوواک", "نوفاك"}}, {"Horvat", []string{"هوروات", "هورفات"}}, {"Jensen", []string{"ینسن", "جنسن", "ينسن"}},
	{"Larsen", []string{"لارسن"}}, {"Berg", []string{"برگ", "بيرغ"}}, {"Lindqvist", []string{"لیندکویست", "ليندكفيست"}}, {"Dubois", []string{"دوبوا"}},
	{"Chang", []string{"چانگ", "تشانغ"}}, {"Tanaka", []string{"تاناکا", "تاناكا"}}, {"Suzuki", []string{"سوزوکی", "سوزوكي"}}, {"Watanabe", []string{"واتانابه", "واتانابي"}},
	{"Okafor", []string{"اوکافور", "أوكافور"}}, {"Adeyemi", []string{"آدیمی", "أديمي"}}, {"Mbeki", []string{"امبکی", "مبيكي"}}, {"Philip", []string{"فیلیپ", "فيليب"}},
	{"Xavier", []string{"کساویر", "كسافيير"}}, {"Phelps", []string{"فلپس", "فيلبس"}}, {"Thornton", []string{"تورنتون", "ثورنتون"}}, {"Charlton", []string{"چارلتون", "تشارلتون"}},
}

// other names of that table must not be taken for one.
func TestSpelling(t *testing.T) {
	found, all := 0, 0
	for i, n := range spellings {
		sp := newSpelling(n.latin)
		if sp == nil {
			t.Errorf("%s has no spelling", n.latin)
			continue
		}
		for _, w := range n.written {
			all++
			if matchesAny(sp, w) {
				found++
			} else {
				t.Logf("%s is not known in %s", n.latin, w)
			}
		}
		for k, other := range spellings {
			if k == i || same[[2]string{n.latin, other.latin}] || same[[2]string{other.latin, n.latin}] {
				continue
			}
			for _, w := range other.written {
				if matchesAny(sp, w) {
					t.Errorf("%s is taken for %s, written %s", other.latin, n.latin, w)
				}
			}
		}
	}
	t.Logf("%d names, %d of %d spellings known", len(spellings), found, all)
	if found*100 < all*95 {
		t.Errorf("%d of %d spellings are known", found, all)
	}
}

// Pairs that Arabic script does not tell apart.
var same = map[[2]string]bool{
	{"Nowak", "Novak"}: true, {"Jensen", "Johnson"}: true, {"Schmidt", "Smith"}: true,
}

func matchesAny(sp *spelling, word string) bool {
	l := langs["fa"]
	for _, tok := range l.tokens([]rune(word)) {
		for _, w := range tok.alts {
			if sp.matches(w) {
				return true
			}
		}
	}
	return false
}

func TestNames(t *testing.T) {
	said := func(speaker, role string, names, roles voxpop.Localized) voxpop.Statement {
		return voxpop.Statement{Speaker: speaker, Role: role, Names: names, Roles: roles}
	}
	statements := []voxpop.Statement{
		said("Mattis Orlo", "First Warden", voxpop.Localized{"fa": "ماتیس اورلو"}, voxpop.Localized{"fa": "سرنگهبان"}),
		said("Hale Severin", "harbour minister", nil, nil),
		said("Nadia Farrokh", "opposition leader", nil, nil),
		said("Omid Farrokh", "mayor", nil, nil),
		said("Ivo Brandt", "president", nil, nil),
		said("Ivo Brandt", "company president", nil, nil),
	}
	for _, tt := range []struct {
		lang, words string
		want        []string // slugs; of a name that two bear, both
	}{
		{"en", "Mattis Orlo spoke", []string{"mattis-orlo"}},
		{"en", "Orlo spoke", []string{"mattis-orlo"}},
		{"en", "ORLO’s ferry", []string{"mattis-orlo"}},
		{"en", "Mattis spoke", nil},
		{"en", "the First Warden spoke", []string{"mattis-orlo"}},
		{"en", "the Warden spoke", []string{"mattis-orlo"}},
		{"en", "the first of May", nil},
		{"en", "the harbour minister and the minister", []string{"hale-severin", "hale-severin"}},
		{"en", "Farrokh spoke", []string{"nadia-farrokh", "omid-farrokh"}},
		{"en", "Nadia Farrokh spoke", []string{"nadia-farrokh"}},
		{"en", "the leader and the mayor", []string{"nadia-farrokh", "omid-farrokh"}},
		{"en", "the company president", []string{"ivo-brandt"}},
		{"en", "Orlowski spoke", nil},
		{"en", "nobody spoke", nil},
		{"fa", "ماتیس اورلو گفت", []string{"mattis-orlo"}},
		{"fa", "اورلو گفت", []string{"mattis-orlo"}},
		{"fa", "سرنگهبان گفت", []string{"mattis-orlo"}},
		{"fa", "هیل سورین گفت", []string{"hale-severin"}},
		{"fa", "شهردار گفت", []string{"omid-farrokh"}},
		{"fa", "رهبر مخالفان گفت", []string{"nadia-farrokh"}},
		{"fa", "براندت گفت", []string{"ivo-brandt"}},
		{"fa", "مردم گفتند", nil},
		{"ar", "قال أورلو", []string{"mattis-orlo"}},
		{"ar", "قالت سيفيرين", []string{"hale-severin"}},
		{"ar", "وبراندت قال", []string{"ivo-brandt"}},
		{"ar", "قال رئيس البلدية", []string{"omid-farrokh"}},
		{"ar", "قال الناس", nil},
	} {
		t.Run(tt.lang+" "+tt.words, func(t *testing.T) {
			l := langs[tt.lang]
			s := newSpeakers(l, statements)
			var got []string
			for _, m := range s.in(l.tokens([]rune(tt.words))) {
				for _, p := range m.people {
					got = append(got, s.people[p].slug)
				}
			}
			if len(got) != len(tt.want) {
				t.Fatalf("names %q, want %q", got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("names %q, want %q", got, tt.want)
				}
			}
		})
	}
}

// No word, however long, takes long to hold against a name.
func FuzzSpelling(f *testing.F) {
	f.Add("aeiouaeiouaeiouaeiou b c", "اویهاویهاویهاویهاویهاویهاویهاویهاویه")
	f.Add("Castellane", "کاستلان")
	f.Fuzz(func(t *testing.T, name, word string) {
		if sp := newSpelling(name); sp != nil {
			sp.matches(word)
		}
	})
}
