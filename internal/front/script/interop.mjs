// The other end of interop_test.go: runs door.js, the very bytes that browsers
// get, without a page, and answers one line of JSON with one line of JSON.
//
// usage: node interop.mjs DOOR.JS
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

runInThisContext(readFileSync(process.argv[2], "utf8"));
const { envelope, sealing, receipt, kind, typed } = globalThis.voxpopDoor;

const raw = (s) => new Uint8Array(Buffer.from(s, "base64"));
const text = (b) => Buffer.from(b).toString("base64");
const blob = (s) => (s === undefined ? null : new Blob([raw(s)]));

const answers = {
  async envelope({ envelope: e, file }) {
    const parts = [];
    for await (const p of envelope.pieces(envelope.head(e), blob(file))) parts.push(p);
    return { bytes: Buffer.concat(parts).toString("base64") };
  },
  size: ({ n, file }) => ({ size: envelope.paddedSize(n, file) }),
  async seal({ envelope: e, file, recipients }) {
    const sealed = await sealing.seal(envelope.head(e), blob(file), recipients);
    return { bytes: text(await sealed.arrayBuffer()) };
  },
  async open({ seed, bytes }) {
    return { bytes: text(await sealing.open(raw(bytes), raw(seed))) };
  },
  async recipient({ seed }) {
    return { recipient: await sealing.recipientFromSeed(raw(seed)) };
  },
  async receipt({ digits, list }) {
    const n = digits ? receipt.fromDigits(digits.replaceAll(" ", "")) : receipt.newReceipt();
    const words = receipt.words(n, list);
    if (receipt.fromIndexes(words.map((w) => list.indexOf(w))) !== n) throw new Error("the words are another receipt");
    return { digits: receipt.digits(n), words, address: await receipt.address(n), withdrawal: receipt.withdrawal(n) };
  },
  async typed({ text: s, lists }) {
    const { receipt: n, word } = await typed.readReceipt(s, async () => lists);
    return { digits: n ? receipt.digits(n) : "", size: word || 0 };
  },
  kind: ({ bytes, claimed }) => ({ kind: kind.kindOf(raw(bytes), claimed) }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const ask = JSON.parse(line);
  let answer;
  try {
    answer = await answers[ask.op](ask);
  } catch (e) {
    answer = { error: String(e && e.stack) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
