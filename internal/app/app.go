// Package app builds the program from a configuration: it is the only package that names every door and adapter.
package app
