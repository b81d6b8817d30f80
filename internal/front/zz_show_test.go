package front_test

import (
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

func TestShow(t *testing.T) {
	addr := os.Getenv("VOXPOP_SHOW")
	if addr == "" {
		t.Skip()
	}
	s := newSite(t, func(s *site) {
		c := s.cards[0]
		c.Callout.Question["en"] = "Eleven newspaper kiosks stand empty in Port Selane. What would you like to find in the one nearest to you?"
		c.Callout.Question["fa"] = "یازده دکهٔ روزنامه‌فروشی در بندر سلین خالی مانده است. دوست دارید در دکهٔ نزدیک خودتان چه باشد؟"
		c.Callout.Context["en"] = "The last newspaper kiosk closed in May 2026. The city owns the kiosks and has not decided what to do with them. We ask what would be of use to you, not what you think of the city."
		c.Callout.Context["fa"] = "آخرین دکهٔ روزنامه‌فروشی در ماه مهٔ ۲۰۲۶ بسته شد. دکه‌ها مال شهر است و هنوز تصمیمی دربارهٔ آن‌ها گرفته نشده. می‌پرسیم چه چیزی به کار خود شما می‌آید، نه اینکه دربارهٔ شهر چه فکر می‌کنید."
		c.Callout.Consent["en"] = "We read every answer. We publish your words only if you allow it, and your voice, your face and your name only if you allow each of them. You can take your answer back at any time with the words on your receipt. If being recognised could harm you, leave out your name, your work and your street."
		c.Callout.Consent["fa"] = "ما همهٔ پاسخ‌ها را می‌خوانیم. نوشتهٔ شما را فقط با اجازهٔ خودتان منتشر می‌کنیم و صدا، چهره و نامتان را فقط اگر برای هر کدام جداگانه اجازه داده باشید. هر وقت بخواهید می‌توانید با کلمه‌های روی رسیدتان پاسخ را پس بگیرید. اگر شناخته شدن برایتان خطر دارد، نام، شغل و خیابانتان را ننویسید."
		if os.Getenv("EVAL") != "" {
			s.cards[0].Evaluation = true
			s.cards = append(s.cards, card("lamps"))
		}
		s.front.Now = func() time.Time { return opened.Add(time.Since(start)) }
	})
	l, _ := net.Listen("tcp", addr)
	http.Serve(l, s.handler)
}

var start = time.Now()
