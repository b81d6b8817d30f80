package inbox

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/scribe"
)

// mediaTypes are the derivatives that a page may play or show, with the type
// that each is served as. The original is never served.
var mediaTypes = map[scribe.Kind]string{
	scribe.Audio: "audio/ogg", scribe.AAC: "audio/mp4", scribe.Video: "video/mp4", scribe.Still: "image/jpeg", scribe.Poster: "image/jpeg",
}

// play is a response whose media somebody asked for in a session.
type play struct{ session, slug, id string }

// playFor is how long one look at a recording goes on: a browser asks for many
// parts of it.
const playFor = 30 * time.Minute

// play writes the look at a recording down and shows its player.
func (s *Screens) play(q *frame.Request) error {
	id, kind := q.PathValue("id"), scribe.Kind(q.FormValue("kind"))
	if err := s.mayPlay(q, kind); err != nil {
		return err
	}
	if err := s.played(q, id); err != nil {
		return err
	}
	if !q.Partial() {
		return q.Redirect(responseURL(q.Slug(), id) + "?play=" + string(kind) + "#player")
	}
	r, err := s.Answers.Read(q.Context(), q.Slug(), id)
	if err != nil {
		return err
	}
	return s.writePlayer(q, r, kind)
}

func (s *Screens) writePlayer(q *frame.Request, r Reading, kind scribe.Kind) error {
	p, err := s.player(q, r, kind)
	if err != nil {
		return err
	}
	return q.Write(pages, "player", p)
}

// playerNow says to a page that is open what there is to hear and see by now:
// no word of the answer, so it is no look.
func (s *Screens) playerNow(q *frame.Request, id string) error {
	r, err := s.Answers.Read(q.Context(), q.Slug(), id)
	if err != nil {
		return err
	}
	if r.Response.Gone() {
		return &voxpop.Error{Kind: voxpop.Withdrawn, Op: "inbox.player", Message: "the answer is gone"}
	}
	return s.writePlayer(q, r, "")
}

func (s *Screens) mayPlay(q *frame.Request, kind scribe.Kind) error {
	if _, ok := mediaTypes[kind]; !ok {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "inbox.media", Message: "there is no such recording or picture"}
	}
	if q.Session.Shared {
		return &voxpop.Error{Kind: voxpop.Forbidden, Op: "inbox.media", Message: "inbox.error.shared"}
	}
	return nil
}

// played writes a look down unless it belongs to the last one.
func (s *Screens) played(q *frame.Request, id string) error {
	key := play{q.Session.Token, q.Slug(), id}
	s.mu.Lock()
	last, ok := s.plays[key]
	s.mu.Unlock()
	if ok && q.Now.Sub(last) < playFor {
		return nil
	}
	if err := q.Saw("play", id); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.plays == nil {
		s.plays = map[play]time.Time{}
	}
	maps.DeleteFunc(s.plays, func(_ play, at time.Time) bool { return q.Now.Sub(at) >= playFor })
	s.plays[key] = q.Now
	return nil
}

// media streams what was made of a recording or a picture, any part of it.
func (s *Screens) media(q *frame.Request) error {
	id, kind := q.PathValue("id"), scribe.Kind(q.PathValue("kind"))
	if err := s.mayPlay(q, kind); err != nil {
		return err
	}
	d, open, err := s.Answers.Media(q.Context(), q.Slug(), id, kind)
	if err != nil {
		return err
	}
	if d.Size > 0 { // what cannot be opened is an error while there can still be one
		body, err := open(0, 1)
		if err != nil {
			return err
		}
		body.Close()
	}
	if err := s.played(q, id); err != nil {
		return err
	}
	h := q.W.Header()
	h.Set("Content-Type", mediaTypes[kind])
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", "inline")
	body := &parts{open: open, size: d.Size}
	defer body.Close()
	http.ServeContent(q.W, q.Request, "", time.Time{}, body)
	return nil
}

// parts reads a file of which any part can be opened, without holding it.
type parts struct {
	open func(offset, length int64) (io.ReadCloser, error)
	size int64

	at   int64 // where the next reading begins
	body io.ReadCloser
}

// Seek implements [io.Seeker]; nothing is opened before it is read.
func (p *parts) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += p.at
	case io.SeekEnd:
		offset += p.size
	}
	if offset < 0 {
		return 0, errors.New("before the start")
	}
	if offset != p.at {
		p.Close()
		p.at = offset
	}
	return offset, nil
}

// Read implements [io.Reader].
func (p *parts) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	if p.body == nil {
		body, err := p.open(p.at, -1)
		if err != nil {
			return 0, err
		}
		p.body = body
	}
	n, err := p.body.Read(b)
	p.at += int64(n)
	return n, err
}

// Close ends what is open.
func (p *parts) Close() error {
	if p.body == nil {
		return nil
	}
	err := p.body.Close()
	p.body = nil
	return err
}

// source is one file of a player.
type source struct{ URL, Type string }

func (s *Screens) sources(slug string, r Reading, kinds ...scribe.Kind) (all []source) {
	for _, kind := range kinds {
		for _, d := range r.Derivatives {
			if d.Kind == kind {
				all = append(all, source{responseURL(slug, r.Response.ID) + "/media/" + string(kind), mediaTypes[kind]})
			}
		}
	}
	return all
}

func has(r Reading, kind scribe.Kind) bool {
	for _, d := range r.Derivatives {
		if d.Kind == kind {
			return true
		}
	}
	return false
}

// pending says why there is nothing to play yet; "" when there is no step.
func pending(tasks []scribe.Task) (key string, task scribe.Task) {
	for _, t := range tasks {
		if t.Step == scribe.Clean && t.State != scribe.Done {
			return "inbox.media." + strings.ToLower(string(t.State)), t
		}
	}
	return "", scribe.Task{}
}
