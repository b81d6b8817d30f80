package voxpop

import "testing"

func TestSameName(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want bool
	}{
		{"علي كريمي", "علی کریمی", true},
		{"علی رضا کریمی", "علی‌رضا کریمی", true},
		{"علیرضا کریمی", "علی‌رضا کریمی", true},
		{"مُراد", "مراد", true},
		{"José Ruiz", "Jose Ruiz", true},
		{"Jean-Luc Moreau", "jean luc moreau", true},
		{"Łukasz Øst", "Lukasz Ost", true},
		{"Ilse O’Varga", "ilse-ovarga", true},
		{"रीमा", "रामी", false}, // vowels are marks
		{"Ilse Varga", "Ilse Vargas", false},
		{"Ada Lamp", "Adalamp", false},
		{"", "", false},
		{"!", "?", false},
	} {
		if SameName(x.a, x.b) != x.want {
			t.Errorf("SameName(%q, %q) is not %v: %q, %q", x.a, x.b, x.want, NameKey(x.a), NameKey(x.b))
		}
		if NameKey(Slug(x.a)) != NameKey(x.a) {
			t.Errorf("the slug of %q has another key", x.a)
		}
	}
}

func TestOneName(t *testing.T) {
	known := []Speaker{{Name: "Ilse Varga", Names: Localized{"fa": "ایلزه وارگا"}, Aliases: []string{"I. Varga"}}}
	got := OneName([]Statement{{Speaker: "ايلزه وارگا", Lang: "fa"}, {Speaker: "I. Varga", Lang: "en"}, {Speaker: "José Ruiz"}, {Speaker: "Jose Ruiz"}}, known)
	if got[0].Speaker != "Ilse Varga" || got[1].Speaker != "Ilse Varga" || got[1].Names["en"] != "I. Varga" || got[2].Speaker != got[3].Speaker {
		t.Errorf("%+v", got)
	}
	if _, ok := FindSpeaker(known, "ايلزه وارگا"); !ok {
		t.Error("a name typed on an Arabic keyboard is not found")
	}
}
