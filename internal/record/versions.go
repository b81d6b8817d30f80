package record

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"voxpop"
)

// seal is what is remembered of a text while a folder is read: a hash of each
// thing that its newest version has to say too, in the order of sealed.
type seal [5]uint64

var sealedFields = [5]string{"lang", "text", "state", "by", "cues"}

func sealOf(v voxpop.TextVersion) seal {
	var s seal
	for i, field := range []any{v.Lang, v.Text, v.State, v.By, v.Cues} {
		sum := sha256.Sum256(fmt.Append(nil, field))
		s[i] = binary.BigEndian.Uint64(sum[:])
	}
	return s
}

// seal remembers the texts of a response, when there are versions to compare
// them with.
func (r *reader) seal(x voxpop.Response) {
	if _, ok := r.size[versionsFile]; !ok {
		return
	}
	if r.sealed == nil {
		r.sealed = map[string]seal{}
	}
	for _, v := range voxpop.VersionsOf(x) {
		r.sealed[x.ID+" "+v.Work()] = sealOf(v)
	}
}

// versions reads versions.jsonl: the versions of a text in a row and numbered
// from 1, the newest what responses.jsonl says.
func (r *reader) versions() error {
	var last voxpop.TextVersion
	lastLine := 0
	transcripts := 0 // versions of the transcript of the response that is read
	newest := func() error {
		if last.N == 0 {
			return nil
		}
		return r.agrees(last, lastLine)
	}
	err := r.jsonl(versionsFile, func(n *node, line int) error {
		v, err := decodeVersion(n)
		if err != nil {
			return err
		}
		if !hasKey(r.ids, v.Response) {
			return wrongIn("response", "names a response that is not in the folder", "take the line out, or bring its response back into responses.jsonl")
		}
		next := last.Response == v.Response && last.Work() == v.Work()
		switch {
		case next && v.N != last.N+1:
			return wrongIn("n", fmt.Sprintf("is not %d, which comes next", last.N+1), "keep all versions of a text, in their order")
		case !next && v.N != 1:
			return wrongIn("n", "is not 1, with which a text begins", "keep all versions of a text, in their order")
		case !next && last.N > 0 && versionKey(v) < versionKey(last):
			return wrongIn("response", "comes after a text that it should come before", "order by response, then the transcript and the translations by language, then n")
		}
		if !next {
			if err := newest(); err != nil {
				return batchError{err}
			}
		}
		if last.Response != v.Response {
			transcripts = 0
			if hasKey(r.sealed, v.Response+" "+string(voxpop.OfTranscript)) {
				transcripts = 1 // one from before versions were kept
			}
		}
		if v.Of == voxpop.OfTranscript {
			transcripts = v.N
		} else if v.Source > transcripts {
			return wrongIn("source", "names a version of the transcript that is not there", "0, or left out, is the response's text")
		}
		last, lastLine = v, line
		return r.fromBatch(versionsFile, line, r.b.Version(v))
	})
	if err == nil {
		err = newest()
	}
	r.sealed = nil
	return unmark(err)
}

// agrees refuses a newest version that is not what its response says.
func (r *reader) agrees(v voxpop.TextVersion, line int) error {
	want, ok := r.sealed[v.Response+" "+v.Work()]
	if !ok {
		return inFile(versionsFile, line, wrongIn("of", "is of a text that the response has not", "the newest version of a text is what responses.jsonl says: bring both from one export"))
	}
	have := sealOf(v)
	for i, field := range sealedFields {
		if have[i] != want[i] {
			return inFile(versionsFile, line, wrongIn(field, "is not what responses.jsonl says of the newest version", "bring both files from one export"))
		}
	}
	return nil
}
