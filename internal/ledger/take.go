package ledger

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"hash/fnv"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"voxpop"
	"voxpop/internal/article"
	"voxpop/internal/quote"
	"voxpop/internal/text"
)

// material is a source before it is kept.
type material struct {
	article voxpop.Article
	file    []byte
	reading Reading
	notes   []string
}

// Look says what taking a source would find, and keeps nothing: of the service
// only Fetch, Read, Quotes, Model, Now and Zones are used.
func Look(ctx context.Context, s Service, in Input) (Opened, error) {
	m, err := s.material(ctx, in)
	if err != nil {
		return Opened{}, err
	}
	found, _, err := s.find(ctx, m.article, m.reading.Text, nil)
	if err != nil {
		return Opened{}, err
	}
	fresh, _ := merge(m.article.ID, nil, found, []rune(m.reading.Text))
	return Opened{Article: Article{Article: m.article, Candidates: map[State]int{Proposed: len(fresh)}}, Text: m.reading.Text, Candidates: fresh, Notes: m.notes}, nil
}

// material fetches or archives a source and reads it.
func (s *Service) material(ctx context.Context, in Input) (m material, err error) {
	given := 0
	for _, there := range []bool{in.URL != "", in.File != nil, in.Text != ""} {
		if there {
			given++
		}
	}
	if given != 1 {
		return m, invalid("source", "is not one of an address, a file and a text", "give one of the three")
	}
	if err := in.holds(); err != nil {
		return m, err
	}
	var named bool
	in.URL, named = withoutUser(in.URL)
	if plain, also := withoutUser(in.Address); also {
		in.Address, named = plain, true
	}
	ext, address := "", in.Address
	switch {
	case in.URL != "":
		if s.Fetch == nil {
			return m, &voxpop.Error{Kind: voxpop.Unavailable, Op: "ledger.Take", Message: "pages are not fetched here", Hint: "save the page and give the file, or set up [web] in voxpop.toml"}
		}
		p, err := s.Fetch.Page(ctx, in.URL)
		if err != nil {
			return m, err
		}
		m.file, m.notes, ext = p.File, p.Notes, p.Ext
		address, _ = withoutUser(p.URL)
	default:
		p := article.Page{URL: in.Address, Type: article.TypeOf(in.Name), Body: in.File}
		if in.File == nil {
			p.Type, p.Body = "text/plain; charset=utf-8", []byte(in.Text)
		}
		f, err := article.Archive(p, nil)
		if err != nil {
			return m, err
		}
		m.file, m.notes, ext = f.Bytes, f.Notes, f.Ext
	}
	if m.reading, err = s.read(m.file, ext); err != nil {
		return m, err
	}
	if strings.TrimSpace(m.reading.Text) == "" {
		return m, invalid("source", "has no text to read", "is it a page that needs a script, or a picture of text? paste its words instead")
	}
	if m.reading.Partial {
		m.notes = append(slices.Clone(m.notes), "the page says that the rest of it is for subscribers")
	}
	if named {
		m.notes = append(slices.Clone(m.notes), "the user's name and password were left out of the address")
	}
	m.reading.URL, _ = withoutUser(m.reading.URL)
	m.article = s.describe(in, cmp.Or(address, m.reading.URL), ext, m)
	return m, m.article.Validate()
}

// holds refuses what a person gives of a source and what is nothing there is.
func (in Input) holds() error {
	if !in.Published.Valid() {
		return invalid("published", "is not a date that exists", "write 2026-03-10")
	}
	if in.Lang != "" && !voxpop.ValidLang(in.Lang) {
		return invalid("lang", "is not a language tag", "write a BCP 47 tag, as en, fa or zh-Hant")
	}
	if in.Zone != "" {
		if _, err := time.LoadLocation(in.Zone); err != nil {
			return invalid("zone", "is not a time zone", "write it as in the list of the IANA, as Europe/Berlin or Asia/Tehran")
		}
	}
	return nil
}

// withoutUser takes the name and the password of a user out of an address, and
// reports whether there were any.
func withoutUser(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address, false
	}
	u.User = nil
	return u.String(), true
}

// read reads an archived file. Its text is what every database keeps: each
// character that is none, and NUL, counts as one U+FFFD.
func (s *Service) read(file []byte, ext string) (Reading, error) {
	if s.Read == nil {
		return readArticle(file, ext)
	}
	r, err := s.Read.Read(file, ext)
	r.Text = keepable(r.Text)
	return r, err
}

func keepable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == 0 {
			return '\ufffd'
		}
		return r
	}, string([]rune(s)))
}

func readArticle(file []byte, ext string) (Reading, error) {
	a, m, err := article.Read(file, ext)
	if err != nil {
		return Reading{}, err
	}
	r := Reading{Title: a.Title, Byline: a.Byline, Outlet: a.Outlet, URL: a.URL, Partial: a.Partial, Lang: a.Lang, Text: keepable(a.Text)}
	if r.Published = (voxpop.Moment{Time: a.PublishedAt}); a.PublishedAt.IsZero() {
		r.Published, _ = voxpop.ParseMoment(string(a.Published))
	}
	r.Source = func(start, end int) (int, int, bool) {
		span, ok := m.File(start, end)
		return span.Start, span.End, ok
	}
	return r, nil
}

// describe says what is known of a source. What a person gave goes first.
func (s *Service) describe(in Input, address, ext string, m material) voxpop.Article {
	r := m.reading
	sum := sha256.Sum256(m.file)
	a := voxpop.Article{
		URL: address, Title: cmp.Or(in.Title, r.Title), Outlet: oneLine(cmp.Or(in.Outlet, r.Outlet)), Byline: oneLine(cmp.Or(in.Byline, r.Byline)),
		Lang: cmp.Or(in.Lang, r.Lang), PublishedOn: in.Published, Zone: in.Zone, RetrievedAt: s.now(), Feed: in.feed,
		SHA256: hex.EncodeToString(sum[:]), Size: int64(len(m.file)), Length: len([]rune(r.Text)),
	}
	a.Title = keepable(a.Title)
	if !voxpop.ValidLang(a.Lang) {
		a.Lang = text.Language(r.Text)
		if !voxpop.ValidLang(a.Lang) {
			a.Lang = "und"
		}
	}
	host := hostOf(address)
	if a.Outlet == "" {
		a.Outlet = host
	}
	if a.Zone == "" {
		a.Zone = s.Zones[host]
	}
	if a.PublishedOn == "" {
		a.PublishedOn = dayIn(r.Published, a.Zone)
	}
	a.ID = articleID(article.CleanURL(address), r.Text)
	a.File = "sources/" + a.ID + fileExt(ext)
	return a
}

// fileExt is the ending of an archived file as a path of the record has it.
func fileExt(ext string) string {
	ext = strings.ToLower(ext)
	if len(ext) < 2 || len(ext) > 6 || ext[0] != '.' || strings.Trim(ext[1:], "abcdefghijklmnopqrstuvwxyz") != "" {
		return ".txt"
	}
	return ext
}

// dayIn is the day of a moment at an outlet; as it was written when the zone of
// the outlet is not known.
func dayIn(m voxpop.Moment, zone string) voxpop.Date {
	if m.IsZero() {
		return ""
	}
	at := m.Time
	if !m.DateOnly && zone != "" {
		if loc, err := time.LoadLocation(zone); err == nil {
			at = at.In(loc)
		}
	}
	return voxpop.Date(at.Format(time.DateOnly))
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// articleID names a source by its address and its text, so that the same is
// there once.
func articleID(address, words string) string {
	h := sha256.Sum256([]byte(address + "\x00" + words))
	return strings.ToLower(base32.StdEncoding.EncodeToString(h[:5]))
}

func (s *Service) now() voxpop.Moment {
	return voxpop.Moment{Time: s.Now().UTC().Truncate(time.Second)}
}

// Take holds a source and finds the quotations in it. The same text from the
// same address is there once; the same text from another is a copy of it.
func (s *Service) Take(ctx context.Context, by voxpop.Actor, callout string, in Input) (Taken, error) {
	m, err := s.material(ctx, in)
	if err != nil {
		return Taken{}, err
	}
	var speakers []voxpop.Speaker
	there := false
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		speakers = v.Speakers()
		_, err := v.Article(m.article.ID)
		there = err == nil
		if voxpop.KindOf(err) == voxpop.NotFound {
			return nil
		}
		return err
	})
	if err != nil {
		return Taken{}, err
	}
	if there && in.corrects() {
		return s.again(ctx, by, callout, m.article.ID, &in)
	}
	if there {
		return s.known(ctx, callout, m.article.ID)
	}
	found, refused, err := s.find(ctx, m.article, m.reading.Text, speakers)
	if err != nil {
		return Taken{}, err
	}
	marks := likeness(m.reading.Text)
	taken := Taken{New: true, Refused: refused, Notes: m.notes}
	_, err = s.Store.ChangeLedger(ctx, by, "take_source", callout, m.file, func(t Tx) error {
		taken.New, taken.Found, taken.Notes = true, 0, m.notes
		a := m.article
		if have, err := t.Article(a.ID); err == nil { // somebody was faster
			taken.Article, taken.New = have, false
			return nil
		}
		note, err := copyOf(t, &a, m.reading.Text, marks)
		if err != nil {
			return err
		}
		if note != "" {
			taken.Notes = append(slices.Clone(m.notes), note)
		}
		if err := t.PutArticle(a, &m.reading.Text, marks); err != nil {
			return err
		}
		fresh, _ := merge(a.ID, nil, found, []rune(m.reading.Text))
		if err := sameAs(t, a, fresh); err != nil {
			return err
		}
		for _, c := range fresh {
			if err := t.PutCandidate(c); err != nil {
				return err
			}
		}
		taken.Found = len(fresh)
		taken.Article, err = t.Article(a.ID)
		return err
	})
	if err != nil {
		return Taken{}, err
	}
	return taken, nil
}

// known answers for a source that is there already.
func (s *Service) known(ctx context.Context, callout, id string) (taken Taken, err error) {
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		taken.Article, err = v.Article(id)
		for _, n := range taken.Article.Candidates {
			taken.Kept += n
		}
		return err
	})
	return taken, err
}

// find asks the rules and the model for the quotations of an article.
func (s *Service) find(ctx context.Context, a voxpop.Article, words string, speakers []voxpop.Speaker) (found []reading, refused int, err error) {
	o := quote.Options{Lang: a.Lang, Published: a.PublishedOn, Zone: a.Zone, Offices: officesOf(speakers), Nested: true}
	if o.Lang == "und" {
		o.Lang = ""
	}
	extract := s.Quotes
	if extract == nil {
		extract = quote.Extract
	}
	runes := []rune(words)
	all := extract(words, o)
	if s.Model != nil {
		more, n, err := s.Model.Quotations(ctx, words, a.Lang)
		if err != nil {
			return nil, 0, err
		}
		refused = n
		for _, q := range more {
			if q.Start < 0 || q.End > len(runes) || q.Empty() {
				refused++
				continue
			}
			if !slices.ContainsFunc(all, func(r quote.Quotation) bool { return overlap(Span(r.Span), Span(q.Span)) >= same }) {
				q.In = -1
				all = append(all, q)
			}
		}
	}
	return foundOf(all, runes, speakers), refused, nil
}

// officesOf are the offices that speakers held, by every title that they have.
func officesOf(speakers []voxpop.Speaker) (all []quote.Office) {
	for _, sp := range speakers {
		for _, o := range sp.Offices {
			var titles []string
			for _, title := range o.Title {
				titles = append(titles, title)
			}
			slices.Sort(titles)
			for _, title := range slices.Compact(titles) {
				all = append(all, quote.Office{Title: title, Person: sp.Name, From: o.From, To: o.To})
			}
		}
	}
	return all
}

// The size of what an article is known by: shingles of so many words, of which
// one in so many is kept, so many at most.
const (
	shingle  = 5
	keepOne  = 8
	mostKept = 256
)

// likeness is by what an article is found again among thousands: some hashes of
// words in a row, the same ones wherever the words stand.
func likeness(words string) []int64 {
	all := strings.FieldsFunc(text.LooseString(words), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	seen := map[int64]bool{}
	for i := 0; i+shingle <= len(all); i++ {
		h := fnv.New64a()
		for _, w := range all[i : i+shingle] {
			io.WriteString(h, w)
			h.Write([]byte{0})
		}
		if sum := mix(h.Sum64()); sum%keepOne == 0 || len(all) < 20*keepOne {
			seen[int64(sum>>1)] = true
		}
	}
	marks := make([]int64, 0, len(seen))
	for m := range seen {
		marks = append(marks, m)
	}
	slices.Sort(marks)
	return marks[:min(mostKept, len(marks))]
}

// mix spreads the bits of a hash, so that its lowest ones choose fairly.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	return h
}

// copyOf says of an article that it repeats another, when it does. What only may
// be the same story stays a source of its own, and the note says so.
func copyOf(t Tx, a *voxpop.Article, words string, marks []int64) (note string, err error) {
	near, err := t.Alike(marks, 8)
	if err != nil {
		return "", err
	}
	var maybe float64
	for _, n := range near {
		if n.Article == a.ID {
			continue
		}
		other, err := t.ArticleText(n.Article)
		if err != nil {
			return "", err
		}
		c := article.Same(other, words)
		root := n.Article
		if c.Same {
			like, err := t.Article(n.Article)
			if err != nil {
				return "", err
			}
			if root = cmp.Or(like.CopyOf, root); root != n.Article {
				// A copy of a copy may be far from what was copied first.
				if other, err = t.ArticleText(root); err != nil {
					return "", err
				}
				c = article.Same(other, words)
				c.Same, c.Likely = c.Same || c.Likely, true
			}
		}
		switch {
		case c.Same && c.Of > a.Similarity:
			a.CopyOf, a.Similarity = root, min(1, c.Of)
		case c.Likely && c.Of > maybe:
			maybe, note = c.Of, "may be the same story as "+root+" and is kept as a source of its own: "+c.Reason
		}
	}
	if a.CopyOf != "" {
		note = ""
	}
	return note, nil
}

// sameAs marks candidates of a copy whose words stand in a candidate of the
// article that it repeats.
func sameAs(t Tx, a voxpop.Article, fresh []Candidate) error {
	if a.CopyOf == "" {
		return nil
	}
	theirs, err := t.CandidatesOf(a.CopyOf)
	if err != nil {
		return err
	}
	by := map[string]string{}
	for _, c := range slices.Backward(theirs) {
		if c.State != Lapsed {
			by[text.LooseString(c.Text)] = c.ID
		}
	}
	for i := range fresh {
		fresh[i].SameAs = by[text.LooseString(fresh[i].Text)]
	}
	return nil
}

// Archived opens the archived file of an article.
func (s *Service) Archived(ctx context.Context, callout, id string, to io.Writer) error {
	return s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		f, err := v.ArticleFile(id)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(to, f)
		return err
	})
}

// archived reads the archived file of an article anew and makes sure that its
// text is the one that spans count in.
func (s *Service) archived(v Snapshot, a Article) (Reading, error) {
	f, err := v.ArticleFile(a.ID)
	if err != nil {
		return Reading{}, err
	}
	defer f.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, f); err != nil {
		return Reading{}, err
	}
	sum := sha256.Sum256(b.Bytes())
	if hex.EncodeToString(sum[:]) != a.SHA256 {
		return Reading{}, &voxpop.Error{Kind: voxpop.Internal, Op: "ledger", Place: a.File, Message: "the archived file is not what was archived", Hint: "voxpop doctor names damaged files; a backup may have it"}
	}
	return s.read(b.Bytes(), a.File)
}

// Sources lists articles, the newest first.
func (s *Service) Sources(ctx context.Context, callout string, f SourceFilter) (page Sources, err error) {
	page.Sources = []Article{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		list, total, err := v.Articles(f)
		if len(list) > 0 {
			page.Sources = list
		}
		page.Total = total
		if n := len(list); n == limit(f.Pager) {
			page.Next = list[n-1].ID
		}
		return err
	})
	return page, err
}

func limit(p Pager) int {
	if p.Limit <= 0 {
		return 50
	}
	return min(p.Limit, 1000)
}

// Open returns an article with its text and everything found in it.
func (s *Service) Open(ctx context.Context, callout, id string) (o Opened, err error) {
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		if o.Article, err = v.Article(id); err != nil {
			return err
		}
		if o.Text, err = v.ArticleText(id); err != nil {
			return err
		}
		o.Candidates, err = v.CandidatesOf(id)
		return err
	})
	if o.Candidates == nil {
		o.Candidates = []Candidate{}
	}
	return o, err
}

// Candidates lists candidates: of the newest articles first, in the order of
// their text.
func (s *Service) Candidates(ctx context.Context, callout string, f CandidateFilter) (page Candidates, err error) {
	page.Candidates = []Candidate{}
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		if f.Article != "" {
			if _, err := v.Article(f.Article); err != nil {
				return err
			}
		}
		if f.Speaker != "" {
			if sp, ok := voxpop.FindSpeaker(v.Speakers(), f.Speaker); ok {
				f.Speaker = sp.Name
			}
		}
		list, total, err := v.Candidates(f)
		if len(list) > 0 {
			page.Candidates = list
		}
		page.Total = total
		if n := len(list); n == limit(f.Pager) {
			page.Next = list[n-1].ID
		}
		return err
	})
	return page, err
}
