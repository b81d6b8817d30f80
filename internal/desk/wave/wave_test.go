package wave_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"voxpop/internal/desk/wave"
	"voxpop/internal/media"
)

func TestPath(t *testing.T) {
	tone := media.Sound{Rate: 16000, Samples: make([]int16, 16000)}
	for i := 8000; i < 16000; i++ {
		tone.Samples[i] = int16(20000 * (1 - 2*(i%2)))
	}
	b, err := json.Marshal(tone.Peaks(4))
	if err != nil {
		t.Fatal(err)
	}
	p, err := wave.Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	const want = "M50.0 31.5L150.0 31.5L250.0 0.4L350.0 0.4L350.0 64.0L250.0 64.0L150.0 32.5L50.0 32.5Z"
	if got := wave.Path(p, 400, 64); got != want {
		t.Errorf("half a second of silence, half of a tone:\n%s\n%s", got, want)
	}
	if got := wave.Path(media.Peaks{}, 400, 64); got != "" {
		t.Errorf("nothing is drawn as %q", got)
	}
	if got := wave.Path(media.Peaks{Data: []int8{-128, 127}}, 10, 10); got != "M5.0 0.0L5.0 10.0Z" {
		t.Errorf("as loud as can be: %q", got)
	}
}

func TestReadRefuses(t *testing.T) {
	for name, body := range map[string]string{
		"nothing": "", "words": "peaks", "another version": `{"version":1}`, "a lie": `{"version":2,"channels":1,"length":9,"data":[1,2]}`,
		"below zero": `{"version":2,"length":-1}`, "too long": `{"version":2,"channels":1,"length":1,"data":[` + strings.Repeat("1,", 1<<20) + `1]}`,
		"a file": `{"version":2,"channels":1,"length":1,"data":["<svg>",1]}`,
	} {
		if p, err := wave.Read(strings.NewReader(body)); err == nil {
			t.Errorf("%s is a waveform: %+v", name, p)
		}
	}
}
