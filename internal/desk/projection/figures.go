package projection

import (
	"context"
	"time"

	"voxpop"
	"voxpop/internal/prevalence"
)

// Counted is a frozen record with its figures.
type Counted interface {
	Callout() voxpop.Callout
	Codebook() voxpop.Codebook
	Figures() (*prevalence.Figures, error)
	Rev() int64
}

// Figures are those of one revision with what they are about.
type Figures struct {
	Callout voxpop.Callout
	Book    voxpop.Codebook
	F       *prevalence.Figures
	Rev     int64
}

// Counts keeps the last known figures of call-outs. Where shares are estimated
// from a random sample, working them out takes as long as reading everything
// and learning from it: no page waits for that.
type Counts struct {
	// Revision counts the changes of a call-out.
	Revision func(ctx context.Context, slug string) (int64, error)
	// Read calls fn with the record; it is not valid after fn returns.
	Read func(ctx context.Context, slug string, fn func(Counted) error) error
	// Patience is how long figures are waited for.
	Patience time.Duration
	keeper   Keeper[*Figures]
}

// Of returns the figures of a call-out.
func (c *Counts) Of(ctx context.Context, slug string, now time.Time) (Held[*Figures], error) {
	return c.within(ctx, slug, now, c.Patience)
}

// First is [Counts.Of] for a page that is little without figures: those of a
// call-out that nobody has counted yet are waited for as long as patience says.
func (c *Counts) First(ctx context.Context, slug string, now time.Time, patience time.Duration) (Held[*Figures], error) {
	h, err := c.Of(ctx, slug, now)
	if err != nil || h.Ready {
		return h, err
	}
	return c.within(ctx, slug, now, patience)
}

func (c *Counts) within(ctx context.Context, slug string, now time.Time, patience time.Duration) (Held[*Figures], error) {
	rev, err := c.Revision(ctx, slug)
	if err != nil {
		return Held[*Figures]{}, err
	}
	return c.keeper.GetLong(ctx, slug, Rev(rev), now, patience, func(ctx context.Context) (f *Figures, of string, err error) {
		err = c.Read(ctx, slug, func(r Counted) error {
			got, err := r.Figures()
			f = &Figures{r.Callout(), r.Codebook(), got, r.Rev()}
			return err
		})
		if err != nil {
			return nil, "", err
		}
		// What every page asks of them, while nobody waits.
		f.F.WithoutCampaigns()
		f.F.WithoutLargestChannel()
		return f, Rev(f.Rev), nil
	})
}

// Stop breaks off what is being worked out, and waits for its end.
func (c *Counts) Stop() { c.keeper.Stop() }
