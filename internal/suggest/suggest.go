// Package suggest learns codes from the coders' marks and proposes them for other messages, with a probability and the words that spoke for it; nothing counts until a person takes it.
package suggest
