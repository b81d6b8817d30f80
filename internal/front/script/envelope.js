// The envelope, byte for byte as package intake writes it (envelope.go there
// draws it), and the JSON of its head as Go's encoder writes it.

export const MAX_TEXT = 20000; // bytes
export const MAX_LINE = 100; // code points of a name, a place, a role
export const MAX_AGE = 120;
export const MAX_FRAME = 1 << 20;
const PIECE = 256 << 10; // sealed without a pause: a blink also where a script runs slowly
const TEXT_SIZE = 24 << 10;
const MAX_HEAD = TEXT_SIZE - 16;
const FIRST_SIZE = 64 << 10;
const SIZES = 42;

const utf8 = new TextEncoder();

/** The bytes of s, with U+FFFD for what is half a character. */
export function bytes(s) {
  return utf8.encode(s);
}

/** One JSON string as Go writes it: the two line separators are escaped. */
export function goString(s) {
  const whole = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes(s));
  return JSON.stringify(whole).replace(/[\u2028\u2029]/g, (c) => "\\u" + c.charCodeAt(0).toString(16));
}

/** One JSON object of [name, JSON] pairs; undefined values are left out. */
function object(pairs) {
  return "{" + pairs.filter((p) => p[1] !== undefined).map((p) => JSON.stringify(p[0]) + ":" + p[1]).join(",") + "}";
}

const string = (s) => (s ? goString(s) : undefined);

/**
 * The head of an envelope. Fields: kind, callout, form, text, consent {quote, voice, face, name},
 * person {name, age, place, role}, media {medium, type}, receipt {box, to, withdraw}.
 */
export function head(e) {
  const person = e.person || {};
  const age = person.age === undefined || person.age === null ? undefined : String(person.age);
  const told = object([["name", string(person.name)], ["age", age], ["place", string(person.place)], ["role", string(person.role)]]);
  const consent = e.consent || {};
  return object([
    ["v", "1"],
    ["kind", goString(e.kind)],
    ["callout", goString(e.callout)],
    ["form", string(e.form)],
    ["text", string(e.text)],
    ["consent", object([["quote", String(!!consent.quote)], ["voice", String(!!consent.voice)], ["face", String(!!consent.face)], ["name", goString(consent.name || "")]])],
    ["person", told === "{}" ? undefined : told],
    ["media", e.media ? object([["medium", goString(e.media.medium)], ["type", goString(e.media.type)]]) : undefined],
    ["receipt", e.receipt ? object([["box", goString(e.receipt.box)], ["to", goString(e.receipt.to)], ["withdraw", goString(e.receipt.withdraw)]]) : undefined],
  ]);
}

/** The size of an envelope of n bytes before its padding; 0 when n is too large. */
export function paddedSize(n, file) {
  if (!file) return n <= TEXT_SIZE ? TEXT_SIZE : 0;
  let size = FIRST_SIZE;
  for (let i = 0; i < SIZES; i++) {
    if (n <= size) return size;
    size = Math.floor((size + Math.floor(size / 4)) / 1024) * 1024;
  }
  return 0;
}

function big32(n) {
  return new Uint8Array([n >>> 24, n >>> 16, n >>> 8, n]);
}

/** How long an envelope is: with its head as text and the size of its file (null: none). Throws a RangeError when it is too long. */
export function measure(headText, fileSize) {
  const length = bytes(headText).length;
  if (length > MAX_HEAD) throw new RangeError("head");
  let n = 12 + length + 4;
  if (fileSize !== null) n += fileSize + 4 * Math.ceil(fileSize / MAX_FRAME);
  const size = paddedSize(n, fileSize !== null);
  if (!size) throw new RangeError("file");
  return { length: n, size };
}

/** Every byte of the envelope, piece by piece. file is a Blob or null. */
export async function* pieces(headText, file) {
  const { length, size } = measure(headText, file ? file.size : null);
  const h = bytes(headText);
  const first = new Uint8Array(12 + h.length);
  first.set(bytes("voxpop1\n"));
  first.set(big32(h.length), 8);
  first.set(h, 12);
  yield first;
  for (let at = 0; file && at < file.size; at += MAX_FRAME) {
    const part = new Uint8Array(await file.slice(at, at + MAX_FRAME).arrayBuffer());
    if (part.length !== Math.min(MAX_FRAME, file.size - at)) throw new Error("the file changed while it was read");
    yield big32(part.length);
    for (let i = 0; i < part.length; i += PIECE) yield part.subarray(i, i + PIECE);
  }
  yield big32(0);
  for (let left = size - length; left > 0; left -= PIECE) yield new Uint8Array(Math.min(left, PIECE));
}
