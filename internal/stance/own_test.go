package stance_test

import (
	"testing"

	"voxpop/internal/stance"
)

// own are invented pairs in the manner of programmes and speeches: of two thirds
// a reader would say that they contradict each other. clash is the reader's
// word. The first run gave .92/.79 in English and .78/.88 in Persian; what it
// showed was then mended, so later figures tell only that nothing was lost.
var own = []struct {
	lang, a, b string
	clash      bool
}{
	{"en", "We want to abolish the lantern fee.", "The lantern fee must be kept.", true},
	{"en", "The ropeway should be privatized.", "The ropeway belongs in public hands.", true},
	{"en", "A second quay is unnecessary.", "We support the construction of a second quay.", true},
	{"en", "Carriages should be banned from the market square.", "Carriages must be allowed on the market square.", true},
	{"en", "The island hospital must not be closed.", "We plan to close the island hospital.", true},
	{"en", "Oil lamps pollute the harbour air.", "We support the continued use of oil lamps.", true},
	{"en", "Night fishing should be restricted.", "Night fishing is essential for the coast.", true},
	{"en", "We reject the dredging of the lagoon.", "The dredging of the lagoon is necessary.", true},
	{"en", "The minutes of the council should be published.", "The minutes of the council are confidential.", true},
	{"en", "Rowing lessons should be voluntary.", "Rowing lessons should be mandatory for every child.", true},
	{"en", "We will raise the wages of the pilots.", "The pilots' wages have been frozen.", true},
	{"en", "We promise quiet nights at the old port.", "The old port will get a fairground with music until dawn.", true},
	{"en", "Nobody should pay for water.", "Water meters will be installed in every house.", true},
	{"en", "The reed beds deserve protection.", "A boat yard will be built in the reed beds.", true},
	{"en", "We support a lower lantern fee.", "Poor households need relief.", false},
	{"en", "A second quay is unnecessary.", "The money is needed for the hospital.", false},
	{"en", "Carriages should be banned from the market square.", "Horses frighten the children.", false},
	{"en", "We reject the dredging of the lagoon.", "The lagoon's birds must not be disturbed.", false},
	{"en", "The island hospital must not be closed.", "Doctors should be paid to live on the island.", false},
	{"en", "Rowing lessons should be mandatory.", "No child should drown.", false},
	{"en", "We will raise the wages of the pilots.", "Good pilots are leaving.", false},
	{"en", "Oil lamps pollute the harbour air.", "Oil lamps should be replaced.", false},
	{"en", "Night fishing should be restricted.", "The herring stock has not recovered.", false},
	{"fa", "پل چوبی فروخته نخواهد شد.", "پل چوبی فروخته شد.", true},
	{"fa", "ما با خصوصی شدن تله‌کابین مخالفیم.", "تله‌کابین باید خصوصی شود.", true},
	{"fa", "صندوق بندر پر است.", "صندوق بندر خالی است.", true},
	{"fa", "کلاس قایق‌رانی اجباری است.", "کلاس قایق‌رانی اختیاری است.", true},
	{"fa", "اسکلهٔ دوم لازم نیست.", "اسکلهٔ دوم لازم است.", true},
	{"fa", "بهای فانوس ۵ سکه است.", "بهای فانوس ۸ سکه است.", true},
	{"fa", "هیچ گفت‌وگویی با شرکت نبود.", "با شرکت گفت‌وگو کردیم.", true},
	{"fa", "ما شب‌های آرام را قول می‌دهیم.", "شهر بازی تا سحر باز خواهد بود.", true},
	{"fa", "پل چوبی فروخته نخواهد شد.", "پل چوبی مال مردم است.", false},
	{"fa", "ما با خصوصی شدن تله‌کابین مخالفیم.", "تله‌کابین نباید خصوصی شود.", false},
	{"fa", "اسکلهٔ دوم لازم نیست.", "پول آن را به بیمارستان بدهید.", false},
	{"fa", "کلاس قایق‌رانی اجباری است.", "هیچ کودکی نباید غرق شود.", false},
	{"fa", "بهای فانوس ۵ سکه است.", "فانوس گران شده است.", false},
}

// TestOwn measures hints on them. The figure is of this file and no other.
func TestOwn(t *testing.T) {
	type score struct{ right, hinted, held int }
	by := map[string]*score{"en": {}, "fa": {}}
	for _, p := range own {
		s := by[p.lang]
		if p.clash {
			s.held++
		}
		c, ok := stance.Hint(p.a, p.b, p.lang)
		switch {
		case ok && p.clash:
			s.right, s.hinted = s.right+1, s.hinted+1
		case ok:
			s.hinted++
			t.Logf("false: %q / %q: %s", p.a, p.b, c.Reason)
		case p.clash:
			t.Logf("missed: %q / %q", p.a, p.b)
		}
	}
	for lang, s := range by {
		precision, recall := float64(s.right)/float64(max(1, s.hinted)), float64(s.right)/float64(s.held)
		t.Logf("%s: precision %.2f, recall %.2f of %d", lang, precision, recall, s.held)
		if precision < 0.9 || recall < 0.4 {
			t.Errorf("%s: precision %.2f, recall %.2f", lang, precision, recall)
		}
	}
}
