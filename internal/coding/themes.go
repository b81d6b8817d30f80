package coding

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
	"voxpop/internal/theme"
)

// ThemesOptions are what an editor asks of the proposals, in the order in
// which it is done: K and Finer shape them, then Merge, Split, Rename change
// them, then Take puts some into the codebook.
type ThemesOptions struct {
	All    bool        // also answers that are coded
	K      int         // number of themes; 0 = the messages decide
	Finer  int         // steps finer, or coarser when negative
	Merge  [][]string  // ids of themes that are one
	Split  []string    // ids of themes to take apart
	Rename [][2]string // id, label
	Take   [][2]string // id, code
}

// Proposed is the answer of `voxpop themes`.
type Proposed struct {
	Callout  string        `json:"callout"`
	Uncoded  int           `json:"uncoded"` // messages that were looked at
	All      bool          `json:"all"`     // … coded ones too
	Themes   []theme.Theme `json:"themes"`
	SetAside int           `json:"set_aside"`
	// Aside says why messages are in no theme.
	Aside map[string]int `json:"aside,omitempty"`
	// Taken are the codes that joined the codebook.
	Taken   []voxpop.Code  `json:"taken,omitempty"`
	Version voxpop.Version `json:"codebook_version,omitempty"`
	// Vectors and Wording say whether a model of the newsroom's own was asked.
	Vectors Vectors `json:"vectors"`
	Wording bool    `json:"wording"`
	Corpus  *Corpus `json:"-"`

	messages []theme.Message // that the themes were found among
}

// Themes proposes themes among the messages that nobody has coded; among all of
// them when everything is coded, or o says so.
func (s *Service) Themes(ctx context.Context, by voxpop.Actor, slug string, o ThemesOptions) (t Proposed, err error) {
	c, messages, err := s.open(ctx, slug, o.All)
	if err != nil {
		return t, err
	}
	if len(messages) == 0 && !o.All {
		o.All, messages = true, c.messages(true)
	}
	t.Corpus, t.Callout = c, c.Callout.Slug
	t.Uncoded, t.All = len(messages), o.All
	if s.Embedder != nil {
		texts := make([]string, len(messages))
		for i, m := range messages {
			texts[i] = m.Text
		}
		rows, used, err := s.vectors(ctx, texts)
		if err != nil {
			return t, err
		}
		for i := range rows {
			messages[i].Vector = rows[i]
		}
		t.Vectors = used
	}
	s.tell("looking for themes")
	t.messages = messages
	found := theme.Find(messages, theme.Options{K: o.K, Finer: o.Finer})
	t.Themes, t.SetAside, t.Aside = found.Themes, found.SetAside, map[string]int{}
	for _, a := range found.Aside {
		t.Aside[a.Why]++
	}
	if s.Labeller != nil {
		t.word(ctx, s)
	}
	for _, ids := range o.Merge {
		if err := t.merge(messages, ids); err != nil {
			return t, err
		}
	}
	for _, id := range o.Split {
		if err := t.split(messages, id); err != nil {
			return t, err
		}
	}
	for _, r := range o.Rename {
		i, err := t.find("--rename", r[0])
		if err != nil {
			return t, err
		}
		t.Themes[i].Label = strings.Join(strings.Fields(r[1]), " ")
	}
	if len(o.Take) == 0 {
		return t, nil
	}
	return t, s.takeThemes(ctx, by, slug, &t, o.Take)
}

// open reads the messages of a call-out among which themes are looked for.
func (s *Service) open(ctx context.Context, slug string, all bool) (c *Corpus, messages []theme.Message, err error) {
	err = s.Store.Read(ctx, slug, func(r Record) error {
		c, err = Load(r)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return c, c.messages(all), nil
}

// messages are those that nobody has coded, or all.
func (c *Corpus) messages(all bool) (list []theme.Message) {
	for i := range c.Answers {
		if a := &c.Answers[i]; c.open(a) && (all || !a.Coded && !c.copied[a.Response.ID]) {
			list = append(list, theme.Message{ID: a.Response.ID, Text: a.Text, Lang: a.Lang})
		}
	}
	return list
}

// word asks for better labels; one that cannot be had leaves the words.
func (t *Proposed) word(ctx context.Context, s *Service) {
	s.tell("asking the model for labels")
	for i := range t.Themes {
		th := &t.Themes[i]
		var examples []string
		lang := ""
		for _, id := range th.Examples {
			if a, ok := t.Corpus.Find(id); ok {
				examples = append(examples, a.Text)
				lang = a.Lang
			}
		}
		if label, err := s.Labeller.Label(ctx, th.Words, examples, lang); err == nil && label != "" {
			th.Label, t.Wording = label, true
		}
	}
}

func (t *Proposed) find(flag, id string) (int, error) {
	i := slices.IndexFunc(t.Themes, func(x theme.Theme) bool { return x.ID == id })
	if i < 0 {
		return i, &voxpop.Error{Kind: voxpop.NotFound, Op: "coding.Themes", Place: flag + " " + id, Message: "is no theme that is proposed now",
			Hint: "voxpop themes " + t.Callout + " lists them; a theme changes its id when other words come to the fore; nothing was changed"}
	}
	return i, nil
}

func (t *Proposed) merge(messages []theme.Message, ids []string) error {
	if len(ids) < 2 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Themes", Place: "--merge", Message: "names fewer than two themes", Hint: "write their ids with commas: --merge A,B"}
	}
	first, err := t.find("--merge", ids[0])
	if err != nil {
		return err
	}
	one := t.Themes[first]
	for _, id := range ids[1:] {
		i, err := t.find("--merge", id)
		if err != nil {
			return err
		}
		if id == ids[0] {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Themes", Place: "--merge", Message: "names " + id + " twice", Hint: "name each theme once"}
		}
		one = theme.Merge(messages, one, t.Themes[i])
		t.Themes = slices.Delete(t.Themes, i, i+1)
	}
	first, _ = t.find("--merge", ids[0])
	one.ID = ids[0] // so that --rename and --take can name it
	t.Themes[first] = one
	t.sort()
	return nil
}

func (t *Proposed) split(messages []theme.Message, id string) error {
	id, k, counted := strings.Cut(id, ":")
	parts := 0
	if counted {
		var err error
		if parts, err = strconv.Atoi(k); err != nil || parts < 2 {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Themes", Place: "--split", Message: "has no number of parts after the colon", Hint: "write --split A, or --split A:3 for three parts"}
		}
	}
	i, err := t.find("--split", id)
	if err != nil {
		return err
	}
	found := theme.Split(messages, t.Themes[i], theme.Options{K: parts})
	if len(found) < 2 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Themes", Place: "--split " + id, Message: "has no parts that can be told apart", Hint: "say how many with --split " + id + ":2, or read its messages with voxpop responses"}
	}
	t.Themes = slices.Replace(t.Themes, i, i+1, found...)
	t.sort()
	return nil
}

func (t *Proposed) sort() {
	slices.SortStableFunc(t.Themes, func(a, b theme.Theme) int { return b.Size - a.Size })
}

// takeThemes puts themes into the codebook as codes.
func (s *Service) takeThemes(ctx context.Context, by voxpop.Actor, slug string, t *Proposed, take [][2]string) error {
	var codes []voxpop.Code
	for _, x := range take {
		i, err := t.find("--take", x[0])
		if err != nil {
			return err
		}
		codes = append(codes, t.code(t.Themes[i], x[1]))
	}
	err := s.Store.EditCodebook(ctx, by, slug, func(b voxpop.Codebook) (voxpop.Codebook, error) {
		for _, c := range codes {
			if _, ok := b.Code(c.ID); ok {
				return b, &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Themes", Place: "--take", Message: "the codebook has a code " + c.ID + " already",
					Hint: "choose another id, or mark its answers with voxpop suggest " + slug + "; nothing was changed"}
			}
			b.Codes = append(b.Codes, c)
		}
		b.Version = nextVersion(b.Version)
		t.Version = b.Version
		return b, nil
	})
	if err != nil {
		return err
	}
	t.Taken = codes
	return nil
}

// code makes a code of a theme. Its rule is a beginning, in the theme's own
// words and with answers to look at; a person sharpens it.
func (t *Proposed) code(th theme.Theme, id string) voxpop.Code {
	lang := t.LangOf(th)
	code := voxpop.Code{ID: id, Name: voxpop.Localized{lang: th.Label}, Kind: voxpop.Theme,
		Definition: "As in " + strings.Join(th.Examples, ", ") + "."}
	if len(th.Words) > 0 {
		code.Include = strings.Join(th.Words, ", ")
	}
	if len(th.Examples) == 0 {
		code.Definition = th.Label
	}
	return code
}

// langOf is the language of most of a theme's messages, else the call-out's first.
func (t *Proposed) LangOf(th theme.Theme) string {
	n := map[string]int{}
	for _, id := range th.Members {
		if a, ok := t.Corpus.Find(id); ok && voxpop.ValidLang(a.Lang) {
			n[a.Lang]++
		}
	}
	best := t.Corpus.Callout.Languages[0]
	for lang, k := range n {
		if k > n[best] || k == n[best] && lang < best {
			best = lang
		}
	}
	return best
}

// CodeID makes an id of a code from a label.
func CodeID(label string) string {
	var b strings.Builder
	for _, w := range text.Words([]rune(label)) {
		word := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, string([]rune(label)[w.Start:w.End]))
		if word == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		b.WriteString(word)
	}
	id := []rune(b.String())
	return string(id[:min(len(id), voxpop.MaxID)])
}

// nextVersion counts a codebook's version up: 2 after 1, spring-2 after spring.
func nextVersion(v voxpop.Version) voxpop.Version {
	if v == "" {
		return "1"
	}
	s := string(v)
	digits := len(s)
	for digits > 0 && s[digits-1] >= '0' && s[digits-1] <= '9' {
		digits--
	}
	if n, err := strconv.Atoi(s[digits:]); err == nil {
		return voxpop.Version(fmt.Sprintf("%s%d", s[:digits], n+1))
	}
	return v + "-2"
}
