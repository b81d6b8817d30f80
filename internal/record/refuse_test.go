package record_test

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"voxpop"
	"voxpop/internal/record"
)

// TestRefused breaks the sound folder in one place and asks for the place.
func TestRefused(t *testing.T) {
	const r, c, d, s, v = "responses.jsonl", "codings.csv", "decisions.jsonl", "statements.jsonl", "versions.jsonl"
	tests := []struct {
		name, file, old, new string
		place                string
	}{
		{"unknown field", r, `"lang":"en"`, `"lang":"en","mood":1`, "responses.jsonl:1: mood"},
		{"field in capitals", r, `"lang":"en"`, `"Lang":"en"`, "responses.jsonl:1: Lang"},
		{"field in capitals besides", r, `"lang":"en"`, `"lang":"en","LANG":"fa"`, "responses.jsonl:1: LANG"},
		{"unknown field inside", r, `"face":false`, `"face":false,"feet":true`, "responses.jsonl:1: consent.feet"},
		{"field twice", r, `"id":"R1"`, `"id":"R1","id":"R1"`, "responses.jsonl:1"},
		{"field twice, escaped", r, `"id":"R1"`, `"id":"R1","\u0069d":"R9"`, "responses.jsonl:1"},
		{"junk after", r, `"role":""}}`, `"role":""}} x`, "responses.jsonl:1"},
		{"second object", r, `"role":""}}`, `"role":""}}{}`, "responses.jsonl:1"},
		{"not an object", r, response, `[]`, "responses.jsonl:1"},
		{"broken JSON", r, `"lang":"en",`, `"lang":"en"`, "responses.jsonl:1"},
		{"invalid UTF-8", r, "They", "The\xff", "responses.jsonl:1"},
		{"half a surrogate", r, "They", `\ud83d`, "responses.jsonl:1"},
		{"surrogates turned round", r, "They", `\ude00\ud83d`, "responses.jsonl:1"},
		{"high surrogate, then a letter", r, "They", `\ud83d\u0041`, "responses.jsonl:1"},
		{"raw tab in a text", r, "They", "\t", "responses.jsonl:1"},
		{"byte order mark inside", r, `"id":"R2"`, "\ufeff\"id\":\"R2\"", "responses.jsonl:2"},
		{"cut off", r, `"withdrawn_at":"2026-03-07T10:00:00Z"}` + "\n", `"withd`, "responses.jsonl:3"},
		{"no id", r, `"id":"R1",`, ``, "responses.jsonl:1: id"},
		{"null id", r, `"id":"R1"`, `"id":null`, "responses.jsonl:1: id"},
		{"id is a number", r, `"id":"R1"`, `"id":1`, "responses.jsonl:1: id"},
		{"id climbs", r, `"id":"R1"`, `"id":"../R1"`, "responses.jsonl:1: id"},
		{"id with spaces", r, `"id":"R1"`, `"id":"R 1"`, "responses.jsonl:1: id"},
		{"id too long", r, `"id":"R1"`, `"id":"` + strings.Repeat("R", 65) + `"`, "responses.jsonl:1: id"},
		{"id with an override", r, `"id":"R1"`, `"id":"R\u202e1"`, "responses.jsonl:1: id"},
		{"id twice", r, `"id":"R3"`, `"id":"R1"`, "responses.jsonl:3: id"},
		{"no time", r, `"received_at":"2026-03-04T18:20:00+01:00",`, ``, "responses.jsonl:1: received_at"},
		{"no such day", r, "2026-03-04T18:20:00+01:00", "2026-02-30", "responses.jsonl:1: received_at"},
		{"no such hour", r, "2026-03-04T18:20:00+01:00", "2026-03-04T24:20:00+01:00", "responses.jsonl:1: received_at"},
		{"no such zone", r, "2026-03-04T18:20:00+01:00", "2026-03-04T18:20:00+25:00", "responses.jsonl:1: received_at"},
		{"no zone", r, "2026-03-04T18:20:00+01:00", "2026-03-04T18:20:00", "responses.jsonl:1: received_at"},
		{"time is a number", r, `"2026-03-04T18:20:00+01:00"`, "1772644800", "responses.jsonl:1: received_at"},
		{"unknown channel", r, "telegram", "fax", "responses.jsonl:1: channel"},
		{"channel in capitals", r, "telegram", "Telegram", "responses.jsonl:1: channel"},
		{"no channel", r, `"channel":"telegram",`, ``, "responses.jsonl:1: channel"},
		{"unknown medium", r, `"medium":"text"`, `"medium":"letter"`, "responses.jsonl:1: medium"},
		{"no language", r, `"lang":"en",`, ``, "responses.jsonl:1: lang"},
		{"language spelled out", r, `"lang":"en"`, `"lang":"english"`, "responses.jsonl:1: lang"},
		{"no consent", r, `,"consent":{"quote":true,"voice":false,"face":false,"name":"first"}`, ``, "responses.jsonl:1: consent"},
		{"consent is a word", r, `{"quote":true,"voice":false,"face":false,"name":"first"}`, `"yes"`, "responses.jsonl:1: consent"},
		{"consent to quote is a word", r, `"quote":true,"voice":false`, `"quote":"no","voice":false`, "responses.jsonl:1: consent.quote"},
		{"unknown name", r, `"name":"first"`, `"name":"nickname"`, "responses.jsonl:1: consent.name"},
		{"text without text", r, `"text":"They said never.",`, ``, "responses.jsonl:1: text"},
		{"text is null", r, `"They said never."`, `null`, "responses.jsonl:1: text"},
		{"text is empty", r, `"They said never."`, `""`, "responses.jsonl:1: text"},
		{"text is a list", r, `"They said never."`, `["They"]`, "responses.jsonl:1: text"},
		{"age as a word", r, `"age":null`, `"age":"34"`, "responses.jsonl:1: person.age"},
		{"age with a fraction", r, `"age":null`, `"age":3.5`, "responses.jsonl:1: person.age"},
		{"age too high", r, `"age":null`, `"age":131`, "responses.jsonl:1: person.age"},
		{"age below zero", r, `"age":null`, `"age":-1`, "responses.jsonl:1: person.age"},
		{"person is a list", r, `"person":{"name":"Ada","age":null,"place":"Aldmoor","role":""}`, `"person":[]`, "responses.jsonl:1: person"},
		{"unknown set_aside", r, `"lang":"en"`, `"lang":"en","set_aside":"boring"`, "responses.jsonl:1: set_aside"},
		{"contacted is a number", r, `"lang":"en"`, `"lang":"en","contacted":1`, "responses.jsonl:1: contacted"},
		{"duplicate of nothing", r, `"duplicate_of":"R1"`, `"duplicate_of":"R9"`, "responses.jsonl:2: duplicate_of"},
		{"duplicate of itself", r, `"duplicate_of":"R1"`, `"duplicate_of":"R2"`, "responses.jsonl:2: duplicate_of"},
		{"duplicates in a circle", r, `"lang":"en","text"`, `"lang":"en","duplicate_of":"R2","text"`, "responses.jsonl:1: duplicate_of"},
		{"media climbs out", r, `media/R2.ogg`, `media/../../etc/passwd`, "responses.jsonl:2: media"},
		{"media elsewhere", r, `media/R2.ogg`, `sources/a.html`, "responses.jsonl:2: media"},
		{"media absolute", r, `media/R2.ogg`, `/media/R2.ogg`, "responses.jsonl:2: media"},
		{"media with backslash", r, `media/R2.ogg`, `media\\R2.ogg`, "responses.jsonl:2: media"},
		{"media with NUL", r, `media/R2.ogg`, `media/R2\u0000.ogg`, "responses.jsonl:2: media"},
		{"media hidden", r, `media/R2.ogg`, `media/.R2.ogg`, "responses.jsonl:2: media"},
		{"unknown state", r, `"text":"نه","state":"reviewed","by":"bayo"`, `"text":"نه","state":"checked","by":"bayo"`, "responses.jsonl:2: transcript.state"},
		{"no state", r, `"state":"reviewed","by":"chiara"`, `"by":"chiara"`, "responses.jsonl:2: translations[0].state"},
		{"translation without language", r, `{"lang":"en","text":"No."`, `{"text":"No."`, "responses.jsonl:2: translations[0].lang"},
		{"cue turned round", r, `"end":2.4`, `"end":-2.4`, "responses.jsonl:2: transcript.cues[0]"},
		{"cue before the start", r, `"start":0.0`, `"start":-0.5`, "responses.jsonl:2: transcript.cues[0]"},
		{"cue without end", r, `"end":2.4,`, ``, "responses.jsonl:2: transcript.cues[0].end"},
		{"cue beyond numbers", r, `"end":2.4`, `"end":1e999`, "responses.jsonl:2: transcript.cues[0].end"},
		{"words of a withdrawn one", r, `"withdrawn_at"`, `"text":"secret","withdrawn_at"`, "responses.jsonl:3: text"},
		{"recording of a withdrawn one", r, `"withdrawn_at"`, `"media":"media/R2.ogg","withdrawn_at"`, "responses.jsonl:3: media"},
		{"transcript of a withdrawn one", r, `"withdrawn_at"`, `"transcript":{"lang":"en","text":"a","state":"machine"},"withdrawn_at"`, "responses.jsonl:3: transcript"},
		{"withdrawn on no day", r, `"withdrawn_at":"2026-03-07T10:00:00Z"`, `"withdrawn_at":"2026-13-07"`, "responses.jsonl:3: withdrawn_at"},

		{"coding of nothing", c, "R2,-,", "R9,-,", "codings.csv:4: response"},
		{"unknown code", c, "R1,deceit,ann", "R1,money,ann", "codings.csv:2: code"},
		{"no coder", c, "deceit,ann", "deceit,", "codings.csv:2: coder"},
		{"odd value", c, "ann,1,person", "ann,2,person", "codings.csv:2: value"},
		{"unknown origin", c, "1,person", "1,oracle", "codings.csv:2: origin"},
		{"unknown draw", c, "random", "chosen", "codings.csv:2: draw"},
		{"coded on no day", c, "2026-03-08T09:00:00Z", "2026-02-31", "codings.csv:2: at"},
		{"mark twice", c, "R1,deceit,ben", "R1,deceit,ann", "codings.csv:3"},
		{"a version is not what the response says", v, `"text":"No."`, `"text":"Nay"`, "versions.jsonl:3: text"},
		{"a version is in another state", v, `"state":"reviewed","by":"bayo"`, `"state":"edited","by":"bayo"`, "versions.jsonl:2: state"},
		{"a version is by another", v, `"by":"bayo"`, `"by":"ann"`, "versions.jsonl:2: by"},
		{"a version is in another language", v, `"lang":"fa","n":2`, `"lang":"ar","n":2`, "versions.jsonl:2: lang"},
		{"a version has other times", v, `"end":2.4,"text"`, `"end":2.5,"text"`, "versions.jsonl:2: cues"},
		{"a response was corrected and its versions not", r, `"text":"No."`, `"text":"Never."`, "versions.jsonl:3: text"},
		{"a response has no translation", r, `"translations":[{"lang":"en","text":"No.","state":"reviewed","by":"chiara"}],`, ``, "versions.jsonl:3: of"},
		{"a version of no response", v, `{"response":"R2","of":"translation"`, `{"response":"R9","of":"translation"`, "versions.jsonl:3: response"},
		{"a version of what was withdrawn", v, `{"response":"R2","of":"translation"`, `{"response":"R3","of":"translation"`, "versions.jsonl:3: source"},
		{"a version is left out", v, `"n":2`, `"n":3`, "versions.jsonl:2: n"},
		{"a version comes twice", v, `"n":2`, `"n":1`, "versions.jsonl:2: n"},
		{"a text begins late", v, `"n":1,"state":"machine"`, `"n":2,"state":"machine"`, "versions.jsonl:1: n"},
		{"a version of a picture", v, `"of":"translation"`, `"of":"picture"`, "versions.jsonl:3: of"},
		{"a translation of nothing yet", v, `"source":2`, `"source":3`, "versions.jsonl:3: source"},
		{"a transcript with a source", v, `"lang":"fa","n":1`, `"source":1,"lang":"fa","n":1`, "versions.jsonl:1: source"},
		{"a word that nobody said", v, `"w":"نه","p"`, `"w":"نو","p"`, "versions.jsonl:1: words[0].w"},
		{"a word that ends before it begins", v, `"s":0,"e":0.5,"w":"نه","p"`, `"s":1,"e":0.5,"w":"نه","p"`, "versions.jsonl:1: words[0]"},
		{"a word more than sure", v, `"p":0.25`, `"p":25`, "versions.jsonl:1: words[0].p"},
		{"a pair beyond the text", v, `"to":[0,3]`, `"to":[0,4]`, "versions.jsonl:3: pairs[0].to"},
		{"a pair of one", v, `"to":[0,3]`, `"to":[0]`, "versions.jsonl:3: pairs[0].to"},
		{"half a code point", v, `"to":[0,3]`, `"to":[0,2.5]`, "versions.jsonl:3: pairs[0].to[1]"},
		{"a version with a mood", v, `"n":2`, `"n":2,"mood":1`, "versions.jsonl:2: mood"},
		{"decision on nothing", d, `"R3"]`, `"R9"]`, "decisions.jsonl:1: responses[1]"},
		{"decision about one", d, `["R1","R3"]`, `["R1"]`, "decisions.jsonl:1: responses"},
		{"decision out of order", d, `["R1","R3"]`, `["R3","R1"]`, "decisions.jsonl:1: responses"},
		{"decision twice about one", d, `["R1","R3"]`, `["R1","R1"]`, "decisions.jsonl:1: responses[1]"},
		{"unknown kind of decision", d, `coincidence`, `campaign`, "decisions.jsonl:1: kind"},
		{"decision with a mood", d, `"by":"ann"`, `"mood":"good"`, "decisions.jsonl:1: mood"},
		{"decision on no day", d, `2026-03-08`, `2026-02-31`, "decisions.jsonl:1: at"},
		{"a sample's reach is short", d, `00ff00ff00ff00ff`, `00ff`, "decisions.jsonl:3: upto"},
		{"a sample's reach in capitals", d, `00ff00ff00ff00ff`, `00FF00FF00FF00FF`, "decisions.jsonl:3: upto"},
		{"a sample of another name", d, `"id":"sample"`, `"id":"second"`, "decisions.jsonl:3: id"},
		{"a sample of responses", d, `"upto"`, `"responses":["R1","R3"],"upto"`, "decisions.jsonl:3: responses"},
		{"a coincidence with a reach", d, `"by":"ann"`, `"upto":"00ff00ff00ff00ff"`, "decisions.jsonl:1: upto"},
		{"unknown column", c, "at,draw", "at,mood", "codings.csv:1"},
		{"column twice", c, "at,draw", "at,at", "codings.csv:1: at"},
		{"column missing", c, "response,code,coder,value,origin,at,draw", "response,code,coder,value,draw,at", "codings.csv:1: origin"},
		{"too few columns", c, "R1,deceit,ben,0,person,2026-03-08,\n", "R1,deceit\n", "codings.csv:3"},
		{"table cut off", c, "R2,-,ann,0,person,2026-03-08,all\n", "R2,-,an", "codings.csv:4"},
		{"table cut off in the last cell", c, "R2,-,ann,0,person,2026-03-08,all\n", "R2,-,ann,0,person,2026-03-08,al", "codings.csv:4: draw"},
		{"stray quotation mark", c, "ben,0", `be"n,0`, "codings.csv:3"},
		{"quotation mark never closed", c, "ben,0", `"ben,0`, "codings.csv:4"},
		{"table not UTF-8", c, "ben", "b\xe9n", "codings.csv:3"},

		{"statement without speaker", s, `"speaker":"Ilse Varga",`, ``, "statements.jsonl:1: speaker"},
		{"said on no day", s, "2024-05-02", "2024-02-30", "statements.jsonl:1: said_on"},
		{"said sometime", s, "2024-05-02", "last May", "statements.jsonl:1: said_on"},
		{"no said_on", s, `"said_on":"2024-05-02",`, ``, "statements.jsonl:1: said_on"},
		{"unknown kind", s, "quoted", "heard", "statements.jsonl:1: kind"},
		{"no source", s, `"url":"https://gazette.example/a","file":"sources/a.html","start":3,"end":24`, `"title":"A"`, "statements.jsonl:1: source"},
		{"source is a script", s, `https://gazette.example/a`, `javascript:alert(1)`, "statements.jsonl:1: source.url"},
		{"source climbs out", s, `sources/a.html`, `sources/../callout.yaml`, "statements.jsonl:1: source.file"},
		{"source of another hash", s, `"start":3`, `"sha256":"` + strings.Repeat("0", 64) + `","start":3`, "statements.jsonl:1: source.sha256"},
		{"half a span", s, `,"end":24`, ``, "statements.jsonl:1: source"},
		{"span turned round", s, `"start":3`, `"start":30`, "statements.jsonl:1: source.start"},
		{"unknown point", s, `"point":"tram"`, `"point":"bridge"`, "statements.jsonl:1: positions[0].point"},
		{"unknown side", s, `"value":"against"`, `"value":"maybe"`, "statements.jsonl:1: positions[0].value"},
		{"unknown verdict", s, `"verdict":"full"`, `"verdict":"very"`, "statements.jsonl:1: verdict"},
		{"verdict twice", s, `"verdict":"full"`, `"verdict":{"verdict":"full","change":"half"}`, "statements.jsonl:1: verdict.change"},
		{"statement twice", s, statement + "\n", statement + "\n" + statement + "\n", "statements.jsonl:2: id"},

		{"unknown key", "callout.yaml", "slug: tram", "slug: tram\ncolour: red", "callout.yaml:2: colour"},
		{"key twice", "callout.yaml", "slug: tram", "slug: tram\nslug: tram", "callout.yaml:2"},
		{"slug with capitals", "callout.yaml", "slug: tram", "slug: Tram", "callout.yaml:1: slug"},
		{"slug climbs", "callout.yaml", "slug: tram", "slug: ../tram", "callout.yaml:1: slug"},
		{"no question", "callout.yaml", "question: {en: Why?, fa: چرا؟}\n", "", "callout.yaml:1: question"},
		{"question without language", "callout.yaml", "{en: Why?, fa: چرا؟}", "Why?", "callout.yaml:2: question"},
		{"unknown language", "callout.yaml", "[en, fa]", "[en, persian]", "callout.yaml:3: languages[1]"},
		{"unknown medium of form", "callout.yaml", "[text, voice]", "[text, fax]", "callout.yaml:6: media[1]"},
		{"closes before it opens", "callout.yaml", "closes: 2026-03-12", "closes: 2026-02-12", "callout.yaml:5: closes"},
		{"opens on no day", "callout.yaml", "2026-03-01T08:00:00+01:00", "2026-02-31", "callout.yaml:4: opens"},
		{"limit as a word", "callout.yaml", "text: 4000", "text: many", "callout.yaml:7: limits.text"},
		{"limit below zero", "callout.yaml", "text: 4000", "text: -1", "callout.yaml:7: limits.text"},
		{"not YAML", "callout.yaml", "slug: tram", "slug: [tram", "callout.yaml:2"},
		{"two documents", "callout.yaml", "slug: tram", "a: b\n---\nslug: tram", "callout.yaml:1"},
		{"callout not UTF-8", "callout.yaml", "Why", "Wh\xff", "callout.yaml:1"},
		{"aliases that grow", "callout.yaml", "slug: tram", "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\nslug: tram", "callout.yaml:1"},

		{"parent that is not there", "codebook.yaml", "parent: deceit", "parent: money", "codebook.yaml:4: codes[1].parent"},
		{"parents in a circle", "codebook.yaml", "definition: felt misled", "definition: felt misled, parent: lies", "codebook.yaml:3: codes[0].parent"},
		{"code twice", "codebook.yaml", "id: lies", "id: deceit", "codebook.yaml:4: codes[1].id"},
		{"code called -", "codebook.yaml", "id: lies", "id: '-'", "codebook.yaml:4: codes[1].id"},
		{"code without kind", "codebook.yaml", ", kind: theme, parent", ", parent", "codebook.yaml:4: codes[1].kind"},
		{"code without definition", "codebook.yaml", "definition: says lied, ", "", "codebook.yaml:4: codes[1].definition"},
		{"code without name", "codebook.yaml", "name: {en: Lies}, ", "", "codebook.yaml:4: codes[1].name"},
		{"codebook without version", "codebook.yaml", "version: 2\n", "", "codebook.yaml:1: version"},
		{"point twice", "points.yaml", "- id: tram\n", "- {id: tram, values: [{id: x}]}\n- id: tram\n", "points.yaml:2: points[1].id"},
		{"exclusive of nothing", "points.yaml", "[[for, against]]", "[[for, never]]", "points.yaml:6: points[0].exclusive[0][1]"},
		{"exclusive of one", "points.yaml", "[[for, against]]", "[[for]]", "points.yaml:6: points[0].exclusive[0]"},
		{"value twice", "points.yaml", "{id: against,", "{id: for,", "points.yaml:5: points[0].values[1].id"},
		{"a speaker without a name", "speakers.yaml", "name: Ilse Varga", "name: ' '", "speakers.yaml:1: speakers[0].name"},
		{"a speaker with a field that is not known", "speakers.yaml", "aliases:", "alias:", "speakers.yaml:3: speakers[0].alias"},
		{"a name that means two", "speakers.yaml", "- name: Ilse Varga\n", "- name: i. varga\n- name: Ilse Varga\n", "speakers.yaml:2: speakers[1]"},
		{"an office that ends before it begins", "speakers.yaml", "to: 2024-05", "to: 2018", "speakers.yaml:5: speakers[0].offices[0].to"},
		{"an office on a day that is not", "speakers.yaml", "from: 2019", "from: 2019-02-30", "speakers.yaml:5: speakers[0].offices[0].from"},
		{"an office without a title", "speakers.yaml", "{title: {en: mayor, no: ordfører}, from", "{from", "speakers.yaml:5: speakers[0].offices[0].title"},
		{"an echo of two responses", d, `["R1"],"statement"`, `["R1","R3"],"statement"`, "decisions.jsonl:2: responses"},
		{"an echo of a response that is not there", d, `["R1"],"statement"`, `["R9"],"statement"`, "decisions.jsonl:2: id"},
		{"an echo under another id", d, `"statement":"varga-2024","reason"`, `"statement":"varga-2025","reason"`, "decisions.jsonl:2: id"},
		{"a reason of a coincidence", d, `"coincidence"`, `"coincidence","reason":"x"`, "decisions.jsonl:1: reason"},
		{"points as an object", "points.yaml", "- id: tram", "id: tram\nx:\n- id: tram", "points.yaml:1: points"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := sound()
			was := string(fsys[tt.file].Data)
			now := strings.Replace(was, tt.old, tt.new, 1)
			if was == now {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			fsys[tt.file].Data = []byte(now)
			_, _, err := read(t, fsys)
			e, ok := errors.AsType[*voxpop.Error](err)
			if !ok {
				t.Fatalf("got %v, want an error at %s", err, tt.place)
			}
			if e.Hint == "" {
				t.Errorf("%q at %q has no hint", e.Message, e.Place)
			}
			if e.Kind != voxpop.Invalid || e.Place != tt.place || e.Message == "" {
				t.Errorf("got %s error %q at %q, want it at %q", e.Kind, e.Message, e.Place, tt.place)
			}
		})
	}
}

// TestAccepted changes the sound folder in ways that a record may be.
func TestAccepted(t *testing.T) {
	const r, c, s = "responses.jsonl", "codings.csv", "statements.jsonl"
	tests := []struct {
		name, file, old, new string
		warning              string // the one warning wanted; "" = none
	}{
		{"byte order mark", r, `{"id":"R1"`, "\ufeff{\"id\":\"R1\"", ""},
		{"byte order mark of a table", c, "response,", "\ufeffresponse,", ""},
		{"byte order mark of YAML", "callout.yaml", "slug", "\ufeffslug", ""},
		{"Windows line ends", r, "\n", "\r\n", ""},
		{"Windows line ends of a table", c, "\n", "\r\n", ""},
		{"no newline at the end", r, "Z\"}\n", "Z\"}", ""},
		{"no newline at the end of a table", c, ",all\n", ",all", ""},
		{"blank lines", r, "\n", "\n\n  \n", ""},
		{"voice without anything", r, `"media":"media/R2.ogg","text":null,"transcript":{"lang":"fa","text":"نه","state":"reviewed","by":"bayo","cues":[{"start":0.0,"end":2.4,"text":"نه"}]},`, ``, ""},
		{"recording not there", r, "media/R2.ogg", "media/R2.webm", "responses.jsonl:2: media: the folder has no such file"},
		{"language not known", r, `"lang":"en"`, `"lang":""`, ""},
		{"fields that are null", r, `"lang":"en"`, `"lang":"en","media":null,"transcript":null,"translations":null,"set_aside":null,"contacted":null,"withdrawn_at":null`, ""},
		{"defaults written out", r, `"lang":"en"`, `"lang":"en","media":"","translations":[],"contacted":false,"set_aside":"","duplicate_of":"","campaign":"","withdrawn_at":""`, ""},
		{"blank and empty", r, `"text":"They said never."`, `"text":"","set_aside":"blank"`, ""},
		{"blank without text", r, `"text":"They said never."`, `"set_aside":"blank"`, ""},
		{"consent half written", r, `{"quote":true,"voice":false,"face":false,"name":"first"}`, `{"quote":true}`, ""},
		{"escapes", r, "They", `\u0054\u0000\ud83d\ude00\/\b`, ""},
		{"columns in another order", c, "response,code,coder,value,origin,at,draw\nR1,deceit,ann,1,person,2026-03-08T09:00:00Z,random\n", "draw,code,response,coder,value,at,origin\nrandom,deceit,R1,ann,1,,person\n", "any"},
		{"source not there", s, "sources/a.html", "sources/b.html", "statements.jsonl:1: source.file: the folder has no such file"},
		{"span beside the words", s, `"start":3,"end":24`, `"start":2,"end":24`, "statements.jsonl:1: source: the words between start and end of the archived file are not the statement's text"},
		{"span beyond the file", s, `"end":24`, `"end":240`, "statements.jsonl:1: source.end: lies beyond the end of the archived file"},
		{"span with markup", "sources/a.html", "The plan is", "The <b>p</b>", "statements.jsonl:1: source: the words between start and end of the archived file are not the statement's text"},
		{"not text", "sources/a.html", "</p>", "\xff", "statements.jsonl:1: source: the archived file is not UTF-8 text, so its words were not compared"},
		{"said sometime in 2024", s, `"2024-05-02"`, `"2024"`, ""},
		{"said between", s, `"2024-05-02"`, `"2024-05-01/2024-06"`, ""},
		{"said nobody knows when", s, `"2024-05-02"`, `""`, ""},
		{"verdict as an object", s, `"verdict":"full"`, `"verdict":{"change":"half","reason":"the terms","by":"ann"}`, ""},
		{"version as a word", "codebook.yaml", "version: 2", "version: second draft", ""},
		{"time as YAML writes it", "callout.yaml", "2026-03-01T08:00:00+01:00", "2026-03-01 08:00:00+01:00", ""},
		{"languages left out", "callout.yaml", "languages: [en, fa]\n", "", ""},
		{"words that YAML takes for something else", "points.yaml", "go ahead", "2024-05-02, 12, true, no", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := sound()
			was := string(fsys[tt.file].Data)
			n := 1
			if tt.old == "\n" {
				n = -1
			}
			now := strings.Replace(was, tt.old, tt.new, n)
			if tt.name == "voice without anything" { // it has no text that could have a past
				delete(fsys, "versions.jsonl")
			}
			if tt.warning == "any" { // the other rows follow the old order: keep the first alone
				now, tt.warning = strings.Join(strings.SplitAfter(now, "\n")[:2], ""), ""
			}
			if was == now {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			fsys[tt.file].Data = []byte(now)
			_, warnings, err := read(t, fsys)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(warnings, "; "); got != tt.warning {
				t.Errorf("warnings %q, want %q", got, tt.warning)
			}
		})
	}
}

func TestFolderShape(t *testing.T) {
	t.Run("only a call-out", func(t *testing.T) {
		m, _, err := read(t, files(map[string]string{"callout.yaml": "slug: tram\nquestion: {en: Why}\n"}))
		if err != nil || m.Callout().Slug != "tram" || len(m.Callout().Languages) != 1 {
			t.Errorf("got %+v, %v", m.Callout(), err)
		}
	})
	refused := func(name, place string, change func(fstest.MapFS)) {
		t.Run(name, func(t *testing.T) {
			fsys := sound()
			change(fsys)
			_, _, err := read(t, fsys)
			if e, ok := errors.AsType[*voxpop.Error](err); !ok || e.Place != place || e.Kind != voxpop.Invalid {
				t.Errorf("got %v, want an error at %s", err, place)
			}
		})
	}
	file := func(body string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(body)} }
	refused("no call-out", "callout.yaml", func(m fstest.MapFS) { delete(m, "callout.yaml") })
	refused("empty call-out", "callout.yaml:1", func(m fstest.MapFS) { m["callout.yaml"] = file("") })
	refused("unknown file", "notes.txt", func(m fstest.MapFS) { m["notes.txt"] = file("x") })
	refused("unknown folder", "raw", func(m fstest.MapFS) { m["raw/x.ogg"] = file("x") })
	refused("file name with a colour code", `"\x1b[31m.txt"`, func(m fstest.MapFS) { m["\x1b[31m.txt"] = file("x") })
	refused("media is a file", "media", func(m fstest.MapFS) { delete(m, "media/R2.ogg"); delete(m, "media/.DS_Store"); m["media"] = file("x") })
	refused("link among media", "media/x.ogg", func(m fstest.MapFS) {
		m["media/x.ogg"] = &fstest.MapFile{Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink | 0o777}
	})
	refused("link for responses", "responses.jsonl", func(m fstest.MapFS) {
		m["responses.jsonl"] = &fstest.MapFile{Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink | 0o777}
	})
	refused("backslash in a name", "media", func(m fstest.MapFS) { m[`media/a\x.ogg`] = file("x") })
	refused("folder of stories", "stories/old", func(m fstest.MapFS) { m["stories/old/a.md"] = file("x") })
	refused("program among stories", "stories/a.exe", func(m fstest.MapFS) { m["stories/a.exe"] = file("x") })
	refused("line without end", "responses.jsonl:4", func(m fstest.MapFS) {
		m["responses.jsonl"].Data = append(m["responses.jsonl"].Data, []byte(`{"id":"`+strings.Repeat("x", 17<<20))...)
	})
	refused("row without end", "codings.csv", func(m fstest.MapFS) {
		m["codings.csv"].Data = append(m["codings.csv"].Data, []byte(`R1,"`+strings.Repeat("x", 40<<20))...)
	})
	refused("nested without end", "responses.jsonl:1", func(m fstest.MapFS) {
		m["responses.jsonl"] = file(strings.Repeat(`{"person":`, 100_000) + "\n")
	})
}

// TestLongLine takes a line close to the bound: a person may write at length.
func TestLongLine(t *testing.T) {
	fsys := sound()
	long := strings.Repeat("چرا ", 10<<20/7)
	fsys["responses.jsonl"].Data = []byte(strings.Replace(string(fsys["responses.jsonl"].Data), "They said never.", long, 1))
	m, _, err := read(t, fsys)
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _ := m.Response("R1"); r.Text != long {
		t.Errorf("%d bytes came back of %d", len(r.Text), len(long))
	}
}

// TestErrorsAreSilent breaks every field of a response in turn, with the
// respondent's words in it, and looks for those words in the error.
func TestErrorsAreSilent(t *testing.T) {
	const secret = "Zubaida of Fennel Row"
	for _, field := range []string{"id", "received_at", "channel", "medium", "lang", "media", "set_aside", "duplicate_of", "withdrawn_at", "transcript", "person", "consent", "contacted", "translations", secret} {
		line := strings.Replace(response, `{"id":"R1",`, `{`, 1)
		line = strings.Replace(line, `"`+field+`":`, `"`+field+`":"`+secret+`","old_`+field+`":`, 1)
		if !strings.Contains(line, secret) {
			line = strings.Replace(line, `{`, `{"`+field+`":"`+secret+`",`, 1)
		}
		if field != "id" {
			line = strings.Replace(line, `{`, `{"id":"R1",`, 1)
		}
		fsys := sound()
		fsys["responses.jsonl"].Data = []byte(line + "\n")
		_, _, err := read(t, fsys)
		if err == nil {
			t.Errorf("%s: a broken response was accepted", field)
			continue
		}
		e, _ := errors.AsType[*voxpop.Error](err)
		if said := e.Error() + e.Hint; strings.Contains(said, "Zubaida") || strings.Contains(said, "Fennel") {
			t.Errorf("%s: the error repeats what a respondent wrote: %s", field, said)
		}
	}
}

// failing is a batch that refuses one thing.
type failing struct {
	record.Batch
	err error
}

func (f failing) Response(voxpop.Response) error { return f.err }

func TestBatchErrors(t *testing.T) {
	own := &voxpop.Error{Kind: voxpop.Conflict, Message: "is known with other content"}
	_, err := record.Read(t.Context(), sound(), failing{record.NewMemory().Batch(), own}, record.Options{})
	if e, ok := errors.AsType[*voxpop.Error](err); !ok || e.Kind != voxpop.Conflict || e.Place != "responses.jsonl:1" {
		t.Errorf("got %v, want the conflict at responses.jsonl:1", err)
	}
	_, err = record.Read(t.Context(), sound(), failing{record.NewMemory().Batch(), io.ErrClosedPipe}, record.Options{})
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v, want the batch's own error", err)
	}
}

func TestProgress(t *testing.T) {
	var last, total int64
	var names []string
	_, err := record.Read(t.Context(), sound(), record.NewMemory().Batch(), record.Options{Progress: func(done, all int64, what string) {
		if done < last || done > all {
			t.Errorf("progress went from %d to %d of %d", last, done, all)
		}
		last, total = done, all
		names = append(names, what)
	}})
	if err != nil || last != total || total == 0 {
		t.Errorf("progress ended at %d of %d, %v", last, total, err)
	}
	if !slices.Contains(names, "stories/first.md") {
		t.Errorf("the last file was not named: %q", names)
	}
}
