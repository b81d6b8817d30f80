package front

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"time"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/page"
)

// thanksPage is the data of thanks.tmpl.
type thanksPage struct {
	page.Base
	Slug     string
	Words    []string // of the receipt; none when none was wanted
	WordLang string
	Digits   string
	Added    bool   // under a receipt that the respondent has
	Arrived  string // key of the sentence
	Until    string // how long it can be taken back
}

// answer takes a form. Whatever is wrong with it, the form comes back with
// what was typed.
func (d *door) answer(w http.ResponseWriter, r *http.Request) {
	ctl := http.NewResponseController(w)
	sender := network(r, d.Options.ClientHeader)
	verdict := d.buckets.take(sender, 1)
	if verdict == flood {
		w.Header().Set("Connection", "close") // and nothing of it is read
		d.slow(w, r, "")
		return
	}
	c, err := d.find(r.PathValue("slug"))
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	if c == nil {
		d.openCallout(w, r, r.PathValue("slug"), "")
		return
	}
	patience(w, textPatience)
	largest := d.largest(c)
	body := &watched{ReadCloser: r.Body, full: errBusy}
	var ok bool
	if body.place, ok = d.bodies.enter(sender, ctl); !ok {
		w.Header().Set("Connection", "close")
		d.slow(w, r, "")
		return
	}
	defer func() { body.place.leave() }()
	r.Body = http.MaxBytesReader(w, body, largest+3*textBody)
	s, err := readForm(r, largest)
	body.place.leave()
	placed := false
	s.place = func() bool { // for the file, which is still to come
		if !placed {
			body.place, placed = d.files.enter(sender, ctl)
			body.full = errSlow
		}
		return placed
	}
	s.leave = func() { body.place.leave() }
	s.file = &patient{r: s.file, body: body, ctl: ctl}
	if !s.HadFile {
		s.file = nil
	}
	w = &drained{ResponseWriter: w, ctl: ctl, body: r.Body}

	p := d.newForm(r, c, s)
	again := func(status int, key string) {
		p.Problem = p.T.Say(key, "kinds", p.Kinds, "size", p.Size)
		if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "5")
		}
		d.showForm(w, r, c, status, p)
	}
	anew := func(status int, key string) { // the ticket is of no use any more
		p.Sent.Ticket = ""
		again(status, key)
	}
	switch {
	case errors.Is(err, errLarge):
		key := "front.again.long"
		if len(s.Text) > maxText-utf8.UTFMax {
			key = "front.again.cut"
		}
		anew(http.StatusRequestEntityTooLarge, key)
		return
	case errors.Is(err, errForm):
		d.notice(w, r, http.StatusBadRequest, noticePage{Base: p.Base, Key: "front.bad", Again: p.Path + "?lang=" + p.Form, Kept: s.Text})
		return
	case errors.Is(err, errBusy):
		again(http.StatusServiceUnavailable, "front.again.busy")
		return
	case err != nil:
		anew(http.StatusBadRequest, "front.again.broken")
		return
	}
	if d.state(c) != open {
		d.openCallout(w, r, c.Callout.Slug, s.Text)
		return
	}
	ticket, err := d.openTicket(c.Callout.Slug, s.Ticket)
	switch voxpop.KindOf(err) {
	case "":
	case voxpop.Invalid, voxpop.Closed:
		anew(http.StatusGone, "front.again.old")
		return
	default:
		d.trouble(err)
		anew(http.StatusServiceUnavailable, "front.again.failed")
		return
	}
	if verdict == tooMany {
		again(http.StatusTooManyRequests, "front.again.busy")
		return
	}
	if d.Now().Sub(ticket.Issued()) < tooFast {
		again(http.StatusUnprocessableEntity, "front.again.fast")
		return
	}
	e, problems := s.envelope(c, p.Form)
	if s.trap != "" { // a program, or one that fills in forms for a person
		problems[trapField] = "front.again.trap"
	}
	if len(problems) == 0 && e.Text == "" && !s.HadFile {
		problems["text"] = "front.again.blank"
	}
	if s.HadFile && len(problems) == 0 {
		if key := d.look(c, &s, &e, r.ContentLength, largest); key != "" {
			problems["file"] = key
		}
	}
	if len(problems) == 0 {
		problems = d.finish(&s, &e, ticket)
	}
	if len(problems) > 0 {
		p.Problems = map[string]string{}
		for field, key := range problems {
			p.Problems[field] = p.T.Say(key, "kinds", p.Kinds, "size", p.Size)
		}
		status := http.StatusUnprocessableEntity
		switch problems["file"] {
		case "front.again.large":
			status = http.StatusRequestEntityTooLarge
		case "front.again.kind":
			status = http.StatusUnsupportedMediaType
		}
		d.showForm(w, r, c, status, p)
		return
	}

	err = d.take(r.Context(), c, ticket, sender, e, &s, largest)
	switch {
	case err == nil:
		patience(w, textPatience)
		d.thank(w, r, p, ticket)
	case errors.Is(err, errUsed):
		d.used(w, r, p)
	case errors.Is(err, errBusy):
		again(http.StatusServiceUnavailable, "front.again.busy")
	case errors.Is(err, errFull):
		again(http.StatusServiceUnavailable, "front.again.full")
	case errors.Is(err, errSlow):
		again(http.StatusServiceUnavailable, "front.again.slow")
	case errors.Is(err, errLarge):
		p.Problems = map[string]string{"file": p.T.Say("front.again.large", "size", p.Size)}
		d.showForm(w, r, c, http.StatusRequestEntityTooLarge, p)
	case errors.Is(err, errForm), errors.Is(err, io.ErrUnexpectedEOF):
		again(http.StatusBadRequest, "front.again.broken")
	default:
		d.trouble(err)
		status := http.StatusInternalServerError
		if voxpop.KindOf(err) == voxpop.Unavailable {
			status = http.StatusServiceUnavailable
		}
		again(status, "front.again.failed")
	}
}

// look checks the file by its first bytes and, where the body says how long it
// is, its size. It returns the key of what is wrong.
func (d *door) look(c *callout, s *sent, e *intake.Envelope, length, largest int64) string {
	_, voice, video, photo := allows(c)
	claimed := voxpop.Medium("")
	if voice && !video {
		claimed = voxpop.Voice // the same containers carry both
	}
	a, _, ok := intake.Sniff(s.head, claimed)
	if ok {
		switch a.Medium {
		case voxpop.Voice:
			ok = voice
		case voxpop.Video:
			ok = video
		case voxpop.Photo:
			ok = photo
		default:
			ok = false
		}
	}
	if !ok {
		return "front.again.kind"
	}
	if length > largest+textBody {
		return "front.again.large"
	}
	e.Media = &a
	return ""
}

// finish adds the receipt and asks the envelope itself what is wrong with it.
func (d *door) finish(s *sent, e *intake.Envelope, ticket intake.Ticket) map[string]string {
	receipt := ticket.Receipt
	if s.Held != "" {
		held, err := intake.ParseReceipt(s.Held)
		if err != nil {
			return map[string]string{"receipt": "front.again.receipt"}
		}
		receipt = held
	}
	if s.Held != "" || s.Receipt {
		a, err := d.address(receipt)
		if err != nil {
			d.trouble(err)
			return map[string]string{"receipt": "front.again.failed"}
		}
		e.Receipt = a
	}
	e.Clean()
	e.Version = 1
	err := e.Validate()
	var wrong *voxpop.Error
	if err == nil || !errors.As(err, &wrong) {
		return nil
	}
	switch wrong.Place {
	case "person.name":
		return map[string]string{"name": "front.again.field"}
	case "person.place":
		return map[string]string{"place": "front.again.field"}
	case "person.role":
		return map[string]string{"role": "front.again.field"}
	case "person.age":
		return map[string]string{"age": "front.again.age"}
	case "text":
		if len(e.Text) <= intake.MaxText { // nothing in it that can be seen
			return map[string]string{"text": "front.again.blank"}
		}
		return map[string]string{"text": "front.again.long"}
	}
	d.trouble(err) // a card that no answer fits
	return map[string]string{"text": "front.again.failed"}
}

// What can keep an answer out that has nothing wrong with it.
var (
	errUsed = errors.New("front: the form was sent with something else")
	errBusy = errors.New("front: too many answers at once")
	errFull = errors.New("front: too many files at once")
	errSlow = errors.New("front: others needed the place of a file that hardly moved")
)

// take seals an answer and keeps it. Sent a second time it is not kept again,
// and the error is nil when it is the same.
func (d *door) take(ctx context.Context, c *callout, ticket intake.Ticket, sender string, e intake.Envelope, s *sent, largest int64) error {
	name := ticket.Name()
	defer s.leave()
	if _, ok := d.Items.Taken(name); ok {
		return d.compare(name, ticket, s, largest)
	}
	if e.Media == nil {
		leave, ok := d.texts.enter(ctx, sender, d.Now().Sub(ticket.Issued()))
		if !ok {
			return errBusy
		}
		defer leave()
	} else {
		if !s.place() {
			return errFull
		}
	}
	if !d.budgets.take(c.Callout.Slug, sortOf(e.Media != nil)) {
		if e.Media != nil {
			return errFull
		}
		return errBusy
	}
	var written int64
	err := d.keep(ctx, c, name, e.Media != nil, func(w io.Writer) (string, error) {
		sum := ""
		out, err := intake.NewWriter(w, e)
		if err != nil {
			return "", err
		}
		if e.Media != nil {
			if sum, written, err = copyFile(out, s, largest); err != nil {
				return "", err
			}
		}
		return ticket.Tag(s.content(sum)...), out.Close()
	})
	if err == nil {
		plain := int64(intake.TextSize)
		if e.Media != nil {
			plain = intake.PaddedSize(written+fileRoom, true)
		}
		d.budgets.kept(c.Callout.Slug, sortOf(e.Media != nil), d.Vault.SealedSize(plain, len(c.Recipients)))
	}
	switch voxpop.KindOf(err) {
	case voxpop.Conflict:
		return d.compare(name, ticket, s, largest)
	case voxpop.Unavailable:
		if e.Media != nil {
			return errFull
		}
	}
	return err
}

// compare says whether what is sent now is what was kept under a name.
func (d *door) compare(name string, ticket intake.Ticket, s *sent, largest int64) error {
	tag, ok := d.Items.Taken(name)
	if !ok {
		return errBusy // the other attempt failed meanwhile
	}
	sum := ""
	if s.HadFile {
		if !s.place() {
			return errFull
		}
		var err error
		if sum, _, err = copyFile(io.Discard, s, largest); err != nil {
			return err
		}
	}
	if ticket.Tag(s.content(sum)...) != tag {
		return errUsed
	}
	return nil
}

// copyFile streams the file of a form to its end, which is also the form's,
// and returns its hash and size.
func copyFile(w io.Writer, s *sent, largest int64) (sum string, n int64, err error) {
	hash := sha256.New()
	buf := make([]byte, 64<<10)
	for {
		got, err := s.file.Read(buf)
		if n += int64(got); n > largest {
			return "", n, errLarge
		}
		if got > 0 {
			hash.Write(buf[:got])
			if _, err := w.Write(buf[:got]); err != nil {
				return "", n, err
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", n, readError(err)
		}
	}
	if err := s.rest(); err != nil {
		return "", n, err
	}
	return hex.EncodeToString(hash.Sum(nil)), n, nil
}

// patient gives a file that moves more time, again and again.
type patient struct {
	r    io.Reader
	body *watched
	ctl  *http.ResponseController
	at   time.Time
}

func (p *patient) Read(b []byte) (int, error) {
	if now := time.Now(); now.Sub(p.at) > time.Second {
		p.at = now
		_ = p.body.place.wait(p.ctl, now.Add(filePatience))
		_ = p.ctl.SetWriteDeadline(now.Add(2 * filePatience))
	}
	return p.r.Read(b)
}

// drained reads what is left of a body, for a while, before it answers: a
// browser shows what it is answered only once it has sent its file.
type drained struct {
	http.ResponseWriter
	ctl  *http.ResponseController
	body io.Reader
	done bool
}

func (w *drained) WriteHeader(status int) {
	if !w.done {
		w.done = true
		_ = w.ctl.SetReadDeadline(time.Now().Add(20 * time.Second))
		_, _ = io.CopyN(io.Discard, w.body, 32<<20)
		_ = w.ctl.SetWriteDeadline(time.Now().Add(time.Minute))
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *drained) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// thank says that an answer is here for good.
func (d *door) thank(w http.ResponseWriter, r *http.Request, p formPage, ticket intake.Ticket) {
	t := thanksPage{Base: p.Base, Slug: p.Callout.Slug, Added: p.Sent.Held != "", Arrived: p.Arrived(), Until: p.Until}
	t.Title = t.T.Say("front.thanks.title")
	if p.Sent.Receipt && !t.Added {
		t.WordLang = intake.WordLang(t.Lang)
		t.Words, t.Digits = ticket.Receipt.Words(t.Lang), ticket.Receipt.Digits()
	}
	if err := pages.Write(w, http.StatusOK, "thanks.tmpl", t); err != nil {
		page.Fail(w, r, d.Log, err)
	}
}

// used says that the form was spent on something else.
func (d *door) used(w http.ResponseWriter, r *http.Request, p formPage) {
	n := noticePage{Base: p.Base, Key: "front.used", Again: p.Path + "?lang=" + p.Form, Return: true, Kept: p.Sent.Text}
	n.Hint = n.T.Say("front.used.hint")
	d.notice(w, r, http.StatusConflict, n)
}
