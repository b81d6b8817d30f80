package recordtest

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"strings"
)

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// theme is something that a share of the answers speaks of.
type theme struct {
	code  string
	share float64
}

// themes, in order of the words that each tongue has for them.
var themes = []theme{
	{"memory", .46}, {"noise", .22}, {"money", .18}, {"craft", .12}, {"time", .30}, {"boats", .10}, {"children", .08}, {"pride", .14},
}

// tongue is a language with words for each theme and words between them.
type tongue struct {
	tag       string
	about     [][]string // by theme
	between   []string
	petitions [2]string
	stop      string
}

var tongues = []tongue{
	{"en", [][]string{
		{"remember", "grandmother", "childhood", "years"}, {"bells", "loud", "silence", "nights"}, {"cost", "budget", "pay", "cheap"},
		{"gears", "brass", "clockmaker", "repair"}, {"late", "hours", "minute", "early"}, {"boats", "harbour", "sails", "tide"},
		{"children", "school", "games", "daughter"}, {"proud", "ours", "tower", "famous"},
	}, strings.Fields("I think that the clock and we all of it but when in our town every day there is no more than a little for me so it was never quite like this"),
		[2]string{"Dear harbour office, please wind the clock again before the summer. It belongs to all of us.", "Dear harbour office, let the clock rest in peace. It has worked long enough."}, "."},
	{"fa", [][]string{
		{"یاد", "مادربزرگ", "کودکی", "سال‌ها"}, {"زنگ", "بلند", "سکوت", "شب‌ها"}, {"هزینه", "بودجه", "پول", "ارزان"},
		{"چرخ‌دنده", "برنج", "ساعت‌ساز", "تعمیر"}, {"دیر", "ساعت", "دقیقه", "زود"}, {"قایق", "بندر", "بادبان", "موج"},
		{"بچه‌ها", "مدرسه", "بازی", "دختر"}, {"افتخار", "مال‌ما", "برج", "مشهور"},
	}, strings.Fields("من فکر می‌کنم که این و ما همه از آن اما وقتی در شهر هر روز نیست بیشتر کمی برای من هرگز چنین نبود"),
		[2]string{"دفتر بندر گرامی، لطفاً پیش از تابستان ساعت را دوباره کوک کنید. این ساعت از آن همهٔ ماست.", "دفتر بندر گرامی، بگذارید ساعت آرام بگیرد. به اندازهٔ کافی کار کرده است."}, "."},
	{"ar", [][]string{
		{"أتذكر", "جدتي", "طفولة", "سنوات"}, {"أجراس", "صاخب", "صمت", "ليالي"}, {"كلفة", "ميزانية", "مال", "رخيص"},
		{"تروس", "نحاس", "ساعاتي", "إصلاح"}, {"متأخر", "ساعات", "دقيقة", "مبكر"}, {"قوارب", "ميناء", "أشرعة", "مد"},
		{"أطفال", "مدرسة", "ألعاب", "ابنتي"}, {"فخور", "لنا", "برج", "مشهور"},
	}, strings.Fields("أظن أن هذه و نحن كلنا من ذلك لكن حين في مدينتنا كل يوم لا يوجد أكثر قليلا لي لم يكن هكذا أبدا"),
		[2]string{"إدارة الميناء المحترمة، أعيدوا تشغيل الساعة قبل الصيف من فضلكم. إنها لنا جميعا.", "إدارة الميناء المحترمة، دعوا الساعة ترتاح. لقد عملت بما يكفي."}, "."},
	{"es", [][]string{
		{"recuerdo", "abuela", "infancia", "años"}, {"campanas", "ruido", "silencio", "noches"}, {"coste", "presupuesto", "pagar", "barato"},
		{"engranajes", "latón", "relojero", "reparar"}, {"tarde", "horas", "minuto", "temprano"}, {"barcos", "puerto", "velas", "marea"},
		{"niños", "escuela", "juegos", "hija"}, {"orgullo", "nuestro", "torre", "famoso"},
	}, strings.Fields("creo que el reloj y todos nosotros de eso pero cuando en nuestra ciudad cada día no hay más que un poco para mí nunca fue así"),
		[2]string{"Estimada oficina del puerto: den cuerda al reloj antes del verano. Es de todos.", "Estimada oficina del puerto: dejen descansar al reloj. Ya ha trabajado bastante."}, "."},
	{"tr", [][]string{
		{"hatırlıyorum", "büyükannem", "çocukluk", "yıllar"}, {"çanlar", "gürültü", "sessizlik", "geceler"}, {"maliyet", "bütçe", "ödemek", "ucuz"},
		{"dişliler", "pirinç", "saatçi", "tamir"}, {"geç", "saatler", "dakika", "erken"}, {"tekneler", "liman", "yelken", "gelgit"},
		{"çocuklar", "okul", "oyunlar", "kızım"}, {"gurur", "bizim", "kule", "ünlü"},
	}, strings.Fields("bence bu saat ve hepimiz ondan ama şehrimizde her gün biraz daha yok benim için hiç böyle olmadı"),
		[2]string{"Sayın liman idaresi, lütfen yazdan önce saati yeniden kurun. O hepimizin.", "Sayın liman idaresi, bırakın saat dinlensin. Yeterince çalıştı."}, "."},
}

// compose writes an answer about themes: two words to a page, most of them a
// few sentences.
func (t tongue) compose(d *rand.Rand, about []int) string {
	sentences := 1 + int(d.ExpFloat64()*2)
	if d.IntN(10) == 0 {
		sentences = 0
	}
	var b strings.Builder
	word := func(list []string) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(list[d.IntN(len(list))])
	}
	for range min(sentences, 30) {
		for range 3 + d.IntN(9) {
			word(t.between)
			if len(about) > 0 && d.IntN(3) == 0 {
				word(t.about[about[d.IntN(len(about))]])
			}
		}
		b.WriteString(t.stop)
	}
	if b.Len() == 0 {
		for _, k := range about {
			word(t.about[k])
		}
		word(t.between)
	}
	return b.String()
}

// petition writes a campaign's text as people pass it on: one in three changes
// something.
func (t tongue) petition(d *rand.Rand, which int) string {
	text := t.petitions[which]
	if d.IntN(3) == 0 {
		words := strings.Fields(text)
		words[d.IntN(len(words))] = t.between[d.IntN(len(t.between))]
		text = strings.Join(words, " ")
	}
	return text
}
