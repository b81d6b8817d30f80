package caption

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"voxpop"
)

// otr is a file of oTranscribe: a text as HTML with times in spans. The name of
// the recording, which it also holds, is neither read nor written.
type otr struct {
	Text  string  `json:"text"`
	Media string  `json:"media"`
	Time  float64 `json:"media-time"`
}

func writeOTR(c Captions) ([]byte, error) {
	var b strings.Builder
	ls := lines(c.Cues, paragraphsOf)
	for _, l := range ls {
		at := strconv.FormatFloat(seconds(l.start), 'f', -1, 64)
		fmt.Fprintf(&b, `<p><span class="timestamp" contenteditable="false" data-timestamp="%s">%s</span> %s</p>`, at, shortClock(l.start), paragraphHTML(l.text))
	}
	if len(ls) == 0 {
		if t := paragraphsOf(c.Text); visible(t) {
			b.WriteString("<p>" + paragraphHTML(t) + "</p>")
		}
	}
	out, err := json.Marshal(otr{Text: b.String()})
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "caption", Place: string(OTR), Message: "cannot be written", Err: err}
	}
	return append(out, '\n'), nil
}

func paragraphHTML(s string) string { return strings.ReplaceAll(html.EscapeString(s), "\n", "<br>") }

// shortClock writes a time as oTranscribe shows it.
func shortClock(ms int64) string {
	s := ms / 1000
	if s < 3600 {
		return fmt.Sprintf("%02d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

func readOTR(b []byte) (Captions, error) {
	var in struct {
		Text *string `json:"text"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return Captions{}, broken(OTR, b, err)
	}
	if in.Text == nil {
		return Captions{}, refuse(OTR, 0, "has no text", "an oTranscribe file is JSON with the fields text, media and media-time")
	}
	r := otrReader{s: *in.Text}
	if !r.run() {
		return Captions{}, refuse(OTR, 0, "holds a text that is no HTML", "export the file from oTranscribe again")
	}
	if len(r.cues) > maxCues {
		return Captions{}, refuse(OTR, 0, fmt.Sprintf("has more than %d times", maxCues), "cut the file in two")
	}
	return r.captions(), nil
}

// otrReader takes the HTML apart. It knows tags, a few attributes and
// entities, and no more: what is in script, style or a comment is dropped, what
// is no tag is text.
type otrReader struct {
	s     string
	cues  []otrCue
	lost  int              // bytes looked through for the end of a tag, in vain
	stamp *strings.Builder // what an open time shows
	at    int64            // of the open time by its attribute, -1 without
	tag   string           // that opened it
}

type otrCue struct {
	at   int64 // milliseconds, -1 before the first time
	text strings.Builder
}

var (
	otrTag   = regexp.MustCompile(`^<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>`)
	otrClass = regexp.MustCompile(`(?i)\bclass\s*=\s*["']?[^"'>]*\btimestamp\b`)
	otrTime  = regexp.MustCompile(`(?i)\bdata-timestamp\s*=\s*["']?([0-9]{1,7}(?:\.[0-9]+)?)["'\s]`)
)

// run reads all of it; false: it is so far from HTML that it is not worth the time.
func (r *otrReader) run() bool {
	r.cues = []otrCue{{at: -1}}
	for r.s != "" {
		i := strings.IndexByte(r.s, '<')
		if i < 0 {
			r.write(r.s)
			break
		}
		r.write(r.s[:i])
		r.s = r.s[i:]
		if strings.HasPrefix(r.s, "<!--") {
			r.skipTo("-->")
			continue
		}
		head := r.s[:min(len(r.s), 4096)]
		m := otrTag.FindStringSubmatch(head)
		if m == nil {
			if r.lost += len(head); r.lost > 16<<20 {
				return false
			}
			r.write("<")
			r.s = r.s[1:]
			continue
		}
		r.s = r.s[len(m[0]):]
		r.element(m[1] == "/", strings.ToLower(m[2]), m[3]+" ")
	}
	r.endStamp()
	return true
}

func (r *otrReader) element(closes bool, name, attributes string) {
	switch name {
	case "script", "style":
		if !closes {
			r.skipTo("</" + name)
			r.skipTo(">")
		}
	case "p", "div", "br", "li", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "tr":
		r.write("\n")
	case "span", "a":
		switch {
		case closes && r.stamp != nil && r.tag == name:
			r.endStamp()
		case !closes && otrClass.MatchString(attributes):
			r.endStamp()
			r.stamp, r.at, r.tag = new(strings.Builder), -1, name
			if m := otrTime.FindStringSubmatch(attributes); m != nil {
				if f, err := strconv.ParseFloat(m[1], 64); err == nil {
					r.at = millis(f)
				}
			}
		}
	}
}

// write adds text, with its entities as characters.
func (r *otrReader) write(s string) {
	if s != "\n" {
		s = html.UnescapeString(s)
	}
	if r.stamp != nil {
		r.stamp.WriteString(s)
		return
	}
	r.cues[len(r.cues)-1].text.WriteString(s)
}

// endStamp begins a cue at the time that was read; one that tells no time is text.
func (r *otrReader) endStamp() {
	if r.stamp == nil {
		return
	}
	shown := r.stamp.String()
	r.stamp = nil
	at := r.at
	if at < 0 {
		var ok bool
		if at, ok = readClock(strings.TrimSpace(shown)); !ok {
			r.write(" " + shown + " ")
			return
		}
	}
	r.cues = append(r.cues, otrCue{at: at})
}

func (r *otrReader) skipTo(what string) {
	i := indexFold(r.s, what)
	if i < 0 {
		r.s = ""
		return
	}
	r.s = r.s[i+len(what):]
}

// indexFold is strings.Index for ASCII letters of either case.
func indexFold(s, what string) int {
	for i := 0; i+len(what) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(what)], what) {
			return i
		}
	}
	return -1
}

// captions are the cues that have a text. One ends where the next begins, the
// last after the time that its letters take to say. Times that run back are
// taken for the one before.
func (r *otrReader) captions() Captions {
	timed := len(r.cues) > 1
	var cues []voxpop.Cue
	var paragraphs []string
	last := int64(0)
	for i := range r.cues {
		last = max(last, r.cues[i].at)
		t := paragraphsOf(r.cues[i].text.String())
		if !visible(t) {
			continue
		}
		paragraphs = append(paragraphs, t)
		n := len(cues)
		if n > 0 && millis(cues[n-1].Start) == last {
			cues[n-1].Text += "\n" + t
			continue
		}
		if n > 0 {
			cues[n-1].End = seconds(last)
		}
		cues = append(cues, voxpop.Cue{Start: seconds(last), Text: t})
	}
	c := Captions{Text: strings.Join(paragraphs, "\n")}
	if n := len(cues); timed && n > 0 {
		cues[n-1].End = cues[n-1].Start + max(1, float64(len([]rune(cues[n-1].Text)))*.07)
		c.Cues = cues
	}
	return c
}

// paragraphsOf cleans a text line by line and leaves out the empty ones.
func paragraphsOf(s string) string {
	var out []string
	for _, l := range splitLines(s) {
		if l = trimmed(clean(l)); visible(l) {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
