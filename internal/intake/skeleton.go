package intake

import (
	"io"

	"voxpop"
)

var unwritten = &voxpop.Error{Kind: voxpop.Internal, Op: "intake", Message: "not written yet"}

// ReadEnvelope reads the head of an unsealed envelope, strictly: a wrong
// magic, an over-long or unknown head, a wrong version is an error of kind
// invalid that repeats nothing of it. The returned reader gives the file's
// bytes (none without Media) and fails unless the padding after them is zero
// and the whole has one of the sizes; read it to its end before believing the envelope.
func ReadEnvelope(r io.Reader) (Envelope, io.Reader, error) { return Envelope{}, nil, unwritten }
