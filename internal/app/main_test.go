package app_test

import (
	"os"
	"testing"

	"voxpop/internal/app"
)

func TestMain(m *testing.M) {
	app.Caged()
	os.Exit(m.Run())
}
