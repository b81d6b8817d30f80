package main

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/ledger"
	"voxpop/internal/locale"
)

type reviewCandidatesCmd struct {
	forCallout
	Article string `arg:"" optional:"" help:"The article; without it all that wait."`
}

func (reviewCandidatesCmd) Help() string {
	return `Goes through the candidates one by one, each in its place in the article, and asks: a accepts, r
rejects, s leaves it for later, u takes the last answer back, q ends. Before a: “speaker NAME”, “role
ROLE”, “on DATE” correct what was found, and “said” takes words that the article seems to deny.

Example:
  voxpop statements review a-7f3c`
}

const dateHint = "write 2026-03-10, 2026-03, 2026, or nothing when it is unknown"

func (c reviewCandidatesCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		r := reviewing{s: s, l: a.Ledger(), slug: slug}
		filter := ledger.CandidateFilter{Article: c.Article, Same: c.Article != "", Pager: ledger.Pager{Limit: 1000}}
		for {
			got, err := r.l.Candidates(s.ctx, slug, filter)
			if err != nil {
				return err
			}
			r.list = append(r.list, got.Candidates...)
			if filter.After = got.Next; got.Next == "" {
				break
			}
		}
		if len(r.list) == 0 {
			_, err := fmt.Fprintln(s.stdout, "nothing waits for a decision")
			return err
		}
		return r.run(bufio.NewScanner(s.stdin))
	})
}

// reviewing is a walk through candidates.
type reviewing struct {
	s    *session
	l    *ledger.Service
	slug string
	list []ledger.Candidate
	at   int // in list
	next ledger.Acceptance
	back []decided

	accepted, rejected, others int // others: decided by somebody else meanwhile
}

// decided is an answer that can be taken back.
type decided struct {
	op       int64
	at       int
	accepted bool
}

func (r *reviewing) run(in *bufio.Scanner) error {
	in.Buffer(nil, 1<<16)
	r.show()
	for r.at < len(r.list) {
		fmt.Fprint(r.s.stderr, "a accept, r reject, s later, u undo, q end, or: speaker …, role …, on …, said: ")
		if !in.Scan() {
			fmt.Fprintln(r.s.stderr)
			break
		}
		word, rest, _ := strings.Cut(strings.TrimSpace(in.Text()), " ")
		if word == "q" {
			break
		}
		before := r.at
		err := r.answer(word, strings.TrimSpace(rest))
		if err != nil && r.s.ctx.Err() != nil {
			return err
		}
		if err != nil {
			r.s.complain(err)
		}
		if r.at != before {
			r.show()
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(r.s.stdout, "%d accepted, %d rejected\n", r.accepted, r.rejected)
	if left := len(r.list) - r.accepted - r.rejected - r.others; left > 0 {
		fmt.Fprintf(r.s.stderr, "%d wait\n", left)
	}
	return err
}

// show writes the candidate at hand in its place in the article.
func (r *reviewing) show() {
	if r.at >= len(r.list) {
		return
	}
	x := r.list[r.at]
	r.next = ledger.Acceptance{Candidate: x.ID, Rev: x.Rev}
	who := speakerOf(x)
	if x.Found.Speaker.Role != "" {
		who += " (" + x.Found.Speaker.Role + ")"
	}
	fmt.Fprintf(r.s.stdout, "\n%d of %d · %s · %s · %s%s · rule %s, right %s\n", r.at+1, len(r.list), x.ID, locale.Isolate(who), x.Found.Type, saidOn(x.Found.Said), x.Found.Rule, rightOf(x.Found.Precision))
	fmt.Fprintf(r.s.stdout, "%s\n", locale.Isolate("…"+x.Before+"⟦"+x.Text+"⟧"+x.After+"…"))
	for _, n := range x.Found.Notes {
		fmt.Fprintf(r.s.stdout, "  look: %s\n", n)
	}
}

// answer does what one line asks for.
func (r *reviewing) answer(word, rest string) error {
	switch word {
	case "a", "r":
		return r.decide(word == "a", rest)
	case "s", "":
		r.at++
	case "u":
		return r.undo()
	case "speaker":
		r.next.Speaker = rest
		fmt.Fprintf(r.s.stderr, "the speaker will be %s\n", locale.Isolate(rest))
	case "role":
		r.next.Role = &rest
		fmt.Fprintf(r.s.stderr, "the role will be %s\n", locale.Isolate(rest))
	case "said":
		r.next.Said = true
		fmt.Fprintln(r.s.stderr, "it will be kept as said, although the article says that it was not")
	case "on":
		d := voxpop.Date(rest)
		if !d.Valid() {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements review", Place: "on", Message: "is not a date that exists", Hint: dateHint}
		}
		r.next.SaidOn = &d
		fmt.Fprintf(r.s.stderr, "said on %s\n", cmp.Or(rest, "an unknown day"))
	default:
		fmt.Fprintln(r.s.stderr, "that is none of the answers")
	}
	return nil
}

// decide accepts or rejects the candidate at hand.
func (r *reviewing) decide(accept bool, reason string) (err error) {
	var done ledger.Done
	id := r.list[r.at].ID
	if accept {
		done, err = r.l.Accept(r.s.ctx, r.s.by(), r.slug, r.next)
	} else {
		done, err = r.l.Reject(r.s.ctx, r.s.by(), r.slug, reason, id)
	}
	if err != nil {
		return err
	}
	r.at++
	word := map[bool]string{true: "a", false: "r"}[accept]
	if done.Op == 0 { // nothing of ours to take back
		r.others++
		fmt.Fprintf(r.s.stderr, "somebody has decided about %s meanwhile: it is %s\n", id, stateOf(done, word))
		return nil
	}
	if accept {
		r.accepted++
		for _, x := range done.Statements {
			fmt.Fprintf(r.s.stderr, "accepted: %s\n", x.ID)
		}
	} else {
		r.rejected++
		fmt.Fprintf(r.s.stderr, "rejected: %s\n", id)
	}
	r.back = append(r.back, decided{done.Op, r.at - 1, accept})
	return nil
}

// undo takes the last answer back and goes to its candidate.
func (r *reviewing) undo() error {
	if len(r.back) == 0 {
		fmt.Fprintln(r.s.stderr, "there is nothing to take back")
		return nil
	}
	last := r.back[len(r.back)-1]
	if _, err := r.l.Undo(r.s.ctx, r.s.by(), r.slug, last.op, ""); err != nil {
		return err
	}
	r.back, r.at = r.back[:len(r.back)-1], last.at
	if last.accepted {
		r.accepted--
	} else {
		r.rejected--
	}
	fmt.Fprintln(r.s.stderr, "taken back")
	fresh, err := r.l.Candidates(r.s.ctx, r.slug, ledger.CandidateFilter{Article: r.list[r.at].Article, Same: true, Pager: ledger.Pager{Limit: 1000}})
	for _, x := range fresh.Candidates {
		if x.ID == r.list[r.at].ID {
			r.list[r.at] = x
		}
	}
	return err
}

// stateOf is what a candidate is that somebody else decided about.
func stateOf(d ledger.Done, word string) string {
	for _, c := range d.Candidates {
		return strings.TrimSpace(string(c.State) + " " + c.Statement)
	}
	return map[string]string{"a": "accepted", "r": "rejected"}[word]
}

func saidOn(d voxpop.Date) string {
	if d == "" {
		return ""
	}
	return " · said on " + string(d)
}
