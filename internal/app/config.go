package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"voxpop"
	"voxpop/internal/engine/llm"
)

// ConfigFile is the name of a workspace's configuration.
const ConfigFile = "voxpop.toml"

// DatabaseFile is the name of a workspace's SQLite database.
const DatabaseFile = "voxpop.db"

// Config is everything that can be set: one TOML file in the workspace, with
// the environment over it. The zero Config is invalid; [LoadConfig] makes one.
type Config struct {
	Dir         string // the workspace
	DatabaseURL string // "" = SQLite in the workspace; else postgres://…
	Listen      string // host:port of the newsroom's pages
	DeskOrigin  string // the address they are known by, as https://desk.example.org; "" = that of this machine
	People      People
	OIDC        OIDC
	House       voxpop.House
	LLM         LLM // the zero value: no model is asked anything
	Front       Front
	Doors       []Door
	Pull        Pull
	Backup      Backup
	Media       Media
	Speech      Speech
	Translate   Translation
	Voice       Voice
	Web         Web
	Quotes      Quotes
	// Passphrase gives the newsroom's passphrase: from the environment, unless
	// whoever runs the program puts somebody there who can be asked.
	Passphrase func() (string, error)
	// KeyWork is what one try of a new passphrase costs, as a power of two; 0: what
	// is right for people. Tests take less.
	KeyWork int
	// Lease is how long a step that nobody hears of is taken to be under way;
	// 0: what is right for machines. Tests take less.
	Lease time.Duration
}

// file is the shape of voxpop.toml.
type file struct {
	Database struct {
		URL string `toml:"url"`
	} `toml:"database"`
	Listen struct {
		Desk       string `toml:"desk"`
		DeskOrigin string `toml:"desk_origin"`
	} `toml:"listen"`
	People peopleTable `toml:"people"`
	OIDC   oidcTable   `toml:"oidc"`
	LLM    llmTable    `toml:"llm"`
	House  houseTable  `toml:"house"`
	Front  frontTable  `toml:"front"`
	Doors  []doorTable `toml:"door"`
	Pull   pullTable   `toml:"pull"`
	Backup backupTable `toml:"backup"`
	Web    webTable    `toml:"web"`
	readingTables
}

// envDatabase names a database over the configuration's.
const envDatabase = "VOXPOP_DATABASE_URL"

// DefaultListen is the newsroom's address: this machine only.
const DefaultListen = "127.0.0.1:8080"

// LoadConfig reads the configuration of the workspace dir. A missing file
// means the defaults; getenv answers for the environment (VOXPOP_DATABASE_URL,
// VOXPOP_LISTEN, VOXPOP_FRONT_LISTEN, VOXPOP_PULL_LISTEN, VOXPOP_DESK_KEY,
// VOXPOP_LLM_KEY, VOXPOP_LLM_EMBEDDING_KEY, VOXPOP_SPEECH_KEY,
// VOXPOP_TRANSLATE_KEY, VOXPOP_VOICE_KEY, VOXPOP_QUOTES_KEY, VOXPOP_OIDC_SECRET). An unknown key or a rule that
// contradicts itself is an error of kind invalid whose place is a line of the file.
func LoadConfig(dir string, getenv func(string) string) (Config, error) {
	c := Config{Dir: dir, Listen: DefaultListen, House: voxpop.DefaultHouse(), Passphrase: EnvPassphrase(getenv)}
	src, err := os.ReadFile(filepath.Join(dir, ConfigFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return c, &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.LoadConfig", Place: ConfigFile, Message: "cannot be read", Err: err}
	}
	if c, err = parseConfig(c, string(src)); err != nil {
		return c, err
	}
	if v := getenv(envDatabase); v != "" {
		c.DatabaseURL = v
	}
	if v := getenv("VOXPOP_LISTEN"); v != "" {
		c.Listen = v
	}
	if err := c.Front.environment(getenv); err != nil {
		return c, err
	}
	c.readingKeys(getenv)
	c.OIDC.Secret = getenv(envOIDCSecret)
	c.LLM.Key, c.LLM.EmbeddingKey = llm.Secret(getenv(envKey)), llm.Secret(getenv(envEmbeddingKey))
	if c.DatabaseURL != "" && !strings.HasPrefix(c.DatabaseURL, "postgres://") && !strings.HasPrefix(c.DatabaseURL, "postgresql://") {
		// The address may hold a password, so it is not repeated.
		return c, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.LoadConfig", Place: "database.url", Message: "is not a PostgreSQL address",
			Hint: "write postgres://user@host/name, or leave it out for SQLite in the workspace"}
	}
	return c, nil
}

// typeError is how the library words a value of a wrong type: it has no error
// type of its own for that.
var typeError = regexp.MustCompile(`^toml: line (\d+) \(last key "(.*)"\): (.*)$`)

const keysHint = "docs/HOUSE-RULES.md, docs/ENGINES.md, docs/DOOR.md, docs/STATEMENTS.md and docs/PEOPLE.md explain every key"

// parseConfig lays the TOML text src over c.
func parseConfig(c Config, src string) (Config, error) {
	var f file
	meta, err := toml.Decode(src, &f)
	if err != nil {
		e := &voxpop.Error{Kind: voxpop.Invalid, Op: "app.LoadConfig", Place: ConfigFile, Message: "is not what the program can read", Hint: keysHint}
		var parse toml.ParseError
		if errors.As(err, &parse) {
			e.Place = fmt.Sprintf("%s:%d", ConfigFile, parse.Position.Line)
			e.Message = parse.Message
			if strings.HasPrefix(parse.Message, "expected value but found") {
				e.Hint = "words stand in quotation marks, as in engine = \"espeak-ng\"; " + keysHint
			}
		} else if m := typeError.FindStringSubmatch(err.Error()); m != nil {
			e.Place, e.Message = ConfigFile+":"+m[1]+": "+m[2], m[3]
			if strings.HasSuffix(m[3], "destination has type slice") {
				key := m[2][strings.LastIndex(m[2], ".")+1:]
				e.Message, e.Hint = "has to be a list", "write it in brackets, as in "+key+" = [\"en\"]; "+keysHint
			}
		} else {
			e.Message = strings.TrimPrefix(err.Error(), "toml: ")
		}
		return c, e
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		key := []string(unknown[0])
		return c, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.LoadConfig", Place: placeOf(src, key), Message: "is not a key that the program knows", Hint: keysHint}
	}
	c.DatabaseURL = f.Database.URL
	if f.Listen.Desk != "" {
		c.Listen = f.Listen.Desk
	}
	house, err := f.House.merge(c.House)
	if err == nil {
		err = readPeople(&c, f)
	}
	if err == nil {
		c.LLM, err = f.LLM.read()
	}
	if err == nil {
		c.Web, err = f.Web.read()
	}
	if err == nil {
		err = readReading(&c, f.readingTables)
	}
	if err == nil {
		err = readDoors(&c, f, src)
	}
	if err != nil {
		if e, ok := errors.AsType[*voxpop.Error](err); ok && !strings.HasPrefix(e.Place, ConfigFile) {
			e.Place = placeOf(src, splitKey(e.Place))
		}
		return c, err
	}
	c.House = house
	return c, nil
}

// placeOf writes the place of a key as "voxpop.toml:12: house.min_alpha". A key
// that is not in the file itself takes the line of the nearest table above it.
func placeOf(src string, key []string) string {
	name := strings.Join(quoteKey(key), ".")
	for n := len(key); n > 0; n-- {
		if line := lineOf(src, key[:n]); line > 0 {
			return fmt.Sprintf("%s:%d: %s", ConfigFile, line, name)
		}
	}
	return ConfigFile + ": " + name
}

// lineOf returns the line of src, from 1, on which key is set or opened as a
// table; 0 if it is not found. Inline tables count as their key's line.
func lineOf(src string, key []string) int {
	var table []string
	best := 0
	for i, line := range strings.Split(src, "\n") {
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			head, _, _ = strings.Cut(strings.TrimLeft(head, "["), "]")
			table = splitKey(head)
			if equalKeys(table, key) {
				return i + 1
			}
			continue
		}
		left, _, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		full := append(append([]string{}, table...), splitKey(left)...)
		if equalKeys(full, key) {
			return i + 1
		}
		if len(full) < len(key) && equalKeys(full, key[:len(full)]) {
			best = i + 1 // an inline table that may hold it
		}
	}
	return best
}

// splitKey splits a dotted TOML key; parts may be quoted.
func splitKey(s string) []string {
	var parts []string
	var part strings.Builder
	var quote rune
	for _, r := range s {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			part.WriteRune(r)
		case r == '"' || r == '\'':
			quote = r
		case r == '.':
			parts = append(parts, strings.TrimSpace(part.String()))
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	return append(parts, strings.TrimSpace(part.String()))
}

func quoteKey(key []string) []string {
	out := make([]string, len(key))
	for i, k := range key {
		out[i] = k
		if strings.ContainsAny(k, " .\"'") {
			out[i] = fmt.Sprintf("%q", k)
		}
	}
	return out
}

func equalKeys(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
