package text_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"voxpop/internal/text"
)

// shown writes tokens as Kind:Text, one after the other.
func shown(ts []text.Token) string {
	var out []string
	for _, t := range ts {
		out = append(out, fmt.Sprintf("%s%s", mark[t.Kind], t.Text))
	}
	return strings.Join(out, " ")
}

var mark = map[text.Kind]string{text.Word: "", text.Number: "n:", text.Emoji: "e:", text.Hashtag: "t:", text.Handle: "h:", text.URL: "u:", text.Email: "m:", text.Bigram: "b:"}

func TestTokens(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"They said never, and then they SIGNED.", "they said never and then they signed"},
		{"We can’t, l’État c’est Straße", "we can't l'etat c'est strasse"},
		{"Soooooo goooood", "soo good"},
		{"می‌روم می روم میروم نمی روم", "میروم میروم میروم نمیروم"},
		{"كتاب ها و کتاب‌های من، کتابها", "کتابها و کتابهای من کتابها"},
		{"خیلیییییی خوب", "خیلیی خوب"},
		{"القهوة أم الشاي", "القهوه ام الشای"},
		{"1,500 crowns, 3.14, ۱۲:۳۰ و ۱٬۵۰۰٫۵ 2nd covid19 5تا", "n:1500 crowns n:3.14 n:12:30 و n:1500.5 2nd covid19 n:5 تا"},
		{"👍🏽👍 ❤️‍🔥 👩🏽‍👧 🇩🇪🇫🇷 1️⃣ #️⃣ ☹", "e:👍 e:👍 e:❤‍🔥 e:👩‍👧 e:🇩🇪 e:🇫🇷 e:1⃣ e:#⃣ e:☹"},
		{"#SaveTheFerry #نه_به_کشتی, #2 x#y", "t:#savetheferry save the ferry t:#نهبهکشتی نه به کشتی n:2 x y"},
		{"@a_b write to anna.b@mail.example.org or https://www.example.org/a?b=c, www.example.com. t.me/x end.Next", "h:@a_b write to m:@mail.example.org or u:example.org u:example.com u:t.me end next"},
		{"新しい船 เรือ a", "b:新し b:しい b:い船 b:เรื b:รือ a"},
		{"Ｆｕｌｌ ｗｉｄｔｈ ﬁne 𝗯𝗼𝗹𝗱", "full width fine bold"},
		{"well-known snake_case", "well known snake case"},
	}
	for _, tt := range tests {
		if got := shown(text.Tokens(tt.in)); got != tt.want {
			t.Errorf("tokens of %q:\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

func TestTokensSpans(t *testing.T) {
	in := []rune("\u200eمی\u200c روم 👍🏽! Café\u0301\u200b #aB")
	var got []string
	for _, k := range text.Tokens(string(in)) {
		got = append(got, string(in[k.Start:k.End]))
	}
	want := []string{"می\u200c روم", "👍🏽", "Café\u0301", "#aB", "a", "B"}
	if !slices.Equal(got, want) {
		t.Errorf("spans hold %+q, want %+q", got, want)
	}
}

func TestTokenFlags(t *testing.T) {
	var z text.Tokenizer
	tests := []struct{ lang, in, want string }{
		// b: no phrase reaches in, s: stop word, t: in a tag, l: elongated; then the stem
		{"", "The boats, soooo many boats", "the:bs:the boats::boat soo:bls:so many:s:many boats::boat"},
		{"", "so sad 😡 very sad", "so:bs:so sad::sad 😡:b:😡 very:bs:very sad::sad"},
		{"", "#BoatNow is here", "#boatnow:b:#boatnow boat:bt:boat now:st:now is:bs:is here:s:her"},
		{"fa", "خیلییییی بد نیست", "خیلیی:bls:خیل بد::بد نیست::نیست"},
		{"", "well-known a k\nw", "well:b:well known::known a::a k::k w:b:w"},
	}
	for _, tt := range tests {
		z.Lang = tt.lang
		var got []string
		for _, k := range z.Tokens(tt.in) {
			f := ""
			for _, is := range []struct {
				is   bool
				mark string
			}{{k.Break, "b"}, {k.Long, "l"}, {k.Stop, "s"}, {k.InTag, "t"}} {
				if is.is {
					f += is.mark
				}
			}
			got = append(got, string(k.Text)+":"+f+":"+string(k.Stem))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("tokens of %q:\n got %s\nwant %s", tt.in, s, tt.want)
		}
	}
}

// The tokenizer makes no garbage once its buffers have grown.
func TestTokensAllocate(t *testing.T) {
	var z text.Tokenizer
	s := "I really don't know what they sold, ماشین‌ها را می فروختند 👍🏽 #SaveTheFerry https://example.org/a anna@mail.example"
	z.Tokens(s)
	if n := testing.AllocsPerRun(50, func() { z.Tokens(s) }); n > 0 {
		t.Errorf("%v allocations a text", n)
	}
}
