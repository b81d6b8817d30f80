package front

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// pace is the step in which answers to a receipt leave.
const pace = 50 * time.Millisecond

// paced answers at the next step after a request was here: how long the work
// took, which depends on what a receipt opens, does not show. The steps begin
// when all of the request is here, since a sender chooses when its end comes.
func (d *door) paced(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		held, ok := d.bodies.enter(network(r, d.Options.ClientHeader), http.NewResponseController(w))
		if !ok {
			w.Header().Set("Connection", "close")
			d.slow(w, r, "")
			return
		}
		patience(w, textPatience)
		b, err := io.ReadAll(io.LimitReader(&watched{ReadCloser: r.Body, place: held, full: errBusy}, returnBody+1))
		held.leave()
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(b), failed{err}))

		start := time.Now()
		answer := &heldWriter{ResponseWriter: w}
		h(answer, r)
		steps := time.Since(start)/pace + 1
		timer := time.NewTimer(time.Until(start.Add(steps * pace)))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return
		}
		if answer.status != 0 {
			w.WriteHeader(answer.status)
		}
		_, _ = w.Write(answer.body.Bytes())
	}
}

// failed reads as an error, or as an end where there was none.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) {
	if f.err == nil {
		return 0, io.EOF
	}
	return 0, f.err
}

// heldWriter keeps an answer until it may leave.
type heldWriter struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (h *heldWriter) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

func (h *heldWriter) Write(b []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	return h.body.Write(b)
}

func (h *heldWriter) Unwrap() http.ResponseWriter { return h.ResponseWriter }
