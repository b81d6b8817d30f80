// Package coding reads answers into themes: repeats for a person to decide, proposed themes, suggested codes, and the random sample that keeps the shares honest.
//
// The methods propose, a person decides, and the record changes only by a verb
// of the store. The package holds no state: a [Corpus] is read from one
// snapshot, and a verb is refused when the record has changed since.
package coding

import (
	"context"
	"iter"
	"time"

	"voxpop"
)

// Record is one snapshot of a call-out's record.
type Record interface {
	Rev() int64
	Callout() voxpop.Callout
	Codebook() voxpop.Codebook
	Responses() iter.Seq2[voxpop.Response, error]
	Codings() iter.Seq2[voxpop.Coding, error]
	Decisions() iter.Seq2[voxpop.Decision, error]
	// MediaSums returns the SHA-256 of the recordings by their path.
	MediaSums() (map[string]string, error)
	// Marks returns what recordings and pictures are known by when they come
	// again, in any order.
	Marks() ([]Mark, error)
}

// Mark is what a recording or a picture is known by. A response may have several
// of one kind: a video is known by its sound and by its frames.
type Mark struct {
	Response string
	Kind     string // SoundMark, PrintMark, PictMark; others are passed over
	Value    string
}

// The kinds of marks that are compared.
const (
	SoundMark = "stream" // SHA-256 of the packets of the sound
	PrintMark = "print"  // Chromaprint, its items in hex
	PictMark  = "pict"   // perceptual hash of an upright picture, 16 hex digits
)

// Store reads snapshots and takes what a person decided, each in one
// transaction with its audit line.
type Store interface {
	Read(ctx context.Context, slug string, fn func(Record) error) error
	Decide(ctx context.Context, by voxpop.Actor, slug string, rev int64, at voxpop.Moment, judgements ...Judgement) error
	EditCodebook(ctx context.Context, by voxpop.Actor, slug string, edit func(voxpop.Codebook) (voxpop.Codebook, error)) error
	Code(ctx context.Context, by voxpop.Actor, slug string, d Drawn, codings ...voxpop.Coding) error
}

// Embedder turns texts into vectors of one length; a blank text gets zeros.
type Embedder interface {
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Labeller words the label of a theme from its words and a few of its
// messages. What it says is a proposal like any other.
type Labeller interface {
	Label(ctx context.Context, words, examples []string, lang string) (string, error)
}

// Service is the coding of call-outs.
type Service struct {
	Store Store
	Now   func() time.Time
	// Embedder and Labeller are optional; results say whether they were used.
	Embedder Embedder
	Labeller Labeller
	// Progress is called with what is being done; it may be nil.
	Progress func(what string)
}

func (s *Service) tell(what string) {
	if s.Progress != nil {
		s.Progress(what)
	}
}

// moment is the time in the zone of the call-out, as the record writes it.
func (s *Service) moment(c voxpop.Callout) voxpop.Moment {
	return voxpop.Moment{Time: s.Now().In(c.Zone()).Truncate(time.Second)}
}

// Judgement is what a person says about responses that say the same. Exactly
// one of its ways is taken.
type Judgement struct {
	Responses []string // two or more, in any order
	// Kept says that one person sent them all: the others repeat this one.
	Kept string
	// Campaign names the campaign that they belong to.
	Campaign string
	// Alone says that they are alike by coincidence and each stands for itself.
	Alone bool
	// Abuse says that somebody sent them to distort the count: they are set
	// aside as spam.
	Abuse bool
	// Undo takes back whatever was said about them before: repeats of each
	// other, the campaign they share, a coincidence, abuse.
	Undo bool
}

// Drawn is what a coding verb says about the random sample besides its marks.
type Drawn struct {
	Rev int64 // the revision for which the sample was worked out
	// UpTo is how far the sample reaches now, 16 hexadecimal digits; "" leaves it.
	UpTo string
	// Promoted are marks of people who were coded before for another reason and
	// whom the sample has reached: each becomes draw random.
	Promoted []voxpop.Coding
	At       voxpop.Moment
}

// Vectors says whether a model of the newsroom's own supplied vectors. When it
// failed the work went on without, and Failed says what happened.
type Vectors struct {
	Used   bool   `json:"used"`
	Failed string `json:"failed,omitempty"`
}

// vectors embeds texts when an embedder is there.
func (s *Service) vectors(ctx context.Context, texts []string) ([][]float32, Vectors, error) {
	if s.Embedder == nil {
		return nil, Vectors{}, nil
	}
	s.tell("asking the model for vectors")
	rows, err := s.Embedder.Embed(ctx, texts)
	if ctx.Err() != nil {
		return nil, Vectors{}, err
	}
	if err != nil {
		return nil, Vectors{Failed: err.Error()}, nil
	}
	return rows, Vectors{Used: true}, nil
}
