package text

// The tables by which a language is told are written by hand for this program.
// Letters: how many of a hundred letters of usual prose are that letter, as
// handbooks of each language give it, rounded; letters that a language has not
// are left out. Endings, beginnings and words: from the grammars. Nothing is
// counted from a data set.

// What Identify knows besides the tongues: the bits behind none.
const (
	tg = none << (iota + 1)
	azb
	identified = iota + 14 // how many there are
)

// identifyCodes are the codes of the bits.
var identifyCodes = [identified]string{"en", "fa", "ar", "ckb", "de", "fr", "es", "tr", "az", "ru", "uk", "ur", "ps", "", "tg", "azb"}

// letterShares is by bit: "a8.2 b1.5 …". none is a language of the script that is
// not here, so every letter is a little of it; its second and third lines are
// the letters of Arabic and Cyrillic script.
var letterShares = [identified]string{
	`a8.2 b1.5 c2.8 d4.3 e12.7 f2.2 g2 h6.1 i7 j.15 k.8 l4 m2.4 n6.7 o7.5 p1.9 q.1 r6 s6.3 t9.1 u2.8 v1 w2.4 x.15 y2 z.1`,

	`ا14.5 ی9.5 ر7.2 ن6.8 د7 م5.4 ه5.6 و6 ت4.9 ب4.3 س3.3 ک2.9 ش3.2 ز2.8 گ1.4 ل2.7 خ1.6 ف1.3 ق1 ع1.2 ح.9 ج1.1 آ1.1 پ1.3 چ.6 ص.6 ط.6 ض.3 غ.4 ژ.15 ث.3 ذ.25 ظ.2 ئ.2 أ.05 ؤ.05 ء.05 ي2.5 ك.8 ة.03 ۀ.03`,

	`ا13 ل12 ي6.5 م6.2 و6 ن5.5 ر4.5 ت4.3 ب3.3 ة3 ع3.2 د2.8 س2.6 ف2.7 ه3.5 ك2.1 ق2.3 أ2.6 ح2 ج1.5 ذ.8 ش1.2 ص1.1 خ.9 ض.6 ى1.1 ث.7 ئ.5 ز.7 غ.5 ط1 ء.5 إ1 ظ.3 ؤ.15 آ.15 ی.1 ک.1 گ.02 پ.02 چ.02`,

	`ە15 ی9.5 ا9.5 و8 ن6.2 ر4 ک4.5 ت4.5 د4.8 ل3.2 ێ3.4 م3.2 ب4 س3 ۆ2.6 ئ2.2 ڵ1 پ1.5 ش1.8 ه1 ھ.4 گ1.6 خ1 ڕ1 ز1.6 ج.9 چ.7 ف.7 ق.6 ژ.5 ع.2 ح.4 غ.1 ڤ.05 ي.2 ك.2`,

	`a6.5 b1.9 c2.7 d5.1 e16.4 f1.7 g3 h4.6 i6.6 j.3 k1.4 l3.4 m2.5 n9.8 o2.6 p.7 q.02 r7 s7.3 t6.2 u4.2 v.85 w1.9 x.03 y.04 z1.1 ä.6 ö.4 ü1 ß.3`,

	`a7.6 b.9 c3.3 d3.7 e14.7 f1.1 g.9 h.7 i7.5 j.6 k.07 l5.5 m3 n7.1 o5.8 p2.5 q1.4 r6.7 s7.9 t7.2 u6.3 v1.8 w.05 x.4 y.15 z.3 à.5 â.05 ç.1 è.3 é1.5 ê.2 ë.02 î.05 ï.02 ô.05 ù.06 û.06 œ.03`,

	`a11.5 b2.2 c4 d5 e12.2 f.7 g1.1 h.7 i6.2 j.5 k.02 l5 m3.2 n6.7 o8.7 p2.5 q.9 r6.9 s8 t4.6 u2.9 v1.1 w.02 x.2 y1 z.5 á.5 é.4 í.7 ñ.3 ó.8 ú.2 ü.02`,

	`a11.9 b2.8 c1 d4.7 e8.9 f.5 g1.25 h1.2 i8.6 j.04 k4.7 l5.9 m3.8 n7.5 o2.5 p.9 r6.7 s3 t3.2 u3.2 v1 y3.3 z1.5 ç1.2 ğ1.1 ı5.1 ö.8 ş1.8 ü1.9 â.05 î.02`,

	`a9.2 b2.3 c1.1 ç.9 d4.9 e2.9 ə9.5 f.6 g1.3 ğ.8 h1.2 x1.2 ı3.6 i8.3 j.1 k2.2 q1.6 l6.2 m3.5 n7.2 o2.2 ö1.1 p.7 r7 s3.3 ş1.5 t2.7 u2.2 ü1.9 v1.6 y2.9 z1.4`,

	`о11 е8.5 а8 и7.4 н6.7 т6.3 с5.5 р4.7 в4.5 л4.4 к3.5 м3.2 д3 п2.8 у2.6 я2 ы1.9 ь1.7 г1.7 з1.6 б1.6 ч1.4 й1.2 х1 ж.9 ш.7 ю.6 ц.5 щ.4 э.3 ф.3 ъ.04 ё.1`,

	`о9.4 а8.3 и6.1 н6.9 і5.8 т5.4 е4.9 в5.2 р4.7 с4.2 к3.7 л3.6 м2.9 д3.2 у3.3 п2.9 я2.2 з2.2 ь1.9 б1.7 г1.6 ч1.3 й1.2 х1.1 ж.8 ш.7 ю.8 ц.9 щ.5 ї.7 є.5 ф.2 ґ.02`,

	`ا10.5 ی9 ک6.5 ے5.5 ہ5 ر5.5 و5.5 ن4.2 م4.5 ں3.4 ت4 س4.2 ل3.6 د3 ب2.5 ھ2 پ1.9 ج2 ئ1 گ1.7 ع1.2 ش1.2 ف1 ق.9 چ1 ح.9 خ.8 ز1.1 ط.7 ص.6 ٹ.9 ڈ.3 ڑ.5 آ.6 ض.3 غ.3 ظ.2 ذ.25 ث.2 ؤ.15 ء.2 ۓ.02 ه.1 ي.1 ك.05`,

	`ا9.5 و9.5 ه8.5 ي4.5 ی2.6 ې4 د7.5 ر5.6 ن4.6 ل5 م4.2 ت3.3 ک4 پ3 ب2.6 س2.8 ښ1.1 ش1.5 ږ.4 ړ1.1 ټ.8 ډ.5 ځ.7 څ.4 چ1.5 غ1.3 خ1.5 ګ1 ز1.1 ج1.2 ع.6 ح.5 ق.5 ف.5 ص.3 ط.3 آ.2 ۍ.3 ئ.3 ڼ.3 ژ.1 گ.15 ك.1 ة.02 أ.05 ۀ.05`,

	`a10 b1.8 c2.5 d3.8 e9.5 f1.2 g1.8 h2.2 i8 j1 k3 l4.8 m3.2 n6.5 o6.5 p2.5 q.3 r5.8 s5.5 t5.5 u4.2 v1.5 w1.2 x.2 y1.4 z1.3 á.3 à.2 ä.3 å.3 ã.3 â.1 ą.2 æ.1 ç.2 č.2 ć.1 đ.1 é.4 è.1 ê.1 ě.1 ę.2 ë.1 ğ.1 í.2 ì.1 î.1 ı.2 ł.2 ñ.1 ň.1 ń.1 ó.3 ò.1 ö.3 ô.1 õ.1 ø.1 ő.1 œ.01 ř.1 š.2 ş.2 ș.1 ß.01 ț.1 ú.1 ü.3 ù.1 û.1 ů.1 ű.1 ý.2 ž.2 ź.1 ż.1 ə.2 ñ.1
	ا11 ی6 ي3 ر5 ن5.5 د4.5 م5 ه4 و6 ت4 ب3.5 س3 ک2.5 ك1 ش2 ز1.6 گ1.2 ل5 خ1.2 ف1.3 ق1.2 ع1.3 ح1 ج1.3 آ.5 پ1.3 چ.8 ص.6 ط.6 ض.3 غ.6 ژ.2 ث.3 ذ.3 ظ.2 ئ.8 أ.3 ؤ.2 ء.2 ة.3 ى.3 إ.1 ە.7 ێ.3 ۆ.2 ې.6 ے.6 ہ.6 ھ.5 ں.3 ٹ.2 ڈ.1 ڑ.1 ۇ1 ۈ.5 ۋ.4 ڭ.3 ڻ.2 ٻ.3 ڀ.2 ٿ.2 ڄ.1 ڃ.1 ڏ.1 ڌ.2 ڙ.1 ڪ.5 ښ.1 ڕ.1 ڵ.1
	о8 е7 а10 и6 н6 т5 с4 р5 в3.5 л4 к3.5 м3 д3.5 п2.5 у2.8 я1.2 ы1.4 ь.7 г1.8 з1.6 б2 ч1 й1.2 х1 ж.7 ш1 ю.4 ц.5 щ.2 э.4 ф.3 ъ.6 ё.2 і1.6 ї.05 є.05 ј.7 љ.1 њ.2 ћ.2 ђ.1 џ.05 ѓ.05 ќ.1 ѕ.05 ў.5 қ.8 ғ.4 ҳ.2 ҷ.05 ӣ.05 ӯ.05 ә.8 ө.6 ү.8 ұ.3 ң.6 һ.2`,

	`а13 и8.5 р6.8 о8.5 н6.5 д6.8 т4.6 ш3 м4.8 е4.4 б4.5 л2.8 у3.2 к3.4 с3.4 в3.5 ҳ2 з2.6 х2.2 ф1.3 й1.2 г1.9 я1 п1.4 қ1.3 ӣ1.6 ч1.2 ҷ.8 ӯ.6 ғ.4 ъ.3 ж.2 э.6 ё.7 ю.1 ц.02 ь.02 щ.01 ы.01`,

	`ا11 ی12 ر6.5 ن7.5 د6 م4.5 ه3.5 و8 ت3 ب3.5 س3 ک3 ش2 ز2.5 گ2 ل6 خ1.5 ف.7 ق2.2 ع.8 ح.7 ج1 آ2 پ.6 چ1.4 ص.4 ط.4 غ.6 ئ1.5 ؤ1.5 ۆ.2 ۇ.2 ي.5 ك.3`,
}

// endings and beginnings are of words folded by Loose, three letters or more
// before or behind them. What several languages have stands with each.
var tongueEndings = [identified]string{
	`ing tion ness ment ly ed ies ity ous ful less ght ck ish ers ance ence able ible ward er est es al ive age ic`,
	`ها های هایی هاست هاش ترین تری شان مان شود کند اند ند یم ید است اش انی گی گاه مند ناک گری ستان پور زاده نامه کردن یه ته ده ان ات ون ین تی سم یش`,
	`ات ون ين ان ته تها تهم هم ها نا وا كم ية يه تين تان`,
	`هکان هکه هکی هکانی هوه هیه هوهی ان انی ێک یک ترین تر کردن بوون راو دوو گا خانه ستان یان مان تان`,
	`ung ungen lich liche lichen keit heit schaft isch ische ischen chen lein ieren iert ten tet en er ern eln ig ige igen te ens st nd tz`,
	`tion tions ment ements aient ait eur eurs euse eux elle elles aux eau ique iques iste ient ons ez ais ois oire aire ette ance ences ir er es ee ees if ive age ier iers`,
	`en an cion ciones mente ado ada ados adas ido ida idos idas ar er ir ando iendo dad dades os as es oso osa ista ismo aba aban ian ron amos emos imos ero era ales ente antes`,
	`lar ler lari leri larin lerin lara lere larda lerde lardan lerden lik lik luk siz suz mak mek yor iyor uyor dir dur tir tur mis mus di du ti tu nin nun in un ya ye da de dan den acak ecek arak erek mesi masi digi dugu ligi lugu si su sini nda nde ndan nden iz uz`,
	`yib yub ayib eyib lar ler lari leri larin lerin lara lere larda lerde lardan lerden liq luq lik luk siz suz maq mek dir dur mis mus di du ib ub nin nun in un ya ye da de dan den acaq ecek araq erek masi mesi digi dugu si su sini nda nde ndan nden iyi ligi lugu siya siyasi siyanin siyani siyada siyaya siyadan siyalar`,
	`ость ости ого его ому ему ых их ым им ами ями ая яя ое ее ой ий ый ые ие ать ить еть ться тся лся лась лись ил ал ала али ует ают ение ения ов ев ах ях ство ник ция ции ную ний ия ии ию ей ам ем ет ит ло ли на но`,
	`ість ості ого ому их им ами ями ати ити іти тися ться вся лася лися ував ала али ують ання ення ття ів ах ях ство ник ція ції ною ий ій ої ська ський ські`,
	`وں یں نا نی نے تا تی تے گا گی گے یا ئی ئے وا کر یت انہ`,
	`ونه ونو انو ېږي یږي وي ول وله ولې وی ګي نې تیا توب والی ګر وال ینه ځي`,
	``,
	`ҳо ҳои ҳоро он они анд ро ам ед ем аст ист ӣ гӣ тар тарин шуд кард мешавад мекунад дан тан гон гони ият истон нок манд`,
	`لار لر لاری لری دیر دور میش مک ماق نین نون دان دن اجاق یر ردی یرام ییرام یرم یرسن یریق یرلار یرلر ین ده`,
}

var tongueBeginnings = [identified]string{
	`th wh kn wr sh un dis over`,
	`می نمی بی نا هم پر مس مت است`,
	`ال وال بال لل فال كال ست ين يت نت مت مس است وي وت وا`,
	`ده نه هه به له بێ`,
	`ge ver be ent zer sch schw zw pf ein aus auf vor unter ab an`,
	`qu chou pr tr re de ch eu ou`,
	`ll des des en cu gu hue`,
	``,
	`qa qo qu xa xe`,
	`при пере пре вы под воз вс`,
	`при пере пре ви під від зі вс роз`,
	`بھ پھ تھ کھ گھ چھ جھ ٹھ`,
	`وا ور را پر`,
	`mb nd ng ny ki wa ku ma`,
	`ме наме бе ба`,
	``,
}

// moreWords tell a language besides its function words: the commonest verbs,
// nouns, adjectives, numbers. Words of two languages stand in both.
var moreWords = [identified]string{
	`said says say make made makes people time year years day days first new good great know think want like way work world life man men woman women child children two three four five six seven eight nine ten million government state country city water home house school
	called used using based found known being became become through during while often usually later early early old young high low long small large big part number group place case point week month night today yesterday tomorrow thing things told asked take took come came went going give given gave left right end began since until them'
	please thanks thank hello hi yes no bad best better never always everyone people's we'll they'll i'd ferry help love hate need stop sold asked why nobody`,

	`سال روز مردم کار زمان جهان کشور دولت شهر زندگی خانه آب راه زن مرد بچه بچهها کودک دست چشم حرف نفر هزار میلیون درصد تومان سه چهار پنج شش هفت هشت نه ده اول نخست جدید بزرگ کوچک خوب بد زیاد مهم گفت گفتند گفته کردهاند میکند میکنند میشود دارد دارند باید شد آمد رفت داد گرفت
	استفاده وجود ایران تهران دلیل مورد قرار توسط مختلف طور صورت هایی نام گروه بخش پایان آغاز انجام دست تیم بازی سلام ممنون مرسی لطفا دوست دارم میخوام میخواهم میکنم بده بدین خدا عالی عالیه خوبه خوبیه العاده العادست اینه آره جان عزیز خیلیا بود کیفیت غذا واقعا اصلا چقدر خوشمزه همه چیز`,

	`قال قالت قالوا عام سنة يوم الناس الوقت العالم الدولة المدينة الحياة البيت الماء الطريق رجل امرأة طفل مليون ألف ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة أول جديد كبير صغير جيد كثير مهم يجب كانت تم تمت يتم تعد يعد وجود خلال جدا شكرا مرحبا السلام الله أيضا حوالي بسبب استخدام الحكومة الرئيس`,

	`ساڵ ڕۆژ خەڵک کار کات جیهان وڵات حکومەت شار ژیان ماڵ ئاو ڕێگا ژن پیاو منداڵ دەست هەزار ملیۆن لەسەدا دوو سێ چوار پێنج شەش حەوت هەشت نۆ دە یەکەم نوێ گەورە بچووک باش خراپ گرنگ گوتی وتی دەڵێت دەبێت دەکات کردووە بووە سوپاس سڵاو کورد کوردستان بەکارهێنان هەیە دەستی ناوی گروپ`,

	`jahr jahre jahren tag tage menschen zeit welt leben haus wasser stadt land staat regierung mann frau kind kinder kindern zwei drei vier fünf sechs sieben acht neun zehn million millionen prozent erste ersten neue neuen gut gute groß große großen klein wichtig sagte sagt gibt kommt macht geht gemacht wegen ja bitte danke hallo
	leute arbeit schule weg platz teil gruppe beispiel ende anfang recht straße radweg autos verkehr fußgänger heute gestern morgen deutsch deutschland uhr immer nichts`,

	`an ans année années jour jours gens temps monde vie maison eau ville pays état gouvernement homme femme enfant enfants deux trois quatre cinq six sept huit neuf dix million millions premier première nouveau nouvelle bon bonne grand grande petit petite important dit dire a été avaient permet utilisé
	travail école chemin partie groupe exemple fin début droit rue aujourd'hui hier demain oui merci bonjour toujours entre selon plus plupart nombre environ autour lors`,

	`año años día días gente tiempo mundo vida casa agua ciudad país estado gobierno hombre mujer niño niños dos tres cuatro cinco seis siete ocho nueve diez millón millones primer primera nuevo nueva bueno buena gran grande pequeño importante dijo dice puede pueden forma parte grupo ejemplo fin derecho calle
	hoy ayer mañana sí gracias hola siempre trabajo escuela camino persona personas mayoría mayor menor debido acuerdo alrededor algunas muchas mientras`,

	`yıl yılı yılında yıllık gün insan insanlar zaman dünya hayat ev su şehir ülke devlet hükümet kadın erkek çocuk çocuklar iki üç dört beş altı yedi sekiz dokuz on yüz milyon ilk yeni iyi büyük küçük önemli dedi söyledi vardı vardır çok olmak yaptı geldi gitti verdi aldı
	iş okul yol yer grup örnek son baş bugün dün yarın evet teşekkürler merhaba türkiye türk gemi istiyoruz neden ediyor oluyor yapılan tarafından arasında üzerinde içinde yaklaşık bölge dünyanın bulunan`,

	`il ildə illər gün insan insanlar zaman dünya həyat ev su şəhər ölkə dövlət hökumət qadın kişi uşaq uşaqlar iki üç dörd beş altı yeddi səkkiz doqquz on yüz milyon ilk yeni yaxşı böyük kiçik vacib dedi deyir var vardır çox etmək etdi gəldi getdi verdi aldı
	iş məktəb yol yer qrup misal son baş bu gün dünən sabah bəli təşəkkür salam azərbaycan gəmi istəyirik niyə edir olur tərəfindən arasında üzərində içində təxminən bölgə olduğunu edilən müxtəlif bəziləri`,

	`год года году лет день дня люди людей время мир мира жизнь дом вода город страна государство правительство человек мужчина женщина ребенок дети два две три четыре пять шесть семь восемь девять десять миллион тысяч первый новый новая хороший большой маленький важный сказал сказала говорит стал стала
	работа школа дорога место часть группа пример конец начало право улица сегодня вчера завтра да спасибо здравствуйте всегда россия является являются использовать около часто`,

	`рік року років день дня люди людей час світ світу життя дім вода місто країна держава уряд людина чоловік жінка дитина діти два дві три чотири п'ять шість сім вісім дев'ять десять мільйон тисяч перший новий нова добрий великий малий важливий сказав сказала каже став стала
	робота школа дорога місце частина група приклад кінець початок право вулиця сьогодні вчора завтра так дякую вітаю завжди україна є використовувати близько часто`,

	`سال دن لوگ لوگوں وقت دنیا ملک حکومت شہر زندگی گھر پانی راستہ عورت مرد بچہ بچے بچوں ہاتھ ہزار ملین لاکھ فیصد دو تین چار پانچ چھ سات آٹھ نو دس پہلا پہلی نیا نئی اچھا اچھی بڑا بڑی چھوٹا اہم کہا کہتے دیا دی لیا بنا کام جگہ شکریہ پاکستان اردو استعمال تقریبا دوران مطابق سکتے ضرورت`,

	`کال کلونه ورځ خلک خلکو وخت نړۍ نړیوال هیواد هېواد دولت حکومت ښار ژوند کور اوبه لار ښځه سړی ماشوم ماشومان لاس زره میلیونه سلنه دوه درې څلور پنځه شپږ اووه اته نهه لس لومړی لومړنی نوی نوې ښه لوی لویه کوچنی مهم وویل وايي وايې کار ځای مننه سلام افغانستان پښتو کارول کیدو توګه ترڅو ډول ځکه ډلې`,

	`sasa watu siku mwaka miaka serikali nchi mji maji nyumba watoto baada kabla wakati hivyo lakini pia sana kwamba ambao ambayo hiyo huo huu hizi hao yao wao wake wengi kubwa mara moja mbili tatu kutoka kuwa alisema kama hata zaidi kila kati juu chini au bila mtu
	salam merci mersi chera mikham mikhad mishe nemishe nemidunam nemikham khoob khub khoda baraye bara hast nist hastam shoma dige inja unja kheili kheyli azizam doost daram bashe aslan vaghean hamin alan mikonam mikone miram beram goft kard
	ana enta enti ya3ni ana mesh msh mish kteer kifak keef shu wallah inshallah habibi yalla lesh leish 3ala 3ashan 7abibi mafi
	anche gli degli nella sulla stato essere fatto grazie ciao perché così molto quando anno anni
	mas então obrigado estão foi são seu sua anos ano pessoas governo cidade também até depois quando fazer
	en op te die dit deze bij ook naar hun hebben werd worden jaar mensen veel meer
	jag du hon han vara blev efter från eller också år
	jej jego tylko bardzo może oraz przez który która które rok lat ludzi
	adalah pada dalam atau oleh lebih orang tahun bisa sudah juga dari kepada terima kasih mereka
	ble ikke hvis hva være fra etter eller også
	kaj estas por
	o'zbek uchun bilan bo'lgan va bu edi kerak
	никой ни ли беше защо какво има дали това всички трябва още ще нас питал попита ко шта зашто али или нас није
	escola fechada fechado água vocês eles elas uma num numa aos pelo pela ninguém três estamos temos há muito
	geen het een niet dat wordt waarom jullie wij onze ons heeft hoe
	det og jeg noget nogen ingen vand hvorfor där inte och det inget vatten
	школа зачынена зачынены зачынілі няма вады дзе гэта яны быў людзі толькі вельмі калі ніхто трэба нашым нашай
	вода три дни няма се са сме че този тази които която което къде кога много хора хората водата училище училището затворено затворен затворена тук ние години днес вчера без
	انت اتنت تئی شمئے
	hai hain nahi nahin kya mein yeh woh aur aap bohot bahut pani paani raha rahe rahi kyun bijli
	lotfan konid konin hoghoogh hoghugh nemidan nemidam midan mardom bargh nadarim darim hichkas hichki hich mishavad
	yeah lol`,

	`ва дар аз ба ки барои аст ин он бо ё агар то низ ҳам аммо вале зеро ман ту ӯ мо шумо онҳо худ чӣ кӣ куҷо чаро чанд ҳар ҳама яке як ду се чор панҷ шаш ҳафт ҳашт нӯҳ даҳ сол рӯз мардум кор вақт ҷаҳон кишвар давлат ҳукумат шаҳр зиндагӣ хона об роҳ зан мард кӯдак нав бузург хурд хуб муҳим гуфт кард шуд буд ҳаст нест бояд метавонад мекунад мешавад кардан шудан карда шуда буданд шуданд доранд дорад тоҷик тоҷикистон салом раҳмат байни пас пеш баъд ҳангоми ҳамчун тавр тавассути`,

	`بیر بیز سیز اونلار دیر وار یوخ اوچون ایله ائتدی ائدیر ائدیب اولوب اولدو اولان اولاراق چوخ گون سون ایل ایچینده اوزره گؤره بؤیوک یئنی دئدی تورک آذربایجان نئچه هانسی اونون بونون منیم سنین بیزیم من سن`,
}

// commonest are the words that every few sentences of a language have, and
// hardly any other language of its script.
var commonest = [identified]string{
	`the and of is was with this that for are were have has from they would which`,
	`را از این است برای شود`,
	`في على إلى التي الذي أن هذا هذه ليس`,
	`لە بۆ لەگەڵ ئەم ئەو`,
	`der das und ist nicht mit ein eine auf für wurde sich dem den`,
	`le les des du et est dans une pour qui sont avec ces cette`,
	`el los las y por con para del una es su como más pero`,
	`ve bir bu için ile olarak olan da`,
	`və üçün ilə bir bu də olaraq`,
	`и в не на что с он как это был`,
	`і та що він вони був є від для це`,
	`ہے ہیں کا میں نے سے اور تھا اس ایک`,
	`د په چې یې دي او کې ته`,
	``,
	`дар ва аз ба ки аст барои`,
	``,
}
