package app

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"voxpop/internal/engine/cage"
	"voxpop/internal/scribe"
)

// note adds something that is not wrong, with what could be better.
func (r *Report) note(name, found, hint string) {
	r.Checks = append(r.Checks, Found{Name: name, OK: true, Found: found, Hint: hint})
}

// reading looks at what reads recordings: the cage, and each tool in it or
// behind an address, with something invented.
func (r *Report) reading(ctx context.Context, cfg Config) {
	if cfg.Media.Off {
		r.note("recordings", "[media] off leaves them as they came: nothing is cleaned, heard or translated", "")
		return
	}
	r.cage(ctx)
	if Swapping() {
		r.note("swap", "this machine swaps: what is opened to be read may reach its disk in the clear", "turn swap off (swapoff -a, and take it out of /etc/fstab), or encrypt it")
	}
	t, err := cfg.Tools()
	if err != nil {
		r.add("tools for recordings", err, "")
		return
	}
	defer t.Close()
	r.cleaning(ctx, cfg, t)
	r.engine(ctx, "speech", cfg.Speech.Server, t.Transcriber, "nobody writes down what was said", "voices")
	var translator any
	if t.Translator != nil && len(cfg.Translate.Into) > 0 {
		translator = t.Translator("en", cfg.Translate.Into[0])
	}
	r.engine(ctx, "translation", cfg.Translate.Server, translator, "nothing is translated", "texts")
	if cfg.Translate.Glossary != "" {
		r.note("glossary", number(len(t.Terms), "term"), "")
	}
	r.engine(ctx, "voice", cfg.Voice.Server, t.Speaker, "no transcript can be read aloud", "reviewed transcripts")
}

func number(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// cage says how well strangers' files are locked in.
func (r *Report) cage(ctx context.Context) {
	c := (&cage.Cage{}).Check(ctx)
	if c.Err != nil {
		r.note("cage", c.Err.Error(), cageHint)
		return
	}
	says := []string{fmt.Sprintf("Landlock %d", c.Landlock)}
	for _, x := range []struct {
		has  bool
		what string
	}{{c.Namespaces, "own namespaces"}, {c.Seccomp, "seccomp"}} {
		if x.has {
			says = append(says, x.what)
		} else {
			says = append(says, "no "+x.what)
		}
	}
	r.note("cage", strings.Join(says, ", ")+": files of strangers are read there", c.Note)
}

const cageHint = "recordings wait, sealed, until a Linux of 5.19 or newer with Landlock runs the worker; everything else works"

// engine asks one tool something invented.
func (r *Report) engine(ctx context.Context, name string, s Server, e any, without, what string) {
	if s.Engine == "" {
		r.note(name, "none is set: "+without, "")
		return
	}
	if gone, ok := e.(absent); ok {
		r.add(name, gone.err, "")
		return
	}
	found := s.Engine
	if named, ok := e.(interface{ Name() string }); ok {
		found = named.Name()
	}
	if where, ok := e.(interface {
		Host() string
		Remote() bool
	}); ok {
		if where.Remote() {
			found += "; " + what + " leave this machine, to or through " + where.Host()
		} else {
			found += "; " + what + " go to " + where.Host() + " and stay on this machine"
		}
	} else {
		found += ", a program of this machine; " + what + " stay here"
	}
	var err error
	if p, ok := e.(interface{ Probe(context.Context) error }); ok {
		err = p.Probe(ctx)
	}
	r.add(name, err, found)
}

// paceOf is over how long the pace of the steps is looked at.
const paceOf = time.Hour

// recordings says how far the steps are, what failed, and how long the rest
// takes at the pace of the last hour.
func (a *App) recordings(ctx context.Context, now time.Time) (found, hint string, err error) {
	if a.Config.Media.Off {
		return "left as they came", "", nil
	}
	callouts, err := a.Store.Callouts(ctx)
	if err != nil {
		return "", "", err
	}
	var done, open, failed, recent int
	var first time.Time // of those that ended in the last hour
	var reasons []string
	why := map[string]int{}
	for _, c := range callouts {
		tasks, err := a.service().Tasks(ctx, c.Slug)
		if err != nil {
			return "", "", err
		}
		for _, t := range tasks {
			switch t.State {
			case scribe.Done:
				done++
				if now.Sub(t.At) <= paceOf {
					if recent++; first.IsZero() || t.At.Before(first) {
						first = t.At
					}
				}
			case scribe.Failed:
				failed++
			default:
				open++
			}
			if t.State == scribe.Failed || t.State == scribe.Waiting && t.Reason != "" {
				if why[t.Reason]++; why[t.Reason] == 1 {
					reasons = append(reasons, t.Reason)
				}
			}
		}
	}
	found = fmt.Sprintf("%d steps done, %d to do, %d failed", done, open, failed)
	if open > 0 && recent > 1 && now.Sub(first) >= time.Minute {
		left := time.Duration(float64(now.Sub(first)) * float64(open) / float64(recent))
		found += "; at the pace of the last hour the rest takes " + hours(left)
	}
	slices.SortStableFunc(reasons, func(x, y string) int { return why[y] - why[x] })
	for i, reason := range reasons {
		if i == 3 {
			found += fmt.Sprintf("; and %d more reasons", len(reasons)-i)
			break
		}
		found += fmt.Sprintf("; %d: %s", why[reason], reason)
	}
	if failed > 0 || len(reasons) > 0 {
		hint = "voxpop media CALLOUT --open lists them, with what to do"
	}
	return found, hint, nil
}

// hours writes a time span as a person plans with it.
func hours(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "under a minute"
	case d < 2*time.Hour:
		return fmt.Sprintf("about %.0f minutes", math.Ceil(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("about %.0f hours", math.Ceil(d.Hours()))
	}
	return fmt.Sprintf("about %.0f days", math.Ceil(d.Hours()/24))
}

// cleaning says what makes media clean, and what is missing for it and costs.
func (r *Report) cleaning(ctx context.Context, cfg Config, t *Tools) {
	missing := strings.Join(t.Media.Missing(), "; ")
	if t.Media.FFmpeg == "" {
		hint := "apt-get install ffmpeg libchromaprint-tools"
		if cfg.Media.FFmpeg == NoFFmpeg {
			missing, hint = "ffmpeg is not used ([media] ffmpeg): only voice messages in Ogg Opus and photos can be made clean; video, other sound and HEIC photos wait", ""
		}
		r.note("clean media", missing, hint)
		return
	}
	if r.add("clean media", t.Media.Check(ctx), "ffmpeg "+t.Media.Version()+"; photos by decoders of our own, HEIC by ffmpeg") && missing != "" {
		r.note("known again", missing, "apt-get install libchromaprint-tools")
	}
}
