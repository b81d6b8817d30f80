package voxpop

import (
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of the small texts of a record, in code points.
const (
	MaxID   = 64  // an id, a slug, a code
	MaxName = 256 // a respondent's key, a campaign, a coder, an outlet
)

// ValidID reports whether s may be an id: 1 to [MaxID] letters, digits, dots,
// underscores and hyphens, of which the first is a letter, a digit or an
// underscore. Such an id is safe in a link, a file name and a log.
func ValidID(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > MaxID {
		return false
	}
	for i, c := range s {
		switch {
		case unicode.IsLetter(c) && c != utf8.RuneError, unicode.IsDigit(c), c == '_':
		case i > 0 && (c == '.' || c == '-'):
		default:
			return false
		}
	}
	return true
}

// ValidSlug reports whether s may name a call-out: 1 to [MaxID] lower-case
// ASCII letters, digits and hyphens, neither starting nor ending with a hyphen.
func ValidSlug(s string) bool {
	if s == "" || len(s) > MaxID || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, c := range s {
		if c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// ValidLang reports whether s has the form of a BCP 47 tag: a language of two
// or three letters, then subtags of one to eight letters or digits.
func ValidLang(s string) bool {
	if len(s) > 35 {
		return false
	}
	for i, part := range strings.Split(s, "-") {
		if part == "" || len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) {
			return false
		}
		for _, c := range part {
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

// ValidPath reports whether path names a file under the folder top of a
// record, and stays there on every system: relative, clean, with slashes, no
// hidden part and no control character.
func ValidPath(path, top string) bool {
	if !fs.ValidPath(path) || len(path) > 1024 || !utf8.ValidString(path) || !strings.HasPrefix(path, top+"/") {
		return false
	}
	for part := range strings.SplitSeq(path, "/") {
		if part[0] == '.' || len(part) > 255 {
			return false
		}
	}
	return !strings.ContainsFunc(path, func(c rune) bool { return c == '\\' || c == ':' || unicode.IsControl(c) })
}

// ValidName reports whether s may be a key or a name kept in one line: at most
// [MaxName] code points, no control characters. The empty name is valid.
func ValidName(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= MaxName && !strings.ContainsFunc(s, unicode.IsControl)
}

// Validate returns the first thing wrong with the call-out, with the field as
// the error's place.
func (c Callout) Validate() error {
	if !ValidSlug(c.Slug) {
		return wrong("slug", "is not a slug", "use lower-case letters a–z, digits and hyphens, at most 64")
	}
	if err := c.Question.validate("question"); err != nil {
		return err
	}
	if len(c.Question) == 0 {
		return wrong("question", "is missing", "write the question in at least one language, as {en: …}")
	}
	if len(c.Languages) == 0 {
		return wrong("languages", "is missing", "list the languages of the form, the default first")
	}
	for i, l := range c.Languages {
		if !ValidLang(l) {
			return wrong(at("languages", i), "is not a language tag", "write a BCP 47 tag, as en or fa")
		}
		if slices.Contains(c.Languages[:i], l) {
			return wrong(at("languages", i), "repeats a language", "name each language once")
		}
	}
	if err := c.Context.validate("context"); err != nil {
		return err
	}
	if err := c.Consent.validate("consent"); err != nil {
		return err
	}
	if !c.Opens.IsZero() && !c.Closes.IsZero() && c.Closes.InZone(c.Zone()).Before(c.Opens.InZone(c.Zone())) {
		return wrong("closes", "lies before opens", "close the call-out after it opens, or leave one of the two out")
	}
	for i, m := range c.Media {
		if err := oneOf(at("media", i), m, Media...); err != nil {
			return err
		}
		if slices.Contains(c.Media[:i], m) {
			return wrong(at("media", i), "repeats a medium", "name each medium once")
		}
	}
	for _, l := range []struct {
		field string
		n     int64
	}{{"text", int64(c.Limits.Text)}, {"seconds", int64(c.Limits.Seconds)}, {"bytes", c.Limits.Bytes}} {
		if l.n < 0 {
			return wrong("limits."+l.field, "is negative", "leave it out for no limit")
		}
	}
	if c.RetentionDays < 0 || c.RetentionDays > MaxRetentionDays {
		return wrong("retention_days", "lies outside 0 to 3650", "write after how many days the answers are erased, or leave it out to keep them")
	}
	return nil
}

// validate checks the tags and the encoding of a localized text.
func (l Localized) validate(field string) error {
	for lang, s := range l {
		if !ValidLang(lang) {
			return wrong(field, "has a key that is not a language tag", "write a BCP 47 tag, as en or fa")
		}
		if !utf8.ValidString(s) {
			return wrong(field+"."+lang, "is not UTF-8", "save it in the encoding UTF-8")
		}
	}
	return nil
}

// Validate returns the first thing wrong with the codebook, with the field as
// the error's place.
func (b Codebook) Validate() error {
	if !ValidName(string(b.Version)) {
		return wrong("version", "is not one line of text", "write a number or a word")
	}
	if b.Version == "" && len(b.Codes) > 0 {
		return wrong("version", "is missing", "give the codebook a version, a number or a word")
	}
	parent := make(map[string]string, len(b.Codes))
	for i, c := range b.Codes {
		field := at("codes", i)
		if !ValidID(c.ID) {
			return wrong(field+".id", "is not an id", idHint)
		}
		if _, twice := parent[c.ID]; twice {
			return wrong(field+".id", "repeats the id of an earlier code", "give every code an id of its own")
		}
		parent[c.ID] = c.Parent
		if err := c.Name.validate(field + ".name"); err != nil {
			return err
		}
		if len(c.Name) == 0 {
			return wrong(field+".name", "is missing", "name the code in at least one language, as {en: …}")
		}
		if c.Definition == "" {
			return wrong(field+".definition", "is missing", "say when the code applies")
		}
		if !utf8.ValidString(c.Definition + c.Include + c.Exclude + c.Example) {
			return wrong(field, "is not UTF-8", "save it in the encoding UTF-8")
		}
		if err := oneOf(field+".kind", c.Kind, Theme, Control); err != nil {
			return err
		}
		if !ValidName(c.Key) {
			return wrong(field+".key", "is not a key", "write one letter or a short word")
		}
		if c.Colour != "" {
			if err := oneOf(field+".colour", c.Colour, Colours...); err != nil {
				return err
			}
		}
	}
	for i, c := range b.Codes {
		up := c.Parent
		for range b.Codes {
			if up == "" {
				break
			}
			next, known := parent[up]
			if !known {
				return wrong(at("codes", i)+".parent", "names a code that is not in the codebook", "name the id of a code of this codebook, or leave parent out")
			}
			up = next
		}
		if up != "" {
			return wrong(at("codes", i)+".parent", "leads back to the code itself", "one code of each family stands at the top and has no parent")
		}
	}
	return nil
}

// Validate returns the first thing wrong with the point, with the field as
// the error's place.
func (p Point) Validate() error {
	if !ValidID(p.ID) {
		return wrong("id", "is not an id", idHint)
	}
	if err := p.Question.validate("question"); err != nil {
		return err
	}
	if len(p.Values) == 0 {
		return wrong("values", "is missing", "list the sides that can be taken, as [{id: for, name: {en: …}}, …]")
	}
	known := make(map[string]bool, len(p.Values))
	for i, v := range p.Values {
		field := at("values", i)
		if !ValidID(v.ID) {
			return wrong(field+".id", "is not an id", idHint)
		}
		if known[v.ID] {
			return wrong(field+".id", "repeats the id of an earlier value", "give every value an id of its own")
		}
		known[v.ID] = true
		if err := v.Name.validate(field + ".name"); err != nil {
			return err
		}
		for lang, words := range v.Words {
			if !ValidLang(lang) {
				return wrong(field+".words", "has a key that is not a language tag", "write a BCP 47 tag, as en or fa")
			}
			for j, w := range words {
				if w == "" || !utf8.ValidString(w) {
					return wrong(at(field+".words."+lang, j), "is empty or not UTF-8", "write the words in UTF-8, or take the empty one out")
				}
			}
		}
	}
	for i, group := range p.Exclusive {
		field := at("exclusive", i)
		if len(group) < 2 {
			return wrong(field, "names fewer than two values", "write pairs, as [[for, against]]")
		}
		for j, v := range group {
			if !known[v] {
				return wrong(at(field, j), "names a value that the point does not have", "name ids of the values listed above it")
			}
			if slices.Contains(group[:j], v) {
				return wrong(at(field, j), "names a value twice", "name two different values")
			}
		}
	}
	return nil
}

// Validate returns the first thing wrong with the coding, with the column as
// the error's place.
func (c Coding) Validate() error {
	if !ValidID(c.Response) {
		return wrong("response", "is not an id", idHint)
	}
	if c.Code != NoCode && !ValidID(c.Code) {
		return wrong("code", "is not an id", idHint)
	}
	if c.Coder == "" || !ValidName(c.Coder) {
		return wrong("coder", "is empty or not one line of text", "name the person or model who coded")
	}
	if err := oneOf("origin", c.Origin, ByPerson, ByModel, ByRule); err != nil {
		return err
	}
	if c.Draw != "" {
		return oneOf("draw", c.Draw, DrawAll, DrawRandom, DrawActive)
	}
	return nil
}

// Validate returns the first thing wrong with the statement, with the field as
// the error's place.
func (s Statement) Validate() error {
	if !ValidID(s.ID) {
		return wrong("id", "is not an id", idHint)
	}
	if s.Speaker == "" || !ValidName(s.Speaker) {
		return wrong("speaker", "is missing or not one line of text", "write the person's full name")
	}
	if err := s.Names.validate("names"); err != nil {
		return err
	}
	if err := s.Roles.validate("roles"); err != nil {
		return err
	}
	for _, d := range []struct {
		field string
		date  Date
	}{{"said_on", s.SaidOn}, {"published_on", s.PublishedOn}} {
		if !d.date.Valid() {
			return wrong(d.field, "is not a date that exists", `write 2024-05-02, 2024-05, 2024, an interval of two such dates with "/", or "" when it is unknown`)
		}
	}
	if s.Text == "" || !utf8.ValidString(s.Text) {
		return wrong("text", "is missing or not UTF-8", "write the words, or what is reported, as the source has them")
	}
	if !ValidLang(s.Lang) {
		return wrong("lang", "is not a language tag", langHint)
	}
	if err := oneOf("kind", s.Kind, Quoted, Reported); err != nil {
		return err
	}
	if err := validTranslations(s.Translations); err != nil {
		return err
	}
	for _, f := range [][2]string{{"role", s.Role}, {"medium", s.Medium}, {"place", s.Place}, {"addressee", s.Addressee}, {"asserted_by", s.AssertedBy}} {
		if !ValidName(f[1]) {
			return wrong(f[0], "is not one line of text of at most 256 letters", "write it on one line, without control characters, at most 256 letters")
		}
	}
	if s.Source.URL == "" && s.Source.File == "" {
		return wrong("source", "has neither url nor file", "a statement without a source cannot be quoted: give the address or the archived file")
	}
	if err := s.Source.validate("source"); err != nil {
		return err
	}
	for i, a := range s.Appearances {
		if err := a.validate(at("appearances", i)); err != nil {
			return err
		}
	}
	for i, p := range s.Positions {
		switch field := at("positions", i); {
		case !ValidID(p.Point):
			return wrong(field+".point", "is not an id", idHint)
		case !ValidID(p.Value):
			return wrong(field+".value", "is not an id", idHint)
		case !ValidName(p.By):
			return wrong(field+".by", "is not one line of text", "write it on one line, without control characters, at most 256 letters")
		case !utf8.ValidString(p.Reason) || utf8.RuneCountInString(p.Reason) > maxReason:
			return wrong(field+".reason", "is not UTF-8 or longer than 2000 letters", "say it in a sentence")
		}
	}
	if v := s.Verdict; v != nil {
		if err := oneOf("verdict", v.Change, "none", "half", "full"); err != nil {
			return err
		}
		if !utf8.ValidString(v.Reason) || !ValidName(v.By) {
			return wrong("verdict", "has a reason or a name that is not plain text", "write them in UTF-8, the name on one line")
		}
	}
	return nil
}

func (s Source) validate(field string) error {
	if s.URL != "" {
		u, err := url.Parse(s.URL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(s.URL) > 4096 {
			return wrong(field+".url", "is not a web address", "write it whole, with https://")
		}
	}
	if s.File != "" && !ValidPath(s.File, "sources") {
		return wrong(field+".file", "is not a path inside sources/", "write it as sources/NAME, with slashes and without ..")
	}
	if s.SHA256 != "" && !isSHA256(s.SHA256) {
		return wrong(field+".sha256", "is not a SHA-256", "write 64 hexadecimal digits")
	}
	if !utf8.ValidString(s.Title) || !ValidName(s.Outlet) {
		return wrong(field, "has a title or an outlet that is not plain text", "write them in UTF-8, the outlet on one line")
	}
	if (s.Start == nil) != (s.End == nil) {
		return wrong(field, "has only one of start and end", "give both or neither")
	}
	if s.Start != nil && (*s.Start < 0 || *s.End < *s.Start) {
		return wrong(field+".start", "is negative or lies after end", "both are code points of the archived file, start inclusive, end exclusive")
	}
	return nil
}

func isSHA256(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

const (
	idHint   = "use letters, digits, dots, underscores and hyphens, at most 64, starting with a letter or digit"
	langHint = "write a BCP 47 tag, as en, fa or zh-Hant"
)

// wrong is an error about one field.
func wrong(field, message, hint string) error {
	return &Error{Kind: Invalid, Place: field, Message: message, Hint: hint}
}

func at(field string, i int) string { return fmt.Sprintf("%s[%d]", field, i) }

// oneOf checks an enumerated field. The value is shown only when it looks like
// a word of a list, so that a column in the wrong place shows nothing that
// somebody wrote to the newsroom.
func oneOf[T ~string](field string, v T, allowed ...T) error {
	if slices.Contains(allowed, v) {
		return nil
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	hint := "it is one of " + strings.Join(names, ", ")
	switch {
	case v == "":
		return wrong(field, "is missing", hint)
	case len(v) <= 16 && strings.Trim(string(v), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == "":
		return wrong(field, fmt.Sprintf("%q is not known", string(v)), hint)
	}
	return wrong(field, "has a value that is not known", hint)
}
