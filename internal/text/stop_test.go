package text_test

import (
	"strings"
	"testing"

	"voxpop/internal/text"
)

func TestStopword(t *testing.T) {
	tests := []struct{ lang, stop, not string }{
		{"en", "the and we've its of them", "not no never can't cannot should must thanks hello sad boat without only"},
		{"fa", "و را رو این اونا می‌شود میشه است برای واسه خودشون که آن‌ها كه", "نه نیست نمی‌شود هیچ باید نباید کاش سلام مرسی ممنون خوشحال ناراحت کشتی کرد بدون"},
		{"ar", "في الذي إلى علي وهو عشان", "لا لم لن ليس ما يجب شكرا مرحبا حزين بدون"},
		{"ckb", "لە ئەو بۆ کە", "نا نییە دەبێ سڵاو"},
		{"de", "der und wir auch die", "nicht kein kann muss hallo danke ohne nur"},
		{"fr", "le est qu'il été", "ne pas jamais peut bonjour merci sans"},
		{"es", "el que está también", "no nunca puede gracias sin"},
		{"tr", "ve bir için çünkü", "değil yok hiç merhaba teşekkürler"},
		{"az", "və bir üçün", "deyil yox heç salam"},
		{"ru", "и что это ещё она", "не нет можно привет спасибо без"},
		{"uk", "та що це вона", "не ні можна привіт дякую без"},
		{"ur", "اور کے ہے نے", "نہیں مت سلام شکریہ"},
		{"ps", "او چې زما", "نه مننه سلام"},
		{"", "the und и که في", "die not nicht ما کرد не"},
		{"xx", "the", "die"},
		{"fa-AF", "است", "نیست"}, {"prs", "است", "نیست"}, {"EN_us", "the", "not"}, {"und", "the", "die"},
	}
	for _, tt := range tests {
		for w := range strings.FieldsSeq(tt.stop) {
			if !text.Stopword(tt.lang, text.LooseString(w)) {
				t.Errorf("%s: %s is no stop word", tt.lang, w)
			}
		}
		for w := range strings.FieldsSeq(tt.not) {
			if text.Stopword(tt.lang, text.LooseString(w)) {
				t.Errorf("%s: %s is a stop word", tt.lang, w)
			}
		}
	}
}

func TestLanguage(t *testing.T) {
	tests := []struct{ want, in string }{
		{"en", "They said never, and then they signed."},
		{"en", "I am not going to pay for that"},
		{"fa", "گفتند هرگز، و بعد امضا کردند. من نمی‌روم."},
		{"fa", "من نميدونم چرا اينا همش دروغ ميگن"},
		{"fa", "خیلی گرون شده"},
		{"ar", "قالوا أبدًا ثم وقّعوا، وكأننا لا نرى."},
		{"ar", "ليش ما في حدا يسمع"},
		{"ckb", "ئێمە ئەو کەشتییەمان دەوێت، بەڵام کەس گوێی لێ ناگرێت"},
		{"ur", "یہ کشتی ہماری تھی اور اب نہیں ہے"},
		{"ps", "دا بېړۍ زموږ وه خو اوس نشته"},
		{"de", "Straße und Fähre gehören uns, sagte die Bäckerin."},
		{"fr", "Le bac était à nous et maintenant plus rien"},
		{"es", "El transbordador era nuestro, ¿y ahora qué?"},
		{"tr", "Vapur bizimdi ama iskelede kimse kalmadı"},
		{"az", "Gəmi bizim idi, indi isə heç kim yoxdur"},
		{"ru", "Паром был нашим, сказала она."},
		{"uk", "Пором був наш, а тепер його немає"},
		{"", "O barco era nosso e agora não temos nada"},
		{"", "Il traghetto era nostro e non c'è più nessuno"},
		{"", "De veerboot was van ons en nu is het weg, ik vind dat niet goed"},
		{"", "Прамат беше наш, а сега ще го няма"},
		{"", "Το πλοίο ήταν δικό μας."},
		{"", "ok"}, {"", "👍👍"}, {"", ""}, {"", "新しい船"},
	}
	for _, tt := range tests {
		if got := text.Language(tt.in); got != tt.want {
			t.Errorf("language of %q is %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestLikely(t *testing.T) {
	for _, tt := range []struct{ likely, in, want string }{
		{"fa", "وحشتناکه", "fa"}, {"fa-IR", "وحشتناکه", "fa"}, {"fa", "boat", ""}, {"de", "boat", "de"}, {"de", "They sold it and we walk", "en"}, {"xx", "boat", ""}, {"fa", "", ""},
	} {
		z := text.Tokenizer{Likely: tt.likely}
		z.Tokens(tt.in)
		if z.Language() != tt.want {
			t.Errorf("%q, likely %s, is %q, want %q", tt.in, tt.likely, z.Language(), tt.want)
		}
	}
}
