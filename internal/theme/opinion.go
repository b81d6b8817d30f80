package theme

import (
	"strings"
	"sync"

	"voxpop/internal/text"
)

// nothing are answers that give no opinion, by language, as people write them.
// A message is one of them when it is nothing else. An editor reads this list:
// a phrase that could be an answer to a question (“no”, “none”, “not sure”,
// “nothing changed”) does not belong in it.
const nothing = `
no comment
no comments
no opinion
no idea
no answer
no thoughts
i don't know
i dont know
don't know
dont know
dunno
idk
i have no opinion
i have no idea
i have nothing to say
nothing to say
nothing to add
i have no comment
n/a
test
testing
hello
hi
thanks
thank you
نظری ندارم
نظر ندارم
نظری نیست
نظر خاصی ندارم
نمی‌دانم
نمیدونم
نمی‌دونم
من نمی‌دانم
چه بگویم
چی بگم
حرفی ندارم
حرفی برای گفتن ندارم
هیچ نظری ندارم
بی‌نظرم
ایده‌ای ندارم
سلام
درود
ممنون
مرسی
تست
لا أعرف
لا أدري
لا اعلم
ما أعرف
ما بعرف
مش عارف
لا تعليق
لا رأي لي
ليس لدي رأي
ليس عندي رأي
لا شيء أقوله
مرحبا
السلام عليكم
شكرا
نازانم
هیچم نییە
weiß nicht
weiss nicht
ich weiß nicht
ich weiß es nicht
keine ahnung
keine meinung
ich habe keine meinung
kein kommentar
keine angabe
hallo
danke
je ne sais pas
je sais pas
j'en sais rien
aucune idée
pas d'avis
sans avis
je n'ai pas d'avis
sans opinion
aucun avis
pas de commentaire
sans commentaire
bonjour
merci
no sé
no lo sé
ni idea
no tengo opinión
sin opinión
sin comentarios
no opino
hola
gracias
bilmiyorum
fikrim yok
bir fikrim yok
yorum yok
merhaba
teşekkürler
bilmirəm
fikrim yoxdur
salam
не знаю
нет мнения
без комментариев
затрудняюсь ответить
привет
спасибо
не маю думки
без коментарів
важко сказати
привіт
дякую
معلوم نہیں
مجھے نہیں معلوم
کوئی رائے نہیں
نه پوهیږم
ਪਤਾ ਨਹੀਂ
पता नहीं
मुझे नहीं पता
कोई राय नहीं
不知道
没意见
没有意见
無意見
わからない
わかりません
特になし
`

// silent holds the wordings of nothing.
var silent = sync.OnceValue(func() map[string]bool {
	var z text.Tokenizer
	all := map[string]bool{}
	for line := range strings.Lines(nothing) {
		if w := wording(&z, line); w != "" {
			all[w] = true
		}
	}
	return all
})

func noOpinion(wording string) bool { return silent()[wording] }
