package coding

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/suggest"
)

// SuggestOptions are what a coder asks for.
type SuggestOptions struct {
	Limit int // responses with suggestions at most; 0 = all
	Next  int // how many to code next; 0 = 12
	// Random asks for the next people of the random order only, and for no
	// suggestions: who codes a sample should not know what a model expects.
	Random bool
	// Among bounds the messages it learns from and proposes for: the coded ones,
	// then the others in the random order; 0 = all.
	Among int
}

// Suggestion is a code proposed for a response.
type Suggestion struct {
	Response string   `json:"response"`
	Code     string   `json:"code"`
	P        float64  `json:"p"`
	Words    []string `json:"words"` // that spoke for it, as they stand in the message
}

// Next is a response worth coding next.
type Next struct {
	Response string `json:"response"`
	Why      string `json:"why"` // uncertain, representative or random
}

// Why a response comes next.
const (
	Uncertain      = suggest.Uncertain
	Representative = suggest.Representative
	Random         = suggest.Random
)

// Suggested is the answer of `voxpop suggest`.
type Suggested struct {
	Callout     string       `json:"callout"`
	Coded       int          `json:"coded"`   // responses that people coded, from which it learned
	Uncoded     int          `json:"uncoded"` // responses that wait
	Suggestions []Suggestion `json:"suggestions"`
	Next        []Next       `json:"next"`
	Sample      SampleState  `json:"sample"`
	Vectors     Vectors      `json:"vectors"`
	Corpus      *Corpus      `json:"-"`
}

// Suggest learns from the marks of people and proposes codes for what nobody
// has coded. What it says counts for nothing until a person takes it.
func (s *Service) Suggest(ctx context.Context, slug string, o SuggestOptions) (got Suggested, err error) {
	err = s.Store.Read(ctx, slug, func(r Record) error {
		got.Corpus, err = Load(r)
		return err
	})
	if err != nil {
		return got, err
	}
	c := got.Corpus
	got.Callout, got.Suggestions, got.Next, got.Sample = c.Callout.Slug, []Suggestion{}, []Next{}, c.SampleState()
	// The pool is what can be coded and what was: a message that does not
	// count says nothing about those that do.
	var rows []int
	var texts, langs, people []string
	in := c.among(o.Among)
	for i := range c.Answers {
		a := &c.Answers[i]
		if !c.open(a) {
			continue
		}
		if in != nil && !in[i] {
			got.Uncoded++
			continue
		}
		rows = append(rows, i)
		texts, langs, people = append(texts, a.Text), append(langs, a.Lang), append(people, a.Response.Who())
		if a.Coded {
			got.Coded++
		} else {
			got.Uncoded++
		}
	}
	if got.Uncoded == 0 || len(c.Book.Codes) == 0 || o.Random {
		if got.Uncoded > 0 {
			got.next(c, nil, nil, o)
		}
		return got, nil
	}
	vectors, used, err := s.vectors(ctx, texts)
	if err != nil {
		return got, err
	}
	got.Vectors = used
	s.tell("reading messages")
	pool := suggest.NewPool(texts, suggest.PoolOptions{Languages: langs, Embeddings: vectors})
	codes, hints := make([]string, len(c.Book.Codes)), make([]string, len(c.Book.Codes))
	for i, code := range c.Book.Codes {
		codes[i] = code.ID
		hints[i] = hint(code)
	}
	skip := make([]bool, len(rows))
	for k, i := range rows {
		skip[k] = c.copied[c.Answers[i].Response.ID] || strings.TrimSpace(texts[k]) == ""
	}
	coder := suggest.New(pool, codes, suggest.Options{Key: sampleKey(c.Callout.Slug), People: people, Skip: skip, Hints: hints})
	s.tell("learning from the coders")
	for k, i := range rows {
		if c.Answers[i].Coded {
			if err := coder.Mark(k, c.known(i, codes)); err != nil {
				return got, err
			}
		}
	}
	s.tell("proposing codes")
	all := coder.Suggestions(suggest.SuggestOptions{})
	best := map[int]float64{} // by row
	for _, x := range all {
		best[x.Row] = max(best[x.Row], x.P)
	}
	// The codes of one response stand together, the surest response first.
	slices.SortStableFunc(all, func(a, b suggest.Suggestion) int {
		return cmp.Or(cmp.Compare(best[b.Row], best[a.Row]), cmp.Compare(a.Row, b.Row), cmp.Compare(b.P, a.P))
	})
	seen := map[int]bool{}
	for _, x := range all {
		if o.Limit > 0 && !seen[x.Row] && len(seen) == o.Limit {
			continue
		}
		seen[x.Row] = true
		words := []string{}
		for _, w := range x.Words {
			words = append(words, w.Text)
		}
		got.Suggestions = append(got.Suggestions, Suggestion{c.Answers[rows[x.Row]].Response.ID, x.Code, x.P, words})
	}
	got.next(c, coder, rows, o)
	return got, nil
}

// among chooses at most so many answers: the coded ones first, then the others
// in the random order; nil when all are few enough.
func (c *Corpus) among(most int) map[int]bool {
	if most <= 0 || len(c.Answers) <= most {
		return nil
	}
	in := map[int]bool{}
	order := c.inOrder()
	for _, coded := range []bool{true, false} {
		for _, p := range order {
			for _, i := range c.People[p].Answers {
				if a := &c.Answers[i]; len(in) < most && c.open(a) && a.Coded == coded {
					in[i] = true
				}
			}
		}
	}
	return in
}

// hint is what a code is called and what its rule says, in every language: the
// first thing that is known of it.
func hint(code voxpop.Code) string {
	var parts []string
	for _, lang := range slices.Sorted(maps.Keys(code.Name)) {
		parts = append(parts, code.Name[lang])
	}
	return strings.Join(append(parts, code.Definition, code.Include), ". ")
}

// known lists the codes that hold for an answer and that the codebook has.
func (c *Corpus) known(i int, codes []string) []string {
	return slices.DeleteFunc(c.Codes(i), func(code string) bool { return !slices.Contains(codes, code) })
}

// next puts together what to code next: a third drawn at random, which keeps
// the shares honest, the rest what teaches most.
func (got *Suggested) next(c *Corpus, coder *suggest.Coder, rows []int, o SuggestOptions) {
	n := o.Next
	if n <= 0 {
		n = 12
	}
	random := c.NextRandom((n + 2) / 3)
	taken := map[int]bool{}
	if coder != nil {
		for _, x := range coder.Next(n) {
			if i := rows[x.Row]; x.Why != Random && len(got.Next)+len(random) < n {
				taken[i] = true
				got.Next = append(got.Next, Next{c.Answers[i].Response.ID, x.Why})
			}
		}
	} else {
		random = c.NextRandom(n)
	}
	// Somebody who is drawn is drawn, however much they would teach.
	for _, i := range random {
		id := c.Answers[i].Response.ID
		if taken[i] {
			got.Next = slices.DeleteFunc(got.Next, func(x Next) bool { return x.Response == id })
		}
		got.Next = append(got.Next, Next{id, Random})
	}
}

// Taking is a coder's codes for one response, as written: RESPONSE=CODE,CODE;
// "-" for none.
type Taking struct {
	Response string
	Codes    []string // empty: none applies
}

// ParseTaking reads "RESPONSE=code,code" or "RESPONSE=-".
func ParseTaking(s string) (Taking, error) {
	id, list, ok := strings.Cut(s, "=")
	t := Taking{Response: strings.TrimSpace(id)}
	if ok && strings.TrimSpace(list) != voxpop.NoCode {
		for code := range strings.SplitSeq(list, ",") {
			if code = strings.TrimSpace(code); code == "" || code == voxpop.NoCode {
				ok = false
			} else if !slices.Contains(t.Codes, code) {
				t.Codes = append(t.Codes, code)
			}
		}
	}
	if !ok || t.Response == "" {
		return t, &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Take", Place: "--take", Message: "is not RESPONSE=CODE,CODE", Hint: "write the codes with commas, as K7Q2=misled,cost, or K7Q2=- when none applies"}
	}
	return t, nil
}

// Taken says what a taking wrote.
type Taken struct {
	Callout  string      `json:"callout"`
	Coder    string      `json:"coder"`
	Marks    int         `json:"marks"`          // rows of codings.csv that were written
	Draw     voxpop.Draw `json:"draw,omitempty"` // that was asked for; "" = each as it came
	Promoted int         `json:"promoted"`       // marks of others that joined the sample
	Sample   SampleState `json:"sample"`
}

// Take writes a coder's codes for responses: from now on they count. draw says
// how the responses came to the coder; "" means all random for those whom the
// sample has reached, and chosen for the rest.
func (s *Service) Take(ctx context.Context, by voxpop.Actor, slug string, takings []Taking, draw voxpop.Draw) (got Taken, err error) {
	got = Taken{Callout: slug, Coder: string(by), Draw: draw}
	roll, err := s.roll(ctx, slug)
	if err != nil {
		return got, err
	}
	d, marks, err := roll.Take(by, takings, draw, s.moment(roll.Callout))
	if err != nil {
		return got, err
	}
	if err := s.Store.Code(ctx, by, slug, d, marks...); err != nil {
		return got, err
	}
	got.Marks, got.Promoted = len(marks), len(d.Promoted)
	if roll, err = s.roll(ctx, slug); err == nil {
		got.Sample = roll.State()
	}
	return got, err
}

func (s *Service) roll(ctx context.Context, slug string) (roll *Roll, err error) {
	err = s.Store.Read(ctx, slug, func(r Record) error {
		roll, err = NewRoll(r)
		return err
	})
	return roll, err
}
