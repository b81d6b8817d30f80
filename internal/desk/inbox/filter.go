package inbox

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"voxpop"
)

// Filter narrows the list; an empty field asks nothing.
type Filter struct {
	Words    string         `json:"words,omitempty"` // that stand in the answer; the last one may be cut short
	Show     string         `json:"show,omitempty"`  // one of [Shows]
	Lang     string         `json:"lang,omitempty"`
	Medium   voxpop.Medium  `json:"medium,omitempty"`
	Channel  voxpop.Channel `json:"channel,omitempty"`
	Coded    string         `json:"coded,omitempty"` // "yes" or "no"
	Code     string         `json:"code,omitempty"`
	Assignee string         `json:"assignee,omitempty"` // id of a person, or [Nobody]
	Tag      string         `json:"tag,omitempty"`
	Campaign string         `json:"campaign,omitempty"`
	Day      string         `json:"day,omitempty"` // 2006-01-02
	Unread   bool           `json:"unread,omitempty"`
	Starred  bool           `json:"starred,omitempty"`
	Oldest   bool           `json:"oldest,omitempty"` // first
}

// Nobody as an assignee asks for what is assigned to nobody.
const Nobody = "-"

// What a list may show. The first, which "" is too, is what still has to be
// looked at: neither done nor out of the count for a reason that stays.
const (
	ShowTodo = "todo"
	ShowAll  = "all"
	ShowDone = "done"
)

// Shows lists what a list may show: besides the three, the steps of the waterfall.
func Shows() []string {
	all := []string{ShowTodo, ShowAll, ShowDone, "counted"}
	for _, s := range (voxpop.Waterfall{}).Steps() {
		all = append(all, s.Name)
	}
	return all
}

// maxWords bounds the words that are looked for, in code points.
const maxWords = 200

// filterOf reads a filter from a form or an address. What makes no sense
// there asks nothing.
func filterOf(v url.Values) Filter {
	f := Filter{Words: v.Get("q"), Show: v.Get("show"), Lang: v.Get("language"), Medium: voxpop.Medium(v.Get("medium")), Channel: voxpop.Channel(v.Get("channel")),
		Coded: v.Get("coded"), Code: v.Get("code"), Assignee: v.Get("assignee"), Tag: v.Get("tag"), Campaign: v.Get("campaign"), Day: v.Get("day"),
		Unread: v.Get("unread") != "", Starred: v.Get("starred") != "", Oldest: v.Get("order") == "oldest"}
	if utf8.RuneCountInString(f.Words) > maxWords {
		f.Words = string([]rune(f.Words)[:maxWords])
	}
	if f.Show == ShowTodo || !slices.Contains(Shows(), f.Show) {
		f.Show = ""
	}
	if f.Coded != "yes" && f.Coded != "no" {
		f.Coded = ""
	}
	if f.Day != "" && (len(f.Day) != len("2006-01-02") || !voxpop.Date(f.Day).Valid()) {
		f.Day = ""
	}
	if !slices.Contains(voxpop.Media, f.Medium) {
		f.Medium = ""
	}
	if !slices.Contains(voxpop.Channels, f.Channel) {
		f.Channel = ""
	}
	return f
}

// values are the fields of the form that ask for f, without its words.
func (f Filter) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	flag := func(name string, on bool) {
		if on {
			v.Set(name, "1")
		}
	}
	set("show", f.Show)
	set("language", f.Lang)
	set("medium", string(f.Medium))
	set("channel", string(f.Channel))
	set("coded", f.Coded)
	set("code", f.Code)
	set("assignee", f.Assignee)
	set("tag", f.Tag)
	set("campaign", f.Campaign)
	set("day", f.Day)
	flag("unread", f.Unread)
	flag("starred", f.Starred)
	if f.Oldest {
		v.Set("order", "oldest")
	}
	return v
}

// query is f for an address: "?lang=fa", or "". Words never stand in one.
func (f Filter) query() string {
	if s := f.values().Encode(); s != "" {
		return "?" + s
	}
	return ""
}

// field is one field of a form.
type field struct{ Name, Value string }

// fields are all fields of f, words included, for a form that stands beside a list.
func (f Filter) fields() []field {
	var all []field
	v := f.values()
	for name, values := range v {
		all = append(all, field{name, values[0]})
	}
	if f.Words != "" {
		all = append(all, field{"q", f.Words})
	}
	slices.SortFunc(all, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// narrowed counts the fields by which f narrows the list, besides words.
func (f Filter) narrowed() int {
	v := f.values()
	v.Del("order")
	return len(v)
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
