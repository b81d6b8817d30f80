package theme

import (
	"strings"
	"sync"
	"unicode/utf8"

	"voxpop/internal/text"
)

// plain are words that name no theme though they may say much in a sentence:
// negations, modals, numbers, words of saying, going and wanting, of hours and
// amounts. They are left out of labels only; function words are in package text.
// As people write them, by language; words of two spellings stand in both.
var plain = map[string]string{
	"en": `not no nor never none nobody nothing nowhere neither without cannot can't cant can could couldn't couldnt should shouldn't shouldnt would wouldn't will won't wont must mustn't may might shall ought don't dont doesn't doesnt
didn't didnt isn't isnt aren't arent wasn't wasnt weren't haven't havent hasn't hadn't ain't only enough i'll you'll he'll she'll we'll they'll i'd you'd he'd she'd we'd they'd
say says said saying tell tells told telling ask asks asked asking talk talked speak spoke know knows knew known think thinks thought feel feels felt mean means meant seem seems seemed guess believe
go goes going went gone come comes coming came take takes took taken taking make makes made making give gives gave given giving put puts let lets keep keeps kept see sees saw seen look looks looked looking find found
want wants wanted need needs needed like likes liked love try tries tried trying use uses used using happen happens happened become became stay stays start started stop stopped please help
good bad better best worse worst great nice big small little long short old new right wrong sure true able different possible maybe perhaps probably always often sometimes usually almost
two three four five six seven eight nine ten eleven twelve twenty hundred thousand first second third half past last next part lot lots bit kind sort way thing things stuff time times
today yesterday tomorrow day days week weeks month months year years hour hours minute minutes o'clock away back together instead well far later early soon everyone people anyone wanna gonna gotta via today's`,
	"fa": `نه نیست نیستم نیستند نیستن نبود نباشد نباشه نشد نشده نشه نشود نمیشه نمیشود نکرد نکرده نکن نکنید نکنه نمیکنه نمیکند نمیکنم نمیکنند ندارد نداره ندارم ندارند ندارن نداریم نداشت نداشته هیچ هیچی هیچکس هیچوقت هرگز بدون بی باید نباید شاید کاش کاشکی
میتوان میتواند میتونه میتونم نمیتوانم نمیتونم خواهد خواهند میخواهم میخوام میخواد میخواهد میدونم میدانم نمیدونم نمیدانم
گفت گفتم گفتن گفته گفتند گفتی گفتیم میگه میگم میگن میگوید میگویند میگفت گوید بگو بگید بگویید بگم بگه بگویم حرف
رفت رفتم رفتن رفته رفتیم میرم میره میرن میروم میرود میروند میرفتم برم بره برو برود آمد آمدم آمده آمدن اومد اومدم اومده میاد میام میاید میآید بیاد بیا بیاید
زد زدم زدن زده میزنم میزنه میزند دید دیدم دیدن دیده میبینم میبینه میبیند ببینم ببینید گرفت گرفتم گرفته گرفتن میگیرم میگیره بگیرم بگیر داد دادم دادن داده دادند میدم میده میدهد میدهند بده بدید بدهید
خواست خواستم گذاشت گذاشتم گذاشته میذارم بذار بذارید ماند مانده مونده میمونه میمانم رسید رسیدم رسیده میرسم میرسه میرسد کن کنید بکنید بکن باش باشید فکر
صفر سه چهار پنج شش هفت هشت نه ده یازده دوازده بیست سی صد هزار اول دوم سوم نیم نصف ساعت دقیقه روز روزها روزی هفته ماه سال سالها سالم سالمه امروز دیروز فردا دفعه بار مرتبه آخر
خوب خوبه بد بدتر بهتر بهترین بزرگ کوچک جدید درست واقعا راست زیاد لطفا مردم آدم آدما نفر کس کسی چیز چیزی کار کاری جا جای جایی طور جور`,
	"ar": `لا لم لن ليس ليست ليسوا لست لسنا ما غير بدون دون أبدا يجب ينبغي يمكن ممكن لازم ربما لعل ليت ولا ولم ولن مش مو مافي ماكو مفيش موش ماشي بلا كلا عم راح رح بدي بدنا بدك بده بدها نريد أريد اريد تريد يريد
قال قالت قالوا قلت يقول تقول يقولون أقول قولوا قول نقول قلنا حكى يحكي نحكي بحكي نعرف أعرف يعرف
ذهب ذهبت يذهب جاء جاءت يأتي تأتي صار صارت صرت صرنا يصير تصير بقى بقي ظل رحت راحت رجع رجعت أخذ يأخذ جعل يجعل كانوا شاف شفت عندي عنده عندها عندنا عندك عندكم أنو انو اللي هي
واحد واحدة اثنان اثنين ثلاثة ثلاث أربعة أربع خمسة خمس ستة سبعة ثمانية تسعة عشرة عشر مئة ألف أول أولى ثاني ثانية نصف ربع ساعة دقيقة يوم أيام أسبوع شهر سنة سنوات اليوم أمس غدا مرة مرات آخر كثير كثيرا قليل قليلا شوي
جيد سيء أحسن أفضل كبير صغير جديد قديم شيء أشياء شي ناس الناس وحدة لحد يا دائما احيانا أحيانا هسه هسع`,
	"ckb": `نا نە نەخێر نییە نین نەبوو نەبێت نابێت نابێ ناکات ناکەن ناتوانم بێ بەبێ هیچ هەرگیز دەبێ پێویستە دەتوانێت دەتوانم گوتی وتی گوتم وتم دەڵێ دەڵێت دەڵێن چوو چووم هات هاتم دوو سێ چوار پێنج شەش حەوت هەشت نۆ دە سەد هەزار ساڵ مانگ ڕۆژ کاتژمێر باش خراپ شت`,
	"de": `nicht kein keine keinen keinem keiner keines nie niemals niemand nichts nirgends ohne weder noch kann kannst können könnt konnte konnten könnte könnten muss muß musst müssen musste mussten müsste müssten soll sollen sollte sollten darf dürfen durfte
will willst wollen wollte wollten mag mögen möchte möchten nein nur sage sagt sagen sagte gesagt weiß wissen wusste glaube denke finde findet finden geht gehe gehen ging gegangen kommt komme kommen kam gekommen macht machen mache gemacht gibt geben gab lassen lässt nehmen nimmt
sehen sieht gesehen bleibt bleiben braucht brauchen gut gute guten besser schlecht groß große klein kleine neu neue alt alte lange immer oft manchmal vielleicht genau richtig
zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend erste ersten zweite letzte halb tag tage tagen woche wochen monat jahr jahre jahren stunde stunden minute minuten uhr heute gestern morgen mal leute menschen dinge sache ding bitte`,
	"fr": `ne n pas non ni jamais rien personne aucun aucune sans nul nulle peux peut pouvons peuvent pouvait pourrait pourraient dois doit devons doivent devait devrait faut fallait faudrait veux veut voulons veulent voudrais voudrait vouloir n'est n'a n'ont n'y n'en n'ai seulement
dit dire disent disait dis va vais vont aller allé vient viens viennent venir venu met mettre prend prendre pris sait sais savoir voit voir vu donne donner passe passer reste rester trouve trouver pense penser crois croire
bon bonne bien mal mieux grand grande petit petite nouveau vieux toujours souvent parfois vraiment peut-être trop
deux trois quatre cinq six sept huit neuf dix onze douze vingt cent mille premier première dernier demi jour jours semaine mois an ans année années heure heures minute minutes aujourd'hui hier demain fois gens chose choses`,
	"es": `no ni nunca jamás nada nadie ningún ninguno ninguna sin tampoco puedo puede podemos pueden podía podría debo debe debemos deben debería quiero quiere queremos quieren quería quisiera ojalá solo sólo
digo dice dicen decir dijo dijeron dicho voy va vamos van ir fue viene vienen venir vino sé sabe saber veo ve ven ver visto doy da dan dar pone poner queda quedar creo pienso parece deja dejar llega llegar pasa pasar
bueno buena bien mal mejor peor grande pequeño nuevo viejo siempre veces vez cualquier cualquiera
dos tres cuatro cinco seis siete ocho nueve diez once doce veinte cien mil primero primera último medio día días semana mes año años hora horas minuto minutos hoy ayer mañana gente cosa cosas`,
	"tr": `değil yok hayır hiç hiçbir asla kimse olmaz olmadı olmayan olmadan gerek gerekir gerekiyor lazım keşke belki mümkün ister istiyoruz istiyorum istemiyorum mutlaka var ne dedi dedim diyor diyorum söyledi git gitti gidiyor gel geldi geliyor al aldı ver verdi gör gördü bil biliyor iyi kötü güzel büyük küçük yeni eski
iki üç dört beş altı yedi sekiz dokuz on yirmi yüz bin ilk son yarım gün hafta ay yıl sene saat dakika bugün dün yarın kere defa insan insanlar`,
	"az": `deyil yoxdur yox xeyr heç heçbir olmaz olmadı gərək lazım lazımdır bəlkə mümkün kaş istəyirəm istəyirik istəmirəm mütləq var nə dedi dedim deyir getdi gedir gəldi gəlir aldı verdi yaxşı pis böyük kiçik yeni köhnə iki üç dörd beş altı yeddi səkkiz doqquz on yüz min ilk son gün həftə ay il saat dəqiqə bugün dünən sabah dəfə insan insanlar`,
	"ru": `не нет ни никогда никто никого ничего ничто нигде нельзя без нету надо нужно можно должен должна должно должны мог могла могут может можем могу хочу хочет хотим хотят сказал сказала сказали говорит говорят говорю говорить знаю знает думаю идти идет идёт иду пошел пришел пришла приходит стал стала стало стали становится делать делает сделать дать дает взять вижу видел
хорошо плохо лучше хуже хороший большой маленький новый старый всегда часто иногда может наверное два две три четыре пять шесть семь восемь девять десять двадцать сто тысяча первый второй последний пол день дня дней неделя месяц год года лет час часа часов минут минуты сегодня вчера завтра люди людей человек дело вещи`,
	"uk": `не ні немає нема ніколи ніхто нічого ніде без треба потрібно можна неможливо повинен повинна повинні може можуть можу можемо хочу хоче хочемо хочуть хай нехай сказав сказала сказали каже кажуть кажу говорить знаю знає думаю йти іде йде йду пішов прийшов став стала стало стали робити робить дати взяти бачу
добре погано краще гірше великий малий новий старий завжди часто іноді мабуть два дві три чотири пять шість сім вісім девять десять двадцять сто тисяча перший другий останній день дня днів тиждень місяць рік роки років година години хвилин сьогодні вчора завтра люди людей людина справа речі`,
	"ur": `نہیں نہ مت بغیر چاہیے چاہئے چاہتے چاہتا سکتا سکتی سکتے شاید ضرور کہا کہتا کہتی کہتے کہنا آیا آئی آئے آتا آتی جانا دینا لینا کرو کریں اچھا اچھی برا بڑا بڑی نیا دو تین چار پانچ چھ سات آٹھ نو دس سو ہزار پہلا دن ہفتہ مہینہ سال گھنٹے منٹ آج کل لوگ لوگوں چیز بات`,
	"ps": `نه نشته نه‌شته هیڅ باید ښايي وویل ویل وايي ځي راځي راغی ښه بد لوی کوچنی نوی دوه درې څلور پنځه شپږ اووه اته نهه لس سل زر ورځ اونۍ میاشت کال ساعت نن پرون سبا خلک خلکو شی کار`,
}

// plainTable holds the words of plain, folded, by language; under "" those of
// all, for texts that do not tell theirs.
var plainTable = sync.OnceValue(func() map[string]map[string]bool {
	all := map[string]map[string]bool{"": {}}
	for lang, words := range plain {
		all[lang] = map[string]bool{}
		for w := range strings.FieldsSeq(words) {
			w = text.LooseString(w)
			all[lang][w], all[""][w] = true, true
		}
	}
	return all
})

// names reports whether a word may stand in the name of a theme; lang is the
// language of its text, surface how it is written there.
func names(lang string, t text.Token, surface string) bool {
	if t.Stop {
		return false
	}
	switch t.Kind {
	case text.Handle, text.Email, text.URL:
		return false
	case text.Number:
		return len(t.Text) == 4 // a year may, a telephone number and a “3” not
	}
	table := plainTable()
	words, ok := table[lang]
	if !ok {
		words = table[""]
	}
	w := string(t.Text)
	if words[w] || t.Kind == text.Word && utf8.RuneCount(t.Text) == 1 {
		return false
	}
	switch lang {
	case "ar", "":
		// “and”, “so”, “with”, “for” are written in one with the word.
		for _, joined := range []string{"و", "ف", "ب", "ل"} {
			if rest, ok := strings.CutPrefix(w, joined); ok && len(rest) > 2 && t.Script == text.Arabic &&
				(words[rest] || lang == "ar" && text.Stopword("ar", rest)) {
				return false
			}
		}
	case "fa":
		// A verb shows by its prefix where that is written apart.
		for _, prefix := range []string{"می\u200c", "نمی\u200c", "می ", "نمی "} {
			if strings.HasPrefix(surface, prefix) {
				return false
			}
		}
	case "en", "fr", "es", "de":
		// “night's”, “the ferry'll”
		for _, end := range []string{"'ll", "'ve", "'re", "n't", "'d"} {
			if strings.HasSuffix(w, end) {
				return false
			}
		}
	}
	return true
}
