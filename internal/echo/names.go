package echo

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"voxpop/internal/text"
)

// ordinaryWords are words of a language that are surnames too. Such a surname
// names nobody by itself where the writing cannot tell: it takes a title, the
// office or the whole name.
var ordinaryWords = map[string]string{
	"en": "long short young old brown black white green gray grey silver gold rose bush wolf fox lamp clean clear king price stone hill hills wood woods field fields forest bank banks day days may june april march august summer winter spring frost snow rain storm bird fish baker butler carter fisher hunter mason miller smith taylor potter parker walker turner page park parks bishop pope church cross bell ball hall house lane bridge bridges brook brooks river rivers lake small little moody hope grace faith love joy good goodman best strong rich poor wise noble sharp power powers major judge law lawless case castle dean duke earl prince knight lord moon star sun cook farmer carpenter gardener glass key keys love mills moor north south east west penny pepper reed rice ring root sands sea shepherd singer sparks steel street swan temple tower ward waters wells workman worth young bright fair fine free head hand foot heart blood bone light dark night dawn cash chance change church court craft crane drew drum flood flowers french english german english holiday justice lamb leaf line love marsh mix mark bill will rob drew jack grant pat sue art gene frank",
	"de": "klein groß lang lange kurz alt jung neu stark schwarz weiß braun roth rot grün gelb grau reich arm gut böse schön koch berg stein baum wald feld bach fischer müller schneider richter wagner becker bäcker schäfer bauer jäger zimmermann vogel fuchs hahn wolf bär löwe hase sommer winter herbst frost kaiser könig graf herzog ritter engel teufel herr mann frau mai sonntag freitag montag krieger bürger nachbar freund busch blum blume rose brand stern sonne mond morgen abend nacht kraft fried friede hoffnung glück ernst scholz sturm schuster weber maurer schmied schreiber sänger pfarrer priester bischof papst münch mönch vogt schulze lehrer schüler kunst sand holz eisen gold silber kupfer",
	"fr": "petit grand legrand long court jeune vieux blanc noir brun roux vert rose bois champ champs dubois fontaine rivière mer pont porte maison église roi prince comte évêque moine boulanger berger fournier meunier boucher charpentier maçon loup renard lion lebon bon sage fort riche pauvre martin avril août mars mai noël dimanche lundi hiver été printemps ange paix amour fleur pierre",
	"es": "bueno malo blanco moreno rubio rojo verde negro bravo delgado gordo alto bajo corto largo rico pobre leal calvo cortés guerra paz amor rosa flores campo campos monte ríos río vega prado puente puerta iglesia castillo torre torres casas casa rey reyes conde duque marqués hidalgo caballero herrero zapatero pastor molinero lobo león toro cordero abril mayo agosto domingo santos cruz iglesias luz mar sol luna estrella nieves",
	"tr": "genç yaşlı kara ak kızıl yeşil sarı mavi demir çelik taş kaya dağ deniz su yağmur kar bulut güneş ay yıldız aslan kurt tilki kuş çiçek gül bahar yaz kış güz bey ağa hoca usta şahin doğan kartal özgür barış savaş umut sevgi aydın güler uzun kısa büyük küçük yıldırım ateş toprak ekim kasım ocak",
	"ru": "белый черный чёрный красный толстой гладкий мороз весна лето зима осень снег дождь ветер гора река море лес поле волк лиса медведь заяц орел орёл сокол голубь соловей король царь князь поп кузнец мельник коваль гончар швец май март любовь надежда вера мир война мороз хлеб",
	"fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند بهار تابستان پاییز زمستان صبا امید آرزو روشن پاک نیک نیکو خوب بزرگ کوچک سیاه سفید زرد سبز سرخ دریا کوه جنگل رود شیر گرگ روباه پرنده باران برف خورشید ماه ستاره نور صبح شب روز جوان پیر نو کهن شاه امیر خان درویش زارع نجار حداد آهنگر خیاط نانوا قصاب صادق امین کریم رحیم عادل عالم فاضل حاکم قاضی وزیر دبیر معلم استاد طبیب پزشک دوست یار برادر عشق وفا صلح آزاد آزادی خدا جنت بهشت راد فرهنگ دانش هنر پیروز سرور ملک گل لاله نرگس یاس سنگ آهن طلا نقره شهر ده روستا باغ مزرعه فرد مرد زن محرم صفر رجب شعبان رمضان شوال",
	"ar": "محرم صفر رجب شعبان رمضان شوال ربيع صيف خريف شتاء أمين صادق كريم رحيم عادل عالم فاضل حاكم قاضي وزير معلم أستاذ طبيب شيخ أمير ملك نجار حداد خياط خباز جزار صياد فلاح أسد ذئب نمر صقر نسر بحر نهر جبل مطر شمس قمر نجم نور صباح ليل صبر أمل سلام حرب حبيب جميل طويل قصير كبير صغير أبيض أسود أحمر أخضر حسن صالح سعيد شريف مبارك منصور ناصر ياسمين زهرة",
}

// titleWords stand before the name of a person.
var titleWords = map[string]string{
	"en": "mr mrs ms miss mx dr doctor prof professor sir dame lord lady president minister premier chancellor mayor governor senator councillor councilor secretary ambassador general colonel judge representative deputy spokesman spokeswoman spokesperson chairman chairwoman director commissioner treasurer",
	"de": "herr herrn frau dr doktor prof professor präsident präsidentin minister ministerin kanzler kanzlerin bürgermeister bürgermeisterin senator senatorin sprecher sprecherin richter richterin general abgeordneter abgeordnete direktor direktorin",
	"fr": "m mme mlle monsieur madame dr docteur prof professeur président présidente ministre maire sénateur sénatrice député députée juge général porte-parole directeur directrice",
	"es": "sr sra srta señor señora don doña dr dra doctor doctora presidente presidenta ministro ministra alcalde alcaldesa senador senadora diputado diputada juez jueza general portavoz director directora",
	"tr": "sayın bay bayan dr doktor prof profesör başkan bakan vali senatör milletvekili yargıç general sözcü müdür",
	"ru": "господин госпожа г-н г-жа доктор профессор президент министр мэр губернатор сенатор депутат судья генерал директор",
	"fa": "آقای آقا خانم دکتر مهندس استاد پروفسور رئیس‌جمهور رییس‌جمهور وزیر شهردار استاندار فرماندار نماینده سناتور قاضی سردار سرتیپ سرهنگ سخنگوی حاج حاجی سید شیخ آیت‌الله حجت‌الاسلام جناب سرکار",
	"ar": "السيد السيدة الدكتور الدكتورة الأستاذ الأستاذة المهندس الرئيس الرئيسة الوزير الوزيرة النائب النائبة القاضي العميد اللواء الشيخ المتحدث",
}

// bodyWords make a speaker an institution, which has no surname.
var bodyWords = map[string]string{
	"en": "office ministry council party group company board committee department agency union association commission police court bank university institute authority government parliament senate house team fund service services centre center committee bureau front alliance movement network press administration embassy army corporation foundation society",
	"de": "amt ministerium rat stadtrat partei gruppe firma vorstand ausschuss abteilung agentur gewerkschaft verein verband kommission polizei gericht bank universität institut behörde regierung parlament senat fraktion stiftung verwaltung botschaft presse",
	"fr": "bureau ministère conseil parti groupe société comité département agence syndicat association commission police tribunal cour banque université institut gouvernement parlement sénat mairie fondation ambassade",
	"es": "oficina ministerio consejo partido grupo empresa comité departamento agencia sindicato asociación comisión policía tribunal banco universidad instituto gobierno parlamento senado ayuntamiento fundación embajada",
	"tr": "ofisi bakanlığı konseyi partisi grubu şirketi kurulu komitesi ajansı sendikası derneği komisyonu polisi mahkemesi bankası üniversitesi enstitüsü hükümeti meclisi belediyesi vakfı müdürlüğü başkanlığı",
	"ru": "министерство совет партия группа компания комитет отдел агентство союз ассоциация комиссия полиция суд банк университет институт правительство парламент администрация фонд посольство",
	"fa": "دفتر وزارت شورای حزب گروه شرکت هیئت کمیته اداره سازمان آژانس اتحادیه انجمن کمیسیون پلیس دادگاه بانک دانشگاه موسسه دولت مجلس شهرداری بنیاد سفارت سپاه ارتش نیروی خبرگزاری ستاد قوه",
	"ar": "مكتب وزارة مجلس حزب مجموعة شركة هيئة لجنة إدارة وكالة نقابة جمعية مفوضية شرطة محكمة بنك جامعة معهد حكومة برلمان بلدية مؤسسة سفارة جيش",
}

// manyWords before an office mean anybody who holds one like it.
var manyWords = map[string]string{
	"en": "a an every each any another some no my other many all these those former",
	"de": "ein eine einen einem einer jeder jede jeden jedem kein keine keinen mein meine meinem andere anderer anderen viele alle",
	"fr": "un une chaque tout tous aucun aucune mon ma autre autres plusieurs",
	"es": "un una cada todo todos ningún ninguna mi otro otra otros muchos",
	"tr": "bir her bazı hiçbir başka",
	"ru": "каждый каждая любой другой никакой мой моя",
	"fa": "هر هیچ یک چند همه",
	"ar": "كل أي بعض",
}

// ofWords join an office and what it is the office of.
var ofWords = map[string]string{"en": "of for", "de": "von der des", "fr": "de du des", "es": "de del"}

// nameClass is what a word is to a name.
type nameClass uint8

const (
	ordinary nameClass = 1 << iota
	title
	body
	anyOne
	ofWhat
)

var nameClasses = sync.OnceValue(func() map[string]nameClass {
	out := map[string]nameClass{}
	for _, l := range []struct {
		of map[string]string
		is nameClass
	}{{ordinaryWords, ordinary}, {titleWords, title}, {bodyWords, body}, {manyWords, anyOne}, {ofWords, ofWhat}} {
		for lang, words := range l.of {
			for _, w := range strings.Fields(words) {
				out[lang+" "+text.LooseString(w)] |= l.is
			}
		}
	}
	return out
})

func nameClassOf(lang, word string) nameClass {
	return nameClasses()[lang+" "+text.LooseString(word)]
}

// institution reports whether one of the words says that a name is a body's.
func institution(lang, s string, words []word) bool {
	runes := []rune(s)
	return slices.ContainsFunc(words, func(w word) bool { return nameClassOf(lang, string(runes[w.start:w.end]))&body != 0 })
}

// sureness tells how much the writing of a surname says that it is one.
type sureness uint8

const (
	noName sureness = iota
	likely          // it may be an ordinary word: how others write it decides
	sure
)

// called judges a surname or an office that stands at words i to last of an
// answer. Where letters have cases, a name has a capital that no sentence gave
// it; a writer who uses none at all may mean it all the same.
func (s *scanner) called(n *name, t *Text, lang string, i int) sureness {
	if n.how == ByName {
		return sure
	}
	runes, words := s.text(t), s.words
	last := i + len(n.ids) - 1
	w := words[i]
	at := func(k int) string { return string(runes[words[k].start:words[k].end]) }
	before, here := nameClass(0), false // here: the word before stands in the same breath
	if i > 0 {
		before = nameClassOf(lang, at(i-1))
		here = ender(runes[words[i-1].end:w.start]) == 0
	}
	if n.how == ByRole {
		if before&anyOne != 0 && here {
			return noName
		}
		if n.part && last+1 < len(words) && nameClassOf(lang, at(last+1))&ofWhat != 0 {
			return noName // the mayor of another town
		}
		return sure
	}
	if hyphen(runes, int(w.start)-1, -1) || hyphen(runes, int(words[last].end), 1) {
		return noName
	}
	if here && before&title != 0 || i > 0 && dotted(runes[words[i-1].end:w.start]) && before&title != 0 {
		return sure
	}
	plain := nameClassOf(lang, at(i))&ordinary != 0
	first := runes[w.start]
	if !unicode.IsUpper(first) && !unicode.IsLower(first) {
		if plain {
			return noName
		}
		return sure
	}
	if unicode.IsLower(first) {
		capitals := s.capitals(t)
		if capitals {
			s.low[w.id]++
		}
		if plain || capitals {
			return noName
		}
		return likely
	}
	// “Peter Varga” is another one. German writes every noun so.
	if i > 1 && here && lang != "de" && unicode.IsUpper(runes[words[i-1].start]) && !words[i-1].stop && ender(runes[words[i-2].end:words[i-1].start]) == 0 && !slices.Contains(n.given, words[i-1].id) && !idlers(runes[words[i-1].start:words[i-1].end]) {
		return noName
	}
	if i > 0 && here && lang != "de" {
		s.high[w.id]++
		return sure
	}
	if plain {
		return noName
	}
	return likely
}

// idlers reports whether a word is written in capitals alone: a shout, an
// abbreviation.
func idlers(word []rune) bool {
	return !slices.ContainsFunc(word, unicode.IsLower)
}

// capitals reports whether the text that is read now has capital letters.
func (s *scanner) capitals(t *Text) bool {
	return slices.ContainsFunc(s.text(t), unicode.IsUpper)
}

// hyphen reports whether a hyphen at k joins a word to another, seen in direction step.
func hyphen(runes []rune, k, step int) bool {
	return k >= 0 && k < len(runes) && (runes[k] == '-' || runes[k] == '‐' || runes[k] == '‑') && k+step >= 0 && k+step < len(runes) && unicode.IsUpper(runes[k+step])
}

// dotted reports whether only a dot and spaces stand between: “Dr. Varga”.
func dotted(gap []rune) bool {
	return len(gap) > 0 && gap[0] == '.' && !slices.ContainsFunc(gap[1:], func(r rune) bool { return r != ' ' && r != '\u00a0' && r != '\u202f' })
}
