package ffmpeg

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/intake"
	"voxpop/internal/media"
)

// demuxers are the containers that are opened, by the extension that our own
// look at the first bytes gives. There is no playlist among them, and none that
// opens another file.
var demuxers = map[string]string{
	"ogg": "ogg", "webm": "matroska", "m4a": "mov", "mp4": "mov", "mov": "mov", "3gp": "mov",
	"wav": "wav", "amr": "amr", "awb": "amr", "mp3": "mp3", "aac": "aac",
}

// Decoders that are opened, as ffmpeg names them, by what ffprobe calls the
// codec.
var (
	sounds = map[string][]string{
		"opus": {"opus", "libopus"}, "vorbis": {"vorbis", "libvorbis"}, "speex": {"speex", "libspeex"}, "flac": {"flac"}, "aac": {"aac"}, "alac": {"alac"}, "mp3": {"mp3float", "mp3"},
		"amr_nb": {"amrnb", "libopencore_amrnb"}, "amr_wb": {"amrwb", "libopencore_amrwb"}, "pcm_u8": {"pcm_u8"}, "pcm_s16le": {"pcm_s16le"}, "pcm_s16be": {"pcm_s16be"},
		"pcm_s24le": {"pcm_s24le"}, "pcm_s24be": {"pcm_s24be"}, "pcm_s32le": {"pcm_s32le"}, "pcm_f32le": {"pcm_f32le"}, "pcm_f64le": {"pcm_f64le"}, "pcm_alaw": {"pcm_alaw"}, "pcm_mulaw": {"pcm_mulaw"},
		"gsm_ms": {"gsm_ms"}, "adpcm_ima_wav": {"adpcm_ima_wav"}, "adpcm_ms": {"adpcm_ms"}, "qcelp": {"qcelp"},
	}
	pictures = map[string][]string{
		"h264": {"h264"}, "hevc": {"hevc"}, "vp8": {"vp8", "libvpx"}, "vp9": {"vp9", "libvpx-vp9"}, "av1": {"libdav1d", "libaom-av1", "av1"}, "mpeg4": {"mpeg4"}, "h263": {"h263"},
		"theora": {"theora"}, "mjpeg": {"mjpeg"},
	}
	decoders = func() string {
		var all []string
		for _, m := range []map[string][]string{sounds, pictures} {
			for _, names := range m {
				all = append(all, names...)
			}
		}
		slices.Sort(all)
		return strings.Join(all, ",")
	}()
)

// What a moving picture may be.
const (
	maxPixels  = 4096 * 2304
	maxStreams = 32
	// maxDrawn is how many pixels all its pictures may have together: an hour of
	// 1080p, or five minutes of 4K at twice the usual rate, and twice that.
	maxDrawn = 5e11
)

// each is the time that a second of the picture may take: more where there is
// more to decode.
func (h holds) each() time.Duration {
	work := float64(h.width) * float64(h.height) * cmp.Or(h.rate, 60) / (3840 * 2160 * 60)
	return 2*time.Second + time.Duration(4*min(1, work)*float64(time.Second))
}

// input are the arguments by which file 0 of a job is opened.
func input(demuxer string) []string {
	return append(guards(demuxer), "-i", cage.FD(0))
}

func guards(demuxer string) []string { return guarded(demuxer, decoders) }

// texts are more decoders, for ffprobe alone: it opens one for each stream, and
// gives up when it may not. ffmpeg opens those that are asked for.
const texts = ",ass,mov_text,srt,ssa,subrip,text,webvtt"

func guarded(demuxer, decoders string) []string {
	return []string{"-protocol_whitelist", "file,pipe", "-format_whitelist", demuxer, "-codec_whitelist", decoders,
		"-max_streams", strconv.Itoa(maxStreams), "-max_pixels", strconv.Itoa(maxPixels), "-threads", "2", "-f", demuxer}
}

// holds is what a recording holds.
type holds struct {
	demuxer string
	ext     string
	size    int64
	seconds float64 // as its container says; 0 = it does not
	sound   int     // the index of the stream; -1 = none
	first   bool    // nobody looked: sound is the first that there is
	rate    float64 // frames a second, on average; 0 = not known
	picture int
	width   int // upright, in square pixels
	height  int
	turned  bool // by a quarter
	silent  bool // the picture's codec or the sound's is not opened here
}

// heard is the stream of the sound, as ffmpeg names it.
func (h holds) heard() string {
	if h.first {
		return "0:a:0"
	}
	return "0:" + strconv.Itoa(h.sound)
}

// probed is what ffprobe says. Nothing else of its answer is read.
type probed struct {
	Streams []struct {
		Index       int    `json:"index"`
		Kind        string `json:"codec_type"`
		Codec       string `json:"codec_name"`
		Width       int    `json:"width"`
		Height      int    `json:"height"`
		Aspect      string `json:"sample_aspect_ratio"`
		Duration    string `json:"duration"`
		Rate        string `json:"avg_frame_rate"`
		Disposition struct {
			Cover int `json:"attached_pic"`
		} `json:"disposition"`
		Side []struct {
			Rotation *float64 `json:"rotation"`
		} `json:"side_data_list"`
	} `json:"streams"`
	Format struct {
		Duration string `json:"duration"`
	} `json:"format"`
}

const probeEntries = "format=duration:stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,avg_frame_rate,duration:stream_disposition=attached_pic:stream_tags=:stream_side_data=rotation"

// glance says what can be known of a voice message without a program: that its
// first sound is what is wanted. Whether there is one shows when it is decoded.
func (e *Engine) glance(in *cage.File, medium voxpop.Medium) (holds, error) {
	head := make([]byte, intake.SniffLen)
	n, _ := in.ReadAt(head, 0)
	_, ext, ok := intake.Sniff(head[:n], medium)
	demuxer := demuxers[ext]
	if !ok || demuxer == "" {
		return holds{}, invalid("this is not a recording in a format that is opened here", "known are Ogg, WebM, MP4, M4A, MOV, 3GP, WAV, AMR, MP3 and AAC")
	}
	return holds{demuxer: demuxer, ext: ext, size: in.Size(), seconds: written(in), first: true, picture: -1}, nil
}

// written is the length that a container says, as we read it ourselves; 0 when
// it says none.
func written(in *cage.File) float64 {
	b := make([]byte, in.Size())
	if _, err := in.ReadAt(b, 0); err == nil {
		if i, err := media.Probe(b); err == nil {
			return i.Seconds
		}
	}
	return 0
}

// look asks what the file holds, and refuses what is not worked on.
func (e *Engine) look(ctx context.Context, in *cage.File, medium voxpop.Medium) (holds, error) {
	g, err := e.glance(in, medium)
	if err != nil {
		return g, err
	}
	args := append([]string{"-hide_banner", "-v", "fatal"}, guarded(g.demuxer, decoders+texts)...)
	args = append(args, "-show_entries", probeEntries, "-of", "json=c=1", cage.FD(0))
	r, err := e.Cage.Run(ctx, cage.Job{Program: e.FFprobe, Args: args, Files: []*cage.File{in}, Limits: cage.Limits{Memory: e.memory(), Stdout: 1 << 20}})
	if err != nil {
		return holds{}, err
	}
	if err := reason(r); err != nil {
		return holds{}, err
	}
	h, err := readProbe(r.Stdout, medium)
	if err != nil {
		return h, err
	}
	h.demuxer, h.ext, h.size = g.demuxer, g.ext, g.size
	switch {
	case slices.Contains([]string{"mp3", "aac", "amr"}, h.demuxer):
		h.seconds = 0 // their containers say no length: it was guessed from the first bytes
	case h.seconds <= 0: // as in what a browser recorded
		h.seconds = g.seconds
	}
	if err := e.short(h.seconds, 0); err != nil {
		return h, err
	}
	if h.picture >= 0 && float64(h.width)*float64(h.height)*h.rate*min(h.seconds, float64(h.size)/100) > maxDrawn {
		return h, invalid("the video has more pictures than are worked on, for their size", "ask for a shorter one, or for one of fewer lines or pictures a second")
	}
	return h, nil
}

// short refuses what is longer than is worked on, or, with a limit of the
// call-out's, than was asked for. Nobody stops to the second, and clocks differ:
// a tenth and five seconds are let go.
func (e *Engine) short(seconds float64, limit int) error {
	if seconds > e.seconds()+1 {
		return invalid("the recording is longer than "+strconv.Itoa(int(e.seconds())/60)+" minutes", "ask for a shorter one, or raise seconds in [media] of voxpop.toml")
	}
	if limit > 0 && seconds > 1.1*float64(limit)+5 {
		return invalid("the recording is longer than the "+strconv.Itoa(limit)+" seconds that the call-out asks for",
			"ask for a shorter one, or raise seconds under limits in the call-out, and run voxpop media run --again")
	}
	return nil
}

func readProbe(b []byte, medium voxpop.Medium) (holds, error) {
	h := holds{sound: -1, picture: -1}
	var p probed
	if err := json.Unmarshal(b, &p); err != nil {
		return h, invalid("the recording is damaged and cannot be opened", "ask for it again")
	}
	h.seconds = number(p.Format.Duration)
	unread, large := false, false
	for _, s := range p.Streams {
		switch {
		case s.Index < 0 || s.Index >= maxStreams:
		case s.Kind == "audio" && h.sound < 0:
			if sounds[s.Codec] == nil {
				unread = true
				continue
			}
			h.sound = s.Index
			h.seconds = max(h.seconds, number(s.Duration))
		case s.Kind == "video" && h.picture < 0 && s.Disposition.Cover == 0 && medium == voxpop.Video:
			if pictures[s.Codec] == nil {
				unread = true
				continue
			}
			if s.Width <= 0 || s.Height <= 0 {
				continue
			}
			if s.Width > maxPixels || s.Height > maxPixels || s.Width*s.Height > maxPixels {
				large = true
				continue
			}
			h.picture = s.Index
			h.rate = ratio(s.Rate)
			h.seconds = max(h.seconds, number(s.Duration))
			w, ht := float64(s.Width), float64(s.Height)
			if a, b, ok := strings.Cut(s.Aspect, ":"); ok {
				if x, y := number(a), number(b); x > 0 && y > 0 && x/y >= .1 && x/y <= 10 {
					w = w * x / y
				}
			}
			for _, d := range s.Side {
				if d.Rotation != nil {
					if q := math.Mod(math.Abs(*d.Rotation), 180); math.Abs(q-90) < 1 {
						w, ht, h.turned = ht, w, true
					}
				}
			}
			h.width, h.height = int(math.Round(w)), int(math.Round(ht))
		}
	}
	if math.IsInf(h.seconds, 0) || math.IsNaN(h.seconds) || h.seconds < 0 {
		h.seconds = 0
	}
	h.silent = unread
	switch {
	case h.sound >= 0 || h.picture >= 0:
		return h, nil
	case large:
		return h, invalid("the picture has more pixels than are opened here", "ask for a version of at most 4096 × 2304")
	case unread:
		return h, invalid("the recording is encoded in a way that is not opened here", "ask for MP4 with H.264 and AAC, or for a voice message")
	}
	return h, invalid("the file holds neither sound nor a moving picture", "ask for it again")
}

// number reads a number of seconds, or returns 0.
func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || v < 0 {
		return 0
	}
	return v
}

// ratio reads a fraction, as "30000/1001", or returns 0.
func ratio(s string) float64 {
	a, b, _ := strings.Cut(s, "/")
	if x, y := number(a), number(b); x > 0 && y > 0 {
		return x / y
	}
	return 0
}

// fit returns the size of a picture within a number of lines and 16:9 of them,
// in even pixels; it is never larger than it was.
func fit(w, h, lines int) (int, int) {
	long, short := float64(max(w, h, 1)), float64(max(min(w, h), 1))
	k := min(1, float64(lines)/short, float64((lines*16/9+1)&^1)/long)
	even := func(n int) int { return max(2, int(float64(n)*k/2+.5)*2) }
	return even(w), even(h)
}
