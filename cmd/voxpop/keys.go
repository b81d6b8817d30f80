package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"voxpop"
	"voxpop/internal/app"
)

// keyWork is app.Config's KeyWork; the scripts under test spare the time.
var keyWork int

type keysCmd struct {
	Init    keysInitCmd    `cmd:"" help:"Make the newsroom's keys, once, and show the recovery shares."`
	Show    keysShowCmd    `cmd:"" help:"What keys there are, with the words to compare them by."`
	Rotate  keysRotateCmd  `cmd:"" help:"New keys for what comes from now on, or a new passphrase."`
	Recover keysRecoverCmd `cmd:"" help:"A new passphrase from two of the three recovery shares."`
}

func (keysCmd) Help() string {
	return `The newsroom's keys: what people send is sealed to them, and so are media and backups. docs/KEYS.md
says what they are and how to look after them.

The passphrase comes from the file that VOXPOP_PASSPHRASE_FILE names, else from VOXPOP_PASSPHRASE,
else it is asked at the terminal.

Example:
  voxpop keys init --dir newsroom`
}

type keysInitCmd struct {
	Evaluation bool `help:"Keep the newsroom's key in the clear, without a passphrase: only to try the program out."`
	JSON       bool `help:"As one JSON object, which then holds the recovery shares."`
}

func (keysInitCmd) Help() string {
	return `Makes the newsroom's keys in DIR/keys: one that the passphrase guards, and a recovery key that
exists on paper only. It asks for a passphrase twice and prints the three recovery shares once.
Copy each to a paper of its own, give them to three people, and clear the screen: any two bring the
keys back when the passphrase is lost, one alone says nothing. Nobody can show them again.

Files that came before there were keys stay as they are, in the clear.

Examples:
  voxpop keys init --dir newsroom
  voxpop keys init --evaluation --dir try-out`
}

func (c keysInitCmd) Run(s *session) error {
	dir := s.dir()
	if !app.IsWorkspace(dir, s.getenv) {
		return s.noWorkspace()
	}
	cfg, err := app.LoadConfig(dir, s.getenv)
	if err != nil {
		return err
	}
	if _, err := app.ReadKeys(dir); err == nil {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "keys", Message: "there are keys already", Hint: "voxpop keys show lists them; voxpop keys rotate makes newer ones"}
	}
	passphrase := ""
	if !c.Evaluation {
		if passphrase, err = s.newPassphrase(app.EnvPassphrase(s.getenv)); err != nil {
			return err
		}
	}
	cfg.KeyWork = keyWork
	k, shares, err := app.InitKeys(cfg, passphrase, c.Evaluation)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.json(struct {
			app.Keys
			Shares []string `json:"shares"`
		}{k, shares})
	}
	printKeys(s.stdout, k)
	fmt.Fprintf(s.stdout, "\n# The three recovery shares. They are kept nowhere and shown this once: copy each to a paper of\n# its own, write the recovery words beside it, and give the papers to three people.\n# recovery: %s\n", k.Recovery.Words)
	for i, share := range shares {
		fmt.Fprintf(s.stdout, "\n# share %d of %d\n%s", i+1, len(shares), inLines(share))
	}
	if k.Evaluation {
		fmt.Fprintf(s.stdout, "\n# For evaluation: the newsroom's key lies in the clear in %s. Take no real answers with it.\n", k.Folder)
	}
	_, err = fmt.Fprintf(s.stdout, "\n# next: voxpop backup FILE --dir %s, and try the papers out: docs/KEYS.md\n", dir)
	return err
}

// inLines writes the words of a share in lines of six.
func inLines(share string) string {
	var b strings.Builder
	for i, w := range strings.Fields(share) {
		switch {
		case i%6 == 5:
			b.WriteString(w + "\n")
		default:
			b.WriteString(w + " ")
		}
	}
	return b.String()
}

// printKeys writes what keys there are as lines that may stand in a file of shares.
func printKeys(w io.Writer, k app.Keys) {
	guard := "the newsroom's key asks for the passphrase"
	if k.Evaluation {
		guard = "EVALUATION: the newsroom's key lies in the clear"
	}
	fmt.Fprintf(w, "# keys in %s; %s\n", k.Folder, guard)
	fmt.Fprintf(w, "# newsroom  %s\n# recovery  %s\n# desk key  %s\n", k.Newsroom.Words, k.Recovery.Words, k.Desk)
	for _, c := range k.Callouts {
		fmt.Fprintf(w, "# call-out  %s: %s\n", c.Callout, c.Words)
	}
}

type keysShowCmd struct {
	Recipients bool `help:"The recipients too, to seal to them with age."`
	JSON       bool `help:"As one JSON object, with the recipients."`
}

func (keysShowCmd) Help() string {
	return `Says what keys the workspace has, where they lie and how they are guarded. Nothing it prints is
secret, and it needs no passphrase. The six words of a key are the same as long as the key is:
compare those of a call-out with what its public page shows, and those of recovery with the papers.
The desk key is what voxpop init --door takes.

Example:
  voxpop keys show --dir newsroom`
}

func (c keysShowCmd) Run(s *session) error {
	dir := s.dir()
	if !app.IsWorkspace(dir, s.getenv) {
		return s.noWorkspace()
	}
	k, err := app.ReadKeys(dir)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.json(k)
	}
	guard := "locked by the passphrase"
	if k.Evaluation {
		guard = "in the clear, for EVALUATION only"
	}
	fmt.Fprintf(s.stdout, "folder    %s, %s\nnewsroom  %s\nrecovery  %s\ndesk key  %s\n", k.Folder, guard, k.Newsroom.Words, k.Recovery.Words, k.Desk)
	for _, x := range k.Callouts {
		fmt.Fprintf(s.stdout, "call-out  %s: %s\n", x.Callout, x.Words)
	}
	if k.Sources != nil {
		fmt.Fprintf(s.stdout, "sources   %s\n", k.Sources.Words)
	}
	if c.Recipients {
		fmt.Fprintf(s.stdout, "\n# newsroom\n%s\n# recovery\n%s\n", k.Newsroom.Recipient, k.Recovery.Recipient)
		for _, x := range k.Callouts {
			fmt.Fprintf(s.stdout, "# call-out %s\n%s\n", x.Callout, x.Recipients[0])
		}
	}
	return nil
}

type keysRotateCmd struct {
	Callout    string `arg:"" optional:"" help:"Slug of the call-out; without it, all that have keys."`
	Passphrase bool   `help:"Change the passphrase; the keys stay."`
	JSON       bool   `help:"As one JSON object."`
}

func (keysRotateCmd) Help() string {
	return `Gives a call-out, or all, a new key. Answers are sealed to it from the next visit to the door on;
what came before stays readable. It needs no passphrase. The words that the public page shows change.

With --passphrase it changes the passphrase instead: the old one is asked for as ever, the new one
comes from VOXPOP_NEW_PASSPHRASE_FILE, VOXPOP_NEW_PASSPHRASE, or the terminal, which asks twice.
Backups made before open with the old one.

Examples:
  voxpop keys rotate ferry-winter --dir newsroom
  voxpop keys rotate --passphrase --dir newsroom`
}

func (c keysRotateCmd) Run(s *session) error {
	dir := s.dir()
	if !app.IsWorkspace(dir, s.getenv) {
		return s.noWorkspace()
	}
	if c.Passphrase {
		if c.Callout != "" {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "keys", Place: "--passphrase", Message: "the passphrase belongs to no call-out", Hint: "leave out one of the two"}
		}
		if _, err := app.ReadKeys(dir); err != nil {
			return err
		}
		old, err := s.passphrase("The passphrase as it is: ")()
		if err != nil {
			return err
		}
		fresh, err := s.newPassphrase(app.NewEnvPassphrase(s.getenv))
		if err != nil {
			return err
		}
		if err := app.ChangePassphrase(dir, old, fresh); err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]bool{"passphrase": true})
		}
		_, err = fmt.Fprintln(s.stdout, "the passphrase is changed; backups made before open with the old one")
		return err
	}
	var slugs []string
	if c.Callout != "" {
		slugs = append(slugs, c.Callout)
	}
	all, err := app.RotateKeys(dir, slugs...)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.json(map[string]any{"callouts": append([]app.CalloutKeys{}, all...)})
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(s.stdout, "no call-out has keys yet")
		return err
	}
	for _, x := range all {
		if _, err := fmt.Fprintf(s.stdout, "%s: %s\n", x.Callout, x.Words); err != nil {
			return err
		}
	}
	return nil
}

type keysRecoverCmd struct {
	Shares string `help:"A file with two of the three shares; - reads them from the input. Without it they are asked for." placeholder:"FILE"`
	JSON   bool   `help:"As one JSON object."`
}

func (keysRecoverCmd) Help() string {
	return `Sets a new passphrase with two of the three recovery shares, when the old one is lost. The keys stay
what they are: answers, doors and backups go on as before. A mistyped word is named by its place.
Case, line breaks and numbers between the words do not matter; in a file, lines that begin with #
are passed over. The new passphrase comes from VOXPOP_PASSPHRASE_FILE, VOXPOP_PASSPHRASE, or the
terminal, which asks twice.

Examples:
  voxpop keys recover --dir newsroom
  voxpop keys recover --shares papers.txt --dir newsroom`
}

func (c keysRecoverCmd) Run(s *session) error {
	dir := s.dir()
	if _, err := app.ReadKeys(dir); err != nil {
		return err
	}
	text, err := s.readShares(c.Shares)
	if err != nil {
		return err
	}
	if err := app.CheckShares(text); err != nil {
		return err
	}
	passphrase, err := s.newPassphrase(app.EnvPassphrase(s.getenv))
	if err != nil {
		return err
	}
	cfg, err := app.LoadConfig(dir, s.getenv)
	if err != nil {
		return err
	}
	cfg.KeyWork = keyWork
	k, err := app.RecoverKeys(cfg, text, passphrase)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.json(k)
	}
	_, err = fmt.Fprintf(s.stdout, "the keys in %s have a new passphrase\nnext: voxpop backup FILE --dir %s; older backups open with the old passphrase, or with the shares\n", k.Folder, dir)
	return err
}

func (s *session) noWorkspace() error {
	_, err := s.open(false)
	return err
}

// readShares reads shares from a file, "-" for the input, or "" to ask for them.
func (s *session) readShares(name string) (string, error) {
	switch name {
	case "":
		if _, ok := s.keyboard(); ok {
			return s.askShares()
		}
		fallthrough
	case "-":
		b, err := io.ReadAll(io.LimitReader(s.stdin, 1<<20))
		return string(b), err
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return "", &voxpop.Error{Kind: voxpop.NotFound, Op: "keys", Place: name, Message: "cannot be read", Hint: "name a file with two of the three shares"}
	}
	return string(b), nil
}

// askShares asks for two shares at a terminal, line by line until both are whole.
func (s *session) askShares() (string, error) {
	fmt.Fprintf(s.stderr, "Type two of the three shares, %d words each, in as many lines as you like.\n", app.ShareWords)
	in := bufio.NewScanner(s.stdin)
	var text strings.Builder
	words := 0
	for words < 2*app.ShareWords {
		fmt.Fprintf(s.stderr, "share %d, word %d: ", words/app.ShareWords+1, words%app.ShareWords+1)
		if !in.Scan() {
			break
		}
		words += app.CountWords(in.Text())
		text.WriteString(in.Text() + "\n")
	}
	return text.String(), in.Err()
}

// passphrase returns what gives the newsroom's passphrase: the environment,
// else the terminal, which is asked with prompt.
func (s *session) passphrase(prompt string) func() (string, error) {
	env := app.EnvPassphrase(s.getenv)
	return func() (string, error) {
		p, err := env()
		if voxpop.KindOf(err) != voxpop.Forbidden {
			return p, err
		}
		if _, ok := s.keyboard(); !ok {
			return "", err
		}
		return s.askHidden(prompt)
	}
}

// newPassphrase returns a passphrase to set: from env, else from the terminal,
// asked twice.
func (s *session) newPassphrase(env func() (string, error)) (string, error) {
	p, err := env()
	if voxpop.KindOf(err) == voxpop.Forbidden {
		if _, ok := s.keyboard(); !ok {
			return "", err
		}
		fmt.Fprintf(s.stderr, "A passphrase of at least %d characters. Six words that chance chose are good, for example:\n  %s\n", app.MinPassphrase, app.SuggestPassphrase())
		if p, err = s.askHidden("The new passphrase: "); err == nil {
			err = tooShort(p)
		}
		var again string
		if err == nil {
			again, err = s.askHidden("Once more: ")
		}
		if err == nil && again != p {
			err = &voxpop.Error{Kind: voxpop.Invalid, Op: "keys", Message: "the two are not the same", Hint: "nothing was changed; try again"}
		}
	}
	if err != nil {
		return "", err
	}
	return p, tooShort(p)
}

func tooShort(p string) error {
	if n := utf8.RuneCountInString(p); n < app.MinPassphrase {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "keys", Message: fmt.Sprintf("the passphrase has %d characters, want at least %d", n, app.MinPassphrase),
			Hint: "take six words that chance chose: " + app.SuggestPassphrase()}
	}
	return nil
}

// keyboard returns the terminal that a person types at, if the input is one.
func (s *session) keyboard() (fd int, ok bool) {
	f, ok := s.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	return int(f.Fd()), true
}

// askHidden asks at the terminal for something that is not shown. Ctrl-C ends
// the asking and leaves the terminal as it was.
func (s *session) askHidden(prompt string) (string, error) {
	fd, _ := s.keyboard()
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	fmt.Fprint(s.stderr, prompt)
	type answer struct {
		text []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		got <- answer{text, err}
	}()
	defer fmt.Fprintln(s.stderr)
	select {
	case a := <-got:
		return string(a.text), a.err
	case <-s.ctx.Done():
		term.Restore(fd, before)
		return "", s.ctx.Err()
	}
}
