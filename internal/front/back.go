package front

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"html/template"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/locale"
	"voxpop/internal/page"
)

// The way back. The receipt travels in the body only, and in hidden fields of
// the pages it opens; it is nowhere stored, logged or in an address.

const (
	returnBody = 16 << 10
	maxReceipt = 1 << 10
	// A box is answered to the script with so many replies, of which the
	// missing ones are chance: who watches the line counts nothing.
	boxReplies = 8
)

// backPage is the data of return.tmpl.
type backPage struct {
	page.Base
	Problem string
	Script  string            // its address; "" = none
	Say     template.HTMLAttr // the script's sentences
}

// mailboxPage is the data of mailbox.tmpl.
type mailboxPage struct {
	page.Base
	Digits  string // of the receipt
	Replies []shownReply
	Open    which // call-outs to which something can be added
	All     which // call-outs from which an answer can be taken back
}

type shownReply struct{ Day, Lang, Text string }

// which lets a call-out be chosen.
type which struct {
	T    *locale.Locale
	ID   string
	Of   []choice
	Only *choice // when there is no choice
}

func (w *which) add(c choice) {
	w.Of = append(w.Of, c)
	w.Only = nil
	if len(w.Of) == 1 {
		w.Only = &w.Of[0]
	}
}

type choice struct{ Slug, Question, Lang string }

// takePage is the data of take.tmpl: the last question before a withdrawal.
type takePage struct {
	page.Base
	Digits, Slug, Ticket   string
	Question, QuestionLang string
	Problem                string
}

func (d *door) back(w http.ResponseWriter, r *http.Request) {
	d.showBack(w, r, http.StatusOK, "")
}

func (d *door) showBack(w http.ResponseWriter, r *http.Request, status int, problem string) {
	p := backPage{Base: page.NewBase(r), Problem: problem}
	p.Path = "/return"
	p.Title = p.T.Say("front.return.title")
	if problem != "" {
		p.Title = problem
	}
	if hasScript {
		p.Script, p.Say = scriptURL, sayings(p.T, "front.return.", []string{"opening", "bad", "word", "unreached", "reply"})
		allowScript(w, false, false)
	}
	if err := pages.Write(w, status, "return.tmpl", p); err != nil {
		page.Fail(w, r, d.Log, err)
	}
}

var wordPlace = regexp.MustCompile(`\d+`)

// receiptOf reads the receipt of a form of the way back; when there is none it
// has answered.
func (d *door) receiptOf(w http.ResponseWriter, r *http.Request) (receipt intake.Receipt, ok bool) {
	if d.buckets.take(network(r, d.Options.ClientHeader), 1) != welcome {
		d.slow(w, r, "")
		return receipt, false
	}
	patience(w, textPatience)
	r.Body = http.MaxBytesReader(w, r.Body, returnBody)
	if err := r.ParseForm(); err != nil {
		status := http.StatusBadRequest
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			status = http.StatusRequestEntityTooLarge
		}
		t := page.NewBase(r).T
		d.showBack(w, r, status, t.Say("front.return.bad"))
		return receipt, false
	}
	typed := r.PostForm.Get("receipt")
	if len(typed) > maxReceipt {
		typed = ""
	}
	receipt, err := intake.ParseReceipt(typed)
	if err != nil {
		t := page.NewBase(r).T
		say := t.Say("front.return.bad")
		var e *voxpop.Error
		// The error says which word it is, and never the word.
		if errors.As(err, &e) {
			if n, err := strconv.Atoi(wordPlace.FindString(e.Place)); err == nil && n >= 1 && n <= intake.ReceiptWords {
				say = t.Say("front.return.word", "n", n)
			}
		}
		d.showBack(w, r, http.StatusUnprocessableEntity, say)
		return receipt, false
	}
	return receipt, true
}

// mailbox opens a receipt: its replies, and what can be done with it. For a
// receipt that nobody ever used it does the same work and shows the same page.
func (d *door) mailbox(w http.ResponseWriter, r *http.Request) {
	receipt, ok := d.receiptOf(w, r)
	if !ok {
		return
	}
	sealed, err := d.Replies.Replies(receipt.Box())
	if err != nil {
		page.Fail(w, r, d.Log, &voxpop.Error{Kind: voxpop.Unavailable, Op: "front.replies", Message: "the replies cannot be read", Err: err})
		return
	}
	all, err := d.known()
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	p := mailboxPage{Base: page.NewBase(r), Digits: receipt.Digits()}
	p.Path = "/return"
	p.Title = p.T.Say("front.box.title")
	p.Open, p.All = which{T: p.T, ID: "add"}, which{T: p.T, ID: "take"}
	seed := receipt.ReplySeed()
	sealed = sealed[max(0, len(sealed)-boxReplies):]
	decoy, err := d.decoy()
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	for i := range boxReplies { // as many tries for every receipt
		s := decoy
		if i < len(sealed) {
			s = sealed[i]
		}
		plain, err := d.Vault.OpenReply(seed, s)
		if err != nil {
			continue // sealed to somebody else, or damaged: the newsroom can send it again
		}
		reply, err := intake.DecodeReply(plain)
		if err != nil {
			continue
		}
		shown := shownReply{Day: reply.Day, Lang: reply.Lang, Text: reply.Text}
		if day, err := time.Parse(time.DateOnly, reply.Day); err == nil {
			shown.Day = p.T.Day(day)
		}
		p.Replies = append(p.Replies, shown)
	}
	for _, c := range all {
		form := formLang(c, r)
		ch := choice{Slug: c.Callout.Slug}
		ch.Question, ch.Lang = c.Callout.Question.Best(form, c.Callout.Languages...)
		if d.state(c) == open {
			p.Open.add(ch)
		}
		p.All.add(ch)
	}
	b, err := pages.Render("mailbox.tmpl", p)
	if err == nil {
		b, err = d.padded(b)
	}
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(b)
}

// boxPage is the length of a mailbox in bytes, doubled where that is too
// short: who watches the line sees no reply in it.
const boxPage = 16 << 10

// padded makes a page as long as every mailbox, with chance that a proxy
// cannot make shorter.
func (d *door) padded(b []byte) ([]byte, error) {
	const before, after = "<!-- ", " -->\n"
	size := boxPage
	for size < len(b)+len(before)+len(after) {
		size *= 2
	}
	n := size - len(b) - len(before) - len(after)
	chance := make([]byte, (n+1)/2)
	if _, err := io.ReadFull(d.Random, chance); err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "front.padded", Message: "no chance could be had", Err: err}
	}
	b = append(b, before...)
	b = append(b, hex.EncodeToString(chance)[:n]...)
	return append(b, after...), nil
}

// decoy is sealed as a reply is, to nobody: trying to open it is the work of a
// reply that is not there.
func (d *door) decoy() ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.nobody != nil {
		return d.nobody, nil
	}
	failed := func(err error) ([]byte, error) {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "front.decoy", Message: "no decoy could be sealed", Err: err}
	}
	var seed [32]byte
	if _, err := io.ReadFull(d.Random, seed[:]); err != nil {
		return failed(err)
	}
	name, err := d.Vault.ReceiptRecipient(seed)
	if err != nil {
		return failed(err)
	}
	to, err := d.Vault.Recipients(name)
	if err != nil {
		return failed(err)
	}
	var b bytes.Buffer
	w, err := to.Seal(&b)
	if err != nil {
		return failed(err)
	}
	if _, err := w.Write(make([]byte, intake.ReplySize)); err != nil {
		return failed(err)
	}
	if err := w.Close(); err != nil {
		return failed(err)
	}
	d.nobody = b.Bytes()
	return d.nobody, nil
}

// add shows the form of a call-out, to be sent under a receipt.
func (d *door) add(w http.ResponseWriter, r *http.Request) {
	receipt, ok := d.receiptOf(w, r)
	if !ok {
		return
	}
	c := d.openCallout(w, r, r.PostForm.Get("callout"), "")
	if c == nil {
		return
	}
	d.showForm(w, r, c, http.StatusOK, d.newForm(r, c, sent{Held: receipt.Digits()}))
}

// withdraw asks once more, then seals a withdrawal for the newsroom.
func (d *door) withdraw(w http.ResponseWriter, r *http.Request) {
	receipt, ok := d.receiptOf(w, r)
	if !ok {
		return
	}
	c, err := d.find(r.PostForm.Get("callout"))
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	if c == nil {
		d.notice(w, r, http.StatusNotFound, noticePage{Base: page.NewBase(r), Key: "front.none", Home: true, Return: true})
		return
	}
	p := takePage{Base: base(r, formLang(c, r)), Digits: receipt.Digits(), Slug: c.Callout.Slug, Ticket: r.PostForm.Get("ticket")}
	p.Path = "/return"
	p.Title = p.T.Say("front.take.title")
	p.Question, p.QuestionLang = c.Callout.Question.Best(formLang(c, r), c.Callout.Languages...)
	status := http.StatusOK
	if r.PostForm.Get("confirm") != "" {
		ticket, err := d.openTicket(c.Callout.Slug, p.Ticket)
		kind := voxpop.KindOf(err)
		if err == nil {
			err = d.takeBack(r, c, ticket, receipt)
		}
		if err == nil {
			n := noticePage{Base: p.Base, Key: "front.take.done", Hint: p.T.Say("front.take.day"), Home: true, Question: p.Question, QuestionLang: p.QuestionLang}
			d.notice(w, r, http.StatusOK, n)
			return
		}
		p.Problem, status = p.T.Say("front.take.failed"), http.StatusServiceUnavailable
		switch {
		case errors.Is(err, errUsed):
			p.Problem, status = p.T.Say("front.take.again"), http.StatusConflict
		case kind == voxpop.Invalid || kind == voxpop.Closed:
			p.Problem, status = p.T.Say("front.take.again"), http.StatusGone
		default:
			w.Header().Set("Retry-After", "30")
			if !errors.Is(err, errBusy) {
				d.trouble(err)
			}
		}
		p.Title = p.T.Say("front.again.title") + " · " + p.Title
	}
	if p.Ticket, err = d.issue(c.Callout.Slug); err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	if err := pages.Write(w, status, "take.tmpl", p); err != nil {
		page.Fail(w, r, d.Log, err)
	}
}

// takeBack keeps a sealed withdrawal; a second one by the same form is none.
func (d *door) takeBack(r *http.Request, c *callout, ticket intake.Ticket, receipt intake.Receipt) error {
	name, tag := ticket.Name(), ticket.Tag("withdraw", receipt.Digits(), c.Callout.Slug)
	same := func() error { // a form that was used for anything else took nothing back
		if was, ok := d.Items.Taken(name); !ok {
			return errBusy
		} else if was != tag {
			return errUsed
		}
		return nil
	}
	if _, ok := d.Items.Taken(name); ok {
		return same()
	}
	// Nobody is held up for being quick here: the budget bounds programs.
	leave, ok := d.texts.enter(r.Context(), network(r, d.Options.ClientHeader), d.Now().Sub(ticket.Issued()))
	if !ok {
		return errBusy
	}
	defer leave()
	if !d.budgets.take(c.Callout.Slug, aWithdrawal) {
		return errBusy
	}
	address := receipt.Withdrawal()
	e := intake.Envelope{Kind: intake.Withdrawal, Callout: c.Callout.Slug, Receipt: &address}
	err := d.keep(r.Context(), c, name, false, func(w io.Writer) (string, error) {
		out, err := intake.NewWriter(w, e)
		if err != nil {
			return "", err
		}
		return tag, out.Close()
	})
	switch {
	case err == nil:
		d.budgets.kept(c.Callout.Slug, aWithdrawal, d.Vault.SealedSize(intake.TextSize, len(c.Recipients)))
	case voxpop.KindOf(err) == voxpop.Conflict:
		return same()
	}
	return err
}

// box gives the script the sealed replies of a box, always as many and as long.
func (d *door) box(w http.ResponseWriter, r *http.Request) {
	if d.buckets.take(network(r, d.Options.ClientHeader), 1) != welcome {
		w.Header().Set("Retry-After", "5")
		writeJSON(w, http.StatusTooManyRequests, map[string]bool{"ok": false})
		return
	}
	patience(w, textPatience)
	r.Body = http.MaxBytesReader(w, r.Body, 1<<10)
	name := ""
	if r.ParseForm() == nil {
		name = r.PostForm.Get("box")
	}
	if !intake.ValidBox(name) {
		writeJSON(w, http.StatusBadRequest, map[string]bool{"ok": false})
		return
	}
	sealed, err := d.Replies.Replies(name)
	if err != nil {
		d.trouble(err)
		writeJSON(w, http.StatusServiceUnavailable, map[string]bool{"ok": false})
		return
	}
	size := int(d.Vault.SealedSize(intake.ReplySize, 1))
	list := make([]string, boxReplies)
	sealed = sealed[max(0, len(sealed)-boxReplies):]
	for i := range list {
		b := make([]byte, size)
		if _, err := io.ReadFull(d.Random, b); err != nil {
			d.trouble(err)
			writeJSON(w, http.StatusServiceUnavailable, map[string]bool{"ok": false})
			return
		}
		if i < len(sealed) && len(sealed[i]) == size {
			copy(b, sealed[i])
		}
		list[i] = base64.StdEncoding.EncodeToString(b)
	}
	writeJSON(w, http.StatusOK, map[string][]string{"replies": list})
}

// aboutPage is the data of about.tmpl.
type aboutPage struct {
	page.Base
	Onion    string
	Callouts []fingerprint
	Parts    []aboutPart
}

type fingerprint struct {
	Question, Lang string
	Words          []string
}

// aboutPart is a heading and its sentences.
type aboutPart struct {
	Title string
	Lines []string
}

// aboutKeys are the sentences of the page about protection, in order.
var aboutKeys = []struct {
	title string
	lines []string
}{
	{"does", []string{"sealed", "nolog", "day", "nocookie", "size"}},
	{"not", []string{"server", "line", "volume", "story", "voice", "file", "history", "newsroom"}},
	{"safer", []string{"tor", "noscript", "device", "network", "less"}},
	{"receipt", []string{"receipt", "lost"}},
}

func (d *door) about(w http.ResponseWriter, r *http.Request) {
	all, err := d.known()
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	p := aboutPage{Base: page.NewBase(r), Onion: d.Options.Onion}
	p.Title = p.T.Say("front.about")
	for _, part := range aboutKeys {
		a := aboutPart{Title: p.T.Say("front.about." + part.title)}
		for _, key := range part.lines {
			if key == "sealed" && p.Evaluation {
				key = "trial"
			}
			a.Lines = append(a.Lines, p.T.Say("front.about."+part.title+"."+key))
		}
		p.Parts = append(p.Parts, a)
	}
	for _, c := range all {
		if d.state(c) != open {
			continue
		}
		f := fingerprint{Words: d.Vault.Fingerprint(c.Recipients...)}
		f.Question, f.Lang = c.Callout.Question.Best(formLang(c, r), c.Callout.Languages...)
		f.Question = locale.Balance(f.Question)
		p.Callouts = append(p.Callouts, f)
	}
	if err := pages.Write(w, http.StatusOK, "about.tmpl", p); err != nil {
		page.Fail(w, r, d.Log, err)
	}
}
