package ledger

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/article"
)

// How feeds are looked at: politely.
const (
	everyDefault = 60 // minutes
	everyLeast   = 15
	everyMost    = 7 * 24 * 60
	itemsAtOnce  = 20             // of one feed in one look; the rest come with the next
	pauseMost    = 24 * time.Hour // after failures in a row
	feedActor    = voxpop.Actor("feeds")
)

// Watch has a feed looked at every so many minutes; 0 = 60, 15 at least.
func (s *Service) Watch(ctx context.Context, by voxpop.Actor, callout, url string, every int) (f Feed, err error) {
	if every, err = politely(every); err != nil {
		return f, err
	}
	id, err := feedID(url)
	if err != nil {
		return f, err
	}
	_, err = s.Store.ChangeLedger(ctx, by, "watch", callout, nil, func(t Tx) error {
		if f, err = t.Feed(id); voxpop.KindOf(err) == voxpop.NotFound {
			f, err = Feed{ID: id, URL: url, By: string(by), NextAt: s.now()}, nil
		}
		if err != nil {
			return err
		}
		if f.Stopped {
			f.Stopped, f.NextAt, f.By = false, s.now(), string(by)
		}
		f.Every, f.URL = every, url
		if err := t.PutFeed(f); err != nil {
			return err
		}
		f, err = t.Feed(id)
		return err
	})
	return f, err
}

// politely is how many minutes lie between two looks, 60 for 0.
func politely(every int) (int, error) {
	if every == 0 {
		every = everyDefault
	}
	if every < everyLeast || every > everyMost {
		return 0, invalid("every", "is not between 15 minutes and a week", "outlets block who asks too often: 60 is a good choice")
	}
	return every, nil
}

// feedID names a feed by its address. One with a user's name in it is refused:
// names are not sent with what is asked, and would only lie in the ledger.
func feedID(address string) (string, error) {
	if err := (voxpop.Article{ID: "x", URL: address, Lang: "en"}).Validate(); err != nil || address == "" {
		if _, named := withoutUser(address); named {
			return "", invalid("url", "holds a user's name or a password, which are never sent", "write the address without what stands before the @; a feed for subscribers only cannot be watched")
		}
		return "", invalid("url", "is not a web address", "write it whole, with https://")
	}
	sum := sha256.Sum256([]byte(article.CleanURL(address)))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5])), nil
}

// Begin has a feed watched after it was looked at: one that cannot be read is not
// kept. The news of the first look are taken at once.
func (s *Service) Begin(ctx context.Context, by voxpop.Actor, callout, url string, every int) (f Feed, done Looked, err error) {
	id, err := feedID(url)
	if err != nil {
		return f, done, err
	}
	if s.Fetch == nil {
		return f, done, noFetch()
	}
	if every, err = politely(every); err != nil {
		return f, done, err
	}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		if f, err = v.Feed(id); voxpop.KindOf(err) == voxpop.NotFound {
			f, err = Feed{Stopped: true}, nil
		}
		return err
	})
	if err != nil {
		return f, done, err
	}
	var news *News
	if f.Stopped {
		fresh, err := s.Fetch.Feed(ctx, url, FeedState{})
		if err != nil {
			return Feed{}, done, err
		}
		news = &fresh
	}
	if f, err = s.Watch(ctx, by, callout, url, every); err != nil {
		return f, done, err
	}
	if err := s.look(ctx, callout, f.ID, false, &done, news); err != nil {
		return f, done, err
	}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		f, err = v.Feed(f.ID)
		return err
	})
	return f, done, err
}

func noFetch() error {
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: "ledger.Look", Message: "feeds are not fetched here", Hint: "set up [web] in voxpop.toml"}
}

// Unwatch stops to look at a feed; what came of it stays.
func (s *Service) Unwatch(ctx context.Context, by voxpop.Actor, callout, feed string) (f Feed, err error) {
	_, err = s.Store.ChangeLedger(ctx, by, "unwatch", callout, nil, func(t Tx) error {
		if f, err = feedOf(t, feed); err != nil {
			return err
		}
		f.Stopped = true
		if err := t.PutFeed(f); err != nil {
			return err
		}
		f, err = t.Feed(f.ID)
		return err
	})
	return f, err
}

// feedOf finds a feed by its id or its address.
func feedOf(v Snapshot, name string) (Feed, error) {
	all, err := v.Feeds()
	if err != nil {
		return Feed{}, err
	}
	for _, f := range all {
		if f.ID == name || article.CleanURL(f.URL) == article.CleanURL(name) {
			return f, nil
		}
	}
	return Feed{}, missing("no feed has this id or address", "voxpop statements feeds lists those that are watched")
}

// Feeds lists the feeds of a call-out.
func (s *Service) Feeds(ctx context.Context, callout string) (all []Feed, err error) {
	all = []Feed{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		list, err := v.Feeds()
		all = append(all, list...)
		return err
	})
	return all, err
}

// Look looks at feeds now, all of the call-out that are watched when none is named.
func (s *Service) Look(ctx context.Context, callout string, feeds ...string) (done Looked, err error) {
	var ids []string
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		for _, name := range feeds {
			f, err := feedOf(v, name)
			if err != nil {
				return err
			}
			ids = append(ids, f.ID)
		}
		if len(feeds) > 0 {
			return nil
		}
		all, err := v.Feeds()
		for _, f := range all {
			if !f.Stopped {
				ids = append(ids, f.ID)
			}
		}
		return err
	})
	if err != nil {
		return done, err
	}
	for _, id := range ids {
		if err := s.look(ctx, callout, id, false, &done, nil); err != nil {
			return done, err
		}
	}
	return done, nil
}

// LookDue looks at the feeds of all call-outs that are due. A worker calls it
// again and again; what goes wrong with one feed stands with it.
func (s *Service) LookDue(ctx context.Context) (done Looked, err error) {
	due, err := s.Store.DueFeeds(ctx, 50)
	if err != nil {
		return done, err
	}
	var errs []error
	for _, d := range due {
		if err := s.look(ctx, d.Callout, d.Feed, true, &done, nil); err != nil {
			errs = append(errs, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return done, errors.Join(errs...)
}

// look looks at one feed. It is put off first, so that no two look at once and
// one that ends in a crash is not asked again at once. News that are there
// already are not asked for.
func (s *Service) look(ctx context.Context, callout, id string, due bool, done *Looked, there *News) error {
	if s.Fetch == nil {
		return noFetch()
	}
	var f Feed
	going := false
	_, err := s.Store.ChangeLedger(ctx, feedActor, "look", callout, nil, func(t Tx) (err error) {
		if f, err = t.Feed(id); err != nil {
			return err
		}
		if going = !due || !f.Stopped && !f.NextAt.Time.After(s.Now()); !going {
			return nil
		}
		f.LookedAt = s.now()
		f.NextAt = voxpop.Moment{Time: f.LookedAt.Time.Add(minutes(f.Every))}
		return t.PutFeed(f)
	})
	if err != nil || !going {
		return err
	}
	done.Feeds++
	var news News
	if there != nil {
		news = *there
	} else {
		news, err = s.Fetch.Feed(ctx, f.URL, f.State)
	}
	left := false
	if err == nil {
		left, err = s.items(ctx, callout, f, news, done)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	_, kept := s.Store.ChangeLedger(ctx, feedActor, "look", callout, nil, func(t Tx) error {
		now, e := t.Feed(id)
		if e != nil {
			return e
		}
		wait := max(minutes(now.Every), news.Wait)
		switch {
		case err != nil:
			done.Failed++
			now.Failures++
			now.Error, now.Hint = messageOf(err), voxpop.HintOf(err)
			wait = min(max(wait, pauseMost), wait<<min(now.Failures, 8))
		default:
			now.Failures, now.Error, now.Hint = 0, "", ""
			now.Title = oneLine(cmp.Or(news.Title, now.Title))
			if news.Fresh && !left { // else the feed must say it all once more
				now.State = news.State
			}
		}
		now.NextAt = voxpop.Moment{Time: now.LookedAt.Time.Add(wait)}
		return t.PutFeed(now)
	})
	return kept
}

func minutes(n int) time.Duration { return time.Duration(max(n, everyLeast)) * time.Minute }

// messageOf is what an editor reads of an error.
func messageOf(err error) string {
	if e, ok := errors.AsType[*voxpop.Error](err); ok && e.Message != "" {
		return e.Message
	}
	return "the feed could not be read"
}

// items takes what is new in a feed; left says that there is more. One page
// that cannot be read is passed over; one that does not answer is tried again
// with the next two looks.
func (s *Service) items(ctx context.Context, callout string, f Feed, news News, done *Looked) (left bool, err error) {
	var keys []string
	for _, i := range news.Items {
		keys = append(keys, i.Key, tried(i.Key, 1), tried(i.Key, 2))
	}
	var seen map[string]bool
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		seen, err = v.Seen(f.ID, keys)
		return err
	})
	if err != nil {
		return false, err
	}
	taken := 0
	for _, i := range news.Items {
		if seen[i.Key] || i.URL == "" {
			continue
		}
		if taken++; taken > itemsAtOnce {
			return true, nil
		}
		got, err := s.Take(ctx, feedActor, callout, Input{URL: i.URL, feed: f.ID})
		switch kind := voxpop.KindOf(err); {
		case ctx.Err() != nil:
			return true, ctx.Err()
		case kind == voxpop.Unavailable:
			done.Failed++
			key, n := i.Key, 1
			if !seen[tried(key, 2)] {
				if seen[tried(key, 1)] {
					n = 2
				}
				key, left = tried(key, n), true
			}
			if err := s.dealt(ctx, callout, f.ID, key); err != nil {
				return true, err
			}
			continue
		case kind == voxpop.Internal:
			return true, err
		case err != nil:
			done.Failed++
		case got.New:
			done.Articles++
			done.Found += got.Found
		}
		if err := s.dealt(ctx, callout, f.ID, i.Key); err != nil {
			return true, err
		}
	}
	return left, nil
}

// tried is the key under which a try is noted that brought no answer.
func tried(key string, n int) string { return fmt.Sprintf("%s (try %d)", key, n) }

// dealt notes that an item was dealt with.
func (s *Service) dealt(ctx context.Context, callout, feed, key string) error {
	_, err := s.Store.ChangeLedger(ctx, feedActor, "look", callout, nil, func(t Tx) error { return t.PutSeen(feed, key) })
	return err
}
