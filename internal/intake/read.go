package intake

import (
	"encoding/binary"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/text"
)

// The bounds of what a respondent tells of themself, in code points and years.
const (
	MaxPersonName = 100
	MaxPlace      = 100
	MaxRole       = 100
	MaxAge        = 120
)

const readOp = "intake.ReadEnvelope"

// errEnvelope stands for all that is wrong with the frame of an envelope: a
// closer word would help only whoever makes them by hand.
var errEnvelope = &voxpop.Error{Kind: voxpop.Invalid, Op: readOp, Message: "this is not an envelope of this version, or it is damaged"}

// ReadEnvelope reads the head of an unsealed envelope, strictly: a wrong
// magic, an over-long head, a head that is not exactly the JSON of an
// [Envelope], a part that [Envelope.Validate] refuses is an error of kind
// invalid that repeats nothing of it. The returned reader gives the file's
// bytes (none without Media) and fails unless the padding after them is zero
// and the whole has one of the sizes; read it to its end before believing the
// envelope. Errors of r come through as they are.
func ReadEnvelope(r io.Reader) (Envelope, io.Reader, error) {
	var start [len(magic) + 4]byte
	if err := readFull(r, start[:]); err != nil {
		return Envelope{}, nil, err
	}
	n := binary.BigEndian.Uint32(start[len(magic):])
	if string(start[:len(magic)]) != magic || n == 0 || n > MaxHead {
		return Envelope{}, nil, errEnvelope
	}
	head := make([]byte, n)
	if err := readFull(r, head); err != nil {
		return Envelope{}, nil, err
	}
	var e Envelope
	if decodeJSON(head, &e, true) != nil || e.Version != 1 {
		return Envelope{}, nil, errEnvelope
	}
	e.Clean()
	if err := e.Validate(); err != nil {
		return Envelope{}, nil, err
	}
	return e, &fileReader{r: r, n: int64(len(start)) + int64(n), file: e.Media != nil}, nil
}

// readFull fills b; an end before that is a damaged envelope, another error
// stays what it is.
func readFull(r io.Reader, b []byte) error {
	_, err := io.ReadFull(r, b)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errEnvelope
	}
	return err
}

// fileReader gives the bytes of an envelope's file and checks what follows.
type fileReader struct {
	r    io.Reader
	n    int64 // bytes of the envelope read so far
	left int   // bytes left of the frame
	file bool
	err  error // set once nothing more comes
}

// Read implements io.Reader.
func (f *fileReader) Read(b []byte) (int, error) {
	if f.err == nil && f.left == 0 {
		f.err = f.next()
	}
	if f.err != nil {
		return 0, f.err
	}
	if len(b) == 0 {
		return 0, nil
	}
	n, err := f.r.Read(b[:min(len(b), f.left)])
	f.left -= n
	f.n += int64(n)
	if err == io.EOF {
		if f.left > 0 {
			err = errEnvelope
		} else {
			err = nil // the next frame is missing, which next will see
		}
	}
	f.err = err
	return n, err
}

// next reads the length of a frame; at the end of the file it reads the rest.
func (f *fileReader) next() error {
	var b [4]byte
	if err := readFull(f.r, b[:]); err != nil {
		return err
	}
	f.n += int64(len(b))
	n := binary.BigEndian.Uint32(b[:])
	switch {
	case n == 0:
		return f.padding()
	case !f.file || n > MaxFrame || f.n+int64(n) > maxSize:
		return errEnvelope
	}
	f.left = int(n)
	return nil
}

// maxSize is the largest of the sizes.
var maxSize = func() int64 { all := Sizes(); return all[len(all)-1] }()

// padding reads what follows the file: zeros up to one of the sizes, and no
// byte more.
func (f *fileReader) padding() error {
	want := PaddedSize(f.n, f.file)
	if want == 0 {
		return errEnvelope
	}
	b := make([]byte, 32<<10)
	for {
		n, err := f.r.Read(b)
		f.n += int64(n)
		for _, c := range b[:n] {
			if c != 0 {
				return errEnvelope
			}
		}
		switch {
		case f.n > want:
			return errEnvelope
		case err == io.EOF && f.n == want:
			return io.EOF
		case err == io.EOF:
			return errEnvelope
		case err != nil:
			return err
		}
	}
}

// Clean makes one line of each thing that the person says of themself: white
// space and line breaks become single spaces; control characters, and marks
// that turn the direction of what follows, are dropped, as names copied from
// elsewhere carry them. The text of the answer stays as it was written.
func (e *Envelope) Clean() {
	for _, s := range []*string{&e.Person.Name, &e.Person.Place, &e.Person.Role} {
		*s = oneLine(*s)
	}
}

func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case text.IsSpace(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), turns(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// turns reports whether r turns the direction of what follows it. The marks of
// direction that stand for themselves (LRM, RLM, ALM) do no harm and stay.
func turns(r rune) bool { return '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069' }

func blank(s string) bool {
	return strings.TrimFunc(s, func(r rune) bool { return text.IsSpace(r) || text.Invisible(r) }) == ""
}

func invalid(place, message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "intake.Envelope", Place: place, Message: message, Hint: hint}
}

// Validate returns the first thing wrong with the envelope, with the field as
// the error's place: text, person.name, … It says nothing of the limits of a
// call-out, which are the door's to keep.
func (e Envelope) Validate() error {
	switch {
	case e.Version > 1 || e.Version < 0: // 0 before it is written
		return invalid("v", "is not a version that is known here", "run the same release of voxpop on both sides")
	case !voxpop.ValidSlug(e.Callout):
		return invalid("callout", "is not the name of a call-out", "")
	case e.Form != "" && !voxpop.ValidLang(e.Form):
		return invalid("form", "is not a language tag", "")
	}
	if err := e.validText(); err != nil {
		return err
	}
	if e.Media != nil && (!validMedium(e.Media.Medium) || !validType(e.Media.Type)) {
		return invalid("media", "is of no medium and type that can be", "")
	}
	switch e.Kind {
	case Answer:
		return e.validAnswer()
	case Withdrawal:
		return e.validWithdrawal()
	}
	return invalid("kind", "is neither an answer nor a withdrawal", "")
}

func (e Envelope) validText() error {
	if !utf8.ValidString(e.Text) {
		return invalid("text", "is not UTF-8", "")
	}
	if len(e.Text) > MaxText {
		return tooLong()
	}
	return nil
}

func tooLong() error { return invalid("text", "the text is too long", "shorten it, or send it in two") }

func (e Envelope) validAnswer() error {
	if blank(e.Text) && e.Media == nil {
		return invalid("text", "the answer is empty", "write something, or add a file")
	}
	switch e.Consent.Name {
	case voxpop.NoName, voxpop.FirstName, voxpop.FullName:
	default:
		return invalid("consent.name", "is none of none, first, full", "")
	}
	for _, p := range []struct {
		place, value string
		most         int
	}{{"person.name", e.Person.Name, MaxPersonName}, {"person.place", e.Person.Place, MaxPlace}, {"person.role", e.Person.Role, MaxRole}} {
		if !utf8.ValidString(p.value) || p.value != oneLine(p.value) {
			return invalid(p.place, "is not one line of text", "write it on one line")
		}
		if utf8.RuneCountInString(p.value) > p.most {
			return invalid(p.place, "is too long", "use at most "+itoa(p.most)+" letters")
		}
	}
	if a := e.Person.Age; a != nil && (*a < 0 || *a > MaxAge) {
		return invalid("person.age", "is not an age", "write years, 0 to "+itoa(MaxAge))
	}
	if r := e.Receipt; r != nil && (!ValidBox(r.Box) || !validHex(r.Withdraw, 64) || !validRecipient(r.To)) {
		return invalid("receipt", "is not the address of a receipt", "")
	}
	return nil
}

func (e Envelope) validWithdrawal() error {
	if e.Text != "" || e.Media != nil || e.Consent != (voxpop.Consent{}) || e.Person != (voxpop.Person{}) {
		return invalid("kind", "a withdrawal brings something besides its receipt", "")
	}
	if r := e.Receipt; r == nil || !ValidBox(r.Box) || !validHex(r.Withdraw, 64) || r.To != "" {
		return invalid("receipt", "is not what a withdrawal needs", "")
	}
	return nil
}

func validMedium(m voxpop.Medium) bool {
	return m == voxpop.Voice || m == voxpop.Video || m == voxpop.Photo
}

// validType is for the form only: what a file is, its bytes say.
func validType(s string) bool {
	kind, sub, ok := strings.Cut(s, "/")
	return ok && (kind == "audio" || kind == "video" || kind == "image") && sub != "" && len(sub) <= 40 &&
		strings.Trim(sub, "abcdefghijklmnopqrstuvwxyz0123456789.+-") == ""
}
