// Carrying a sealed body to the door. A text goes in one request; a file goes
// in pieces by the tus protocol, goes on after a cut, and leaves nothing in the
// browser's storage. What arrives is acknowledged by the door only when it lies
// on its disk.

import BaseUpload from "tus-js-client/lib/upload.js";
import XHRHttpStack from "tus-js-client/lib/browser/httpStack.js";

const FIRST_CHUNK = 1 << 20;
const LEAST_CHUNK = 256 << 10;
const MOST_CHUNK = 8 << 20;
const QUICK = 2000; // ms; a piece that took less is followed by a larger one
const STALL = 45000; // ms without a byte moving
const WAITS = [0, 1000, 3000, 8000, 15000, 30000, 30000, 30000];

/** Why something was not sent: code is used, old, closed, large, full, busy or unsent. */
export class Refusal extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const refusals = { 400: "old", 403: "closed", 404: "closed", 409: "used", 410: "old", 413: "large", 422: "old", 429: "busy", 503: "busy", 507: "full" };

/** The code for a status of the door, or null when it is worth another try. */
function refusal(status) {
  if (status === 425 || status === 429 || status === 503) return null;
  return refusals[status] || null;
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until the browser says that there is a connection. */
function online(tell) {
  if (navigator.onLine !== false) return Promise.resolve();
  tell("offline");
  return new Promise((resolve) => addEventListener("online", resolve, { once: true }));
}

/** Sends a sealed text. Resolves when the door has acknowledged it; rejects with a Refusal. */
export async function sendText(url, body, ticket, tag, tell) {
  let last = "unsent";
  for (let i = 0; i < WAITS.length; i++) {
    await wait(WAITS[i]);
    await online(tell);
    tell("sending");
    let answer;
    const cut = new AbortController();
    const stalled = setTimeout(() => cut.abort(), STALL);
    try {
      answer = await fetch(url, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/octet-stream", "Voxpop-Ticket": ticket, "Voxpop-Tag": tag },
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        signal: cut.signal,
      });
    } catch (e) {
      last = "unsent";
      continue;
    } finally {
      clearTimeout(stalled);
    }
    if (answer.ok) return;
    const code = refusal(answer.status);
    if (code) throw new Refusal(code);
    last = refusals[answer.status] || "unsent";
    const after = Number(answer.headers.get("Retry-After"));
    if (after > 0) await wait(Math.min(after, 30) * 1000);
  }
  throw new Refusal(last);
}

const noStorage = {
  findAllUploads: () => Promise.resolve([]),
  findUploadsByFingerprint: () => Promise.resolve([]),
  removeUpload: () => Promise.resolve(),
  addUpload: () => Promise.resolve(null),
};

const blobs = {
  openFile: (blob) =>
    Promise.resolve({
      size: blob.size,
      slice: (start, end) => Promise.resolve({ value: blob.slice(start, end), done: end >= blob.size }),
      close() {},
    }),
};

/** A sealed file on its way. done resolves when the door has acknowledged it, and rejects with a Refusal. */
export class Sending {
  constructor(url, body, ticket, tag, callout, tell) {
    this.tell = tell;
    this.paused = false;
    this.ended = false;
    let chunkAt = 0;
    this.upload = new BaseUpload(body, {
      ...BaseUpload.defaultOptions,
      endpoint: new URL(url, location.href).href,
      metadata: { callout, ticket, tag },
      headers: { "Voxpop-Ticket": ticket, "Voxpop-Tag": tag },
      chunkSize: FIRST_CHUNK,
      retryDelays: WAITS,
      storeFingerprintForResuming: false,
      fingerprint: () => Promise.resolve(null),
      urlStorage: noStorage,
      fileReader: blobs,
      httpStack: new XHRHttpStack(),
      onBeforeRequest: () => {
        chunkAt = Date.now();
        this.moved();
      },
      onProgress: (sent, all) => {
        this.moved();
        tell("sending", sent / all);
      },
      onChunkComplete: () => {
        const o = this.upload.options;
        if (Date.now() - chunkAt < QUICK) o.chunkSize = Math.min(o.chunkSize * 2, MOST_CHUNK);
      },
      onShouldRetry: (error) => this.again(error),
      onError: (error) => this.failed(error),
      onSuccess: () => this.end(null),
    });
    this.comeBack = () => {
      if (!this.paused && !this.ended) this.restart();
    };
    addEventListener("online", this.comeBack);
  }

  /** Begins, or begins again after a refusal that was not final. */
  start() {
    this.ended = false;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    addEventListener("online", this.comeBack);
    this.tell("sending");
    this.run();
    return this.done;
  }

  run() {
    this.moved();
    this.upload._retryAttempt = 0;
    this.upload.start();
  }

  restart() {
    this.upload.abort(false).then(() => {
      if (this.paused || this.ended) return;
      this.tell("sending");
      this.run();
    });
  }

  pause() {
    this.paused = true;
    clearTimeout(this.stalled);
    this.upload.abort(false);
    this.tell("paused");
  }

  resume() {
    this.paused = false;
    this.restart();
  }

  /** A connection that died silently is cut here and taken up again. */
  moved() {
    clearTimeout(this.stalled);
    if (!this.ended && !this.paused) this.stalled = setTimeout(() => this.restart(), STALL);
  }

  again(error) {
    const o = this.upload.options;
    o.chunkSize = Math.max(Math.floor(o.chunkSize / 2), LEAST_CHUNK);
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
    // 409 to a piece means that the door has more or less than we thought: ask, then go on.
    if (status === 409) return error.originalRequest.getMethod() !== "POST";
    // An upload that the door forgot is made anew.
    if (status === 404 || status === 410) return error.originalRequest.getMethod() !== "POST" && this.forget();
    return !refusal(status);
  }

  forget() {
    this.upload.url = null;
    return true;
  }

  /** Has the door forget what it holds of this body. */
  drop() {
    this.ended = true;
    clearTimeout(this.stalled);
    removeEventListener("online", this.comeBack);
    return this.upload.abort(true).catch(() => {});
  }

  failed(error) {
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
    if (!status && navigator.onLine === false) {
      // The online event takes it up again.
      clearTimeout(this.stalled);
      this.tell("offline");
      return;
    }
    this.end(new Refusal(refusals[status] || "unsent"));
  }

  end(error) {
    this.ended = true;
    clearTimeout(this.stalled);
    removeEventListener("online", this.comeBack);
    if (error) this.reject(error);
    else this.resolve();
  }
}
