package ffmpeg_test

import (
	"testing"

	"voxpop"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/scribe"
)

func TestCleaner(t *testing.T) {
	e := engine(t)
	of := func(name string, m voxpop.Medium) func(t *testing.T) (scribe.Original, []byte) {
		return func(t *testing.T) (scribe.Original, []byte) {
			b := record(t, name)
			return original(b, m), b
		}
	}
	cut := func(t *testing.T) (scribe.Original, []byte) {
		b := record(t, "memo.m4a")[:200]
		return original(b, voxpop.Voice), b
	}
	enginetest.RunCleaner(t, enginetest.CleanerSuite{
		Open: func(*testing.T) scribe.Cleaner { return e },
		Files: []enginetest.CleanerFile{
			{Name: "voice", Original: of("telegram.ogg", voxpop.Voice), Canaries: []string{secret}, Makes: []scribe.Kind{scribe.Audio, scribe.AAC, scribe.Peaks}},
			{Name: "video", Original: of("phone.mp4", voxpop.Video), Canaries: []string{secret}, Makes: []scribe.Kind{scribe.Audio, scribe.Peaks, scribe.Video, scribe.Poster}},
			{Name: "cut off", Original: cut, Canaries: []string{secret}},
		},
	})
}
