package app

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"voxpop"
)

// Front is [front] of voxpop.toml: the public door that this workspace runs.
// Zero values are the door's own defaults. See docs/DOOR.md.
type Front struct {
	Listen      string // host:port of the public pages
	Pull        string // host:port at which the newsroom fetches what came
	DeskKey     string // 64 hex digits: whose signature fetches; "" = nobody's
	ID          string // of this door among the newsroom's; "" = it has one only
	Name        string // of the newsroom, on every page; may be empty
	Public      string // the door's address on the web, as https://answers.example; "" = none
	LeaveURL    string // where "leave this page now" leads; "" = the door's default
	Onion       string // host name of the onion service; "" = none
	Proxy       string // what stands before the door: "", "tor" or "x-forwarded-for"
	MinFree     int64  // bytes that stay free on the disk
	PerMinute   int    // answers a minute that a call-out takes
	PerDayBytes int64  // bytes a day that a call-out takes
	MaxBytes    int64  // the largest file, in bytes
}

// Door is one [[door]] of voxpop.toml: a public door on another machine, from
// which the newsroom pulls.
type Door struct {
	URL   string // of its pull address
	ID    string // [front] id of the door; "" = it has none, and is the only one
	Name  string // in messages; its host without one
	Socks string // host:port of a SOCKS5 proxy, as tor's 127.0.0.1:9050; "" = none
	// Public and Onion are the door's addresses for respondents, as its own
	// [front] says them; the newsroom's pages make links of them. "" = none.
	Public, Onion string
}

// Pull is [pull] of voxpop.toml.
type Pull struct {
	Every time.Duration // between two visits to a door
}

// Backup is [backup] of voxpop.toml.
type Backup struct {
	KeepDays int // after so many days a backup is neither restored nor kept
}

// The defaults of a door.
const (
	DefaultFrontListen = "127.0.0.1:8081"
	DefaultPullListen  = "127.0.0.1:8082"
	DefaultPullEvery   = 15 * time.Minute
	DefaultKeepDays    = 30
)

// The environment's names, which come before the file.
const (
	envFrontListen = "VOXPOP_FRONT_LISTEN"
	envPullListen  = "VOXPOP_PULL_LISTEN"
	envDeskKey     = "VOXPOP_DESK_KEY"
)

// What may stand before a door.
const (
	ProxyTor       = "tor"
	ProxyForwarded = "x-forwarded-for"
)

type frontTable struct {
	Listen      string    `toml:"listen"`
	Pull        string    `toml:"pull"`
	DeskKey     string    `toml:"desk_key"`
	ID          string    `toml:"id"`
	Name        string    `toml:"name"`
	Public      string    `toml:"public"`
	LeaveURL    string    `toml:"leave_url"`
	Onion       string    `toml:"onion"`
	Proxy       string    `toml:"proxy"`
	MinFree     byteCount `toml:"min_free"`
	PerMinute   int       `toml:"per_minute"`
	PerDayBytes byteCount `toml:"per_day_bytes"`
	MaxBytes    byteCount `toml:"max_bytes"`
}

type doorTable struct {
	URL   string `toml:"url"`
	ID    string `toml:"id"`
	Name  string `toml:"name"`
	Socks string `toml:"socks"`
	// Of the door, for respondents.
	Public string `toml:"public"`
	Onion  string `toml:"onion"`
}

type pullTable struct {
	Every *duration `toml:"every"`
}

type backupTable struct {
	KeepDays *int `toml:"keep_days"`
}

// byteCount is a number of bytes: 5000000, or "5 MB".
type byteCount int64

var byteForm = regexp.MustCompile(`^([0-9]{1,12}) ?(kB|MB|GB|TB)?$`)

// UnmarshalTOML implements toml.Unmarshaler.
func (b *byteCount) UnmarshalTOML(v any) error {
	wrong := errors.New(`is no number of bytes; write 5000000 or "5 MB"`)
	switch v := v.(type) {
	case int64:
		*b = byteCount(v)
	case string:
		m := byteForm.FindStringSubmatch(v)
		if m == nil {
			return wrong
		}
		n, err := strconv.ParseInt(m[1], 10, 64)
		unit := map[string]int64{"": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}[m[2]]
		if err != nil || n > 1<<62/unit {
			return wrong
		}
		*b = byteCount(n * unit)
	default:
		return wrong
	}
	if *b < 0 {
		return wrong
	}
	return nil
}

// duration is a time span, as "15m".
type duration time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = duration(v)
	if err != nil {
		return errors.New(`is no time span; write "15m" or "1h30m"`)
	}
	return nil
}

func badKey(key, message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "app.LoadConfig", Place: key, Message: message, Hint: hint}
}

var onionName = regexp.MustCompile(`^[a-z2-7]{56}\.onion$`)

// checkDeskKey accepts the 64 hex digits of an Ed25519 key.
func checkDeskKey(key string) error {
	if b, err := hex.DecodeString(key); err != nil || len(b) != 32 {
		return errors.New("is not the newsroom's desk key")
	}
	return nil
}

const deskKeyHint = "copy the 64 digits that voxpop keys show prints as desk key"

// checkAddress accepts host:port.
func checkAddress(key, address string) error {
	if _, port, err := net.SplitHostPort(address); err != nil || port == "" {
		return badKey(key, "is not an address to listen on", `write "127.0.0.1:8081"; without a host it is this machine only`)
	}
	return nil
}

// read checks the table; the place of an error is a key of the file.
func (t frontTable) read() (Front, error) {
	c := Front{Listen: t.Listen, Pull: t.Pull, DeskKey: strings.ToLower(t.DeskKey), Name: strings.TrimSpace(t.Name), Public: strings.TrimSuffix(t.Public, "/"), LeaveURL: t.LeaveURL, Onion: strings.ToLower(t.Onion), Proxy: t.Proxy,
		MinFree: int64(t.MinFree), PerMinute: t.PerMinute, PerDayBytes: int64(t.PerDayBytes), MaxBytes: int64(t.MaxBytes)}
	for key, address := range map[string]*string{"front.listen": &c.Listen, "front.pull": &c.Pull} {
		if *address == "" {
			*address = map[string]string{"front.listen": DefaultFrontListen, "front.pull": DefaultPullListen}[key]
		}
		if err := checkAddress(key, *address); err != nil {
			return c, err
		}
	}
	if t.ID != "" && !doorName.MatchString(t.ID) {
		return c, badKey("front.id", "is not an id", "small letters, digits, points and hyphens, another for every door")
	}
	c.ID = t.ID
	if c.DeskKey != "" && checkDeskKey(c.DeskKey) != nil {
		return c, badKey("front.desk_key", checkDeskKey(c.DeskKey).Error(), deskKeyHint)
	}
	if len([]rune(c.Name)) > 80 || strings.ContainsFunc(c.Name, unicode.IsControl) {
		return c, badKey("front.name", "is no name for a page", "at most 80 letters in one line")
	}
	if err := checkPublic("front", c.Public, c.Onion); err != nil {
		return c, err
	}
	if c.LeaveURL != "" {
		// It is a link on every page of the door: nothing else than a page.
		if u, err := url.Parse(c.LeaveURL); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			return c, badKey("front.leave_url", "is not the address of a page", "write an https:// address that nobody minds, such as a weather page")
		}
	}
	if c.Proxy != "" && c.Proxy != ProxyTor && c.Proxy != ProxyForwarded {
		return c, badKey("front.proxy", "is nothing that the door knows", `write "tor", "x-forwarded-for", or leave it out when nothing stands before the door`)
	}
	if c.PerMinute < 0 {
		return c, badKey("front.per_minute", "is negative", "leave it out for the default")
	}
	return c, nil
}

// checkPublic accepts the addresses at which respondents reach a door.
func checkPublic(table, public, onion string) error {
	if public != "" {
		if u, err := url.Parse(public); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
			return badKey(table+".public", "is not an address on the web", `write "https://answers.example", without a path`)
		}
	}
	if onion != "" && !onionName.MatchString(onion) {
		return badKey(table+".onion", "is not the name of an onion service", "tor writes it to the file hostname of the service's folder: 56 letters and digits, then .onion")
	}
	return nil
}

var doorName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,62}$`)

// read checks one door; the place of an error is a key of it.
func (t doorTable) read() (Door, error) {
	d := Door{URL: strings.TrimSuffix(t.URL, "/"), ID: t.ID, Name: t.Name, Socks: t.Socks, Public: strings.TrimSuffix(t.Public, "/"), Onion: strings.ToLower(t.Onion)}
	if err := checkPublic("door", d.Public, d.Onion); err != nil {
		return d, err
	}
	u, err := url.Parse(d.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return d, badKey("door.url", "is not the address of a door", `write "https://door.example:8082", the address at which its [front] pull is reached`)
	}
	if d.Name == "" {
		d.Name = u.Hostname()
	}
	if t.ID != "" && !doorName.MatchString(t.ID) {
		return d, badKey("door.id", "is not an id", "write that of [front] id at the door: small letters, digits, points and hyphens")
	}
	if t.Name != "" && !doorName.MatchString(t.Name) {
		return d, badKey("door.name", "is not a name", "small letters, digits, points and hyphens")
	}
	onion := strings.HasSuffix(strings.ToLower(u.Hostname()), ".onion")
	if onion && d.Socks == "" {
		return d, badKey("door.socks", "is missing: an onion address is reached through tor", `write socks = "127.0.0.1:9050"`)
	}
	if d.Socks != "" {
		if _, port, err := net.SplitHostPort(d.Socks); err != nil || port == "" {
			return d, badKey("door.socks", "is not the address of a proxy", `write "127.0.0.1:9050", where tor listens`)
		}
	}
	if u.Scheme == "http" && !onion && !privateHost(u.Hostname()) {
		return d, badKey("door.url", "can be read and changed on its way", "write https://, use an onion address, or the number of a machine in a private network (VPN)")
	}
	return d, nil
}

// loopbackHost reports whether host is this machine by name or number.
func loopbackHost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// privateHost reports whether host is this machine, or a number in a private network.
func privateHost(host string) bool {
	ip := net.ParseIP(host)
	return loopbackHost(host) || ip != nil && ip.IsPrivate()
}

// Loopback reports whether an address to listen on is reached from this
// machine only. One without a host is made so.
func Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && (host == "" || loopbackHost(host))
}

// readDoors checks all tables of doors and of what the newsroom does with them.
// Errors have their place in src.
func readDoors(c *Config, f file, src string) error {
	var err error
	if c.Front, err = f.Front.read(); err != nil {
		return err
	}
	c.Doors = nil
	names, ids := map[string]bool{}, map[string]bool{}
	for i, t := range f.Doors {
		d, err := t.read()
		if err == nil && names[d.Name] {
			err = badKey("door.name", "is the name of another door", "give each [[door]] a name of its own")
		}
		if err != nil {
			if e, ok := errors.AsType[*voxpop.Error](err); ok {
				e.Place = placeOfDoor(src, i, e.Place)
			}
			return err
		}
		names[d.Name] = true
		ids[d.ID] = true
		c.Doors = append(c.Doors, d)
	}
	// A door in other hands could pass on to another what was signed for it.
	if len(c.Doors) > 1 && (ids[""] || len(ids) < len(c.Doors)) {
		return badKey("door.id", "of several doors each needs one of its own", "write another id into every [[door]], and the same into [front] id of the voxpop.toml at that door")
	}
	c.Pull = Pull{Every: DefaultPullEvery}
	if f.Pull.Every != nil {
		c.Pull.Every = time.Duration(*f.Pull.Every)
		if c.Pull.Every < 10*time.Second || c.Pull.Every > 24*time.Hour {
			return badKey("pull.every", "lies between 10 seconds and a day", `write "15m"`)
		}
	}
	c.Backup = Backup{KeepDays: DefaultKeepDays}
	if f.Backup.KeepDays != nil {
		c.Backup.KeepDays = *f.Backup.KeepDays
		if c.Backup.KeepDays < 1 || c.Backup.KeepDays > 3650 {
			return badKey("backup.keep_days", "lies between 1 and 3650", "an erasure is complete when the last backup from before it has run out")
		}
	}
	return nil
}

// placeOfDoor is the place of a key in the n-th [[door]], counted from 0.
func placeOfDoor(src string, n int, key string) string {
	lines := strings.Split(src, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(strings.ReplaceAll(line, " ", ""), "[[door]]") {
			continue
		}
		if n > 0 {
			n--
			continue
		}
		at := i + 1
		if l := lineOf(strings.Join(lines[i:], "\n"), splitKey(key)); l > 0 {
			// Not a line of a later door.
			own := true
			for _, between := range lines[i+1 : i+l] {
				own = own && !strings.HasPrefix(strings.TrimSpace(between), "[")
			}
			if own {
				at = i + l
			}
		}
		return fmt.Sprintf("%s:%d: %s", ConfigFile, at, key)
	}
	return ConfigFile + ": " + key
}

// environment lays the environment's names over the file's.
func (f *Front) environment(getenv func(string) string) error {
	for name, address := range map[string]*string{envFrontListen: &f.Listen, envPullListen: &f.Pull} {
		if v := getenv(name); v != "" {
			if err := checkAddress(name, v); err != nil {
				return err
			}
			*address = v
		}
	}
	if v := getenv(envDeskKey); v != "" {
		if err := checkDeskKey(v); err != nil {
			return badKey(envDeskKey, err.Error(), deskKeyHint)
		}
		f.DeskKey = strings.ToLower(v)
	}
	return nil
}

// Uncounted is an error when something stands before the door that proxy does
// not name: every visitor then counts as this machine, and no limit by sender
// holds.
func (f Front) Uncounted() error {
	if f.Proxy != "" || f.Public == "" && f.Onion == "" {
		return nil
	}
	return badKey("front.proxy", "is missing while public or onion is set: every visitor counts as this machine, and no limit by sender holds",
		`write proxy = "x-forwarded-for" when a web server stands before the door, "tor" when tor alone does`)
}
