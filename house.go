package voxpop

// House holds a newsroom's rules of wording: what a quantifier asks of a
// share, and the limits of publishing. [DefaultHouse] is documented in
// docs/HOUSE-RULES.md; a newsroom changes it in voxpop.toml.
type House struct {
	Ladder []Rung // from the weakest word to the strongest

	Dominate DominateRule

	MinAlpha    float64 // under this agreement on a theme only the "some" rung is offered
	NumbersOnly int     // under this many counted people: no word, no share, no chart
	NumberFirst int     // under this many counted people the number stands before the word
	MinCell     int     // a breakdown cell under this many people is not published
	DelayDays   int     // days between the last response quoted and the story
}

// Rung is one row of the quantifier ladder. Shares are fractions of 1.
type Rung struct {
	ID     string
	From   float64 // the least share; inclusive unless Over
	Over   bool    // the share must lie above From, not at it
	To     float64 // the ceiling: a larger share makes the word an understatement; 1 = none
	People int     // at least this many people
	Low    float64 // the low end of the range must lie above this; 0 = not asked
	// Words are the ways to say it, by language; the first is the one offered.
	// A word of several parts is written with single spaces.
	Words map[string][]string
}

// Rung returns the rung with that id.
func (h House) Rung(id string) (Rung, bool) {
	for _, r := range h.Ladder {
		if r.ID == id {
			return r, true
		}
	}
	return Rung{}, false
}

// DominateRule is what "dominated" asks: a share, a lead over the next theme,
// and a base; and that share and lead still hold without campaigns and
// without the largest channel.
type DominateRule struct {
	Share   float64
	Lead    float64 // times the next theme's share
	Counted int
	Words   map[string][]string
}

// The rungs that rules refer to by name.
const (
	RungSome   = "some"
	RungOthers = "others"
	RungAll    = "all"
)

// DefaultHouse returns the rules that hold until a newsroom changes them.
func DefaultHouse() House {
	return House{
		Ladder: []Rung{
			{ID: "a few", To: .15, People: 3, Words: map[string][]string{
				"en": {"a few", "a handful"}, "fa": {"چند نفر", "چند تن", "تنی چند"}, "ar": {"قلة", "بضعة", "قليلون", "قليل"}}},
			{ID: "several", To: .15, People: 6, Words: map[string][]string{
				"en": {"several", "a number"}, "fa": {"شماری", "تعدادی", "چندین نفر", "چندین تن", "چندین"}, "ar": {"عدد", "عدة", "عديدون"}}},
			{ID: RungSome, From: .15, To: .30, People: 6, Words: map[string][]string{
				"en": {"some"}, "fa": {"برخی", "بعضی", "پاره‌ای"}, "ar": {"بعض", "بعضهم"}}},
			{ID: RungOthers, From: .15, To: .30, People: 6, Words: map[string][]string{
				"en": {"others"}, "fa": {"دیگران", "برخی دیگر", "بعضی دیگر", "گروهی دیگر"}, "ar": {"آخرون", "آخرين", "بعض آخر", "بعضهم الآخر"}}},
			{ID: "many", From: .30, To: .50, People: 20, Low: .20, Words: map[string][]string{
				"en": {"many"}, "fa": {"بسیاری", "خیلی‌ها"}, "ar": {"كثيرون", "كثيرين", "كثير", "العديد"}}},
			{ID: "about half", From: .45, To: .55, People: 20, Words: map[string][]string{
				"en": {"about half", "around half", "roughly half", "half"}, "fa": {"حدود نیمی", "نزدیک به نیمی", "نیمی", "حدود نصف"}, "ar": {"نحو نصف", "حوالي نصف", "قرابة نصف", "نصف"}}},
			{ID: "a majority", From: .50, To: .75, People: 20, Low: .50, Words: map[string][]string{
				"en": {"a majority", "the majority", "more than half", "over half"}, "fa": {"بیش از نیمی", "بیشتر از نیمی", "اکثریت"}, "ar": {"أكثر من نصف", "ما يزيد على نصف", "أغلبية", "الأغلبية", "غالبية", "الغالبية"}}},
			{ID: "most", From: .75, To: .90, People: 30, Low: .66, Words: map[string][]string{
				"en": {"most"}, "fa": {"بیشتر", "اغلب", "اکثر"}, "ar": {"معظم", "أغلب", "أكثر"}}},
			{ID: "almost all", From: .90, Over: true, To: 1, People: 30, Low: .85, Words: map[string][]string{
				"en": {"almost all", "nearly all", "almost everyone", "nearly everyone"}, "fa": {"تقریباً همه", "تقریبا همه", "تقریباً همهٔ", "کمابیش همه"}, "ar": {"جميعهم تقريبا", "جميعهم تقريبًا", "كلهم تقريبا", "كلهم تقريبًا", "الجميع تقريبا", "الجميع تقريبًا", "جميع تقريبا"}}},
			{ID: RungAll, From: 1, To: 1, Words: map[string][]string{
				"en": {"all", "everyone", "every"}, "fa": {"همه", "همهٔ", "همگی", "تمام"}, "ar": {"جميع", "كل", "الجميع", "كلهم", "جميعهم"}}},
		},
		Dominate: DominateRule{Share: .50, Lead: 2, Counted: 50, Words: map[string][]string{
			"en": {"dominated", "dominates", "dominate", "dominating", "dominant", "overwhelming", "overwhelmingly", "overwhelmed"},
			"fa": {"غالب", "چیره", "مسلط", "محور اصلی", "غلبه داشت", "حاکم بود"},
			"ar": {"هيمن", "هيمنت", "يهيمن", "تهيمن", "طغى", "طغت", "غلب", "غلبت", "الغالب", "المهيمن", "ساحق", "ساحقة"}}},
		MinAlpha:    .667,
		NumbersOnly: 10,
		NumberFirst: 30,
		MinCell:     5,
		DelayDays:   2,
	}
}
