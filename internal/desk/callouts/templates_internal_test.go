package callouts

import (
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"voxpop"
)

// TestTemplates checks every field that a template names against the type of
// its data, also inside ranges that a test's data leaves empty.
func TestTemplates(t *testing.T) {
	for name, data := range map[string]any{"list.tmpl": listPage{}, "edit.tmpl": editPage{}, "preview.tmpl": previewPage{}, "share.tmpl": sharePage{}, "advice": adviceList{}} {
		if err := templatecheck.CheckHTML(pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAdvice holds the rules to questions that editors wrote and to good ones.
func TestAdvice(t *testing.T) {
	for _, tt := range []struct{ lang, question, want string }{
		{"en", "What has changed on your street since the night buses began?", ""},
		{"en", "How do you decide what to buy when prices move?", ""},
		{"en", "Don't you think the council should resign?", "callouts.advice.agree"},
		{"en", "Don’t you think the council should resign?", "callouts.advice.agree"},
		{"en", "Do you agree that the tram is late?", "callouts.advice.agree"},
		{"en", "Do you use the tram?", "callouts.advice.yesno"},
		{"en", "What do you think of the outrageous new fares?", "callouts.advice.loaded"},
		{"en", "What do you pay for bread, and why do you buy it there?", "callouts.advice.double"},
		{"en", "What do you pay? Where do you buy?", "callouts.advice.two"},
		{"en", "Which island is most like home?", ""},
		{"fa", "از وقتی اتوبوس‌های شبانه راه افتاده‌اند، در کوچهٔ شما چه تغییر کرده است؟", ""},
		{"fa", "آیا از تراموا استفاده می‌کنید؟", "callouts.advice.yesno"},
		{"fa", "شورا باید استعفا بدهد، این‌طور نیست؟", "callouts.advice.agree"},
		{"fa", "دربارهٔ وضع وحشتناک نان چه فکر می‌کنید؟", "callouts.advice.loaded"},
		{"fa", "نان را چند می‌خرید و چرا؟", "callouts.advice.double"},
		{"ar", "كيف تقرر ما تشتريه حين تتحرك الأسعار؟", ""},
		{"ar", "ما الذي تغيّر في شارعك منذ بدأت الحافلات الليلية؟", ""},
		{"ar", "ألا تعتقد أن المجلس يجب أن يستقيل؟", "callouts.advice.agree"},
		{"ar", "هل تستعمل الترام؟", "callouts.advice.yesno"},
		{"ar", "كم تدفع ثمن الخبز ولماذا؟", "callouts.advice.double"},
		{"de", "Warum? Und wie?", "callouts.advice.two"},
		{"de", "Don't you", ""},
		{"en", "", ""},
	} {
		var got []string
		for _, a := range advise(tt.question, tt.lang) {
			got = append(got, a.Key)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s %q: %v, want %q", tt.lang, tt.question, got, tt.want)
		}
	}
	for s, want := range map[string]bool{"Write to desk@example.org": true, "شمارهٔ ما ۰۲۱-۸۸۷۷۶۶۵۵ است": true, "Signal: @lantern_desk": true, "https://lantern.example": true, "We read all of it, 24 hours a day": false, "": false} {
		if got := otherWay(voxpop.Callout{Context: voxpop.Localized{"en": s}}, "en"); got != want {
			t.Errorf("another way in %q: %v", s, got)
		}
	}
}

// TestMerge brings two edits together, field by field.
func TestMerge(t *testing.T) {
	base := voxpop.Callout{Slug: "x", Question: voxpop.Localized{"en": "a", "fa": "b"}, Languages: []string{"en", "fa"}, Media: []voxpop.Medium{voxpop.Text}, RetentionDays: 30}
	mine, theirs := base, base
	mine.Question = voxpop.Localized{"en": "mine", "fa": "b"}
	mine.RetentionDays = 20
	theirs.Question = voxpop.Localized{"en": "theirs", "fa": "theirs too"}
	theirs.Context = voxpop.Localized{"en": "why"}
	theirs.Media = []voxpop.Medium{voxpop.Text, voxpop.Voice}
	got, clashes := merge(base, mine, theirs)
	if len(clashes) != 1 || clashes[0] != (clash{"question.en", "theirs"}) {
		t.Errorf("clashes %+v", clashes)
	}
	if got.Question["en"] != "mine" || got.Question["fa"] != "theirs too" || got.Context["en"] != "why" || got.RetentionDays != 20 || len(got.Media) != 2 {
		t.Errorf("merged %+v", got)
	}
	if mine.Question["fa"] != "b" || mine.Context != nil {
		t.Error("merging changed what was merged")
	}
}

// TestTimes reads what a form says of a time, and leaves alone what it cannot show.
func TestTimes(t *testing.T) {
	for _, tt := range []struct{ day, clock, zone, want string }{
		{"2026-03-01", "08:30", "+03:30", "2026-03-01T08:30:00+03:30"}, {"2026-03-01", "", "", "2026-03-01"}, {"2026-03-01", "", "+01:00", "2026-03-01T00:00:00+01:00"},
		{"2026-03-01", "08:30", "", "2026-03-01T08:30:00Z"}, {"", "", "+01:00", ""},
	} {
		m, ok := moment(tt.day, tt.clock, tt.zone)
		if !ok || m.String() != tt.want {
			t.Errorf("%v: %s %v", tt, m, ok)
		}
	}
	for _, tt := range [][3]string{{"", "08:00", ""}, {"2026-02-30", "", ""}, {"2026-03-01", "25:00", "+01:00"}, {"2026-03-01", "08:00", "Tehran"}} {
		if m, ok := moment(tt[0], tt[1], tt[2]); ok {
			t.Errorf("%v was taken as %s", tt, m)
		}
	}
	was := voxpop.Callout{Slug: "x", Question: voxpop.Localized{"en": "q"}, Languages: []string{"en"}}
	if err := was.Opens.UnmarshalText([]byte("2026-03-01T08:30:17+03:30")); err != nil {
		t.Fatal(err)
	}
	c, problems := fieldsOf(was, was.Opens.Time).callout(was)
	if len(problems) > 0 || c.Opens.String() != was.Opens.String() {
		t.Errorf("%s became %s (%v)", was.Opens, c.Opens, problems)
	}
}

// TestSquares draws a code that has the finder patterns of a QR code in its corners.
func TestSquares(t *testing.T) {
	path, size, err := squares("https://answers.example/q/ferry?lang=fa")
	if err != nil || size < 29 {
		t.Fatalf("size %d, %v", size, err)
	}
	for _, want := range []string{"M4 4h7v1h-7z", "M4 10h7v1h-7z"} {
		if !strings.Contains(path, want) {
			t.Errorf("no %s in %s", want, path)
		}
	}
	if _, _, err := squares(strings.Repeat("long", 2000)); err == nil {
		t.Error("a text that no code holds was drawn")
	}
}
