package ledger

import (
	"context"
	"io"

	"voxpop"
)

// Sources is a page of articles.
type Sources struct {
	Sources []Article `json:"sources"`
	Total   int       `json:"total"`
	Next    string    `json:"next,omitempty"` // for the next page; "" = there is none
}

// Candidates is a page of candidates.
type Candidates struct {
	Candidates []Candidate `json:"candidates"`
	Total      int         `json:"total"`
	Next       string      `json:"next,omitempty"`
}

// Opened is an article with its text and its candidates.
type Opened struct {
	Article    Article     `json:"article"`
	Text       string      `json:"text"`
	Candidates []Candidate `json:"candidates"`
}

// Done says what a verb did. Op is what an undo names; 0 = nothing was changed.
type Done struct {
	Op         int64       `json:"op"`
	Statements []Statement `json:"statements,omitempty"` // as they are now
	Candidates []Candidate `json:"candidates,omitempty"`
}

// StatementFilter chooses statements; an empty field chooses all.
type StatementFilter struct {
	Speaker, Point string
	Echoes         bool // count the people who throw each back
}

// SpeakerRow is a speaker with how many statements are theirs. Known: the
// record has a line of its own about them.
type SpeakerRow struct {
	voxpop.Speaker
	Key        string `json:"key"`
	Statements int    `json:"statements"`
	Known      bool   `json:"known"`
}

// Take holds a source and finds the quotations in it. The same text from the
// same address is there once; the same text from another is a copy of it.
func (s *Service) Take(ctx context.Context, by voxpop.Actor, callout string, in Input) (Taken, error) {
	return Taken{}, errLater
}

// Extract reads archived files anew, all when none is named, with the rules and
// the offices of now. What was decided stays.
func (s *Service) Extract(ctx context.Context, by voxpop.Actor, callout string, articles ...string) ([]Taken, error) {
	return nil, errLater
}

// Sources lists articles, the newest first.
func (s *Service) Sources(ctx context.Context, callout string, f SourceFilter) (Sources, error) {
	return Sources{}, errLater
}

// Open returns an article with its text and everything found in it.
func (s *Service) Open(ctx context.Context, callout, article string) (Opened, error) {
	return Opened{}, errLater
}

// Archived opens the archived file of an article.
func (s *Service) Archived(ctx context.Context, callout, article string, to io.Writer) error {
	return errLater
}

// Candidates lists candidates by article and number.
func (s *Service) Candidates(ctx context.Context, callout string, f CandidateFilter) (Candidates, error) {
	return Candidates{}, errLater
}

// Accept makes statements of candidates, all or none.
func (s *Service) Accept(ctx context.Context, by voxpop.Actor, callout string, all ...Acceptance) (Done, error) {
	return Done{}, errLater
}

// Reject says that candidates are no statements. One that was accepted is
// undone, not rejected.
func (s *Service) Reject(ctx context.Context, by voxpop.Actor, callout, reason string, candidates ...string) (Done, error) {
	return Done{}, errLater
}

// Statements lists statements by date.
func (s *Service) Statements(ctx context.Context, callout string, f StatementFilter) ([]Statement, error) {
	return nil, errLater
}

// Edit changes what is said about a statement. Its words change only with its
// ends, inside its article.
func (s *Service) Edit(ctx context.Context, by voxpop.Actor, callout, statement string, e Edit) (Done, error) {
	return Done{}, errLater
}

// Appear looks for the words of statements in the copies of their articles, and
// lists those that have them. No statement named is all.
func (s *Service) Appear(ctx context.Context, by voxpop.Actor, callout string, statements ...string) (Done, error) {
	return Done{}, errLater
}

// Ops lists what was done, the newest first; of is the id of a statement,
// a candidate, a point or a speaker, "" = everything.
func (s *Service) Ops(ctx context.Context, callout, of string, p OpPager) ([]Op, error) {
	return nil, errLater
}

// Undo takes a verb back; op 0 is the last one that was not undone, of the thing
// named of when it is not "".
func (s *Service) Undo(ctx context.Context, by voxpop.Actor, callout string, op int64, of string) (Undone, error) {
	return Undone{}, errLater
}

// Speakers lists everybody who said something, and everybody the record knows.
func (s *Service) Speakers(ctx context.Context, callout string) ([]SpeakerRow, error) {
	return nil, errLater
}

// PutSpeaker adds a speaker or changes the one of that name.
func (s *Service) PutSpeaker(ctx context.Context, by voxpop.Actor, callout string, who voxpop.Speaker) (Done, error) {
	return Done{}, errLater
}

// Merge says that two names mean one person: statements and candidates of from
// become into's, and the name an alias.
func (s *Service) Merge(ctx context.Context, by voxpop.Actor, callout, from, into string) (Done, error) {
	return Done{}, errLater
}

// Points lists the points.
func (s *Service) Points(ctx context.Context, callout string) ([]voxpop.Point, error) {
	return nil, errLater
}

// PutPoint adds a point or changes the one with its id. A value that a
// statement takes cannot go.
func (s *Service) PutPoint(ctx context.Context, by voxpop.Actor, callout string, p voxpop.Point) (Done, error) {
	return Done{}, errLater
}

// DropPoint takes a point out that no statement has a position on.
func (s *Service) DropPoint(ctx context.Context, by voxpop.Actor, callout, point string) (Done, error) {
	return Done{}, errLater
}

// Proposals are the positions that statements' words speak for, less those that
// a person took or refused. No statement named is all.
func (s *Service) Proposals(ctx context.Context, callout string, statements ...string) ([]Proposal, error) {
	return nil, errLater
}

// TakePosition gives a statement a position; the one that it has on the point
// gives way.
func (s *Service) TakePosition(ctx context.Context, by voxpop.Actor, callout string, p Stance) (Done, error) {
	return Done{}, errLater
}

// RefusePosition says that a statement does not take a side: it is not proposed
// again, and taken away if it was there. A reason is required.
func (s *Service) RefusePosition(ctx context.Context, by voxpop.Actor, callout string, p Stance) (Done, error) {
	return Done{}, errLater
}

// Verdict judges the change of position that the statement begins; change "" takes it back.
func (s *Service) Verdict(ctx context.Context, by voxpop.Actor, callout, statement, rev string, v voxpop.Verdict) (Done, error) {
	return Done{}, errLater
}

// VerdictOn judges a speaker's latest reversal on a point.
func (s *Service) VerdictOn(ctx context.Context, by voxpop.Actor, callout, speaker, point string, v voxpop.Verdict) (Done, error) {
	return Done{}, errLater
}

// Reversals lists who changed position, from accepted positions alone.
func (s *Service) Reversals(ctx context.Context, callout string) ([]Change, error) {
	return nil, errLater
}

// Contradictions lists who says the opposite of whom.
func (s *Service) Contradictions(ctx context.Context, callout string) ([]Clash, error) {
	return nil, errLater
}

// Hints lists pairs of statements whose words may contradict each other, the
// surest first. They only propose what to look at.
func (s *Service) Hints(ctx context.Context, callout string) ([]Hint, error) { return nil, errLater }

// Echoes links responses to the statements that they throw back.
func (s *Service) Echoes(ctx context.Context, callout string) (Echoes, error) {
	return Echoes{}, errLater
}

// StrikeEcho says that a response does not mean a statement; keep takes that back.
func (s *Service) StrikeEcho(ctx context.Context, by voxpop.Actor, callout, response, statement, reason string) (Done, error) {
	return Done{}, errLater
}

// KeepEcho takes a strike back.
func (s *Service) KeepEcho(ctx context.Context, by voxpop.Actor, callout, response, statement string) (Done, error) {
	return Done{}, errLater
}

// Watch has a feed looked at every so many minutes; 0 = 60, 15 at least.
func (s *Service) Watch(ctx context.Context, by voxpop.Actor, callout, url string, every int) (Feed, error) {
	return Feed{}, errLater
}

// Unwatch stops to look at a feed; what came of it stays.
func (s *Service) Unwatch(ctx context.Context, by voxpop.Actor, callout, feed string) (Feed, error) {
	return Feed{}, errLater
}

// Feeds lists the feeds of a call-out.
func (s *Service) Feeds(ctx context.Context, callout string) ([]Feed, error) { return nil, errLater }

// Look looks at feeds now, all of the call-out when none is named.
func (s *Service) Look(ctx context.Context, callout string, feeds ...string) (Looked, error) {
	return Looked{}, errLater
}

// LookDue looks at the feeds of all call-outs that are due. A worker calls it
// again and again.
func (s *Service) LookDue(ctx context.Context) (Looked, error) { return Looked{}, errLater }

var errLater = &voxpop.Error{Kind: voxpop.Internal, Op: "ledger", Message: "not there yet"}
