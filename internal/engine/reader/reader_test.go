package reader_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/engine/reader"
	"voxpop/internal/ledger"
)

func chat(t *testing.T, s *enginetest.ReaderServer) *reader.Chat {
	c := &reader.Chat{Model: "invented-chat"}
	fill(&c.Server, s.URL+"/v1")
	t.Cleanup(c.Close)
	return c
}

func nlp(t *testing.T, s *enginetest.ReaderServer) *reader.NLP {
	n := &reader.NLP{}
	fill(&n.Server, s.URL)
	t.Cleanup(n.Close)
	return n
}

func fill(s *reader.Server, address string) {
	s.BaseURL = address
	s.Wait = func(context.Context, time.Duration) error { return nil }
	s.Limits = reader.Limits{Tries: 1, Timeout: enginetest.ReaderPatience}
}

func TestChat(t *testing.T) {
	enginetest.RunReader(t, enginetest.ReaderSuite{Open: func(t *testing.T, s *enginetest.ReaderServer) ledger.Model { return chat(t, s) }})
}

func TestNLP(t *testing.T) {
	enginetest.RunReader(t, enginetest.ReaderSuite{Open: func(t *testing.T, s *enginetest.ReaderServer) ledger.Model { return nlp(t, s) }})
}

// TestPlaces: a place that does not hold the words is refused, though they
// stand elsewhere.
func TestPlaces(t *testing.T) {
	s := enginetest.StartReader(t)
	s.Misbehave(enginetest.WrongPlaces)
	n := nlp(t, s)
	found, refused, err := n.Quotations(t.Context(), enginetest.ReaderArticle, "en")
	if err != nil || len(found) != 0 || refused != 3 {
		t.Fatalf("%+v, %d, %v", found, refused, err)
	}
	if u := n.Used(); u.Refused != 3 || u.Reasons["does not stand where it is said to"] != 3 || u.Asked != 1 || u.Remote {
		t.Errorf("%+v", u)
	}
}

func TestTalksAround(t *testing.T) {
	s := enginetest.StartReader(t)
	s.Misbehave(enginetest.TalksAround)
	if found, _, err := chat(t, s).Quotations(t.Context(), enginetest.ReaderArticle, "en"); err != nil || len(found) != 3 {
		t.Errorf("%+v, %v", found, err)
	}
	if _, _, err := nlp(t, s).Quotations(t.Context(), enginetest.ReaderArticle, "en"); err == nil {
		t.Error("an NLP server may not talk")
	}
}

// TestPieces: a long article goes out in pieces, and its places are of the whole.
func TestPieces(t *testing.T) {
	s := enginetest.StartReader(t)
	c := chat(t, s)
	c.Limits.Piece = 200
	article := strings.Repeat("The tide came in and went out again over the flats.\n", 30) + "“It’s late,” said Ada Quint.\n"
	found, refused, err := c.Quotations(t.Context(), article, "en")
	if err != nil || refused != 0 || len(found) != 1 {
		t.Fatalf("%+v, %d, %v", found, refused, err)
	}
	if q := found[0]; string([]rune(article)[q.Start:q.End]) != "It’s late" {
		t.Errorf("%+v", q)
	}
	asked := s.Requests()
	whole := ""
	for _, r := range asked {
		if n := len([]rune(r.Text)); n > 200 {
			t.Errorf("a piece of %d", n)
		}
		whole += r.Text
	}
	if whole != article {
		t.Error("the pieces are not the article")
	}
	c = chat(t, s)
	c.Limits.Text = 100
	if _, _, err := c.Quotations(t.Context(), article, "en"); err == nil {
		t.Error("an article without end was taken")
	}
}

// TestLeave: to whom an article may go.
func TestLeave(t *testing.T) {
	for name, c := range map[string]*reader.Chat{
		"another host": {Server: reader.Server{BaseURL: "https://model.example/v1"}, Model: "m"},
		"passed on":    {Server: reader.Server{BaseURL: "http://127.0.0.1:1/v1"}, Model: "m:cloud"},
		"without TLS":  {Server: reader.Server{BaseURL: "http://model.example/v1", AllowRemote: true}, Model: "m"},
		"no model":     {Server: reader.Server{BaseURL: "http://127.0.0.1:1/v1"}},
		"no address":   {Model: "m"},
	} {
		err := c.Check()
		if _, ok := errors.AsType[*voxpop.Error](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := c.Quotations(t.Context(), "text", "en"); err == nil {
			t.Errorf("%s: was asked", name)
		}
	}
}

func TestKey(t *testing.T) {
	s := enginetest.StartReader(t)
	c := chat(t, s)
	c.Key = "hush"
	if _, _, err := c.Quotations(t.Context(), enginetest.ReaderArticle, "en"); err != nil {
		t.Fatal(err)
	}
	if got := s.Requests()[0].Header.Get("Authorization"); got != "Bearer hush" {
		t.Errorf("authorization %q", got)
	}
}
