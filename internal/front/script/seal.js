// Sealing in the page, by age, to the recipients that the page names. Only
// hybrid recipients are taken: an age file cannot mix them with classic ones.

import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { bech32 } from "@scure/base";
import { pieces, measure } from "./envelope.js";

const GATHER = 4 << 20; // bytes held as arrays before they become a Blob

/** Lets the page breathe; unlike a timer it is not slowed in a tab behind. */
function breathe() {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(0);
  });
}

/**
 * Seals an envelope: its head as text and its file (a Blob, or null). Returns
 * a Blob. tell is called with the part done, 0 to 1.
 */
export async function seal(headText, file, recipients, tell) {
  const { size } = measure(headText, file ? file.size : null);
  const encrypter = new Encrypter();
  if (!recipients.length) throw new Error("no recipient");
  for (const r of recipients) {
    if (typeof r !== "string" || !r.startsWith("age1pq1")) throw new Error("not a hybrid recipient");
    encrypter.addRecipient(r);
  }
  const source = pieces(headText, file);
  let done = 0;
  const plain = new ReadableStream({
    async pull(controller) {
      const next = await source.next();
      if (next.done) return controller.close();
      controller.enqueue(next.value);
      done += next.value.length;
      if (tell) tell(done / size);
      await breathe();
    },
  });
  const sealed = await encrypter.encrypt(plain);
  const expected = sealed.size(size);
  const reader = sealed.getReader();
  let body = new Blob([]);
  let held = [];
  let bytesHeld = 0;
  for (;;) {
    const { done: end, value } = await reader.read();
    if (!end) {
      held.push(value);
      bytesHeld += value.length;
    }
    if (end || bytesHeld >= GATHER) {
      body = new Blob([body, ...held]);
      held = [];
      bytesHeld = 0;
    }
    if (end) break;
  }
  if (body.size !== expected) throw new Error("sealed size");
  return body;
}

/** The age identity that a 32-byte seed is. */
export function identityFromSeed(seed) {
  return bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
}

/** The recipient of the identity that a 32-byte seed is. */
export function recipientFromSeed(seed) {
  return identityToRecipient(identityFromSeed(seed));
}

/** Opens what was sealed to the identity of a seed. */
export function open(sealed, seed) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identityFromSeed(seed));
  return decrypter.decrypt(sealed);
}
