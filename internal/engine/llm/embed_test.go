package llm_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/engine/llm"
)

func TestBatches(t *testing.T) {
	e, s, _ := open(t, enginetest.VLLM)
	e.Limits = llm.Limits{Batch: 4, BatchBytes: 100, Parallel: 1}
	var progress []int
	e.Progress = func(done, of int) {
		if of != 8 {
			t.Errorf("of %d", of)
		}
		progress = append(progress, done)
	}
	long := strings.Repeat("x", 90)
	in := []string{"a", "b", "a", "c", " a ", "d", "e", "", "f", long, "g"}
	rows, err := e.Embed(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if &rows[0][0] != &rows[2][0] || &rows[0][0] != &rows[4][0] {
		t.Error("equal texts have vectors of their own")
	}
	var sent [][]string
	for _, r := range s.Requests() {
		sent = append(sent, r.Texts)
	}
	want := [][]string{{"a", "b", "c", "d"}, {"e", "f", long, "g"}}
	if d := cmp.Diff(want, sent); d != "" {
		t.Error(d)
	}
	if !slices.Equal(progress, []int{4, 8}) {
		t.Errorf("progress %v", progress)
	}
	e, s, _ = open(t, enginetest.VLLM)
	e.Limits = llm.Limits{BatchBytes: 100, Parallel: 1}
	if _, err := e.Embed(t.Context(), []string{"a", long, "b", strings.Repeat("y", 200), "c"}); err != nil {
		t.Fatal(err)
	}
	sent = nil
	for _, r := range s.Requests() {
		sent = append(sent, r.Texts)
	}
	if d := cmp.Diff([][]string{{"a", long, "b"}, {strings.Repeat("y", 200)}, {"c"}}, sent); d != "" {
		t.Error(d)
	}
	if got := e.Used(); got.Embedded != 5 || got.Skipped != 0 || got.Remote || got.EmbeddingModel != enginetest.EmbeddingModel || got.Model != "" {
		t.Errorf("used %+v", got)
	}
}

func TestBounded(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	full := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Input []string }
		json.NewDecoder(r.Body).Decode(&in)
		mu.Lock()
		now++
		most = max(most, now)
		if most == 3 && now == 3 {
			close(full)
			most = 4 // once
		}
		mu.Unlock()
		if in.Input[0] != "message number 0 about the rent" {
			<-full // each waits until three are here
		}
		mu.Lock()
		if now > 3 {
			most = 99
		}
		now--
		mu.Unlock()
		fmt.Fprint(w, `{"data":[{"index":0,"embedding":[1,0]}]}`)
	}))
	defer s.Close()
	e := &llm.Engine{BaseURL: s.URL, EmbeddingModel: "m", Limits: llm.Limits{Batch: 1, Parallel: 3}}
	defer e.Close()
	if _, err := e.Embed(t.Context(), texts(30)); err != nil {
		t.Fatal(err)
	}
	if most != 4 {
		t.Errorf("%d at once", most)
	}
}

func TestLongTexts(t *testing.T) {
	for _, kind := range []enginetest.Kind{enginetest.LlamaCPP, enginetest.VLLM} {
		e, s, w := open(t, kind)
		in := append(texts(20), strings.Repeat("a long complaint ", 400))
		rows, err := e.Embed(t.Context(), in)
		if err != nil {
			t.Fatal(kind, err)
		}
		if rows[20][0] == 0 {
			t.Errorf("%s: the long text has no vector", kind)
		}
		if len(w.all) != 0 {
			t.Errorf("%s: waited %v for what waiting cannot change", kind, w.all)
		}
		all := s.Requests()
		if n := len([]rune(all[len(all)-1].Texts[0])); n < 400 {
			t.Errorf("%s: of a text of 2,000 code points only %d were embedded", kind, n)
		}
		for _, r := range all {
			for _, x := range r.Texts {
				if n := len([]rune(x)); n > 2000 {
					t.Errorf("%s: sent %d code points", kind, n)
				}
			}
		}
	}
}

func TestUnfitTexts(t *testing.T) {
	for _, kind := range []enginetest.Kind{enginetest.LlamaCPP, enginetest.Ollama} {
		t.Run(string(kind), func(t *testing.T) {
			e, _, _ := open(t, kind)
			in := texts(200)
			in[3], in[150] = "numberless a", "numberless b"
			rows, err := e.Embed(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				zero := !slices.ContainsFunc(row, func(x float32) bool { return x != 0 })
				if zero != (i == 3 || i == 150) {
					t.Errorf("text %d: zero %v", i, zero)
				}
			}
			if got := e.Used(); got.Skipped != 2 || got.Embedded != 198 {
				t.Errorf("used %+v", got)
			}
			in[7] = "numberless c"
			if _, err := e.Embed(t.Context(), in); err == nil {
				t.Error("three of two hundred are more than one in a hundred")
			}
			if _, err := e.Embed(t.Context(), []string{"numberless d"}); err == nil {
				t.Error("nothing was embedded, and no error")
			}
		})
	}
}

func TestHopeless(t *testing.T) {
	e, s, _ := open(t, enginetest.VLLM)
	s.Next(slices.Repeat([]enginetest.Answer{{Status: 400, Body: "no"}}, 1000)...)
	_, err := e.Embed(t.Context(), texts(5000))
	if voxpop.KindOf(err) != voxpop.Invalid {
		t.Error(err)
	}
	if n := len(s.Requests()); n > 40 {
		t.Errorf("%d requests to find out", n)
	}
}

func TestStrangeAnswers(t *testing.T) {
	b64 := func(xs ...float32) string {
		var b []byte
		for _, x := range xs {
			u := math.Float32bits(x)
			b = append(b, byte(u), byte(u>>8), byte(u>>16), byte(u>>24))
		}
		return base64.StdEncoding.EncodeToString(b)
	}
	nan := float32(math.NaN())
	tests := []struct {
		name, body string
		want       [][]float32 // nil = refused
	}{
		{"numbers", `{"data":[{"index":0,"embedding":[3,4]},{"index":1,"embedding":[0,2.5e-1]}]}`, [][]float32{{.6, .8}, {0, 1}}},
		{"the other order", `{"data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[0,1]}]}`, [][]float32{{0, 1}, {.6, .8}}},
		{"no index", `{"data":[{"embedding":[3,4]},{"embedding":[0,1]}]}`, [][]float32{{.6, .8}, {0, 1}}},
		{"base64", `{"data":[{"index":0,"embedding":"` + b64(3, 4) + `"},{"index":1,"embedding":"` + b64(0, 9) + `"}]}`, [][]float32{{.6, .8}, {0, 1}}},
		{"both forms", `{"data":[{"index":0,"embedding":"` + b64(3, 4) + `"},{"index":1,"embedding":[0,1]}]}`, [][]float32{{.6, .8}, {0, 1}}},
		{"base64 escaped", `{"data":[{"index":0,"embedding":"` + strings.ReplaceAll(b64(-1, 0), "/", `\/`) + `"},{"index":1,"embedding":[0,1]}]}`, [][]float32{{-1, 0}, {0, 1}}},
		{"more said", `{"object":"list","usage":{},"data":[{"object":"embedding","index":0,"embedding":[ 3 , 4 ],"x":1},{"index":1,"embedding":[0,1]}],"y":[]}`, [][]float32{{.6, .8}, {0, 1}}},
		{"large numbers", `{"data":[{"index":0,"embedding":[3e30,4e30]},{"index":1,"embedding":[0,1e-30]}]}`, [][]float32{{.6, .8}, {0, 1}}},
		{"no direction", `{"data":[{"index":0,"embedding":[0,0]},{"index":1,"embedding":[0,1]}]}`, [][]float32{{0, 0}, {0, 1}}},
		{"one too few", `{"data":[{"index":0,"embedding":[3,4]}]}`, nil},
		{"one too many", `{"data":[{"index":0,"embedding":[3,4]},{"index":1,"embedding":[0,1]},{"index":2,"embedding":[0,1]}]}`, nil},
		{"an index twice", `{"data":[{"index":0,"embedding":[3,4]},{"index":0,"embedding":[0,1]}]}`, nil},
		{"an index outside", `{"data":[{"index":0,"embedding":[3,4]},{"index":2,"embedding":[0,1]}]}`, nil},
		{"an index below", `{"data":[{"index":-1,"embedding":[3,4]},{"index":0,"embedding":[0,1]}]}`, nil},
		{"an index that is none", `{"data":[{"index":"0","embedding":[3,4]},{"index":1,"embedding":[0,1]}]}`, nil},
		{"an index for some", `{"data":[{"embedding":[3,4]},{"index":1,"embedding":[0,1]}]}`, nil},
		{"two lengths", `{"data":[{"index":0,"embedding":[3,4]},{"index":1,"embedding":[0,1,2]}]}`, nil},
		{"one dimension", `{"data":[{"index":0,"embedding":[3]},{"index":1,"embedding":[1]}]}`, nil},
		{"no dimension", `{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}`, nil},
		{"a vector a token", `{"data":[{"index":0,"embedding":[[3,4],[3,4]]},{"index":1,"embedding":[[0,1]]}]}`, nil},
		{"null numbers", `{"data":[{"index":0,"embedding":[null,null]},{"index":1,"embedding":[null,null]}]}`, nil},
		{"null", `{"data":[{"index":0,"embedding":null},{"index":1,"embedding":null}]}`, nil},
		{"beyond a float", `{"data":[{"index":0,"embedding":[1e39,0]},{"index":1,"embedding":[1e300,1]}]}`, nil},
		{"beyond any float", `{"data":[{"index":0,"embedding":[1e999,0]},{"index":1,"embedding":[0,1e999]}]}`, nil},
		{"NaN as base64", `{"data":[{"index":0,"embedding":"` + b64(nan, 1) + `"},{"index":1,"embedding":"` + b64(1, nan) + `"}]}`, nil},
		{"half a float", `{"data":[{"index":0,"embedding":"AAAAAAAAAAAA"},{"index":1,"embedding":"AAAAAAAAAAAA"}]}`, nil},
		{"no base64", `{"data":[{"index":0,"embedding":"!!"},{"index":1,"embedding":"!!"}]}`, nil},
		{"words", `{"data":[{"index":0,"embedding":["a","b"]},{"index":1,"embedding":["a","b"]}]}`, nil},
		{"true", `{"data":[{"index":0,"embedding":[true,false]},{"index":1,"embedding":[true,true]}]}`, nil},
		{"an object", `{"data":[{"index":0,"embedding":{"0":1}},{"index":1,"embedding":{}}]}`, nil},
		{"no data", `{"object":"list"}`, nil},
		{"null data", `{"data":null}`, nil},
		{"an error under 200", `{"error":{"message":"out of memory"}}`, nil},
		{"a list", `[{"embedding":[3,4]}]`, nil},
		{"a page", `<html><body>Welcome</body></html>`, nil},
		{"nothing", ``, nil},
		{"cut short", `{"data":[{"index":0,"embedding":[3,4]},{"index":1,"embed`, nil},
		{"two answers", `{"data":[]}{"data":[]}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, s, _ := open(t, enginetest.VLLM)
			s.Next(slices.Repeat([]enginetest.Answer{{Status: 200, Body: tt.body}}, 9)...)
			got, err := e.Embed(t.Context(), []string{"first", "second"})
			if tt.want == nil {
				if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
					t.Errorf("%v, %v", got, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			near := cmp.Comparer(func(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-6 })
			if d := cmp.Diff(tt.want, got, near); d != "" {
				t.Error(d)
			}
		})
	}
	t.Run("another length later", func(t *testing.T) {
		e, s, _ := open(t, enginetest.VLLM)
		s.Next(enginetest.Answer{Status: 200, Body: `{"data":[{"index":0,"embedding":[3,4]}]}`}, enginetest.Answer{Status: 200, Body: `{"data":[{"index":0,"embedding":[3,4,5]}]}`})
		if _, err := e.Embed(t.Context(), []string{"first"}); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Embed(t.Context(), []string{"second"}); err == nil {
			t.Error("vectors of two models in one table")
		}
	})
	t.Run("without an end", func(t *testing.T) {
		e, s, _ := open(t, enginetest.VLLM)
		e.Limits.Response = 1000
		s.Next(enginetest.Answer{Status: 200, Body: `{"data":[{"index":0,"embedding":[3,4` + strings.Repeat("0", 2000) + `]}]}`})
		if _, err := e.Embed(t.Context(), []string{"first"}); err == nil || !strings.Contains(err.Error(), "more than 1000 bytes") {
			t.Error(err)
		}
	})
}
