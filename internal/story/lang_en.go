package story

import (
	"strings"

	"voxpop"
)

func english() *language {
	return &language{
		tag: "en",
		numbers: map[string]int{
			"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
			"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
			"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
			"eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
		},
		of:      []string{"of", "out of", "from"},
		percent: []string{"percent", "per cent"},
		people: []string{
			"people", "person", "persons", "respondent", "respondents", "answer", "answers", "response", "responses", "message", "messages",
			"reader", "readers", "listener", "listeners", "viewer", "viewers", "contributor", "contributors", "participant", "participants",
			"woman", "women", "man", "men", "resident", "residents", "citizen", "citizens", "islander", "islanders", "user", "users",
			"replies", "letters", "voices", "of them", "of those", "of you", "who answered", "who wrote", "who responded", "who replied",
		},
		answered: []string{
			"respondent", "respondents", "answers", "responses", "readers", "listeners", "viewers", "contributors", "participants", "of you", "people who wrote", "people who answered",
			"people who responded", "people who replied", "of those who answered", "of those who wrote", "replies",
		},
		thanks: []string{"thanks", "thank"},
		skew:   []string{"more than", "over", "fewer than", "less than", "under", "above", "below", "almost", "nearly", "up to", "at least", "at most", "twice", "double", "triple", "not", "no", "hardly", "barely", "thousand", "thousands", "million", "millions", "billion", "minus"},
		part:   []string{"a third", "one third", "two thirds", "a quarter", "one quarter", "three quarters", "a fifth", "a tenth", "nine in ten", "one in three", "one in ten", "a minority", "the rest"},
		plural: []string{
			"people", "persons", "respondents", "readers", "listeners", "viewers", "contributors", "participants", "women", "men", "residents",
			"citizens", "islanders", "users", "others", "answers", "messages", "several", "many", "some", "both", "most", "voices", "they all",
		},
		singular: []string{"one of", "one of the", "another of", "another of the", "among the", "one among", "one among the"},
		link:     []string{"of", "the", "those", "these", "our", "all", "other", "more", "different", "hundred", "who", "and", "or"},
		opinion: []string{
			"say", "says", "said", "think", "thinks", "thought", "want", "wants", "wanted", "believe", "believes", "believed", "feel", "feels", "felt",
			"agree", "agrees", "agreed", "support", "supports", "supported", "oppose", "opposes", "opposed", "reject", "rejects", "rejected",
			"know", "knows", "knew", "fear", "fears", "feared", "hope", "hopes", "hoped", "demand", "demands", "demanded", "prefer", "prefers",
			"wrote", "write", "writes", "told", "tell", "accuse", "accused", "blame", "blamed", "doubt", "doubted", "suspect", "suspected",
			"described", "describe", "mentioned", "mention", "spoke", "speak", "are convinced", "were convinced", "are angry", "were angry", "have had enough",
		},
		wrote: []string{"wrote", "writes", "write", "writing", "written", "typed", "types", "texted", "texts", "emailed", "e mailed", "messaged", "posted"},
		spoke: []string{"said", "says", "say", "saying", "told", "tells", "telling", "spoke", "speaks", "speaking", "spoken", "recounted aloud"},
		nouns: []mediumNoun{
			{words: "voice message", medium: voxpop.Voice}, {words: "voice messages", medium: voxpop.Voice}, {words: "voice note", medium: voxpop.Voice},
			{words: "voice memo", medium: voxpop.Voice}, {words: "voice mail", medium: voxpop.Voice}, {words: "voicemail", medium: voxpop.Voice},
			{words: "audio message", medium: voxpop.Voice}, {words: "audio", medium: voxpop.Voice}, {words: "voice recording", medium: voxpop.Voice},
			{words: "audio recording", medium: voxpop.Voice},
			{words: "video message", medium: voxpop.Video}, {words: "video messages", medium: voxpop.Video}, {words: "video", medium: voxpop.Video},
			{words: "video clip", medium: voxpop.Video}, {words: "film", medium: voxpop.Video}, {words: "footage", medium: voxpop.Video},
			{words: "photo", medium: voxpop.Photo}, {words: "photograph", medium: voxpop.Photo},
			{words: "email", channels: []voxpop.Channel{voxpop.Email}}, {words: "emails", channels: []voxpop.Channel{voxpop.Email}},
			{words: "e mail", channels: []voxpop.Channel{voxpop.Email}}, {words: "emailed", channels: []voxpop.Channel{voxpop.Email}},
			{words: "text message", medium: voxpop.Text, channels: messengers}, {words: "sms", channels: []voxpop.Channel{voxpop.SMS}},
			{words: "texted", medium: voxpop.Text, channels: messengers},
			{words: "message", channels: messengers}, {words: "messages", channels: messengers}, {words: "messaged", channels: messengers},
			{words: "chat", channels: messengers},
			{words: "telegram", channels: []voxpop.Channel{voxpop.Telegram}}, {words: "whatsapp", channels: []voxpop.Channel{voxpop.WhatsApp}},
			{words: "signal message", channels: []voxpop.Channel{voxpop.Signal}}, {words: "on signal", channels: []voxpop.Channel{voxpop.Signal}},
			{words: "via signal", channels: []voxpop.Channel{voxpop.Signal}}, {words: "over signal", channels: []voxpop.Channel{voxpop.Signal}},
			{words: "web form", channels: []voxpop.Channel{voxpop.Web}}, {words: "online form", channels: []voxpop.Channel{voxpop.Web}},
			{words: "our form", channels: []voxpop.Channel{voxpop.Web}}, {words: "our website", channels: []voxpop.Channel{voxpop.Web}},
			{words: "the form", channels: []voxpop.Channel{voxpop.Web}},
			{words: "by phone", never: true}, {words: "phone call", never: true}, {words: "on the phone", never: true}, {words: "by telephone", never: true},
			{words: "by post", never: true}, {words: "in a letter", never: true}, {words: "in a tweet", never: true}, {words: "on x", never: true},
			{words: "on twitter", never: true}, {words: "on facebook", never: true}, {words: "on instagram", never: true}, {words: "in an interview", never: true},
			{words: "in person", never: true},
		},
		again:   []string{"same", "also", "again", "added", "adds", "went on", "continued", "earlier quoted", "quoted above", "quoted earlier"},
		she:     []string{"she", "he", "they"},
		apposed: []string{", the", ",", ", then", ", now"},
		report:  []string{"reported", "reportedly", "is said to", "are said to", "was said to", "were said to", "according to", "understood to", "reports say", "reports that", "by some accounts"},
		scope: []string{
			"the public", "public opinion", "popular opinion", "silent majority", "the electorate", "the population", "the general public", "the masses",
			"ordinary people", "everyone knows", "everyone agrees", "everybody knows", "everybody agrees", "the whole city", "the whole country", "the entire city",
			"the entire country", "the nation believes", "the nation wants", "the nation thinks", "the people want", "the people think", "the people say", "the people believe",
			"the people feel", "the will of the people", "a growing number", "growing numbers", "consensus", "representative of the", "everyone in", "everybody in", "the residents of", "the people have", "the inhabitants of", "the citizens of",
		},
		groups: []string{
			"people", "residents", "citizens", "voters", "readers", "listeners", "viewers", "locals", "islanders", "inhabitants", "taxpayers", "commuters",
			"townspeople", "city dwellers", "the city", "the country", "the town", "the nation", "society",
		},
		notScope: []string{
			"to the public", "public opinion poll", "public opinion polls",
			"the public transport", "the public library", "the public gallery", "the public inquiry", "the public purse", "the public square", "the public hearing",
			"the public meeting", "the public service", "the public services", "the public sector", "the public school", "the public ferry", "the public broadcaster",
			"the public record", "the public records", "the public prosecutor", "the public interest", "the public ledger", "the public accounts", "the public works",
			"the public debt", "the public line", "the public fleet", "the public register", "the public holiday", "the public statement", "the public address",
			"the public vow", "the public promise", "the public ferries", "the public quay", "the public money", "the public budget", "the public finances",
		},
		who:    []string{"who", "whose", "we"},
		accuse: englishAccuse(), innocent: englishInnocent,
		dates:    englishDates,
		voice:    englishVoice,
		variants: englishVariants,
	}
}

func englishVariants(w string) []string {
	if base, ok := strings.CutSuffix(w, "'s"); ok {
		return []string{w, base}
	}
	return []string{w}
}
