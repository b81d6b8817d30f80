package codes_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"voxpop/internal/app/desktest"
)

// page asks until the roll was read.
func page(t *testing.T, d *desktest.Desk, as, path string) string {
	t.Helper()
	for range 200 {
		a := d.Do(t, as, "GET", path, nil)
		if a.Status != http.StatusOK {
			t.Fatalf("GET %s as %s: %d %s", path, as, a.Status, a.Body)
		}
		if a.Header.Get("Refresh") == "" {
			for _, bad := range []string{"ZgotmplZ", "%!", "<nil>", "<no value>"} {
				if strings.Contains(a.Body, bad) {
					t.Errorf("GET %s: the page holds %q", path, bad)
				}
			}
			return a.Body
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("GET %s: never ready", path)
	return ""
}

func TestPages(t *testing.T) {
	d := desktest.Open(t)
	for _, lang := range []string{"en", "fa", "ar"} {
		for _, path := range []string{"/coding", "/coding?queue=double", "/coding?queue=uncoded", "/coding?queue=uncertain", "/codebook", "/agreement", "/agreement?show=decided"} {
			for _, slug := range []string{"lamps", "ferry"} {
				page(t, d, "editor", "/callouts/"+slug+path+map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]+"lang="+lang)
			}
		}
	}
}
