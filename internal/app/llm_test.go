package app_test

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/engine/enginetest"
)

// workspaceWith is a new workspace with this configuration.
func workspaceWith(t *testing.T, toml string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "desk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, app.ConfigFile), []byte(toml), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestEnginesOfTheDocument: every configuration in docs/ENGINES.md is read.
func TestEnginesOfTheDocument(t *testing.T) {
	doc, err := os.ReadFile("../../docs/ENGINES.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(doc), "```toml\n")[1:]
	if len(blocks) < 3 {
		t.Fatalf("%d examples", len(blocks))
	}
	for _, b := range blocks {
		src, _, _ := strings.Cut(b, "```")
		cfg, err := app.LoadConfig(workspaceWith(t, src), noEnv)
		if err != nil {
			t.Errorf("%v in\n%s", err, src)
		}
		if strings.Contains(src, "[llm]") && cfg.LLM.EmbeddingModel == "" {
			t.Errorf("no vectors from\n%s", src)
		}
	}
}

// TestEnginesRefused: a configuration that would do nothing, or more than
// somebody said, is refused at its line.
func TestEnginesRefused(t *testing.T) {
	tests := []struct {
		name, src, place, says string
		kind                   voxpop.Kind
	}{
		{"elsewhere", "[llm]\nurl = \"https://models.example.org/v1\"\nmodel = \"m\"\n", "voxpop.toml:2: llm.url", "nobody allowed", voxpop.Forbidden},
		{"vectors elsewhere", "[llm]\nurl = \"http://127.0.0.1:1\"\nmodel = \"m\"\nembedding_model = \"e\"\nembedding_url = \"https://models.example.org/v1\"\n", "voxpop.toml:5: llm.embedding_url", "nobody allowed", voxpop.Forbidden},
		{"in plain speech", "[llm]\nurl = \"http://models.example.org/v1\"\nmodel = \"m\"\nallow_remote = true\n", "voxpop.toml:2: llm.url", "anybody on the way", voxpop.Forbidden},
		{"a model of Ollama's makers", "[llm]\nurl = \"http://127.0.0.1:11434\"\nmodel = \"big:120b-cloud\"\n", "voxpop.toml:2: llm.url", "passes what this model is asked", voxpop.Forbidden},
		{"a proxy elsewhere", "[llm]\nurl = \"http://127.0.0.1:11434\"\nmodel = \"m\"\nproxy = \"http://proxy.example.org:1\"\n", "voxpop.toml:4: llm.proxy", "nobody allowed", voxpop.Forbidden},
		{"no model", "[llm]\nurl = \"http://127.0.0.1:11434\"\n", "voxpop.toml:2: llm.url", "no model", voxpop.Invalid},
		{"no server", "[llm]\nmodel = \"m\"\n", "voxpop.toml:2: llm.model", "no server", voxpop.Invalid},
		{"no server of vectors", "[llm]\nembedding_model = \"m\"\n", "voxpop.toml:2: llm.embedding_model", "no server", voxpop.Invalid},
		{"no model of vectors", "[llm]\nurl = \"http://127.0.0.1:1\"\nmodel = \"m\"\nembedding_url = \"http://127.0.0.1:2\"\n", "voxpop.toml:4: llm.embedding_url", "no model", voxpop.Invalid},
		{"a url that nothing uses", "[llm]\nurl = \"http://127.0.0.1:1\"\nembedding_model = \"m\"\nembedding_url = \"http://127.0.0.1:2\"\n", "voxpop.toml:2: llm.url", "no model", voxpop.Invalid},
		{"leave alone", "[llm]\nallow_remote = true\n", "voxpop.toml:1: llm.url", "is not set", voxpop.Invalid},
		{"no address", "[llm]\nurl = \"localhost:11434\"\nmodel = \"m\"\n", "voxpop.toml:2: llm.url", "is not an http", voxpop.Invalid},
		{"a key in the file", "[llm]\nurl = \"http://127.0.0.1:1\"\nmodel = \"m\"\nkey = \"sesame\"\n", "voxpop.toml:4: llm.key", "is not a key", voxpop.Invalid},
		{"a key in the address", "[llm]\nurl = \"http://a:sesame@127.0.0.1:1\"\nmodel = \"m\"\n", "voxpop.toml:2: llm.url", "holds a user", voxpop.Invalid},
		{"too many", "[llm]\nurl = \"http://127.0.0.1:1\"\nmodel = \"m\"\nparallel = 65\n", "voxpop.toml:4: llm.parallel", "between 1 and 64", voxpop.Invalid},
		{"less than none", "[llm]\nurl = \"http://127.0.0.1:1\"\nmodel = \"m\"\nbatch = -1\n", "voxpop.toml:4: llm.batch", "between 1 and 2048", voxpop.Invalid},
		{"for ever", "[llm]\nurl = \"http://127.0.0.1:1\"\nmodel = \"m\"\ntimeout_seconds = 3601\n", "voxpop.toml:4: llm.timeout_seconds", "between 1 and 3600", voxpop.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := app.LoadConfig(workspaceWith(t, tt.src), noEnv)
			if voxpop.KindOf(err) != tt.kind || voxpop.HintOf(err) == "" {
				t.Fatalf("%v, kind %q, hint %q", err, voxpop.KindOf(err), voxpop.HintOf(err))
			}
			if !strings.HasPrefix(err.Error(), tt.place+": ") || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "sesame") {
				t.Errorf("got %q, want %q … %q", err, tt.place, tt.says)
			}
		})
	}
}

// TestKeysGoWhereTheyBelong: each server gets its own key, and a configuration
// that is printed shows none.
func TestKeysGoWhereTheyBelong(t *testing.T) {
	chat, embed := enginetest.Start(t, enginetest.VLLM), enginetest.Start(t, enginetest.TEI)
	keys := map[string]string{"VOXPOP_LLM_KEY": "chat-sesame", "VOXPOP_LLM_EMBEDDING_KEY": "embed-sesame"}
	two := fmt.Sprintf("[llm]\nurl = %q\nmodel = %q\nembedding_url = %q\nembedding_model = %q\n", chat.URL, enginetest.ChatModel, embed.URL, enginetest.EmbeddingModel)
	one := fmt.Sprintf("[llm]\nurl = %q\nembedding_model = %q\n", chat.URL, enginetest.EmbeddingModel)
	sent := func(s *enginetest.Server) string {
		all := s.Requests()
		return all[len(all)-1].Header.Get("Authorization")
	}
	use := func(src string, keys map[string]string) {
		cfg, err := app.LoadConfig(workspaceWith(t, src), func(name string) string { return keys[name] })
		if err != nil {
			t.Fatal(err)
		}
		j, _ := json.Marshal(cfg)
		if all := fmt.Sprintf("%v %+v %#v %s", cfg, cfg, cfg, j); strings.Contains(all, "sesame") {
			t.Errorf("a key shows: %s", all)
		}
		e, err := cfg.Engines()
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		if len(e.Used()) != 0 {
			t.Error("used before it was")
		}
		if _, err := e.Vectors.Embed(t.Context(), []string{"rent"}); err != nil {
			t.Error(err)
		}
		if e.Labels != nil {
			if _, err := e.Labels.Label(t.Context(), []string{"rent"}, nil, "en"); err != nil {
				t.Error(err)
			}
			if u := e.Used(); len(u) != 2 || u[0].Embedded != 1 || u[1].Labelled != 1 {
				t.Errorf("used %+v", u)
			}
		}
	}
	use(two, keys)
	if sent(chat) != "Bearer chat-sesame" || sent(embed) != "Bearer embed-sesame" {
		t.Errorf("sent %q and %q", sent(chat), sent(embed))
	}
	delete(keys, "VOXPOP_LLM_EMBEDDING_KEY")
	use(two, keys)
	if sent(chat) != "Bearer chat-sesame" || sent(embed) != "" {
		t.Errorf("sent %q and %q", sent(chat), sent(embed))
	}
	use(one, keys)
	if sent(chat) != "Bearer chat-sesame" {
		t.Errorf("sent %q", sent(chat))
	}
}

// TestCertificatesOfTheHouse: ca is a file of the workspace.
func TestCertificatesOfTheHouse(t *testing.T) {
	s := httptest.NewUnstartedServer(enginetest.Start(t, enginetest.VLLM))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	defer s.Close()
	dir := workspaceWith(t, fmt.Sprintf("[llm]\nurl = %q\nembedding_model = %q\nca = \"house.pem\"\n", s.URL, enginetest.EmbeddingModel))
	cfg, err := app.LoadConfig(dir, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cfg.Engines(); voxpop.KindOf(err) != voxpop.Unavailable || strings.Contains(err.Error(), dir) {
		t.Errorf("no file: %v", err)
	}
	name := filepath.Join(dir, "house.pem")
	if err := os.WriteFile(name, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := cfg.Engines(); voxpop.KindOf(err) != voxpop.Invalid {
		t.Errorf("no certificate: %v", err)
	}
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := cfg.Engines()
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.Vectors.Embed(t.Context(), []string{"rent"}); err != nil {
		t.Error(err)
	}
}

// TestDoctorOfEngines: the doctor says whether an engine is named, whether it
// answers, and what leaves the machine; and shows it no message.
func TestDoctorOfEngines(t *testing.T) {
	s := enginetest.Start(t, enginetest.Ollama)
	config := func(model, embedding, more string) string {
		return fmt.Sprintf("[llm]\nurl = %q\nmodel = %q\nembedding_model = %q\n%s", s.URL, model, embedding, more)
	}
	host := strings.TrimSuffix(strings.TrimPrefix(s.URL, "http://"), "/v1")
	tests := []struct {
		name, src string
		next      []enginetest.Answer
		ok        bool
		says      []string
	}{
		{"none", "", nil, true, []string{"engine: none is named: no message is shown to a model"}},
		{"both", config(enginetest.ChatModel, enginetest.EmbeddingModel, ""), nil, true, []string{
			"engine of vectors: invented-embed makes vectors of 32 numbers; the texts of messages go to " + host + " and stay on this machine",
			"engine of labels: invented-chat words labels; a few messages of each theme go to " + host + " and stay on this machine"}},
		{"another model", config("other", "", ""), nil, false, []string{"engine of labels: " + host + ": answers 404 Not Found", "hint: it has invented-embed, invented-chat"}},
		{"no key", config("", enginetest.EmbeddingModel, ""), []enginetest.Answer{{Status: 401}}, false, []string{"engine of vectors: " + host + ": answers 401", "hint: it wants a key"}},
		{"a model that cannot", config(enginetest.ChatModel, "", ""), []enginetest.Answer{{Status: 200, Body: `{"choices":[{"message":{"content":"Sure! Here is a heading."}}]}`}}, false, []string{"proposed no label"}},
		{"busy", config("", enginetest.EmbeddingModel, ""), []enginetest.Answer{{Status: 503}}, false, []string{"answers 503"}},
		{"passed on", config("", "embed:cloud", "allow_remote = true\n"), []enginetest.Answer{{Status: 200, Body: `{"data":[{"index":0,"embedding":[1,2]}]}`}}, true, []string{"the texts of messages leave this machine, to or through " + host}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s.Next(tt.next...)
			r := app.Examine(t.Context(), workspaceWith(t, tt.src), noEnv)
			var all strings.Builder
			for _, c := range r.Checks {
				fmt.Fprintf(&all, "%s: %s\nhint: %s\n", c.Name, c.Found, c.Hint)
			}
			if r.OK != tt.ok {
				t.Errorf("ok %v", r.OK)
			}
			for _, want := range tt.says {
				if !strings.Contains(all.String(), want) {
					t.Errorf("does not say %q in\n%s", want, &all)
				}
			}
		})
	}
	for _, r := range s.Requests() {
		for _, text := range r.Texts {
			if text != "Is anybody there?" {
				t.Errorf("showed the engine %q", text)
			}
		}
	}
}
