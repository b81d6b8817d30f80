package bitext_test

import "testing"

// unseen are pairs that were written last. Nothing was changed because of them:
// they show what the other two no longer can.
var unseen = []labelled{
	{"fa", "en", "هشتاد و هفت خانواده هنوز در چادر زندگی می‌کنند.", "Eighty-seven families still live in tents.", nil},
	{"fa", "en", "هشتاد و هفت خانواده هنوز در چادر زندگی می‌کنند.", "Seventy-eight families still live in tents.", kinds(num)},
	{"fa", "en", "دخترم مهرنوش از ترس بیرون نمی‌رود.", "My daughter Mehrnoush does not go out for fear.", nil},
	{"fa", "en", "دخترم مهرنوش از ترس بیرون نمی‌رود.", "My daughter Mehrnoush goes out.", kinds(neg)},
	{"fa", "en", "از ۳ فروردین ۱۴۰۳ بیمه ندارم.", "I have had no insurance since 22 March 2024.", nil},
	{"fa", "en", "از ۳ فروردین ۱۴۰۳ بیمه ندارم.", "I have had no insurance since 22 March 2023.", kinds(num)},
	{"fa", "en", "نصف مغازه‌های بازار تعطیل است.", "Half of the shops in the bazaar are closed.", nil},
	{"fa", "en", "کسی به حرف ما گوش نمی‌دهد و هر روز وضع بدتر از دیروز می‌شود.", "Nobody listens to us.", kinds(lng)},
	{"fa", "de", "دو و نیم میلیون تومان جریمه شدم.", "Ich musste 2,5 Millionen Toman Strafe zahlen.", nil},
	{"fa", "de", "دو و نیم میلیون تومان جریمه شدم.", "Ich musste 2,5 Tausend Toman Strafe zahlen.", kinds(num)},
	{"fa", "tr", "پدرم شش ماه است حقوق نگرفته.", "Babam altı aydır maaş almadı.", nil},
	{"ar", "en", "لدي أربعة أولاد ولا أستطيع شراء الحليب.", "I have four children and cannot buy milk.", nil},
	{"ar", "en", "لدي أربعة أولاد ولا أستطيع شراء الحليب.", "I have five children and cannot buy milk.", kinds(num)},
	{"ar", "en", "قال الدكتور مروان إن الدواء مفقود منذ ٦ أشهر.", "Dr Marwan said the medicine has been missing for 6 months.", nil},
	{"ar", "en", "قال الدكتور مروان إن الدواء مفقود منذ ٦ أشهر.", "Dr Hassan said the medicine has been missing for 6 months.", kinds(nam)},
	{"ar", "en", "الشارع مظلم ولا توجد إنارة.", "The street is dark and there is lighting.", kinds(neg)},
	{"ar", "es", "انقطعت الكهرباء عشرين مرة هذا الشهر.", "Este mes se cortó la luz veinte veces.", nil},
	{"ar", "es", "انقطعت الكهرباء عشرين مرة هذا الشهر.", "Este mes se cortó la luz doce veces.", kinds(num)},
	{"ar", "en", "ما عندي خبر.", "I have no news.", nil},
	{"en", "fa", "Old Mr Pellinore has walked with a stick since 2011.", "آقای پلینور پیر از ۲۰۱۱ با عصا راه می‌رود.", nil},
	{"en", "fa", "Old Mr Pellinore has walked with a stick since 2011.", "آقای رضایی پیر از ۲۰۱۱ با عصا راه می‌رود.", kinds(nam)},
	{"en", "fa", "Only one in five has a contract.", "فقط از هر پنج نفر یکی قرارداد دارد.", nil},
	{"en", "fa", "They didn't pay us for 45 days.", "چهل و پنج روز به ما پول ندادند.", nil},
	{"en", "fa", "They didn't pay us for 45 days.", "چهل و پنج روز به ما پول دادند.", kinds(neg)},
	{"en", "ar", "A third of the houses have no roof.", "ثلث البيوت بلا سقف.", nil},
	{"en", "ar", "We lost 1,500 sheep.", "خسرنا ألفا وخمسمئة رأس من الغنم.", nil},
	{"en", "ar", "We lost 1,500 sheep.", "خسرنا ألفا وثلاثمئة رأس من الغنم.", kinds(num)},
	{"en", "es", "Nobody in Harrowdale trusts the new well.", "Nadie en Harrowdale confía en el pozo nuevo.", nil},
	{"en", "es", "Nobody in Harrowdale trusts the new well.", "Nadie en Ashcombe confía en el pozo nuevo.", kinds(nam)},
	{"en", "fr", "The rent is 80% of my pension.", "Le loyer représente 80 % de ma retraite.", nil},
	{"en", "fr", "The rent is 80% of my pension.", "Le loyer représente 18 % de ma retraite.", kinds(num)},
	{"en", "de", "I have waited twenty-three months for a flat.", "Ich warte seit dreiundzwanzig Monaten auf eine Wohnung.", nil},
	{"en", "de", "I have waited twenty-three months for a flat.", "Ich warte seit zweiunddreißig Monaten auf eine Wohnung.", kinds(num)},
	{"en", "de", "There is no doctor here.", "Hier gibt es einen Arzt.", kinds(neg)},
	{"en", "tr", "My son can't find work.", "Oğlum iş bulamıyor.", nil},
	{"en", "tr", "My son can't find work.", "Oğlum iş buluyor.", kinds(neg)},
	{"en", "ru", "It takes forty minutes and two buses.", "Дорога занимает сорок минут и два автобуса.", nil},
	{"es", "en", "El 5 de enero nos quitaron el agua y nadie dijo por qué.", "On 5 January they took our water away and nobody said why.", nil},
	{"es", "en", "Mi vecina Leocadia tiene noventa y tres años.", "My neighbour Leocadia is ninety-three.", nil},
	{"es", "en", "Mi vecina Leocadia tiene noventa y tres años.", "My neighbour Leocadia is eighty-three.", kinds(num)},
	{"fr", "en", "Mes enfants n'ont jamais vu la mer.", "My children have seen the sea.", kinds(neg)},
	{"fr", "en", "On a fermé l'école le 2 septembre.", "They closed the school on 2 September.", nil},
	{"de", "en", "Viele haben Angst, aber keiner sagt etwas.", "Many are afraid, but no one says anything.", nil},
	{"de", "en", "Der Bus kommt um 7.45 Uhr oder gar nicht.", "The bus comes at 7:45 or not at all.", nil},
	{"tr", "en", "Mahallede 3 fırın vardı, ikisi kapandı.", "There were 3 bakeries here, two closed.", nil},
	{"tr", "en", "Nurhayat Hanım'ın evi 17 Ağustos'ta yıkıldı.", "Nurhayat's house was pulled down on 17 August.", nil},
	{"ru", "en", "Нам обещали ремонт к 2020 году, но ничего не сделали.", "We were promised repairs by 2020, but nothing was done.", nil},
	{"ru", "en", "Цена выросла в три раза.", "The price rose threefold.", nil},
	{"ru", "en", "Соседка Агриппина живёт одна.", "My neighbour Agrippina lives alone.", nil},
	{"ur", "en", "ہم نے کبھی ووٹ نہیں دیا۔", "We have never voted.", nil},
	{"ur", "en", "مسز شہناز نے ۱۲ درخواستیں لکھیں۔", "Mrs Shahnaz wrote 12 applications.", nil},
	{"ur", "en", "مسز شہناز نے ۱۲ درخواستیں لکھیں۔", "Mrs Rukhsana wrote 12 applications.", kinds(nam)},
}

func TestUnseen(t *testing.T) {
	s := measure(t, unseen, true)
	if s.right*100 < 70*(s.right+s.wrong) || s.right*100 < 70*(s.right+s.missed) {
		t.Errorf("%+v", s)
	}
}
