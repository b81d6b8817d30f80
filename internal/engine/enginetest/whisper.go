package enginetest

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"voxpop/internal/media"
)

// WhisperKind is a speech server that is imitated: what it does differently
// from the others, by its own source, documentation and what was seen (2026-11).
type WhisperKind string

// The kinds.
const (
	// WhisperCPP is whisper.cpp's server: /inference, every token as a word,
	// half letters as U+FFFD, one request at a time, “Invalid request” as plain
	// text for whatever it does not take, “stof” under 500 for what is no
	// number, English unless told to find out, any unknown language taken, and
	// for less than a tenth of a second nothing in the language of before.
	WhisperCPP WhisperKind = "whisper.cpp"
	// WhisperCPPv1 is the same started with --inference-path /v1/audio/transcriptions.
	WhisperCPPv1 WhisperKind = "whisper.cpp under /v1"
	// WhisperOpenAI has words beside the segments, without punctuation or
	// probability, and only when asked for; the language by its full name.
	WhisperOpenAI WhisperKind = "whisper-1"
	// WhisperFaster stands for servers on faster-whisper: words with
	// probabilities and spaces, in the segments, and the language as a code.
	WhisperFaster WhisperKind = "faster-whisper"
	// WhisperText stands for newer models that answer json and refuse the rest.
	WhisperText WhisperKind = "text only"
)

// WhisperKinds are all of them.
var WhisperKinds = []WhisperKind{WhisperCPP, WhisperCPPv1, WhisperOpenAI, WhisperFaster, WhisperText}

// Twist is something that a server was seen to do to an answer.
type Twist string

// The twists.
const (
	EndsBeyond  Twist = "ends beyond the sound"
	NoWords     Twist = "no words nor tokens"
	NullNumbers Twist = "null for numbers"
	NoLanguage  Twist = "no probabilities of languages"
	Repeats     Twist = "says every segment six times"
	Invents     Twist = "thanks for watching where nobody spoke"
)

// WhisperModel is the model of every imitation.
const WhisperModel = "invented-whisper"

// Utterance is what an imitation hears: a sentence and its times in seconds.
type Utterance struct {
	Start, End float64
	Text       string
	P          float64
}

// Whisper imitates one kind of speech server on this machine.
type Whisper struct {
	URL  string // as [speech] url has it
	Kind WhisperKind

	mu       sync.Mutex
	hears    func(media.Sound) []Utterance
	lang     string // code of what is spoken
	before   string // code of the language of the request before
	twists   []Twist
	requests []SpeechRequest
	next     []Answer
	now, top int
	one      sync.Mutex // whisper.cpp does one at a time
	held     chan struct{}
	http     *httptest.Server
}

// SpeechRequest is one that came.
type SpeechRequest struct {
	Path, Key string
	Fields    map[string][]string
	File      string // the name that the file was sent under
	Type      string // and its media type
	Sound     media.Sound
}

// StartWhisper starts one; it ends with the test. It hears [Murmur] in English
// unless told otherwise.
func StartWhisper(t testing.TB, kind WhisperKind, twists ...Twist) *Whisper {
	t.Helper()
	w := &Whisper{Kind: kind, twists: twists, hears: Murmur, lang: "en", before: "en"}
	w.http = httptest.NewServer(w)
	t.Cleanup(w.http.Close)
	w.URL = w.http.URL
	if kind != WhisperCPP {
		w.URL += "/v1"
	}
	return w
}

// Hears sets what is heard in a sound, and the code of its language.
func (w *Whisper) Hears(lang string, hears func(media.Sound) []Utterance) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lang, w.hears = lang, hears
}

// Twist has it do one more thing to its answers.
func (w *Whisper) Twist(t Twist) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.twists = append(w.twists, t)
}

// Next lays answers before those of its own.
func (w *Whisper) Next(answers ...Answer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next = append(w.next, answers...)
}

// Hold lets every request wait until the function that it returns is called.
func (w *Whisper) Hold() (release func()) {
	held := make(chan struct{})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = held
	return sync.OnceFunc(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.held = nil
		close(held)
	})
}

// Requests are those that came so far.
func (w *Whisper) Requests() []SpeechRequest {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.requests)
}

// AtOnce is the most requests that were under way at once.
func (w *Whisper) AtOnce() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.top
}

// Murmur hears a sentence in every stretch of a sound that is not silent,
// two words a second.
func Murmur(s media.Sound) []Utterance {
	words := strings.Fields("the ferry was late again and nobody on the quay could tell us when the next one would come so we waited in the rain")
	var out []Utterance
	for _, r := range loud(s) {
		n := max(1, int(2*(r[1]-r[0])))
		text := make([]string, n)
		for i := range text {
			text[i] = words[i%len(words)]
		}
		out = append(out, Utterance{Start: r[0], End: r[1], Text: strings.ToUpper(text[0][:1]) + strings.Join(text, " ")[1:] + ".", P: .9})
	}
	return out
}

// loud are the stretches of a sound above silence, in seconds; pauses shorter
// than .4 s are inside one.
func loud(s media.Sound) [][2]float64 {
	var out [][2]float64
	step := s.Rate / 10
	for at := 0; step > 0 && at+step <= len(s.Samples); at += step {
		sum := 0.
		for _, v := range s.Samples[at : at+step] {
			sum += float64(v) * float64(v)
		}
		if math.Sqrt(sum/float64(step)) < 200 {
			continue
		}
		start, end := float64(at)/float64(s.Rate), float64(at+step)/float64(s.Rate)
		if n := len(out); n > 0 && start-out[n-1][1] < .4 {
			out[n-1][1] = end
		} else {
			out = append(out, [2]float64{start, end})
		}
	}
	return out
}

// ServeHTTP answers as the kind does.
func (w *Whisper) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Access-Control-Allow-Origin", "*")
	req := SpeechRequest{Path: r.URL.Path, Key: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")}
	wrong := r.Method == http.MethodPost && readForm(r, &req) != nil
	w.mu.Lock()
	w.requests = append(w.requests, req)
	w.now++
	w.top = max(w.top, w.now)
	held := w.held
	var given *Answer
	if len(w.next) > 0 {
		given, w.next = &w.next[0], w.next[1:]
	}
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.now--
	}()
	if held != nil {
		select {
		case <-held:
		case <-r.Context().Done():
			return
		}
	}
	want := "/v1/audio/transcriptions"
	if w.Kind == WhisperCPP {
		want = "/inference"
	}
	switch {
	case given != nil && given.Drop:
		panic(http.ErrAbortHandler)
	case given != nil:
		for k, v := range given.Header {
			rw.Header().Set(k, v)
		}
		rw.WriteHeader(given.Status)
		io.WriteString(rw, given.Body)
	case r.URL.Path == "/health" && w.cpp():
		write(rw, 200, map[string]any{"status": "ok"})
	case r.URL.Path != want || r.Method != http.MethodPost:
		rw.WriteHeader(404)
	case wrong:
		w.refuse(rw)
	case w.cpp():
		w.one.Lock()
		defer w.one.Unlock()
		w.inference(rw, req)
	default:
		w.transcription(rw, req)
	}
}

func (w *Whisper) cpp() bool { return w.Kind == WhisperCPP || w.Kind == WhisperCPPv1 }

func readForm(r *http.Request, req *SpeechRequest) error {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return fmt.Errorf("no form")
	}
	req.Fields = map[string][]string{}
	parts := multipart.NewReader(r.Body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		b, err := io.ReadAll(io.LimitReader(p, 64<<20))
		if err != nil {
			return err
		}
		if p.FormName() != "file" {
			req.Fields[p.FormName()] = append(req.Fields[p.FormName()], string(b))
			continue
		}
		req.File, req.Type = p.FileName(), p.Header.Get("Content-Type")
		if req.Sound, err = media.ReadWAV(b); err != nil || req.Sound.Rate != 16000 {
			return fmt.Errorf("no WAV at 16 kHz")
		}
	}
	if req.Sound.Rate == 0 {
		return fmt.Errorf("no file")
	}
	return nil
}

func (w *Whisper) refuse(rw http.ResponseWriter) {
	if w.cpp() {
		rw.Header().Set("Content-Type", "text/plain")
		rw.WriteHeader(400)
		io.WriteString(rw, "Invalid request")
		return
	}
	write(rw, 400, map[string]any{"error": map[string]any{"message": "Invalid request", "type": "invalid_request_error", "param": nil, "code": nil}})
}

func (req SpeechRequest) field(name string) string { return strings.Join(req.Fields[name], ",") }

func (w *Whisper) has(t Twist) bool { return slices.Contains(w.twists, t) }

// heard is what the imitation hears, twisted.
func (w *Whisper) heard(s media.Sound) (all []Utterance, lang string) {
	w.mu.Lock()
	hears, lang := w.hears, w.lang
	w.mu.Unlock()
	all = hears(s)
	if w.has(Invents) && len(all) == 0 {
		all = []Utterance{{0, s.Seconds(), "Thanks for watching!", .8}}
	}
	if w.has(Repeats) {
		var more []Utterance
		for _, a := range all {
			for i := range 6 {
				step := (a.End - a.Start) / 6
				more = append(more, Utterance{a.Start + step*float64(i), a.Start + step*float64(i+1), a.Text, a.P})
			}
		}
		all = more
	}
	if w.has(EndsBeyond) {
		for i := range all {
			all[i].End += 7.74
		}
	}
	return all, lang
}

func (w *Whisper) number(v float64) any {
	if w.has(NullNumbers) {
		return nil
	}
	return v
}

func saidText(all []Utterance, space string) string {
	s := ""
	for _, a := range all {
		s += space + a.Text
	}
	return s
}

// inference is whisper.cpp's.
func (w *Whisper) inference(rw http.ResponseWriter, req SpeechRequest) {
	for _, name := range []string{"temperature", "temperature_inc", "no_speech_thold"} {
		if v := req.field(name); v != "" {
			if _, err := strconv.ParseFloat(v, 64); err != nil {
				rw.Header().Set("Content-Type", "text/plain")
				rw.WriteHeader(500)
				io.WriteString(rw, "stof")
				return
			}
		}
	}
	all, spoken := w.heard(req.Sound)
	lang := req.field("language")
	switch lang {
	case "auto":
		lang = spoken
	case "":
		lang = "en"
	}
	if req.Sound.Seconds() < .1 {
		all, lang = nil, w.before
	}
	w.before = lang
	switch req.field("response_format") {
	case "", "json":
		write(rw, 200, map[string]any{"text": saidText(all, " ") + "\n"})
		return
	case "verbose_json":
	case "text":
		io.WriteString(rw, saidText(all, " "))
		return
	default:
		w.refuse(rw)
		return
	}
	segments := []map[string]any{}
	for i, a := range all {
		seg := map[string]any{"id": i, "text": " " + a.Text, "start": a.Start, "end": a.End, "temperature": 0.0, "avg_logprob": w.number(math.Log(a.P)), "no_speech_prob": 1e-5}
		if !w.has(NoWords) {
			seg["tokens"], seg["words"] = []int{17025}, tokens(a)
		}
		segments = append(segments, seg)
	}
	body := map[string]any{"task": "transcribe", "language": full(lang), "duration": req.Sound.Seconds(), "text": saidText(all, " ") + "\n", "segments": segments}
	if req.field("no_language_probabilities") != "true" && !w.has(NoLanguage) {
		body["detected_language"], body["detected_language_probability"] = full(spoken), .97
		body["language_probabilities"] = map[string]any{spoken: .97, "nl": .01}
	}
	write(rw, 200, body)
}

// tokens are bytes: a letter can begin in one and end in the next.
func tokens(a Utterance) []map[string]any {
	var out []map[string]any
	whole := " " + a.Text
	at := func(i int) float64 { return a.Start + (a.End-a.Start)*float64(i)/float64(len(whole)) }
	for i := 0; i < len(whole); {
		n := 1
		for i+n < len(whole) && n < 5 && whole[i+n] != ' ' {
			n++
		}
		out = append(out, map[string]any{"word": strings.ToValidUTF8(whole[i:i+n], "\ufffd"), "start": at(i), "end": at(i + n), "t_dtw": -1, "probability": a.P})
		i += n
	}
	return out
}

// transcription is that of the others.
func (w *Whisper) transcription(rw http.ResponseWriter, req SpeechRequest) {
	if req.field("model") != WhisperModel {
		write(rw, 404, map[string]any{"error": map[string]any{"message": "The model does not exist", "type": "invalid_request_error"}})
		return
	}
	all, spoken := w.heard(req.Sound)
	format, words := req.field("response_format"), strings.Contains(req.field("timestamp_granularities[]"), "word")
	switch lang := req.field("language"); {
	case format != "json" && format != "" && w.Kind == WhisperText, len(lang) > 3, format != "" && format != "json" && format != "verbose_json":
		w.refuse(rw)
		return
	case lang != "":
		spoken = lang
	}
	if format != "verbose_json" {
		write(rw, 200, map[string]any{"text": strings.TrimSpace(saidText(all, " ")), "usage": map[string]any{"type": "duration", "seconds": 1}})
		return
	}
	var segments, beside []map[string]any
	for i, a := range all {
		seg := map[string]any{"id": i, "seek": 0, "start": a.Start, "end": a.End, "text": " " + a.Text, "tokens": []int{1}, "temperature": 0.0,
			"avg_logprob": w.number(math.Log(a.P)), "compression_ratio": w.number(1.2), "no_speech_prob": w.number(.01)}
		inside := wordsOf(a, w.Kind == WhisperFaster)
		if w.Kind == WhisperFaster && words && !w.has(NoWords) {
			seg["words"] = inside
		}
		beside = append(beside, inside...)
		segments = append(segments, seg)
	}
	body := map[string]any{"task": "transcribe", "language": full(spoken), "duration": req.Sound.Seconds(), "text": strings.TrimSpace(saidText(all, " ")), "segments": segments}
	if w.Kind == WhisperFaster {
		body["language"] = spoken
	}
	if words && !w.has(NoWords) {
		body["words"] = beside
	}
	write(rw, 200, body)
}

// wordsOf are the words of a sentence: faster-whisper's with their spaces,
// punctuation and probability, OpenAI's with neither.
func wordsOf(a Utterance, faster bool) []map[string]any {
	var out []map[string]any
	fields := strings.Fields(a.Text)
	step := (a.End - a.Start) / float64(max(1, len(fields)))
	for i, f := range fields {
		one := map[string]any{"word": strings.Trim(f, ".,!?؟،"), "start": a.Start + step*float64(i), "end": a.Start + step*float64(i+1)}
		if faster {
			one["word"], one["probability"] = " "+f, a.P
		}
		out = append(out, one)
	}
	return out
}

// full is the name by which whisper.cpp and OpenAI call a language.
func full(code string) string {
	for _, l := range [][2]string{{"en", "english"}, {"fa", "persian"}, {"ar", "arabic"}, {"az", "azerbaijani"}, {"tr", "turkish"}, {"zh", "chinese"}, {"nl", "dutch"}, {"de", "german"}, {"ja", "japanese"}, {"jw", "javanese"}, {"ps", "pashto"}, {"ht", "haitian creole"}} {
		if l[0] == code {
			return l[1]
		}
	}
	return code
}

// Transcript is the answer of a kind to a sound, as the bytes that it sends:
// seeds for fuzzing.
func (w *Whisper) Transcript(s media.Sound) []byte {
	rec := httptest.NewRecorder()
	req := SpeechRequest{Sound: s, Fields: map[string][]string{"model": {WhisperModel}, "language": {"auto"}, "response_format": {"verbose_json"}, "timestamp_granularities[]": {"word"}}}
	if w.cpp() {
		w.inference(rec, req)
	} else {
		delete(req.Fields, "language")
		w.transcription(rec, req)
	}
	var any json.RawMessage
	if json.Unmarshal(rec.Body.Bytes(), &any) != nil {
		return nil
	}
	return any
}
