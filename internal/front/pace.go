package front

import (
	"bytes"
	"net/http"
	"time"
)

// pace is the step in which answers to a receipt leave.
const pace = 50 * time.Millisecond

// paced answers at the next step after a request came: how long the work took,
// which depends on what a receipt opens, does not show.
func paced(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		held := &heldWriter{ResponseWriter: w}
		h(held, r)
		steps := time.Since(start)/pace + 1
		timer := time.NewTimer(time.Until(start.Add(steps * pace)))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return
		}
		if held.status != 0 {
			w.WriteHeader(held.status)
		}
		_, _ = w.Write(held.body.Bytes())
	}
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
