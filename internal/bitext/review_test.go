package bitext_test

import "testing"

// reviewed are pairs that somebody else read the comparison with: what was
// passed over and what was a false alarm. They are mended, and show no more than
// that they stay so.
var reviewed = []labelled{
	// The spoken “not” of Persian.
	{"fa", "en", "نمیرم خونه.", "I am going home.", kinds(neg)},
	{"fa", "en", "نمیرم خونه.", "I am not going home.", nil},
	{"fa", "en", "نمیدم پول.", "I give money.", kinds(neg)},
	{"fa", "en", "نمیاد کسی اینجا.", "People come here.", kinds(neg)},
	{"fa", "en", "نمیشه زندگی کرد.", "One can live.", kinds(neg)},
	{"fa", "en", "نمیگن به ما.", "They tell us.", kinds(neg)},
	{"fa", "en", "نمی‌دن حقوق.", "They pay wages.", kinds(neg)},
	{"fa", "en", "نمی‌شه.", "It is possible.", kinds(neg)},
	{"fa", "en", "نباید این کار را بکنند.", "They must do this.", kinds(neg)},
	{"fa", "en", "نباید این کار را بکنند.", "They must not do this.", nil},
	{"fa", "en", "کسی نیومد.", "People came.", kinds(neg)},
	{"fa", "en", "دیروز نیومدم سر کار.", "I came to work yesterday.", kinds(neg)},
	{"fa", "en", "بچه‌ام توی رودخانه نیفتاد.", "My child fell into the river.", kinds(neg)},
	{"fa", "en", "نان گران شده است.", "Bread has become expensive.", nil},
	{"fa", "en", "نام من علی است.", "My name is Ali.", nil},
	{"fa", "en", "نه ساله هستم.", "I am nine years old.", nil},
	{"fa", "en", "ساعت نه رسیدیم.", "We arrived at nine o'clock.", nil},
	{"fa", "en", "بیست و نه خانواده رفتند.", "Twenty-nine families left.", nil},
	// The spoken “not” of Arabic.
	{"ar", "en", "ما عندي مصاري.", "I have money.", kinds(neg)},
	{"ar", "en", "ما عندي مصاري.", "I have no money.", nil},
	{"ar", "en", "ما بعرف.", "I know.", kinds(neg)},
	{"ar", "en", "ما بدي روح.", "I want to go.", kinds(neg)},
	{"ar", "en", "ما نعرف شنسوي.", "We know what to do.", kinds(neg)},
	{"ar", "en", "ما نعرف شنسوي.", "We do not know what to do.", nil},
	{"ar", "en", "والله ما في كهربا من أسبوع.", "There has been electricity for a week.", kinds(neg)},
	{"ar", "en", "ما يحدث هنا خطير.", "What is happening here is dangerous.", nil},
	{"ar", "en", "ما نريده هو الماء.", "What we want is water.", nil},
	{"ar", "en", "بعد ما بعت البيت سافرت.", "After I sold the house I left.", nil},
	{"ar", "en", "قلت له كل ما في قلبي.", "I told him all that is in my heart.", nil},
	{"ar", "en", "ما بين البيت والمدرسة نهر.", "Between the house and the school is a river.", nil},
	{"ar", "en", "ما اسمك؟", "What is your name?", nil},
	{"en", "ar", "I know what you want.", "أعرف ما تريد.", nil},
	// Half a name.
	{"ru", "en", "Сергей Иванов из Москвы.", "Sergei Petrov from Moscow.", kinds(nam)},
	{"ru", "en", "Сергей Иванов из Москвы.", "Sergei Smith from Moscow.", kinds(nam)},
	{"ru", "en", "Сергей Иванов из Москвы.", "Sergei Ivanov from Moscow.", nil},
	{"ru", "en", "Вчера Сергей Иванов пришёл.", "Yesterday Sergei Kuznetsov came.", kinds(nam)},
	{"tr", "en", "Mehmet Yılmaz geldi.", "Mehmet Demir came.", kinds(nam)},
	{"tr", "en", "Mehmet Yılmaz geldi.", "Mehmet Yılmaz came.", nil},
	{"es", "en", "Ayer vino Carmen Ibarra a la plaza.", "Yesterday Carmen Olmedo came to the square.", kinds(nam)},
	{"en", "tr", "We saw Peter Hollis at the market.", "Pazarda Peter Wexford'u gördük.", kinds(nam)},
	{"en", "tr", "We walked around Lake Vostra.", "Vostra Gölü'nün çevresinde yürüdük.", nil},
	{"en", "tr", "We met at Vardim Bridge.", "Vardim Köprüsü'nde buluştuk.", nil},
	{"ru", "en", "Мы читали, что Джордж Бейкер умер.", "We read that George Baker died.", nil},
	{"ru", "en", "К нам приехал Хасан Алиев.", "Hasan Aliyev came to us.", nil},
	// Names and nouns of Turkish that end like a “not”.
	{"tr", "en", "Komşum Ayşe Korkmaz yardım etti.", "My neighbour Ayşe Korkmaz helped.", nil},
	{"tr", "en", "Dün Sönmez geldi.", "Sönmez came yesterday.", nil},
	{"tr", "en", "Cuma namazı kalabalıktı.", "The Friday prayer was crowded.", nil},
	{"tr", "en", "Geçen Cumadan beri su kesik.", "The water has been cut since last Friday.", nil},
	{"tr", "en", "Belediyenin köprüyü yapmasını istiyoruz.", "We want the city to build the bridge.", nil},
	{"tr", "en", "Okul bitmeden eve gittim.", "I went home before school ended.", nil},
	{"tr", "en", "Yağmur başlar başlamaz evi su bastı.", "As soon as the rain began, the house was flooded.", nil},
	// What stands beside numbers.
	{"fa", "en", "سه شنبه به شهرداری رفتم.", "On Tuesday I went to the town hall.", nil},
	{"fa", "en", "از چهار شنبه تا پنج شنبه آب نبود.", "From Wednesday to Thursday there was no water.", nil},
	{"fa", "en", "سه شنبه‌ها بازار باز است.", "The market is open on Tuesdays.", nil},
	{"fa", "en", "در آبان ۱۳۹۸ بازداشت شدم.", "I was arrested in November 2019.", nil},
	{"fa", "en", "در آبان ۹۸ بازداشت شدم.", "I was arrested in November 2019.", nil},
	{"fa", "en", "در آبان ۱۳۹۸ بازداشت شدم.", "I was arrested in November 2009.", kinds(num)},
	{"ru", "en", "Полтора года мы ждали ремонта.", "We waited a year and a half for the repairs.", nil},
	{"ru", "en", "Я подожду, пока не придёт сын.", "I will wait until my son comes.", nil},
	{"tr", "en", "Otobüs 17.30'da geldi.", "The bus came at 5:30 pm.", nil},
	{"fa", "en", "دو هفته آب نداشتیم.", "We had no water for a fortnight.", nil},
	{"fa", "en", "نیم ساعت منتظر ماندم.", "I waited for an hour.", kinds(num)},
	{"fa", "en", "نیم ساعت منتظر ماندم.", "I waited for half an hour.", nil},
	{"ar", "en", "دفعت نصف الراتب.", "I paid all of the salary.", kinds(num)},
	{"fa", "en", "ساعت ۵ عصر رسیدیم.", "We arrived at 5 am.", kinds(num)},
	{"fa", "en", "ساعت ۵ عصر رسیدیم.", "We arrived at 5 pm.", nil},
	{"fa", "en", "ماهی ۸ میلیون تومان می‌دهم.", "I pay 8 million rials a month.", kinds(num)},
	{"fa", "en", "ماهی ۸ میلیون تومان می‌دهم.", "I pay 8 million dollars a month.", kinds(num)},
	{"fa", "en", "ماهی ۸ میلیون تومان می‌دهم.", "I pay 8 million toman a month.", nil},
	{"tr", "en", "Kimse buraya gelmesin.", "Everybody should come here.", kinds(neg)},
}

// good are good translations, written when what is above was mended. Each alarm
// on them is a false one: three of the 53, as first read.
var good = []labelled{
	{"fa", "en", "نانوایی محله ما صبح‌ها باز است.", "The bakery in our neighbourhood is open in the mornings.", nil},
	{"fa", "en", "نامه‌ای که نوشتم به دست شهردار رسید.", "The letter I wrote reached the mayor.", nil},
	{"fa", "en", "نمره‌های پسرم خوب است و نماینده کلاس شد.", "My son's marks are good and he became class representative.", nil},
	{"fa", "en", "نیازمندان زیادی در این محله هستند.", "There are many needy people in this neighbourhood.", nil},
	{"fa", "en", "دخترم نه ماهش است و تب دارد.", "My daughter is nine months old and has a fever.", nil},
	{"fa", "en", "نیمه شب صدای انفجار آمد.", "At midnight there was the sound of an explosion.", nil},
	{"fa", "en", "نمک و روغن دو برابر شده.", "Salt and oil have doubled.", nil},
	{"fa", "en", "نمی‌دونم با این پول چیکار کنم.", "I don't know what to do with this money.", nil},
	{"fa", "en", "دیگه نمیتونم اجاره بدم.", "I can no longer pay the rent.", nil},
	{"fa", "en", "نگرانم که مدرسه را ببندند.", "I am worried that they will close the school.", nil},
	{"ar", "en", "ما حدث في السوق كان مخيفا.", "What happened in the market was frightening.", nil},
	{"ar", "en", "ما في شغل هون، والشباب عم يسافروا.", "There is no work here, and the young people are leaving.", nil},
	{"ar", "en", "أخبرنا المدير ما يجب فعله.", "The director told us what must be done.", nil},
	{"ar", "en", "ما أجمل هذه الحديقة!", "How beautiful this garden is!", nil},
	{"ar", "en", "كل ما نملكه احترق.", "Everything we own burned.", nil},
	{"ar", "en", "مين ما بدو يعيش بأمان؟", "Who doesn't want to live in safety?", nil},
	{"ar", "en", "عندما نصل إلى البيت نشعل النار.", "When we get home we light a fire.", nil},
	{"ar", "en", "ما بقي من الحصاد يكفي شهرا.", "What is left of the harvest lasts a month.", nil},
	{"en", "ar", "They took whatever they found in the kitchen.", "أخذوا ما وجدوه في المطبخ.", nil},
	{"tr", "en", "Hakan Durmaz dün dükkânını açtı.", "Hakan Durmaz opened his shop yesterday.", nil},
	{"tr", "en", "Sinemadan sonra Fatma Teyze bize çay verdi.", "After the cinema Aunt Fatma gave us tea.", nil},
	{"tr", "en", "Kiranın düşürülmesini bekliyoruz.", "We are waiting for the rent to be lowered.", nil},
	{"tr", "en", "Namazdan sonra meydanda toplandık.", "After the prayer we gathered in the square.", nil},
	{"tr", "en", "Temmuzda hava çok sıcaktı.", "In July it was very hot.", nil},
	{"ru", "en", "Тётя Галина Шевченко печёт хлеб.", "Aunt Galina Shevchenko bakes bread.", nil},
	{"ru", "en", "На площади выступал Михаил Щербаков.", "Mikhail Shcherbakov spoke in the square.", nil},
	{"ru", "fr", "Мы видели Юрия Жукова на вокзале.", "Nous avons vu Iouri Joukov à la gare.", nil},
	{"ru", "de", "Письмо написала Наталья Чехова.", "Den Brief schrieb Natalja Tschechowa.", nil},
	{"es", "en", "La escuela lleva el nombre de José Martí.", "The school is named after José Martí.", nil},
	{"en", "ru", "John Hughes lives next to the harbour.", "Джон Хьюз живёт рядом с портом.", nil},
	{"fr", "en", "J'ai parlé avec Jean Dupré devant la mairie.", "I spoke with Jean Dupré in front of the town hall.", nil},
	{"de", "tr", "Gestern hat Emine Yıldız den Laden geöffnet.", "Dün Emine Yıldız dükkânı açtı.", nil},
	{"ar", "en", "قرأت نص الرسالة.", "I read the text of the letter.", nil},
	{"ar", "en", "وصلت الحافلة في الخامسة والنصف.", "The bus came at 5:30.", nil},
	{"ar", "en", "وصلت الحافلة في الخامسة والنصف.", "The bus came at half past five.", nil},
	{"ru", "en", "Мы ехали 2 дня и были дома к 5 утра.", "We drove for 2 days and were home by 5 am.", nil},
	{"fa", "en", "نصف شب ما را بیدار کردند.", "They woke us at midnight.", nil},
	{"fa", "en", "نیمی از شاگردان غایب بودند.", "Half of the pupils were absent.", nil},
	{"fa", "en", "ساعت ۲ شب صدای تیر آمد.", "At 2 am there was gunfire.", nil},
	{"fa", "de", "نیم ساعت دیگر می‌رسم.", "Ich komme in einer halben Stunde.", nil},
	{"ar", "en", "نصف السكان بلا عمل.", "Half the residents have no work.", nil},
	{"ar", "en", "سعر الكيلو خمسون ألف ليرة.", "A kilo costs fifty thousand pounds.", nil},
	{"ar", "es", "وصلنا بعد نصف ساعة.", "Llegamos media hora después.", nil},
	{"en", "fa", "Half of the road is under water.", "نصف جاده زیر آب است.", nil},
	{"en", "fa", "The shop opens at 7 am and closes at 9 pm.", "مغازه ۷ صبح باز و ۹ شب بسته می‌شود.", nil},
	{"en", "ru", "He paid half of it in roubles.", "Он заплатил половину в рублях.", nil},
	{"en", "tr", "The rent was 500 euros, now it is half of that.", "Kira 500 avroydu, şimdi yarısı.", nil},
	{"fr", "en", "Le train a une demi-heure de retard.", "The train is half an hour late.", nil},
	{"tr", "en", "Saat 9.15'te elektrik geldi.", "The power came back at 9:15.", nil},
	{"ru", "en", "Полгода мы живём у сестры.", "We have been living at my sister's for half a year.", nil},
	{"ru", "en", "Он взял 300 рублей и ушёл.", "He took 300 roubles and left.", nil},
	{"es", "en", "La mitad de los vecinos se fue.", "Half of the neighbours left.", nil},
	{"en", "es", "Ann Whitfield sells bread near Mill Road.", "Ann Whitfield vende pan cerca de Mill Road.", nil},
}

func TestReviewed(t *testing.T) {
	if s := measure(t, reviewed, true); s.wrong > 0 || s.missed > 0 {
		t.Errorf("%+v", s)
	}
}

func TestGood(t *testing.T) {
	if s := measure(t, good, true); s.wrong > 2 {
		t.Errorf("%+v", s)
	}
}
