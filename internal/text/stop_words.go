package text

// The lists are written by hand for this program, from the grammar of each
// language: articles, pronouns, adpositions, conjunctions, auxiliaries that
// carry no sense of their own, and particles. Words of two spellings stand in
// both. They are folded by Loose when they are first used.

// stopWords is by language, in the order of tongues.
var stopWords = [len(tongues)]string{
	// English
	`a an the this that these those here there
	i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself we us our ours ourselves they them their theirs themselves
	one ones someone something anyone anything everyone everything everybody somebody anybody u ur
	who whom whose which what when where why how whatever whoever whichever wherever whenever
	of in on at by for from to with about into onto over under up down out off through during before after above below between among against along around across behind beside besides beyond near since
	till until upon toward towards within per via as than like
	and or but if because so then while although though whether unless once also thus hence therefore however
	am is are was were be been being have has had having do does did doing done get gets got getting
	im ive youre hes shes theyre weve youve theyve thats whats theres heres
	i'm i've you're you've he's she's it's we're we've they're they've that's what's there's here's who's let's where's how's
	some any all each every both either other others another such same own much many more most few less least several
	just very quite rather even still yet already again ever now too really actually basically
	etc eg ie ok okay yeah oh`,

	// Persian, written and spoken
	`و یا که تا با به از در بر را رو اگر اگه اما ولی لیکن بلکه چون زیرا چونکه چرا چراکه پس سپس نیز هم همچنین هنوز همان همین همون این آن اون اینها آنها اونها اینا اونا آنان اینان ایشان
	اینکه آنکه اینو اونو اینه اونه اینم اونم همینه همونه همینو چنین چنان همچون مانند مثل مثله مثه چو جز غیر الا
	من منو منم مرا تو تورو شما شماها ما ماها او وی آنچه هرچه هرچی هر همه همش همشون همشو همگی همدیگر همدیگه یکدیگر خود خودم خودت خودش خودمان خودمون خودتان خودتون خودشان خودشون خویش
	یک یه یکی یکیش دو چند چندین چندتا برخی بعضی بعضیا بعضیها دیگر دیگه دیگری دیگران بقیه
	چه چی چیه چیو چیست کی کیه کدام کدوم کدومش کجا کجاست چطور چطوری چگونه چجوری چقدر چقد
	برای واسه واسم واسش برا برام برایم برایت برات برایش براش برامون براتون براشون بخاطر درباره دربارهی راجع نسبت علیه طبق بنابر بنابراین طی ضمن نزد سوی
	بهم بهت بهش بهمون بهتون بهشون ازم ازت ازش ازمون ازتون ازشون باهام باهات باهاش باهامون باهاشون
	روی زیر بالای توی داخل بین میان کنار پیش نزدیک پشت جلوی پس بعد بعدش بعدا قبل قبلا بعداز قبلاز هنگام وقتی وقتیکه زمانی هنگامی
	حالا الان اکنون اینک آنگاه اینجا آنجا اونجا اینجوری اونجوری اینطور اینطوری آنطور اونطوری همینطور همینطوری همینجوری اینقدر انقدر آنقدر اونقدر اینقد انقد
	است هست هستم هستی هستیم هستید هستین هستند هستن ام ای ایم اید اند بود بودم بودی بودیم بودید بودین بودند بودن بوده باشد باشم باشی باشیم باشید باشین باشند باشن باشه باش میباشد میباشند میباشم
	شد شدم شدی شدیم شدید شدند شدن شده شدهاست شود شوند شوم شویم شوید بشه بشم بشی بشود بشن بشوند میشود میشوند میشه میشن میشم میشی میشد میشدن
	کردم کردیم کردید کردند کردن کرده کند کنم کنی کنیم کنید کنین کنند کنن کنه بکنم بکنی بکنه بکند بکنن میکنم میکنی میکند میکنه میکنیم میکنید میکنین میکنند میکنن میکرد میکردم میکردن میکردند
	دارم داری دارد داره داریم دارید دارین دارند دارن داشت داشتم داشتی داشتیم داشتند داشتن داشته داشتهباشد
	نیز فقط تنها البته حتی حتا تقریبا حدود حدودا درواقع یعنی مثلا کلا اصولا ضمنا ظاهرا معمولا خب آخه اخه مگه دیگر همواره همیشه
	بسیار خیلی بیش بیشتر بیشترین کم کمتر کمی بسی تمام تمامی کل
	هایی های ها تر ترین می ی ای رو ب ک م`,

	// Arabic, with the commonest of the spoken
	`و أو ثم ف ب ل ك في من إلى على عن مع حتى منذ خلال بين عند عندما حين حيث لدى حول ضد نحو فوق تحت أمام وراء قبل بعد أثناء بسبب عبر
	أن إن أنه إنه أنها إنها أنهم إنهم لأن لأنه لأنها لكن ولكن لكنه لكنها بل إذا إذ لو كي لكي كما كأن كذلك أيضا أم إما بينما مهما كلما
	هذا هذه هذان هؤلاء ذلك تلك أولئك هنا هناك ذاك هكذا
	أنا نحن أنت أنتم أنتن هو هي هم هن هما إياه
	الذي التي الذين اللذان اللتان اللواتي اللاتي من ماذا لماذا متى أين كيف كم أي أية
	له لها لهم لهن لنا لك لكم لي به بها بهم بنا بك بي فيه فيها فيهم منه منها منهم منا منك مني عليه عليها عليهم علينا عليك علي إليه إليها إليهم إلينا إليك إلي عنه عنها عنهم عنا عني معه معها معهم معنا معك معي
	كان كانت كانوا كنت كنا يكون تكون يكونون نكون أكون كن وكان وكانت صار أصبح
	قد لقد سوف هل أ إنما فقط كل بعض جميع كلا كلتا نفس نفسه نفسها سوى ذات مثل أكثر أقل جدا
	وهو وهي وهم وهذا وهذه ومن وفي وعلى وإلى وأن وإن ولو وإذا وقد ولقد وذلك وكل فإن فإنه فقد فهو فهي بأن كأنه مما عما فيما بما لما كما وما ومع وعن
	ال الي اللي ده دي دا دول احنا انتو انتي هاي هاد هدا هاذا شو ايش ليش وين فين ازاي إيه هيك كمان بس عشان علشان لسه يلي هلق هلا برضو برضه بتاع يعني`,

	// Central Kurdish
	`و یان کە تا لە بە بۆ لەگەڵ دەگەڵ لەسەر لەژێر لەناو لەنێو لەبەر لەلایەن لەدوای لەپێش دوای پێش بەرەو بەپێی بەهۆی لەبارەی دەربارەی وەک وەکو بەڵام ئەگەر چونکە بۆیە بۆچی کەواتە هەتا هەروەها هێشتا
	من تۆ ئەو ئێمە ئێوە ئەوان خۆم خۆت خۆی خۆمان خۆتان خۆیان
	ئەم ئەمە ئەوە ئەمانە ئەوانە ئەوەی ئەوانەی ئێرە ئەوێ لێرە لەوێ ئێستا
	چی کێ کەی کوێ کام چۆن چەند هەر هەموو هەندێ هەندێک هیتر تر دیکە یەک یەکێک
	پێ پێی لێ لێی تێ تێدا پێیان لێیان بۆی بۆم بۆیان
	بوو بووم بوون بووە بێت دەبێت دەبن هەیە هەبوو هەن کرد کردن کردووە دەکات دەکەن دەکەین دەکەم کراوە کرا دەکرێت ئەکات ئەبێ ئەکەن
	یش ش یە ن ین م دا وە را زۆر`,

	// German
	`der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem jener jene jenes solche solcher solches derselbe dieselbe dasselbe
	ich mich mir mein meine meinen meinem meiner meines du dich dir dein deine deinen deinem deiner er ihn ihm sein seine seinen seinem seiner seines sie ihr ihre ihren ihrem ihrer ihres es wir uns unser unsere
	unseren unserem unserer euch euer eure euren eurem ihnen man sich selbst selber jemand etwas
	wer wen wem wessen was welche welcher welches welchen welchem wann wo woher wohin warum weshalb wieso wie womit wofür wovon worauf worin
	und oder aber denn sondern doch als wenn weil dass daß ob obwohl damit da während bevor nachdem sobald solange sowie sowohl falls indem
	in im ins an am ans auf aus bei beim bis durch für gegen hinter mit nach neben seit über um unter unterm von vom vor zu zum zur zwischen wegen trotz statt anstatt außer gegenüber ab per pro
	bin bist ist sind seid war warst waren wart gewesen sei seien wäre wären habe hast hat haben habt hatte hatten hättest hätte hätten gehabt werde wirst wird werden werdet wurde wurden worden geworden würde würden tun tut tat
	hier dort dorthin da dahin daher darum deshalb deswegen dabei dafür dagegen daran darauf daraus darin darüber davon dazu dann danach davor so also auch noch schon nur sehr mal eben halt etwa etwas fast ganz
	wieder nun jetzt bereits bzw usw zb alle aller alles allem allen andere anderer anderes anderen anderem beide beiden einige einiger einigen jede jeder jedes jeden jedem mehr meist viel viele vielen vieler weniger
	hin her denen deren dessen`,

	// French
	`le la les l un une des du de d au aux ce cet cette ces celui celle ceux celles ceci cela ça c
	je j me m moi tu te t toi il elle on nous vous ils elles lui leur leurs se s soi y en mon ma mes ton ta tes son sa ses notre nos votre vos
	qui que qu quoi dont où quand comment pourquoi combien quel quelle quels quelles lequel laquelle lesquels lesquelles duquel auquel
	et ou mais donc or car si comme lorsque puisque quoique afin ainsi alors aussi puis ensuite cependant pourtant toutefois parce tandis
	à dans par pour sur sous avec vers chez entre depuis pendant avant après devant derrière contre selon dès jusque jusqu jusqu'à malgré parmi envers
	suis es est sommes êtes sont étais était étions étiez étaient été être serai sera serons seront serait seraient sois soit soient fut furent ai as a avons avez ont avais avait avions avaient eu avoir aura auront aurait auraient ait aient ayant étant
	fait faire fais font c'est c'était j'ai j'avais qu'il qu'elle qu'ils qu'on qu'un qu'une d'un d'une l'on d'en s'il s'ils l'un l'une j'en d'autres lorsqu'il 
	tout toute tous toutes autre autres même mêmes quelque quelques plusieurs chaque certains certaines certain certaine tel telle tels telles plus moins très assez peu beaucoup encore déjà
	ici là voici voilà lors ceci ci etc`,

	// Spanish
	`el la los las lo un una unos unas al del este esta esto estos estas ese esa eso esos esas aquel aquella aquello aquellos aquellas
	yo me mi mis mí conmigo tú tu tus te ti contigo él ella ello usted ustedes nosotros nosotras nos nuestro nuestra nuestros nuestras vosotros vosotras os vuestro vuestra ellos ellas se su sus suyo suya le les consigo mismo misma mismos mismas
	que qué quien quién quienes cual cuál cuales cuáles cuyo cuya cuando cuándo donde dónde como cómo cuanto cuánto cuánta cuántos porque porqué por qué
	y e o u pero sino aunque si mientras pues entonces así también además luego sea ya
	a ante bajo con contra de desde durante en entre hacia hasta mediante para por según sobre tras vía
	soy eres es somos sois son era eras éramos eran fui fue fuimos fueron sido ser siendo será serán sería serían sea sean fuera fuese estoy estás está estamos están estaba estaban estuvo estado estar esté estén
	he has ha hemos han había habían hay haber hubo habrá habría haya hayan tengo tienes tiene tenemos tienen tenía tenían tener hago hace hacen hacer hecho
	todo toda todos todas otro otra otros otras cada algún alguna algunos algunas alguien algo varios varias mucho mucha muchos muchas poco poca pocos pocas más menos muy tan tanto tanta tal tales
	aquí ahí allí allá ahora aún todavía etc`,

	// Turkish
	`bir bu şu o bunlar şunlar onlar bunu şunu onu buna şuna ona bunun şunun onun bunda onda bundan ondan bunları onları onların onlara
	ben beni bana benim bende benden sen seni sana senin sende senden biz bizi bize bizim bizde bizden siz sizi size sizin sizde sizden kendi kendisi kendim kendini kendine
	ve veya ya yahut da de ki ile ise ama fakat ancak lakin çünkü zira eğer madem hem gibi kadar için göre karşı doğru dolayı ötürü rağmen beri önce sonra üzere dair
	kim kimin kimi kime nasıl neden niye niçin nerede nereye nereden hangi hangisi kaç
	mı mi mu mü mıdır midir mudur müdür dır dir dur dür
	olan olarak olup oldu olduğu olduğunu olacak olsa olur olmak olması olmuş oluyor idi imiş iken edilen eden etti etmek ediyor eder edip ettiği yapmak
	her hepsi hep bütün tüm bazı kimi birkaç birçok biri birisi başka diğer aynı böyle şöyle öyle çok az daha en pek
	artık hala henüz şimdi burada şurada orada buraya oraya burdan yani işte zaten bile sadece diye şey şeyi şeyler falan`,

	// Azerbaijani
	`bir bu o şu bunlar onlar bunu onu buna ona bunun onun bunda onda bundan ondan bunları onları onların onlara
	mən məni mənə mənim məndə məndən sən səni sənə sənin biz bizi bizə bizim bizdə siz sizi sizə sizin sizdə öz özü özüm özünü özünə özləri
	və ya yaxud da də ki ilə isə amma ancaq lakin çünki əgər həm kimi qədər üçün görə qarşı sonra əvvəl haqqında barədə üzrə
	kim kimin niyə nə necə harada hara haradan hansı neçə nəyə
	mı mi mu mü dır dir dur dür
	olan olaraq olub oldu olduğu olacaq olsa olur olmaq olması idi imiş ikən edən etdi etmək edir edib etdiyi
	hər hamı hamısı bütün bəzi biri birisi başqa digər eyni belə elə çox az daha ən
	artıq hələ indi burada orada bura ora yəni zaten hətta yalnız deyə şey`,

	// Russian
	`и а но или либо же что чтобы как когда если то так потому поэтому хотя пока зато также тоже ибо будто словно
	я меня мне мной мною мой моя моё мое мои моего моей моих моим моими ты тебя тебе тобой твой твоя твоё твои твоего твоей он его ему им нём нем она её ее ей ею неё ней оно мы нас нам нами наш наша наше наши нашего нашей наших нашим
	вы вас вам вами ваш ваша ваше ваши вашего вашей ваших они их ими них ним ними себя себе собой свой своя своё свое свои своего своей своих своим своими сам сама само сами
	этот эта это эти этого этой этому этим этом этих тот та те того той тому тем том тех такой такая такое такие таких весь вся всё все всего всей всему всем всех каждый каждая каждое любой другой другая другие других
	кто кого кому кем ком чего чему чем чём какой какая какое какие каких который которая которое которые которого которой которых которым где куда откуда почему зачем сколько чей чья
	в во на с со к ко у о об обо от до из изо за под над перед при про по для через между среди около после ради вместо кроме против из-за
	быть был была было были буду будет будем будут есть бы ли вот вон ведь уж уже ещё еще лишь только даже именно просто очень более менее много мало несколько
	там тут здесь туда сюда теперь сейчас тогда потом затем опять снова один одна одно одни раз т.е т.д`,

	// Ukrainian
	`і й та а але або чи що щоб як коли якщо то так тому хоч хоча поки також теж бо адже
	я мене мені мною мій моя моє мої мого моєї моїх ти тебе тобі тобою твій твоя твоє твої він його йому ним ньому вона її їй нею неї воно ми нас нам нами наш наша наше наші нашого нашої наших ви вас вам вами ваш ваша ваше ваші вони їх їм ними них себе собі собою
	свій своя своє свої свого своєї своїх сам сама само самі
	цей ця це ці цього цієї цьому цим цих той те ті того тієї тому тим тих такий така таке такі весь вся все всі всього всієї всіх всім усі усіх усе кожен кожна кожне інший інша інші інших
	хто кого кому ким чого чому чим який яка яке які якого якої яких котрий де куди звідки навіщо скільки
	в у на з із зі до від од за під над перед при про по для через між серед біля після заради замість крім проти о об
	бути був була було були буду буде будемо будуть є би б лише тільки навіть саме просто дуже більш менш багато мало кілька
	там тут туди сюди тепер зараз тоді потім знову вже ще ось один одна одне раз`,

	// Urdu
	`اور یا کہ اگر مگر لیکن بلکہ کیونکہ چونکہ تو تب جب جبکہ پھر بھی ہی تک سے میں پر کو کا کی کے نے لئے لیے ساتھ بعد پہلے اندر باہر اوپر نیچے پاس طرف طرح بارے ذریعے درمیان خلاف متعلق مطابق
	میں مجھے مجھ میرا میری میرے ہم ہمیں ہمارا ہماری ہمارے تم تمہیں تمہارا تمہاری تمہارے آپ آپکا آپکی آپکے وہ یہ اس ان اسے انہیں انہوں اسکا اسکی اسکے انکا انکی انکے خود اپنا اپنی اپنے اپنوں
	جو جس جن جسے جنہیں جنہوں کون کس کن کسے کیا کیوں کیسے کیسا کیسی کہاں کب کتنا کتنی کتنے کونسا کونسی
	ہے ہیں ہوں ہو تھا تھی تھے تھیں ہوا ہوئی ہوئے ہوتا ہوتی ہوتے ہونا ہونے ہوگا ہوگی ہونگے گا گی گے رہا رہی رہے کر کرنا کرنے کرتا کرتی کرتے کیا کی کئے کرکے گیا گئی گئے جاتا جاتی جاتے دیا دی دیے لیا لی
	یہاں وہاں ادھر ادھر ابھی اب کبھی ہر سب سبھی کچھ کوئی کسی ایک دو دوسرا دوسری دوسرے بہت زیادہ کم صرف ایسا ایسی ایسے ویسے جیسے جیسا جیسی اتنا اتنی اتنے والا والی والے`,

	// Pashto
	`او یا چې که خو ځکه نو هم لا بیا تر تر له د په کې کښې ته سره څخه پر باندې لاندې پورې پسې وروسته مخکې لپاره دپاره منځ خوا لخوا اړه
	زه ما زما موږ مونږ زموږ زمونږ ته تا ستا تاسو ستاسو هغه هغې هغوی دی دا دې دوی ده ور را در مې دې یې مو خپل خپله خپلو ځان
	دغه داسې هغسې همدا همدې همدغه هلته دلته اوس
	څه څوک چا څنګه ولې چیرته چېرته کله څومره کوم کومه کومې
	دی ده دي یم یې یو یاست وو وه ول وم شو شوې شوی شول شي کیږي کېږي کړ کړه کړي کړې کړل کړی کوي کوم کول کاوه لري لرم درلود
	ټول ټولې ټولو هر هره ځینې ځینو یو یوه بل بله نور نورې نورو ډېر ډیر ډېره زیات لږ یوازې`,
}

// keptWords turn or weigh the sense: negations, modals, words for never,
// nobody, without. They are no stop words and tell the language of a text.
var keptWords = [len(tongues)]string{
	`not no nor never none nobody nothing nowhere neither without cannot can't cant can could should shouldn't would wouldn't will won't wont must mustn't may might shall ought need don't dont doesn't doesnt didn't didnt isn't isnt
	aren't arent wasn't wasnt weren't haven't hasn't hadn't couldn't ain't only enough`,
	`نه نیست نیستم نیستی نیستیم نیستید نیستن نیستند نبود نبودم نبودن نبودند نباشد نباشه نباشم نشد نشده نشه نشود نمیشه نمیشود نمیشد نکرد نکرده نکردن نکردند نکن نکنید نکنه نمیکنه نمیکند نمیکنم نمیکنن نمیکنند نمیکردن ندارد نداره ندارم ندارن ندارند
	نداشت نداشتن نداشتم نداشته هیچ هیچی هیچکس هیچکدام هیچوقت هرگز بدون بی باید نباید میباید شاید کاش کاشکی ایکاش میتوان میتواند میتونه میتونم نمیتوانم نمیتونم نمیتونه نمیتواند بتواند بتونه بتونم خواهد خواهند خواهم میخوام میخواهم نمیخوام نمیخواهم
	نمیدونم نمیدانم مبادا`,
	`لا لم لن ليس ليست ليسوا لست لسنا ما غير بدون دون أبدا يجب ينبغي يمكن ممكن لازم ربما لعل ليت ولا ولم ولن مش مو مافي ماكو مفيش موش ماشي بلا كلا`,
	`نا نە نەخێر نییە نین نەبوو نەبێت نابێت نابێ ناکات ناکەن ناکرێت نەکرد ناتوانم ناتوانێت بێ بەبێ هیچ هەرگیز دەبێ پێویستە دەتوانێت دەتوانم دەکرێ لەوانەیە خۆزگە ڕەنگە`,
	`nicht kein keine keinen keinem keiner keines nie niemals niemand nichts nirgends ohne weder noch kann kannst können könnt konnte konnten könnte könnten muss muß musst müssen musste mussten müsste müssten soll sollst sollen sollte sollten darf dürfen
	durfte dürfte will willst wollen wollte wollten mag mögen möchte möchten nein nur`,
	`ne n pas non ni jamais rien personne aucun aucune sans nul nulle peux peut pouvons peuvent pouvait pourrait pourraient dois doit devons doivent devait devrait devraient faut fallait faudrait veux veut voulons veulent voudrais voudrait vouloir n'est n'a n'ont n'y n'en n'ai
	seulement`,
	`no ni nunca jamás nada nadie ningún ninguno ninguna sin tampoco puedo puede podemos pueden podía podría podrían debo debe debemos deben debería deberían quiero quiere queremos quieren quería quisiera ojalá solo`,
	`değil değiliz değildir yok yoktur hayır hiç hiçbir asla kimse olmaz olmadı olmayan olmadan olmasın olmadığı değilim gerek gerekir gerekiyor lazım lazim keşke belki mümkün yapma etme ister istiyoruz istiyorum istemiyorum istemiyoruz mutlaka var ne`,
	`deyil deyiləm deyilik yoxdur yox xeyr heç heçbir əsla olmaz olmadı olmayan olmadan gərək lazım lazımdır bəlkə mümkün kaş istəyirəm istəyirik istəmirəm mütləq var nə`,
	`не нет ни никогда никто никого никому ничего ничто нигде никуда никак никакой никакая никакие нельзя без нету надо нужно можно должен должна должно должны мог могла могут может можем могу хочу хочет хотим хотят хотел хотелось пусть возможно`,
	`не ні немає нема ніколи ніхто нікого нічого ніде ніяк ніякий ніяка ніякі без треба потрібно можна неможливо повинен повинна повинні може можуть можу можемо хочу хоче хочемо хочуть хай нехай`,
	`نہیں نہ مت نا بغیر کبھی چاہیے چاہئے سکتا سکتی سکتے سکے چاہتا چاہتی چاہتے شاید کاش ضرور ہرگز لازمی`,
	`نه نا مه نشته نشي نشته نهشي نکوي نهکوي هیڅ هېڅ هیڅوک هېڅوک هیڅکله بې پرته باید ښایي کېدای کولای شای کاشکې غواړم غواړو غواړي`,
}

// elsewhere are function words of one language that mean something in another
// of the same script, or may: not stop words while the language is unknown.
const elsewhere = `die war hat man bin fast den her art also will us ma son ton tes car or main pour fin fine sur or mis sea ha has he hay haber ben sen on men bile pek daha ne var az den kim kimi sin ver hep
	ما کم کي رو دو بي ال دي ده کرد کل تر لي دي شو مې مو ول ور شوی زیر کی پر کر لا یار دی باز پیش پشت زیاد
	есть мало раз те`

// foreign are function words of languages that are not here, written in the
// scripts of those that are. Where they speak up, the language is unknown.
const foreign = `você não uma um em com dos das ao pelo pela muito também isso são os à o a e que se por para era mais já nos sem ser ter tem temos tudo agora nada ok okay oh
	il gli della delle di che non sono anche più nel alla lo questo è degli ho
	het een van ik niet dat voor zijn maar ook wel naar zo heb hebben
	och att det som inte är jag och ikke på til av av med för vi har den kan
	nie się jest na że jak ale tego są co czy by
	yang dan tidak ini itu untuk dengan saya kita akan ada tak
	și nu este care pe cu la mai dacă
	û ku ne ji bo ez em xwe jî hatiye
	không là của và những được
	ya na wa kwa ni katika za la kama cha hii ili yake
	hogy nem és egy az meg de
	na bilo je sam smo nije koji ali ako jsem to že být ani
	со че това ще са съм той ние бъде няма само този те ја није јер што али сам смо које бити
	і не што гэта каб мы яны няма
	بیر اولوب بو وار دیر اوچون بیز اونون ائدیب ائتدی ایله یوخ چوخ گون سون
	بىلەن ۋە بۇ ئۇ ھەم ئۈچۈن`
