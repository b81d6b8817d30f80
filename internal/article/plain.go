package article

import (
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"voxpop"
)

// Plain is the text of a piece of HTML, on one line, as the summary of a feed
// or a name with references in it. Text without markup comes out as it is, but
// for its spaces.
func Plain(fragment string) string {
	if strings.IndexAny(fragment, "<&") >= 0 {
		var b strings.Builder
		z := html.NewTokenizer(strings.NewReader(fragment))
		skip := 0
	loop:
		for {
			switch kind := z.Next(); kind {
			case html.ErrorToken:
				break loop
			case html.TextToken:
				if skip == 0 {
					b.Write(z.Text())
				}
			case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
				name, _ := z.TagName()
				a := atom.Lookup(name)
				switch {
				case a == atom.Script || a == atom.Style:
					if skip = 0; kind == html.StartTagToken {
						skip = 1
					}
				case blocks(a):
					b.WriteByte(' ')
				}
			}
		}
		fragment = b.String()
	}
	return clean(fragment, len(fragment))
}

// Time reads a date or a time as pages and feeds write it for machines. day is
// that of the zone that is written; at is zero when the moment is not known,
// zone as in [Article].
func Time(s string) (day voxpop.Date, at time.Time, zone string, ok bool) { return readTime(s) }
