package locale

// frontAboutMessages say what protects a respondent and what does not. Each
// sentence is a promise or the lack of one: change none without docs/THREATS.md.
var frontAboutMessages = map[string]message{
	"front.about.does": {en: "What protects you", fa: "آنچه از شما محافظت می‌کند", ar: "ما الذي يحميك"},
	"front.about.does.sealed": {
		en: "What you send is sealed while it arrives, before it is stored. The key that opens it is not on this server; only the newsroom has it.",
		fa: "آنچه می‌فرستید هنگام رسیدن و پیش از ذخیره شدن مهر می‌شود. کلیدی که آن را باز می‌کند روی این سرور نیست؛ فقط تحریریه آن را دارد.",
		ar: "يُختم ما ترسله عند وصوله وقبل حفظه. المفتاح الذي يفتحه ليس على هذا الخادم، ولا يملكه إلا غرفة التحرير.",
	},
	"front.about.does.trial": {
		en: "What you send is sealed while it arrives, but in this trial run the key that opens it is on this same machine. Who takes the machine can read it.",
		fa: "آنچه می‌فرستید هنگام رسیدن مهر می‌شود، اما در این اجرای آزمایشی کلیدی که آن را باز می‌کند روی همین دستگاه است. هر که دستگاه را بگیرد می‌تواند بخواند.",
		ar: "يُختم ما ترسله عند وصوله، لكن المفتاح الذي يفتحه موجود في هذا التشغيل التجريبي على الجهاز نفسه. ومن يستولي على الجهاز يستطيع قراءته.",
	},
	"front.about.does.nolog": {
		en: "Your address on the network, your browser and the name of your file are not written down, not even in a log.",
		fa: "نشانی شبکهٔ شما، مرورگرتان و نام پرونده‌تان هیچ‌جا نوشته نمی‌شود، حتی در گزارش سرور.",
		ar: "لا يُدوَّن عنوانك على الشبكة ولا متصفحك ولا اسم ملفك، ولا حتى في سجلّ الخادم.",
	},
	"front.about.does.day": {
		en: "Of the time only the day is kept. Traces of the hour can stay on the server's disk until the day after.",
		fa: "از زمان فقط روز نگه داشته می‌شود. ردّ ساعت می‌تواند تا روز بعد روی دیسک سرور بماند.",
		ar: "لا يُحفظ من الوقت سوى اليوم. وقد يبقى أثر الساعة على قرص الخادم حتى اليوم التالي.",
	},
	"front.about.does.nocookie": {
		en: "There is no account, no cookie, nothing from other companies in these pages.",
		fa: "نه حساب کاربری هست، نه کوکی، و نه چیزی از شرکت‌های دیگر در این صفحه‌ها.",
		ar: "لا حساب هنا ولا ملفات تعريف ارتباط ولا شيء من شركات أخرى في هذه الصفحات.",
	},
	"front.about.does.size": {
		en: "All stored answers without a file have one size, those with a file one of few. Who finds them cannot tell yours from others.",
		fa: "همهٔ پاسخ‌های بی‌پروندهٔ ذخیره‌شده یک اندازه‌اند و آن‌ها که پرونده دارند چند اندازهٔ معدود. هر که آن‌ها را بیابد، نمی‌تواند پاسخ شما را از بقیه باز بشناسد.",
		ar: "لكل الإجابات المحفوظة من دون ملف حجم واحد، وللتي معها ملف أحجام قليلة. ومن يعثر عليها لا يستطيع تمييز إجابتك من غيرها.",
	},
	"front.about.not": {en: "What does not", fa: "آنچه محافظت نمی‌کند", ar: "ما الذي لا يحميك"},
	"front.about.not.server": {
		en: "Somebody who secretly controls this server while you write can read what you send from then on. Sealing in your browser, where the page says so, helps against a silent observer, not against such a person.",
		fa: "کسی که هنگام نوشتن شما پنهانی بر این سرور مسلط باشد، از آن پس می‌تواند آنچه را می‌فرستید بخواند. مهر شدن در مرورگر، هر جا که صفحه بگوید، در برابر ناظر خاموش کمک می‌کند، نه در برابر چنین کسی.",
		ar: "من يسيطر سرًا على هذا الخادم وأنت تكتب يستطيع قراءة ما ترسله منذ تلك اللحظة. والختم في متصفحك، حيث تقول الصفحة ذلك، يفيد ضد مراقب صامت لا ضد مثل هذا الشخص.",
	},
	"front.about.not.line": {
		en: "Who watches your connection sees that you visit this site, unless you use Tor.",
		fa: "کسی که اتصال شما را زیر نظر دارد می‌بیند که از این سایت بازدید می‌کنید، مگر آنکه از تور استفاده کنید.",
		ar: "من يراقب اتصالك يرى أنك تزور هذا الموقع ما لم تستعمل تور.",
	},
	"front.about.not.volume": {
		en: "A large file shows on the line by its size: somebody can see that much was sent, and when.",
		fa: "پروندهٔ بزرگ از حجمش روی خط پیداست: می‌توان دید که حجم زیادی فرستاده شده و چه وقت.",
		ar: "الملف الكبير يظهر على الخط من حجمه: يمكن رؤية أن كمية كبيرة أُرسلت ومتى.",
	},
	"front.about.not.story": {
		en: "A story that only you can know gives you away, whatever we take out of it.",
		fa: "ماجرایی که فقط شما می‌توانید بدانید شما را لو می‌دهد، هر چه هم از آن برداریم.",
		ar: "القصة التي لا يعرفها غيرك تكشفك مهما حذفنا منها.",
	},
	"front.about.not.voice": {
		en: "A voice can be recognised, even a disguised one. Text is safer.",
		fa: "صدا را می‌توان شناخت، حتی صدای تغییریافته را. نوشته امن‌تر است.",
		ar: "يمكن التعرّف على الصوت حتى لو كان مموّهًا. الكتابة أكثر أمانًا.",
	},
	"front.about.not.file": {
		en: "Photos and recordings carry traces: of the place, the device, what is heard and seen behind you.",
		fa: "عکس و صدا و ویدئو نشانه‌هایی در خود دارند: از مکان، از دستگاه، از آنچه پشت سرتان شنیده و دیده می‌شود.",
		ar: "تحمل الصور والتسجيلات آثارًا: للمكان والجهاز وما يُسمع ويُرى خلفك.",
	},
	"front.about.not.history": {
		en: "Your browser may remember that you were here. “Leave this page” leads away quickly; it does not erase the history.",
		fa: "مرورگر شما ممکن است به یاد داشته باشد که اینجا بوده‌اید. «خروج فوری» زود شما را می‌برد ولی تاریخچه را پاک نمی‌کند.",
		ar: "قد يتذكر متصفحك أنك كنت هنا. «مغادرة سريعة» تنقلك بسرعة لكنها لا تمحو السجل.",
	},
	"front.about.not.newsroom": {
		en: "The newsroom reads your answer and its law applies to it. We do not know who you are unless you tell.",
		fa: "تحریریه پاسخ شما را می‌خواند و تابع قانون کشور خود است. اگر خودتان نگویید نمی‌دانیم کیستید.",
		ar: "تقرأ غرفة التحرير إجابتك وتخضع لقانون بلدها. ولا نعرف من أنت ما لم تخبرنا.",
	},
	"front.about.safer": {en: "Safer still", fa: "باز هم امن‌تر", ar: "لمزيد من الأمان"},
	"front.about.safer.tor": {
		en: "Use Tor Browser (torproject.org). Where it is blocked, its settings offer bridges. Then neither your provider nor we see where you are.",
		fa: "از مرورگر تور استفاده کنید (torproject.org). جایی که مسدود است، در تنظیماتش پل هست. آنگاه نه شرکت اینترنت شما و نه ما می‌بینیم کجا هستید.",
		ar: "من الأفضل استعمال متصفح تور (torproject.org). وحيث يكون محجوبًا ففي إعداداته جسور. عندها لا يرى مزوّد الإنترنت ولا نحن أين أنت.",
	},
	"front.about.safer.noscript": {
		en: "Everything here works with JavaScript switched off, also at the “Safest” level of Tor Browser. Nobody here will ask you to switch it on.",
		fa: "همه چیز اینجا با جاوااسکریپت خاموش هم کار می‌کند، حتی در بالاترین سطح امنیت مرورگر تور. هیچ‌کس اینجا از شما نمی‌خواهد روشنش کنید.",
		ar: "كل شيء هنا يعمل مع إيقاف جافاسكريبت، حتى في أعلى مستويات الأمان في متصفح تور. ولن يطلب منك أحد هنا تشغيلها.",
	},
	"front.about.safer.device": {
		en: "Do not use a device of your employer, your school or the state.",
		fa: "از دستگاه محل کار، مدرسه یا دولت استفاده نکنید.",
		ar: "من الأفضل عدم استعمال جهاز يخص العمل أو المدرسة أو الدولة.",
	},
	"front.about.safer.network": {
		en: "Do not use their network either, and rather not the one at home.",
		fa: "از شبکهٔ آن‌ها هم استفاده نکنید، و بهتر است از شبکهٔ خانه هم نه.",
		ar: "ولا شبكاتها كذلك، ويُفضَّل ألّا تكون شبكة المنزل أيضًا.",
	},
	"front.about.safer.less": {
		en: "Write less: no names, no street, no exact day, unless it matters.",
		fa: "کمتر بنویسید: نه نام، نه خیابان، نه روز دقیق، مگر آنکه مهم باشد.",
		ar: "الأقل أفضل: بلا أسماء ولا شارع ولا يوم محدد إلا إذا كان ذلك مهمًا.",
	},
	"front.about.receipt": {en: "The receipt", fa: "رسید", ar: "الإيصال"},
	"front.about.receipt.receipt": {
		en: "The server stores neither the eight words nor which answer belongs to them. It sees them for a moment when you use them; where JavaScript is on, not when they are made and not when you read replies.",
		fa: "سرور نه هشت واژه را ذخیره می‌کند و نه این را که کدام پاسخ از آنِ آن‌هاست. وقتی آن‌ها را به کار می‌برید لحظه‌ای می‌بیندشان؛ اگر جاوااسکریپت روشن باشد، نه هنگام ساخته شدنشان و نه هنگام خواندن جواب‌ها.",
		ar: "لا يحفظ الخادم الكلمات الثماني ولا أي إجابة تخصّها. يراها للحظة عند استعمالها، وحيث تكون جافاسكريبت مشغّلة لا يراها عند إنشائها ولا عند قراءة الردود.",
	},
	"front.about.receipt.lost": {
		en: "If they are lost, nobody can restore them.",
		fa: "اگر گم شوند، هیچ‌کس نمی‌تواند آن‌ها را بازگرداند.",
		ar: "إن ضاعت فلا يستطيع أحد استعادتها.",
	},
	"front.about.onion":      {en: "The address inside Tor", fa: "نشانی درون تور", ar: "العنوان داخل تور"},
	"front.about.onion.text": {en: "Type it into Tor Browser:", fa: "آن را در مرورگر تور وارد کنید:", ar: "يُكتب في متصفح تور:"},
	"front.about.words":      {en: "Is this the real page?", fa: "آیا این صفحهٔ واقعی است؟", ar: "هل هذه هي الصفحة الحقيقية؟"},
	"front.about.words.text": {
		en: "These six words belong to the key to which answers are sealed. The newsroom prints or reads them out elsewhere; if they differ, send nothing.",
		fa: "این شش واژه از آنِ کلیدی است که پاسخ‌ها با آن مهر می‌شود. تحریریه آن‌ها را جای دیگری هم چاپ می‌کند یا می‌خواند؛ اگر فرق داشت، چیزی نفرستید.",
		ar: "هذه الكلمات الست تخصّ المفتاح الذي تُختم به الإجابات. تنشرها غرفة التحرير أو تقرؤها في مكان آخر، فإن اختلفت فمن الأفضل عدم إرسال شيء.",
	},
}

// frontScriptMessages are what the page says where it has a script.
var frontScriptMessages = map[string]message{
	"front.record.voice":    {en: "Record a voice message", fa: "ضبط پیام صوتی", ar: "تسجيل رسالة صوتية"},
	"front.record.video":    {en: "Record a video", fa: "ضبط ویدئو", ar: "تسجيل فيديو"},
	"front.record.level":    {en: "Loudness", fa: "بلندی صدا", ar: "مستوى الصوت"},
	"front.record.stop":     {en: "Stop", fa: "پایان ضبط", ar: "إيقاف"},
	"front.record.again":    {en: "Record again", fa: "ضبط دوباره", ar: "التسجيل مرة أخرى"},
	"front.record.delete":   {en: "Delete the recording", fa: "حذف ضبط‌شده", ar: "حذف التسجيل"},
	"front.record.progress": {en: "How much was sent", fa: "مقدار فرستاده‌شده", ar: "مقدار ما أُرسل"},
	"front.record.retry":    {en: "Try again", fa: "تلاش دوباره", ar: "المحاولة مرة أخرى"},
	"front.record.plainly":  {en: "Send it the ordinary way", fa: "فرستادن به شیوهٔ معمولی", ar: "الإرسال بالطريقة العادية"},

	"front.say.sealing": {en: "Sealing your answer on this device…", fa: "پاسخ شما روی همین دستگاه مهر می‌شود…", ar: "يجري ختم إجابتك على هذا الجهاز…"},
	"front.say.sending": {en: "Sending your sealed answer…", fa: "پاسخ مهرشدهٔ شما فرستاده می‌شود…", ar: "يجري إرسال إجابتك المختومة…"},
	"front.say.percent": {en: "{n} %", fa: "{n}٪", ar: "{n}٪"},
	"front.say.pause":   {en: "Pause", fa: "مکث", ar: "إيقاف مؤقت"},
	"front.say.resume":  {en: "Go on", fa: "ادامه", ar: "متابعة"},
	"front.say.paused":  {en: "Paused. Keep this page open.", fa: "مکث شد. این صفحه را باز نگه دارید.", ar: "توقف مؤقتًا. يرجى إبقاء هذه الصفحة مفتوحة."},
	"front.say.offline": {
		en: "No connection. Sending goes on by itself when it is back; keep this page open.",
		fa: "اتصال قطع است. وقتی برگردد فرستادن خودبه‌خود ادامه می‌یابد؛ این صفحه را باز نگه دارید.",
		ar: "لا يوجد اتصال. يُستأنف الإرسال تلقائيًا عند عودته، ويرجى إبقاء هذه الصفحة مفتوحة.",
	},
	"front.say.empty": {en: "Write something, or add a recording or a file.", fa: "چیزی بنویسید، یا صدا یا پرونده‌ای بیفزایید.", ar: "يرجى كتابة شيء أو إضافة تسجيل أو ملف."},
	"front.say.unsealed": {
		en: "Your answer could not be sealed on this device, and nothing was sent. You can try again, or send it the ordinary way: the server then sees it for a moment and seals it as it arrives.",
		fa: "پاسخ شما روی این دستگاه مهر نشد و چیزی فرستاده نشد. می‌توانید دوباره تلاش کنید یا به شیوهٔ معمولی بفرستید: در آن صورت سرور برای لحظه‌ای آن را می‌بیند و هنگام رسیدن مهر می‌کند.",
		ar: "تعذّر ختم إجابتك على هذا الجهاز ولم يُرسل شيء. يمكنك المحاولة مرة أخرى أو إرسالها بالطريقة العادية: عندها يراها الخادم للحظة ويختمها عند وصولها.",
	},
	"front.say.unsent":    {en: "Your answer did not arrive. It is still here: try again.", fa: "پاسخ شما نرسید. هنوز همین‌جاست: دوباره تلاش کنید.", ar: "لم تصل إجابتك. ما زالت هنا: يرجى المحاولة مرة أخرى."},
	"front.say.used":      {en: "This form was already sent, and nothing of this second answer was kept. Load the page anew to send another.", fa: "این فرم پیش‌تر فرستاده شده و از این پاسخ دوم چیزی نگه داشته نشد. برای فرستادن پاسخی دیگر صفحه را از نو باز کنید.", ar: "أُرسلت هذه الاستمارة من قبل ولم يُحفظ شيء من هذه الإجابة الثانية. لإرسال غيرها يرجى فتح الصفحة من جديد."},
	"front.say.old":       {en: "This form is too old. Copy your text, load the page anew, and send it from there.", fa: "این فرم کهنه شده است. متن خود را رونوشت بردارید، صفحه را از نو باز کنید و از آنجا بفرستید.", ar: "هذه الاستمارة قديمة. يرجى نسخ نصّك وفتح الصفحة من جديد والإرسال من هناك."},
	"front.say.busy":      {en: "Very many people are writing at the moment. Wait a minute and try again; your text is still here.", fa: "اکنون افراد بسیار زیادی می‌نویسند. یک دقیقه صبر کنید و دوباره تلاش کنید؛ متن شما همین‌جاست.", ar: "يكتب الآن عدد كبير جدًا من الناس. يرجى الانتظار دقيقة ثم المحاولة مرة أخرى، ونصّك ما زال هنا."},
	"front.say.full":      {en: "No files can be taken at the moment. A text without a file may still arrive.", fa: "اکنون پرونده پذیرفته نمی‌شود. متن بی‌پرونده شاید هنوز برسد.", ar: "لا يمكن استقبال الملفات حاليًا. قد يصل النص من دون ملف."},
	"front.say.large":     {en: "The file is larger than {size}.", fa: "پرونده از {size} بزرگ‌تر است.", ar: "حجم الملف أكبر من {size}."},
	"front.say.long":      {en: "Something is too long. Please shorten it.", fa: "چیزی بیش از اندازه بلند است. لطفاً کوتاهش کنید.", ar: "هناك ما هو أطول من المسموح. يرجى تقصيره."},
	"front.say.kind":      {en: "This kind of file is not taken here. What is taken: {kinds}.", fa: "این نوع پرونده اینجا پذیرفته نمی‌شود. آنچه پذیرفته می‌شود: {kinds}.", ar: "لا يُستقبل هذا النوع من الملفات هنا. ما يُستقبل: {kinds}."},
	"front.say.age":       {en: "Write the age as a number, or leave it empty.", fa: "سن را به عدد بنویسید یا خالی بگذارید.", ar: "يرجى كتابة العمر رقمًا أو ترك الخانة فارغة."},
	"front.say.closed":    {en: "This question takes no more answers.", fa: "این پرسش دیگر پاسخی نمی‌پذیرد.", ar: "لم يعد هذا السؤال يستقبل إجابات."},
	"front.say.asking":    {en: "Your browser asks whether this page may use the microphone or the camera.", fa: "مرورگر شما می‌پرسد آیا این صفحه اجازهٔ استفاده از میکروفون یا دوربین را دارد.", ar: "يسألك متصفحك هل يُسمح لهذه الصفحة باستعمال الميكروفون أو الكاميرا."},
	"front.say.refused":   {en: "The microphone or camera was not allowed. You can allow it in the browser's settings, or add a file.", fa: "اجازهٔ میکروفون یا دوربین داده نشد. می‌توانید در تنظیمات مرورگر اجازه دهید یا پرونده بیفزایید.", ar: "لم يُسمح باستعمال الميكروفون أو الكاميرا. يمكنك السماح بذلك في إعدادات المتصفح أو إضافة ملف."},
	"front.say.nodevice":  {en: "No microphone or camera was found.", fa: "میکروفون یا دوربینی پیدا نشد.", ar: "لم يُعثر على ميكروفون أو كاميرا."},
	"front.say.inuse":     {en: "The microphone or camera is used by another program.", fa: "برنامهٔ دیگری میکروفون یا دوربین را در دست دارد.", ar: "يستعمل برنامج آخر الميكروفون أو الكاميرا."},
	"front.say.norecord":  {en: "The recording failed. Try again, or add a file.", fa: "ضبط نشد. دوباره تلاش کنید یا پرونده بیفزایید.", ar: "فشل التسجيل. يمكنك المحاولة مرة أخرى أو إضافة ملف."},
	"front.say.recording": {en: "Recording.", fa: "در حال ضبط.", ar: "يجري التسجيل."},
	"front.say.time":      {en: "{elapsed} of {limit}", fa: "{elapsed} از {limit}", ar: "{elapsed} من {limit}"},
	"front.say.elapsed":   {en: "{elapsed}", fa: "{elapsed}", ar: "{elapsed}"},
	"front.say.limit":     {en: "The longest time was reached and the recording stopped. Listen to it before you send it.", fa: "به بیشترین زمان رسید و ضبط پایان یافت. پیش از فرستادن آن را بشنوید.", ar: "بلغ التسجيل أقصى مدة وتوقف. يُستحسن الاستماع إليه قبل إرساله."},
	"front.say.recorded":  {en: "Recorded. Listen to it before you send it.", fa: "ضبط شد. پیش از فرستادن آن را بشنوید.", ar: "تم التسجيل. يُستحسن الاستماع إليه قبل إرساله."},
	"front.say.deleted":   {en: "The recording is deleted.", fa: "ضبط‌شده حذف شد.", ar: "حُذف التسجيل."},
}
