package quote

import (
	"embed"
	"strings"
	"sync"
)

// nkind is a set of things that a word can be when people are named.
type nkind uint64

// The kinds; the sections of lang/people/*.txt bear their names.
const (
	kHonor    nkind = 1 << iota // Mr, Dr, Sir: before a name, no office
	kTitle                      // mayor, minister: an office that one person holds
	kFolk                       // official, teacher, woman: one of many
	kPeople                     // officials, residents: several
	kRank                       // deputy, acting: makes another office of an office
	kFormer                     // former, ex, late
	kBody                       // ministry, council, party
	kOutlet                     // agency, television, newspaper
	kGiven                      // a first name
	kParticle                   // van, de, al: inside a name
	kIndef                      // a, some, two
	kDef                        // the
	kThis                       // this, that
	kOwn                        // his, her, their
	kOther                      // another, other
	kHe                         // the third person, one
	kIt                         // a thing
	kThey                       // the third person, several
	kI                          // the first person, one
	kWe                         // the first person, several
	kAnd                        // joins two speakers
	kLink                       // of, for, at: joins an office to its place
	kRel                        // who, which
	kBe                         // is, was: gives an office
	kStop                       // never a part of a name
	kDay                        // Monday, May
	kNation                     // French, Elmish: may stand before an office
	kCity                       // stands for a government
	kMedium                     // message, interview, post
	kBy                         // in, on, via: leads a medium
	kTo                         // to: leads an addressee
	kWith                       // with: leads an addressee after an interview
	kHearer                     // reporters, parliament: often spoken to
	kNot                        // negates a cue
	kRefuse                     // refuse, decline: negate a cue that follows
	kQuote                      // reported, quoting: an outlet passes words on
	kEvent                      // conference, rally: where things are said
	kMale                       // with any of the above
	kFemale                     //
	kSave                       // a word that the language writes with a capital and that is no name
	kMine                       // spokesman, lawyer, brother: belongs to somebody
	kEnding                     // what a surname may end in, written apart
	kTell                       // told, warned: a hearer follows
	kOnly                       // only, just: not a negation of the cue
	kPlace                      // in, at, from: leads a place
	kPhrase                     // the word begins a phrase of several words
)

var kindNames = map[string]nkind{
	"honor": kHonor, "title": kTitle, "folk": kFolk, "people": kPeople, "rank": kRank, "former": kFormer, "body": kBody, "outlet": kOutlet | kBody,
	"given": kGiven, "particle": kParticle, "indef": kIndef, "def": kDef, "this": kThis, "own": kOwn, "other": kOther, "he": kHe, "it": kIt,
	"they": kThey, "i": kI, "we": kWe, "and": kAnd, "link": kLink, "rel": kRel, "be": kBe, "stop": kStop, "day": kDay, "nation": kNation,
	"medium": kMedium, "by": kBy, "to": kTo, "with": kWith, "hearer": kHearer, "not": kNot, "refuse": kRefuse, "quote": kQuote, "event": kEvent,
	"m": kMale, "f": kFemale, "save": kSave, "mine": kMine, "place": kPlace, "tell": kTell, "only": kOnly, "ending": kEnding,
}

// kPronoun are the words that stand for somebody named elsewhere.
const kPronoun = kHe | kIt | kThey | kI | kWe

// nphrase is an entry of several words.
type nphrase struct {
	rest []uint64 // after the first
	is   nkind
	same uint64 // hash of the whole
}

// nameTable is what one language knows of how people are named.
type nameTable struct {
	lang    string
	cased   bool // names are written with a capital
	nouns   bool // and so are all nouns
	drops   bool // a verb may stand without its subject
	ezafe   bool // an office comes before what it is of, without a joining word
	and     string
	folds   *[folds]rune
	words   map[uint64]nkind
	seen    kinds // words, for the scan
	phrases map[uint64][]nphrase
	same    map[uint64]uint64 // spellings and forms of one office or place
	wider   map[uint64]uint64 // the short form of an office: a foreign minister is “the minister”
	cities  map[uint64]string // the government that a capital or a building stands for; "" when disputed
}

//go:embed lang/people/*.txt
var nameFiles embed.FS

// nameTables reads a language's table on first use. Languages without one
// share that of English, whose names are at least written alike.
var nameTables = func() map[string]func() *nameTable {
	m := map[string]func() *nameTable{}
	for _, lang := range Languages {
		m[lang] = sync.OnceValue(func() *nameTable {
			b, err := nameFiles.ReadFile("lang/people/" + lang + ".txt")
			if err != nil {
				return parseNames(lang, "")
			}
			return parseNames(lang, string(b))
		})
	}
	return m
}()

func namesOf(lang string) *nameTable {
	if f := nameTables[lang]; f != nil {
		return f()
	}
	return nameTables["en"]()
}

// parseNames reads a table: sections in brackets, words apart by spaces, "_"
// for the space inside a phrase. In [same] all words of a line are one; in
// [wider] the first is short for the others; in [city] what follows "=" is the government.
func parseNames(lang, file string) *nameTable {
	t := &nameTable{lang: lang, cased: lang != "fa" && lang != "ar", nouns: lang == "de", ezafe: lang == "fa" || lang == "ar",
		drops: lang == "fa" || lang == "ar" || lang == "tr" || lang == "es" || lang == "ru", and: "and",
		folds: foldTable(), words: map[uint64]nkind{}, phrases: map[uint64][]nphrase{}, same: map[uint64]uint64{}, wider: map[uint64]uint64{}, cities: map[uint64]string{}}
	var is nkind
	section := ""
	for line := range strings.Lines(file) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if head, ok := strings.CutPrefix(line, "["); ok {
			head, _, _ = strings.Cut(head, "]")
			is, section = 0, ""
			for _, name := range strings.Fields(head) {
				if section == "" {
					section = name
				}
				is |= kindNames[name]
			}
			continue
		}
		switch section {
		case "same":
			f := strings.Fields(line)
			for _, w := range f {
				t.same[hashOf(w)] = hashOf(f[0])
			}
		case "wider":
			f := strings.Fields(line)
			for _, w := range f[1:] {
				t.wider[t.canon(hashOf(w))] = t.canon(hashOf(f[0]))
			}
		case "city":
			keys, government, _ := strings.Cut(line, "=")
			for _, w := range strings.Fields(keys) {
				t.cities[hashOf(w)] = strings.TrimSpace(government)
				t.add(w, kCity)
			}
		default:
			for _, w := range strings.Fields(line) {
				t.add(w, is)
			}
		}
	}
	t.seen = kindsOf(t.words)
	return t
}

// kinds is a hash table that is only read.
type kinds struct {
	mask uint64
	may  *[1024]uint64 // a bit for each hash: most words of a text are not there, and this much stays in the nearest cache
	rows []struct {
		hash uint64
		is   nkind
	}
}

func kindsOf(m map[uint64]nkind) kinds {
	n := 16
	for n < 4*len(m) {
		n *= 2
	}
	k := kinds{mask: uint64(n - 1), may: new([1024]uint64)}
	k.rows = make([]struct {
		hash uint64
		is   nkind
	}, n)
	for h, is := range m {
		k.may[h>>24&1023] |= 1 << (h >> 34 & 63)
		i := h & k.mask
		for k.rows[i].hash != 0 {
			i = (i + 1) & k.mask
		}
		k.rows[i].hash, k.rows[i].is = h, is
	}
	return k
}

func (k *kinds) kind(h uint64) nkind {
	if k.may[h>>24&1023]&(1<<(h>>34&63)) == 0 {
		return 0
	}
	for i := h & k.mask; ; i = (i + 1) & k.mask {
		switch k.rows[i].hash {
		case h:
			return k.rows[i].is
		case 0:
			return 0
		}
	}
}

func (t *nameTable) add(w string, is nkind) {
	parts := strings.Split(w, "_")
	first := hashOf(parts[0])
	if len(parts) == 1 {
		t.words[first] |= is
		return
	}
	t.words[first] |= kPhrase
	p := nphrase{is: is, same: hashOf(w)}
	for _, s := range parts[1:] {
		p.rest = append(p.rest, hashOf(s))
	}
	for i, q := range t.phrases[first] {
		if q.same == p.same && len(q.rest) == len(p.rest) {
			t.phrases[first][i].is |= is
			return
		}
	}
	t.phrases[first] = append(t.phrases[first], p)
}

// canon is the one hash of an office's or a place's spellings.
func (t *nameTable) canon(h uint64) uint64 {
	if c, ok := t.same[h]; ok {
		return c
	}
	return h
}
