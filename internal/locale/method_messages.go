package locale

// methodMessages are the sentences of the method box.
var methodMessages = map[string]message{
	"method.title": {en: "How this story was made", fa: "این گزارش چگونه تهیه شد", ar: "كيف أُعدّت هذه المادة"},

	"method.question": {en: "The question", fa: "پرسش", ar: "السؤال"},
	"method.asked": {
		en: "We asked, in these words:",
		fa: "پرسیدیم، با همین واژه‌ها:",
		ar: "سألنا بهذه الكلمات:",
	},

	"method.when": {en: "When and how the answers came", fa: "پاسخ‌ها کِی و چگونه رسید", ar: "متى وردت الإجابات وكيف"},
	"method.open": {
		en: "The call-out was open from {opens} to {closes}.",
		fa: "فراخوان از {opens} تا {closes} باز بود.",
		ar: "كانت الدعوة مفتوحة من {opens} إلى {closes}.",
	},
	"method.open.since": {
		en: "The call-out opened on {opens}.",
		fa: "فراخوان در {opens} آغاز شد.",
		ar: "فُتحت الدعوة في {opens}.",
	},
	"method.arrived": {
		en: "{received|one=# answer was received|other=# answers were received}, the first on {first} and the last on {last}.",
		fa: "{received} پاسخ رسید، نخستین در {first} و آخرین در {last}.",
		ar: "{received|zero=لم ترد إجابات|one=وردت إجابة واحدة|two=وردت إجابتان|few=وردت # إجابات|many=وردت # إجابة|other=وردت # إجابة}، أولها في {first} وآخرها في {last}.",
	},
	"method.channels":  {en: "Ways in: {list}.", fa: "راه‌های رسیدن: {list}.", ar: "طرق الوصول: {list}."},
	"method.languages": {en: "Languages: {list}.", fa: "زبان‌ها: {list}.", ar: "اللغات: {list}."},
	"method.media":     {en: "Forms: {list}.", fa: "شکل‌ها: {list}.", ar: "الأشكال: {list}."},

	"method.waterfall": {en: "From received to counted", fa: "از رسیده تا شمرده", ar: "من الوارد إلى المحتسَب"},
	"method.waterfall.note": {
		en: "What is counted is people, not messages: somebody who wrote twice counts once, and a text that many people sent as one campaign counts once.",
		fa: "آنچه شمرده شده آدم‌هاست نه پیام‌ها: کسی که دو بار نوشته یک بار شمرده شده، و متنی که کسان بسیاری در یک کارزار فرستاده‌اند یک بار.",
		ar: "ما يُحتسب هو الأشخاص لا الرسائل: من كتب مرتين يُحتسب مرة واحدة، والنص الذي أرسله كثيرون ضمن حملة واحدة يُحتسب مرة واحدة.",
	},
	"method.step":           {en: "Step", fa: "مرحله", ar: "المرحلة"},
	"method.number":         {en: "Number", fa: "تعداد", ar: "العدد"},
	"method.step.received":  {en: "Answers received", fa: "پاسخ‌های رسیده", ar: "إجابات واردة"},
	"method.step.withdrawn": {en: "taken back by the sender", fa: "فرستنده پس گرفت", ar: "سحبها مرسلها"},
	"method.step.blank":     {en: "blank", fa: "خالی", ar: "فارغة"},
	"method.step.spam":      {en: "spam", fa: "هرزنامه", ar: "رسائل مزعجة"},
	"method.step.off-topic": {en: "off the question", fa: "بی‌ربط به پرسش", ar: "خارج السؤال"},
	"method.step.illegal":   {en: "against the law", fa: "خلاف قانون", ar: "مخالفة للقانون"},
	"method.step.duplicate": {en: "further answers of a person already counted", fa: "پاسخ‌های دیگرِ کسی که شمرده شده بود", ar: "إجابات أخرى لشخص سبق احتسابه"},
	"method.step.campaign":  {en: "further copies of a campaign's text", fa: "نسخه‌های دیگرِ متن یک کارزار", ar: "نسخ أخرى من نص حملة"},
	"method.step.counted":   {en: "People counted", fa: "نفرات شمرده‌شده", ar: "أشخاص محتسبون"},

	"method.coding": {en: "Who read and sorted the answers", fa: "چه کسانی پاسخ‌ها را خواندند و دسته‌بندی کردند", ar: "من قرأ الإجابات وصنّفها"},
	"method.coders": {
		en: "{coders|one=One person|other=# people} of the newsroom read answers and marked the themes in them by written rules. {coded|one=# answer was|other=# answers were} read by at least one of them, {double|one=# by at least two, each without seeing the other's marks|other=# by at least two, each without seeing the other's marks}.",
		fa: "{coders} نفر از تحریریه پاسخ‌ها را خواندند و بر پایهٔ قاعده‌های نوشته، مضمون‌ها را نشانه گذاشتند. {coded} پاسخ را دست‌کم یک نفر خواند و {double} پاسخ را دست‌کم دو نفر، بی‌آن‌که نشانه‌های یکدیگر را ببینند.",
		ar: "{coders|zero=لم يقرأ أحد|one=قرأ شخص واحد|two=قرأ شخصان|few=قرأ # أشخاص|many=قرأ # شخصًا|other=قرأ # شخص} من غرفة الأخبار الإجابات وعلّم محاورها وفق قواعد مكتوبة. وقرأ شخص واحد على الأقل {coded|zero=صفر إجابات|one=إجابة واحدة|two=إجابتين|few=# إجابات|many=# إجابة|other=# إجابة}، وقرأ شخصان على الأقل {double|zero=صفر إجابات|one=إجابة واحدة|two=إجابتين|few=# إجابات|many=# إجابة|other=# إجابة} دون أن يرى أحدهما علامات الآخر.",
	},
	"method.coders.none": {
		en: "Nobody has read and sorted the answers yet.",
		fa: "هنوز کسی پاسخ‌ها را نخوانده و دسته‌بندی نکرده است.",
		ar: "لم يقرأ أحد الإجابات ويصنّفها بعد.",
	},
	"method.adjudicated": {
		en: "{n|one=# answer was|other=# answers were} decided together where the readings differed.",
		fa: "دربارهٔ {n} پاسخ که خوانش‌ها یکی نبود با هم تصمیم گرفته شد.",
		ar: "حُسم الأمر بالاتفاق في {n|zero=صفر إجابات|one=إجابة واحدة|two=إجابتين|few=# إجابات|many=# إجابة|other=# إجابة} اختلفت فيها القراءات.",
	},
	"method.alpha": {
		en: "Agreement between them on answers read twice: Krippendorff's alpha {alpha} over all themes, between {low} and {high} when the answers are drawn anew (1 is full agreement, 0 is chance).",
		fa: "هم‌خوانی میان آنان در پاسخ‌هایی که دو بار خوانده شد: آلفای کریپندورف {alpha} برای همهٔ مضمون‌ها، و با بازنمونه‌گیری میان {low} و {high} (۱ یعنی هم‌خوانی کامل، ۰ یعنی تصادف).",
		ar: "الاتفاق بينهم في الإجابات التي قُرئت مرتين: ألفا كريبندورف {alpha} لكل المحاور، وبين {low} و{high} عند إعادة السحب (١ اتفاق تام، ٠ مصادفة).",
	},
	"method.alpha.plain": {
		en: "Agreement between them on answers read twice: Krippendorff's alpha {alpha} over all themes (1 is full agreement, 0 is chance).",
		fa: "هم‌خوانی میان آنان در پاسخ‌هایی که دو بار خوانده شد: آلفای کریپندورف {alpha} برای همهٔ مضمون‌ها (۱ یعنی هم‌خوانی کامل، ۰ یعنی تصادف).",
		ar: "الاتفاق بينهم في الإجابات التي قُرئت مرتين: ألفا كريبندورف {alpha} لكل المحاور (١ اتفاق تام، ٠ مصادفة).",
	},
	"method.alpha.none": {
		en: "Too few answers were read twice to say how far the readings agree.",
		fa: "پاسخ‌هایی که دو بار خوانده شد کمتر از آن است که بتوان گفت خوانش‌ها تا چه اندازه یکی است.",
		ar: "الإجابات التي قُرئت مرتين أقل من أن تبيّن مدى اتفاق القراءات.",
	},
	"method.alpha.weak": {
		en: "The readings agreed less (alpha under {min}) on: {list}. Of these themes the story says no more than that some answers mentioned them.",
		fa: "خوانش‌ها در این مضمون‌ها کمتر هم‌خوان بود (آلفا زیر {min}): {list}. گزارش دربارهٔ آن‌ها بیش از این نمی‌گوید که در برخی پاسخ‌ها آمده است.",
		ar: "كان اتفاق القراءات أقل (ألفا دون {min}) في: {list}. ولا تقول المادة عن هذه المحاور أكثر من أن بعض الإجابات ذكرتها.",
	},

	"method.figures": {en: "What the figures mean", fa: "معنای رقم‌ها", ar: "معنى الأرقام"},
	"method.figures.note": {
		en: "Every figure is a number of people among the {of} counted. One person may voice several themes, so the figures do not add up to {of}. Words such as “many” and “most” follow fixed limits and stand only where the count carries them.",
		fa: "هر رقم شمار کسان در میان {of} نفرِ شمرده‌شده است. یک نفر ممکن است از چند مضمون گفته باشد، پس جمع رقم‌ها {of} نمی‌شود. واژه‌هایی چون «بسیاری» و «بیشتر» مرزهای ثابتی دارند و تنها جایی می‌آیند که شمارش آن‌ها را نگه دارد.",
		ar: "كل رقم هو عدد أشخاص من بين {of} جرى احتسابهم. وقد يذكر الشخص الواحد عدة محاور، فلا يبلغ مجموع الأرقام {of}. وتتبع كلمات مثل «كثيرون» و«معظم» حدودًا ثابتة، ولا ترد إلا حيث يحملها العدد.",
	},
	"method.estimated": {
		en: "{drawn|one=One of these people was|other=# of these people were} drawn at random and read by a person. For all others the figures are estimates: a model that learned from the coders’ marks scored every answer, and the people drawn at random show how far its scores can be trusted. No answer was scored by a model that had learned from it. The estimates are rounded to whole people; they are about the {of} people counted, and about nobody else.",
		fa: "از این افراد {drawn} نفر به قید قرعه برگزیده شدند و پاسخشان را کسی خوانده است. برای دیگران رقم‌ها برآورد است: الگویی که از نشان‌های کدگذاران آموخته به هر پاسخ امتیاز داده، و برگزیدگان قرعه نشان می‌دهند که به این امتیازها تا کجا می‌توان اعتماد کرد. هیچ پاسخی را الگویی که از خود آن آموخته باشد نسنجیده است. برآوردها به نفرِ کامل گرد شده‌اند و تنها دربارهٔ همین {of} نفر شمرده‌شده‌اند، نه هیچ‌کس دیگر.",
		ar: "{drawn|zero=لم يُختر أحد|one=اختير شخص واحد|two=اختير شخصان|few=اختير # أشخاص|many=اختير # شخصًا|other=اختير # شخص} من هؤلاء بالقرعة، وقرأ شخصٌ إجاباتهم. أما الباقون فأرقامهم تقديرية: نموذج تعلّم من علامات المرمّزين أعطى كل إجابة درجة، ومن اختيروا بالقرعة يبيّنون إلى أي حد يوثق بهذه الدرجات. ولم تُعطَ إجابة درجتها من نموذج تعلّم منها. والتقديرات مقرّبة إلى أشخاص كاملين، وهي عن {of} المحتسبين وحدهم لا عن سواهم.",
	},
	"method.estimated.missing": {
		en: "{n|one=One person drawn had|other=# people drawn had} not been read in full when the figures were drawn up; the ranges allow for either answer.",
		fa: "پاسخ {n} نفر از برگزیدگان قرعه هنگام تهیهٔ رقم‌ها هنوز تا پایان خوانده نشده بود؛ دامنه‌ها هر دو حالت را در بر می‌گیرند.",
		ar: "{n|zero=صفر أشخاص|one=شخص واحد|two=شخصان|few=# أشخاص|many=# شخصًا|other=# شخص} ممن اختيروا بالقرعة لم تُقرأ إجاباتهم كاملةً عند إعداد الأرقام؛ والمديات تتسع للاحتمالين.",
	},
	"method.uncoded": {
		en: "{n|one=One person|other=# people} counted had not been read when the figures were drawn up; they count as not voicing any theme.",
		fa: "پاسخ {n} نفر از شمرده‌شدگان هنگام تهیهٔ رقم‌ها هنوز خوانده نشده بود؛ آنان بی‌مضمون به شمار آمده‌اند.",
		ar: "{n|zero=صفر أشخاص|one=شخص واحد|two=شخصان|few=# أشخاص|many=# شخصًا|other=# شخص} من المحتسبين لم تكن إجاباتهم قد قُرئت عند إعداد الأرقام؛ وهم محسوبون على أنهم لم يذكروا أي محور.",
	},

	"method.quotes": {en: "How the quotes were chosen", fa: "نقل‌قول‌ها چگونه برگزیده شد", ar: "كيف اختيرت الاقتباسات"},
	"method.quotes.note": {
		en: "Editors chose {quotes|one=# quote|other=# quotes} from {people|one=# person|other=# people} to show what a theme sounds like. They were not drawn at random, and they do not show how common a view is. Each was compared with the answer, letter by letter; cuts are marked […] and additions [ ].",
		fa: "دبیران {quotes} نقل‌قول از {people} نفر برگزیدند تا نشان دهند هر مضمون چه لحنی دارد. این‌ها به قید قرعه انتخاب نشده‌اند و نشان نمی‌دهند دیدگاهی چه اندازه رایج است. هر یک حرف به حرف با پاسخ سنجیده شد؛ حذف‌ها با […] و افزوده‌ها با [ ] نشان داده شده است.",
		ar: "اختار المحررون {quotes|zero=صفر اقتباسات|one=اقتباسًا واحدًا|two=اقتباسين|few=# اقتباسات|many=# اقتباسًا|other=# اقتباس} من {people|zero=صفر أشخاص|one=شخص واحد|two=شخصين|few=# أشخاص|many=# شخصًا|other=# شخص} لبيان كيف يُعبَّر عن كل محور. لم تُسحب عشوائيًا، ولا تبيّن مدى شيوع رأي ما. وقورن كل منها بالإجابة حرفًا بحرف؛ والحذف معلَّم بـ […] والإضافة بـ [ ].",
	},
	"method.quotes.none": {en: "The story quotes no answers.", fa: "گزارش از هیچ پاسخی نقل نکرده است.", ar: "لا تقتبس المادة من أي إجابة."},
	"method.clips": {
		en: "{clips|one=One piece of a recording is|other=# pieces of recordings are} published with consent, cut and encoded anew.",
		fa: "{clips} بریده از پیام‌های ضبط‌شده با رضایت فرستنده منتشر شده است؛ هر یک بریده و از نو کدگذاری شده است.",
		ar: "نُشر بموافقة المرسلين {clips|zero=صفر مقاطع|one=مقطع واحد|two=مقطعان|few=# مقاطع|many=# مقطعًا|other=# مقطع} من التسجيلات، قُصّت ورُمّزت من جديد.",
	},
	"method.contacted": {
		en: "Everyone quoted was contacted first.",
		fa: "با هر کسی که از او نقل شده پیش از آن تماس گرفته شد.",
		ar: "جرى الاتصال أولًا بكل من اقتُبس كلامه.",
	},
	"method.waived": {
		en: "The wait of {days|one=# day|other=# days} between an answer and its publication was waived by an editor.",
		fa: "به تصمیم یک دبیر از فاصلهٔ {days} روزه میان رسیدن پاسخ و انتشار آن چشم‌پوشی شد.",
		ar: "تنازل أحد المحررين عن مهلة {days|zero=صفر أيام|one=يوم واحد|two=يومين|few=# أيام|many=# يومًا|other=# يوم} بين ورود الإجابة ونشرها.",
	},

	"method.machine": {en: "Translation and machine help", fa: "ترجمه و کمک ماشین", ar: "الترجمة والعون الآلي"},
	"method.translated": {
		en: "{translated|one=# of the quotes is a translation|other=# of the quotes are translations}, {spoken|one=# was spoken|other=# were spoken}.",
		fa: "{translated} نقل‌قول ترجمه است و {spoken} نقل‌قول از گفتار.",
		ar: "من بين الاقتباسات {translated|zero=لا ترجمات|one=ترجمة واحدة|two=ترجمتان|few=# ترجمات|many=# ترجمة|other=# ترجمة}، ومنها {spoken|zero=صفر منطوقة|one=واحد منطوق|two=اثنان منطوقان|few=# منطوقة|many=# منطوقًا|other=# منطوق}.",
	},
	"method.machine.note": {
		en: "Software may draft a transcript, a translation or a theme; none is used before a person has checked it against the recording or the text. A theme that software proposes counts for nothing until a person takes it.",
		fa: "نرم‌افزار ممکن است متن پیاده‌شده، ترجمه یا مضمونی را پیش‌نویس کند؛ هیچ‌یک پیش از آن‌که کسی آن را با صدا یا متن بسنجد به کار نمی‌رود. مضمونی که نرم‌افزار پیشنهاد کند تا کسی آن را نپذیرد به شمار نمی‌آید.",
		ar: "قد تُعدّ البرمجيات مسوّدة تفريغ أو ترجمة أو محور؛ ولا يُستعمل شيء منها قبل أن يراجعه شخص على التسجيل أو النص. ولا يُحتسب محور تقترحه البرمجيات ما لم يأخذ به شخص.",
	},

	"method.machine.estimated": {
		en: "Software helped to estimate the figures, as described above. It decided about no single answer.",
		fa: "نرم‌افزار، چنان‌که گفته شد، در برآورد رقم‌ها کمک کرده است. دربارهٔ هیچ پاسخی به‌تنهایی تصمیم نگرفته است.",
		ar: "أعانت البرمجيات على تقدير الأرقام كما ذُكر أعلاه، ولم تبتّ في أي إجابة بعينها.",
	},

	"method.names": {en: "Names", fa: "نام‌ها", ar: "الأسماء"},
	"method.names.note": {
		en: "Respondents chose how much of them may be shown, and we show no more than that. Names are withheld where they could bring harm. An unnamed answer carries that person's own experience and view; no accusation of fact stands on it. We give days but no hours, and no group of fewer than {cell} people.",
		fa: "پاسخ‌دهندگان خود برگزیدند که چه اندازه از آنان نشان داده شود و ما بیش از آن نشان نمی‌دهیم. جایی که نام می‌توانست زیان برساند نیامده است. پاسخ بی‌نام تجربه و دیدگاه همان فرد است و هیچ اتهامی بر آن استوار نمی‌شود. روز را می‌گوییم نه ساعت را، و از هیچ گروه کمتر از {cell} نفری نمی‌گوییم.",
		ar: "اختار المشاركون القدر الذي يجوز إظهاره عنهم، ولا نُظهر أكثر منه. وحُجبت الأسماء حيث قد تجلب أذى. والإجابة بلا اسم تحمل تجربة صاحبها ورأيه؛ ولا يقوم عليها اتهام بواقعة. نذكر الأيام لا الساعات، ولا نذكر أي مجموعة تقل عن {cell} أشخاص.",
	},

	"method.limits": {en: "What this cannot show", fa: "آنچه از این بر نمی‌آید", ar: "ما لا يمكن أن يبيّنه هذا"},
	"method.limits.note": {
		en: "Everyone who answered chose to. They are not a sample of any population, so nothing here says how common a view is among people who did not answer, and no estimate of sampling error can be calculated.",
		fa: "هر که پاسخ داده خود خواسته است. اینان نمونهٔ آماری از هیچ جمعیتی نیستند؛ پس هیچ چیز در این‌جا نمی‌گوید دیدگاهی در میان کسانی که پاسخ نداده‌اند چه اندازه رایج است، و هیچ برآوردی از خطای نمونه‌گیری نمی‌توان به دست داد.",
		ar: "كل من أجاب اختار أن يجيب. وهم ليسوا عيّنة من أي جمهور، فلا شيء هنا يبيّن مدى شيوع رأي بين من لم يجيبوا، ولا يمكن حساب تقدير لخطأ المعاينة.",
	},
}
