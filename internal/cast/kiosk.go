package cast

import (
	"io/fs"

	"voxpop"
)

// KioskSlug is a call-out that is open: what should be in the empty kiosks.
// Nobody has answered it before the demo does, through the public door.
const KioskSlug = "kiosk"

// Kiosk is the record folder of the kiosks: a question and no answer yet.
func Kiosk() fs.FS { return folder("record-kiosk") }

// Sent is one answer as somebody fills in the form of the public door.
type Sent struct {
	Name    string // of the answer in the demo's own notes; nobody sees it
	Lang    string // of the form
	Text    string
	File    string // name of a recording among [KioskFiles]; "" = none
	Consent voxpop.Consent
	Receipt bool // asks for a receipt
	Takes   bool // takes it back afterwards; asks for a receipt too
	Reply   string
}

// KioskFiles holds the recordings that go with the answers.
func KioskFiles() fs.FS { return folder("kiosk") }

// KioskAnswers are what people send while the demo runs, in this order.
func KioskAnswers() []Sent {
	quote := voxpop.Consent{Quote: true, Name: voxpop.NoName}
	read := voxpop.Consent{Name: voxpop.NoName}
	return []Sent{
		{Name: "tools", Lang: "en", Consent: quote,
			Text: "A shelf of tools that one can borrow. Everybody on our stairs owns a drill and nobody owns a ladder."},
		{Name: "books", Lang: "fa", Consent: quote, Receipt: true,
			Text:  "یک قفسهٔ کتاب که هر کس کتابی بگذارد و کتابی بردارد. من کنار ایستگاه دروازهٔ شمالی منتظر اتوبوس می‌مانم و همیشه بیست دقیقه وقت دارم.",
			Reply: "سپاس از پاسخ شما. آیا اجازه می‌دهید در گزارش بنویسیم که کنار ایستگاه منتظر می‌مانید؟"},
		{Name: "water", Lang: "ar", Consent: quote,
			Text: "ماء بارد في الصيف ومقعد في الظل. الطريق من المرفأ إلى تلّ الفانوس طويل على من يحمل أكياسه."},
		{Name: "umbrellas", Lang: "en", File: "umbrellas.ogg", Consent: voxpop.Consent{Quote: true, Voice: true, Name: voxpop.NoName}},
		{Name: "regrets", Lang: "en", Consent: read, Receipt: true, Takes: true,
			Text: "Leave the one at Fennel Row as it is. I meet my sister behind it."},
	}
}
