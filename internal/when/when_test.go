package when_test

import (
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/when"
)

// day is the article's of every case that names no other: a Wednesday, 20
// Esfand 1404.
const day = voxpop.Date("2026-03-11")

// found writes dates as “phrase=value doubts”, one after the other.
func found(text, lang string, a when.Anchor, t when.Tense) string {
	runes := []rune(text)
	var out []string
	for _, d := range when.Find(text, lang, a, t) {
		value := string(d.Value)
		if value == "" {
			value = "?"
		}
		if d.Kind == when.Vague {
			value = "vague"
		}
		out = append(out, strings.TrimSpace(string(runes[d.Start:d.End])+" = "+value+" "+d.Doubt))
	}
	return strings.Join(out, " | ")
}

type want struct{ text, dates string }

func check(t *testing.T, lang string, tense when.Tense, cases []want) {
	t.Helper()
	for _, c := range cases {
		if got := found(c.text, lang, when.Anchor{Day: day}, tense); got != c.dates {
			t.Errorf("%s: %s\n got %s\nwant %s", lang, c.text, got, c.dates)
		}
	}
}

func TestEnglish(t *testing.T) {
	check(t, "en", when.Past, []want{
		{"The mayor said on Tuesday that it was over.", "Tuesday = 2026-03-10"},
		{"He spoke on Wednesday.", "Wednesday = 2026-03-11 week"},
		{"He spoke last Tuesday.", "last Tuesday = 2026-03-10 week"},
		{"She said so this Monday.", "this Monday = 2026-03-09"},
		{"She meets them next Monday.", "next Monday = 2026-03-16"},
		{"“No”, she said yesterday.", "yesterday = 2026-03-10"},
		{"They met the day before yesterday.", "the day before yesterday = 2026-03-09"},
		{"He left late on Tuesday.", "Tuesday = 2026-03-10 zone"},
		{"He left last night.", "last night = 2026-03-10 zone"},
		{"It was signed on 3 May 2024.", "3 May 2024 = 2024-05-03"},
		{"It was signed on May 3, 2024, in town.", "May 3, 2024 = 2024-05-03"},
		{"It was signed on the 3rd of May, 2024.", "3rd of May, 2024 = 2024-05-03"},
		{"It was signed on Friday, May 3, 2024.", "Friday, May 3, 2024 = 2024-05-03"},
		{"It was signed on Tuesday, 3 May 2024.", "Tuesday, 3 May 2024 = 2024-05-03 clash"},
		{"It was signed on 3 May.", "3 May = 2025-05-03"},
		{"It was signed on March 9th.", "March 9th = 2026-03-09"},
		{"It was signed on 2024-05-03.", "2024-05-03 = 2024-05-03"},
		{"Received 2024-05-03T10:20:00Z.", "2024-05-03T10 = 2024-05-03"},
		{"Signed 25/12/2024 and 12/25/2024.", "25/12/2024 = 2024-12-25 | 12/25/2024 = 2024-12-25"},
		{"Signed 3/4/2024.", "3/4/2024 = 2024-04-03 order"},
		{"Signed 3 May ’24.", "3 May ’24 = 2024-05-03 century"},
		{"In March the council agreed.", "March = 2026-03"},
		{"In April the council agreed.", "April = 2025-04"},
		{"Last March the council agreed.", "Last March = 2025-03"},
		{"In March 2019 the council agreed.", "March 2019 = 2019-03"},
		{"In March of last year the council agreed.", "March of last year = 2025-03"},
		{"In early March they agreed.", "early March = 2026-03"},
		{"He has led it since 2022.", "since 2022 = 2022/.."},
		{"He has led it since May 2022.", "since May 2022 = 2022-05/.."},
		{"He has led it since Monday.", "since Monday = 2026-03-09/.."},
		{"It will open by May.", "by May = ../2026-05"},
		{"It must end within two months.", "within two months = 2026-03-11/2026-05-11"},
		{"In the past two weeks he spoke twice.", "the past two weeks = 2026-02-25/2026-03-11"},
		{"He said so two days ago.", "two days ago = 2026-03-09"},
		{"He said so three weeks ago.", "three weeks ago = 2026-02-15/2026-02-21 rounded"},
		{"He said so two months ago.", "two months ago = 2026-01 rounded"},
		{"He said so a year ago.", "a year ago = 2025 rounded"},
		{"He said so last week.", "last week = 2026-03-02/2026-03-08"},
		{"He said so earlier this week.", "earlier this week = 2026-03-09/2026-03-11"},
		{"He said so last month.", "last month = 2026-02"},
		{"He said so last year.", "last year = 2025"},
		{"He spoke on 3 March and again two days earlier.", "3 March = 2026-03-03 | two days earlier = 2026-03-01"},
		{"The day before, he was silent.", "The day before = ?"},
		{"They met in the spring.", "the spring = 2025-03/2025-05 season"},
		{"They met last summer.", "last summer = 2025-06/2025-08 season"},
		{"They met in the summer of 2019.", "the summer of 2019 = 2019-06/2019-08 season"},
		{"They met from 3 to 5 May 2024.", "from 3 to 5 May 2024 = 2024-05-03/2024-05-05"},
		{"They met 3–5 May 2024.", "3–5 May 2024 = 2024-05-03/2024-05-05"},
		{"Between March and May 2024 it rained.", "Between March and May 2024 = 2024-03/2024-05"},
		{"From December to February 2024 it rained.", "From December to February 2024 = 2023-12/2024-02"},
		{"From 2019 to 2021 she led it.", "From 2019 to 2021 = 2019/2021"},
		{"In the 1990s it was a field.", "the 1990s = 1990/1999"},
		{"In 2018 she was elected.", "2018 = 2018"},
		{"On 12 Mehr 1402 the paper wrote.", "12 Mehr 1402 = 2023-10-04"},
		{"On 12 Ramadan 1445 the paper wrote.", "12 Ramadan 1445 = 2024-03-22 sighting"},
		{"On Saturday, 12 Ramadan 1445, he spoke.", "Saturday, 12 Ramadan 1445 = 2024-03-23"},
		{"They met March 3–5, 2024.", "March 3–5, 2024 = 2024-03-03/2024-03-05"},
		{"The March 3 paper said so.", "March 3 = 2026-03-03"},
		{"She said so on Thursday of last week.", "Thursday of last week = 2026-03-05"},
		{"She said so on Monday this week.", "Monday this week = 2026-03-09"},
		{"They met over the weekend.", "the weekend = 2026-03-07/2026-03-08"},
		{"It is to end by the end of the year.", "by the end of the year = ../2026"},
		{"They sat from Monday to Wednesday.", "Monday = 2026-03-09 | Wednesday = 2026-03-11 week"},
		{"They met in the autumn of last year.", "the autumn of last year = 2025-09/2025-11 season"},
		{"It must end within 48 hours.", "within 48 hours = 2026-03-11/2026-03-13"},
		{"Recently she agreed.", "Recently = vague"},
		{"In recent weeks she agreed.", "In recent weeks = vague"},
		{"She has said so for years.", "for years = vague"},
		{"She said so several days ago.", "several days ago = vague"},
	})
}

// What looks like a date and is none.
func TestNoDates(t *testing.T) {
	for lang, texts := range map[string][]string{
		"en": {
			"They may march on the town hall.", "The march began.", "March on, said May.", "May said the sun was out.",
			"The Sun wrote it.", "It cost 2024 dollars.", "They won 3–2.", "Version 10.11.12 of the plan", "192.168.1.20",
			"Some 2,000 people came.", "It rose to 3.5.", "In 2000 cases they failed.", "He was second.", "Page 12 of 31", "He saw the Saturday Night Show.", "It was built in two years.",
			"The last word is hers.", "Next, the council.", "The august body met.", "Will Mar Tovin speak?", "May’s view won.",
			"an Apr of 4%", "Seats: 3/4", "They want a fall in rents.", "Spring water", "He ran 10 miles in 2 hours.",
		},
		"fa": {"بازی ۳ بر ۲ تمام شد.", "او مهر خود را زد.", "اسد تورین گفت.", "۲۰۲۴ نفر آمدند.", "تیر به دیوار خورد.", "می گوید نه.", "امام جمعه گفت نه.", "بیش از چهل سال کار کرده است."},
		"ar": {"وصل آب إلى البيت.", "حضر 2000 شخص.", "فازوا 3-2."},
		"de": {"Er hat es so gesagt.", "Sie gewannen 3:2.", "Rund 2024 Menschen kamen.", "Mai Torell sagte nein."},
		"fr": {"Ils ont gagné 3-2.", "Il a été élu.", "La planète Mars est loin."},
		"es": {"Ganaron 3-2.", "Julio Varela dijo que no."},
		"tr": {"3-2 kazandılar.", "Pazar yeri kapandı."},
		"ru": {"Среда обитания важна.", "Они победили 3:2.", "Пять лет тюрьмы"},
	} {
		for _, s := range texts {
			if got := found(s, lang, when.Anchor{Day: day}, when.Past); got != "" {
				t.Errorf("%s: %s: found %s", lang, s, got)
			}
		}
	}
}

func TestPersian(t *testing.T) {
	check(t, "fa", when.Past, []want{
		{"او روز دوشنبه گفت نه.", "روز دوشنبه = 2026-03-09"},
		{"او دوشنبهٔ گذشته گفت نه.", "دوشنبهٔ گذشته = 2026-03-09 week"},
		{"او سه شنبه گفت نه.", "سه شنبه = 2026-03-10"},
		{"او سه‌شنبه ۱۹ اسفند گفت نه.", "سه‌شنبه ۱۹ اسفند = 2026-03-10"},
		{"او دیروز گفت نه.", "دیروز = 2026-03-10"},
		{"او دیشب گفت نه.", "دیشب = 2026-03-10 zone"},
		{"او پریروز گفت نه.", "پریروز = 2026-03-09"},
		{"او ماه پیش گفت نه.", "ماه پیش = 2026-01-21/2026-02-19"},
		{"او ماه گذشته گفت نه.", "ماه گذشته = 2026-01-21/2026-02-19"},
		{"او سال گذشته گفت نه.", "سال گذشته = 2024-03-20/2025-03-20"},
		{"او دو سال پیش گفت نه.", "دو سال پیش = 2023-03-21/2024-03-19 rounded"},
		{"او روز گذشته گفت نه.", "روز گذشته = 2026-03-10"},
		{"او ۱۲ اسفند گفت نه و روز بعد گفت آری.", "۱۲ اسفند = 2026-03-03 | روز بعد = 2026-03-04"},
		{"او پارسال گفت نه.", "پارسال = 2024-03-20/2025-03-20"},
		{"او از سال ۱۴۰۱ رئیس است.", "از سال ۱۴۰۱ = 2022-03-21/.."},
		{"او دو روز پیش گفت نه.", "دو روز پیش = 2026-03-09"},
		{"او سه هفته پیش گفت نه.", "سه هفته پیش = 2026-02-15/2026-02-21 rounded"},
		{"در ۱۲ مهر ۱۴۰۲ امضا شد.", "۱۲ مهر ۱۴۰۲ = 2023-10-04"},
		{"در دوازدهم مهرماه ۱۴۰۲ امضا شد.", "دوازدهم مهرماه ۱۴۰۲ = 2023-10-04"},
		{"در ۱۲ مهر ماه سال ۱۴۰۲ امضا شد.", "۱۲ مهر ماه سال ۱۴۰۲ = 2023-10-04"},
		{"در ۲۳ مهر ۹۸ امضا شد.", "۲۳ مهر ۹۸ = 2019-10-15 century"},
		{"در ۲۳ مهر ۹۸ نفر آمدند.", "۲۳ مهر = 2025-10-15"},
		{"امضا در ۲۳ مهر ۹۸.", "۲۳ مهر ۹۸ = 2019-10-15 century"},
		{"در سال ۹۸ امضا شد.", "سال ۹۸ = 2019-03-21/2020-03-19 century"},
		{"در ۱۴۰۲/۷/۱۲ امضا شد.", "۱۴۰۲/۷/۱۲ = 2023-10-04"},
		{"در مهر ۱۴۰۲ امضا شد.", "مهر ۱۴۰۲ = 2023-09-23/2023-10-22"},
		{"در مهر ماه امضا شد.", "مهر ماه = 2025-09-23/2025-10-22"},
		{"در اسفند امضا شد.", "اسفند = 2026-02-20/2026-03-20"},
		{"در ۳ مه ۲۰۲۴ امضا شد.", "۳ مه ۲۰۲۴ = 2024-05-03"},
		{"در سال ۲۰۲۲ میلادی امضا شد.", "سال ۲۰۲۲ میلادی = 2022"},
		{"در ۱۴ حمل ۱۴۰۳ در آن شهر گفت.", "۱۴ حمل ۱۴۰۳ = 2024-04-02"},
		{"در ۱۲ رمضان ۱۴۴۵ امضا شد.", "۱۲ رمضان ۱۴۴۵ = 2024-03-22 sighting"},
		{"ظرف دو ماه پاسخ می‌دهد.", "ظرف دو ماه = 2026-03-11/2026-05-11"},
		{"در بهار ۱۴۰۳ گفت.", "بهار ۱۴۰۳ = 2024-03-20/2024-06-20"},
		{"بین ۳ تا ۵ مهر ۱۴۰۲ گفت.", "بین ۳ تا ۵ مهر ۱۴۰۲ = 2023-09-25/2023-09-27"},
		{"از ۱۴۰۰ تا ۱۴۰۲ شهردار بود.", "از ۱۴۰۰ تا ۱۴۰۲ = 2021-03-21/2024-03-19"},
		{"پنج‌شنبهٔ هفتهٔ گذشته گفت.", "پنج‌شنبهٔ هفتهٔ گذشته = 2026-03-05"},
		{"در پاییز سال گذشته گفت.", "پاییز سال گذشته = 2024-09-22/2024-12-20"},
		{"در ۲۵ بهمن‌ماه سال جاری گفت.", "۲۵ بهمن‌ماه سال جاری = 2026-02-14"},
		{"در آبان ۹۸ گفت.", "آبان ۹۸ = 2019-10-23/2019-11-21 century"},
		{"در ۱۲ اسفند ۱۴۰۴ (۳ مارس ۲۰۲۶) گفت.", "۱۲ اسفند ۱۴۰۴ (۳ مارس ۲۰۲۶) = 2026-03-03"},
		{"در دههٔ شصت گفت.", "دههٔ شصت = 1981-03-21/1991-03-20 century"},
		{"از ابتدای سال می‌گوید.", "از ابتدای سال = 2025-03-21/.."},
		{"در دههٔ ۸۰ گفت.", "دههٔ ۸۰ = 2001-03-21/2011-03-20 century"},
		{"اخیراً گفت.", "اخیراً = vague"},
		{"در هفته‌های اخیر گفت.", "هفته‌های اخیر = vague"},
		{"چند روز پیش گفت.", "چند روز پیش = vague"},
		{"سال‌هاست که می‌گوید.", "سال‌هاست = vague"},
	})
}

func TestArabic(t *testing.T) {
	check(t, "ar", when.Past, []want{
		{"قال يوم الثلاثاء إن الأمر انتهى.", "يوم الثلاثاء = 2026-03-10"},
		{"قال الثلاثاء الماضي إن الأمر انتهى.", "الثلاثاء الماضي = 2026-03-10 week"},
		{"قال أمس إن الأمر انتهى.", "أمس = 2026-03-10"},
		{"قال أول من أمس إن الأمر انتهى.", "أول من أمس = 2026-03-09"},
		{"قال الشهر الماضي إن الأمر انتهى.", "الشهر الماضي = 2026-02"},
		{"قال العام الماضي إن الأمر انتهى.", "العام الماضي = 2025"},
		{"قال قبل يومين إن الأمر انتهى.", "قبل يومين = 2026-03-09"},
		{"قال قبل ثلاثة أسابيع إن الأمر انتهى.", "قبل ثلاثة أسابيع = 2026-02-15/2026-02-21 rounded"},
		{"وقع في 3 مايو 2024.", "3 مايو 2024 = 2024-05-03"},
		{"وقع في ٣ أيار/مايو ٢٠٢٤.", "٣ أيار/مايو ٢٠٢٤ = 2024-05-03"},
		{"وقع في الثالث من تشرين الأول 2024.", "الثالث من تشرين الأول 2024 = 2024-10-03"},
		{"وقع في 3 جويلية 2024.", "3 جويلية 2024 = 2024-07-03"},
		{"وقع في 3 غشت 2024.", "3 غشت 2024 = 2024-08-03"},
		{"يقود المجلس منذ عام 2022.", "منذ عام 2022 = 2022/.."},
		{"وقع في 12 رمضان 1445 هـ.", "12 رمضان 1445 هـ = 2024-03-22 sighting"},
		{"وقع في 12 رمضان 1445هـ الموافق 22 مارس 2024.", "12 رمضان 1445هـ الموافق 22 مارس 2024 = 2024-03-22"},
		{"سيجيب في غضون شهرين.", "في غضون شهرين = 2026-03-11/2026-05-11"},
		{"في شهر رمضان سكت.", "شهر رمضان = 2026-02-18/2026-03-19 sighting"},
		{"قال أمس الثلاثاء إن الأمر انتهى.", "أمس الثلاثاء = 2026-03-10"},
		{"قال أمس الاثنين إن الأمر انتهى.", "أمس الاثنين = 2026-03-10 clash"},
		{"قاد المجلس بين عامي 2019 و2021.", "بين عامي 2019 و2021 = 2019/2021"},
		{"قال مؤخرا إن الأمر انتهى.", "مؤخرا = vague"},
		{"يقول ذلك منذ سنوات.", "منذ سنوات = vague"},
	})
}

func TestGerman(t *testing.T) {
	check(t, "de", when.Past, []want{
		{"Sie sagte am Dienstag, es sei vorbei.", "Dienstag = 2026-03-10"},
		{"Sie sagte am Dienstagabend, es sei vorbei.", "Dienstagabend = 2026-03-10"},
		{"Sie sagte am vergangenen Montag, es sei vorbei.", "vergangenen Montag = 2026-03-09 week"},
		{"Sie sagte am heutigen Mittwoch, es sei vorbei.", "heutigen Mittwoch = 2026-03-11"},
		{"Sie sprach von einer gestern vorgestellten Liste.", "gestern = 2026-03-10"},
		{"Sie sagte gestern, es sei vorbei.", "gestern = 2026-03-10"},
		{"Sie sagte vor zwei Tagen, es sei vorbei.", "vor zwei Tagen = 2026-03-09"},
		{"Sie sagte im vergangenen Monat, es sei vorbei.", "vergangenen Monat = 2026-02"},
		{"Sie unterschrieb am 3. Mai 2024.", "3. Mai 2024 = 2024-05-03"},
		{"Sie unterschrieb am 3. Mai.", "3. Mai = 2025-05-03"},
		{"Sie unterschrieb am 3.5.2024.", "3.5.2024 = 2024-05-03"},
		{"Sie unterschrieb am 03.05.24.", "03.05.24 = 2024-05-03 century"},
		{"Sie unterschrieb am Freitag, dem 3. Mai 2024.", "Freitag, dem 3. Mai 2024 = 2024-05-03"},
		{"Im März sagte sie es.", "März = 2026-03"},
		{"Im Jahr 2018 sagte sie es.", "Jahr 2018 = 2018"},
		{"2018 sagte sie es, und 2019 wieder.", "2018 = 2018 | 2019 = 2019"},
		{"Seit 2022 leitet sie das Amt.", "Seit 2022 = 2022/.."},
		{"Binnen zwei Monaten will sie antworten.", "Binnen zwei Monaten = 2026-03-11/2026-05-11"},
		{"Im Frühjahr 2024 sagte sie es.", "Frühjahr 2024 = 2024-03/2024-05 season"},
		{"Vom 3. bis 5. Mai 2024 tagte der Rat.", "Vom 3. bis 5. Mai 2024 = 2024-05-03/2024-05-05"},
		{"In den 1990er Jahren war es so.", "den 1990er = 1990/1999"},
		{"Sie sagte am Dienstag vergangener Woche, es sei vorbei.", "Dienstag vergangener Woche = 2026-03-03"},
		{"Im Herbst vergangenen Jahres sagte sie es.", "Herbst vergangenen Jahres = 2025-09/2025-11 season"},
		{"Vor gut zwei Jahren sagte sie es.", "Vor gut zwei Jahren = 2024 rounded"},
		{"Kürzlich sagte sie es.", "Kürzlich = vague"},
		{"Seit Jahren sagt sie es.", "Seit Jahren = vague"},
	})
}

func TestFrench(t *testing.T) {
	check(t, "fr", when.Past, []want{
		{"Elle a dit mardi que c’était fini.", "mardi = 2026-03-10"},
		{"Elle a dit lundi dernier que c’était fini.", "lundi dernier = 2026-03-09 week"},
		{"Elle l’a dit hier.", "hier = 2026-03-10"},
		{"Elle l’a dit avant-hier.", "avant-hier = 2026-03-09"},
		{"Elle l’a dit il y a deux jours.", "il y a deux jours = 2026-03-09"},
		{"Elle l’a dit le mois dernier.", "le mois dernier = 2026-02"},
		{"Signé le 3 mai 2024.", "3 mai 2024 = 2024-05-03"},
		{"Signé le 1er août 2024.", "1er août 2024 = 2024-08-01"},
		{"Signé le vendredi 3 mai 2024.", "vendredi 3 mai 2024 = 2024-05-03"},
		{"En mars, elle l’a dit.", "mars = 2026-03"},
		{"En 2018, elle l’a dit.", "2018 = 2018"},
		{"Depuis 2022 elle dirige.", "Depuis 2022 = 2022/.."},
		{"Au printemps 2024 elle l’a dit.", "printemps 2024 = 2024-03/2024-05 season"},
		{"Elle l’a dit ce mardi 10 mars.", "ce mardi 10 mars = 2026-03-10"},
		{"Elle l’a dit le 3 mars dernier.", "3 mars dernier = 2026-03-03"},
		{"Elle l’a dit au mois de mars.", "mois de mars = 2026-03"},
		{"Elle l’a dit récemment.", "récemment = vague"},
		{"Elle le dit depuis des années.", "depuis des années = vague"},
		{"Dans les années 90 elle l’a dit.", "années 90 = 1990/1999 century"},
	})
}

func TestSpanish(t *testing.T) {
	check(t, "es", when.Past, []want{
		{"Dijo el martes que había terminado.", "martes = 2026-03-10"},
		{"Dijo el lunes pasado que no.", "lunes pasado = 2026-03-09 week"},
		{"Lo dijo ayer.", "ayer = 2026-03-10"},
		{"Lo dijo hace dos días.", "hace dos días = 2026-03-09"},
		{"Lo dijo el mes pasado.", "el mes pasado = 2026-02"},
		{"Firmado el 3 de mayo de 2024.", "3 de mayo de 2024 = 2024-05-03"},
		{"Firmado el viernes 3 de mayo de 2024.", "viernes 3 de mayo de 2024 = 2024-05-03"},
		{"En marzo lo dijo.", "marzo = 2026-03"},
		{"En 2018 lo dijo.", "2018 = 2018"},
		{"Dirige desde 2022.", "desde 2022 = 2022/.."},
		{"Lo dijo recientemente.", "recientemente = vague"},
		{"Lo dice desde hace años.", "desde hace años = vague"},
		{"En la primavera de 2024 lo dijo.", "la primavera de 2024 = 2024-03/2024-05 season"},
	})
}

func TestTurkish(t *testing.T) {
	check(t, "tr", when.Past, []want{
		{"Salı günü bitti dedi.", "Salı günü = 2026-03-10"},
		{"Geçen Pazartesi bitti dedi.", "Geçen Pazartesi = 2026-03-09 week"},
		{"Dün bitti dedi.", "Dün = 2026-03-10"},
		{"İki gün önce bitti dedi.", "İki gün önce = 2026-03-09"},
		{"Geçen ay bitti dedi.", "Geçen ay = 2026-02"},
		{"3 Mayıs 2024'te imzaladı.", "3 Mayıs 2024'te = 2024-05-03"},
		{"3.5.2024 günü imzaladı.", "3.5.2024 günü = 2024-05-03"},
		{"2022'den beri yönetiyor.", "2022'den beri = 2022/.."},
		{"Mart ayında söyledi.", "Mart ayında = 2026-03"},
		{"2018 yılında söyledi.", "2018 yılında = 2018"},
		{"10 Mart Salı günü söyledi.", "10 Mart Salı günü = 2026-03-10"},
		{"Geçenlerde söyledi.", "Geçenlerde = vague"},
		{"Yıllardır söylüyor.", "Yıllardır = vague"},
	})
}

func TestRussian(t *testing.T) {
	check(t, "ru", when.Past, []want{
		{"Она сказала во вторник, что всё кончено.", "вторник = 2026-03-10"},
		{"Она сказала в прошлый понедельник, что нет.", "прошлый понедельник = 2026-03-09 week"},
		{"Она сказала в среду.", "среду = 2026-03-11 week"},
		{"Она сказала вчера.", "вчера = 2026-03-10"},
		{"Она сказала два дня назад.", "два дня назад = 2026-03-09"},
		{"Она сказала в прошлом месяце.", "прошлом месяце = 2026-02"},
		{"Подписано 3 мая 2024 года.", "3 мая 2024 года = 2024-05-03"},
		{"Подписано 03.05.2024.", "03.05.2024 = 2024-05-03"},
		{"В марте она сказала это.", "марте = 2026-03"},
		{"В 2018 году она сказала это.", "2018 году = 2018"},
		{"С 2022 года она руководит.", "С 2022 года = 2022/.."},
		{"Весной 2024 года она сказала.", "Весной 2024 года = 2024-03/2024-05 season"},
		{"Недавно она сказала.", "Недавно = vague"},
		{"Несколько дней назад она сказала.", "Несколько дней назад = vague"},
	})
}
