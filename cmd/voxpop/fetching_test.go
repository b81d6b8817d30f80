package main

import (
	"bytes"
	"testing"

	"voxpop/internal/app"
)

// A long fetching says how far it is, anew for each door; a short one is silent.
func TestFetchingIsFollowed(t *testing.T) {
	var said bytes.Buffer
	s := &session{ctx: t.Context(), stderr: &said, screen: &said, getenv: func(string) string { return "" }}
	var a app.App
	end := s.fetching(&a)
	for _, door := range []struct {
		name string
		of   int
	}{{"short", 10}, {"one", 100}, {"two", 200}} {
		for n := range door.of {
			a.Progress(door.name, n+1, door.of)
		}
	}
	end()
	want := "fetching from one: 25%\nfetching from one: 50%\nfetching from one: 75%\nfetching from two: 25%\nfetching from two: 50%\nfetching from two: 75%\n"
	if said.String() != want {
		t.Errorf("said %q", said.String())
	}
}
