package record

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"voxpop"
)

// maxWarnings bounds what a reading reports beside its error.
const maxWarnings = 200

// Read reads a record folder and hands it to b in the order that [Batch]
// names. Codebook and Points are called only when the folder holds some, so
// that a folder of answers alone can join a record that has them.
//
// Reading is strict: what the folder's description does not name is refused
// with file, line and field, as an error of kind invalid. What a newsroom can
// live with (a recording that is not there yet, a span that does not match its
// archived page) is a warning. Lines are read one at a time; only ids are kept.
func Read(ctx context.Context, fsys fs.FS, b Batch, opts Options) (warnings []string, err error) {
	d, err := survey(fsys)
	if err != nil {
		return nil, err
	}
	d.progress = opts.Progress
	r := &reader{folder: d, ctx: ctx, b: b, ids: map[string]int32{}, codes: map[string]uint64{}, points: map[string]voxpop.Point{}, about: map[string]int{}}
	for _, part := range []func() error{r.callout, r.codebook, r.pointList, r.speakers, r.responses, r.versions, r.codings, r.decisions, r.statements, r.known, r.files, r.stories, r.known} {
		if err := part(); err != nil {
			return r.warnings, err
		}
	}
	if r.hushed > 0 {
		r.warnings = append(r.warnings, fmt.Sprintf("and %d more warnings", r.hushed))
	}
	return r.warnings, nil
}

// Import reads a record folder into a store as one transaction: all of it or
// nothing. With replace, what the store holds under a known id gives way.
func Import(ctx context.Context, store Store, by voxpop.Actor, fsys fs.FS, replace bool, opts Options) (done Imported, warnings []string, err error) {
	done, err = store.Import(ctx, by, replace, func(b Batch) (err error) {
		warnings, err = Read(ctx, fsys, b, opts)
		return err
	})
	if err != nil {
		return Imported{}, warnings, err
	}
	return done, warnings, nil
}

// reader holds what must be remembered while a folder is read: ids, never texts.
type reader struct {
	*folder
	ctx context.Context
	b   Batch

	ids        map[string]int32 // of responses, in order of reading
	duplicates []duplicate
	codes      map[string]uint64
	points     map[string]voxpop.Point
	about      map[string]int // statements that decisions are about, with the first line that names each
	archived   archive
	sealed     map[string]seal // by response and work; nil: the folder has no versions

	clash    conflicts
	warnings []string
	hushed   int
}

// duplicate is a duplicate_of that can be followed once all ids are known.
type duplicate struct {
	from int32
	line int32
	of   string
}

func (r *reader) warn(place, message string) {
	if len(r.warnings) == maxWarnings {
		r.hushed++
		return
	}
	r.warnings = append(r.warnings, place+": "+message)
}

// inFile places an error that names a field into a line of a file. Errors that
// are not ours come from the batch and stay as they are.
func inFile(file string, line int, err error) error {
	e, ok := err.(*voxpop.Error)
	if !ok {
		return err
	}
	c := *e
	c.Op, c.Place = "record.Read", lineOf(file, line)
	if e.Place != "" {
		c.Place += ": " + e.Place
	}
	return &c
}

// stored places an error of the batch, unless it says itself where it is.
func stored(file string, line int, err error) error {
	if e, ok := errors.AsType[*voxpop.Error](err); ok && e.Place == "" {
		c := *e
		c.Place = lineOf(file, line)
		return &c
	}
	return err
}

// yaml reads one YAML file; n is nil when it is missing or empty. The decoded
// value is handed over by decode, whose errors name fields.
func (r *reader) yaml(file string, decode func(n *node) error) error {
	if _, ok := r.size[file]; !ok {
		return nil
	}
	b, err := r.bytes(file, maxYAMLBytes)
	if err != nil {
		return err
	}
	n, line, err := parseYAML(b)
	if err != nil {
		return inFile(file, line, err)
	}
	if n == nil || n.kind == nullNode {
		n = &node{line: 1}
	}
	if err := decode(n); err != nil {
		line := n.line
		if e, ok := err.(*voxpop.Error); ok {
			line = n.lineOf(e.Place)
		}
		return inFile(file, line, err)
	}
	return nil
}

func (r *reader) callout() error {
	var c voxpop.Callout
	err := r.yaml(calloutFile, func(n *node) (err error) {
		if n.kind == nullNode {
			return wrongIn("", "is empty", "write at least slug, question and languages")
		}
		c, err = decodeCallout(n)
		return err
	})
	if err != nil {
		return err
	}
	return stored(calloutFile, 1, r.b.Callout(c))
}

func (r *reader) codebook() error {
	var book voxpop.Codebook
	err := r.yaml(codebookFile, func(n *node) (err error) {
		if n.kind != nullNode {
			book, err = decodeCodebook(n)
		}
		return err
	})
	if err != nil || book.Version == "" && len(book.Codes) == 0 {
		return err
	}
	for i, c := range book.Codes {
		r.codes[c.ID] = uint64(i)
	}
	return stored(codebookFile, 1, r.b.Codebook(book))
}

func (r *reader) pointList() error {
	var points []voxpop.Point
	err := r.yaml(pointsFile, func(n *node) (err error) {
		if n.kind != nullNode {
			points, err = decodePoints(n)
		}
		return err
	})
	if err != nil || len(points) == 0 {
		return err
	}
	for _, p := range points {
		r.points[p.ID] = p
	}
	return stored(pointsFile, 1, r.b.Points(points))
}

func (r *reader) speakers() error {
	var all []voxpop.Speaker
	err := r.yaml(speakersFile, func(n *node) (err error) {
		if n.kind != nullNode {
			all, err = decodeSpeakers(n)
		}
		return err
	})
	if err != nil || len(all) == 0 {
		return err
	}
	return stored(speakersFile, 1, r.b.Speakers(all))
}

// jsonl reads a file of one object a line. The error of one is placed by its field.
func (r *reader) jsonl(file string, one func(n *node, line int) error) error {
	return r.lines(r.ctx, file, func(b []byte, line int, ended bool) error {
		n, err := parseJSON(b, line)
		if err != nil {
			if e := encoding(b, ended); e != nil {
				return inFile(file, line, e)
			}
			if !ended {
				return refuse(lineOf(file, line), "is not a whole line: the file looks cut off", "copy or export the file again")
			}
		}
		if err == nil {
			err = one(n, line)
		}
		if err != nil {
			return inFile(file, line, err)
		}
		return nil
	})
}

// known ends the reading when the store held rows with other content. It comes
// before the files, which may be large.
func (r *reader) known() error { return r.clash.err() }

// batchError keeps an error of the batch apart from one about a field.
type batchError struct{ error }

// Unwrap returns the error of the batch.
func (e batchError) Unwrap() error { return e.error }

// fromBatch marks the error of a batch and places it; a conflict about one row
// is gathered.
func (r *reader) fromBatch(file string, line int, err error) error {
	if err = stored(file, line, err); err == nil || r.clash.take(err) {
		return nil
	}
	return batchError{err}
}

// unmark takes the mark of fromBatch off.
func unmark(err error) error {
	if e, ok := err.(batchError); ok {
		return e.error
	}
	return err
}

func (r *reader) responses() error {
	err := r.jsonl(responsesFile, func(n *node, line int) error {
		v, err := decodeResponse(n)
		if err != nil {
			return err
		}
		if _, twice := r.ids[v.ID]; twice {
			return wrongIn("id", "repeats the id of an earlier response", "give every response an id of its own")
		}
		at := int32(len(r.ids))
		r.ids[v.ID] = at
		r.seal(v)
		if v.DuplicateOf != "" {
			r.duplicates = append(r.duplicates, duplicate{at, int32(line), v.DuplicateOf})
		}
		if v.Media != "" {
			if _, ok := r.size[v.Media]; !ok {
				r.warn(lineOf(responsesFile, line)+": media", "the folder has no such file")
			}
		}
		return r.fromBatch(responsesFile, line, r.b.Response(v))
	})
	if err != nil {
		return unmark(err)
	}
	return r.follow()
}

// follow checks that every duplicate_of leads to a response, and not in a circle.
func (r *reader) follow() error {
	next := make(map[int32]int32, len(r.duplicates))
	for _, d := range r.duplicates {
		to, ok := r.ids[d.of]
		if !ok {
			return refuse(lineOf(responsesFile, int(d.line))+": duplicate_of", "names a response that is not in the folder", "name the response that is kept, or leave the field out; a folder holds all responses that it names")
		}
		next[d.from] = to
	}
	clear := make(map[int32]bool, len(next)) // known to lead out
	for _, d := range r.duplicates {
		var trail []int32
		seen := map[int32]bool{}
		for at, more := d.from, true; more && !clear[at]; {
			if seen[at] {
				return refuse(lineOf(responsesFile, int(d.line))+": duplicate_of", "leads back to the response itself", "one response of each group is kept and has no duplicate_of")
			}
			seen[at] = true
			trail = append(trail, at)
			at, more = next[at], hasKey(next, at)
		}
		for _, at := range trail {
			clear[at] = true
		}
	}
	return nil
}

func hasKey[K comparable, V any](m map[K]V, k K) bool { _, ok := m[k]; return ok }

func (r *reader) decisions() error {
	seen := map[string]bool{}
	err := r.jsonl(decisionsFile, func(n *node, line int) error {
		v, err := decodeDecision(n)
		if err != nil {
			return err
		}
		if seen[v.ID] {
			return wrongIn("id", "repeats the id of an earlier decision", "give every decision an id of its own")
		}
		seen[v.ID] = true
		for i, id := range v.Responses {
			if !hasKey(r.ids, id) {
				return wrongIn(fmt.Sprintf("responses[%d]", i), "names a response that is not in the folder", "take it out, or bring its response back into responses.jsonl")
			}
		}
		if v.Kind == voxpop.NoPosition {
			if _, ok := r.points[v.Point]; !ok {
				return wrongIn("point", "names a point that is not in points.yaml", "add the point there, or take the decision out")
			}
		}
		if v.Statement != "" && !hasKey(r.about, v.Statement) {
			r.about[v.Statement] = line
		}
		return r.fromBatch(decisionsFile, line, r.b.Decision(v))
	})
	return unmark(err)
}

func (r *reader) statements() error {
	seen := map[string]bool{}
	err := r.jsonl(statementsFile, func(n *node, line int) error {
		v, err := decodeStatement(n)
		if err != nil {
			return err
		}
		if seen[v.ID] {
			return wrongIn("id", "repeats the id of an earlier statement", "give every statement an id of its own")
		}
		seen[v.ID] = true
		for i, p := range v.Positions {
			field := fmt.Sprintf("positions[%d]", i)
			point, ok := r.points[p.Point]
			if !ok {
				return wrongIn(field+".point", "names a point that is not in points.yaml", "add the point there, or take the position out")
			}
			known := make([]string, len(point.Values))
			for i, value := range point.Values {
				known[i] = value.ID
			}
			if !slices.Contains(known, p.Value) {
				return wrongIn(field+".value", "names a value that the point does not have", "in points.yaml it has "+strings.Join(known, ", "))
			}
		}
		if err := r.source(v.Source, v.Text, line, "source"); err != nil {
			return err
		}
		for i, a := range v.Appearances {
			if err := r.source(a, "", line, fmt.Sprintf("appearances[%d]", i)); err != nil {
				return err
			}
		}
		return r.fromBatch(statementsFile, line, r.b.Statement(v))
	})
	if err != nil {
		return unmark(err)
	}
	for _, id := range slices.Sorted(maps.Keys(r.about)) {
		if !seen[id] { // it may have been taken back, and come again
			r.warn(lineOf(decisionsFile, r.about[id])+": statement", "names a statement that is not in the folder")
		}
	}
	return nil
}

func (r *reader) files() error {
	for _, dir := range []string{mediaDir, sourcesDir} {
		for _, p := range r.under(dir) {
			if err := r.ctx.Err(); err != nil {
				return stopped("record.Read", p, err)
			}
			f, err := r.open(p)
			if err != nil {
				return err
			}
			err = r.b.File(p, r.size[p], f)
			f.Close()
			if err != nil {
				if e, ok := errors.AsType[*voxpop.Error](err); ok && e.Place == "" {
					return placed(p, err)
				}
				return err
			}
		}
	}
	return nil
}

func (r *reader) stories() error {
	for _, p := range r.under(storiesDir) {
		body, err := r.bytes(p, maxStory)
		if err != nil {
			return err
		}
		if err := stored(p, 1, r.b.Story(path.Base(p), body)); err != nil && !r.clash.take(err) {
			return err
		}
	}
	return nil
}
