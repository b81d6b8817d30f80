package story_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
)

const tram = "testdata/tram"

func tramStory(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(tram + "/stories/en.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// head is a front matter under which a body of any kind can be tried.
const head = `---
callout: tram
lang: en
headline: What you sent us
standfirst: What you sent us about the tram.
date: 2026-03-14
order: editorial
reply: Nothing to add.
---

`

func TestStoryThatHolds(t *testing.T) {
	res := check(t, load(t, os.DirFS(tram), nil), tramStory(t))
	if len(res.Findings) != 0 {
		var b strings.Builder
		_ = res.WriteText(&b)
		t.Errorf("a true story is refused:\n%s", b.String())
	}
	want := map[string]int{"share": 4, "response": 1, "by": 1, "statement": 2, "chart": 2, "clip": 1}
	if d := cmp.Diff(want, res.Checked); d != "" {
		t.Errorf("checked (-want +got):\n%s", d)
	}
}

// TestBody tries bodies one by one, and whole stories in Persian and Arabic.
func TestBody(t *testing.T) {
	const linked = "\n\n[11 of 98](share:misled) felt misled."
	rec := load(t, os.DirFS(tram), nil)
	fa := strings.Replace(head, "lang: en", "lang: fa", 1)
	ar := strings.Replace(head, "lang: en", "lang: ar", 1)
	tests := []struct {
		name, story string
		want        []string
	}{
		// verbatim
		{"exact words", "“[They said never, and then they signed](response:K7Q2)”.", nil},
		{"original in another language", "“[گفتند هرگز، و بعد امضا کردند](response:K7Q2)”.", nil},
		{"a letter changed", "“[They newer said, and then they signed](response:K7Q2)”.", []string{"verbatim"}},
		{"a case changed", "“[they said never](response:K7Q2)”.", []string{"verbatim"}},
		{"a marked capital", "“[[t]hey said never](response:K7Q2)”.", nil},
		{"a comma dropped", "“[They said never and then they signed](response:K7Q2)”.", []string{"verbatim"}},
		{"cut", "“[They said never […] they signed](response:K7Q2)”.", nil},
		{"cut with dots", "“[They said never [...] they signed](response:K7Q2)”.", nil},
		{"bare dots", "“[They said never … they signed](response:K7Q2)”.", []string{"verbatim"}},
		{"cut out of order", "“[they signed […] They said never](response:K7Q2)”.", []string{"verbatim"}},
		{"addition", "“[They [the council] said never](response:K7Q2)”.", nil},
		{"addition in place of a word", "“[They said never, and then [the mayor] signed](response:K7Q2)”.", []string{"verbatim"}},
		{"inside a word", "“[hey said never](response:K7Q2)”.", []string{"verbatim"}},
		{"can of can't", "“[We can](response:A2B3)”.", []string{"verbatim"}},
		{"public of non-public", "“[public vote](response:A2B3)”.", []string{"verbatim"}},
		{"500 of 1,500", "“[500 and nobody told us](response:A2B3)”.", []string{"verbatim"}},
		{"other quotation marks", "“[nobody told us ‘why’, not even once](response:A2B3)”.", nil},
		{"typographic apostrophe", "“[We can’t trust](response:A2B3)”.", nil},
		{"spaces of another width", "“[They said\u00a0never,  and\nthen](response:K7Q2)”.", nil},
		{"only an addition", "“[[nothing]](response:K7Q2)”.", []string{"verbatim"}},
		{"translation into a third language", "“[Sie sagten nie](response:K7Q2)”.", []string{"verbatim"}},
		{"machine transcript", "“[This one nobody reviewed](response:E2B3)”.", []string{"verbatim"}},
		{"words of another respondent", "“[I feel small every time](response:K7Q2)”.", []string{"verbatim"}},
		{"persian verb without its negation", "“[روم](response:K7Q2)”.", []string{"verbatim"}},
		{"persian half-space as a space", "“[من نمی روم](response:K7Q2)”.", nil},
		{"persian in a persian story", fa + "«[گفتند هرگز، و بعد امضا کردند](response:K7Q2)».", nil},
		{"english translation in a persian story", fa + "«[They said never](response:K7Q2)».", []string{"verbatim"}},
		{"blockquote", "> [They said never, and then they signed. I am not going.](response:K7Q2)", nil},

		// consent
		{"no consent", "“[I do not want to be quoted at all](response:F2B3)”.", []string{"consent"}},
		{"withdrawn", "“[Anything](response:G2B3)”.", []string{"consent"}},
		{"withdrawn by", "[One person wrote](by:G2B3) in.", []string{"consent"}},
		{"clip without consent for voice", "![A voice](clip:E2B3#t=0,1)", []string{"consent", "link"}},

		// privacy
		{"own name", "“[Rosa](response:A2B3)”.", []string{"verbatim"}},
		{"phone in a quote", "“[Call me on 555 0142 77](response:L2B3)”.", []string{"privacy"}},
		{"phone", "Call 020 7946 0958." + linked, []string{"privacy"}},
		{"persian digits", "Call ۰۹۱۲ ۳۴۵ ۶۷۸۹." + linked, []string{"privacy"}},
		{"no phone: date and years", "From 2026-03-14, as in 2020–2026, some 1,200,000 crowns." + linked, nil},
		{"mail", "Write to rosa@mail.example." + linked, []string{"privacy"}},
		{"handle", "Ask @rosa_imre." + linked, []string{"privacy"}},
		{"street", "She lives at 14 Harbour Road." + linked, []string{"privacy"}},
		{"year before a road", "In 2019 Harbour Road was closed." + linked, nil},
		{"hour", "It came at 18:20." + linked, []string{"privacy"}},
		{"hour in words", "It came at 6 pm." + linked, []string{"privacy"}},
		{"age, job and place", "“[nobody told us](response:A2B3)”, [a 34-year-old nurse in Elmford wrote](by:A2B3).", []string{"privacy"}},
		{"small cell", "[1](share:misled?medium=video) of them.", []string{"privacy"}},
		{"large cell", "[15 of 26](share:humiliation?channel=web) on the web.", nil},

		// attribution
		{"wrote for text", "“[nobody told us](response:A2B3)”, [one person wrote](by:A2B3).", nil},
		{"said for text", "“[nobody told us](response:A2B3)”, [one person said](by:A2B3).", []string{"attribution"}},
		{"message for form", "“[nobody told us](response:A2B3)”, [one person wrote in a message](by:A2B3).", []string{"attribution"}},
		{"message for messenger", "“[My bakery lost two years](response:B2B3)”, [one person wrote in a message](by:B2B3).", nil},
		{"plain wrote for messenger", "“[My bakery lost two years](response:B2B3)”, [wrote one person](by:B2B3).", nil},
		{"wrong messenger", "“[My bakery lost two years](response:B2B3)”, [one person wrote on Telegram](by:B2B3).", []string{"attribution"}},
		{"email", "“[They said never](response:C2B3)”, [one person wrote in an email](by:C2B3).", nil},
		{"email for messenger", "“[My bakery lost two years](response:B2B3)”, [one person wrote in an email](by:B2B3).", []string{"attribution"}},
		{"wrote for voice", "“[They said never](response:K7Q2)”, [one person wrote](by:K7Q2).", []string{"attribution"}},
		{"video for voice", "“[They said never](response:K7Q2)”, [one person said in a video](by:K7Q2).", []string{"attribution"}},
		{"medium as subject", "“[They said never](response:K7Q2)”, [said one voice message](by:K7Q2).", nil},
		{"video", "“[I feel small](response:D2B3)”, [one person said in a video message](by:D2B3).", nil},
		{"voice for video", "“[I feel small](response:D2B3)”, [one person said in a voice message](by:D2B3).", []string{"attribution"}},
		{"by phone", "“[They said never](response:K7Q2)”, [one person said by phone](by:K7Q2).", []string{"attribution"}},
		{"plural of one", "“[nobody told us](response:A2B3)”, [respondents wrote](by:A2B3).", []string{"attribution"}},
		{"one of the respondents", "“[nobody told us](response:A2B3)”, [one of the respondents wrote](by:A2B3).", nil},
		{"plural of two", "[Two people wrote](by:A2B3,B2B3) of it.", nil},
		{"unlinked plural", "“[nobody told us](response:A2B3)”, respondents wrote.", []string{"attribution"}},
		{"unlinked medium", "“[nobody told us](response:A2B3)”, one person said in a voice message.", []string{"attribution"}},
		{"first name allowed", "“[nobody told us](response:A2B3)”, [Rosa, 34, from Elmford, wrote](by:A2B3).", nil},
		{"surname not allowed", "“[nobody told us](response:A2B3)”, [Rosa Imre wrote](by:A2B3).", []string{"attribution"}},
		{"name not allowed", "“[My bakery lost two years](response:B2B3)”, [Marta wrote](by:B2B3).", []string{"attribution"}},
		{"role and place are allowed", "“[My bakery lost two years](response:B2B3)”, [a baker in Northside wrote](by:B2B3).", nil},
		{"age needs a name", "“[My bakery lost two years](response:B2B3)”, [a baker, 51, wrote](by:B2B3).", []string{"attribution"}},
		{"wrong age", "“[nobody told us](response:A2B3)”, [Rosa, 43, wrote](by:A2B3).", []string{"attribution"}},
		{"invented name", "“[They said never](response:K7Q2)”, [Parisa said in a voice message](by:K7Q2).", []string{"attribution"}},
		{"invented place", "“[They said never](response:K7Q2)”, [a man in Elmford said in a voice message](by:K7Q2).", []string{"attribution"}},
		{"persian", fa + "«[گفتند هرگز](response:K7Q2)»، [یک نفر در پیامی صوتی گفت](by:K7Q2).", nil},
		{"persian wrote for voice", fa + "«[گفتند هرگز](response:K7Q2)»، [یک نفر نوشت](by:K7Q2).", []string{"attribution"}},
		{"persian message for email", fa + "«[گفتند هرگز](response:C2B3)»، [یک نفر در پیامی نوشت](by:C2B3).", []string{"attribution"}},
		{"persian email", fa + "«[گفتند هرگز](response:C2B3)»، [یک نفر در ایمیلی نوشت](by:C2B3).", nil},
		{"arabic", ar + "«[قالوا أبدًا ثم وقّعوا](response:C2B3)»، [كتب شخص في رسالة إلكترونية](by:C2B3).", nil},
		{"arabic said for text", ar + "«[قالوا أبدًا ثم وقّعوا](response:C2B3)»، [قال شخص](by:C2B3).", []string{"attribution"}},
		{"arabic voice noun for email", ar + "«[قالوا أبدًا ثم وقّعوا](response:C2B3)»، [كتب شخص في رسالة صوتية](by:C2B3).", []string{"attribution"}},

		// quantifier, number, base
		{"several", "[Several](share:misled) ([11 of 98](share:misled)).", nil},
		{"a few is weaker", "[A few](share:misled) ([11 of 98](share:misled)).", nil},
		{"some is too much", "[Some](share:misled) ([11 of 98](share:misled)).", []string{"quantifier"}},
		{"many", "[Many](share:money) ([30 of 98](share:money)).", nil},
		{"most is too much", "[Most](share:humiliation) ([61 of 98](share:humiliation)).", []string{"quantifier"}},
		{"a majority", "[A majority](share:humiliation) ([61 of 98](share:humiliation)).", nil},
		{"more than half", "[More than half](share:humiliation) ([61 of 98](share:humiliation)).", nil},
		{"many understates", "[Many](share:humiliation) ([61 of 98](share:humiliation)).", []string{"(quantifier)"}},
		{"all", "[All](share:humiliation) ([61 of 98](share:humiliation)).", []string{"quantifier"}},
		{"almost all", "[Almost all](share:humiliation) ([61 of 98](share:humiliation)).", []string{"quantifier"}},
		{"dominated", "Money [dominated](share:money) ([30 of 98](share:money)).", []string{"quantifier"}},
		{"overwhelming", "The [overwhelming feeling](share:humiliation) ([61 of 98](share:humiliation)).", nil},
		{"three", "[Three](share:hope) ([3 of 98](share:hope)).", nil},
		{"four", "[Four](share:hope) ([3 of 98](share:hope)).", []string{"quantifier"}},
		{"several of three", "[Several](share:hope) ([3 of 98](share:hope)).", []string{"quantifier"}},
		{"two words", "[Several or many](share:misled) ([11 of 98](share:misled)).", []string{"quantifier"}},
		{"no word", "[People](share:misled) ([11 of 98](share:misled)).", []string{"quantifier"}},
		{"no base", "[Several](share:misled) were misled.", []string{"base"}},
		{"base of another code", "[Several](share:misled) ([61 of 98](share:humiliation)).", []string{"base"}},
		{"base later", "[Several](share:misled) were misled.\n\nThat is [11 of 98](share:misled).", []string{"base"}},
		{"percentage is no base", "[Several](share:misled) ([11%](share:misled)).", []string{"base"}},
		{"percentage", "[11%](share:misled).", nil},
		{"percentage of decimals", "[11.2 %](share:misled).", nil},
		{"wrong percentage", "[12%](share:misled).", []string{"number"}},
		{"wrong decimals", "[11.3%](share:misled).", []string{"number"}},
		{"bare number", "[11](share:misled).", nil},
		{"off by one", "[12 of 98](share:misled).", []string{"number"}},
		{"wrong base", "[11 of 99](share:misled).", []string{"number"}},
		{"persian digits of the record", fa + "[۱۱ از ۹۸ نفر](share:misled).", nil},
		{"persian wrong digits", fa + "[۱۲ از ۹۸ نفر](share:misled).", []string{"number"}},
		{"persian several", fa + "[شماری](share:misled) ([۱۱ از ۹۸](share:misled)).", nil},
		{"persian many", fa + "[بسیاری](share:misled) ([۱۱ از ۹۸](share:misled)).", []string{"quantifier"}},
		{"arabic several", ar + "[عدد](share:misled) ([١١ من ٩٨](share:misled)).", nil},
		{"arabic most", ar + "[معظمهم](share:misled) ([١١ من ٩٨](share:misled)).", []string{"quantifier"}},
		{"arabic majority", ar + "[أكثر من نصف](share:humiliation) ([٦١ من ٩٨](share:humiliation)).", nil},
		{"others", "[Several](share:misled) ([11 of 98](share:misled)). [Others](share:fear) ([20 of 98](share:fear)).", nil},
		{"others who are the same", "[Many](share:money) ([30 of 98](share:money)). [Others](share:fear) ([20 of 98](share:fear)).", []string{"quantifier"}},
		{"themes chart without base", "![What people said](chart:themes)" + linked, []string{"base"}},
		{"unknown figure", "{recieved} answers came." + linked, []string{"number"}},

		// scope
		{"the public", "The public feels betrayed." + linked, []string{"scope"}},
		{"public transport", "The public transport office is closed." + linked, nil},
		{"public opinion", "It moved public opinion." + linked, []string{"scope"}},
		{"people of", "The people of Elmford say no." + linked, []string{"scope"}},
		{"percent of readers", "[11%](share:misled) of readers felt misled.", []string{"scope"}},
		{"residents think", "Residents think it is over." + linked, []string{"scope"}},
		{"people who wrote", "People who wrote to us felt misled." + linked, nil},
		{"persian people", fa + "مردم می‌گویند بس است. [۱۱ از ۹۸](share:misled).", []string{"scope"}},
		{"arabic opinion", ar + "تغيّر الرأي العام. [١١ من ٩٨](share:misled).", []string{"scope"}},

		// statement
		{"quoted", "Varga called it “[reckless](statement:varga-2024-05-02)”.", nil},
		{"quoted by role", "The mayor called it “[reckless](statement:varga-2024-05-02)”.", nil},
		{"named before", "The mayor spoke. She called it “[reckless](statement:varga-2024-05-02)”.", nil},
		{"not named", "It was called “[reckless](statement:varga-2024-05-02)”.", []string{"statement"}},
		{"wrong speaker", "Tomas Reyl called it “[reckless](statement:varga-2024-05-02)”.", []string{"statement"}},
		{"wrong speaker after the right one", "The mayor spoke. Tomas Reyl called it “[reckless](statement:varga-2024-05-02)”.", []string{"statement"}},
		{"wrong words", "Varga called it “[foolish](statement:varga-2024-05-02)”.", []string{"statement"}},
		{"paraphrase", "On Tuesday Varga [said it would be built](statement:varga-2026-03-10).", nil},
		{"wrong weekday", "On Wednesday Varga [said it would be built](statement:varga-2026-03-10).", []string{"statement"}},
		{"right year", "In 2024 Varga [said it was rash](statement:varga-2024-05-02).", nil},
		{"wrong year", "In 2023 Varga [said it was rash](statement:varga-2024-05-02).", []string{"statement"}},
		{"right month", "In May 2024 Varga [said it was rash](statement:varga-2024-05-02).", nil},
		{"wrong month", "In June 2024 Varga [said it was rash](statement:varga-2024-05-02).", []string{"statement"}},
		{"right day", "On 2 May 2024 Varga [said it was rash](statement:varga-2024-05-02).", nil},
		{"wrong day", "On May 3, 2024 Varga [said it was rash](statement:varga-2024-05-02).", []string{"statement"}},
		{"last month", "Last month Reyl [said there would be none](statement:reyl-2026-02).", nil},
		{"last year", "Last year Reyl [said there would be none](statement:reyl-2026-02).", []string{"statement"}},
		{"two years ago", "Two years ago Varga [said it was rash](statement:varga-2024-05-02).", nil},
		{"yesterday", "Yesterday Varga [said it would be built](statement:varga-2026-03-10).", []string{"statement"}},
		{"a date to come", "Varga [said it would be built by 2030](statement:varga-2026-03-10).", nil},
		{"words of a reported one", "Reyl said “[fares to be paid](statement:reyl-fares-2026)”.", []string{"statement"}},
		{"quote inside a paraphrase", "Varga [had called it “reckless”](statement:varga-2024-05-02).", nil},
		{"wrong quote inside a paraphrase", "Varga [had called it “mad”](statement:varga-2024-05-02).", []string{"statement"}},
		{"persian name, year of the sun", fa + "ایلسه وارگا در سال ۱۴۰۳ آن را «[بی‌پروا](statement:varga-2024-05-02)» خواند.", []string{"statement"}},
		{"persian translation", fa + "وارگا در اردیبهشت ۱۴۰۳ گفت: «[این طرح بی‌پرواست](statement:varga-2024-05-02)».", nil},
		{"persian wrong month", fa + "وارگا در مهر ۱۴۰۳ گفت: «[این طرح بی‌پرواست](statement:varga-2024-05-02)».", []string{"statement"}},
		{"persian role", fa + "شهردار روز سه‌شنبه [گفت که تراموا ساخته می‌شود](statement:varga-2026-03-10).", nil},
		{"arabic role and day", ar + "قالت رئيسة البلدية فارغا يوم الثلاثاء [إن الترام سيبنى](statement:varga-2026-03-10).", nil},
		{"arabic month by two names", ar + "في أيار/مايو ٢٠٢٤ قالت فارغا: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", nil},
		{"arabic day and month by two names", ar + "في ٣ أيار/مايو ٢٠٢٤ قالت فارغا: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", []string{"statement"}},
		{"arabic month in two words", ar + "في تشرين الثاني ٢٠٢٤ قالت فارغا: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", []string{"statement"}},
		{"arabic ordinal day", ar + "في الثاني من مايو ٢٠٢٤ قالت فارغا: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", nil},
		{"arabic wrong ordinal day", ar + "في الخامس من مايو ٢٠٢٤ قالت فارغا: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", []string{"statement"}},
		{"arabic two years ago", ar + "قبل عامين قالت فارغا: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", nil},
		{"arabic two months ago", ar + "قبل شهرين قالت فارغا: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", []string{"statement"}},
		{"arabic day before yesterday", ar + "أول من أمس قالت فارغا إن [الترام سيبنى](statement:varga-2026-03-10).", []string{"statement"}},
		{"arabic some of you", ar + "[بعضكم](share:fear) ([٢٠ من ٩٨](share:fear)).", nil},
		{"arabic year before a verb", ar + "في مايو ٢٠٢٤ قرأ أحدهم. [١١ من ٩٨](share:misled).", nil},
		{"arabic wrong day", ar + "قالت فارغا يوم الأحد [إن الترام سيبنى](statement:varga-2026-03-10).", []string{"statement"}},

		// reversal, contradiction
		{"reversal", "The mayor [changed her mind](reversal:ilse-varga/build-the-tram).", nil},
		{"no reversal", "Reyl [changed his mind](reversal:tomas-reyl/build-the-tram).", []string{"reversal"}},
		{"reversal of another", "Reyl [turned round](reversal:ilse-varga/build-the-tram).", []string{"reversal"}},
		{"unknown person", "Reyl [turned](reversal:ann-lee/build-the-tram).", []string{"link"}},
		{"only reported", "Reyl [has turned](reversal:tomas-reyl/free-fares), it was announced.", []string{"reversal"}},
		{"reported as reported", "Reyl [has reportedly turned](reversal:tomas-reyl/free-fares).", nil},
		{"according to", "According to two councillors, Reyl [has turned](reversal:tomas-reyl/free-fares).", nil},
		{"contradiction", "Varga and Reyl [disagree](contradiction:build-the-tram).", nil},
		{"no contradiction", "Varga and Reyl [disagree](contradiction:free-fares).", []string{"contradiction"}},

		// link, alt, unlinked
		{"unknown response", "“[x](response:NOPE)”.", []string{"link"}},
		{"unknown code", "[Several](share:nope) ([11 of 98](share:misled)).", []string{"link"}},
		{"unknown statement", "Varga said “[x](statement:nope)”.", []string{"link"}},
		{"unknown scheme", "[x](respnse:K7Q2) and [11 of 98](share:misled).", []string{"link"}},
		{"unknown chart", "![x](chart:pie)" + linked, []string{"link"}},
		{"unknown point", "![x](chart:statements?point=nope)" + linked, []string{"link"}},
		{"clip too long", "![x](clip:K7Q2#t=3,30)", []string{"link"}},
		{"clip without a recording", "![x](clip:A2B3#t=0,1)", []string{"link"}},
		{"clip without times", "![x](clip:K7Q2)", []string{"link"}},
		{"chart without alt", "![](chart:media)" + linked, []string{"alt"}},
		{"clip without alt", "![](clip:K7Q2#t=1,2)", []string{"alt"}},
		{"picture without alt", "![](depot.jpg)" + linked, []string{"alt"}},
		{"unlinked quotation", "“They never asked us.”" + linked, []string{"unlinked"}},
		{"straight marks", "\"They never asked us.\"" + linked, []string{"unlinked"}},
		{"single marks", "One wrote ‘they never asked us’." + linked, []string{"unlinked"}},
		{"guillemets", "«They never asked us»." + linked, []string{"unlinked"}},
		{"half linked", "“[They said never](response:K7Q2) and laughed”.", []string{"unlinked"}},
		{"apostrophes are no quotations", "The mayor's and the councils’ plans don't hold." + linked, nil},
		{"unlinked quantifier", "Many respondents felt misled." + linked, []string{"unlinked"}},
		{"unlinked quantifier and verb", "Most said no." + linked, []string{"unlinked"}},
		{"unlinked number", "It was 12 of 98 answers." + linked, []string{"unlinked"}},
		{"unlinked digits", "61 respondents felt small." + linked, []string{"unlinked"}},
		{"the figure of the call-out", "98 respondents are counted." + linked, nil},
		{"unlinked fraction", "A third of respondents felt small." + linked, []string{"unlinked"}},
		{"regional language", strings.Replace(head, "lang: en", "lang: en-GB", 1) + "“[We can't trust](response:A2B3)”.", nil},
		{"has said is not reported", "Reyl has said to be quick, and [has turned](reversal:tomas-reyl/free-fares).", []string{"reversal"}},
		{"number words with N", "[Eleven of 98](share:misled) felt misled.", nil},
		{"wrong number words with N", "[Twelve of 98](share:misled) felt misled.", []string{"number"}},
		{"compound number word", "[Sixty-one people](share:humiliation) ([61 of 98](share:humiliation)).", nil},
		{"wrong compound number word", "[Sixty-two people](share:humiliation) ([61 of 98](share:humiliation)).", []string{"quantifier"}},
		{"persian compound number word", fa + "[شصت و یک نفر](share:humiliation) ([۶۱ از ۹۸](share:humiliation)).", nil},
		{"arabic compound number word", ar + "[واحد وستون](share:humiliation) ([٦١ من ٩٨](share:humiliation)).", nil},
		{"more than the figure", "[More than 11 of 98](share:misled).", []string{"number"}},
		{"more than the figure, outside", "More than [11 of 98](share:misled).", []string{"number"}},
		{"the figure in millions", "[11 million](share:misled).", []string{"number"}},
		{"negative figure", "[-11](share:misled).", []string{"number"}},
		{"not many", "Not [many](share:money) ([30 of 98](share:money)).", []string{"quantifier"}},
		{"only the figure", "Only [11 of 98](share:misled).", nil},
		{"channel behind the link", "“[nobody told us](response:A2B3)”, [one person wrote](by:A2B3) in a WhatsApp message.", []string{"attribution"}},
		{"another author", "“[nobody told us](response:A2B3)”, [a baker in Northside wrote](by:B2B3).", []string{"attribution"}},
		{"bare plural", "“[My bakery lost two years](response:B2B3)”, [bakers wrote](by:B2B3).", []string{"attribution"}},
		{"two waiters", "“[My bakery lost two years](response:B2B3)”, [two waiters wrote](by:B2B3).", []string{"attribution"}},
		{"name behind the link", "“[My bakery lost two years](response:B2B3)”, [a baker wrote](by:B2B3), Marta Vell.", []string{"attribution"}},
		{"name in another paragraph", "“[My bakery lost two years](response:B2B3)”.\n\nMarta Vell agrees.", []string{"attribution"}},
		{"quantifier in a web link", "[Many respondents](https://x.example) felt cheated." + linked, []string{"unlinked"}},
		{"of the N", "It was 95 of the 100 answers." + linked, []string{"unlinked"}},
		{"dominated without a link", "Anger dominated the answers." + linked, []string{"unlinked"}},
		{"heavy quotation marks", "❝They never asked us❞." + linked, []string{"unlinked"}},
		{"doubled opening mark", "““[nobody told us](response:A2B3)” and they are thieves”.", []string{"unlinked"}},
		{"letters of two scripts", "M\u0430ny respondents felt cheated." + linked, []string{"unlinked"}},
		{"everyone in", "Everyone in Elmford wants it." + linked, []string{"scope"}},
		{"people in a city", "[Several](share:misled) people in Elmford ([11 of 98](share:misled)).", []string{"scope"}},
		{"the city's mayor", "The city’s mayor said “[We will build the tram](statement:varga-2026-03-10)”.", nil},
		{"open to the public", "The hall was opened to the public in 1974." + linked, nil},
		{"many thanks", "Many thanks to everyone who wrote." + linked, nil},
		{"invisible alternative text", "![\u200b](chart:media)" + linked, []string{"alt"}},
		{"plain many", "Many years passed." + linked, nil},
		{"no evidence", "The tram is late.", []string{"unlinked"}},
		{"html", "<b>Bold</b>." + linked, []string{"unlinked"}},
		{"persian unlinked", fa + "بسیاری از پاسخ‌دهندگان خشمگین بودند. [۱۱ از ۹۸](share:misled).", []string{"unlinked"}},
		{"mail link", "[write](mailto:a@b.example)" + linked, []string{"privacy"}},

		// warnings
		{"repeat", "“[They said never](response:K7Q2)”.\n\n“[nobody told us](response:A2B3)”.\n\n“[they signed](response:K7Q2)”.", []string{"(repeat)", "(spread)"}},
		{"repeat that says so", "“[They said never](response:K7Q2)”.\n\nThe same person: “[they signed](response:K7Q2)”.", nil},
		{"delay", "“[A late word](response:H2B3)”.", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := tt.story
			if !strings.HasPrefix(src, "---") {
				src = head + src
			}
			res := check(t, rec, src)
			if d := cmp.Diff(tt.want, codes(res)); d != "" {
				var b strings.Builder
				_ = res.WriteText(&b)
				t.Errorf("codes (-want +got):\n%s%s", d, b.String())
			}
		})
	}
}

func TestDelay(t *testing.T) {
	rec := load(t, os.DirFS(tram), nil)
	src := strings.Replace(head, "2026-03-14", "2026-03-13", 1) + "“[A late word](response:H2B3)”."
	if d := cmp.Diff([]string{"delay"}, codes(check(t, rec, src))); d != "" {
		t.Error(d)
	}
	src = strings.Replace(src, "order: editorial", "delay: waived by Chiara", 1)
	if got := codes(check(t, rec, src)); got != nil {
		t.Errorf("a waived delay is refused: %v", got)
	}
}

func TestSetAsideIsNotQuoted(t *testing.T) {
	rec := load(t, os.DirFS(tram), func(e *edits) {
		e.response = func(r *voxpop.Response) {
			if r.ID == "A2B3" {
				r.SetAside = voxpop.OffTopic
			}
		}
	})
	if d := cmp.Diff([]string{"consent"}, codes(check(t, rec, head+"“[nobody told us](response:A2B3)”."))); d != "" {
		t.Error(d)
	}
}

func TestContactBeforeQuoting(t *testing.T) {
	promise := func(contacted bool) frozen {
		return load(t, os.DirFS(tram), func(e *edits) {
			e.callout = func(c *voxpop.Callout) { c.ContactBeforeQuoting = true }
			e.response = func(r *voxpop.Response) { r.Contacted = contacted }
		})
	}
	src := head + "“[nobody told us](response:A2B3)”."
	if d := cmp.Diff([]string{"consent"}, codes(check(t, promise(false), src))); d != "" {
		t.Error(d)
	}
	if got := codes(check(t, promise(true), src)); got != nil {
		t.Errorf("a contacted respondent is refused: %v", got)
	}
}
