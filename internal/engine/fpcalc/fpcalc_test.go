package fpcalc

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"voxpop/internal/engine/cage"
	"voxpop/internal/fingerprint"
	"voxpop/internal/media"
)

func TestMain(m *testing.M) {
	cage.Main(nil)
	os.Exit(m.Run())
}

func tool(t *testing.T, name string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
}

func wav(t *testing.T, path string) media.Sound {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := media.ReadWAV(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPrint takes prints of what two voices say, and of copies of it, and holds
// that the limit between them is right: copies below it, others above.
func TestPrint(t *testing.T) {
	e, err := Find(&cage.Cage{})
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	const text = "We have had no water in this street since the third of March, and nobody from the company came to look at the pump. My neighbour carries it up four floors every morning."
	const other = "The school was closed on Monday and again on Tuesday. I do not know whom to ask any more, so please write about it before the summer, when all of this will be forgotten."
	say := func(voice, text string) string {
		path := filepath.Join(dir, fmt.Sprintf("%s-%d.wav", voice, len(text)))
		tool(t, "flite", "-voice", voice, "-t", text, "-o", path)
		return path
	}
	first := say("rms", text)
	print := func(s media.Sound) fingerprint.Print {
		t.Helper()
		p, err := e.Print(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := print(wav(t, first))
	if len(p) < fingerprint.LeastItems {
		t.Fatalf("%d items", len(p))
	}
	again := func(args ...string) media.Sound {
		coded, out := filepath.Join(dir, "coded."+args[0]), filepath.Join(dir, "out.wav")
		tool(t, "ffmpeg", append(append([]string{"-v", "error", "-nostdin", "-y", "-i", first}, args[1:]...), coded)...)
		tool(t, "ffmpeg", "-v", "error", "-nostdin", "-y", "-i", coded, "-ac", "1", out)
		return wav(t, out)
	}
	for name, s := range map[string]media.Sound{
		"opus 16k":  again("ogg", "-c:a", "libopus", "-b:a", "16k"),
		"aac":       again("m4a", "-c:a", "aac", "-b:a", "32k"),
		"mp3":       again("mp3", "-c:a", "libmp3lame", "-b:a", "32k"),
		"2 s cut":   again("wav", "-ss", "2"),
		"quieter":   again("wav", "-af", "volume=0.2"),
		"resampled": wav(t, first).Resample(48000),
	} {
		errors, off := fingerprint.Compare(p, print(s))
		t.Logf("%s: %.3f at %d", name, errors, off)
		if errors > fingerprint.MostErrors {
			t.Errorf("%s: %.3f of the bits differ", name, errors)
		}
	}
	for name, path := range map[string]string{"other voice": say("slt", text), "other voice too": say("awb", text), "other text": say("rms", other)} {
		errors, _ := fingerprint.Compare(p, print(wav(t, path)))
		t.Logf("%s: %.3f", name, errors)
		if errors <= fingerprint.MostErrors {
			t.Errorf("%s: only %.3f of the bits differ", name, errors)
		}
	}
	// Two people behind one greeting.
	greeting := wav(t, say("kal16", "Thank you for calling. Please tell us after the tone what you have seen in your town, and how it is for you and for your family. We listen to every message, and we call nobody back."))
	after := func(voice, text string) fingerprint.Print {
		return print(media.Sound{Rate: greeting.Rate, Samples: append(append([]int16{}, greeting.Samples...), wav(t, say(voice, text)).Samples...)})
	}
	const short = "There has been no water for three days."
	one := after("rms", short)
	for name, p := range map[string]fingerprint.Print{"greeting, other voice": after("kal16", short), "greeting, other text": after("rms", "The school is closed because of the snow.")} {
		errors, _ := fingerprint.Compare(one, p)
		t.Logf("%s: %.3f", name, errors)
		if errors <= fingerprint.MostErrors {
			t.Errorf("%s: only %.3f of the bits differ", name, errors)
		}
	}
	for _, s := range []media.Sound{{}, {Rate: 16000, Samples: make([]int16, 16000)}} {
		if p, err := e.Print(t.Context(), s); err != nil || len(p) != 0 {
			t.Errorf("%d samples: %v, %v", len(s.Samples), p, err)
		}
	}
	silence := print(media.Sound{Rate: 16000, Samples: make([]int16, 16000*20)})
	if errors, _ := fingerprint.Compare(silence, silence); errors != 1 {
		t.Errorf("silence is known again, in %d items", len(silence))
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		out  string
		want int
	}{{"DURATION=6\nFINGERPRINT=1,2,4294967295\n", 3}, {"FINGERPRINT=\n", 0}, {"", -1}, {"FINGERPRINT=1,x", -1}, {"FINGERPRINT=4294967296", -1}, {"FINGERPRINT=-1", -1},
		{"FINGERPRINT=1" + string(bytes.Repeat([]byte(",7"), 5000)), fingerprint.MaxItems}} {
		p, ok := parse([]byte(tt.out))
		if ok != (tt.want >= 0) || ok && len(p) != tt.want {
			t.Errorf("%.30q: %d items, %v", tt.out, len(p), ok)
		}
	}
}

// fall is a program that says nothing.
func TestPrintFails(t *testing.T) {
	path, err := exec.LookPath("true")
	if err != nil {
		t.Skip(err)
	}
	e := &Engine{Cage: &cage.Cage{}, Path: path}
	if _, err := e.Print(t.Context(), media.Sound{Rate: 16000, Samples: make([]int16, 16000*5)}); err == nil {
		t.Error("a program that says nothing gave a print")
	}
}
