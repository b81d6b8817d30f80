package front

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/locale"
)

const (
	maxParts = 16
	maxText  = 32 << 10 // bytes of a text that are shown again to be shortened; more than any answer may have
	maxField = 1 << 10
	// maxPerson is the longest of each thing that people say of themselves, in
	// code points.
	maxPerson = min(intake.MaxPersonName, intake.MaxPlace, intake.MaxRole)
)

// What can be wrong with a body, besides what the form itself can say.
var (
	errForm  = errors.New("front: not a form of this door")
	errLarge = errors.New("front: larger than a form may be")
)

// sent is what somebody filled in.
type sent struct {
	Ticket, Text           string
	Name, Age, Place, Role string
	Level                  voxpop.NameLevel
	Quote, Voice, Face     bool
	Receipt                bool
	Held                   string // digits of the receipt under which this is added
	trap                   string // what only a program fills in
	HadFile                bool
	file                   io.Reader // nil when there is none
	head                   []byte    // first bytes of file, not read from it yet
	rest                   func() error
	place                  func() bool // takes a place for the file, at most once
	leave                  func()      // gives it back
}

// bounded fails a reader that gives more than was allowed so far.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		// A last byte may be the end and no byte.
		var one [1]byte
		n, err := b.r.Read(one[:])
		if n > 0 {
			return 0, errLarge
		}
		return 0, err
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

// readForm reads the fields of a form, and its file up to the first bytes: the
// fields come first and stay in memory, the file streams. largest bounds the
// file. What was read stays in the result also with an error.
func readForm(r *http.Request, largest int64) (s sent, err error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" || len(params["boundary"]) > 70 {
		return s, errForm
	}
	body := &bounded{r: r.Body, left: textBody}
	parts := multipart.NewReader(body, params["boundary"])
	seen := map[string]bool{}
	next := func() (*multipart.Part, error) {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return nil, io.EOF
		}
		if err != nil {
			return nil, readError(err)
		}
		if len(seen) >= maxParts {
			return nil, errForm
		}
		name := p.FormName()
		if name == "" || seen[name] {
			return nil, errForm
		}
		seen[name] = true
		return p, nil
	}
	for {
		p, err := next()
		if err == io.EOF {
			return s, s.whole()
		}
		if err != nil {
			return s, err
		}
		if p.FormName() == "file" {
			// The fields decide what becomes of a file, so they come before it.
			if s.Ticket == "" {
				return s, errForm
			}
			body.left += largest + int64(textBody)
			head := make([]byte, intake.SniffLen)
			n, err := io.ReadFull(p, head)
			switch {
			case err == io.EOF:
				continue // no file was chosen
			case err != nil && err != io.ErrUnexpectedEOF:
				return s, readError(err)
			}
			if err == io.ErrUnexpectedEOF && n < len(head) {
				// Either a short file, or a body that was cut: the end says which.
				if _, err := p.Read(make([]byte, 1)); err != io.EOF {
					return s, readError(err)
				}
			}
			s.HadFile, s.head = true, head[:n]
			s.file = io.MultiReader(bytes.NewReader(head[:n]), p)
			s.rest = func() error {
				if _, err := next(); err != io.EOF {
					if err == nil {
						err = errForm
					}
					return err
				}
				return nil
			}
			return s, s.whole()
		}
		value, err := readField(p)
		s.set(p.FormName(), value)
		if err != nil {
			return s, err
		}
	}
}

// whole is the error of a form that lacks what every form of ours has.
func (s *sent) whole() error {
	if s.Ticket == "" {
		return errForm
	}
	return nil
}

// readError keeps of what a body's reader says only what it means.
func readError(err error) error {
	for _, ours := range []error{errLarge, errForm, errBusy, errSlow} {
		if errors.Is(err, ours) {
			return ours
		}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errLarge
	}
	if strings.HasPrefix(err.Error(), "multipart: ") || strings.HasPrefix(err.Error(), "mime: ") || strings.HasPrefix(err.Error(), "malformed MIME") {
		return errForm
	}
	return io.ErrUnexpectedEOF // a connection that was cut or stood still
}

func readField(p *multipart.Part) (string, error) {
	limit := maxField
	if p.FormName() == "text" {
		limit = maxText
	}
	b, err := io.ReadAll(io.LimitReader(p, int64(limit)+1))
	if err != nil {
		return "", readError(err)
	}
	if len(b) > limit {
		if limit < maxText {
			return "", errLarge
		}
		return clean(strings.ToValidUTF8(string(b[:limit]), "")), errLarge
	}
	return clean(string(b)), nil
}

// clean makes the line ends of a form ours and drops what is no text.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == 0x7f:
			return -1
		}
		return r
	}, s)
}

// set keeps a field; those that no form of ours has are dropped.
func (s *sent) set(name, value string) {
	on := value != ""
	switch name {
	case "ticket":
		s.Ticket = value
	case "text":
		s.Text = value
	case "name":
		s.Name = value
	case "age":
		s.Age = value
	case "place":
		s.Place = value
	case "role":
		s.Role = value
	case "name_level":
		s.Level = voxpop.NameLevel(value)
	case "quote":
		s.Quote = on
	case "voice":
		s.Voice = on
	case "face":
		s.Face = on
	case "receipt":
		s.Receipt = on
	case "held":
		s.Held = value
	case trapField:
		s.trap = value
	}
}

// trapField is hidden from people: only a program fills it in. Its name is
// none that a browser or a password manager knows.
const trapField = "hollow"

// envelope makes of what was filled in what is sealed. problems names the
// fields that must be filled in otherwise, by the keys of their sentences.
func (s *sent) envelope(c *callout, form string) (e intake.Envelope, problems map[string]string) {
	problems = map[string]string{}
	e = intake.Envelope{Kind: intake.Answer, Callout: c.Callout.Slug, Form: form, Text: strings.TrimSpace(s.Text)}
	e.Consent = voxpop.Consent{Quote: s.Quote, Voice: s.Voice, Face: s.Face, Name: s.Level}
	switch s.Level {
	case voxpop.NoName, voxpop.FirstName, voxpop.FullName:
	default:
		e.Consent.Name = voxpop.NoName
	}
	e.Person = voxpop.Person{Name: strings.TrimSpace(s.Name), Place: strings.TrimSpace(s.Place), Role: strings.TrimSpace(s.Role)}
	for field, value := range map[string]string{"name": e.Person.Name, "place": e.Person.Place, "role": e.Person.Role} {
		if len([]rune(value)) > maxPerson {
			problems[field] = "front.again.field"
		}
	}
	if age := strings.TrimSpace(s.Age); age != "" {
		n, err := strconv.Atoi(locale.ASCIIDigits(age))
		if err != nil || n < 0 || n > intake.MaxAge {
			problems["age"] = "front.again.age"
		} else {
			e.Person.Age = &n
		}
	}
	if n := len([]rune(e.Text)); n > longestText(c) || len(e.Text) > intake.MaxText {
		problems["text"] = "front.again.long"
	}
	return e, problems
}

// longestText is the longest text of an answer, in code points.
func longestText(c *callout) int {
	if n := c.Callout.Limits.Text; n > 0 {
		return n
	}
	return 5000
}

// content is what tells two submissions of one form apart.
func (s *sent) content(fileSum string) []string {
	flag := func(b bool) string {
		if b {
			return "1"
		}
		return ""
	}
	return []string{s.Text, s.Name, s.Age, s.Place, s.Role, string(s.Level), flag(s.Quote), flag(s.Voice), flag(s.Face), flag(s.Receipt), s.Held, fileSum}
}
