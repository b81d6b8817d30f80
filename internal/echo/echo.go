// Package echo finds the answers that throw a public figure's words back: they repeat a statement's words, or name its speaker.
package echo
