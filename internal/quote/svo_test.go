package quote_test

import (
	"strings"
	"testing"

	"voxpop/internal/quote"
)

// shown writes a quotation as “type rule | speaker | cue | part … part”.
func shown(s string, q quote.Quotation) string {
	r := []rune(s)
	at := func(p quote.Span) string { return string(r[p.Start:p.End]) }
	var parts []string
	for _, p := range q.Parts {
		parts = append(parts, at(p))
	}
	out := string(q.Type) + " " + q.Rule + " | " + at(q.Speaker.Span) + " | " + at(q.Cue) + " | " + strings.Join(parts, " … ")
	if q.Negated {
		out += " | not"
	}
	return out
}

// english holds invented texts with what is said in them: by rule the case that
// it is for, and the case next to it that it must let pass.
var english = []struct {
	rule, text string
	want       []string
}{
	{"postposed", "“Nobody likes it,” Ada Brandt told reporters. “But the boats are old.”",
		[]string{"direct postposed | Ada Brandt | told | Nobody likes it … But the boats are old."}},
	{"postposed", "“We won!” Jon Tamm said on Monday.", []string{"direct postposed | Jon Tamm | said | We won!"}},
	{"postposed", "The ferry will stop in May, the mayor of Port Selane said on Tuesday.",
		[]string{"indirect postposed | the mayor of Port Selane | said | The ferry will stop in May"}},
	{"postposed", "PORT SELANE (Coast Wire) — The harbour has closed, officials said.",
		[]string{"indirect postposed | officials | said | The harbour has closed"}},
	{"postposed", "“The pier,” the mayor said, “is ours.”", []string{"direct postposed | the mayor | said | The pier … is ours."}},
	{"postposed", "The plan is “a bad joke,” Tamm said.", []string{"mixed postposed | Tamm | said | The plan is “a bad joke,”"}},
	{"postposed", "On Monday, the mayor laughed.", nil},
	{"inverted", "“We are still waiting,” said Jon Tamm, a teacher. “Since 1998.”",
		[]string{"direct inverted | Jon Tamm, a teacher | said | We are still waiting … Since 1998."}},
	{"inverted", "The boats are too old, said Ada Brandt, the mayor.", []string{"indirect inverted | Ada Brandt, the mayor | said | The boats are too old"}},
	{"inverted", "Ada Brandt, the mayor, said the boats were too old.", []string{"indirect clause | Ada Brandt, the mayor | said | the boats were too old"}},
	{"that", "The minister said that the bridge was safe, adding that it would open in June.", []string{
		"indirect that | The minister | said | that the bridge was safe", "indirect that | The minister | adding | that it would open in June"}},
	{"that", "He warned Ilse Varga last week that the quay was unsafe.", []string{"indirect that | He | warned | that the quay was unsafe"}},
	{"that", "The mayor did not say that the ferry would stop.", []string{"indirect that | The mayor | did not say | that the ferry would stop | not"}},
	{"clause", "Varga said she would leave and Tamm said he would stay.", []string{
		"indirect clause | Varga | said | she would leave", "indirect clause | Tamm | said | he would stay"}},
	{"clause", "Though residents say the noise is worse, the town has done nothing.", []string{"indirect clause | residents | say | the noise is worse"}},
	{"clause", "Tamm, who says the price is wrong, sold his boat.", []string{"indirect clause | who | says | the price is wrong"}},
	{"clause", "The fund added two boats to its fleet.", nil},
	{"clause", "The states are poor and the emails are old.", nil},
	{"clause", "Brandt called the plan “a disaster” and left the room.", []string{"mixed clause | Brandt | called | the plan “a disaster”"}},
	{"clause", "The union called for a strike.", []string{"indirect clause | The union | called for | a strike"}},
	{"object", "Tamm praised the crew at a briefing and left.", []string{"indirect clause | Tamm | praised | the crew"}},
	{"object", "The crew, praised in the report, went home.", nil},
	{"object", "Brandt cited the old fire, a story that few believe.", []string{"indirect clause | Brandt | cited | the old fire"}},
	{"object", "Brandt cited fog, storms and the price of fuel.", []string{"indirect clause | Brandt | cited | fog, storms and the price of fuel"}},
	{"object", "Thanks to the mayor, the pier is open.", nil},
	{"object", "“It was late,” Tamm said, referring to the ferry. “We went home.”", []string{
		"direct postposed | Tamm | said | It was late … We went home.", "indirect saying | Tamm | referring to | the ferry"}},
	{"end", "Varga said the ferry would stop, a plan that the town rejects.", []string{"indirect clause | Varga | said | the ferry would stop"}},
	{"end", "Varga said the ferry, a gift of the town, would stop.", []string{"indirect clause | Varga | said | the ferry, a gift of the town, would stop"}},
	{"end", "Half said they would stay and others have said they would go.", []string{
		"indirect clause | Half | said | they would stay", "indirect clause | others | have said | they would go"}},
	{"end", "Tamm said about 40 boats were old.", []string{"indirect clause | Tamm | said | about 40 boats were old"}},
	{"clause", "Brandt called the plan “a joke,” and the council went home.", []string{"mixed clause | Brandt | called | the plan “a joke,”"}},
	{"clause", "A band called the Old Quay played.", nil},
	{"clause", "A spokesman called the plan a joke.", []string{"indirect clause | A spokesman | called | the plan a joke"}},
	{"clause", "Varga called off the race.", nil},
	{"clause", "The ferry serves ten states that have a coast.", nil},
	{"name", "The Latest: Ferry stops for repairs.", nil},
	{"direct", "Brandt wrote, “Thank you all, sailors” on Friday.", []string{"direct direct | Brandt | wrote | Thank you all, sailors"}},
	{"postposed", "“We may sink,” Tamm said after “The Long Quay” was read.", []string{"direct postposed | Tamm | said | We may sink"}},
	{"postposed", "Yet, “we may sink,” Tamm said.", []string{"direct postposed | Tamm | said | we may sink"}},
	{"postposed", "Yet “we may sink,” Tamm said.", []string{"mixed postposed | Tamm | said | Yet “we may sink,”"}},
	{"float", "“I sold it,” said a man, who said he was poor. “Cheaply.”", []string{
		"direct inverted | a man | said | I sold it … Cheaply.", "indirect clause | who | said | he was poor"}},
	{"float", "“I have sold the boat,” Tamm said.\n\n‘A better life.’\n\nThe pier is old.", []string{"direct postposed | Tamm | said | I have sold the boat"}},
	{"direct", "The mayor said, “We will go.”", []string{"direct direct | The mayor | said | We will go."}},
	{"direct", "Tamm answered 'No, never' and went home.", []string{"direct direct | Tamm | answered | No, never"}},
	{"colon", "She told the council: “The money is gone.”", []string{"direct colon | She | told | The money is gone."}},
	{"block", "The mayor wrote:\n\n“The money is gone.\n\n“So am I.”", []string{"direct block | The mayor | wrote | The money is gone. … So am I."}},
	{"name", "BRANDT: We will go. The boats stay.\n\nTAMM: When will that be?", []string{
		"indirect name | BRANDT | : | We will go. The boats stay", "indirect name | TAMM | : | When will that be"}},
	{"name", "The reasons are three: fuel, repairs and storms.", nil},
	{"according", "According to the ministry, 4,000 people use the ferry.", []string{"indirect according | the ministry | According to | 4,000 people use the ferry"}},
	{"according", "According to the transport minister, Omar Tamm, the plan had been dropped in May.", []string{
		"indirect according | the transport minister, Omar Tamm | According to | the plan had been dropped in May"}},
	{"according", "According to Omar Tamm, the transport minister, talks went on until May.", []string{
		"indirect according | Omar Tamm, the transport minister | According to | talks went on until May"}},
	{"according", "According to the report, Omar Tamm, a lawyer, was paid twice for the same work.", []string{
		"indirect according | the report | According to | Omar Tamm, a lawyer, was paid twice for the same work"}},
	{"according", "According to Omar Tamm, the plan, which failed, was never meant to work.", []string{
		"indirect according | Omar Tamm | According to | the plan, which failed, was never meant to work"}},
	{"according", "The ferry is late every day, according to Tamm.", []string{"indirect according | Tamm | according to | The ferry is late every day"}},
	{"aside", "In the end, Tamm said, the boats will go.", []string{"indirect aside | Tamm | said | In the end … the boats will go"}},
	{"whether", "Reporters asked whether the bridge was safe.", []string{"indirect whether | Reporters | asked | whether the bridge was safe"}},
	{"whether", "Asked whether she would go, Brandt said no boat was left.", []string{
		"indirect whether |  | Asked | whether she would go", "indirect clause | Brandt | said | no boat was left"}},
	{"passive", "Varga was told by the bank that her loan had ended.", []string{"indirect passive | the bank | was told | that her loan had ended"}},
	{"noun", "Tamm’s claim that the pier was his.", []string{"indirect noun | Tamm’s | claim | that the pier was his"}},
	{"saying", "With Brandt saying she was ill, the council went home.", []string{"indirect saying | Brandt | saying | she was ill"}},
	{"marks", "He read “The Long Quay” in the “quiet” room.", nil},
	{"marks", "“Never again,” he said.\n\n\"The boats,\" she added, \"are rotten.\"", []string{
		"direct postposed | he | said | Never again", "direct postposed | she | added | The boats … are rotten."}},
	{"marks", "“The pier is rotten,“ said Tamm.", []string{"direct inverted | Tamm | said | The pier is rotten"}},
	{"marks", "“We go\nat dawn ,” said Ada .\n“No .”", []string{"direct inverted | Ada | said | We go\nat dawn"}},
	{"marks", "\" He loves the sea . \" said Ada .", []string{"direct inverted | Ada | said | He loves the sea ."}},
}

func TestEnglish(t *testing.T) {
	for _, c := range english {
		qs := quote.Extract(c.text, quote.Options{Lang: "en"})
		holds(t, c.text, qs)
		var got []string
		for _, q := range qs {
			got = append(got, shown(c.text, q))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s: %q\n got %s\nwant %s", c.rule, c.text, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
	}
}

func TestNested(t *testing.T) {
	text := "“The captain told me, ‘We never sail on Fridays,’” Ada Brandt said."
	if qs := quote.Extract(text, quote.Options{Lang: "en"}); len(qs) != 1 {
		t.Errorf("%d quotations, want the outer one alone", len(qs))
	}
	qs := quote.Extract(text, quote.Options{Lang: "en", Nested: true})
	if len(qs) != 2 || qs[1].In != 0 || qs[1].Speaker.Text != "The captain" {
		t.Errorf("nested: %+v", qs)
	}
}

func TestSpeechCue(t *testing.T) {
	for cue, want := range map[string]bool{
		"said": true, "has repeatedly said": true, "according to": true, "asked whether": true, "said:": true, ":": true, "called for": true, "claim": true,
		"believes": false, "wants": false, "plans": false, "praised": true, "made a call for": false, "is expected": false,
	} {
		if got := quote.SpeechCue("en", cue); got != want {
			t.Errorf("SpeechCue(%q) = %v", cue, got)
		}
	}
}
