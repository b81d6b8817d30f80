package story_test

import (
	"os"
	"slices"
	"testing"

	"voxpop"
	"voxpop/internal/story"
)

// renamed is a record in which a statement spells its speaker otherwise.
type renamed struct {
	story.Record
	id, name string
	known    []voxpop.Speaker
}

func (r renamed) Speakers() []voxpop.Speaker { return r.known }

func (r renamed) AllStatements() ([]voxpop.Statement, error) {
	all, err := r.Record.AllStatements()
	all = slices.Clone(all)
	for i := range all {
		if all[i].ID == r.id {
			all[i].Speaker = r.name
		}
	}
	return all, err
}

// One person stays one, however a statement or a link spells the name.
func TestOnePersonInStories(t *testing.T) {
	rec := load(t, os.DirFS(tram), nil)
	known := []voxpop.Speaker{{Name: "Ilse Varga", Names: voxpop.Localized{"fa": "ایلزه وارگا"}}}
	for _, tt := range []struct {
		name string
		rec  story.Record
		link string
		want []string
	}{
		{"an accent", renamed{rec, "varga-2024-05-02", "Ilsé Varga", nil}, "ilse-varga", nil},
		{"an accent in the link", renamed{rec, "varga-2024-05-02", "Ilsé Varga", nil}, "ilsé-varga", nil},
		{"another language", renamed{rec, "varga-2024-05-02", "ایلزه وارگا", known}, "ilse-varga", nil},
		{"typed on an Arabic keyboard", renamed{rec, "varga-2024-05-02", "ايلزه وارگا", known}, "ايلزه-وارگا", nil},
		{"not known to be one", renamed{rec, "varga-2024-05-02", "ایلزه وارگا", nil}, "ilse-varga", []string{"reversal"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := codes(check(t, tt.rec, head+"The mayor [changed her mind](reversal:"+tt.link+"/build-the-tram).")); !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}
