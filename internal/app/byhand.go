package app

import (
	"context"
	"io"

	"voxpop/internal/engine/editor"
)

// MaxText bounds a text that a person writes, in bytes.
const MaxText = editor.MaxText

// Terminal is where a person sits.
type Terminal struct {
	In          io.Reader
	Out, Screen io.Writer
	Getenv      func(string) string
}

// ByHand shows a text in the editor that the environment names and returns it
// as the person left it. No disk holds it meanwhile.
func (t Terminal) ByHand(ctx context.Context, text string) (string, error) {
	e := editor.Editor{Command: editor.Command(t.Getenv), Folders: editor.Folders(t.Getenv), Stdin: t.In, Stdout: t.Out, Stderr: t.Screen}
	return e.Edit(ctx, text, ".txt")
}
