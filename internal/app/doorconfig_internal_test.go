package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"voxpop"
)

const testDeskKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

func TestDoorConfig(t *testing.T) {
	onion := strings.Repeat("a", 56) + ".onion"
	got, err := parseConfig(base(), `
[front]
listen = ":9001"
pull = "0.0.0.0:9002"
desk_key = "`+strings.ToUpper(testDeskKey)+`"
name = "The Selane Lantern"
public = "https://answers.example/"
leave_url = "https://weather.example/"
onion = "`+onion+`"
proxy = "tor"
min_free = "5 GB"
per_minute = 120
per_day_bytes = 1000000
max_bytes = "200MB"

[[door]]
url = "https://door.example:8082/"
id = "north"

[[door]]
url = "http://`+onion+`"
name = "hidden"
id = "south"
socks = "127.0.0.1:9050"

[[door]]
url = "http://127.0.0.1:8082"
id = "here"

[[door]]
url = "http://10.7.0.2:8082"
id = "vpn"

[pull]
every = "90s"

[backup]
keep_days = 7
`)
	if err != nil {
		t.Fatal(err)
	}
	front := Front{Listen: ":9001", Pull: "0.0.0.0:9002", DeskKey: testDeskKey, Name: "The Selane Lantern", Public: "https://answers.example", LeaveURL: "https://weather.example/", Onion: onion, Proxy: ProxyTor,
		MinFree: 5e9, PerMinute: 120, PerDayBytes: 1e6, MaxBytes: 200e6}
	if d := cmp.Diff(front, got.Front); d != "" {
		t.Error(d)
	}
	doors := []Door{{URL: "https://door.example:8082", ID: "north", Name: "door.example"}, {URL: "http://" + onion, ID: "south", Name: "hidden", Socks: "127.0.0.1:9050"},
		{URL: "http://127.0.0.1:8082", ID: "here", Name: "127.0.0.1"}, {URL: "http://10.7.0.2:8082", ID: "vpn", Name: "10.7.0.2"}}
	if d := cmp.Diff(doors, got.Doors); d != "" {
		t.Error(d)
	}
	if got.Pull.Every != 90*time.Second || got.Backup.KeepDays != 7 {
		t.Errorf("got %v, %v", got.Pull, got.Backup)
	}
	got, err = parseConfig(base(), "")
	if err != nil || got.Front.Listen != DefaultFrontListen || got.Front.Pull != DefaultPullListen || got.Pull.Every != DefaultPullEvery || got.Backup.KeepDays != DefaultKeepDays || len(got.Doors) != 0 {
		t.Errorf("the defaults are %+v, %v", got, err)
	}
}

func TestDoorEnvironment(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{"VOXPOP_FRONT_LISTEN": "127.0.0.1:1", "VOXPOP_PULL_LISTEN": "127.0.0.1:2", "VOXPOP_DESK_KEY": testDeskKey}
	got, err := LoadConfig(dir, func(name string) string { return env[name] })
	if err != nil || got.Front.Listen != "127.0.0.1:1" || got.Front.Pull != "127.0.0.1:2" || got.Front.DeskKey != testDeskKey {
		t.Errorf("got %+v, %v", got.Front, err)
	}
	for name, value := range map[string]string{"VOXPOP_FRONT_LISTEN": "here", "VOXPOP_DESK_KEY": "secret words"} {
		_, err := LoadConfig(dir, func(n string) string {
			if n == name {
				return value
			}
			return ""
		})
		if voxpop.KindOf(err) != voxpop.Invalid || strings.Contains(err.Error(), value) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDoorConfigRefuses(t *testing.T) {
	onion := strings.Repeat("a", 56) + ".onion"
	tests := []struct{ name, src, place, says string }{
		{"an unknown key", "[front]\nlissen = \":1\"\n", "voxpop.toml:2: front.lissen", "is not a key"},
		{"an unknown key of a door", "[[door]]\nurl = \"https://a.example\"\nkey = 1\n", "voxpop.toml:3: door.key", "is not a key"},
		{"no port", "[front]\nlisten = \"127.0.0.1\"\n", "voxpop.toml:2: front.listen", "not an address"},
		{"no port to pull", "[front]\n\npull = \"127.0.0.1\"\n", "voxpop.toml:3: front.pull", "not an address"},
		{"a short key", "[front]\ndesk_key = \"abcd\"\n", "voxpop.toml:2: front.desk_key", "not the newsroom's"},
		{"a script to leave to", "[front]\nleave_url = \"javascript:alert(1)\"\n", "voxpop.toml:2: front.leave_url", "not the address of a page"},
		{"a web address with a path", "[front]\npublic = \"https://a.example/q\"\n", "voxpop.toml:2: front.public", "not an address"},
		{"a name over two lines", "[front]\nname = \"a\\nb\"\n", "voxpop.toml:2: front.name", "no name"},
		{"an old onion", "[front]\nonion = \"abcdefghij234567.onion\"\n", "voxpop.toml:2: front.onion", "not the name"},
		{"an unknown proxy", "[front]\nproxy = \"nginx\"\n", "voxpop.toml:2: front.proxy", "nothing that the door knows"},
		{"a size without sense", "[front]\nmin_free = \"lots\"\n", "voxpop.toml:2", "no number of bytes"},
		{"a negative size", "[front]\nmax_bytes = -1\n", "voxpop.toml:2", "no number of bytes"},
		{"a size over all", "[front]\nmax_bytes = \"999999999999 TB\"\n", "voxpop.toml:2", "no number of bytes"},
		{"a negative budget", "[front]\nper_minute = -1\n", "voxpop.toml:2: front.per_minute", "negative"},
		{"no door at all", "[[door]]\nname = \"a\"\n", "voxpop.toml:1: door.url", "not the address"},
		{"a door with a path", "[[door]]\nurl = \"https://a.example/pull\"\n", "voxpop.toml:2: door.url", "not the address"},
		{"a door with a password", "[[door]]\nurl = \"https://u:secret@a.example\"\n", "voxpop.toml:2: door.url", "not the address"},
		{"an open line", "[[door]]\nurl = \"http://a.example\"\n", "voxpop.toml:2: door.url", "can be read"},
		{"an onion without tor", "[[door]]\nurl = \"http://" + onion + "\"\n", "voxpop.toml:1: door.socks", "reached through tor"},
		{"a proxy without port", "[[door]]\nurl = \"http://" + onion + "\"\nsocks = \"localhost\"\n", "voxpop.toml:3: door.socks", "not the address of a proxy"},
		{"a name with spaces", "[[door]]\nurl = \"https://a.example\"\nname = \"the door\"\n", "voxpop.toml:3: door.name", "not a name"},
		{"a name twice", "[[door]]\nurl = \"https://a.example\"\n\n[[door]]\nurl = \"https://a.example\"\n", "voxpop.toml:4: door.name", "another door"},
		{"the second door", "[[door]]\nurl = \"https://a.example\"\n\n[[door]]\nurl = \"ftp://b.example\"\n", "voxpop.toml:5: door.url", "not the address"},
		{"a pull without pause", "[pull]\nevery = \"1s\"\n", "voxpop.toml:2: pull.every", "between 10 seconds"},
		{"a span without unit", "[pull]\nevery = \"15\"\n", "voxpop.toml:2", "no time span"},
		{"no backup kept", "[backup]\nkeep_days = 0\n", "voxpop.toml:2: backup.keep_days", "between 1 and"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parseConfig(base(), tt.src)
			if err == nil {
				t.Fatal("accepted")
			}
			if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" || strings.Contains(err.Error(), "secret") {
				t.Errorf("kind %q, hint %q: %v", voxpop.KindOf(err), voxpop.HintOf(err), err)
			}
			if !strings.HasPrefix(err.Error(), tt.place) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %q, want %q … %q", err, tt.place, tt.says)
			}
		})
	}
}

// Every example of docs/DOOR.md and docs/ONION.md is a configuration.
func TestDoorConfigExamples(t *testing.T) {
	for _, name := range []string{"DOOR.md", "ONION.md"} {
		doc, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range strings.Split(string(doc), "```toml\n")[1:] {
			src, _, _ := strings.Cut(b, "```")
			if _, err := parseConfig(base(), src); err != nil {
				t.Errorf("%s: %v in\n%s", name, err, src)
			}
		}
	}
}
