package main

import (
	"strings"

	"voxpop"
)

type helpCmd struct {
	Verb []string `arg:"" optional:"" help:"The verb, as in: voxpop help story check."`
}

func (helpCmd) Help() string {
	return `Without a verb, lists them all.

Example:
  voxpop help story check`
}

func (c helpCmd) Run(s *session) error {
	var fresh cli
	parser, err := newParser(&fresh, s.stdout, s.stderr)
	if err != nil {
		return err
	}
	node := parser.Model.Node
	for _, name := range c.Verb {
		next := node
		for _, child := range node.Children {
			if child.Name == name {
				next = child
			}
		}
		if next == node {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "help", Message: "there is no verb " + strings.Join(c.Verb, " "), Hint: "voxpop help lists them"}
		}
		node = next
	}
	_, err = parser.Parse(append(append([]string{}, c.Verb...), "--help"))
	return err // not reached: kong ends the run after --help
}
