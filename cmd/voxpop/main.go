// Command voxpop turns a call-out to the public into a story that shows its evidence: the verbs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/locale"
)

// The exit statuses.
const (
	done     = 0
	findings = 1 // a check refused
	failed   = 2 // wrong use, or could not run
)

func main() { os.Exit(program()) }

// program is the whole process; a test's process calls it as main does.
func program() int {
	app.Caged()
	traceless(os.Args[1:])
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
}

// cli is every verb. A flag given here may stand before or after the verb.
type cli struct {
	Dir *string `help:"The workspace." placeholder:"DIR"`
	By  string  `help:"Who does it, for the audit log; of shares: what to break them down by." placeholder:"NAME"`

	Demo        demoCmd        `cmd:"" help:"The invented newsroom, end to end: import, figures, story, pages."`
	Init        initCmd        `cmd:"" help:"Set up a workspace."`
	Serve       serveCmd       `cmd:"" help:"Everything on one machine, to try it out: newsroom, worker, public door."`
	Front       frontCmd       `cmd:"" help:"The public door alone, on a machine without private keys."`
	Desk        deskCmd        `cmd:"" help:"The newsroom's pages, a worker, and what came at the doors."`
	Work        workCmd        `cmd:"" help:"A worker: runs the jobs that verbs leave behind."`
	Callout     calloutCmd     `cmd:"" help:"Call-outs: list, show, new, open, close."`
	Import      importCmd      `cmd:"" help:"Take a record folder, or responses from CSV, into the workspace."`
	Export      exportCmd      `cmd:"" help:"Write a call-out's record as a folder of plain files."`
	Responses   responsesCmd   `cmd:"" help:"The responses of a call-out, one line each."`
	Withdraw    withdrawCmd    `cmd:"" help:"Take responses back in their senders' name."`
	Erase       eraseCmd       `cmd:"" help:"Erase answers for good, one by one or all of a call-out."`
	Illegal     illegalCmd     `cmd:"" help:"Take illegal material out of the record, or seal it away for somebody else."`
	Reply       replyCmd       `cmd:"" help:"Write to a respondent who kept a receipt."`
	Pull        pullCmd        `cmd:"" help:"Take what came at the doors into the record, once."`
	Media       mediaCmd       `cmd:"" help:"Recordings: how far they are, and the clean media made of them."`
	Transcript  transcriptCmd  `cmd:"" help:"What was said: read, correct, review, take back, export, import."`
	Translation translationCmd `cmd:"" help:"The same in another language: read, correct, review, take back."`
	Revoice     revoiceCmd     `cmd:"" help:"Have a reviewed transcript read aloud in another voice."`
	Duplicates  duplicatesCmd  `cmd:"" help:"Responses that say the same, for a person to decide about."`
	Themes      themesCmd      `cmd:"" help:"Propose themes among answers that nobody has coded."`
	Suggest     suggestCmd     `cmd:"" help:"Propose codes, and what to code next; take them."`
	Shares      sharesCmd      `cmd:"" help:"How many people voice each theme, with range and the word it carries."`
	Agreement   agreementCmd   `cmd:"" help:"How far coders agree."`
	Statements  statementsCmd  `cmd:"" help:"What public figures said: out of articles, with positions, changes, clashes."`
	Story       storyCmd       `cmd:"" help:"Stories: new, check, build, verify."`
	Eval        evalCmd        `cmd:"" help:"Measure the methods on labelled data of your own."`
	People      peopleCmd      `cmd:"" help:"Who works at the desk: list, invite, recover, roles, disable, sessions."`
	Keys        keysCmd        `cmd:"" help:"The newsroom's keys: init, show, rotate, recover."`
	Backup      backupCmd      `cmd:"" help:"Write the whole workspace to one file."`
	Restore     restoreCmd     `cmd:"" help:"Make a workspace from a backup."`
	Doctor      doctorCmd      `cmd:"" help:"Look for what is wrong with the workspace."`
	Config      configCmd      `cmd:"" help:"Show the house rules in force."`
	Help        helpCmd        `cmd:"" help:"Explain a verb, with an example."`
	Version     versionCmd     `cmd:"" help:"Say which version this is."`
}

// run is the whole program; a test calls it as main does.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	out := &outlet{w: stdout}
	s := &session{ctx: ctx, stdin: stdin, facts: out, stdout: &plain{w: out}, screen: stderr, stderr: &plain{w: stderr}, getenv: getenv}
	if len(args) == 0 {
		args = []string{"help"}
	}
	status, err := s.run(args)
	if cause := out.failed(); cause != nil {
		err = unwritten(cause)
	}
	if err != nil {
		s.complain(err)
		return failed
	}
	return status
}

// unwritten is the error of facts that did not reach who asked: whatever the
// verb did, they must not think that they saw all of it.
func unwritten(cause error) error {
	if e, ok := errors.AsType[*fs.PathError](cause); ok {
		cause = e.Err
	}
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: "output", Message: "the output could not be written", Err: cause,
		Hint: "check that there is room for it, and that what reads it still runs"}
}

// exit is what a verb returns to end with a status and no error.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func (s *session) run(args []string) (status int, err error) {
	var c cli
	parser, err := newParser(&c, s.stdout, s.stderr)
	if err != nil {
		return failed, err
	}
	// Kong ends the program after --help; here that is a panic, caught below.
	defer func() {
		switch v := recover().(type) {
		case nil:
		case exit:
			status, err = int(v), nil
		default:
			panic(v)
		}
	}()
	k, err := parser.Parse(args)
	if err != nil {
		return failed, usage(err)
	}
	s.cli = &c
	if c.Dir != nil && *c.Dir == "" {
		return failed, &voxpop.Error{Kind: voxpop.Invalid, Op: "command line", Message: "--dir names no folder",
			Hint: "name the workspace's folder; without --dir it is $VOXPOP_DIR, else ./voxpop-data"}
	}
	s.verb = strings.Fields(k.Command())[0]
	k.Bind(s)
	err = k.Run(s)
	if s.hush != nil {
		s.hush()
	}
	if e, ok := errors.AsType[exit](err); ok {
		return int(e), nil
	}
	return done, s.interrupted(err)
}

// interrupted says what became of a verb that Ctrl-C or a stop signal ended,
// in place of the error that it ended with.
func (s *session) interrupted(err error) error {
	if err == nil || s.ctx.Err() == nil {
		return err
	}
	switch kind := voxpop.KindOf(err); {
	case errors.Is(err, context.Canceled), kind == voxpop.Unavailable, kind == voxpop.Internal:
	default:
		return err // it found something wrong just before
	}
	message := "was interrupted"
	switch s.verb {
	case "serve", "desk", "work", "front": // they run until they are ended, also while they start
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	case "import":
		message += "; nothing was imported"
	case "statements", "duplicates", "themes", "suggest", "media", "transcript", "translation":
		message += "; nothing was changed"
	case "export", "backup", "revoice":
		message += "; nothing was written"
	}
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: s.verb, Message: message, Hint: "run it again when there is time for all of it"}
}

func newParser(c *cli, stdout, stderr io.Writer) (*kong.Kong, error) {
	return kong.New(c, kong.Name("voxpop"),
		kong.Description("Asks the public, keeps what came, and compiles the story from it."),
		kong.Writers(stdout, stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: false}),
		kong.Exit(func(code int) { panic(exit(code)) }))
}

// usage makes an error of the command line one of ours.
func usage(err error) error {
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e
	}
	hint := "voxpop help"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if n := parse.Context.Selected(); n != nil {
			hint = "voxpop help " + verbPath(n)
		}
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "command line", Message: err.Error(), Hint: strings.TrimSpace(hint)}
}

// verbPath is a verb as it is typed: "story check".
func verbPath(n *kong.Node) string {
	if n.Parent == nil || n.Parent.Type == kong.ApplicationNode {
		return n.Name
	}
	return verbPath(n.Parent) + " " + n.Name
}

// complain writes an error as "voxpop: WHAT: WHERE" with its hint below.
func (s *session) complain(err error) {
	what := ""
	if s.verb != "" {
		what = s.verb + ": "
	}
	// A cause may span lines (joined errors); one error stays one line.
	fmt.Fprintf(s.stderr, "voxpop: %s%s\n", what, locale.Printable(strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; ")))
	hint := voxpop.HintOf(err)
	if hint == "" && voxpop.KindOf(err) == voxpop.Internal {
		hint = "voxpop doctor looks for what is wrong with a workspace"
	}
	if hint != "" {
		fmt.Fprintf(s.stderr, "  hint: %s\n", locale.Printable(hint))
	}
}
