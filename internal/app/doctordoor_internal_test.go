package app

import "testing"

// A door that is known by an address and trusts no proxy counts nobody: the
// doctor says so.
func TestTheDoctorMissesAProxy(t *testing.T) {
	for _, tt := range []struct {
		front Front
		ok    bool
	}{
		{Front{Listen: "127.0.0.1:8081", Public: "https://answers.example.org"}, false},
		{Front{Listen: "127.0.0.1:8081", Onion: "x.onion"}, false},
		{Front{Listen: "127.0.0.1:8081", Public: "https://answers.example.org", Proxy: ProxyForwarded}, true},
		{Front{Listen: "127.0.0.1:8081", Onion: "x.onion", Proxy: ProxyTor}, true},
		{Front{Listen: "127.0.0.1:8081"}, true}, // being tried
		{Front{Listen: "0.0.0.0:8081", Public: "http://answers.example.org"}, true},
	} {
		var r Report
		r.door(Config{Dir: t.TempDir(), Front: tt.front})
		found := false
		for _, c := range r.Checks {
			if c.Name == "pages" {
				found = true
				if c.OK != tt.ok {
					t.Errorf("%+v: %+v", tt.front, c)
				}
			}
		}
		if !found {
			t.Fatal("the pages are not looked at")
		}
	}
}
