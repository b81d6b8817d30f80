// Package voxpop holds the words of the product: call-out, response, consent, coding, statement, position, share, house rules.
//
// The listing of this package is the glossary (docs/TERMS.md): one file per
// noun, plain structs whose JSON and YAML shapes are those of the record
// folder, and the rules about a noun that are always true as its methods.
// Nothing here does I/O, reads a clock or knows how a thing is stored.
//
// Text is kept as it was received. Every offset is in Unicode code points of
// that stored text, start inclusive, end exclusive.
package voxpop
