package locale

// chartMessages are the words of the charts and of the tables beneath them.
var chartMessages = map[string]message{
	"chart.table":  {en: "The same as a table", fa: "همین به‌صورت جدول", ar: "البيانات نفسها في جدول"},
	"chart.people": {en: "People", fa: "نفر", ar: "أشخاص"},
	"chart.of":     {en: "Of", fa: "از", ar: "من"},
	"chart.source": {
		en: "Source: answers to our call-out. People chose to answer; they are not a sample of the public.",
		fa: "منبع: پاسخ‌ها به فراخوان ما. مردم خود خواسته‌اند پاسخ بدهند و نمونهٔ آماری از جامعه نیستند.",
		ar: "المصدر: الإجابات عن دعوتنا. اختار أصحابها أن يجيبوا بأنفسهم، وهم ليسوا عيّنة من الجمهور.",
	},
	"chart.answers": {
		en: "{n|one=# answer|other=# answers}",
		fa: "{n} پاسخ",
		ar: "{n|zero=لا إجابات|one=إجابة واحدة|two=إجابتان|few=# إجابات|many=# إجابة|other=# إجابة}",
	},
	"chart.pooled": {
		en: "Groups of fewer than {n} are counted as “other”.",
		fa: "گروه‌های کمتر از {n} در «دیگر» آمده‌اند.",
		ar: "المجموعات التي تقل عن {n} محسوبة ضمن «غير ذلك».",
	},

	"chart.themes.title": {
		en: "Themes in the answers of {of|one=# person|other=# people}",
		fa: "مضمون‌ها در پاسخ‌های {of} نفر",
		ar: "المحاور في إجابات {of|zero=# أشخاص|one=شخص واحد|two=شخصين|few=# أشخاص|many=# شخصًا|other=# شخص}",
	},
	"chart.themes.desc": {
		en: "A bar for each theme, the most frequent first: {list}. One person may voice several themes.",
		fa: "یک میله برای هر مضمون، پربسامدترین در آغاز: {list}. یک نفر ممکن است از چند مضمون گفته باشد.",
		ar: "شريط لكل محور، والأكثر تكرارًا أولًا: {list}. وقد يذكر الشخص الواحد عدة محاور.",
	},
	"chart.themes.note": {
		en: "One person may voice several themes. The pale bar stands for everyone counted.",
		fa: "یک نفر ممکن است از چند مضمون گفته باشد. میلهٔ کم‌رنگ نشانهٔ همهٔ شمرده‌شدگان است.",
		ar: "قد يذكر الشخص الواحد عدة محاور. ويمثّل الشريط الباهت جميع المحتسبين.",
	},
	"chart.themes.column": {en: "Theme", fa: "مضمون", ar: "المحور"},
	"chart.item":          {en: "{name}, {n}", fa: "{name}، {n}", ar: "{name}، {n}"},

	"chart.arrivals.title":  {en: "When the answers came", fa: "پاسخ‌ها کِی رسیدند", ar: "متى وردت الإجابات"},
	"chart.arrivals.column": {en: "Day", fa: "روز", ar: "اليوم"},
	"chart.arrivals.desc": {
		en: "A column for each day from {first} to {last}. Most came on {day}: {n}.",
		fa: "یک ستون برای هر روز، از {first} تا {last}. بیشترین پاسخ‌ها در {day} رسید: {n}.",
		ar: "عمود لكل يوم من {first} إلى {last}. ورد أكثرها في {day}: {n}.",
	},
	"chart.column.answers": {en: "Answers", fa: "پاسخ‌ها", ar: "الإجابات"},

	"chart.media.title":      {en: "How people answered", fa: "مردم چگونه پاسخ دادند", ar: "كيف أجاب الناس"},
	"chart.media.column":     {en: "Form", fa: "شکل", ar: "الشكل"},
	"chart.languages.title":  {en: "Languages of the answers", fa: "زبان پاسخ‌ها", ar: "لغات الإجابات"},
	"chart.languages.column": {en: "Language", fa: "زبان", ar: "اللغة"},
	"chart.received.desc": {
		en: "A bar for each group, the largest first: {list}. Every answer received and not taken back.",
		fa: "یک میله برای هر گروه، بزرگ‌ترین در آغاز: {list}. همهٔ پاسخ‌هایی که رسیده و پس گرفته نشده است.",
		ar: "شريط لكل مجموعة، والأكبر أولًا: {list}. كل الإجابات الواردة التي لم تُسحب.",
	},
	"chart.received.note": {
		en: "All {of|one=# answer|other=# answers} received and not taken back.",
		fa: "همهٔ {of} پاسخی که رسیده و پس گرفته نشده است.",
		ar: "كل الإجابات الواردة التي لم تُسحب، وعددها {of}.",
	},

	"chart.echoes.title": {en: "Words thrown back", fa: "سخنانی که مردم به گوینده بازگرداندند", ar: "كلمات أعادها الناس إلى قائليها"},
	"chart.echoes.whose": {en: "Words of {who} thrown back", fa: "سخنان {who} که مردم بازگرداندند", ar: "كلمات {who} كما أعادها الناس"},
	"chart.echoes.about": {en: "“{question}” {title}", fa: "«{question}» {title}", ar: "«{question}» {title}"},
	"chart.echoes.desc": {
		en: "A bar for each statement, the one that most people threw back first: {list}.",
		fa: "یک میله برای هر گفته؛ آن‌که مردم بیش از همه بازگرداندند در آغاز: {list}.",
		ar: "شريط لكل تصريح، وأكثرها إعادةً أولًا: {list}.",
	},
	"chart.echoes.note": {
		en: "So many of the {of|one=# person|other=# people} counted repeated words of the statement in their answers. A person counts once for each. To repeat is not to agree or to disagree.",
		fa: "از {of} نفرِ شمرده‌شده، این تعداد واژه‌هایی از آن گفته را در پاسخ خود تکرار کرده‌اند. هر نفر برای هر گفته یک بار شمرده می‌شود. تکرار نشانهٔ موافقت یا مخالفت نیست.",
		ar: "عدد الذين كرروا كلمات من التصريح في إجاباتهم، من بين {of|zero=# محتسبين|one=شخص واحد محتسب|two=شخصين محتسبين|few=# أشخاص محتسبين|many=# شخصًا محتسبًا|other=# شخص محتسب}. يُحتسب الشخص مرة واحدة لكل تصريح. والتكرار ليس موافقة ولا اعتراضًا.",
	},
	"chart.echoes.more": {
		en: "{n|one=# more statement is|other=# more statements are} in the table.",
		fa: "{n} گفتهٔ دیگر در جدول آمده است.",
		ar: "{n|zero=# تصريحات أخرى|one=تصريح آخر|two=تصريحان آخران|few=# تصريحات أخرى|many=# تصريحًا آخر|other=# تصريح آخر} في الجدول.",
	},
	"chart.echoes.column":  {en: "Statement", fa: "گفته", ar: "التصريح"},
	"chart.echoes.most":    {en: "Most repeated", fa: "بیش از همه تکرار شده", ar: "الأكثر تكرارًا"},
	"chart.echoes.speaker": {en: "The speaker named", fa: "نام گوینده", ar: "ذكر المتحدث"},
	"chart.echoes.named": {
		en: "{n} more named only the speaker",
		fa: "{n} نفر دیگر تنها نام گوینده را آورده‌اند",
		ar: "{n|zero=لم يذكر أحد آخر المتحدث وحده|one=شخص آخر ذكر المتحدث فقط|two=شخصان آخران ذكرا المتحدث فقط|few=# آخرون ذكروا المتحدث فقط|many=# شخصًا آخر ذكروا المتحدث فقط|other=# شخص آخر ذكروا المتحدث فقط}",
	},
	"chart.echoes.elsewhere": {en: "in another language", fa: "به زبانی دیگر", ar: "بلغة أخرى"},
	"chart.echoes.who":       {en: "{who}, {date}", fa: "{who}، {date}", ar: "{who}، {date}"},

	"chart.statements.title": {en: "“{question}” What was said, and when", fa: "«{question}» چه گفته شد، و کِی", ar: "«{question}» ماذا قيل، ومتى"},
	"chart.statements.desc": {
		en: "A line for each speaker, from {first} to {last}. {lanes}",
		fa: "یک خط برای هر گوینده، از {first} تا {last}. {lanes}",
		ar: "خط لكل متحدث، من {first} إلى {last}. {lanes}",
	},
	"chart.statements.lane":    {en: "{who}: {marks}.", fa: "{who}: {marks}.", ar: "{who}: {marks}."},
	"chart.statements.mark":    {en: "{value} ({date})", fa: "{value} ({date})", ar: "{value} ({date})"},
	"chart.statements.source":  {en: "Source: the documents linked in the table.", fa: "منبع: سندهایی که پیوندشان در جدول آمده است.", ar: "المصدر: الوثائق المربوطة في الجدول."},
	"chart.statements.date":    {en: "Date", fa: "تاریخ", ar: "التاريخ"},
	"chart.statements.speaker": {en: "Speaker", fa: "گوینده", ar: "المتحدث"},
	"chart.statements.words":   {en: "Position and words", fa: "موضع و گفته", ar: "الموقف والقول"},
	"chart.statements.where":   {en: "Source", fa: "منبع", ar: "المصدر"},
	"chart.statements.undated": {
		en: "{n|one=# statement of unknown date is|other=# statements of unknown date are} only in the table.",
		fa: "{n} گفته با تاریخ نامعلوم تنها در جدول آمده است.",
		ar: "{n|zero=# تصريحات مجهولة التاريخ|one=تصريح واحد مجهول التاريخ|two=تصريحان مجهولا التاريخ|few=# تصريحات مجهولة التاريخ|many=# تصريحًا مجهول التاريخ|other=# تصريح مجهول التاريخ} في الجدول فقط.",
	},
	"chart.turned":       {en: "changed position", fa: "تغییر موضع", ar: "تغيّر الموقف"},
	"chart.vague":        {en: "the day is not known exactly", fa: "روز آن دقیق معلوم نیست", ar: "اليوم غير معروف بدقة"},
	"chart.verdict.none": {en: "in our judgement no change", fa: "به داوری ما بدون تغییر", ar: "لا تغيّر في تقديرنا"},
	"chart.verdict.half": {en: "in our judgement a change in part", fa: "به داوری ما تغییری نسبی", ar: "تغيّر جزئي في تقديرنا"},
	"chart.verdict.full": {en: "in our judgement a full change", fa: "به داوری ما تغییری کامل", ar: "تغيّر كامل في تقديرنا"},
	"chart.quoted":       {en: "quoted", fa: "نقل مستقیم", ar: "اقتباس حرفي"},
	"chart.reported":     {en: "only reported", fa: "تنها به نقل از دیگران", ar: "منقول فقط"},
}

var mediumNames = map[string]message{
	"text":  {en: "text", fa: "متن", ar: "نص"},
	"voice": {en: "voice", fa: "صدا", ar: "صوت"},
	"video": {en: "video", fa: "ویدئو", ar: "فيديو"},
	"photo": {en: "photo", fa: "عکس", ar: "صورة"},
}

var channelNames = map[string]message{
	"web":      {en: "web form", fa: "فرم وب", ar: "استمارة على الإنترنت"},
	"telegram": {en: "Telegram", fa: "تلگرام", ar: "تلغرام"},
	"whatsapp": {en: "WhatsApp", fa: "واتس‌اپ", ar: "واتساب"},
	"signal":   {en: "Signal", fa: "سیگنال", ar: "سيغنال"},
	"email":    {en: "email", fa: "ایمیل", ar: "البريد الإلكتروني"},
	"sms":      {en: "SMS", fa: "پیامک", ar: "رسائل نصية"},
	"import":   {en: "files handed over", fa: "فایل‌های تحویل‌شده", ar: "ملفات مسلَّمة"},
}

var languageNames = map[string]message{
	"":    {en: "not identified", fa: "شناسایی‌نشده", ar: "غير محددة"},
	"und": {en: "not identified", fa: "شناسایی‌نشده", ar: "غير محددة"},
	"am":  {en: "Amharic", fa: "امهری", ar: "الأمهرية"},
	"ar":  {en: "Arabic", fa: "عربی", ar: "العربية"},
	"az":  {en: "Azerbaijani", fa: "ترکی آذربایجانی", ar: "الأذرية"},
	"azb": {en: "South Azerbaijani", fa: "ترکی آذربایجانی", ar: "الأذرية الجنوبية"},
	"bal": {en: "Baluchi", fa: "بلوچی", ar: "البلوشية"},
	"bn":  {en: "Bangla", fa: "بنگالی", ar: "البنغالية"},
	"ckb": {en: "Central Kurdish", fa: "کردی مرکزی", ar: "الكردية الوسطى"},
	"de":  {en: "German", fa: "آلمانی", ar: "الألمانية"},
	"el":  {en: "Greek", fa: "یونانی", ar: "اليونانية"},
	"en":  {en: "English", fa: "انگلیسی", ar: "الإنجليزية"},
	"es":  {en: "Spanish", fa: "اسپانیایی", ar: "الإسبانية"},
	"fa":  {en: "Persian", fa: "فارسی", ar: "الفارسية"},
	"fr":  {en: "French", fa: "فرانسوی", ar: "الفرنسية"},
	"ha":  {en: "Hausa", fa: "هوسایی", ar: "الهوسا"},
	"he":  {en: "Hebrew", fa: "عبری", ar: "العبرية"},
	"hi":  {en: "Hindi", fa: "هندی", ar: "الهندية"},
	"hy":  {en: "Armenian", fa: "ارمنی", ar: "الأرمنية"},
	"id":  {en: "Indonesian", fa: "اندونزیایی", ar: "الإندونيسية"},
	"it":  {en: "Italian", fa: "ایتالیایی", ar: "الإيطالية"},
	"ja":  {en: "Japanese", fa: "ژاپنی", ar: "اليابانية"},
	"ka":  {en: "Georgian", fa: "گرجی", ar: "الجورجية"},
	"ko":  {en: "Korean", fa: "کره‌ای", ar: "الكورية"},
	"ku":  {en: "Kurdish", fa: "کردی", ar: "الكردية"},
	"kmr": {en: "Northern Kurdish", fa: "کردی شمالی", ar: "الكردية الشمالية"},
	"ms":  {en: "Malay", fa: "مالایی", ar: "الملايو"},
	"nl":  {en: "Dutch", fa: "هلندی", ar: "الهولندية"},
	"pl":  {en: "Polish", fa: "لهستانی", ar: "البولندية"},
	"prs": {en: "Dari", fa: "دری", ar: "الدارية"},
	"ps":  {en: "Pashto", fa: "پشتو", ar: "البشتوية"},
	"pt":  {en: "Portuguese", fa: "پرتغالی", ar: "البرتغالية"},
	"ro":  {en: "Romanian", fa: "رومانیایی", ar: "الرومانية"},
	"ru":  {en: "Russian", fa: "روسی", ar: "الروسية"},
	"so":  {en: "Somali", fa: "سومالیایی", ar: "الصومالية"},
	"sw":  {en: "Swahili", fa: "سواحیلی", ar: "السواحيلية"},
	"ti":  {en: "Tigrinya", fa: "تیگرینیا", ar: "التغرينية"},
	"tr":  {en: "Turkish", fa: "ترکی", ar: "التركية"},
	"uk":  {en: "Ukrainian", fa: "اوکراینی", ar: "الأوكرانية"},
	"ur":  {en: "Urdu", fa: "اردو", ar: "الأردية"},
	"uz":  {en: "Uzbek", fa: "ازبکی", ar: "الأوزبكية"},
	"vi":  {en: "Vietnamese", fa: "ویتنامی", ar: "الفيتنامية"},
	"zh":  {en: "Chinese", fa: "چینی", ar: "الصينية"},
}

// Medium names a medium of the record ("voice"); an unknown one by itself.
func (l *Locale) Medium(medium string) string { return l.name(mediumNames, medium) }

// Channel names a channel of the record ("telegram"); an unknown one by itself.
func (l *Locale) Channel(channel string) string { return l.name(channelNames, channel) }

// Language names a language by its BCP 47 tag; one that the program has no
// name for by its tag.
func (l *Locale) Language(tag string) string {
	if m, ok := languageNames[base(tag)]; ok {
		return l.pick(m)
	}
	return tag
}

func (l *Locale) name(names map[string]message, key string) string {
	if m, ok := names[key]; ok {
		return l.pick(m)
	}
	return key
}
