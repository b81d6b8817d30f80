package ffmpeg

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"voxpop/internal/engine/cage"
	"voxpop/internal/media"
)

// What derivatives are.
const (
	Loudness = -16.0 // LUFS, of what is heard
	quiet    = -50.0 // LUFS under which a recording is silence, and left alone
	maxGain  = 20.0  // dB; what is fainter was hardly meant to be heard
	ceiling  = 0.84  // the loudest sample, as a fraction: -1.5 dB
	low      = 16000 // Hz of the sound that is measured
)

// bare are the arguments of an output that let nothing of the input's tags pass
// and write none of ours.
var bare = []string{"-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-sn", "-dn", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"}

// steady makes the sound begin at zero and have no hole, so that a time in it is
// the same time in the picture.
const steady = "aresample=async=1:first_pts=0"

func until(seconds float64) []string { return []string{"-t", strconv.FormatFloat(seconds, 'f', 3, 64)} }

// measure are the arguments of the first pass: sound at 16 kHz to file 1, the
// sum of its packets to file 2, and where prints are wanted, that of its first
// minutes to file 3. ffmpeg takes the same print as fpcalc, which is one program
// less to start.
func measure(h holds, most float64, print bool) []string {
	graph := fmt.Sprintf("[%s]%s,aresample=%d,aformat=sample_fmts=s16:channel_layouts=mono", h.heard(), steady, low)
	if print {
		graph += ",asplit=2[s][p]"
	} else {
		graph += "[s]"
	}
	args := append(input(h.demuxer), "-filter_complex", graph, "-map", "[s]")
	args = append(append(append(args, bare...), until(most)...), "-f", "s16le", cage.FD(1))
	args = append(args, "-map", h.heard(), "-c", "copy")
	args = append(append(append(args, bare...), until(most)...), "-f", "streamhash", "-hash", "sha256", cage.FD(2))
	if print {
		args = append(append(append(args, "-map", "[p]"), bare...), "-t", strconv.Itoa(printed), "-f", "chromaprint", "-fp_format", "raw", cage.FD(3))
	}
	return args
}

// printed is how many seconds of a sound its print is of.
const printed = 120

// gain returns what takes a sound to Loudness, in dB, and whether its peaks
// have to be held down then.
func gain(s media.Sound) (db float64, limit bool) {
	l := s.Loudness()
	if l < quiet || math.IsNaN(l) {
		return 0, false
	}
	db = math.Round(min(maxGain, Loudness-l)*100) / 100
	peak := 0
	for _, v := range s.Samples {
		peak = max(peak, int(v), -int(v))
	}
	// At 16 kHz some of a peak is hidden between the samples.
	return db, float64(peak)/32768*math.Pow(10, (db+2)/20) > ceiling
}

// heard are the filters of the second pass for sound.
func heard(db float64, limit bool) string {
	f := []string{"aformat=channel_layouts=mono", "aresample=48000:async=1:first_pts=0", fmt.Sprintf("volume=%.2fdB:precision=float", db)}
	if limit {
		f = append(f, fmt.Sprintf("alimiter=limit=%.2f:level=0:attack=5:release=50", ceiling))
	}
	return strings.Join(f, ",")
}

func opusOut(fd int) []string {
	return append(append([]string{"-c:a", "libopus", "-b:a", "32k", "-application", "voip", "-frame_duration", "20", "-ac", "1", "-ar", "48000"}, bare...), "-f", "ogg", cage.FD(fd))
}

func aacCoding(rate string) []string {
	return []string{"-c:a", "aac", "-b:a", rate, "-ac", "1", "-ar", "48000"}
}

func mp4Out(fd int) []string {
	return append(append([]string{}, bare...), "-movflags", "+faststart", "-empty_hdlr_name", "1", "-write_tmcd", "0", "-brand", "isom", "-video_track_timescale", "90000", "-f", "mp4", cage.FD(fd))
}

// h264Coding has a fixed number of threads: with another the encoder would
// write other bytes.
func h264Coding(crf int) []string {
	return []string{"-c:v", "libx264", "-preset", "veryfast", "-crf", strconv.Itoa(crf), "-maxrate", "2500k", "-bufsize", "5000k", "-threads:v", "4", "-profile:v", "high", "-pix_fmt", "yuv420p",
		"-g", "120", "-bsf:v", "h264_metadata=video_full_range_flag=0:colour_primaries=1:transfer_characteristics=1:matrix_coefficients=1:chroma_sample_loc_type=0,filter_units=remove_types=6"}
}

// frames is how many pictures of a video are looked at.
const frames = 4

// rates are the frames a second of what is made. The rate of the original is
// not kept: a phone's own average, 29.98732, would tell its file from all others.
var rates = []float64{10, 12, 15, 24, 25, 30}

// rate returns the one of rates that fits best.
func rate(of float64) float64 {
	if of > 45 && of < 55 {
		return 25 // every other one
	}
	if of <= 0 {
		return 25
	}
	best := rates[0]
	for _, r := range rates {
		if math.Abs(r-of) < math.Abs(best-of) {
			best = r
		}
	}
	return best
}

// drawn are the filters that make the picture upright, of w × h square pixels,
// and of the colours and rate of every other video from here. ffmpeg itself
// turns it first.
func (h holds) drawn(w, ht int) string {
	return fmt.Sprintf("fps=%v,scale=%d:%d:out_range=tv:out_color_matrix=bt709,setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709", rate(h.rate), w, ht)
}

// encodeSound are the arguments of the second pass of a sound: Ogg Opus to file 1,
// AAC to file 2.
func encodeSound(h holds, db float64, limit bool, seconds float64) []string {
	args := append(input(h.demuxer), "-filter_complex", fmt.Sprintf("[%s]%s,asplit=2[a][b]", h.heard(), heard(db, limit)))
	args = append(append(append(args, "-map", "[a]"), until(seconds)...), opusOut(1)...)
	args = append(append(append(args, "-map", "[b]"), until(seconds)...), aacCoding("48k")...)
	return append(args, mp4Out(2)...)
}

// encodeVideo are those of a video: MP4 to file 1, some frames as bare pixels
// to file 2, and where there is sound, Ogg Opus to file 3.
func encodeVideo(h holds, w, ht int, db float64, limit bool, seconds, most float64) []string {
	every := max(seconds/frames, .2)
	graph := fmt.Sprintf("[0:%d]%s,split[v][p];[p]select='isnan(prev_selected_t)+gte(t-prev_selected_t\\,%.3f)',format=rgb24[q]", h.picture, h.drawn(w, ht), every)
	if h.sound >= 0 {
		graph += fmt.Sprintf(";[0:%d]%s,asplit=2[a][b]", h.sound, heard(db, limit))
	}
	args := append(input(h.demuxer), "-filter_complex", graph, "-map", "[v]")
	args = append(args, h264Coding(26)...)
	if h.sound >= 0 {
		args = append(append(args, "-map", "[b]"), aacCoding("64k")...)
	}
	args = append(append(args, until(most)...), mp4Out(1)...)
	args = append(append(append(args, "-map", "[q]", "-vsync", "vfr", "-frames:v", strconv.Itoa(frames)), bare...), "-f", "rawvideo", cage.FD(2))
	if h.sound >= 0 {
		args = append(append(append(args, "-map", "[a]"), until(most)...), opusOut(3)...)
	}
	return args
}
