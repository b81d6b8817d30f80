package voxpop

// Medium is the form in which a response came.
type Medium string

// The media.
const (
	Text  Medium = "text"
	Voice Medium = "voice"
	Video Medium = "video"
	Photo Medium = "photo"
)

// Media lists every medium.
var Media = []Medium{Text, Voice, Video, Photo}

// Channel is the way in that a response took.
type Channel string

// The channels.
const (
	Web      Channel = "web"
	Telegram Channel = "telegram"
	WhatsApp Channel = "whatsapp"
	Signal   Channel = "signal"
	Email    Channel = "email"
	SMS      Channel = "sms"
	Import   Channel = "import"
)

// Channels lists every channel.
var Channels = []Channel{Web, Telegram, WhatsApp, Signal, Email, SMS, Import}

// State says how far people have checked a transcript or a translation. Only
// a reviewed text may be quoted.
type State string

// The states, in order.
const (
	Machine  State = "machine"
	Edited   State = "edited"
	Reviewed State = "reviewed"
)

// SetAside is the reason why a response is not counted; "" when it is not set aside.
type SetAside string

// The reasons, in the order of the waterfall.
const (
	Blank    SetAside = "blank"
	Spam     SetAside = "spam"
	OffTopic SetAside = "off-topic"
	Illegal  SetAside = "illegal"
)

// SetAsides lists every reason in the order of the waterfall.
var SetAsides = []SetAside{Blank, Spam, OffTopic, Illegal}

// Response is what one respondent sent to one call-out.
type Response struct {
	ID           string        `json:"id"`
	Respondent   string        `json:"respondent,omitempty"` // a key that is the same for one person inside the call-out; "" = a person of its own
	ReceivedAt   Moment        `json:"received_at"`
	Channel      Channel       `json:"channel"`
	Medium       Medium        `json:"medium"`
	Lang         string        `json:"lang"`            // BCP 47; "" = to be identified
	Media        string        `json:"media,omitempty"` // path inside the record folder
	Text         string        `json:"text,omitempty"`  // as received
	Transcript   *Transcript   `json:"transcript,omitempty"`
	Translations []Translation `json:"translations,omitempty"`
	Consent      Consent       `json:"consent"`
	Person       Person        `json:"person,omitzero"`
	Contacted    bool          `json:"contacted,omitempty"`
	SetAside     SetAside      `json:"set_aside,omitempty"`
	DuplicateOf  string        `json:"duplicate_of,omitempty"` // the response kept
	Campaign     string        `json:"campaign,omitempty"`     // the campaign's name
	WithdrawnAt  Moment        `json:"withdrawn_at,omitzero"`
}

// Who is the key of the person who sent r: two responses of one call-out with
// the same key are one person's.
func (r Response) Who() string {
	if r.Respondent != "" {
		return r.Respondent
	}
	return "\x00" + r.ID
}

// Withdrawn reports whether the respondent took the response back.
func (r Response) Withdrawn() bool { return !r.WithdrawnAt.IsZero() }

// Gone reports whether nothing of the response may be shown: it was taken back,
// or set aside as illegal.
func (r Response) Gone() bool { return r.Withdrawn() || r.SetAside == Illegal }

// Transcript is the text of a recording.
type Transcript struct {
	Lang  string `json:"lang"`
	Text  string `json:"text"`
	State State  `json:"state"`
	By    string `json:"by,omitempty"`
	Cues  []Cue  `json:"cues,omitempty"`
}

// Cue is a piece of a transcript with its time, in seconds from the start.
type Cue struct {
	Start float64 `json:"start"`
	End   float64 `json:"end"`
	Text  string  `json:"text"`
}

// Translation is a text in another language.
type Translation struct {
	Lang  string `json:"lang"`
	Text  string `json:"text"`
	State State  `json:"state"`
	By    string `json:"by,omitempty"`
}

// Consent is what a respondent allowed to be published.
type Consent struct {
	Quote bool      `json:"quote"` // words
	Voice bool      `json:"voice"` // the recording's sound
	Face  bool      `json:"face"`  // a recognisable picture
	Name  NameLevel `json:"name"`
}

// NameLevel is the most of a name that may be shown.
type NameLevel string

// The levels of the name ladder that a respondent chooses from.
const (
	NoName    NameLevel = "none"
	FirstName NameLevel = "first"
	FullName  NameLevel = "full"
)

// Person is what a respondent told about themself; any field may be empty.
type Person struct {
	Name  string `json:"name,omitempty"`
	Age   *int   `json:"age,omitempty"` // years
	Place string `json:"place,omitempty"`
	Role  string `json:"role,omitempty"`
}
