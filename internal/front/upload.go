package front

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"
	xslog "golang.org/x/exp/slog"

	"voxpop"
)

// uploadPath is where what a page sealed is sent in pieces, by the tus protocol.
const uploadPath = "/files/"

// An upload's address holds all that the door must know of it, sealed with the
// door's own keys: nothing else is stored, and nobody learns from an address
// which item it becomes.
type upload struct {
	Name   string // of the item
	Tag    string
	Length int64
	Slug   string
}

// uploadSealers seal and open addresses; the first seals, all open.
type uploadSealers []uploadSealer

type uploadSealer struct {
	aead  cipher.AEAD
	nonce [32]byte
}

func newUploadSealers(keys [][]byte) (uploadSealers, error) {
	var all uploadSealers
	for _, k := range keys {
		sub, err := hkdf.Key(sha256.New, k, nil, "voxpop-upload-v1", 64)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(sub[:32])
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		all = append(all, uploadSealer{aead, [32]byte(sub[32:])})
	}
	return all, nil
}

// seal makes the address; the same upload gets the same one, so that a
// creation whose answer was lost can be asked for again.
func (s uploadSealers) seal(u upload) string {
	plain := append([]byte{}, unhex(u.Name, 16)...)
	plain = append(plain, unhex(u.Tag, 8)...)
	plain = binary.BigEndian.AppendUint64(plain, uint64(u.Length))
	plain = append(plain, u.Slug...)
	mac := hmac.New(sha256.New, s[0].nonce[:])
	mac.Write(plain)
	nonce := mac.Sum(nil)[:12]
	return base64.RawURLEncoding.EncodeToString(s[0].aead.Seal(nonce, nonce, plain, nil))
}

func (s uploadSealers) open(id string) (upload, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(id)
	if err != nil || len(b) < 12 {
		return upload{}, false
	}
	for _, k := range s {
		p, err := k.aead.Open(nil, b[:12], b[12:], nil)
		if err != nil || len(p) < 32 {
			continue
		}
		return upload{hex.EncodeToString(p[:16]), hex.EncodeToString(p[16:24]), int64(binary.BigEndian.Uint64(p[24:32])), string(p[32:])}, true
	}
	return upload{}, false
}

func unhex(s string, n int) []byte {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != n {
		return make([]byte, n)
	}
	return b
}

// begun remembers which of the bodies that were sealed for one form is being
// uploaded. A door that started anew has forgotten: the first that goes on is it.
type begun struct {
	mu   sync.Mutex
	tags map[string]string // item to tag
}

func (b *begun) tag(name string) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, ok := b.tags[name]
	return t, ok
}

func (b *begun) set(name, tag string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tags == nil || len(b.tags) > 1<<14 {
		b.tags = map[string]string{}
	}
	b.tags[name] = tag
}

func (b *begun) adopt(name, tag string) bool {
	if t, ok := b.tag(name); ok {
		return t == tag
	}
	b.set(name, tag)
	return true
}

func (b *begun) forget(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.tags, name)
}

// uploads serves the tus protocol, 1.0: creation and termination.
func (d *door) uploads() http.Handler {
	if d.Parts == nil {
		return http.NotFoundHandler()
	}
	composer := tus.NewStoreComposer()
	composer.UseCore(uploadStore{d})
	composer.UseTerminater(uploadStore{d})
	composer.UseLocker(&uploadLocks{door: d, held: map[string]*uploadLock{}})
	h, err := tus.NewHandler(tus.Config{
		BasePath: uploadPath, StoreComposer: composer,
		DisableDownload: true, DisableConcatenation: true,
		Cors:                    &tus.CorsConfig{Disable: true},
		Logger:                  xslog.New(silent{}),
		NetworkTimeout:          filePatience,
		PreUploadCreateCallback: d.beforeUpload,
	})
	if err != nil {
		panic("front: " + err.Error()) // a configuration of ours that a test would find
	}
	tusd := http.StripPrefix(uploadPath, h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// One method, one meaning; and nothing by which tusd would log or answer otherwise.
		for _, name := range []string{"X-HTTP-Method-Override", "X-Request-ID", "Upload-Concat", "Upload-Defer-Length", "Upload-Draft-Interop-Version",
			"X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded"} {
			r.Header.Del(name)
		}
		methods := "HEAD, PATCH, DELETE, OPTIONS"
		if strings.Trim(strings.TrimPrefix(r.URL.Path, uploadPath), "/") == "" {
			methods = "POST, OPTIONS"
		}
		if !slices.Contains(strings.Split(methods, ", "), r.Method) {
			w.Header().Set("Allow", methods)
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		if r.Method == http.MethodPost {
			// What is announced is held free on the disk, so it has its price.
			length, _ := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
			if d.buckets.take(network(r, d.Options.ClientHeader), 1+float64(max(0, length))/(64<<20)) != welcome {
				w.Header().Set("Retry-After", "5")
				http.Error(w, "too many", http.StatusTooManyRequests)
				return
			}
		}
		var held *place
		if r.Method == http.MethodPatch || r.Method == http.MethodPost {
			var ok bool
			if held, ok = d.files.enter(network(r, d.Options.ClientHeader), http.NewResponseController(w)); !ok {
				w.Header().Set("Retry-After", "10")
				http.Error(w, "too many", http.StatusServiceUnavailable)
				return
			}
			defer held.leave()
			r.Body = &watched{ReadCloser: r.Body, place: held, full: uploadError(http.StatusServiceUnavailable)}
		}
		tusd.ServeHTTP(relative{w, held}, r)
	})
}

// relative makes the address of a new upload one without a host: what the
// browser asked for may not be what the door was asked for by a proxy.
type relative struct {
	http.ResponseWriter
	held *place
}

// SetReadDeadline is how tusd gives an upload that moves more time.
func (w relative) SetReadDeadline(t time.Time) error {
	return w.held.wait(http.NewResponseController(w.ResponseWriter), t)
}

func (w relative) WriteHeader(status int) {
	if at := w.Header().Get("Location"); at != "" {
		if i := strings.Index(at, uploadPath); i >= 0 {
			w.Header().Set("Location", at[i:])
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w relative) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func uploadError(status int) error {
	return tus.NewError("ERR_UPLOAD_REFUSED", http.StatusText(status), status)
}

// beforeUpload lets an upload begin that a ticket stands for.
func (d *door) beforeUpload(hook tus.HookEvent) (tus.HTTPResponse, tus.FileInfoChanges, error) {
	var none tus.HTTPResponse
	refuse := func(status int) (tus.HTTPResponse, tus.FileInfoChanges, error) {
		return none, tus.FileInfoChanges{}, uploadError(status)
	}
	meta := hook.Upload.MetaData
	c, err := d.find(meta["callout"])
	if err != nil {
		d.trouble(err)
		return refuse(http.StatusServiceUnavailable)
	}
	if hook.Upload.SizeIsDeferred || hook.Upload.IsPartial || hook.Upload.IsFinal {
		return refuse(http.StatusBadRequest)
	}
	ticket, status := d.spend(c, meta["ticket"], meta["tag"])
	if status != 0 && status != http.StatusOK {
		return refuse(status)
	}
	if !d.sealedSize(c, hook.Upload.Size) {
		return refuse(http.StatusRequestEntityTooLarge)
	}
	u := upload{Name: ticket.Name(), Tag: meta["tag"], Length: hook.Upload.Size, Slug: c.Callout.Slug}
	if status == 0 {
		if code := d.beginUpload(u); code != 0 {
			return refuse(code)
		}
	}
	_, sealers, err := d.refresh()
	if err != nil {
		d.trouble(err)
		return refuse(http.StatusServiceUnavailable)
	}
	return none, tus.FileInfoChanges{ID: sealers.seal(u), MetaData: tus.MetaData{}}, nil
}

// beginUpload makes room for an upload, or finds the one that was begun.
func (d *door) beginUpload(u upload) (status int) {
	_, length, ok := d.Parts.Part(u.Name)
	if tag, known := d.begun.tag(u.Name); ok && known && tag == u.Tag && length == u.Length {
		return 0
	}
	if !d.budgets.take(u.Slug, aFile) { // before anything of what is there is dropped
		return http.StatusInsufficientStorage
	}
	if ok {
		// Sealed anew: what came of the first is of no use, and half of each
		// would be an answer that nobody can open.
		if err := d.Parts.DropPart(u.Name); err != nil {
			return d.failedSealed(err, u.Name, u.Tag)
		}
	}
	err := d.Parts.NewPart(u.Name, u.Length)
	if err == nil {
		d.begun.set(u.Name, u.Tag)
		return 0
	}
	if voxpop.KindOf(err) == voxpop.Conflict {
		if _, _, ok := d.Parts.Part(u.Name); ok { // begun by another request at the same moment
			return http.StatusServiceUnavailable
		}
	}
	if voxpop.KindOf(err) == voxpop.Unavailable {
		return http.StatusInsufficientStorage
	}
	if status := d.failedSealed(err, u.Name, u.Tag); status != http.StatusOK {
		return status
	}
	return 0
}

// uploadStore lets tusd keep uploads as parts of the inbox.
type uploadStore struct{ d *door }

func (s uploadStore) NewUpload(_ context.Context, info tus.FileInfo) (tus.Upload, error) {
	return s.upload(info.ID)
}

func (s uploadStore) GetUpload(_ context.Context, id string) (tus.Upload, error) {
	return s.upload(id)
}

func (s uploadStore) AsTerminatableUpload(u tus.Upload) tus.TerminatableUpload {
	return u.(*partUpload)
}

func (s uploadStore) upload(id string) (tus.Upload, error) {
	_, sealers, err := s.d.refresh()
	if err != nil {
		return nil, uploadError(http.StatusServiceUnavailable)
	}
	u, ok := sealers.open(id)
	if !ok {
		return nil, tus.ErrNotFound
	}
	return &partUpload{d: s.d, id: id, upload: u}, nil
}

// partUpload is one upload.
type partUpload struct {
	d  *door
	id string
	upload
}

// GetInfo says how much is here for good: all of it only once it is an item.
func (u *partUpload) GetInfo(ctx context.Context) (tus.FileInfo, error) {
	info := tus.FileInfo{ID: u.id, Size: u.Length, MetaData: tus.MetaData{}}
	if tag, ok := u.d.Items.Taken(u.Name); ok {
		if tag != u.Tag {
			return info, uploadError(http.StatusConflict)
		}
		info.Offset = u.Length
		return info, nil
	}
	offset, length, ok := u.d.Parts.Part(u.Name)
	if !ok || length != u.Length || !u.d.begun.adopt(u.Name, u.Tag) {
		return info, tus.ErrNotFound
	}
	if offset == length { // whole, but the door stopped before it was an item
		if err := u.FinishUpload(ctx); err != nil {
			return info, err
		}
	}
	info.Offset = offset
	return info, nil
}

func (u *partUpload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	n, err := u.d.Parts.WritePart(ctx, u.Name, offset, src)
	switch voxpop.KindOf(err) {
	case "":
		return n, nil
	case voxpop.NotFound:
		return n, tus.ErrNotFound
	case voxpop.Unavailable:
		return n, uploadError(http.StatusInsufficientStorage)
	case voxpop.Conflict:
		return n, tus.ErrMismatchOffset
	}
	return n, uploadError(http.StatusInternalServerError)
}

// GetReader refuses: nothing is read back.
func (u *partUpload) GetReader(context.Context) (io.ReadCloser, error) { return nil, tus.ErrNotFound }

// FinishUpload makes the upload an item, when it was sealed as it must be.
func (u *partUpload) FinishUpload(context.Context) error {
	c, err := u.d.find(u.Slug)
	if err != nil || c == nil {
		return uploadError(http.StatusServiceUnavailable)
	}
	if _, ok := u.d.Items.Taken(u.Name); !ok {
		head, err := u.d.Parts.OpenPart(u.Name)
		if err != nil {
			return uploadError(http.StatusServiceUnavailable)
		}
		err = c.to.CheckSealed(head, u.Length)
		head.Close()
		if err != nil {
			_ = u.d.Parts.DropPart(u.Name)
			return uploadError(http.StatusUnprocessableEntity)
		}
	}
	if err := u.d.Parts.FinishPart(u.Name, u.Tag); err != nil {
		if status := u.d.failedSealed(err, u.Name, u.Tag); status != http.StatusOK {
			return uploadError(status)
		}
	} else {
		u.d.budgets.kept(u.Slug, aFile, u.Length)
	}
	u.d.begun.forget(u.Name)
	return nil
}

// Terminate forgets an upload; what has become an item stays.
func (u *partUpload) Terminate(context.Context) error {
	if _, ok := u.d.Items.Taken(u.Name); ok {
		return uploadError(http.StatusForbidden)
	}
	if !u.d.begun.adopt(u.Name, u.Tag) {
		return tus.ErrNotFound
	}
	if err := u.d.Parts.DropPart(u.Name); err != nil {
		return uploadError(http.StatusServiceUnavailable)
	}
	u.d.begun.forget(u.Name)
	return nil
}

// uploadLocks let one request at a time at an upload; a later one asks the
// earlier to let go, whose connection may be long dead.
type uploadLocks struct {
	door *door
	mu   sync.Mutex
	held map[string]*uploadLock
}

type uploadLock struct {
	all     *uploadLocks
	id      string
	release func()
	freed   chan struct{}
}

var errLockWait = errors.New("front: the upload is busy")

func (l *uploadLocks) NewLock(id string) (tus.Lock, error) {
	// An address sealed yesterday and one sealed today may mean the same item.
	if _, sealers, err := l.door.refresh(); err == nil {
		if u, ok := sealers.open(id); ok {
			id = u.Name
		}
	}
	return &uploadLock{all: l, id: id}, nil
}

func (l *uploadLock) Lock(ctx context.Context, release func()) error {
	for {
		l.all.mu.Lock()
		other := l.all.held[l.id]
		if other == nil {
			l.release, l.freed = release, make(chan struct{})
			l.all.held[l.id] = l
			l.all.mu.Unlock()
			return nil
		}
		l.all.mu.Unlock()
		other.release()
		select {
		case <-ctx.Done():
			return tus.ErrLockTimeout
		case <-other.freed:
		}
	}
}

func (l *uploadLock) Unlock() error {
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	if l.all.held[l.id] != l {
		return errLockWait
	}
	delete(l.all.held, l.id)
	close(l.freed)
	return nil
}

// silent is a log that nothing reaches: tusd would write addresses and ids.
type silent struct{}

func (silent) Enabled(context.Context, xslog.Level) bool  { return false }
func (silent) Handle(context.Context, xslog.Record) error { return nil }
func (s silent) WithAttrs([]xslog.Attr) xslog.Handler     { return s }
func (s silent) WithGroup(string) xslog.Handler           { return s }
