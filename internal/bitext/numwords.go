package bitext

import (
	"strconv"
	"strings"
	"sync"

	"voxpop/internal/text"
)

// numberWord is a word that says a number.
type numberWord struct {
	value float64
	// soft words say other things too (“one of them”, the French neuf, which is
	// also new): they answer a number on the other side and raise no difference.
	soft    bool
	ordinal bool
}

// half is the value of the words for a half.
const half = .5

// The words were written for this program from the grammar of each language.
// After the words stands their value; ~ marks soft ones, # ordinals.
var numberLists = map[string]string{
	"en": `zero=0~ one=1~ two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19
		twenty=20 thirty=30 forty=40 fourty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 hundred=100 thousand=1000 million=1000000 billion=1000000000 trillion=1000000000000 dozen=12~
		once=1~ twice=2~ both=2~ double=2~ doubled=2~ couple=2~ fortnight=2~ triple=3~ half=.5~
		first=1#~ second=2#~ third=3#~ fourth=4# fifth=5# sixth=6# seventh=7# eighth=8# ninth=9# tenth=10# eleventh=11# twelfth=12# thirteenth=13# fourteenth=14# fifteenth=15# sixteenth=16# seventeenth=17# eighteenth=18# nineteenth=19# twentieth=20# thirtieth=30# fortieth=40# fiftieth=50# hundredth=100#~`,
	"fa": `صفر=0~ یک=1~ یه=1~ یکی=1~ دو=2 دوتا=2 هردو=2~ جفت=2~ سه=3 چهار=4 چار=4 پنج=5 شش=6 شیش=6 هفت=7 هشت=8 نه=9~ ده=10~ یازده=11 دوازده=12 سیزده=13 چهارده=14 چارده=14 پانزده=15 پونزده=15 شانزده=16 شونزده=16 هفده=17 هیفده=17 هجده=18 هیجده=18 نوزده=19
		بیست=20 سی=30~ چهل=40 پنجاه=50 شصت=60 هفتاد=70 هشتاد=80 نود=90 صد=100 یکصد=100 دویست=200 سیصد=300 چهارصد=400 پانصد=500 پونصد=500 ششصد=600 شیشصد=600 هفتصد=700 هشتصد=800 نهصد=900 هزار=1000 میلیون=1000000 ملیون=1000000 میلیارد=1000000000 دوجین=12~
		نیم=.5~ نصف=.5~ نیمی=.5~ نصفی=.5~ نصفش=.5~ دوبرابر=2~ اول=1#~ اولین=1#~ یکم=1#~ نخست=1#~ نخستین=1#~ دوم=2#~ دومین=2#~ سوم=3#~ سومین=3# چهارم=4# چهارمین=4# پنجم=5# پنجمین=5# ششم=6# ششمین=6# هفتم=7# هفتمین=7# هشتم=8# هشتمین=8# نهم=9# نهمین=9# دهم=10# دهمین=10# یازدهم=11# دوازدهم=12# سیزدهم=13# چهاردهم=14# پانزدهم=15# شانزدهم=16# هفدهم=17# هجدهم=18# نوزدهم=19# بیستم=20# بیستمین=20# سیام=30# چهلم=40# چهلمین=40# پنجاهم=50# پنجاهمین=50# صدم=100#~`,
	"ar": `صفر=0~ واحد=1~ واحدة=1~ أحد=1~ إحدى=1~ احدى=1~ حادي=1~ اثنان=2 اثنين=2~ إثنان=2 إثنين=2~ اثنتان=2 اثنتين=2 اثنا=2 اثني=2 اثنتا=2 اثنتي=2 كلا=2~ كلتا=2~ ضعف=2~ تنين=2 ثلاثة=3 ثلاث=3 تلاتة=3 تلات=3 أربعة=4 أربع=4 خمسة=5 خمس=5 ستة=6 ست=6~ سبعة=7 سبع=7 ثمانية=8 ثماني=8 ثمان=8 تسعة=9 تسع=9 عشرة=10 عشر=10 
		عشرون=20 عشرين=20 ثلاثون=30 ثلاثين=30 أربعون=40 أربعين=40 خمسون=50 خمسين=50 ستون=60 ستين=60 سبعون=70 سبعين=70 ثمانون=80 ثمانين=80 تسعون=90 تسعين=90 مئة=100 مائة=100 مية=100 مئتان=200 مئتين=200 مائتان=200 مائتين=200 ميتين=200
		ثلاثمئة=300 ثلاثمائة=300 أربعمئة=400 أربعمائة=400 خمسمئة=500 خمسمائة=500 ستمئة=600 ستمائة=600 سبعمئة=700 سبعمائة=700 ثمانمئة=800 ثمانمائة=800 ثمانيمئة=800 تسعمئة=900 تسعمائة=900
		ألف=1000 ألفا=1000 آلاف=1000 ألفان=2000 ألفين=2000 مليون=1000000 مليونا=1000000 ملايين=1000000 مليونان=2000000 مليونين=2000000 مليار=1000000000 مليارا=1000000000 مليارات=1000000000 نصف=.5~ نص=.5~ مرتين=2~ شهرين=2~ سنتين=2~ عامين=2~ يومين=2~ أسبوعين=2~ ساعتين=2~ شهران=2~ سنتان=2~ عامان=2~ يومان=2~ ساعتان=2~
		أول=1#~ أولى=1#~ ثاني=2#~ ثانية=2#~ ثالث=3#~ ثالثة=3# رابع=4# رابعة=4# خامس=5# خامسة=5# سادس=6# سادسة=6# سابع=7# سابعة=7# ثامن=8# ثامنة=8# تاسع=9# تاسعة=9# عاشر=10# عاشرة=10#`,
	"es": `cero=0~ un=1~ uno=1~ una=1~ dos=2 ambos=2~ ambas=2~ doble=2~ tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14 quince=15 dieciséis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veintiuno=21 veintiún=21 veintiuna=21 veintidós=22 veintitrés=23 veinticuatro=24 veinticinco=25 veintiséis=26 veintisiete=27 veintiocho=28 veintinueve=29
		treinta=30 cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100 ciento=100 doscientos=200 doscientas=200 trescientos=300 trescientas=300 cuatrocientos=400 cuatrocientas=400 quinientos=500 quinientas=500 seiscientos=600 seiscientas=600 setecientos=700 setecientas=700 ochocientos=800 ochocientas=800 novecientos=900 novecientas=900 mil=1000 millón=1000000 millones=1000000 docena=12~
		medio=.5~ media=.5~ mitad=.5~ primero=1#~ primera=1#~ primer=1#~ segundo=2#~ segunda=2#~ tercero=3#~ tercera=3# tercer=3# cuarto=4#~ cuarta=4#~ quinto=5# quinta=5# sexto=6# sexta=6# séptimo=7# séptima=7# octavo=8# octava=8# noveno=9# novena=9# décimo=10# décima=10#`,
	"fr": `zéro=0~ un=1~ une=1~ deux=2 double=2~ trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9~ dix=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 seize=16 vingt=20 vingts=20 trente=30 quarante=40 cinquante=50 soixante=60 septante=70 huitante=80 octante=80 nonante=90 cent=100 cents=100 mille=1000 million=1000000 millions=1000000 milliard=1000000000 milliards=1000000000 
		dizaine=10~ douzaine=12~ quinzaine=15~ vingtaine=20~ trentaine=30~ quarantaine=40~ cinquantaine=50~ centaine=100~ millier=1000~ demi=.5~ demie=.5~ moitié=.5~ premier=1#~ première=1#~ second=2#~ seconde=2#~ deuxième=2#~ troisième=3# quatrième=4# cinquième=5# sixième=6# septième=7# huitième=8# neuvième=9# dixième=10# onzième=11# douzième=12# vingtième=20# centième=100#~`,
	"de": `null=0~ ein=1~ eins=1~ eine=1~ einen=1~ einem=1~ einer=1~ eines=1~ beide=2~ beiden=2~ doppelt=2~ doppelte=2~ verdoppelt=2~ zwei=2 zwo=2 zweien=2 drei=3 dreien=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8~ neun=9 zehn=10 elf=11 zwölf=12 dreizehn=13 vierzehn=14 fünfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 hundert=100 tausend=1000 million=1000000 millionen=1000000 milliarde=1000000000 milliarden=1000000000 dutzend=12~
		halb=.5~ halbe=.5~ halbes=.5~ halben=.5~ hälfte=.5~ anderthalb=1.5 eineinhalb=1.5`,
	"tr": `sıfır=0~ bir=1~ tek=1~ iki=2 ikisi=2 çift=2~ üç=3 üçü=3 dört=4 dördü=4 beş=5 beşi=5 altı=6~ yedi=7~ sekiz=8 dokuz=9 on=10 yirmi=20 otuz=30 kırk=40 elli=50 altmış=60 yetmiş=70 seksen=80 doksan=90 yüz=100~ bin=1000~ milyon=1000000 milyar=1000000000 düzine=12~ yarım=.5~ yarısı=.5~ buçuk=.5~ birinci=1#~ ilk=1#~ ikinci=2#~ üçüncü=3# dördüncü=4# beşinci=5# altıncı=6# yedinci=7# sekizinci=8# dokuzuncu=9# onuncu=10# yirminci=20# otuzuncu=30# kırkıncı=40# ellinci=50# yüzüncü=100#~`,
	"ru": `ноль=0~ нуль=0~ один=1~ одна=1~ одно=1~ одного=1~ одной=1~ одному=1~ одним=1~ одном=1~ одну=1~ два=2 две=2 двух=2 двум=2 двумя=2 двое=2 двоих=2 оба=2~ обе=2~ обоих=2~ вдвое=2~ дважды=2~ три=3 трёх=3 трех=3 трём=3 трем=3 тремя=3 трое=3 троих=3 четыре=4 четырёх=4 четырех=4 четырьмя=4 четверо=4 пять=5 пяти=5 пятью=5 пятеро=5 шесть=6 шести=6 шестью=6 семь=7 семи=7 семью=7~ семеро=7 восемь=8 восьми=8 девять=9 девяти=9 десять=10 десяти=10
		одиннадцать=11 одиннадцати=11 двенадцать=12 двенадцати=12 тринадцать=13 тринадцати=13 четырнадцать=14 четырнадцати=14 пятнадцать=15 пятнадцати=15 шестнадцать=16 шестнадцати=16 семнадцать=17 семнадцати=17 восемнадцать=18 восемнадцати=18 девятнадцать=19 девятнадцати=19 двадцать=20 двадцати=20 тридцать=30 тридцати=30 сорок=40 сорока=40 пятьдесят=50 пятидесяти=50 шестьдесят=60 шестидесяти=60 семьдесят=70 семидесяти=70 восемьдесят=80 восьмидесяти=80 девяносто=90 девяноста=90
		сто=100 ста=100 двести=200 двухсот=200 триста=300 трёхсот=300 трехсот=300 четыреста=400 четырёхсот=400 пятьсот=500 пятисот=500 шестьсот=600 шестисот=600 семьсот=700 семисот=700 восемьсот=800 восьмисот=800 девятьсот=900 девятисот=900 тысяча=1000 тысячи=1000 тысячу=1000 тысяч=1000 тыс=1000 миллион=1000000 миллиона=1000000 миллионов=1000000 млн=1000000 миллиард=1000000000 миллиарда=1000000000 миллиардов=1000000000 млрд=1000000000 дюжина=12~
		половина=.5~ половину=.5~ половины=.5~ половиной=.5~ полтора=1.5 полторы=1.5`,
}

// ruOrdinals are the stems of Russian ordinals.
var ruOrdinals = map[string]float64{"перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9, "десят": 10, "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "пятнадцат": 15, "двадцат": 20, "тридцат": 30, "сороков": 40, "пятидесят": 50}

var ruEndings = strings.Fields("ый ой ий ая ое ого ому ым ом ую ые ых ыми ья ье ьего ьему ьим ьем ью ьи ьих")

// glueWords are the words between the parts of a number.
var glueWords = sync.OnceValue(func() map[string]map[string]bool {
	return map[string]map[string]bool{
		"en": setOf("and"), "fa": setOf("و"), "ar": setOf("و"), "es": setOf("y"), "fr": setOf("et"), "de": setOf("und"), "tr": {}, "ru": {},
	}
})

// scales are abbreviations after digits (“5 k”).
var scales = map[string]map[string]float64{
	"en": {"k": 1000, "bn": 1e9, "mn": 1e6}, "de": {"tsd": 1000, "mio": 1e6, "mrd": 1e9}, "ru": {"тыс": 1000, "млн": 1e6, "млрд": 1e9}, "fr": {"k": 1000, "md": 1e9}, "tr": {"bin": 1000, "mn": 1e6}, "es": {},
}

// numberTables are the lists, keyed by the loosely folded word.
var numberTables = sync.OnceValue(func() map[string]map[string]numberWord {
	all := map[string]map[string]numberWord{}
	for lang, list := range numberLists {
		table := map[string]numberWord{}
		for item := range strings.FieldsSeq(list) {
			w, v, _ := strings.Cut(item, "=")
			n := numberWord{soft: strings.HasSuffix(v, "~")}
			v = strings.TrimSuffix(v, "~")
			n.ordinal = strings.HasSuffix(v, "#")
			n.value, _ = strconv.ParseFloat(strings.TrimSuffix(v, "#"), 64)
			table[text.LooseString(w)] = n
		}
		all[lang] = table
	}
	ru := all["ru"]
	for stem, v := range ruOrdinals {
		for _, e := range ruEndings {
			if w := text.LooseString(stem + e); ru[w] == (numberWord{}) {
				ru[w] = numberWord{v, v < 3, true}
			}
		}
	}
	return all
})

// saysNumbers reports whether number words of a language are known.
func saysNumbers(lang string) bool { return numberLists[lang] != "" }

// numberOf looks a word up; loose is folded by [text.LooseString]. and reports
// an Arabic و written on the word.
func numberOf(lang, loose string) (n numberWord, and, ok bool) {
	table := numberTables()[lang]
	if n, ok := table[loose]; ok {
		return n, false, true
	}
	switch lang {
	case "ar":
		rest := loose
		for _, p := range []string{"و", "ف", "ب", "ل", "ال", "لل"} {
			r, cut := strings.CutPrefix(rest, p)
			if !cut || len(r) < 4 {
				continue
			}
			and = and || p == "و"
			if n, ok := table[r]; ok {
				return n, and, true
			}
			if p != "ال" && p != "لل" {
				rest = r
			}
		}
	case "fa":
		for _, s := range []string{"تا", "تای", "تایی", "نفر", "نفره", "ساله", "سالگی", "روزه", "ماهه", "ساعته", "گانه", "برابر"} {
			if rest, cut := strings.CutSuffix(loose, s); cut {
				if n, ok := table[rest]; ok {
					return n, false, true
				}
			}
		}
	case "de":
		if v, ordinal, ok := german(loose, table); ok {
			return numberWord{value: v, ordinal: ordinal, soft: ordinal && v < 3}, false, true
		}
	case "tr":
		if i := strings.IndexByte(loose, '\''); i > 0 {
			if n, ok := table[loose[:i]]; ok {
				return n, false, true
			}
		}
	}
	return numberWord{}, false, false
}

// german reads a compound: “zweiundzwanzig”, “dreihundertfünf”, “zwanzigste”.
func german(w string, table map[string]numberWord) (v float64, ordinal, ok bool) {
	if len(w) < 5 || len(w) > 60 {
		return 0, false, false
	}
	switch w {
	case "erste", "ersten", "erster", "erstes", "erstem":
		return 1, true, true
	case "dritte", "dritten", "dritter", "drittes", "drittem":
		return 3, true, true
	case "siebte", "siebten", "siebter", "siebtes":
		return 7, true, true
	case "achte", "achten":
		return 0, false, false // also: to respect
	}
	for _, e := range []string{"ste", "sten", "ster", "stes", "te", "ten", "ter", "tes"} {
		if rest, cut := strings.CutSuffix(w, e); cut {
			if v, ok := germanCardinal(rest, table); ok && (v >= 20) == (e[0] == 's') {
				return v, true, true
			}
		}
	}
	if rest, cut := strings.CutSuffix(w, "einhalb"); cut {
		if n, found := table[rest]; found && n.value >= 2 {
			return n.value + half, false, true
		}
	}
	v, ok = germanCardinal(w, table)
	return v, false, ok
}

func germanCardinal(w string, table map[string]numberWord) (float64, bool) {
	if n, ok := table[w]; ok && !n.ordinal && n.value >= 1 && n.value == float64(int(n.value)) {
		return n.value, true
	}
	for _, scale := range []struct {
		word  string
		value float64
	}{{"tausend", 1000}, {"hundert", 100}} {
		before, after, found := strings.Cut(w, scale.word)
		if !found {
			continue
		}
		times, rest := 1.0, 0.0
		var ok bool
		if before != "" {
			if times, ok = germanCardinal(before, table); !ok || times >= scale.value {
				return 0, false
			}
		}
		if after = strings.TrimPrefix(after, "und"); after != "" {
			if rest, ok = germanCardinal(after, table); !ok || rest >= scale.value {
				return 0, false
			}
		}
		return times*scale.value + rest, true
	}
	ones, tens, found := strings.Cut(w, "und")
	if !found {
		return 0, false
	}
	a, oka := table[ones]
	b, okb := table[tens]
	if oka && okb && a.value >= 1 && a.value < 10 && b.value >= 20 && b.value < 100 {
		return a.value + b.value, true
	}
	return 0, false
}

// Words for a hundredth part, folded loosely: single ones, and those of two.
var (
	percentWords = sync.OnceValue(func() map[string]bool {
		return looseSet("percent pct درصد بالمئة بالمائة بالميه بالمية prozent procent процент процента процентов проценты процентам процентами процентах فیصد porciento")
	})
	percentPairs = sync.OnceValue(func() map[string]bool {
		return looseSet("per_cent por_ciento pour_cent في_المئة في_المائة في_المية در_صد في_الميه")
	})
	percentFirst = sync.OnceValue(func() map[string]bool { return looseSet("yüzde") })
)

func looseSet(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		a, b, two := strings.Cut(w, "_")
		w = text.LooseString(a)
		if two {
			w += "_" + text.LooseString(b)
		}
		out[w] = true
	}
	return out
}
