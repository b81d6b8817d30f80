// What a file is, told from its first bytes and never from its name: the same
// table as in package intake (sniff.go), where each line is explained.

const HEAD = 4096;

const ascii = (b, from, to) => String.fromCharCode.apply(null, b.subarray(from, to));
const starts = (...bytes) => (b) => bytes.every((x, i) => b[i] === x);
const text = (s) => starts(...Array.from(s, (c) => c.charCodeAt(0)));
const riff = (form) => (b) => b.length >= 12 && ascii(b, 0, 4) === "RIFF" && ascii(b, 8, 12) === form;
const brand = (...brands) => (b) => b.length >= 12 && ascii(b, 4, 8) === "ftyp" && boxSize(b) >= 8 && brands.some((s) => ascii(b, 8, 12).startsWith(s));
const boxSize = (b) => ((b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]) >>> 0;
const isADTS = (b) => b.length >= 7 && b[0] === 0xff && (b[1] & 0xf6) === 0xf0 && ((b[2] >> 2) & 15) < 13 && (((b[3] & 3) << 11) | (b[4] << 3) | (b[5] >> 5)) >= 7;
const isMP3 = (b) =>
  b.length >= 4 && b[0] === 0xff && (b[1] & 0xe0) === 0xe0 && ((b[1] >> 3) & 3) !== 1 && ((b[1] >> 1) & 3) === 1 && b[2] >> 4 !== 0 && b[2] >> 4 !== 15 && ((b[2] >> 2) & 3) !== 3;

const kinds = [
  [starts(0xff, 0xd8, 0xff), "photo", "image/jpeg"],
  [text("\x89PNG\r\n\x1a\n"), "photo", "image/png"],
  [riff("WEBP"), "photo", "image/webp"],
  [brand("heic", "heix", "heim", "heis", "mif1", "msf1"), "photo", "image/heic"],
  [text("OggS"), "", "/ogg"],
  [starts(0x1a, 0x45, 0xdf, 0xa3), "", "/webm"],
  [brand("M4A ", "M4B "), "voice", "audio/mp4"],
  [brand("3gp", "3g2"), "", "/3gpp"],
  [brand("qt  "), "", "/quicktime"],
  [brand("isom", "iso", "mp4", "avc1", "M4V", "MSNV", "dash", "mmp4", "f4v"), "", "/mp4"],
  [riff("WAVE"), "voice", "audio/wav"],
  [text("#!AMR-WB\n"), "voice", "audio/amr-wb"],
  [text("#!AMR\n"), "voice", "audio/amr"],
  [text("ID3"), "voice", "audio/mpeg"],
  [isADTS, "voice", "audio/aac"],
  [isMP3, "voice", "audio/mpeg"],
];

const moving = ["V_VP8", "V_VP9", "V_AV1", "V_MPEG", "\x80theora", "vide", "avc1", "hvc1", "hev1", "av01", "mp4v", "s263"];
const sounding = ["A_OPUS", "A_VORBIS", "A_AAC", "OpusHead", "\x01vorbis", "Speex   "];

function mediumOf(b, claimed) {
  const mp4 = b.length >= 8 && ascii(b, 4, 8) === "ftyp";
  const head = ascii(b, mp4 ? Math.min(boxSize(b), b.length) : 0, b.length);
  const has = (s) => head.includes(s);
  if (moving.some(has) || claimed === "video") return "video";
  if (claimed === "voice" || (!mp4 && sounding.some(has))) return "voice";
  return "video";
}

/** {medium, type} of a file's first bytes, or null when it is nothing that is taken. claimed is voice, video or "". */
export function kindOf(bytes, claimed) {
  const b = bytes.subarray(0, HEAD);
  const found = kinds.find((k) => k[0](b));
  if (!found) return null;
  if (found[1]) return { medium: found[1], type: found[2] };
  const medium = mediumOf(b, claimed);
  return { medium, type: (medium === "voice" ? "audio" : "video") + found[2] };
}

/** kindOf of a Blob; claimed is what its maker says it is. */
export async function kindOfFile(file, claimed) {
  return kindOf(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()), claimed);
}
