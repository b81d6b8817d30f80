package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// planted is how many canaries each file has.
const planted = 32

// canaries are words that occur nowhere else, each put in one place of a file.
// They have 13 letters: as many as ffmpeg's name of itself, over which one is
// written.
type canaries struct {
	words  []string
	places []string
}

func newCanaries(r *rand.Rand) *canaries {
	c := &canaries{}
	for range planted {
		b := []byte("cn")
		for range 11 {
			b = append(b, "abcdefghijkmnopqrstuvwxyz23456789"[r.IntN(33)])
		}
		c.words = append(c.words, string(b))
	}
	return c
}

// next is the next canary, for a place; when all are used, the last once more.
func (c *canaries) next(place string) string {
	if c.done() {
		return c.words[planted-1]
	}
	c.places = append(c.places, place)
	return c.words[len(c.places)-1]
}

func (c *canaries) left() int  { return planted - len(c.places) }
func (c *canaries) done() bool { return c.left() == 0 }

// forms are the ways in which a word is looked for.
func forms(word string) [][]byte {
	out := [][]byte{[]byte(word), []byte(strings.ToUpper(word)), []byte(hex.EncodeToString([]byte(word))), []byte(strings.ToUpper(hex.EncodeToString([]byte(word))))}
	be := make([]byte, 0, 2*len(word))
	for i := range len(word) {
		be = append(be, 0, word[i])
	}
	out = append(out, []byte(wide(word)), be)
	for shift := range 3 { // where it may stand in a group of three
		s := base64.StdEncoding.EncodeToString(append(make([]byte, shift), word...))
		from := (shift*8 + 5) / 6
		out = append(out, []byte(s[from:(shift+len(word))*8/6]))
	}
	return out
}

func found(b []byte, word string) bool {
	return slices.ContainsFunc(forms(word), func(f []byte) bool { return bytes.Contains(b, f) })
}

// dirtyFormats are the kinds of files: base are ffmpeg's arguments, and stain
// puts the canaries in.
var dirtyFormats = []struct {
	name, ext, medium string
	base              string
	stain             func(ctx context.Context, dir string, c *canaries, base []byte) ([]byte, error)
}{
	{"ogg opus", "ogg", "voice", "-f lavfi -i anoisesrc=d=1:a=.3 -c:a libopus -b:a 24k -vbr off", byHand(func(c *canaries, b []byte) []byte { return dirtyOgg(c, b, true) })},
	{"ogg vorbis", "ogg", "voice", "-f lavfi -i anoisesrc=d=1:a=.3 -c:a libvorbis", byHand(func(c *canaries, b []byte) []byte { return dirtyOgg(c, b, false) })},
	{"webm audio", "webm", "voice", "-f lavfi -i anoisesrc=d=1:a=.3 -c:a libopus", byFFmpeg("matroska", dirtyWebM)},
	{"webm video", "webm", "video", "-f lavfi -i testsrc2=s=160x120:r=10:d=1 -f lavfi -i anoisesrc=d=1:a=.3 -c:v libvpx -deadline realtime -c:a libopus", byFFmpeg("matroska", dirtyWebM)},
	{"mp4", "mp4", "video", "-f lavfi -i testsrc2=s=160x120:r=10:d=1 -f lavfi -i anoisesrc=d=1:a=.3 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac", byFFmpeg("mp4", dirtyMP4)},
	{"mov", "mov", "video", "-f lavfi -i testsrc2=s=160x120:r=10:d=1 -f lavfi -i anoisesrc=d=1:a=.3 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac", byFFmpeg("mov", dirtyMP4)},
	{"m4a", "m4a", "voice", "-f lavfi -i anoisesrc=d=1:a=.3 -c:a aac -f ipod", byFFmpeg("ipod", dirtyMP4)},
	{"3gp", "3gp", "video", "-f lavfi -i testsrc2=s=176x144:r=10:d=1 -f lavfi -i anoisesrc=d=1:a=.3 -c:v h263 -c:a aac -ar 16000", byFFmpeg("3gp", dirtyMP4)},
	{"amr", "amr", "voice", "", byHand(dirtyAMR)},
	{"mp3", "mp3", "voice", "-f lavfi -i anoisesrc=d=1:a=.3 -c:a libmp3lame -id3v2_version 0", byHand(dirtyMP3)},
	{"wav", "wav", "voice", "-f lavfi -i anoisesrc=d=1:a=.3 -bitexact", byHand(dirtyWAV)},
	{"aac", "aac", "voice", "-f lavfi -i anoisesrc=d=1:a=.3 -c:a aac -f adts", byHand(dirtyAAC)},
	{"jpeg", "jpg", "photo", "-f lavfi -i testsrc2=s=160x120:d=1 -frames:v 1 -q:v 3", byHand(dirtyJPEG)},
	{"png", "png", "photo", "-f lavfi -i testsrc2=s=160x120:d=1 -frames:v 1", byHand(dirtyPNG)},
	{"webp", "webp", "photo", "-f lavfi -i testsrc2=s=160x120:d=1 -frames:v 1 -c:v libwebp", byHand(dirtyWebP)},
	{"heic", "heic", "photo", "-f lavfi -i testsrc2=s=160x120:d=1 -frames:v 1 -q:v 3 -f image2 -update 1", byHeif},
}

type stain = func(ctx context.Context, dir string, c *canaries, base []byte) ([]byte, error)

func byHand(f func(*canaries, []byte) []byte) stain {
	return func(_ context.Context, _ string, c *canaries, b []byte) ([]byte, error) { return f(c, b), nil }
}

// byFFmpeg has ffmpeg write tags, chapters, names of tracks, subtitles,
// attachments and remarks in the picture's stream; what it cannot, more adds.
func byFFmpeg(format string, more func(*canaries, []byte) []byte) stain {
	return func(ctx context.Context, dir string, c *canaries, base []byte) ([]byte, error) {
		in, meta, subs, att, out := filepath.Join(dir, "b-in"), filepath.Join(dir, "b-meta"), filepath.Join(dir, "b.srt"), filepath.Join(dir, "b.txt"), filepath.Join(dir, "b-out")
		video := bytes.Contains(base, []byte("avc1")) || bytes.Contains(base, []byte("V_VP8")) || bytes.Contains(base, []byte("s263"))
		chapters := ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=" + c.next("chapter") + "\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1000\ntitle=" + c.next("chapter") + "\n"
		for name, b := range map[string]string{in: string(base), meta: chapters, subs: "1\n00:00:00,100 --> 00:00:00,900\n" + c.next("subtitle track") + "\n\n"} {
			if err := os.WriteFile(name, []byte(b), 0o600); err != nil {
				return nil, err
			}
		}
		args := []string{"-v", "error", "-nostdin", "-y", "-i", in, "-f", "ffmetadata", "-i", meta}
		mapped := []string{"-map", "0", "-map_metadata", "0", "-map_chapters", "1", "-c", "copy"}
		if format != "3gp" {
			args = append(args, "-i", subs)
			mapped = append(mapped, "-map", "2")
		}
		args = append(args, mapped...)
		switch format {
		case "mp4", "mov", "ipod":
			args = append(args, "-c:s", "mov_text")
		}
		for _, k := range []string{"title", "artist", "comment", "copyright", "description"} {
			args = append(args, "-metadata", k+"="+c.next("container tag"))
		}
		if format == "mov" {
			args = append(args, "-movflags", "use_metadata_tags", "-metadata", "com.apple.quicktime.location.ISO6709="+c.next("mdta key"), "-metadata", "com.apple.quicktime.make="+c.next("mdta key"))
		}
		if format == "matroska" {
			if err := os.WriteFile(att, []byte(c.next("attachment")), 0o600); err != nil {
				return nil, err
			}
			args = append(args, "-attach", att, "-metadata:s:t", "mimetype=text/plain", "-metadata:s:t", "filename="+c.next("attachment's name"), "-metadata:s:a:0", "place="+c.next("stream tag"))
		}
		args = append(args, "-metadata:s:a:0", "handler_name="+c.next("handler name"), "-metadata:s:a:0", "title="+c.next("stream tag"))
		if video {
			args = append(args, "-metadata:s:v:0", "handler_name="+c.next("handler name"))
			if bytes.Contains(base, []byte("avc1")) {
				args = append(args, "-bsf:v", "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+"+c.next("SEI"))
			}
		}
		if o, err := exec.CommandContext(ctx, "ffmpeg", append(args, "-f", format, out)...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("ffmpeg: %w: %s", err, o)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			return nil, err
		}
		// What this container did not take is planted elsewhere.
		kept := &canaries{}
		var again []string
		for i, p := range c.places {
			if found(b, c.words[i]) {
				kept.words, kept.places = append(kept.words, c.words[i]), append(kept.places, p)
			} else {
				again = append(again, c.words[i])
			}
		}
		kept.words = append(append(kept.words, again...), c.words[len(c.places):]...)
		*c = *kept
		return more(c, b), nil
	}
}

// byHeif has heif-enc carry the Exif and XMP of a JPEG over.
func byHeif(ctx context.Context, dir string, c *canaries, base []byte) ([]byte, error) {
	in, out := filepath.Join(dir, "h.jpg"), filepath.Join(dir, "h.heic")
	j := append([]byte{0xff, 0xd8}, seg(0xe1, "Exif\x00\x00", string(tiffOf(c)))...)
	j = append(j, seg(0xe1, "http://ns.adobe.com/xap/1.0/\x00", xmpOf(c))...)
	j = append(j, seg(0xe2, "ICC_PROFILE\x00\x01\x01", iccOf(c))...)
	if err := os.WriteFile(in, append(j, base[2:]...), 0o600); err != nil {
		return nil, err
	}
	if o, err := exec.CommandContext(ctx, "heif-enc", "-q", "60", "-o", out, in).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("heif-enc: %w: %s", err, o)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	b = append(b, mbox("uuid", "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac", xmpOf(c))...)
	for c.left() > 2 {
		b = append(b, mbox([]string{"free", "skip", "mdat"}[c.left()%3], c.next("free box"))...)
	}
	for !c.done() {
		b = append(b, c.next("trailing bytes")...)
	}
	return b, nil
}

// amrNoise is a second of AMR, in its fullest mode.
func amrNoise(r *rand.Rand) []byte {
	b := []byte("#!AMR\n")
	for range 50 {
		b = append(b, 0x3c)
		for range 31 {
			b = append(b, byte(r.IntN(256)))
		}
	}
	return b
}

// allowed are the tags that exiftool may show of a derivative: what it is, how
// large and long, and how its samples are stored.
var allowed = regexp.MustCompile(`^(SourceFile|ExifTool:ExifToolVersion|System:\w+|File:(FileType|FileTypeExtension|MIMEType|ImageWidth|ImageHeight|EncodingProcess|BitsPerSample|ColorComponents|YCbCrSubSampling)` +
	`|Opus:(OpusVersion|AudioChannels|SampleRate|OutputGain)|Vorbis:Vendor|Composite:(ImageSize|Megapixels|AvgBitrate|Rotation)` +
	`|QuickTime:(MajorBrand|MinorVersion|CompatibleBrands|MovieHeaderVersion|CreateDate|ModifyDate|TimeScale|Duration|PreferredRate|PreferredVolume|MatrixStructure|PreviewTime|PreviewDuration|PosterTime|SelectionTime|SelectionDuration|CurrentTime|NextTrackID|Free|Unknown_free|MediaDataSize|MediaDataOffset|MediaData)` +
	`|Track\d:(TrackHeaderVersion|TrackCreateDate|TrackModifyDate|TrackID|TrackDuration|TrackLayer|TrackVolume|MatrixStructure|ImageWidth|ImageHeight|MediaHeaderVersion|MediaCreateDate|MediaModifyDate|MediaTimeScale|MediaDuration|MediaLanguageCode|HandlerType|GraphicsMode|OpColor|CompressorID|SourceImageWidth|SourceImageHeight|XResolution|YResolution|CompressorName|BitDepth|AVCConfiguration|PixelAspectRatio|BufferSize|MaxBitrate|AverageBitrate|VideoFrameRate|SyncSampleTable|CompositionTimeToSample|TimeToSampleTable|SampleToChunk|SampleSizes|ChunkOffset|SampleGroupDescription|SampleToGroup|Balance|AudioFormat|AudioChannels|AudioBitsPerSample|AudioSampleRate|ColorRepresentation|ColorProfiles|ColorPrimaries|TransferCharacteristics|MatrixCoefficients|VideoFullRangeFlag|Unknown_\w+))$`)

// empty are the tags that may be there only with nothing in them.
var empty = map[string][]string{
	"QuickTime:CreateDate": {"0000:00:00 00:00:00"}, "QuickTime:ModifyDate": {"0000:00:00 00:00:00"}, "Vorbis:Vendor": {""},
	"CreateDate": {"0000:00:00 00:00:00"}, "ModifyDate": {"0000:00:00 00:00:00"}, "CompressorName": {""}, "MediaLanguageCode": {"und"},
}

// strange returns the tags of a file that should not be there. Files are named
// by the judge, not by what is in them.
func strange(tags map[string]any) (out []string) {
	for k, v := range tags {
		s := strings.Trim(fmt.Sprint(v), "\x00 ")
		key := k
		if g, t, ok := strings.Cut(k, ":"); ok && strings.HasPrefix(g, "Track") {
			key = strings.TrimPrefix(strings.TrimPrefix(t, "Track"), "Media")
			if t == "MediaLanguageCode" {
				key = t
			}
		}
		if want, ok := empty[key]; !allowed.MatchString(k) || ok && !slices.Contains(want, s) {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

func tagsOf(ctx context.Context, dir string) (map[string]map[string]any, error) {
	cmd := exec.CommandContext(ctx, "exiftool", "-a", "-u", "-G1", "-j", "-r", "-q", dir)
	b, err := cmd.Output()
	if len(b) == 0 {
		return nil, fmt.Errorf("exiftool: %w", err)
	}
	var all []map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("exiftool: %w", err)
	}
	out := map[string]map[string]any{}
	for _, t := range all {
		out[filepath.Base(fmt.Sprint(t["SourceFile"]))] = t
	}
	return out, nil
}

func dirty(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("dirty", flag.ContinueOnError)
	n := fs.Int("n", 320, "files")
	seed := fs.Uint64("seed", 1, "of the words and where they lie")
	selftest := fs.Bool("selftest", false, "judge the files as if they had been cleaned: every word must be found")
	keep := fs.String("keep", "", "leave files and derivatives in this folder")
	src := fs.String("src", "..", "the source tree")
	if err := fs.Parse(args); err != nil {
		return err
	}
	for _, tool := range []string{"ffmpeg", "exiftool", "heif-enc", "go"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("%s is not installed", tool)
		}
	}
	dir, err := os.MkdirTemp("", "voxpop-dirty")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if *keep != "" {
		dir = *keep
	}
	in, out, work := filepath.Join(dir, "in"), filepath.Join(dir, "out"), filepath.Join(dir, "work")
	for _, d := range []string{in, out, work} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	type file struct {
		format int
		name   string
		c      *canaries
	}
	var all []file
	r := rand.New(rand.NewPCG(*seed, 0))
	bases := make([][]byte, len(dirtyFormats))
	for i, f := range dirtyFormats {
		if f.base == "" {
			bases[i] = amrNoise(r)
			continue
		}
		name := filepath.Join(work, fmt.Sprintf("base-%d.%s", i, f.ext))
		if f.ext == "heic" {
			name = filepath.Join(work, "base.jpg")
		}
		if o, err := exec.CommandContext(ctx, "ffmpeg", append(append([]string{"-v", "error", "-nostdin", "-y"}, strings.Fields(f.base)...), name)...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: ffmpeg: %w: %s", f.name, err, o)
		}
		if bases[i], err = os.ReadFile(name); err != nil {
			return err
		}
	}
	rep := &report{}
	missing := 0
	for i := range *n {
		f := dirtyFormats[i%len(dirtyFormats)]
		c := newCanaries(r)
		b, err := f.stain(ctx, work, c, bases[i%len(bases)])
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		for k, w := range c.words {
			if !found(b, w) {
				missing++
				if k < len(c.places) {
					rep.say("       %s: what was planted in %s is not in the file", f.name, c.places[k])
				}
			}
		}
		name := fmt.Sprintf("%04d-%s.%s", i, f.medium, f.ext)
		if err := os.WriteFile(filepath.Join(in, name), b, 0o644); err != nil {
			return err
		}
		all = append(all, file{i % len(dirtyFormats), name, c})
	}
	if *selftest {
		for _, f := range all {
			b, err := os.ReadFile(filepath.Join(in, f.name))
			if err == nil {
				err = os.WriteFile(filepath.Join(out, f.name[:4]+"."+dirtyFormats[f.format].ext), b, 0o644)
			}
			if err != nil {
				return err
			}
		}
	} else {
		bin := filepath.Join(work, "judge.test")
		build := exec.CommandContext(ctx, "go", "test", "-c", "-o", bin, "./internal/engine/ffmpeg/dirty")
		build.Dir, build.Env = *src, append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
		if o, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("the judge cannot be built: %w: %s", err, o)
		}
		run := exec.CommandContext(ctx, bin, "-test.run", "TestDirty", "-test.timeout", "2h")
		run.Env = append(os.Environ(), "VOXPOP_DIRTY="+in, "VOXPOP_DIRTY_OUT="+out)
		if o, err := run.CombinedOutput(); err != nil {
			return fmt.Errorf("cleaning: %w: %s", err, o)
		}
	}
	tags, err := tagsOf(ctx, out)
	if err != nil {
		return err
	}
	type row struct{ files, made, failed, planted, places, survive, strange int }
	rows := make([]row, len(dirtyFormats))
	seen := make([]map[string]bool, len(dirtyFormats))
	odd := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	gate := make(chan struct{}, 2)
	for _, f := range all {
		wg.Add(1)
		go func() {
			defer wg.Done()
			gate <- struct{}{}
			defer func() { <-gate }()
			parts, _ := filepath.Glob(filepath.Join(out, f.name[:4]+".*"))
			orig, _ := os.ReadFile(filepath.Join(in, f.name))
			var survive, wrong, there int
			for _, w := range f.c.words {
				if found(orig, w) {
					there++
				}
			}
			kept := map[string]bool{}
			for _, p := range parts {
				b, _ := os.ReadFile(p)
				for k, w := range f.c.words {
					if found(b, w) && !kept[w] {
						kept[w] = true
						survive++
						if !*selftest {
							fmt.Printf("       %s: %s survives in %s\n", dirtyFormats[f.format].name, f.c.places[min(k, len(f.c.places)-1)], filepath.Ext(p))
						}
					}
				}
				if filepath.Ext(p) == ".json" {
					continue
				}
				s := strange(tags[filepath.Base(p)])
				if tags[filepath.Base(p)] == nil {
					s = append(s, "exiftool says nothing")
				}
				wrong += len(s)
				mu.Lock()
				for _, k := range s {
					odd[dirtyFormats[f.format].name+" "+k]++
				}
				mu.Unlock()
			}
			mu.Lock()
			defer mu.Unlock()
			w := &rows[f.format]
			w.files++
			w.made += len(parts)
			if len(parts) == 0 {
				w.failed++
			}
			w.planted += there
			w.survive += survive
			w.strange += wrong
			if seen[f.format] == nil {
				seen[f.format] = map[string]bool{}
			}
			for _, p := range f.c.places {
				seen[f.format][p] = true
			}
		}()
	}
	wg.Wait()
	rep.say("%-12s %6s %12s %8s %8s %8s %14s", "format", "files", "derivatives", "planted", "places", "survive", "other tags")
	var sum row
	formats := 0
	for i, f := range dirtyFormats {
		w := rows[i]
		if w.files > 0 {
			formats++
		}
		rep.say("%-12s %6d %12d %8d %8d %8d %14d", f.name, w.files, w.made, w.planted, len(seen[i]), w.survive, w.strange)
		sum.files += w.files
		sum.made += w.made
		sum.failed += w.failed
		sum.planted += w.planted
		sum.survive += w.survive
		sum.strange += w.strange
	}
	if !*selftest {
		for k, v := range odd {
			rep.say("       %s: %d times", k, v)
		}
	}
	rep.figure(missing == 0 && sum.planted == planted*sum.files, "words that are in the files before", fmt.Sprintf("%d in each", planted), "%d in %d files of %d formats", sum.planted, sum.files, formats)
	if *selftest {
		rep.figure(sum.survive == sum.planted && sum.strange > 0, "the judge finds what was left", "all", "%d of %d words, %d tags", sum.survive, sum.planted, sum.strange)
		return rep.err()
	}
	rep.figure(sum.failed == 0, "files without a derivative", "0", "%d", sum.failed)
	rep.figure(sum.survive == 0, "words that survive", "0", "%d in %d derivatives", sum.survive, sum.made)
	rep.figure(sum.strange == 0, "tags that are not of the structure", "0", "%d", sum.strange)
	return rep.err()
}
