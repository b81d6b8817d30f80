// Reading a receipt that somebody typed: eight words of one list in their
// order, or 32 digits. As package intake reads them (words.go, parts.go).

import { fromDigits, fromIndexes } from "./receipt.js";

const LETTERS = {
  ي: "ی", ى: "ی", ئ: "ی", ې: "ی", ك: "ک", ة: "ه", ۀ: "ه", ہ: "ه", ە: "ه", أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ؤ: "و", ـ: "", ء: "",
};
// Marks of vowels, direction and joining, which no two words differ by.
const DROPPED = /[\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Folded letters of a word; digits of any script in ASCII. */
export function fold(s) {
  return s
    .normalize("NFC")
    .toLowerCase()
    .replace(DROPPED, "")
    .replace(/[\u0621-\u06d5]/g, (c) => (c in LETTERS ? LETTERS[c] : c))
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (d) => String(d.charCodeAt(0) & 15));
}

/** The words and the digits of what was typed. */
function parts(typed) {
  let found = fold(typed).match(/\p{L}+|[0-9]+/gu) || [];
  if (found.length === 16 && found.every((p, i) => i % 2 || p === String(i / 2 + 1))) found = found.filter((p, i) => i % 2); // 1. word 2. word …
  return { words: found.filter((p) => !/^[0-9]/.test(p)), digits: found.filter((p) => /^[0-9]/.test(p)).join("") };
}

/**
 * {receipt}, or {word: n} when the n-th word is in no list, or {} when it is
 * no receipt at all. lists resolves to the lists; it is called for words only.
 */
export async function readReceipt(typed, lists) {
  const { words, digits } = parts(typed);
  if (!words.length || digits) {
    const receipt = words.length ? null : fromDigits(digits);
    return receipt ? { receipt } : {};
  }
  let best = null;
  let most = 0;
  for (const list of await lists()) {
    const index = new Map(list.map((w, i) => [fold(w), i]));
    const known = words.filter((w) => index.has(w)).length;
    if (known > most) [best, most] = [index, known];
  }
  if (!best) return { word: 1 };
  const unknown = words.slice(0, 8).findIndex((w) => !best.has(w));
  if (unknown >= 0) return { word: unknown + 1 };
  if (words.length !== 8) return {};
  const receipt = fromIndexes(words.map((w) => best.get(w)));
  return receipt ? { receipt } : {};
}
