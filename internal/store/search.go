package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/text"
)

// What responses say is found by its words, folded as internal/text folds them,
// since neither engine folds Persian. SQLite keeps them in one FTS5 table a
// call-out, which takes a word out of its pages when the row goes
// (secure-delete); PostgreSQL in a column of type tsvector with a GIN index.
// Neither keeps places or the order of words.

const (
	longestWord = 60      // code points; what follows is not searched
	mostWords   = 20_000  // different ones of a response
	mostBytes   = 512_000 // a tsvector holds a megabyte
	mostTerms   = 12      // of a query
)

// searchable lists what can be found of a response: the different words of its
// text, transcript and translations, sorted, between spaces.
func searchable(r voxpop.Response) string {
	all := wordsOf(r.Text)
	if r.Transcript != nil {
		all = append(all, wordsOf(r.Transcript.Text)...)
	}
	for _, t := range r.Translations {
		all = append(all, wordsOf(t.Text)...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	all = all[:min(len(all), mostWords)]
	size := 0
	for i, w := range all {
		if size += len(w) + 1; size > mostBytes {
			all = all[:i]
			break
		}
	}
	return strings.Join(all, " ")
}

// wordsOf folds a text and lists its words. What is written without spaces is
// listed character by character.
func wordsOf(s string) (all []string) {
	folded := text.Fold([]rune(s)).Runes
	var word []rune
	end := func() {
		if len(word) > 0 {
			all = append(all, string(word[:min(len(word), longestWord)]))
			word = word[:0]
		}
	}
	for _, span := range text.Words(folded) {
		for _, r := range folded[span.Start:span.End] {
			switch {
			case !text.IsWord(r): // an apostrophe inside it
			case text.ScriptOf(r) >= text.Han:
				end()
				all = append(all, string(r))
			default:
				word = append(word, r)
			}
		}
		end()
	}
	return all
}

// terms are the words of a query. The last may be the beginning of one, unless
// something stands after it.
func terms(query string) (words []string, prefix bool) {
	words = wordsOf(query)
	r := []rune(query)
	prefix = len(r) > 0 && text.IsWord(r[len(r)-1])
	if len(words) > mostTerms {
		words, prefix = words[:mostTerms], false
	}
	return words, prefix
}

func saidTable(c *callout) string { return fmt.Sprintf("said_%d", c.id) }

// searches reports whether there is an index of a call-out's words.
func (t *tx) searches(c *callout) (bool, error) {
	if t.db.engine == onPostgres {
		return true, nil
	}
	var name string
	err := t.x.QueryRowContext(t.ctx, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?1", saidTable(c)).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// say makes a row found by these words and no others.
func (t *tx) say(c *callout, n int64, words string, there bool) error {
	if t.db.engine == onPostgres {
		if words == "" {
			_, err := t.x.ExecContext(t.ctx, "DELETE FROM said WHERE n = ?1", n)
			return err
		}
		_, err := t.x.ExecContext(t.ctx, `INSERT INTO said (n, callout_id, words) VALUES (?1, ?2, array_to_tsvector(string_to_array(?3, ' ')))
			ON CONFLICT (n) DO UPDATE SET words = excluded.words WHERE said.words <> excluded.words`, n, c.id, words)
		return err
	}
	ok, err := t.searches(c)
	if err == nil && !ok {
		err = t.sayFirst(c)
	}
	if err != nil {
		return err
	}
	table := saidTable(c)
	had := ""
	if there {
		err := t.x.QueryRowContext(t.ctx, "SELECT words FROM "+table+" WHERE rowid = ?1", n).Scan(&had)
		if ignoreNoRows(err) != nil {
			return err
		}
	}
	if had == words {
		return nil
	}
	if had != "" {
		if _, err := t.x.ExecContext(t.ctx, "DELETE FROM "+table+" WHERE rowid = ?1", n); err != nil {
			return err
		}
	}
	if words != "" {
		_, err = t.x.ExecContext(t.ctx, "INSERT INTO "+table+" (rowid, words) VALUES (?1, ?2)", n, words)
	}
	return err
}

// sayFirst makes the index of a call-out (SQLite). Its tokenizer takes every
// byte outside ASCII for a part of a word: words are cut before, by us.
func (t *tx) sayFirst(c *callout) error {
	table := saidTable(c)
	for _, q := range []string{
		"CREATE VIRTUAL TABLE " + table + " USING fts5(words, tokenize = 'ascii', detail = 'none', columnsize = 0, prefix = '2 3')",
		"INSERT INTO " + table + " (" + table + ", rank) VALUES ('secure-delete', 1)",
	} {
		if _, err := t.sql.ExecContext(t.ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// sayAnew empties the index of a call-out, and returns what puts rows into it
// and what ends that.
func (t *tx) sayAnew(c *callout) (put func(n int64, words string) error, end func() error, err error) {
	if err := t.unsayAll(c); err != nil {
		return nil, nil, err
	}
	if t.db.engine == onPostgres {
		out := t.inserter("said", []string{"n", "callout_id", "words"})
		return func(n int64, words string) error { return out.add(n, c.id, vector(words)) }, out.flush, nil
	}
	if err := t.sayFirst(c); err != nil {
		return nil, nil, err
	}
	q := "INSERT INTO " + saidTable(c) + " (rowid, words) VALUES (?1, ?2)"
	return func(n int64, words string) error {
		_, err := t.x.ExecContext(t.ctx, q, n, words)
		return err
	}, func() error { return nil }, nil
}

// vector is words as PostgreSQL reads a tsvector: none holds a quotation mark.
func vector(words string) string { return "'" + strings.ReplaceAll(words, " ", "' '") + "'" }

// unsayAll forgets the words of a call-out.
func (t *tx) unsayAll(c *callout) error {
	q, args := "DROP TABLE IF EXISTS "+saidTable(c), []any(nil)
	if t.db.engine == onPostgres {
		q, args = "DELETE FROM said WHERE callout_id = ?1", []any{c.id}
		_, err := t.x.ExecContext(t.ctx, q, args...)
		return err
	}
	_, err := t.sql.ExecContext(t.ctx, q, args...)
	return err
}

// find calls with the number of every row that holds the words of a query.
func (t *tx) find(c *callout, query string, found func(n int64)) error {
	words, prefix := terms(query)
	if ok, err := t.searches(c); err != nil || !ok || len(words) == 0 {
		return err
	}
	var parts []string
	for i, w := range words {
		last := prefix && i == len(words)-1
		switch {
		case t.db.engine == onPostgres && last:
			parts = append(parts, "'"+w+"':*")
		case t.db.engine == onPostgres:
			parts = append(parts, "'"+w+"'")
		case last:
			parts = append(parts, `"`+w+`"*`)
		default:
			parts = append(parts, `"`+w+`"`)
		}
	}
	// All in one text: a row of its own for each would take several times as long.
	q, args := "SELECT coalesce(group_concat(rowid, ' '), '') FROM "+saidTable(c)+" WHERE "+saidTable(c)+" MATCH ?1", []any{strings.Join(parts, " AND ")}
	if t.db.engine == onPostgres {
		q, args = "SELECT coalesce(string_agg(n::text, ' '), '') FROM said WHERE words @@ ?1::tsquery AND callout_id = ?2", []any{strings.Join(parts, " & "), c.id}
	}
	var all string
	if err := t.x.QueryRowContext(t.ctx, q, args...).Scan(&all); err != nil {
		return err
	}
	n := int64(0)
	for i := range len(all) {
		if all[i] != ' ' {
			n = n*10 + int64(all[i]-'0')
		}
		if all[i] == ' ' || i == len(all)-1 {
			found(n)
			n = 0
		}
	}
	return nil
}
