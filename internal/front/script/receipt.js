// A receipt: an integer below 7776^8, shown as eight words or as 32 digits,
// and the keys that follow from it. Package intake has the same in receipt.go.

import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytes } from "./envelope.js";
import { recipientFromSeed } from "./seal.js";

const BASE = BigInt(7776);
const WORDS = 8;
const DIGITS = 32;
const BYTE = BigInt(256);

const limit = () => {
  let n = BigInt(1);
  for (let i = 0; i < WORDS; i++) n *= BASE;
  return n;
};

/** A new receipt. Every one is equally likely: a draw over the limit is thrown away. */
export function newReceipt() {
  const draw = new Uint8Array(13); // 104 bits, of which two in three fit
  for (;;) {
    crypto.getRandomValues(draw);
    let n = BigInt(0);
    for (const b of draw) n = n * BYTE + BigInt(b);
    if (n > 0 && n < limit()) return n;
  }
}

/** The receipt as eight words of a list of 7776. */
export function words(receipt, list) {
  const out = [];
  for (let n = receipt, i = 0; i < WORDS; i++, n /= BASE) out.unshift(list[Number(n % BASE)]);
  return out;
}

/** The receipt as 32 digits in groups of four. */
export function digits(receipt) {
  return receipt.toString().padStart(DIGITS, "0").match(/.{4}/g).join(" ");
}

/** The receipt that 32 digits are, or null. */
export function fromDigits(s) {
  if (s.length !== DIGITS) return null;
  const n = BigInt(s);
  return n < limit() ? n : null;
}

/** The receipt that eight indexes into a list are. */
export function fromIndexes(indexes) {
  return indexes.reduce((n, i) => n * BASE + BigInt(i), BigInt(0));
}

export function hex(b) {
  return Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
}

/** The keys of a receipt, 32 bytes each. */
export function keys(receipt) {
  const secret = new Uint8Array(16);
  for (let n = receipt, i = 15; i >= 0; i--, n /= BYTE) secret[i] = Number(n % BYTE);
  const key = (info) => hkdf(sha256, secret, bytes("voxpop-receipt-v1"), bytes(info), 32);
  return { mailbox: key("mailbox"), reply: key("reply"), withdraw: key("withdraw") };
}

/** Where the door keeps the replies to a receipt: 64 hex digits. */
export function box(k) {
  return hex(sha256(k.mailbox));
}

/** What the newsroom gets of a receipt with an answer. */
export async function address(receipt) {
  const k = keys(receipt);
  return { box: box(k), to: await recipientFromSeed(k.reply), withdraw: hex(sha256(k.withdraw)) };
}

/** What the newsroom gets of a receipt with a withdrawal. */
export function withdrawal(receipt) {
  const k = keys(receipt);
  return { box: box(k), to: "", withdraw: hex(k.withdraw) };
}
