package duplicate_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"voxpop/internal/duplicate"
)

// invented writes messages out of invented words, as common as words are in
// speech, with the turns of phrase that people share.
type invented struct {
	r       *rand.Rand
	words   []string
	phrases []string
	zipf    *rand.Zipf
}

func invent(seed uint64, syllables string, size int) *invented {
	r := rand.New(rand.NewPCG(seed, 1))
	v := &invented{r: r}
	parts := strings.Fields(syllables)
	seen := map[string]bool{}
	for len(v.words) < size {
		w := ""
		n := 3 + r.IntN(2) // common words are short
		switch {
		case len(v.words) < 10:
			n = 1
		case len(v.words) < 200:
			n = 2
		}
		for range n {
			w += parts[r.IntN(len(parts))]
		}
		if !seen[w] {
			seen[w] = true
			v.words = append(v.words, w)
		}
	}
	v.zipf = rand.NewZipf(r, 1.07, 8, uint64(size-1))
	for range 400 {
		v.phrases = append(v.phrases, v.plain(2+r.IntN(4)))
	}
	return v
}

const (
	latinParts   = "ba ke lo mi nu ra sel tor vin wa pol dri fen gu hal jo sta qui zem or an el is um ber cha"
	persianParts = "با که لو می نو را سل تر وین پل در فن گو هال جو ستا کی زم ار ان یل بر چا خو شی قا"
)

func latin(seed uint64) *invented {
	return invent(seed, latinParts, 30000)
}

func persian(seed uint64) *invented {
	return invent(seed, persianParts, 20000)
}

func (v *invented) word() string { return v.words[v.zipf.Uint64()] }

func (v *invented) plain(n int) string {
	w := make([]string, n)
	for i := range w {
		w[i] = v.word()
	}
	return strings.Join(w, " ")
}

// message writes one message of about n words, in sentences.
func (v *invented) message(n int) string {
	var b strings.Builder
	for n > 0 {
		k := min(n, 4+v.r.IntN(9))
		n -= k
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		if v.r.IntN(4) == 0 {
			b.WriteString(v.phrases[v.r.IntN(len(v.phrases))] + " ")
		}
		b.WriteString(v.plain(k))
		b.WriteString([]string{".", ".", "!", "?"}[v.r.IntN(4)])
	}
	return b.String()
}

// kinds are the ways to make a copy.
var kinds = map[string]func(v *invented, s string) string{
	"exact": func(v *invented, s string) string { return strings.ToUpper(s) + " !!" },
	"typos": func(v *invented, s string) string {
		r := []rune(s)
		for range 1 + len(r)/40 {
			i := v.r.IntN(len(r) - 1)
			switch v.r.IntN(3) {
			case 0:
				r = slices.Delete(r, i, i+1)
			case 1:
				r = slices.Insert(r, i, r[i])
			default:
				r[i], r[i+1] = r[i+1], r[i]
			}
		}
		return string(r)
	},
	"words": func(v *invented, s string) string {
		w := strings.Fields(s)
		for range 1 + len(w)/10 {
			w[v.r.IntN(len(w))] = v.word()
		}
		return strings.Join(w, " ")
	},
	"frame": func(v *invented, s string) string {
		return v.phrases[0] + ": " + s + " #" + v.word() + " #" + v.word() + " 😀"
	},
	"merged": func(v *invented, s string) string { return v.message(16) + " " + s },
	"own":    func(v *invented, s string) string { return v.message(10) + "\n\n" + s + "\n\n" + v.message(10) },
	"reordered": func(v *invented, s string) string {
		p := sentences(s)
		v.r.Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
		return strings.Join(p, " ")
	},
	"dropped": func(v *invented, s string) string {
		p := sentences(s)
		if len(p) < 3 {
			return s
		}
		return strings.Join(slices.Delete(p, 1, 2), " ")
	},
}

func sentences(s string) []string {
	p := strings.FieldsFunc(strings.NewReplacer(". ", ".|", "! ", "!|", "? ", "?|").Replace(s), func(r rune) bool { return r == '|' })
	return p
}

// crowd writes n honest messages and campaigns of size copies each, one kind
// of copy after the other. It returns the campaigns by message id.
func (v *invented) crowd(n, campaigns, size int) (messages []duplicate.Message, of map[string]int, kind map[string]string) {
	of, kind = map[string]int{}, map[string]string{}
	names := make([]string, 0, len(kinds))
	for k := range kinds {
		names = append(names, k)
	}
	slices.Sort(names)
	add := func(s string) string {
		id := fmt.Sprintf("m%07d", len(messages))
		messages = append(messages, duplicate.Message{ID: id, Text: s})
		return id
	}
	for range n {
		add(v.message(6 + v.r.IntN(24)))
	}
	for c := range campaigns {
		s := v.message(20 + v.r.IntN(20))
		of[add(s)] = c + 1
		for i := range size - 1 {
			k := names[i%len(names)]
			id := add(kinds[k](v, s))
			of[id], kind[id] = c+1, k
		}
	}
	v.r.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
	return messages, of, kind
}
