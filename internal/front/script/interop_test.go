// Package script_test holds the script of the form against the program: what
// the checked-in bundle seals, the vault opens, and the other way round.
package script_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/vault"
)

const bundle = "../assets/door.js"

// browser is door.js in a JavaScript engine.
type browser struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
}

func start(t *testing.T) browser {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; make test has it")
	}
	cmd := exec.Command(node, "interop.mjs", bundle)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	return browser{t, in, bufio.NewReaderSize(out, 1<<20)}
}

// answer is what interop.mjs may say.
type answer struct {
	Error      string
	Bytes      []byte
	Size       int64
	Recipient  string
	Digits     string
	Words      []string
	Address    intake.ReceiptAddress
	Withdrawal intake.ReceiptAddress
	Kind       *intake.Attached
}

func (b browser) ask(op string, with map[string]any) answer {
	b.t.Helper()
	with["op"] = op
	line, err := json.Marshal(with)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.in.Write(append(line, '\n')); err != nil {
		b.t.Fatal(err)
	}
	line, err = b.out.ReadBytes('\n')
	if err != nil {
		b.t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal(line, &a); err != nil {
		b.t.Fatal(err)
	}
	if a.Error != "" {
		b.t.Fatalf("%s: %s", op, a.Error)
	}
	return a
}

// rounds is how many random files go each way: VOXPOP_INTEROP, or a few.
func rounds(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("VOXPOP_INTEROP")); err == nil {
		return n
	}
	if testing.Short() {
		return 5
	}
	return 25
}

func chance(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(4, seed)) }

func random(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// size is a file's size from 0 to 1 MiB: around the pieces of age and of the
// envelope, and anything between, small ones more often.
func size(r *rand.Rand) int {
	edges := []int{0, 1, 15, 16, 17, 65519, 65520, 65535, 65536, 65537, 131072, 1<<20 - 1, 1 << 20}
	switch r.IntN(8) {
	case 0:
		return edges[r.IntN(len(edges))]
	case 1:
		return r.IntN(1<<20 + 1)
	default:
		return r.IntN(1 << (4 + r.IntN(15)))
	}
}

// keys makes n identities and their recipients.
func keys(t *testing.T, r *rand.Rand, n int) (seeds [][32]byte, ids []vault.Identity, names []string) {
	t.Helper()
	for range n {
		seed := [32]byte(random(r, 32))
		id, err := vault.IdentityFromSeed(seed)
		if err != nil {
			t.Fatal(err)
		}
		seeds, ids, names = append(seeds, seed), append(ids, id), append(names, id.Recipient())
	}
	return seeds, ids, names
}

func someEnvelope(r *rand.Rand, file bool) intake.Envelope {
	age := r.IntN(100)
	texts := []string{"", "a < b & c > d", "نان گران است، می‌روم", "ارتفع السعر كثيرا", "tab\tline\nquote \" back \\ slash /", "\u2028\u2029 é 😀", strings.Repeat("z", intake.MaxText)}
	e := intake.Envelope{
		Version: 1, Kind: intake.Answer, Callout: "ferry", Form: []string{"en", "fa", "ar", ""}[r.IntN(4)],
		Text:    texts[r.IntN(len(texts))],
		Consent: voxpop.Consent{Quote: r.IntN(2) == 0, Voice: r.IntN(2) == 0, Face: r.IntN(2) == 0, Name: []voxpop.NameLevel{voxpop.NoName, voxpop.FirstName, voxpop.FullName}[r.IntN(3)]},
	}
	if r.IntN(2) == 0 {
		e.Person = voxpop.Person{Name: "مریم <b>", Place: "Shiraz & Bandar", Role: "teacher"}
	}
	if r.IntN(2) == 0 {
		e.Person.Age = &age
	}
	if file {
		e.Media = &intake.Attached{Medium: voxpop.Voice, Type: "audio/webm"}
	} else if e.Text == "" {
		e.Text = "x"
	}
	if r.IntN(2) == 0 {
		e.Receipt = &intake.ReceiptAddress{Box: strings.Repeat("ab", 32), To: "age1pq1" + strings.Repeat("q", 1952), Withdraw: strings.Repeat("01", 32)}
	}
	return e
}

// asked is e as the script takes it; its consent is written out by it.
func asked(e intake.Envelope, file []byte) map[string]any {
	m := map[string]any{"envelope": e}
	if e.Media != nil {
		m["file"] = append([]byte{}, file...)
	}
	return m
}

func TestEnvelopesAreTheSameBytes(t *testing.T) {
	b, r := start(t), chance(1)
	for i := range 60 {
		file := random(r, []int{0, 1, 1 << 20, 1<<20 + 1, 3<<20 + 17, 70_000}[i%6])
		e := someEnvelope(r, i%2 == 0)
		e.Clean()
		var want bytes.Buffer
		w, err := intake.NewWriter(&want, e)
		if err != nil {
			t.Fatal(err)
		}
		if e.Media != nil {
			if _, err := w.Write(file); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got := b.ask("envelope", asked(e, file)).Bytes; !bytes.Equal(got, want.Bytes()) {
			at := 0
			for at < min(len(got), want.Len()) && got[at] == want.Bytes()[at] {
				at++
			}
			t.Fatalf("envelope %d: %d bytes, want %d; they part at byte %d", i, len(got), want.Len(), at)
		}
	}
}

func TestSizesAreTheSame(t *testing.T) {
	b := start(t)
	for _, size := range intake.Sizes() {
		for _, n := range []int64{size - 1, size, size + 1} {
			for _, file := range []bool{false, true} {
				if got, want := b.ask("size", map[string]any{"n": n, "file": file}).Size, intake.PaddedSize(n, file); got != want {
					t.Errorf("PaddedSize(%d, %v) = %d in the script, %d in the program", n, file, got, want)
				}
			}
		}
	}
}

func TestKindsAreTheSame(t *testing.T) {
	b, r := start(t), chance(6)
	starts := []string{
		"\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "RIFF\x00\x00\x00\x00WEBP", "RIFF\x00\x00\x00\x00WAVE", "OggS", "\x1a\x45\xdf\xa3",
		"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00avc1M4A ", "\x00\x00\x00\x14ftyp3gp4\x00\x00\x00\x00",
		"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", "\x00\x00\x00\x18ftypisom\x00\x00\x00\x00avc1mp41", "\xff\xff\xff\xffftypmp42", "\x00\x00\x00\x07ftypmp42\x00",
		"#!AMR\n", "#!AMR-WB\n", "ID3", "\xff\xf1\x50\x80\x02\x1f\xfc", "\xff\xfb\x90\x64", "\xff\xf3\x84\xc4", "MZ", "%PDF-1.7", "",
	}
	inside := []string{"", "V_VP8", "A_OPUS", "OpusHead", "\x80theora", "\x01vorbis", "vide", "avc1", "moov"}
	for range 20 * rounds(t) {
		head := []byte(starts[r.IntN(len(starts))] + string(random(r, r.IntN(40))) + inside[r.IntN(len(inside))])
		if len(head) > 0 && r.IntN(3) == 0 {
			head[r.IntN(len(head))] = byte(r.Uint32())
		}
		claimed := []voxpop.Medium{"", voxpop.Voice, voxpop.Video}[r.IntN(3)]
		var want *intake.Attached
		if a, _, ok := intake.Sniff(head, claimed); ok {
			want = &a
		}
		if got := b.ask("kind", map[string]any{"bytes": head, "claimed": claimed}).Kind; !reflect.DeepEqual(got, want) {
			t.Fatalf("%q claimed %q is %v in the script, %v in the program", head, claimed, got, want)
		}
	}
}

func TestSeedsMakeTheSameRecipients(t *testing.T) {
	b, r := start(t), chance(2)
	for range rounds(t) {
		seeds, _, names := keys(t, r, 1)
		if got := b.ask("recipient", map[string]any{"seed": seeds[0][:]}).Recipient; got != names[0] {
			t.Fatalf("the script has another recipient for a seed")
		}
	}
}

func TestReceiptsAreTheSame(t *testing.T) {
	b := start(t)
	check := func(t *testing.T, want intake.Receipt, a answer, lang string) {
		t.Helper()
		id, err := vault.IdentityFromSeed(want.ReplySeed())
		if err != nil {
			t.Fatal(err)
		}
		if a.Digits != want.Digits() || !reflect.DeepEqual(a.Words, want.Words(lang)) {
			t.Error("digits or words differ")
		}
		if a.Address != want.Address(id.Recipient()) || a.Withdrawal != want.Withdrawal() {
			t.Error("keys differ")
		}
	}
	for _, lang := range []string{"en", "fa", "ar"} {
		list := intake.WordList(lang)
		for range 10 {
			r, err := intake.NewReceipt(nil)
			if err != nil {
				t.Fatal(err)
			}
			check(t, r, b.ask("receipt", map[string]any{"digits": r.Digits(), "list": list}), lang)
			made := b.ask("receipt", map[string]any{"list": list})
			r, err = intake.ParseReceipt(strings.Join(made.Words, " "))
			if err != nil {
				t.Fatal(err)
			}
			check(t, r, made, lang)
		}
	}
}

// What people make of a receipt on its way from the paper to the page.
func TestTypedReceiptsAreReadTheSame(t *testing.T) {
	b := start(t)
	lists := [][]string{intake.WordList("en"), intake.WordList("fa"), intake.WordList("ar")}
	arabic := strings.NewReplacer("ی", "ي", "ک", "ك")
	numbered := func(words []string) string {
		var s strings.Builder
		for i, w := range words {
			fmt.Fprintf(&s, "%d. %s\n", i+1, w)
		}
		return s.String()
	}
	eastern := strings.NewReplacer("0", "۰", "1", "۱", "2", "۲", "3", "۳", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩")
	for _, lang := range intake.WordLangs {
		for range 3 {
			receipt, err := intake.NewReceipt(nil)
			if err != nil {
				t.Fatal(err)
			}
			words := receipt.Words(lang)
			for _, typed := range []string{
				strings.Join(words, " "), strings.ToUpper(strings.Join(words, "-")), arabic.Replace(strings.Join(words, "،  ")), numbered(words),
				"\u200f" + strings.Join(words, "\u200e\n"), receipt.Digits(), eastern.Replace(strings.ReplaceAll(receipt.Digits(), " ", "-")),
				strings.Join(words[:7], " "), strings.Join(append(words[:7:7], "xyzzy"), " "), strings.Join(words, " ") + " 7", receipt.Digits()[1:], "", "۱۲",
				strings.Repeat("9", 32), strings.Repeat("0", 32), "نان خوب است",
			} {
				want, wantErr := intake.ParseReceipt(typed)
				got := b.ask("typed", map[string]any{"text": typed, "lists": lists})
				if wantErr != nil {
					place := ""
					if got.Size > 0 {
						place = fmt.Sprintf("word %d", got.Size)
					}
					var e *voxpop.Error
					if got.Digits != "" || errors.As(wantErr, &e) && e.Place != place {
						t.Errorf("%q is read by the script, and not by the program, or another word is said to be wrong (%q): %v", typed, place, wantErr)
					}
				} else if got.Digits != want.Digits() {
					t.Errorf("%q is read by the program, and not by the script", typed)
				}
			}
		}
	}
}

func TestTheVaultOpensWhatThePageSeals(t *testing.T) {
	b, r := start(t), chance(3)
	began, total := time.Now(), 0
	n := rounds(t)
	for i := range n {
		_, ids, names := keys(t, r, 1+i%2)
		file := random(r, size(r))
		e := someEnvelope(r, i%5 != 0)
		e.Clean()
		with := asked(e, file)
		with["recipients"] = names
		sealed := b.ask("seal", with).Bytes
		total += len(sealed)
		to, err := vault.ParseRecipients(names...)
		if err != nil {
			t.Fatal(err)
		}
		if err := to.CheckSealed(bytes.NewReader(sealed), int64(len(sealed))); err != nil {
			t.Fatalf("file %d: the door refuses it: %v", i, err)
		}
		for _, id := range ids {
			plain, err := id.Open(bytes.NewReader(sealed))
			if err != nil {
				t.Fatalf("file %d: %v", i, err)
			}
			got, body, err := intake.ReadEnvelope(plain)
			if err != nil {
				t.Fatalf("file %d: %v", i, err)
			}
			data, err := io.ReadAll(body)
			if err != nil {
				t.Fatalf("file %d: %v", i, err)
			}
			if !reflect.DeepEqual(got, e) || e.Media != nil && !bytes.Equal(data, file) {
				t.Fatalf("file %d came out otherwise than it went in", i)
			}
		}
	}
	t.Log(told("page → vault", n, total, began))
}

func TestThePageOpensWhatTheVaultSeals(t *testing.T) {
	b, r := start(t), chance(5)
	began, total := time.Now(), 0
	n := rounds(t)
	for i := range n {
		seeds, _, names := keys(t, r, 1+i%2)
		file := random(r, size(r))
		to, err := vault.ParseRecipients(names...)
		if err != nil {
			t.Fatal(err)
		}
		var sealed bytes.Buffer
		w, err := to.Seal(&sealed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(file); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		total += sealed.Len()
		for _, seed := range seeds {
			if got := b.ask("open", map[string]any{"seed": seed[:], "bytes": sealed.Bytes()}).Bytes; !bytes.Equal(got, file) {
				t.Fatalf("file %d came out otherwise than it went in", i)
			}
		}
	}
	t.Log(told("vault → page", n, total, began))
}

func told(way string, n, total int, began time.Time) string {
	return fmt.Sprintf("%s: %d random files, %d MiB sealed, all byte for byte; %.1f s", way, n, total>>20, time.Since(began).Seconds())
}
