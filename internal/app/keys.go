package app

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/store"
	"voxpop/internal/vault"
)

// The environment gives a passphrase to programs that nobody watches.
const (
	envPassphrase     = "VOXPOP_PASSPHRASE"
	envPassphraseFile = "VOXPOP_PASSPHRASE_FILE"
)

// MinPassphrase is the fewest characters that a passphrase may have.
const MinPassphrase = vault.MinPassphrase

// EnvPassphrase returns a function that gives the newsroom's passphrase as the
// environment has it: the first line of the file that VOXPOP_PASSPHRASE_FILE
// names, else VOXPOP_PASSPHRASE. Without either its error is of kind forbidden.
func EnvPassphrase(getenv func(string) string) func() (string, error) {
	return func() (string, error) {
		return envSecret(getenv, envPassphraseFile, envPassphrase)
	}
}

// NewEnvPassphrase is [EnvPassphrase] for a passphrase that takes another's
// place: VOXPOP_NEW_PASSPHRASE_FILE, else VOXPOP_NEW_PASSPHRASE.
func NewEnvPassphrase(getenv func(string) string) func() (string, error) {
	return func() (string, error) {
		return envSecret(getenv, "VOXPOP_NEW_PASSPHRASE_FILE", "VOXPOP_NEW_PASSPHRASE")
	}
}

func envSecret(getenv func(string) string, file, plain string) (string, error) {
	const op = "app.Passphrase"
	if name := getenv(file); name != "" {
		b, err := os.ReadFile(name)
		if err != nil {
			return "", &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: file, Message: "names a file that cannot be read", Err: cause(err)}
		}
		line, _, _ := strings.Cut(string(b), "\n")
		return strings.TrimSuffix(line, "\r"), nil
	}
	if v := getenv(plain); v != "" {
		return v, nil
	}
	return "", &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Message: "the keys are locked, and there is no passphrase",
		Hint: "put it in a file that only you can read and name that in " + file + ", or run this at a terminal, which asks"}
}

// SuggestPassphrase returns six words that chance chose: 77 bits.
func SuggestPassphrase() string { return strings.Join(vault.SuggestWords(), " ") }

// Keys says what keys a workspace has. Nothing in it is secret.
type Keys struct {
	Folder     string        `json:"folder"`
	Evaluation bool          `json:"evaluation"` // the newsroom's key lies in the clear
	Newsroom   PublicKey     `json:"newsroom"`
	Recovery   PublicKey     `json:"recovery"`
	Desk       string        `json:"desk"` // by which a door knows the newsroom: 64 hex digits
	Callouts   []CalloutKeys `json:"callouts"`
	// Sources are archived sources, of all call-outs: no erasure takes their key. Nil: none yet.
	Sources *CalloutKeys `json:"sources,omitempty"`
}

// PublicKey is a recipient and the six words to compare it by.
type PublicKey struct {
	Words     string `json:"words"`
	Recipient string `json:"recipient"`
}

// CalloutKeys are the recipients of a call-out: its own newest and recovery.
// Their words together are what the public door shows.
type CalloutKeys struct {
	Callout    string   `json:"callout"`
	Words      string   `json:"words"`
	Recipients []string `json:"recipients"`
}

func publicKey(recipient string) PublicKey {
	return PublicKey{Words: strings.Join(vault.Fingerprint(recipient), " "), Recipient: recipient}
}

// ReadKeys says what keys the workspace dir has; it needs no passphrase.
// Without keys the error is of kind not found.
func ReadKeys(dir string) (Keys, error) {
	ring, err := vault.OpenRing(filepath.Join(dir, KeysFolder))
	if err != nil {
		return Keys{}, err
	}
	return describe(ring, dir)
}

func describe(ring *vault.Ring, dir string) (Keys, error) {
	both := ring.NewsroomRecipients()
	k := Keys{Folder: filepath.Join(dir, KeysFolder), Evaluation: ring.Evaluation(), Newsroom: publicKey(both[0]), Recovery: publicKey(both[1]),
		Desk: hex.EncodeToString(ring.DeskPublic()), Callouts: []CalloutKeys{}}
	slugs, err := ring.Slugs()
	if err != nil {
		return k, err
	}
	for _, slug := range slugs {
		c, err := calloutKeys(slug)(ring.Current(slug))
		if voxpop.KindOf(err) == voxpop.NotFound { // being erased, and not made anew by looking
			continue
		}
		if err != nil {
			return k, err
		}
		if slug == store.SourceKeys {
			k.Sources = &c
			continue
		}
		k.Callouts = append(k.Callouts, c)
	}
	return k, nil
}

func calloutKeys(slug string) func([]string, error) (CalloutKeys, error) {
	return func(to []string, err error) (CalloutKeys, error) {
		if err != nil {
			return CalloutKeys{}, err
		}
		return CalloutKeys{Callout: slug, Words: strings.Join(vault.Fingerprint(to...), " "), Recipients: to}, nil
	}
}

// InitKeys makes the keys of a workspace. The three shares it returns bring
// them back when the passphrase is lost, any two of them; they are kept nowhere.
func InitKeys(cfg Config, passphrase string, evaluation bool) (k Keys, shares []string, err error) {
	if cfg.Front.DeskKey != "" {
		return k, nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "app.InitKeys", Place: ConfigFile, Message: "this workspace is that of a public door, which holds no keys",
			Hint: "make the keys in the newsroom's workspace"}
	}
	ring, recovery, err := vault.CreateRing(filepath.Join(cfg.Dir, KeysFolder), passphrase, vault.Options{Evaluation: evaluation, WorkFactor: cfg.KeyWork})
	if err != nil {
		return k, nil, err
	}
	k, err = describe(ring, cfg.Dir)
	return k, recovery.Shares, err
}

// RotateKeys gives call-outs new keys for what comes from now on: those named,
// or all that have keys. Older answers stay readable.
func RotateKeys(dir string, slugs ...string) ([]CalloutKeys, error) {
	ring, err := vault.OpenRing(filepath.Join(dir, KeysFolder))
	if err != nil {
		return nil, err
	}
	have, err := ring.Slugs()
	if err != nil {
		return nil, err
	}
	have = slices.DeleteFunc(have, func(slug string) bool { return slug == store.SourceKeys })
	if len(slugs) == 0 {
		slugs = have
	}
	for _, slug := range slugs {
		if !slices.Contains(have, slug) {
			return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "app.RotateKeys", Message: "no call-out with keys is named " + slug,
				Hint: "voxpop keys show names them; a call-out gets its first key when it is opened to the public"}
		}
	}
	var all []CalloutKeys
	for _, slug := range slugs {
		c, err := calloutKeys(slug)(ring.RotateCallout(slug))
		if err != nil {
			return all, err
		}
		all = append(all, c)
	}
	return all, nil
}

// ChangePassphrase seals the newsroom's key to another passphrase.
func ChangePassphrase(dir, old, new string) error {
	ring, err := vault.OpenRing(filepath.Join(dir, KeysFolder))
	if err != nil {
		return err
	}
	return ring.ChangePassphrase(old, new)
}

// RecoverKeys seals the newsroom's key to a new passphrase with two of the
// three shares, which stand in the text as voxpop keys init prints them.
func RecoverKeys(cfg Config, text, passphrase string) (Keys, error) {
	shares, err := vault.SharesIn(text)
	if err != nil {
		return Keys{}, err
	}
	ring, err := vault.Recover(filepath.Join(cfg.Dir, KeysFolder), shares, passphrase, vault.Options{WorkFactor: cfg.KeyWork})
	if err != nil {
		return Keys{}, err
	}
	return describe(ring, cfg.Dir)
}

// CheckShares says whether a text holds two shares that belong together, so
// that a mistyped word shows before a new passphrase is asked for.
func CheckShares(text string) error {
	shares, err := vault.SharesIn(text)
	if err == nil {
		_, err = vault.RecoveryIdentity(shares)
	}
	return err
}

// ShareWords is the number of words of a recovery share.
const ShareWords = vault.ShareWords

// CountWords counts the words that somebody typed of a share.
func CountWords(line string) int { return vault.CountWords(line) }
