package locale

// pageMessages are the sentences of a published page around its story.
var pageMessages = map[string]message{
	"date.unknown": {en: "date unknown", fa: "تاریخ نامعلوم", ar: "تاريخ غير معروف"},
	"date.since":   {en: "from {from}", fa: "از {from}", ar: "منذ {from}"},
	"date.until":   {en: "until {to}", fa: "تا {to}", ar: "حتى {to}"},
	"date.interval": {
		en: "between {from} and {to}",
		fa: "میان {from} و {to}",
		ar: "بين {from} و{to}",
	},
	"date.year":  {en: "{year}", fa: "{year} میلادی", ar: "{year}"},
	"date.month": {en: "{month} {year}", fa: "{month} {year} میلادی", ar: "{month} {year}"},

	"quote.marks": {en: "“{text}”", fa: "«{text}»", ar: "«{text}»"},
	"of":          {en: "{n} of {of}", fa: "{n} از {of}", ar: "{n} من {of}"},
	"other":       {en: "other", fa: "دیگر", ar: "غير ذلك"},
	"colon":       {en: "{name}: {value}", fa: "{name}: {value}", ar: "{name}: {value}"},

	"page.published":   {en: "Published {date}", fa: "انتشار: {date}", ar: "نُشر في {date}"},
	"page.corrected":   {en: "Corrected {date}", fa: "اصلاح: {date}", ar: "صُحّح في {date}"},
	"page.corrections": {en: "Corrections", fa: "اصلاح‌ها", ar: "تصويبات"},
	"page.reply": {
		en: "What those named here answered",
		fa: "پاسخ کسانی که نامشان آمده است",
		ar: "ردّ من وردت أسماؤهم",
	},
	"page.clip": {
		en: "From a recording that its sender allowed us to publish; {seconds|one=# second|other=# seconds}",
		fa: "از صدا یا تصویری که فرستنده‌اش اجازهٔ انتشار آن را داده است؛ {seconds|one=# ثانیه|other=# ثانیه}",
		ar: "من تسجيل سمح لنا مرسله بنشره؛ {seconds|zero=أقل من ثانية|one=ثانية واحدة|two=ثانيتان|few=# ثوانٍ|many=# ثانية|other=# ثانية}",
	},
	"page.clip.words": {
		en: "From the reviewed transcript of a recording, whose sender allowed us to quote it; {seconds|one=# second|other=# seconds}",
		fa: "از متن بازبینی‌شدهٔ صدایی که فرستنده‌اش اجازهٔ نقل آن را داده است؛ {seconds|one=# ثانیه|other=# ثانیه}",
		ar: "من النص المراجَع لتسجيل سمح لنا مرسله بالاقتباس منه؛ {seconds|zero=أقل من ثانية|one=ثانية واحدة|two=ثانيتان|few=# ثوانٍ|many=# ثانية|other=# ثانية}",
	},
	"page.clip.signal": {
		en: "The voice was changed. Software can recognise this voice.",
		fa: "صدا تغییر داده شده است. نرم‌افزار می‌تواند این صدا را بازشناسد.",
		ar: "غُيّر الصوت. يمكن للبرمجيات أن تتعرّف على هذا الصوت.",
	},
	"page.clip.revoice": {
		en: "A synthetic voice reads the words of this message.",
		fa: "صدایی ساختگی واژه‌های این پیام را می‌خواند.",
		ar: "صوت اصطناعي يقرأ كلمات هذه الرسالة.",
	},
	"page.clip.filled": {
		en: "We covered parts of the picture.",
		fa: "بخش‌هایی از تصویر را پوشانده‌ایم.",
		ar: "غطّينا أجزاء من الصورة.",
	},
	"page.clip.label": {en: "Recording: {alt}", fa: "ضبط‌شده: {alt}", ar: "تسجيل: {alt}"},
	"page.transcript": {en: "What is said:", fa: "آنچه گفته می‌شود:", ar: "ما يقال في التسجيل:"},
	"page.translation": {
		en: "In English",
		fa: "به فارسی",
		ar: "بالعربية",
	},
}

// noteMessages say, for each quote and figure of a page, what stands behind it.
var noteMessages = map[string]message{
	"note.title": {
		en: "What each quote and figure rests on",
		fa: "پشتوانهٔ هر نقل‌قول و هر رقم",
		ar: "ما يستند إليه كل اقتباس وكل رقم",
	},
	"note.intro": {
		en: "The underlined words of the story lead here. Answers carry a number of this page only, so that nobody can be followed from one page to another.",
		fa: "واژه‌های زیرخط‌دارِ متن به این‌جا می‌رسند. هر پاسخ تنها شمارهٔ همین صفحه را دارد تا کسی را نتوان از صفحه‌ای به صفحهٔ دیگر دنبال کرد.",
		ar: "الكلمات المسطَّر تحتها في النص تقود إلى هنا. لا تحمل الإجابة سوى رقم خاص بهذه الصفحة، كي لا يمكن تتبّع أحد من صفحة إلى أخرى.",
	},
	"note.back": {en: "back to the text", fa: "بازگشت به متن", ar: "العودة إلى النص"},

	"note.quote.text":  {en: "Words from a written answer.", fa: "از پاسخی نوشتاری.", ar: "من إجابة مكتوبة."},
	"note.quote.voice": {en: "Words from a voice message, in a transcript that a person checked.", fa: "از پیامی صوتی، با متنی پیاده‌شده که یک نفر آن را بازبینی کرده است.", ar: "من رسالة صوتية، بحسب نصّ مفرَّغ راجعه شخص."},
	"note.quote.video": {en: "Words from a video message, in a transcript that a person checked.", fa: "از پیامی ویدئویی، با متنی پیاده‌شده که یک نفر آن را بازبینی کرده است.", ar: "من مقطع فيديو، بحسب نصّ مفرَّغ راجعه شخص."},
	"note.quote.photo": {en: "Words sent with a photo.", fa: "از نوشتهٔ همراه یک عکس.", ar: "من كلمات أُرسلت مع صورة."},
	"note.translated": {
		en: "Translated from {lang}; a person checked the translation.",
		fa: "ترجمه از {lang}؛ ترجمه را یک نفر بازبینی کرده است.",
		ar: "مترجم عن {lang}؛ وقد راجع الترجمة شخص.",
	},
	"note.translated.some": {
		en: "Translated; a person checked the translation.",
		fa: "ترجمه‌شده؛ ترجمه را یک نفر بازبینی کرده است.",
		ar: "مترجم؛ وقد راجع الترجمة شخص.",
	},
	"note.share": {en: "“{name}”: {figure}.", fa: "«{name}»: {figure}.", ar: "«{name}»: {figure}."},
	"note.share.group": {
		en: "{n} of the {of|one=# person|other=# people} counted under “{trait}”",
		fa: "{n} نفر از {of} نفرِ شمرده‌شده در گروه «{trait}»",
		ar: "{n} من {of|zero=# محتسبين|one=شخص واحد محتسب|two=شخصين محتسبين|few=# أشخاص محتسبين|many=# شخصًا محتسبًا|other=# شخص محتسب} في مجموعة «{trait}»",
	},
	"note.share.title": {
		en: "{n} of {of|one=# person|other=# people} counted",
		fa: "{n} نفر از {of} نفرِ شمرده‌شده",
		ar: "{n} من {of|zero=# محتسبين|one=شخص واحد محتسب|two=شخصين محتسبين|few=# أشخاص محتسبين|many=# شخصًا محتسبًا|other=# شخص محتسب}",
	},
	"note.fill":      {en: "A figure of the call-out: {name}.", fa: "رقمی از فراخوان: {name}.", ar: "رقم من أرقام الدعوة: {name}."},
	"note.who":       {en: "{speaker}, {role}", fa: "{speaker}، {role}", ar: "{speaker}، {role}"},
	"note.statement": {en: "{who}, {date}:", fa: "{who}، {date}:", ar: "{who}، {date}:"},
	"note.reported":  {en: "{who}, {date}, as reported by {by}:", fa: "{who}، {date}، به گزارش {by}:", ar: "{who}، {date}، بحسب {by}:"},
	"note.report":    {en: "{who}, {date}, as reported:", fa: "{who}، {date}، به نقل:", ar: "{who}، {date}، بحسب ما نُقل:"},
	"note.source":    {en: "Source:", fa: "منبع:", ar: "المصدر:"},
	"note.reversal": {
		en: "On the question “{question}”, first “{from}”, then “{to}”.",
		fa: "دربارهٔ پرسش «{question}»: نخست «{from}»، سپس «{to}».",
		ar: "في مسألة «{question}»: أولًا «{from}»، ثم «{to}».",
	},
	"note.reversal.reported": {
		en: "No primary source: the new position is only reported.",
		fa: "منبع دست‌اول ندارد: موضع تازه تنها به نقل از دیگران است.",
		ar: "لا مصدر أوليًّا: الموقف الجديد منقول فقط.",
	},
	"note.verdict.none": {en: "In our judgement no change.", fa: "به داوری ما موضع عوض نشده است.", ar: "لا تغيّر في تقديرنا."},
	"note.verdict.half": {en: "In our judgement a change in part.", fa: "به داوری ما موضع تا اندازه‌ای عوض شده است.", ar: "تغيّر جزئي في تقديرنا."},
	"note.verdict.full": {en: "In our judgement a full change.", fa: "به داوری ما موضع به‌تمامی عوض شده است.", ar: "تغيّر كامل في تقديرنا."},
	"note.contradiction": {
		en: "On the question “{question}”, positions that exclude each other: “{from}” and “{to}”.",
		fa: "دربارهٔ پرسش «{question}»، موضع‌هایی که با هم جمع نمی‌شوند: «{from}» و «{to}».",
		ar: "في مسألة «{question}»، موقفان لا يجتمعان: «{from}» و«{to}».",
	},
	"note.clip.words": {
		en: "The reviewed words of a recording, read by a synthetic voice, published with its sender's consent to be quoted.",
		fa: "متن بازبینی‌شدهٔ یک پیام صوتی یا تصویری که صدایی ساختگی می‌خواند، با رضایت فرستنده‌اش به نقل آن.",
		ar: "نص مراجَع لتسجيل يقرؤه صوت اصطناعي، نُشر بموافقة مرسله على الاقتباس منه.",
	},
	"note.clip": {
		en: "A piece of a recording, published with its sender's consent.",
		fa: "پاره‌ای از یک صدا یا تصویر ضبط‌شده، با رضایت فرستنده‌اش.",
		ar: "جزء من تسجيل، نُشر بموافقة مرسله.",
	},

	"fill.received":  {en: "answers received", fa: "پاسخ‌های رسیده", ar: "الإجابات الواردة"},
	"fill.counted":   {en: "people counted", fa: "نفرات شمرده‌شده", ar: "الأشخاص المحتسبون"},
	"fill.first_day": {en: "day of the first answer", fa: "روز نخستین پاسخ", ar: "يوم أول إجابة"},
	"fill.last_day":  {en: "day of the last answer", fa: "روز آخرین پاسخ", ar: "يوم آخر إجابة"},
	"fill.opens":     {en: "day the call-out opened", fa: "روز آغاز فراخوان", ar: "يوم فتح الدعوة"},
	"fill.closes":    {en: "day the call-out closed", fa: "روز پایان فراخوان", ar: "يوم إغلاق الدعوة"},
	"fill.languages": {en: "languages of the answers", fa: "زبان‌های پاسخ‌ها", ar: "لغات الإجابات"},
	"fill.channels":  {en: "channels of the answers", fa: "راه‌های رسیدن پاسخ‌ها", ar: "قنوات الإجابات"},
	"fill.days":      {en: "days on which answers came", fa: "روزهایی که پاسخ رسید", ar: "الأيام التي وردت فيها إجابات"},
	"fill.themes":    {en: "themes of the codebook", fa: "مضمون‌های فهرست", ar: "محاور الدليل"},
	"fill.withdrawn": {en: "answers taken back", fa: "پاسخ‌های پس‌گرفته", ar: "الإجابات المسحوبة"},
}
