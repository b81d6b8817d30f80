package app

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"voxpop"
	"voxpop/internal/engine/ffmpeg"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
	"voxpop/internal/story"
)

// studio makes the clips of a story with the tools of the configuration. It
// lives for one build.
type studio struct {
	ctx     context.Context
	engine  *ffmpeg.Engine
	speaker scribe.Speaker // nil: none is set
}

var _ story.Studio = studio{}

// Clip implements [story.Studio].
func (s studio) Clip(j story.ClipJob) (story.Piece, error) {
	job := ffmpeg.ClipJob{Medium: voxpop.Voice, Body: j.Body, From: j.From, To: j.To, Show: string(j.Show)}
	if j.Video {
		job.Medium = voxpop.Video
	}
	for _, b := range j.Fill {
		job.Fill = append(job.Fill, ffmpeg.Rect{X: b.X / 100, Y: b.Y / 100, W: b.W / 100, H: b.H / 100})
	}
	if j.Disguise == story.Signal {
		d := media.NewDisguise(seedOf(j))
		job.Disguise = &d
	}
	if j.Disguise == story.Revoice {
		return s.revoice(j, job)
	}
	c, err := s.engine.Clip(s.ctx, job)
	return story.Piece{Type: c.Type, Body: c.Body, Still: c.Still, Width: c.Width, Height: c.Height, Seconds: c.Seconds}, err
}

// revoice has the words read, and shows a frame if one was asked for.
func (s studio) revoice(j story.ClipJob, job ffmpeg.ClipJob) (story.Piece, error) {
	if s.speaker == nil {
		return story.Piece{}, noVoice()
	}
	sound, err := s.speaker.Speak(s.ctx, j.Words, j.Lang)
	if err != nil {
		return story.Piece{}, err
	}
	voice, err := s.engine.EncodeSound(s.ctx, sound)
	if err != nil {
		return story.Piece{}, err
	}
	p := story.Piece{Type: voice.Type, Body: voice.Body, Seconds: voice.Seconds}
	if j.Show == story.ShowStill {
		c, err := s.engine.Clip(s.ctx, job)
		if err != nil {
			return story.Piece{}, err
		}
		p.Still, p.Width, p.Height = c.Still, c.Width, c.Height
	}
	return p, nil
}

func noVoice() error {
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Build", Message: "no synthetic voice is set",
		Hint: "name one under [voice] in voxpop.toml, as in engine = \"espeak-ng\"; docs/ENGINES.md explains"}
}

// Photo implements [story.Studio].
func (s studio) Photo(body []byte) ([]byte, int, int, error) {
	return s.engine.Photo(s.ctx, body)
}

// seedOf draws the disguise of a clip from what nobody outside has: the
// recording itself. The same clip is disguised in the same way every time.
func seedOf(j story.ClipJob) uint64 {
	h := sha256.New()
	fmt.Fprintf(h, "voxpop-disguise-v1 %g %g %d ", j.From, j.To, len(j.Body))
	h.Write(j.Body)
	return binary.BigEndian.Uint64(h.Sum(nil))
}
