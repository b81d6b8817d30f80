package claim

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"voxpop"
)

// columns are those of the CSV, before one for each language that a statement
// has a reviewed translation in: translation_fa. Several values stand in one
// cell with a semicolon between them; positions are point=value. contradicts
// and reverses are ids of statements; verdict and its reason are an editor's on
// the change that the statement begins. primary_source is no where the
// position is only reported.
var columns = []string{
	"id", "speaker", "role", "said_on", "published_on", "kind", "primary_source", "asserted_by", "lang", "text", "medium", "place", "addressee", "positions", "reverses", "contradicts",
	"verdict", "verdict_reason", "people_who_echo", "outlet", "title", "url", "file", "sha256", "start", "end", "appearances",
}

// CSV writes one statement a line, by id (RFC 4180, UTF-8 without a mark in
// front). What a spreadsheet would run as a formula has an apostrophe before it,
// also behind a semicolon or a tab. The same record gives the same bytes.
func (e Export) CSV() ([]byte, error) {
	all := e.sorted()
	byID := index(all)
	var langs []string
	for _, s := range all {
		for _, t := range reviewed(s) {
			if !slices.Contains(langs, t.Lang) {
				langs = append(langs, t.Lang)
			}
		}
	}
	slices.Sort(langs)
	changes, clashes := e.relations()
	reverses, contradicts, judged := map[string][]string{}, map[string][]string{}, map[string]*voxpop.Verdict{}
	link := func(m map[string][]string, from, to string) {
		if !slices.Contains(m[from], to) {
			m[from] = append(m[from], to)
		}
	}
	for _, r := range changes {
		link(reverses, r.To.Statement, r.From.Statement)
		if v := verdict(byID, r); v != nil {
			judged[r.To.Statement] = v
		}
	}
	for _, c := range clashes {
		link(contradicts, c.From.Statement, c.To.Statement)
		link(contradicts, c.To.Statement, c.From.Statement)
	}

	var out bytes.Buffer
	head := slices.Clone(columns)
	for _, l := range langs {
		head = append(head, "translation_"+l)
	}
	writeRow(&out, head)
	for _, s := range all {
		row := map[string]string{
			"id": s.ID, "speaker": s.Speaker, "role": s.Role, "said_on": string(s.SaidOn), "published_on": string(s.PublishedOn), "kind": string(s.Kind),
			"primary_source": "yes", "asserted_by": s.AssertedBy, "lang": s.Lang, "text": s.Text, "medium": s.Medium, "place": s.Place, "addressee": s.Addressee,
			"reverses": list(reverses[s.ID]), "contradicts": list(contradicts[s.ID]),
			"outlet": s.Source.Outlet, "title": s.Source.Title, "url": s.Source.URL, "file": s.Source.File, "sha256": s.Source.SHA256,
			"start": number(s.Source.Start), "end": number(s.Source.End),
		}
		if s.Kind != voxpop.Quoted {
			row["primary_source"] = "no"
		}
		var sides, seen []string
		for _, p := range s.Positions {
			sides = append(sides, p.Point+"="+p.Value)
		}
		for _, a := range s.Appearances {
			name := a.URL
			if name == "" {
				name = a.File
			}
			seen = append(seen, name)
		}
		row["positions"], row["appearances"] = list(sides), list(seen)
		if v := judged[s.ID]; v != nil {
			row["verdict"], row["verdict_reason"] = v.Change, v.Reason
		}
		if e.People != nil {
			row["people_who_echo"] = strconv.Itoa(e.People[s.ID])
		}
		for _, t := range reviewed(s) {
			row["translation_"+t.Lang] = t.Text
		}
		line := make([]string, len(head))
		for i, c := range head {
			line[i] = row[c]
		}
		writeRow(&out, line)
	}
	return out.Bytes(), nil
}

// writeRow quotes more than RFC 4180 asks for: many spreadsheets begin a new
// cell at a semicolon or a tab too, unless the cell is quoted.
func writeRow(out *bytes.Buffer, cells []string) {
	for i, c := range cells {
		if i > 0 {
			out.WriteByte(',')
		}
		c = safe(c)
		if strings.ContainsAny(c, ",;\t\"\r\n") || strings.TrimSpace(c) != c {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		out.WriteString(c)
	}
	out.WriteString("\r\n")
}

func list(s []string) string { return strings.Join(s, "; ") }

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// safe keeps a spreadsheet from running a cell as a formula, also where it
// takes wide signs for narrow ones or looks behind spaces. Where semicolons
// part cells, as in most of Europe, a program that opens the file splits it
// there whatever is quoted, and what follows is looked at as a cell.
func safe(cell string) string {
	if cell != "" && strings.ContainsRune("\t\r\n", rune(cell[0])) {
		cell = "'" + cell
	}
	var b strings.Builder
	from, begins := 0, true
	for i, r := range cell {
		switch {
		case r == ';' || r == '\t' || r == '\n' || r == '\r':
			begins = true
		case begins && strings.ContainsRune("=+-@＝＋－＠−", r):
			b.WriteString(cell[from:i])
			b.WriteByte('\'')
			from, begins = i, false
		case !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && r != '"':
			begins = false
		}
	}
	b.WriteString(cell[from:])
	return b.String()
}
