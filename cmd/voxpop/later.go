package main

import (
	"github.com/alecthomas/kong"

	"voxpop"
)

// laterCmd stands for a verb that a later release brings. It takes whatever
// follows, is not listed, and is answered before it runs.
type laterCmd struct {
	Rest []string `arg:"" optional:"" passthrough:""`
}

// Run is never reached: the answer does not need a workspace.
func (laterCmd) Run() error { return nil }

// laterHints say what to do until then, by verb.
var laterHints = map[string]string{
	"statements extract": "write statements.jsonl by hand and add it with voxpop statements add",
}

// laterVerb returns the name of the verb at n when it is one of a later release.
func laterVerb(n *kong.Node) (verb string, ok bool) {
	if n == nil || n.Type == kong.ApplicationNode {
		return "", false
	}
	verb = verbPath(n)
	_, ok = laterHints[verb]
	return verb, ok
}

func notYet(verb string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "command line", Place: verb, Message: "not in this release", Hint: laterHints[verb]}
}
