package vault

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"voxpop"
)

// Ring holds the keys of a newsroom: one folder. The newsroom's identity opens
// the identities of the call-outs, and each of those opens the answers to its
// call-out; the recovery recipient is beside every one. Sealing needs the
// public halves only; what needs a secret asks for the passphrase first.
//
// A Ring is safe for use by several goroutines, and several processes may use
// one folder: what another process forgets is forgotten here too.
type Ring struct {
	// Passphrase is asked once when a secret is first needed while the ring
	// is locked; nil means that nobody can be asked. Set it before use.
	Passphrase func() (string, error)

	dir                string
	newsroom, recovery string // recipients
	desk               ed25519.PublicKey
	evaluation         bool
	public             bool // a folder without secrets: it seals to what is there

	making sync.Mutex // held while a call-out's first key is looked for and made

	asking  sync.Mutex // held while somebody is asked
	refused error      // what the asking came to

	reading sync.RWMutex // a key file is read and put into known, or destroyed

	mu     sync.Mutex
	open   *bundle                                   // nil while locked
	known  map[string]map[[sha256.Size]byte]knownKey // by call-out and by the SHA-256 of the file
	recent []calloutKey                              // what opened last comes first
}

// Options of a new ring.
type Options struct {
	// Evaluation keeps the newsroom's key in the clear, for a workspace that
	// shows what the program does; it takes no passphrase.
	Evaluation bool
	// WorkFactor is the cost of one try of the passphrase; 0 is [WorkFactor].
	// Tests take less.
	WorkFactor int
}

func (o Options) factor() int {
	if o.WorkFactor == 0 {
		return WorkFactor
	}
	return o.WorkFactor
}

// CreateRing makes a new key folder dir, which must not be there or be empty.
// The recovery shares it returns are kept nowhere: whoever calls shows them
// once. The ring is unlocked.
func CreateRing(dir, passphrase string, o Options) (*Ring, Recovery, error) {
	const op = "vault.CreateRing"
	if !o.Evaluation {
		if err := checkPassphrase(op, passphrase); err != nil {
			return nil, Recovery{}, err
		}
	}
	if names, err := os.ReadDir(dir); err == nil && len(names) > 0 {
		return nil, Recovery{}, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "there are keys already", Hint: "voxpop keys show lists them; voxpop keys rotate makes newer ones"}
	}
	b, err := newBundle()
	if err != nil {
		return nil, Recovery{}, err
	}
	var seed [32]byte
	rand.Read(seed[:])
	spare, err := IdentityFromSeed(seed)
	if err != nil {
		return nil, Recovery{}, err
	}
	recovery := spare.Recipient()
	b.recovery = sumOf(recovery)
	files := map[string][]byte{
		newsroomPub: []byte(b.newsroom.Recipient() + "\n"),
		recoveryPub: []byte(recovery + "\n"),
		deskPub:     []byte(hex.EncodeToString(b.desk.Public().(ed25519.PublicKey)) + "\n"),
	}
	if o.Evaluation {
		files[evaluationFile] = b.text()
	} else if files[newsroomFile], err = wrap(b, passphrase, o.factor()); err != nil {
		return nil, Recovery{}, err
	}
	to, err := ParseRecipients(recovery)
	if err == nil {
		files[sparedFile], err = to.sealBytes(b.text())
	}
	if err == nil {
		err = createFolder(dir, files)
	}
	if err != nil {
		return nil, Recovery{}, failedKey(op, "", err)
	}
	r, err := OpenRing(dir)
	if err != nil {
		return nil, Recovery{}, err
	}
	r.open = &b
	return r, Recovery{Shares: shareOut(seed, recovery, rand.Reader)}, nil
}

func newBundle() (bundle, error) {
	newsroom, err := GenerateIdentity()
	if err != nil {
		return bundle{}, err
	}
	_, desk, err := ed25519.GenerateKey(nil)
	return bundle{newsroom: newsroom, desk: desk}, err
}

// createFolder makes a folder of files that is there whole or not at all.
func createFolder(dir string, files map[string][]byte) error {
	above := filepath.Dir(dir)
	if err := os.MkdirAll(above, 0o700); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(above, ".keys-*") // mode 0700
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	for name, data := range files {
		if err := os.MkdirAll(filepath.Join(temp, filepath.Dir(name)), 0o700); err != nil {
			return err
		}
		if err := writeKey(filepath.Join(temp, filepath.Dir(name)), filepath.Base(name), data, false); err != nil {
			return err
		}
	}
	if err := os.Rename(temp, dir); err != nil {
		return err
	}
	return syncFolder(above)
}

// OpenRing opens the key folder dir. Without one the error is fs.ErrNotExist.
// It needs no passphrase: the ring is locked until a secret is needed, but one
// for evaluation is open.
func OpenRing(dir string) (*Ring, error) {
	const op = "vault.OpenRing"
	r := &Ring{dir: dir, known: map[string]map[[sha256.Size]byte]knownKey{}}
	if _, err := os.Stat(filepath.Join(dir, newsroomPub)); errors.Is(err, fs.ErrNotExist) {
		return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "the workspace has no keys", Hint: "voxpop keys init makes them", Err: fs.ErrNotExist}
	}
	var err error
	if r.newsroom, err = readPublic(dir, newsroomPub); err != nil {
		return nil, err
	}
	if r.recovery, err = readPublic(dir, recoveryPub); err != nil {
		return nil, err
	}
	if r.desk, err = ReadDeskPublic(dir); err != nil {
		return nil, err
	}
	text, err := readKey(dir, evaluationFile)
	if errors.Is(err, fs.ErrNotExist) {
		_, err := os.Stat(filepath.Join(dir, newsroomFile))
		r.public = errors.Is(err, fs.ErrNotExist)
		return r, nil
	}
	if err != nil {
		return nil, failedKey(op, evaluationFile, err)
	}
	b, err := parseBundle(text)
	if err == nil {
		err = r.take(b)
	}
	r.evaluation = true
	return r, err
}

// ReadDeskPublic reads the key by which a door knows the newsroom: all that
// the folder of a door needs to hold.
func ReadDeskPublic(dir string) (ed25519.PublicKey, error) {
	b, err := readKey(dir, deskPub)
	if err != nil {
		return nil, failedKey("vault.ReadDeskPublic", deskPub, err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "vault.ReadDeskPublic", Place: "keys/" + deskPub, Message: "is not 64 hexadecimal digits"}
	}
	return key, nil
}

// take unlocks the ring with a bundle, once it is sure that the public files
// beside it are the bundle's own: a swapped one would seal to a stranger.
func (r *Ring) take(b bundle) error {
	if b.newsroom.Recipient() != r.newsroom || b.recovery != sumOf(r.recovery) || !r.desk.Equal(b.desk.Public()) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "vault.Unlock", Place: "keys", Message: "the public keys do not belong to the newsroom's key: somebody changed them",
			Hint: "compare the fingerprints of voxpop keys show with those on paper, and bring the folder back from a backup"}
	}
	r.mu.Lock()
	r.open = &b
	r.mu.Unlock()
	return nil
}

// Unlock opens the newsroom's identity. A wrong passphrase is an error of kind forbidden.
func (r *Ring) Unlock(passphrase string) error {
	b, err := r.unwrap(passphrase)
	if err != nil {
		return err
	}
	return r.take(b)
}

// Lock forgets what [Ring.Unlock] opened. Nobody is asked for the passphrase
// until somebody unlocks.
func (r *Ring) Lock() error {
	const op = "vault.Lock"
	if r.evaluation {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "keys for evaluation cannot be locked", Hint: "voxpop keys init in a new workspace makes real ones"}
	}
	r.asking.Lock()
	defer r.asking.Unlock()
	r.refused = &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "the keys were locked at the desk", Hint: "unlock them under Settings → Keys, or start the program anew"}
	r.reading.Lock() // whoever reads a key now has put it into known
	defer r.reading.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open, r.recent = nil, nil
	clear(r.known)
	return nil
}

func (r *Ring) unwrap(passphrase string) (bundle, error) {
	const op = "vault.Unlock"
	if r.evaluation {
		return bundle{}, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "keys for evaluation have no passphrase", Hint: "voxpop keys init in a new workspace makes real ones"}
	}
	sealed, err := readKey(r.dir, newsroomFile)
	if errors.Is(err, fs.ErrNotExist) {
		return bundle{}, &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "the newsroom's key is not on this machine", Hint: "open answers where the newsroom's keys are"}
	}
	if err != nil {
		return bundle{}, failedKey(op, newsroomFile, err)
	}
	return unwrap(sealed, passphrase)
}

// Wake unlocks the ring when it is locked, asking for the passphrase. What a
// first asking came to holds for all later ones.
func (r *Ring) Wake() error {
	r.asking.Lock()
	defer r.asking.Unlock()
	if !r.Locked() {
		return nil
	}
	if r.Passphrase == nil || r.public {
		return &voxpop.Error{Kind: voxpop.Forbidden, Op: "vault.Unlock", Message: "the keys are locked",
			Hint: "give the passphrase by VOXPOP_PASSPHRASE_FILE or VOXPOP_PASSPHRASE, or at a terminal"}
	}
	if r.refused == nil {
		passphrase, err := r.Passphrase()
		if err == nil {
			err = r.Unlock(passphrase)
		}
		r.refused = err
	}
	return r.refused
}

// secret returns the open bundle, asking for the passphrase when it must.
func (r *Ring) secret() (bundle, error) {
	if err := r.Wake(); err != nil {
		return bundle{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return *r.open, nil
}

// Locked reports whether the passphrase is still needed.
func (r *Ring) Locked() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.open == nil
}

// Evaluation reports whether the newsroom's key lies in the clear.
func (r *Ring) Evaluation() bool { return r.evaluation }

// DeskKey returns the key with which the newsroom signs what it asks of a door.
func (r *Ring) DeskKey() (ed25519.PrivateKey, error) {
	b, err := r.secret()
	return b.desk, err
}

// DeskPublic returns the public half of [Ring.DeskKey]; it needs no passphrase.
func (r *Ring) DeskPublic() ed25519.PublicKey { return r.desk }

// NewsroomRecipients returns the newsroom's recipient, then the recovery
// recipient: to whom backups and the identities of call-outs are sealed.
func (r *Ring) NewsroomRecipients() []string { return []string{r.newsroom, r.recovery} }

// ChangePassphrase seals the newsroom's identity to another passphrase. The
// keys stay what they are: who copied the folder and knows the old passphrase
// still opens the copy.
func (r *Ring) ChangePassphrase(old, new string) error {
	const op = "vault.ChangePassphrase"
	if err := checkPassphrase(op, new); err != nil {
		return err
	}
	b, err := r.unwrap(old)
	if err != nil {
		return err
	}
	if err := r.take(b); err != nil {
		return err
	}
	return failedKey(op, newsroomFile, replaceWrapped(r.dir, b, new, r.factorInUse()))
}

// replaceWrapped puts a newly wrapped bundle in the place of the old one, and
// overwrites the old one once the new one is there for good.
func replaceWrapped(dir string, b bundle, passphrase string, factor int) error {
	sealed, err := wrap(b, passphrase, factor)
	if err != nil {
		return err
	}
	old, err := os.OpenFile(filepath.Join(dir, newsroomFile), os.O_WRONLY, 0)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil {
		defer old.Close()
	}
	if err := writeKey(dir, newsroomFile, sealed, true); err != nil {
		return err
	}
	if old != nil {
		return overwrite(old)
	}
	return nil
}

// factorInUse is the work factor of the newsroom's file, which stands in its
// header as "-> scrypt SALT 18".
func (r *Ring) factorInUse() int {
	b, err := readKey(r.dir, newsroomFile)
	var salt string
	var factor int
	if err == nil {
		_, err = fmt.Sscanf(string(b), ageIntro+"-> scrypt %s %d", &salt, &factor)
	}
	if err != nil || factor < 1 || factor > WorkFactor {
		return WorkFactor
	}
	return factor
}
