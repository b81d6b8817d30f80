//go:build !unix

package app

import "errors"

func noCore() error {
	return errors.New("whether the system writes this process's memory to a file when it falls is not known here")
}
