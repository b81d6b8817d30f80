// What a file is, told from its first bytes and never from its name.

const HEAD = 4096;

const text = (b, from, to) => String.fromCharCode.apply(null, b.subarray(from, to));

/** {medium, type} of a file's first bytes, or null. video says which of the two a container that holds either is taken for. */
export function kindOf(b, video) {
  const start = text(b, 0, 4);
  const either = (name) => (video ? { medium: "video", type: "video/" + name } : { medium: "voice", type: "audio/" + name });
  if (start === "OggS") return text(b, 0, b.length).includes("theora") ? { medium: "video", type: "video/ogg" } : { medium: "voice", type: "audio/ogg" };
  if (b[0] === 0x1a && b[1] === 0x45 && b[2] === 0xdf && b[3] === 0xa3) return either("webm");
  if (text(b, 4, 8) === "ftyp") {
    const brand = text(b, 8, 12);
    if (/^(heic|heix|heim|heis|mif1|msf1)/.test(brand)) return { medium: "photo", type: "image/heic" };
    if (brand.startsWith("M4A") || brand.startsWith("M4B")) return { medium: "voice", type: "audio/mp4" };
    if (brand.startsWith("3gp") || brand.startsWith("3g2")) return either("3gpp");
    return either("mp4");
  }
  if (start === "RIFF" && text(b, 8, 12) === "WAVE") return { medium: "voice", type: "audio/wav" };
  if (start === "RIFF" && text(b, 8, 12) === "WEBP") return { medium: "photo", type: "image/webp" };
  if (text(b, 0, 5) === "#!AMR") return { medium: "voice", type: "audio/amr" };
  if (text(b, 0, 3) === "ID3") return { medium: "voice", type: "audio/mpeg" };
  if (b[0] === 0xff && (b[1] & 0xf6) === 0xf0) return { medium: "voice", type: "audio/aac" };
  if (b[0] === 0xff && (b[1] & 0xe0) === 0xe0 && (b[1] & 0x06) !== 0) return { medium: "voice", type: "audio/mpeg" };
  if (b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff) return { medium: "photo", type: "image/jpeg" };
  if (start === "\x89PNG") return { medium: "photo", type: "image/png" };
  return null;
}

/** {medium, type} of a Blob, or null when it is nothing that is taken. */
export async function kindOfFile(file) {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  return kindOf(head, !/^audio\//.test(file.type));
}
