package story_test

import (
	"os"
	"strings"
	"testing"
)

// A sentence may name the speaker and give the words to somebody else.
func TestWordsGivenToAnother(t *testing.T) {
	fa := strings.Replace(head, "lang: en", "lang: fa", 1)
	ar := strings.Replace(head, "lang: en", "lang: ar", 1)
	const quote, inner = "“[The plan is reckless](statement:varga-2024-05-02)”", "“[reckless](statement:varga-2024-05-02)”"
	const persian, arabic = "«[این طرح بی‌پرواست](statement:varga-2024-05-02)»", "«[هذه الخطة متهورة](statement:varga-2024-05-02)»"
	refused, warned := []string{"statement"}, []string{"(statement)"}
	type row = struct {
		name, body string
		want       []string
	}
	var rows []row
	for want, bodies := range map[*[]string][]string{
		&refused: {
			"Varga's husband said " + quote + ".",
			"Ms Varga’s spokesman said " + quote + ".",
			"The mayor's critics said " + quote + ".",
			"The husband of Varga said " + quote + ".",
			quote + ", Varga's husband said.",
			quote + ", said Varga's husband.",
			"Varga spoke. Her husband said: " + quote + ".",
			"Varga's husband [said it was reckless](statement:varga-2024-05-02).",
			"On the square, Peter Varga said " + quote + ".",
			quote + ", said Peter Varga.",
			"A baker told Varga: " + quote + ".",
			"Varga listened while a baker said: " + quote + ".",
			"Varga laughed. A critic said the plan was " + inner + ".",
			"Varga laughed. Critics said the plan was " + inner + ".",
			"Varga laughed. " + quote + ", said a critic.",
			"Varga laughed. " + quote + ", a critic said.",
			fa + "یک نانوا به وارگا گفت: " + persian + ".",
			fa + "شوهر وارگا گفت: " + persian + ".",
			fa + "وارگا خندید. منتقدی گفت: " + persian + ".",
			ar + "قال خباز لفارغا: " + arabic + ".",
			ar + "قال زوج فارغا: " + arabic + ".",
			ar + "ضحكت فارغا. قال أحدهم: " + arabic + ".",
		},
		&warned: {
			"Peter Varga said " + quote + ".",
			"Varga denied that the plan is " + inner + ".",
			"Varga has never called it " + inner + ".",
			"Varga did not call it " + inner + " lightly.",
			fa + "وارگا نگفت: " + persian + ".",
			ar + "لم تقل فارغا: " + arabic + ".",
		},
		nil: {
			"Varga never " + inner + " said.",
			"Varga had " + inner + " said.",
			"Varga's words were hers alone: " + quote + ".",
			"Varga's letter said: " + quote + ".",
			"The mayor's office said: " + quote + ".",
			"Varga's husband was there when she said: " + quote + ".",
			"Varga's husband said she had called it " + inner + ".",
			"Varga's husband heard it. " + quote + ", Varga said.",
			"To her husband Varga said: " + quote + ".",
			"Ilse Varga said " + quote + ".",
			"Mayor Varga said " + quote + ".",
			"Publicly Varga said " + quote + ".",
			"In Elmford Varga said " + quote + ".",
			"Ilse Maria Varga said " + quote + ".",
			"Then Varga said " + quote + ".",
			"The tram of Peter Varga did not come, and the mayor said " + quote + ".",
			"Varga, asked by a baker, said: " + quote + ".",
			"A baker said Varga was clear: " + quote + ".",
			"A baker heard Varga say it: " + quote + ".",
			"A defiant Varga said: " + quote + ".",
			"Varga in a long interview said: " + quote + ".",
			"Varga, in a statement, said: " + quote + ".",
			"Varga answered. A statement said: " + quote + ".",
			"Varga spoke. A year later she said: " + quote + ".",
			"It was a plan called " + inner + " by Varga.",
			"Varga spoke of a project called " + inner + ".",
			"Varga told a baker: " + quote + ".",
			"Varga said to a critic: " + quote + ".",
			quote + ", said a defiant Varga.",
			quote + ", said the mayor to a baker.",
			quote + ", Varga told a baker.",
			"Varga called it " + inner + ", and a baker said so too.",
			"A baker cheered and Varga said: " + quote + ".",
			"Varga never hid it and called it " + inner + ".",
			"Varga denied nothing: she called it " + inner + ".",
			fa + "وارگا به یک نانوا گفت: " + persian + ".",
			fa + "یک روز وارگا گفت: " + persian + ".",
			fa + "وارگا آمد. یک بار گفت: " + persian + ".",
			fa + "یکی از نانواها پرسید و وارگا گفت: " + persian + ".",
			fa + "وارگا به شوهرش گفت: " + persian + ".",
			ar + "قالت فارغا لأحدهم: " + arabic + ".",
			ar + "قالت فارغا لزوجها: " + arabic + ".",
			ar + "قالت في مايو ٢٠٢٤ فارغا: " + arabic + ".",
		},
	} {
		for _, b := range bodies {
			r := row{strings.TrimSpace(b[strings.LastIndex(b, "---")+3:]), b, nil}
			if !strings.HasPrefix(b, "---") {
				r.name = b
			}
			if want != nil {
				r.want = *want
			}
			rows = append(rows, r)
		}
	}
	bodies(t, load(t, os.DirFS(tram), nil), rows)
}

// A paraphrase of what is only reported says so.
func TestReportedParaphrase(t *testing.T) {
	fa := strings.Replace(head, "lang: en", "lang: fa", 1)
	ar := strings.Replace(head, "lang: en", "lang: ar", 1)
	refused, warned := []string{"statement"}, []string{"(statement)"}
	bodies(t, load(t, os.DirFS(tram), nil), []struct {
		name, body string
		want       []string
	}{
		{"said", "Reyl said [he wants fares to be paid](statement:reyl-fares-2026).", refused},
		{"said in the link", "Reyl [said he wants fares to be paid](statement:reyl-fares-2026).", refused},
		{"announced", "The council leader has announced that [fares will be paid](statement:reyl-fares-2026).", refused},
		{"behind", "[Fares will be paid](statement:reyl-fares-2026), said Reyl.", refused},
		{"nobody says", "Reyl [wants fares to be paid](statement:reyl-fares-2026).", warned},
		{"reportedly", "Reyl reportedly said [he wants fares to be paid](statement:reyl-fares-2026).", nil},
		{"is said to", "Reyl [is said to want paid fares](statement:reyl-fares-2026).", nil},
		{"according to", "According to two councillors Reyl said [he wants fares to be paid](statement:reyl-fares-2026).", nil},
		{"who reports it", "Two councillors say Reyl [wants fares to be paid](statement:reyl-fares-2026).", nil},
		{"who reports it, of his words", "Two councillors say Reyl told them [he wants fares to be paid](statement:reyl-fares-2026).", nil},
		{"put in", "Reyl, councillors say, [wants fares to be paid](statement:reyl-fares-2026).", nil},
		{"persian", fa + "ریل گفت [خواهان کرایه است](statement:reyl-fares-2026).", refused},
		{"persian, who reports it", fa + "دو عضو شورا گفته‌اند ریل [خواهان کرایه است](statement:reyl-fares-2026).", nil},
		{"arabic", ar + "قال ريل [إنه يريد أجرة](statement:reyl-fares-2026).", refused},
		{"arabic, who reports it", ar + "قال عضوان إن ريل [يريد أجرة](statement:reyl-fares-2026).", nil},
	})
}
