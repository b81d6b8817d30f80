package store

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"voxpop"
)

// wrap makes an error of the database one of ours. A driver's message may
// repeat a value of a row, so it stays out; its code says enough.
func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	if diskFull(err) { // the blobs' disk too
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: fullMessage, Hint: fullHint}
	}
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e
	}
	_, connecting := errors.AsType[*pgconn.ConnectError](err) // which took too long: nobody answers
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && !connecting {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "stopped", Err: err}
	}
	e := classify(err)
	e.Op = op
	return e
}

// Words that several errors share.
const (
	fullMessage = "the disk is full"
	fullHint    = "nothing was changed; free some space and try again"
	addressHint = "the url of [database] in voxpop.toml, or VOXPOP_DATABASE_URL"
	damagedHint = "restore a backup into a new workspace"
)

func diskFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()&0xff == sqlite3.SQLITE_FULL
	}
	return false
}

// classify says what an error of a driver means, without its text. Where that
// is known the message is for a newsroom; where it is not, the code goes along
// for whoever looks it up.
func classify(err error) *voxpop.Error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return classifySQLite(e.Code())
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && len(e.Code) == 5 {
		return classifyPostgres(e.Code)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return &voxpop.Error{Kind: voxpop.Unavailable, Message: "the database server does not answer",
			Hint: "is it running, and are host and port right? They stand in " + addressHint}
	}
	return &voxpop.Error{Kind: voxpop.Internal, Message: "the store failed", Err: err}
}

func classifySQLite(code int) *voxpop.Error {
	cause := fmt.Errorf("sqlite code %d", code)
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return &voxpop.Error{Kind: voxpop.Unavailable, Message: "the database is busy", Hint: "another voxpop is writing; try again"}
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return &voxpop.Error{Kind: voxpop.Unavailable, Message: "the database file cannot be written", Hint: "may you write in the workspace, or is its disk read-only?"}
	case sqlite3.SQLITE_IOERR:
		return &voxpop.Error{Kind: voxpop.Unavailable, Message: "the disk of the database did not read or write", Hint: "is it full, or failing? nothing was changed", Err: cause}
	case sqlite3.SQLITE_CONSTRAINT:
		return &voxpop.Error{Kind: voxpop.Conflict, Message: "the database holds something that forbids this", Err: cause}
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return &voxpop.Error{Kind: voxpop.Internal, Message: "the database file is damaged, or is none", Hint: damagedHint}
	}
	return &voxpop.Error{Kind: voxpop.Internal, Message: "the database refused", Err: cause}
}

func classifyPostgres(code string) *voxpop.Error {
	cause := fmt.Errorf("postgres code %s", code)
	switch code {
	case "53100":
		return &voxpop.Error{Kind: voxpop.Unavailable, Message: "the disk of the database server is full", Hint: fullHint}
	case "3D000":
		return &voxpop.Error{Kind: voxpop.NotFound, Message: "the database server has no database of this name", Hint: "make it, or name another in " + addressHint}
	case "42501":
		return &voxpop.Error{Kind: voxpop.Forbidden, Message: "the user of the database may not do this", Hint: "it makes tables, so let it own the database; it is named in " + addressHint}
	}
	switch code[:2] {
	case "28":
		return &voxpop.Error{Kind: voxpop.Forbidden, Message: "the database server refuses the user or the password", Hint: "both stand in " + addressHint}
	case "23":
		return &voxpop.Error{Kind: voxpop.Conflict, Message: "the database holds something that forbids this", Err: cause}
	case "08", "53", "57", "40", "55":
		return &voxpop.Error{Kind: voxpop.Unavailable, Message: "the database is busy or away", Hint: "try again", Err: cause}
	}
	return &voxpop.Error{Kind: voxpop.Internal, Message: "the database refused", Err: cause}
}

// breaksRules reports whether the database refused rows for what they are: a
// row that names one which is not there, is of a wrong type, or lacks a value.
func breaksRules(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		code := e.Code() & 0xff
		return code == sqlite3.SQLITE_CONSTRAINT || code == sqlite3.SQLITE_MISMATCH
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && len(e.Code) == 5 && (e.Code[:2] == "23" || e.Code[:2] == "22")
}
