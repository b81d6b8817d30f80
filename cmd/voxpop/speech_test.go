//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/transcript"
)

// What people say in these tests: invented, and in words that an English model
// knows.
var sentences = []string{
	"The last train leaves before my shift at the hospital is over.",
	"My mother waits for an hour in the rain because there is no roof at the station.",
	"They told us that the new bridge would open in the spring, and nothing has happened.",
	"I take the bus every morning and it is full when it comes to our street.",
	"The children walk to school along a road that has no lights.",
	"Nobody asked the people who live near the river what they wanted.",
	"We paid for the tickets, and then the price went up again in the winter.",
	"My neighbor sold his car because he believed what the council said.",
	"The driver was kind and waited for the old man with the heavy bags.",
	"I would like to see more seats in the park and fewer signs.",
	"The market was closed on Monday and the farmers lost a whole day of work.",
	"When the power went out, the shop on the corner gave us bread and water.",
	"It is hard to sleep when the trucks come through the town at night.",
	"The library is the only warm place for many of us in December.",
	"I have lived here for thirty years and I have never seen the river so low.",
	"The water in our house is brown after every storm.",
	"We need a doctor in the village and not another parking lot.",
	"My son found work in the harbor after the factory had closed.",
	"The mayor made a promise in public and broke it within a year.",
	"Please keep the small theater open, because it is the heart of our town.",
}

// tool returns the path of a tool; without it the test is skipped.
func tool(t testing.TB, name string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	if err != nil || runtime.GOOS != "linux" {
		t.Skipf("%s is not here", name)
	}
	return p
}

// say records a sentence as a voice message: Debian's flite speaks, ffmpeg
// makes of it what a browser's recorder or a messenger does.
func say(t testing.TB, sentence string, args ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	wav := filepath.Join(dir, "said.wav")
	if out, err := exec.Command(tool(t, "flite"), "-voice", "rms", "-t", sentence, "-o", wav).CombinedOutput(); err != nil {
		t.Fatalf("flite: %v\n%s", err, out)
	}
	if len(args) == 0 {
		args = []string{"-c:a", "libopus", "-b:a", "24k", "-f", "ogg"}
	}
	cmd := exec.Command(tool(t, "ffmpeg"), append(append([]string{"-v", "error", "-i", wav}, args...), "-")...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, errs.String())
	}
	return out.Bytes()
}

// many is how many sentences are said: a few, or as many as VOXPOP_SPEECH says.
func many(t *testing.T, few int) int {
	if n, err := strconv.Atoi(os.Getenv("VOXPOP_SPEECH")); err == nil {
		return min(n, len(sentences))
	}
	return few
}

// status runs voxpop to its end, whatever it is.
func status(t *testing.T, env []string, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	getenv := func(name string) string {
		for _, e := range env {
			if v, ok := strings.CutPrefix(e, name+"="); ok {
				return v
			}
		}
		return ""
	}
	var out, errs bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &errs, getenv)
	return code, out.String(), errs.String()
}

func decode[T any](t *testing.T, b string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(b), &v); err != nil {
		t.Fatalf("%v:\n%.500s", err, b)
	}
	return v
}

// listed is what voxpop media says of a recording.
type listed struct {
	Response string
	Steps    []struct {
		Step, State, Reason, Hint string
		Tries                     int
	}
	Made []struct {
		Kind string
		Size int64
	}
}

func recordings(t *testing.T, env []string, room, slug string, ids ...string) []listed {
	t.Helper()
	return decode[struct{ Recordings []listed }](t, once(t, env, append([]string{"media", slug, "--json", "--dir", room}, ids...)...)).Recordings
}

// spokenIn sends sentences through a public door, as voice messages of as many
// people, and fetches them. The newsroom hears with PocketSphinx.
func spokenIn(t *testing.T, n int) (room string, env []string) {
	t.Helper()
	for _, name := range []string{"flite", "ffmpeg", "pocketsphinx_continuous", "espeak-ng"} {
		tool(t, name)
	}
	room, door, env := twoPlaces(t)
	front := start(t, env, nil, "front", "--dir", door, "--addr", "127.0.0.1:0", "--pull-addr", "127.0.0.1:0")
	public := front.line(t, `^public door +(http://\S+)$`)
	pull := front.line(t, `^newsroom +(http://\S+)$`)
	appendTo(t, filepath.Join(room, "voxpop.toml"), "\n[[door]]\nurl = \""+strings.TrimSuffix(pull, "/")+"\"\nname = \"city\"\n\n[speech]\nengine = \"pocketsphinx\"\nlanguages = [\"en\"]\nworkers = 2\n\n[voice]\nengine = \"espeak-ng\"\n")
	once(t, env, "pull", "--dir", room)
	v := newVisitor(t, public)
	tickets := make([]string, n)
	for i := range tickets {
		tickets[i] = v.form(t, "bench")
	}
	writing(t)
	for i, ticket := range tickets {
		v.send(t, "bench", ticket, "", say(t, sentences[i]))
	}
	once(t, env, "pull", "--dir", room)
	front.stop(t)
	return room, env
}

// TestSpeech is the whole way of what somebody says: through the public door,
// sealed, fetched, cleaned in the cage, written down by a machine, corrected
// and reviewed by a person, quoted in a story that holds, and cut into its
// page. It prints how many words the machine got wrong.
func TestSpeech(t *testing.T) {
	n := many(t, 2)
	room, env := spokenIn(t, n)
	// A sealed recording cannot be read, nor heard: none of it is in the clear.
	if got := filesWith(t, room, "OpusHead", "OggS", "canary-file-name"); len(got) > 0 {
		t.Errorf("before anything was read, a recording lies in the clear: %v", got)
	}
	// While the keys are locked, recordings wait and say for what.
	if code, out, errs := status(t, nil, "", "work", "--once", "--dir", room); code != done {
		t.Fatalf("status %d: %s%s", code, out, errs)
	}
	for _, r := range recordings(t, env, room, "bench") {
		if len(r.Steps) != 1 || r.Steps[0].State != "waiting" || r.Steps[0].Reason == "" || r.Steps[0].Hint == "" {
			t.Fatalf("with locked keys: %+v", r)
		}
	}
	once(t, env, "media", "run", "bench", "--dir", room)

	began := time.Now()
	said := decode[struct{ Done, Failed, Waiting int }](t, once(t, env, "work", "--once", "--json", "--dir", room))
	took := time.Since(began)
	if said.Done != 2*n || said.Failed+said.Waiting > 0 {
		t.Fatalf("%+v of %d recordings: %+v", said, n, recordings(t, env, room, "bench"))
	}
	var rate transcript.WER
	var id, sentence string // of what was heard worst
	var worst transcript.WER
	for _, r := range recordings(t, env, room, "bench") {
		v := decode[voxpop.TextVersion](t, once(t, env, "transcript", "show", "bench", r.Response, "--json", "--dir", room))
		if v.State != voxpop.Machine || v.Lang != "en" || len(v.Words) == 0 || v.Seconds <= 0 {
			t.Errorf("%s: %+v", r.Response, v)
		}
		said, best := "", transcript.WER{}
		for _, s := range sentences[:n] {
			if w := transcript.ErrorRate(s, v.Text); said == "" || w.Rate() < best.Rate() {
				said, best = s, w
			}
		}
		rate = rate.Add(best)
		if id == "" || best.Rate() > worst.Rate() {
			id, sentence, worst = r.Response, said, best
		}
	}
	t.Logf("%d sentences, %d words: %d substituted, %d left out, %d added: word error rate %.1f %%; %.1f s, %.1f messages a minute",
		n, rate.Words, rate.Substitutions, rate.Deletions, rate.Insertions, 100*rate.Rate(), took.Seconds(), float64(n)/took.Minutes())
	if rate.Rate() >= .15 {
		t.Errorf("word error rate %.1f %%", 100*rate.Rate())
	}
	// The tables hold words, as they hold what was written; sound is sealed.
	if got := filesWith(t, room, "OpusHead", "OggS", "ftypisom", "canary-file-name"); len(got) > 0 {
		t.Errorf("a recording lies in the clear: %v", got)
	}

	quoted(t, env, room, id, sentence)
}

// quoted corrects, reviews and quotes what was heard, and builds the page.
func quoted(t *testing.T, env []string, room, id, sentence string) {
	t.Helper()
	before := decode[voxpop.TextVersion](t, once(t, env, "transcript", "show", "bench", id, "--json", "--dir", room))
	to := strconv.FormatFloat(math.Floor(10*before.Seconds)/10, 'f', -1, 64)
	story := writeStory(t, "bench", fmt.Sprintf("“[%[1]s](response:%[2]s)”, [said one voice message](by:%[2]s).\n\n![One of the answers](clip:%[2]s#t=0,%[3]s)\n\n"+
		"![The same, disguised](clip:%[2]s?disguise=signal#t=0,%[3]s)\n\n![The same, read aloud](clip:%[2]s?disguise=revoice#t=0,%[3]s)", strings.TrimSuffix(sentence, "."), id, to))
	if code, out, _ := status(t, env, "", "story", "check", story, "--dir", room); code != findings {
		t.Errorf("what nobody reviewed can be quoted: %s", out)
	}
	if code, out, errs := status(t, env, sentence, "transcript", "edit", "bench", id, "-", "--by", "noa", "--dir", room); code != done {
		t.Fatalf("%s%s", out, errs)
	}
	now := decode[voxpop.TextVersion](t, once(t, env, "transcript", "show", "bench", id, "--json", "--dir", room))
	if now.N != 2 || now.State != voxpop.Edited || now.By != "noa" || now.Text != sentence || len(now.Words) == 0 || len(now.Words) < len(before.Words)/2 {
		t.Errorf("corrected: %+v", now)
	}
	once(t, env, "transcript", "review", "bench", id, "--by", "noa", "--dir", room)
	if code, out, errs := status(t, env, "", "story", "check", story, "--dir", room); code != done {
		t.Fatalf("%s%s", out, errs)
	}
	sums := map[string]bool{}
	for _, b := range carried(t, buildStory(t, env, room, story), "audio/") {
		sums[string(b)] = true
	}
	if len(sums) != 3 {
		t.Errorf("the page has %d clips of different sound, want three", len(sums))
	}
	for _, v := range decode[struct{ Versions []versionLine }](t, once(t, env, "transcript", "versions", "bench", id, "--json", "--dir", room)).Versions {
		t.Logf("version %d: %s by %s", v.N, v.State, v.By)
	}
}

// TestKilledWorker kills the worker at many moments of its work, and starts it
// again: every recording is done in the end, and whole.
func TestKilledWorker(t *testing.T) {
	n, kills := 2, 4
	if os.Getenv("VOXPOP_SPEECH") != "" {
		n, kills = 8, 25
	}
	room, env := spokenIn(t, n)
	env = append(env, "VOXPOP_TEST_LEASE=400ms")
	killed := 0
	for i := range kills {
		p := start(t, env, nil, "work", "--dir", room)
		p.line(t, `^(working)$`)
		// The moments are spread over what a step takes, not chosen by what it does.
		after := time.NewTimer(time.Duration(40+i*97%1500) * time.Millisecond)
		select {
		case <-after.C:
		case <-p.ended:
		}
		if p.cmd.Process.Signal(syscall.SIGKILL) == nil {
			killed++
		}
		for range p.lines {
		}
		<-p.ended
		whole(t, env, room)
	}
	p := start(t, env, nil, "work", "--dir", room)
	p.line(t, `^(working)$`)
	done := func() bool {
		for _, r := range recordings(t, env, room, "bench") {
			for _, s := range r.Steps {
				if s.State == "failed" {
					t.Fatalf("%+v", r)
				}
			}
			if len(r.Steps) != 2 || r.Steps[0].State != "done" || r.Steps[1].State != "done" {
				return false
			}
		}
		return true
	}
	again := time.NewTicker(200 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(5 * time.Minute); !done(); <-again.C {
		if time.Now().After(deadline) {
			t.Fatalf("after the kills: %+v", recordings(t, env, room, "bench"))
		}
	}
	p.stop(t)
	whole(t, env, room)
	t.Logf("%d recordings, the worker killed %d times: all are done", n, killed)
	if got := filesWith(t, room, "OpusHead", "OggS", "canary-file-name"); len(got) > 0 {
		t.Errorf("a recording lies in the clear: %v", got)
	}
}

// whole looks that a recording has all of its derivatives, each readable to its
// end, or none; and that one that is clean has them.
func whole(t *testing.T, env []string, room string) {
	t.Helper()
	var ids []string
	for _, r := range recordings(t, env, room, "bench") {
		ids = append(ids, r.Response)
	}
	for _, r := range recordings(t, env, room, "bench", ids...) {
		kinds := map[string]int64{}
		for _, d := range r.Made {
			kinds[d.Kind] = d.Size
		}
		clean := len(r.Steps) > 0 && r.Steps[0].Step == "clean" && r.Steps[0].State == "done"
		if _, audio := kinds["audio"]; clean != audio || clean && kinds["peaks"] == 0 {
			t.Errorf("clean is %v, and there are %v", clean, kinds)
		}
		for kind, size := range kinds {
			got := once(t, env, "media", "get", "bench", r.Response, kind, "--out", "-", "--dir", room)
			if int64(len(got)) != size {
				t.Errorf("%s of %d bytes is listed with %d", kind, len(got), size)
			}
		}
	}
}
