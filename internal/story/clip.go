package story

import (
	"math"
	"net/url"
	"strconv"
	"strings"
)

// Show is what a clip lets people see.
type Show string

// What a clip shows: nothing, one frame while the sound plays, or the moving
// picture. A video is shown as a still frame unless the link says otherwise.
const (
	ShowAudio Show = "audio"
	ShowStill Show = "still"
	ShowVideo Show = "video"
)

// Disguise is what is done to the voice of a clip.
type Disguise string

// The disguises. Signal is processing of the sound: it keeps listeners from
// knowing a voice, and software not, which its label says. Revoice reads the
// reviewed transcript with a synthetic voice: nothing of the recording is left.
const (
	PlainVoice Disguise = ""
	Signal     Disguise = "signal"
	Revoice    Disguise = "revoice"
)

// Box is a part of the picture that is filled with one colour from the clip's
// first frame to its last, in percent of the picture's width and height.
type Box struct{ X, Y, W, H float64 }

// MaxBoxes bounds the parts of a picture that a clip fills.
const MaxBoxes = 16

// clipForm is what a clip's link asks for.
type clipForm struct {
	show     Show // "" = what the medium gives by default
	disguise Disguise
	fill     []Box
}

// shows is what the clip of a video, or of a voice message, lets people see.
func (f clipForm) shows(video bool) Show {
	switch {
	case !video:
		return ShowAudio
	case f.show == "":
		return ShowStill
	}
	return f.show
}

// readClipForm reads the settings of a clip's link. wrong says of the first
// that is not understood what it is, and hint what to write.
func readClipForm(q url.Values) (f clipForm, wrong, hint told) {
	for k, values := range q {
		if k != "fill" && len(values) > 1 {
			return f, tell("the setting %q stands twice", k), tell("write it once")
		}
		v := values[0]
		switch k {
		case "show":
			if f.show = Show(v); f.show != ShowAudio && f.show != ShowStill && f.show != ShowVideo {
				return f, tell("a clip cannot show %q", v), tell("write show=audio, show=still or show=video")
			}
		case "disguise":
			if f.disguise = Disguise(v); f.disguise != Signal && f.disguise != Revoice {
				return f, tell("there is no disguise %q", v), tell("write disguise=revoice to have the transcript read by a synthetic voice, or disguise=signal, which software can see through")
			}
		case "fill":
			if len(values) > MaxBoxes {
				return f, tell("a clip fills %d parts of the picture, at most %d are possible", len(values), MaxBoxes), tell("fill one larger part")
			}
			for _, v := range values {
				b, ok := readBox(v)
				if !ok {
					return f, tell("%q is no part of a picture", v), tell("write fill=LEFT,TOP,WIDTH,HEIGHT in percent of the picture, as in fill=40,10,25,30: left and width, and top and height, make 100 together at most")
				}
				f.fill = append(f.fill, b)
			}
		default:
			return f, tell("a clip has no setting %q", k), tell("a clip knows show, disguise and fill, as in clip:ID?show=audio&disguise=revoice#t=3.2,9.8")
		}
	}
	return f, told{}, told{}
}

func readBox(s string) (Box, bool) {
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return Box{}, false
	}
	var n [4]float64
	for i, p := range parts {
		v, err := strconv.ParseFloat(p, 64)
		if err != nil || math.IsNaN(v) || v < 0 || v > 100 {
			return Box{}, false
		}
		n[i] = v
	}
	b := Box{n[0], n[1], n[2], n[3]}
	return b, b.W > 0 && b.H > 0 && b.X+b.W <= 100 && b.Y+b.H <= 100
}

// ClipJob is a piece of a recording that a page is to carry.
type ClipJob struct {
	Body     []byte // the recording, as it was sent
	Video    bool
	From, To float64 // seconds
	Show     Show
	Fill     []Box
	Disguise Disguise
	// Words is what the piece says, by the reviewed transcript, in Lang: what a
	// synthetic voice reads.
	Words, Lang string
}

// Piece is what a studio made: sound or a moving picture, and a still frame if
// one was asked for. It holds nothing of the file that it was cut from but that.
type Piece struct {
	Type   string // media type of Body: audio/… or video/…
	Body   []byte
	Still  []byte // JPEG
	Width  int    // pixels, of the still or the moving picture
	Height int
	// Seconds is the length: that of the piece, or of the synthetic voice.
	Seconds float64
}

// Studio cuts and cleans what strangers recorded. The same job gives the same
// bytes. Errors are of kind invalid when the recording is at fault.
type Studio interface {
	Clip(ClipJob) (Piece, error)
	// Photo returns a photo upright, as JPEG, without anything but its picture.
	Photo(body []byte) (jpeg []byte, width, height int, err error)
}
