package text_test

import (
	"strings"
	"testing"

	"voxpop/internal/text"
)

// TestIdentify holds invented messages of the usual kind.
func TestIdentify(t *testing.T) {
	for _, tt := range []struct{ lang, s string }{
		{"en", "nobody asked us about the ferry"},
		{"en", "I miss the old boat 😢"},
		{"fa", "هیچ‌کس از ما نپرسید"},
		{"fa", "چرا کشتی رو فروختن؟"},
		{"fa", "كشتي را فروختند و هيچ كس نپرسيد"}, // typed on an Arabic keyboard
		{"fa", "ما می‌خواهیم که کشتی پس برگردد، به خدا"},
		{"ar", "لم يسألنا أحد عن العبّارة"},
		{"ar", "ليش باعوا المركب؟ مش معقول"},
		{"ckb", "کەس پرسیاری لە ئێمە نەکرد"},
		{"az", "Gəmi bizim idi, niyə satdılar?"},
		{"tr", "Gemi bizimdi, neden sattılar?"},
		{"tr", "Kimse bize sormadı"},
		{"es", "nadie nos preguntó por el barco"},
		{"fr", "personne ne nous a demandé pour le bateau"},
		{"de", "niemand hat uns wegen der Fähre gefragt"},
		{"ru", "нас никто не спросил про паром"},
		{"uk", "нас ніхто не спитав про пором"},
		{"ur", "کشتی کے بارے میں ہم سے کسی نے نہیں پوچھا"},
		{"ps", "د بېړۍ په اړه له موږ څخه چا پوښتنه ونه کړه"},
		{"tg", "касе аз мо дар бораи киштӣ напурсид"},
		{"azb", "گمی بیزیم ایدی، اوچون ساتدیلار؟ بیز اونو چوخ ایستیردیک و بو گون ده وار"},
		{"he", "אף אחד לא שאל אותנו על המעבורת"},
		{"hi", "किसी ने हमसे नाव के बारे में नहीं पूछा"},
		{"ja", "誰も私たちに聞かなかった"},
		{"zh", "没有人问过我们渡船的事"},
		{"ko", "아무도 우리에게 묻지 않았다"},
		{"el", "κανείς δεν μας ρώτησε για το πλοίο"},
		{"th", "ไม่มีใครถามเราเรื่องเรือ"},
		{"hy", "Ոչ ոք մեզ չհարցրեց նավի մասին"},
		{"ka", "არავინ გვკითხა გემის შესახებ"},
		{"am", "ስለ ጀልባው ማንም አልጠየቀንም"},
		{"en", "see https://example.org/fa/چرا and tell me what you think of it @kelva_ferry"},
		{"fa", "این app واقعا خوب نیست چون هر روز crash می‌کند"},
		{"", ""}, {"", "۱۲۳ 😡😡"}, {"", "ok"}, {"", "👍"}, {"", "https://example.org/the/and/of"},
		// Names alone.
		{"", "Anna Varga"}, {"", "Maria Lopez, Kelva"}, {"", "محمد رضایی"}, {"", "علی احمدی"}, {"", "Иван Петров"}, {"", "Kelva Lampen 2"}, {"", "Mehmet"},
		// Persian and Arabic in Latin letters.
		{"", "salam, man mikham bedunam chera kashti ro forukhtid"}, {"", "kheili bad bud, hichkas az ma naporsid"},
		{"", "leh ba3o el markeb? mesh ma32ool"}, {"", "ya3ni 7aram 3alaykom wallah"},
		// Languages that are not here.
		{"", "ninguém nos perguntou sobre o barco, não é justo para as pessoas"}, {"", "Você sabe que eu não gosto disso"},
		{"", "nessuno ci ha chiesto della nave e non è giusto per la gente"}, {"", "Perché hanno venduto il battello?"},
		{"", "niemand heeft ons iets gevraagd over de veerboot"}, {"", "Waarom hebben ze het schip verkocht?"},
		{"", "nikt nas nie zapytał o prom"}, {"", "Dlaczego sprzedali statek?"},
		{"", "ingen frågade oss om färjan"}, {"", "Hvorfor solgte de fergen?"},
		{"", "tidak ada yang bertanya kepada kami tentang kapal itu"}, {"", "Hakuna mtu aliyetuuliza kuhusu kivuko"}, {"", "Kwa nini waliuza meli yetu?"},
		{"", "nimeni nu ne-a întrebat despre feribot"}, {"", "senki sem kérdezett minket a kompról"}, {"", "kukaan ei kysynyt meiltä lautasta"},
		{"", "Kesî ji me nepirsî li ser keştiyê"}, {"", "nitko nas nije pitao za trajekt"}, {"", "hech kim bizdan parom haqida so'ramadi"},
		{"", "никой не ни попита за ферибота"}, {"", "нико нас није питао за трајект"}, {"", "бізден ешкім паром туралы сұрамады"}, {"", "ніхто ў нас не спытаў пра паром, што гэта такое"},
		{"", "ھېچكىم بىزدىن سورىمىدى"},
		{"", "कोणीही आम्हाला होडीबद्दल विचारले नाही आणि ते आहे"}, {"", "קיינער האט אונדז נישט געפרעגט"},
		{"", "a escola está fechada"}, {"", "школа зачынена"}, {"", "няма вода от три дни"}, {"", "училището е затворено"}, {"", "geen water hier"}, {"", "der er ikke noget vand"},
		{"", "school band hai"}, {"", "hoghoogh nemidan be ma"}, {"", "lotfan help konid we have no water"},
		// A word that is said again says nothing new.
		{"", "prices prices prices"}, {"", "non non non"}, {"", "hi hi hi hi"}, {"", "да да да"}, {"", "test test test"},
		// South Azerbaijani, of which one short word is Persian too.
		{"", "من تبریزده یاشاییرام"}, {"azb", "من تبریزدن یازیرام"}, {"fa", "من خونه ندارم"}, {"fa", "برق نیست"},
		// Turkish or Azerbaijani, Spanish or French.
		{"", "Amma dünyanın, bakterioloji"}, {"", "Se precisa un"}, {"tr", "Gemi yok artık"},
		// Two languages of one size.
		{"", "nobody asked us هیچ کس از ما نپرسید"},
	} {
		got, margin := text.Identify(tt.s)
		if got != tt.lang {
			t.Errorf("%q is taken for %q (%.2f), want %q", tt.s, got, margin, tt.lang)
		}
		if margin < 0 || margin > 1 || (got == "") != (margin == 0) {
			t.Errorf("%q: a margin of %g for %q", tt.s, margin, got)
		}
	}
}

func FuzzIdentify(f *testing.F) {
	for _, s := range sentences {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		lang, margin := text.Identify(s)
		if !(margin >= 0 && margin <= 1) || (lang == "") != (margin == 0) {
			t.Errorf("%q, %g", lang, margin)
		}
		if again, _ := text.Identify(s); again != lang {
			t.Errorf("%q, then %q", lang, again)
		}
	})
}

func BenchmarkIdentify(b *testing.B) {
	b.SetBytes(size())
	b.ReportAllocs()
	for b.Loop() {
		for _, m := range messages {
			text.Identify(m)
		}
	}
}

// TestIdentifyIsBounded: a message of any length costs no more than its start.
func TestIdentifyIsBounded(t *testing.T) {
	if got, _ := text.Identify(strings.Repeat("nobody asked us about the ferry ", 100_000)); got != "en" {
		t.Errorf("a long text is %q", got)
	}
}
