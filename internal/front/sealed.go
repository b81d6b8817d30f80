package front

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/intake"
)

// What a page sealed itself: the door checks whom it was sealed to and that it
// has one of the sizes, and knows nothing else of it.

const (
	ticketHeader = "Voxpop-Ticket"
	tagHeader    = "Voxpop-Tag"
)

func validTag(s string) bool {
	return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == ""
}

// spend opens the ticket of a sealed item and says under which name it is
// kept; status is 0 when it may be.
func (d *door) spend(c *callout, sealed, tag string) (ticket intake.Ticket, status int) {
	if c == nil {
		return ticket, http.StatusNotFound
	}
	if d.state(c) != open {
		return ticket, http.StatusForbidden
	}
	if !validTag(tag) {
		return ticket, http.StatusBadRequest
	}
	ticket, err := d.openTicket(c.Callout.Slug, sealed)
	switch voxpop.KindOf(err) {
	case "":
	case voxpop.Invalid, voxpop.Closed:
		return ticket, http.StatusGone
	default:
		d.trouble(err)
		return ticket, http.StatusServiceUnavailable
	}
	if old, ok := d.Items.Taken(ticket.Name()); ok {
		if old == tag {
			return ticket, http.StatusOK
		}
		return ticket, http.StatusConflict
	}
	if d.Now().Sub(ticket.Issued()) < tooFast {
		return ticket, http.StatusTooEarly
	}
	return ticket, 0
}

// sealedAnswer takes a text that the page sealed.
func (d *door) sealedAnswer(w http.ResponseWriter, r *http.Request) {
	status := d.takeSealed(w, r)
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests || status == http.StatusTooEarly {
		w.Header().Set("Retry-After", "5")
	}
	writeJSON(w, status, map[string]bool{"ok": status == http.StatusOK})
}

func (d *door) takeSealed(w http.ResponseWriter, r *http.Request) int {
	sender := network(r, d.Options.ClientHeader)
	if d.buckets.take(sender, 1) != welcome {
		return http.StatusTooManyRequests
	}
	c, err := d.find(r.PathValue("slug"))
	if err != nil {
		d.trouble(err)
		return http.StatusServiceUnavailable
	}
	ticket, status := d.spend(c, r.Header.Get(ticketHeader), r.Header.Get(tagHeader))
	if status != 0 {
		return status
	}
	patience(w, textPatience)
	size := d.Vault.SealedSize(intake.TextSize, len(c.Recipients))
	held, ok := d.bodies.enter(sender, http.NewResponseController(w))
	if !ok {
		return http.StatusServiceUnavailable
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, &watched{ReadCloser: r.Body, place: held, full: errBusy}, size))
	held.leave()
	if errors.Is(err, errBusy) {
		return http.StatusServiceUnavailable
	}
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return http.StatusRequestEntityTooLarge
		}
		return http.StatusBadRequest
	}
	if int64(len(body)) != size || c.to.CheckSealed(bytes.NewReader(body), size) != nil {
		return http.StatusUnprocessableEntity
	}
	leave, ok := d.texts.enter(r.Context(), sender, d.Now().Sub(ticket.Issued()))
	if !ok {
		return http.StatusServiceUnavailable
	}
	defer leave()
	if !d.budgets.take(c.Callout.Slug, aText) {
		return http.StatusServiceUnavailable
	}
	tag := r.Header.Get(tagHeader)
	item, err := d.Items.Create(r.Context(), ticket.Name(), false)
	if err == nil {
		if _, err = item.Write(body); err == nil {
			err = item.Commit(tag)
		} else {
			_ = item.Abort()
		}
	}
	if err == nil {
		d.budgets.kept(c.Callout.Slug, aText, size)
		return http.StatusOK
	}
	return d.failedSealed(err, ticket.Name(), tag)
}

// failedSealed is the status for an item that was not kept, or was before.
func (d *door) failedSealed(err error, name, tag string) int {
	switch voxpop.KindOf(err) {
	case voxpop.Conflict:
		old, ok := d.Items.Taken(name)
		switch {
		case !ok:
			return http.StatusServiceUnavailable
		case old == tag:
			return http.StatusOK
		}
		return http.StatusConflict
	case voxpop.Unavailable:
		return http.StatusServiceUnavailable
	}
	d.trouble(err)
	return http.StatusInternalServerError
}

// sealedSize reports whether a sealed item with a file may have this size.
func (d *door) sealedSize(c *callout, size int64) bool {
	largest := intake.PaddedSize(d.largest(c)+fileRoom, true)
	return slices.ContainsFunc(intake.Sizes(), func(plain int64) bool {
		return plain <= largest && d.Vault.SealedSize(plain, len(c.Recipients)) == size
	})
}
