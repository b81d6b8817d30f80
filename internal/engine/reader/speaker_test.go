package reader

import "testing"

// TestSpeaker: not every word of an article can have said something.
func TestSpeaker(t *testing.T) {
	article := []rune("“The plan was not bad,” said Ilse Varga of the council, and residents agreed; she smiled. «بد نبود» گفت وارگا.")
	for _, c := range []struct {
		quote, cue, speaker string
		found               int
		notes               int
	}{
		{"The plan was not bad", "said", "Ilse Varga", 1, 0},
		{"The plan was not bad", "said", "Varga", 1, 0},
		{"The plan was not bad", "said", "she", 1, 0},
		{"The plan was not bad", "", "residents", 1, 1},
		{"The plan was not bad", "", "said", 0, 0},
		{"The plan was not bad", "agreed", "agreed", 0, 0},
		{"The plan was not bad", "said", "of", 0, 0},
		{"بد نبود", "گفت", "وارگا", 1, 0},
		{"بد نبود", "", "گفت", 0, 0},
	} {
		found := locate(nil, map[string]int{}, "m", article, [2]int{0, len(article)}, []claim{{Quote: c.quote, Cue: c.cue, Speaker: c.speaker}}, 3000)
		if len(found) != c.found || len(found) == 1 && len(found[0].Notes) != c.notes {
			t.Errorf("%+v: %+v", c, found)
		}
	}
}
