// Package pgcheck is the same queries read by PostgreSQL's rules: it has to compile and is used by nobody.
package pgcheck
