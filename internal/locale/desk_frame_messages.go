package locale

// deskFrameMessages are what every page of the desk says around its screen.
var deskFrameMessages = map[string]message{
	"frame.desk":    {en: "The desk", fa: "میز تحریریه", ar: "مكتب التحرير"},
	"frame.screens": {en: "Screens of this call-out", fa: "صفحه‌های این فراخوان", ar: "صفحات هذه الدعوة"},
	"frame.banner":  {en: "Notice", fa: "هشدار", ar: "تنبيه"},

	"frame.screen.callouts":   {en: "Call-outs", fa: "فراخوان‌ها", ar: "الدعوات"},
	"frame.screen.audit":      {en: "Audit log", fa: "گزارش رویدادها", ar: "سجل التدقيق"},
	"frame.screen.settings":   {en: "Settings", fa: "تنظیمات", ar: "الإعدادات"},
	"frame.screen.overview":   {en: "Overview", fa: "نمای کلی", ar: "نظرة عامة"},
	"frame.screen.inbox":      {en: "Inbox", fa: "صندوق پاسخ‌ها", ar: "الوارد"},
	"frame.screen.texts":      {en: "Transcripts and translations", fa: "پیاده‌سازی و ترجمه", ar: "التفريغ والترجمة"},
	"frame.screen.coding":     {en: "Coding", fa: "کدگذاری", ar: "الترميز"},
	"frame.screen.codebook":   {en: "Codebook", fa: "کتاب کد", ar: "دليل الرموز"},
	"frame.screen.agreement":  {en: "Agreement", fa: "هم‌خوانی", ar: "الاتفاق"},
	"frame.screen.duplicates": {en: "Repeats and campaigns", fa: "تکراری‌ها و کارزارها", ar: "المكررات والحملات"},
	"frame.screen.themes":     {en: "Themes and shares", fa: "مضمون‌ها و سهم‌ها", ar: "المحاور والنسب"},
	"frame.screen.statements": {en: "Statements", fa: "گفته‌های چهره‌ها", ar: "التصريحات"},
	"frame.screen.stories":    {en: "Stories", fa: "گزارش‌ها", ar: "المواد الصحفية"},

	"frame.me":           {en: "Your settings", fa: "تنظیمات شما", ar: "إعداداتك"},
	"frame.lock":         {en: "Lock", fa: "قفل کردن", ar: "قفل"},
	"frame.sign.out":     {en: "Sign out", fa: "خروج", ar: "تسجيل الخروج"},
	"frame.share":        {en: "Hide names: I share my screen", fa: "پنهان‌کردن نام‌ها هنگام نمایش صفحه", ar: "إخفاء الأسماء عند مشاركة الشاشة"},
	"frame.share.on":     {en: "You share your screen: names, places, contact details and media are hidden.", fa: "صفحهٔ شما برای دیگران نمایش داده می‌شود: نام‌ها، جاها، راه‌های تماس و رسانه‌ها پنهان است.", ar: "شاشتك معروضة لغيرك: الأسماء والأماكن وبيانات الاتصال والوسائط مخفية."},
	"frame.share.done":   {en: "Names are hidden now.", fa: "نام‌ها اکنون پنهان‌اند.", ar: "الأسماء مخفية الآن."},
	"frame.share.undone": {en: "Names are shown again.", fa: "نام‌ها دوباره دیده می‌شوند.", ar: "تظهر الأسماء من جديد."},

	"frame.keys":         {en: "Keys of this page", fa: "میان‌برهای این صفحه", ar: "اختصارات هذه الصفحة"},
	"frame.keys.off":     {en: "Keys without Ctrl or Alt are switched off for you.", fa: "میان‌برهای بدون Ctrl یا Alt برای شما خاموش است.", ar: "الاختصارات من دون Ctrl أو Alt معطلة لديك."},
	"frame.palette":      {en: "Go to or do", fa: "برو به، یا انجام بده", ar: "انتقل أو نفّذ"},
	"frame.palette.find": {en: "A screen or an action", fa: "نام صفحه یا کار", ar: "صفحة أو إجراء"},
	"frame.palette.none": {en: "Nothing is called that here.", fa: "چیزی به این نام اینجا نیست.", ar: "لا شيء بهذا الاسم هنا."},
	"frame.close":        {en: "Close", fa: "بستن", ar: "إغلاق"},
	"frame.undo":         {en: "Undo", fa: "برگرداندن", ar: "تراجع"},
	"frame.undo.last":    {en: "Undo what you did last", fa: "آخرین کار را برگردان", ar: "تراجع عن آخر ما فعلت"},
	"frame.moment":       {en: "{day}, {clock}", fa: "{day}، {clock}", ar: "{day}، {clock}"},
	"frame.undone":       {en: "Undone", fa: "برگردانده شد", ar: "تم التراجع"},

	"frame.history":      {en: "What you did", fa: "کارهای شما", ar: "ما فعلته"},
	"frame.history.note": {en: "The newest first. What can be taken back has a button.", fa: "تازه‌ترین در آغاز. هر کاری که برگشت‌پذیر است دکمه‌ای دارد.", ar: "الأحدث أولًا. لكل ما يمكن التراجع عنه زر."},
	"frame.history.none": {en: "What you change will be listed here, each with a way back. Open a call-out to begin.", fa: "هر تغییری که بدهید با راه برگشتش اینجا می‌آید. برای آغاز، فراخوانی را باز کنید.", ar: "ستُدرج هنا تغييراتك مع طريقة التراجع عن كل منها. افتح دعوة لتبدأ."},

	"frame.draft.kept":     {en: "Kept at {at}, not saved yet", fa: "در {at} نگه داشته شد؛ هنوز ذخیره نشده", ar: "حُفظت مسودة عند {at} ولم تُثبَّت بعد"},
	"frame.draft.restored": {en: "This is what you typed until {at} and did not save.", fa: "این همان است که تا {at} نوشتید و ذخیره نکردید.", ar: "هذا ما كتبته حتى {at} ولم تثبّته."},
	"frame.draft.drop":     {en: "Throw the draft away", fa: "دور انداختن پیش‌نویس", ar: "حذف المسودة"},
	"frame.unsaved":        {en: "Typing is not kept at the moment: the desk cannot be reached.", fa: "نوشته‌ها اکنون نگه داشته نمی‌شود: میز در دسترس نیست.", ar: "لا يُحفظ ما تكتبه الآن: تعذّر الوصول إلى المكتب."},

	"frame.offline":    {en: "The desk cannot be reached. It is tried again.", fa: "میز در دسترس نیست. دوباره تلاش می‌شود.", ar: "تعذّر الوصول إلى المكتب. تُعاد المحاولة."},
	"frame.failed":     {en: "That did not work. Nothing was changed.", fa: "انجام نشد. چیزی تغییر نکرد.", ar: "لم ينجح ذلك. لم يتغير شيء."},
	"frame.signed.out": {en: "You were signed out or locked out. Load the page again to sign in; what you typed is kept.", fa: "از میز بیرون آمده‌اید یا قفل شده است. صفحه را دوباره باز کنید؛ نوشته‌هایتان نگه داشته شده است.", ar: "خرجتَ أو قُفل المكتب. أعد تحميل الصفحة للدخول؛ ما كتبته محفوظ."},
	"frame.reference":  {en: "Reference {ref}", fa: "شمارهٔ پیگیری {ref}", ar: "المرجع {ref}"},
}
