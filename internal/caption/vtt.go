package caption

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"voxpop"
)

// languageTag is a tag that may stand in a file.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,5}$`)

var escapeVTT = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func writeVTT(c Captions) []byte {
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	if languageTag.MatchString(c.Lang) {
		b.WriteString("\nNOTE language: " + c.Lang + "\n")
	}
	for _, l := range lines(c.Cues, clean) {
		// After escaping no > is left, so no line of the text can be a line of times.
		fmt.Fprintf(&b, "\n%s --> %s\n%s\n", clock(l.start, '.'), clock(l.end, '.'), escapeVTT.Replace(wrapped(l.text)))
	}
	return []byte(b.String())
}

// clock writes a time as 00:00:00.000.
func clock(ms int64, point byte) string {
	return fmt.Sprintf("%02d:%02d:%02d%c%03d", ms/3600000, ms/60000%60, ms/1000%60, point, ms%1000)
}

// splitLines cuts at every kind of line end that captions have.
func splitLines(s string) []string {
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n")
}

func readVTT(s string) (Captions, error) {
	ls := splitLines(s)
	head := ls[0]
	if !strings.HasPrefix(head, "WEBVTT") || len(head) > 6 && head[6] != ' ' && head[6] != '\t' {
		return Captions{}, refuse(VTT, 1, "does not begin with WEBVTT", "a WebVTT file does; is it an SRT file?")
	}
	lang := ""
	i := 1
	for ; i < len(ls) && ls[i] != "" && !strings.Contains(ls[i], "-->"); i++ {
		if v, ok := strings.CutPrefix(ls[i], "Language:"); ok { // as some video sites write it
			lang = strings.TrimSpace(v)
		}
	}
	var raw []rawCue
	for i < len(ls) {
		at := ls[i]
		switch {
		case at == "":
			i++
			continue
		case strings.Contains(at, "-->"):
		case block(at):
			if v, ok := strings.CutPrefix(at, "NOTE language: "); ok && len(raw) == 0 {
				lang = strings.TrimSpace(v)
			}
			for i < len(ls) && ls[i] != "" {
				i++
			}
			continue
		case i+1 < len(ls) && strings.Contains(ls[i+1], "-->"): // the cue's name
			i++
		default:
			if strings.TrimSpace(at) == "" {
				i++
				continue
			}
			return Captions{}, refuse(VTT, i+1, "is neither a cue nor a note", "a cue begins with a line of times, as 00:01.000 --> 00:04.000")
		}
		start, end, err := times(VTT, ls[i], i+1)
		if err != nil {
			return Captions{}, err
		}
		i++
		var parts []string
		for ; i < len(ls) && ls[i] != "" && !strings.Contains(ls[i], "-->"); i++ {
			parts = append(parts, ls[i])
		}
		c := rawCue{start: start, end: end}
		all := cleaned(plainVTT(strings.Join(parts, "\n")))
		for k, l := range all {
			if l = trimmed(l); !visible(l) {
				continue
			}
			c.lines = append(c.lines, l)
			if len(all) == len(parts) { // no tag goes over a line's end
				c.marked = append(c.marked, parts[k])
			} else {
				c.marked = append(c.marked, "")
			}
		}
		if len(c.lines) == 0 {
			continue
		}
		if len(raw) == maxCues {
			return Captions{}, refuse(VTT, i, fmt.Sprintf("is beyond the %dth cue", maxCues), "cut the file in two")
		}
		raw = append(raw, c)
	}
	var cues []voxpop.Cue
	var words []voxpop.Word
	for _, r := range unrolled(raw) {
		t := trimmed(clean(joined(r.lines)))
		if !visible(t) {
			continue
		}
		cues = append(cues, voxpop.Cue{Start: seconds(r.start), End: seconds(r.end), Text: t})
		if len(words) < maxWords {
			words = append(words, r.words()...)
		}
	}
	c := captionsOf(cues)
	c.Words = words
	if languageTag.MatchString(lang) {
		c.Lang = lang
	}
	return c, nil
}

// cleaned are the lines of a cue.
func cleaned(s string) []string {
	ls := strings.Split(s, "\n")
	for i := range ls {
		ls[i] = clean(ls[i])
	}
	return ls
}

// block reports whether a line begins a block that holds no cue.
func block(l string) bool {
	for _, k := range []string{"NOTE", "STYLE", "REGION"} {
		if rest, ok := strings.CutPrefix(l, k); ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
			return true
		}
	}
	return false
}

// plainVTT is the text of a cue without its tags.
func plainVTT(s string) string {
	var b strings.Builder
	ruby := strings.Contains(s, "</rt>")
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			i = len(s)
		}
		b.WriteString(html.UnescapeString(s[:i]))
		if s = s[i:]; s == "" {
			break
		}
		end := strings.IndexByte(s, '>')
		if end < 0 { // the parser of browsers takes the rest as a tag
			break
		}
		if ruby && strings.HasPrefix(s, "<rt>") { // how to say it, beside what is said
			closes := strings.Index(s, "</rt>")
			if ruby = closes > 0; ruby {
				end = closes + len("</rt>") - 1
			}
		}
		s = s[end+1:]
	}
	return b.String()
}

// slip is by how many milliseconds a cue may end before it begins, as programs
// round it.
const slip = 100

// times reads a line of times, in milliseconds; what follows the second is
// settings. Hours may be missing, and the point may be a comma.
func times(f Format, l string, n int) (start, end int64, err error) {
	hint := "write 00:00:01.000 --> 00:00:04.000"
	if f == SRT {
		hint = "write 00:00:01,000 --> 00:00:04,000"
	}
	from, rest, _ := strings.Cut(l, "-->")
	to, _, _ := strings.Cut(asciiTime(strings.ReplaceAll(rest, "\t", " ")), " ")
	start, ok := readClock(asciiTime(from))
	if !ok {
		return 0, 0, refuse(f, n, "begins with no time", hint)
	}
	if end, ok = readClock(to); !ok {
		return 0, 0, refuse(f, n, "has no time after the arrow", hint)
	}
	if end < start && start-end > slip {
		return 0, 0, refuse(f, n, "ends before it begins", "exchange the two times, or mend one of them")
	}
	return start, max(end, start+1), nil
}

// readClock reads [H:]MM:SS[.mmm].
func readClock(s string) (ms int64, ok bool) {
	whole, part := s, ""
	if i := strings.IndexAny(s, ".,"); i >= 0 {
		whole, part = s[:i], s[i+1:]
		if part == "" {
			return 0, false
		}
	}
	fields := strings.Split(whole, ":")
	if len(fields) < 2 || len(fields) > 3 {
		return 0, false
	}
	for i, f := range fields {
		most := 2
		if i == 0 && len(fields) == 3 {
			most = 3
		}
		n, ok := digits(f, most)
		if !ok || i > 0 && n > 59 || i == 0 && len(fields) == 2 && n > 59 {
			return 0, false
		}
		ms = ms*60 + n
	}
	ms *= 1000
	if part != "" {
		n, ok := digits(part, 3)
		if !ok {
			return 0, false
		}
		for range 3 - len(part) {
			n *= 10
		}
		ms += n
	}
	return ms, ms <= maxTime
}

// digits reads at most limit ASCII digits, at least one.
func digits(s string, limit int) (n int64, ok bool) {
	if s == "" || len(s) > limit {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
