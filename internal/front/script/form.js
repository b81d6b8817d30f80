// The form of a call-out: sealed in the page and sent sealed. The plain form
// stays as it is until everything that is needed is there; when sealing fails
// nothing is sent, and the person decides.

import { head, bytes, MAX_TEXT, MAX_LINE, MAX_AGE } from "./envelope.js";
import { seal } from "./seal.js";
import { newReceipt, fromDigits, words, digits, address, hex } from "./receipt.js";
import { kindOfFile } from "./kind.js";
import { sendText, Sending, Refusal } from "./send.js";
import { Recorder } from "./recorder.js";
import { Sentences, show, write, focus } from "./say.js";

const RECIPIENTS_MAX = 8;

// What shows nothing, and alone is no answer.
const INVISIBLE = /[\s\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const TYPES = { voice: "audio/*", video: "video/*", photo: "image/*" };

/** Whether this browser has what sealing needs. */
export function able() {
  return (
    typeof BigInt === "function" &&
    typeof fetch === "function" &&
    typeof AbortController === "function" &&
    typeof TransformStream === "function" &&
    typeof ReadableStream === "function" &&
    typeof ReadableStream.prototype.pipeThrough === "function" &&
    typeof MessageChannel === "function" &&
    typeof Blob.prototype.arrayBuffer === "function" &&
    typeof crypto === "object" &&
    typeof crypto.getRandomValues === "function"
  );
}

/** Makes the link that leaves the site quickly also leave no step back to it. */
export function startLeave() {
  document.querySelectorAll("a[data-leave]").forEach((a) =>
    a.addEventListener("click", (e) => {
      e.preventDefault();
      location.replace(a.href);
    }),
  );
}

export function startForm() {
  const form = document.getElementById("answer");
  if (form) new Form(form).start();
}

async function fetched(url, as) {
  const answer = await fetch(url, { credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error("fetch");
  return answer[as]();
}

class Form {
  constructor(form) {
    this.form = form;
    this.sentences = new Sentences(form);
    this.progress = document.getElementById("progress");
    this.error = document.getElementById("script-error");
    this.thanks = document.getElementById("script-thanks");
    this.busy = false;
    this.sealed = null; // the last sealed body: {head, file, body, tag, ticket, receipt}
    this.sending = null;
    this.receipt = null;
    this.recorder = null;
  }

  start() {
    if (!this.error || !this.thanks || !this.progress) return;
    // Asked for at once, so that a connection lost later does not stop the sealing.
    this.recipients().catch(() => {});
    this.form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.submit();
    });
    const receipt = this.field("receipt");
    if (receipt) {
      const want = () => receipt.checked && this.words().catch(() => {});
      receipt.addEventListener("change", want);
      want();
    }
    this.on(this.error, "[data-retry]", () => this.submit());
    this.on(this.error, "[data-plainly]", () => this.plainly());
    this.on(this.progress, "[data-pause]", () => this.pause());
    const recorder = document.getElementById("recorder");
    if (recorder && Recorder.able()) {
      this.recorder = new Recorder(recorder, this.form, this.sentences, this.field("file"));
      this.recorder.start();
    }
    document.documentElement.classList.add("scripted");
  }

  on(parent, selector, act) {
    const element = parent.querySelector(selector);
    if (element) element.addEventListener("click", act);
  }

  field(name) {
    return this.form.elements.namedItem(name);
  }

  value(name) {
    const f = this.field(name);
    return f && typeof f.value === "string" ? f.value.trim() : "";
  }

  checked(name) {
    const f = this.field(name);
    return !!(f && f.checked);
  }

  async recipients() {
    if (!this.to) {
      const given = this.form.getAttribute("data-recipients") || "";
      const list = given.startsWith("[") ? JSON.parse(given) : await fetched(given, "json");
      if (!Array.isArray(list) || !list.length || list.length > RECIPIENTS_MAX) throw new Error("recipients");
      this.to = list;
    }
    return this.to;
  }

  async words() {
    if (!this.list) {
      const text = await fetched(this.form.getAttribute("data-words"), "text");
      const list = text.split(/\s+/).filter(Boolean);
      if (list.length !== 7776) throw new Error("words");
      this.list = list;
    }
    return this.list;
  }

  /** The age in years, in digits of any script; undefined when none was given, NaN when it is none. */
  age() {
    const s = this.value("age").replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (d) => String(d.charCodeAt(0) & 15));
    if (!s) return undefined;
    return /^\d{1,3}$/.test(s) && Number(s) <= MAX_AGE ? Number(s) : NaN;
  }

  /** What is wrong with what was filled in, as the key of a sentence; "" = nothing. The newsroom would refuse it after it is sealed. */
  wrong(file) {
    const text = this.field("text") ? this.field("text").value : "";
    if (!text.replace(INVISIBLE, "") && !file) return "empty";
    if (bytes(text).length > MAX_TEXT) return "long";
    if (["name", "place", "role"].some((n) => Array.from(this.value(n)).length > MAX_LINE)) return "long";
    if (Number.isNaN(this.age())) return "age";
    if (file && file.size > (Number(this.form.getAttribute("data-bytes")) || 100 << 20)) return "large";
    return "";
  }

  /** What the person filled in, as the fields of an envelope. */
  async answer(file) {
    const held = this.value("held");
    if (this.checked("receipt") && this.receipt === null) this.receipt = newReceipt();
    // What is added to an earlier answer goes under its receipt.
    const receipt = held ? fromDigits(held.replace(/\D/g, "")) : this.checked("receipt") ? this.receipt : undefined;
    if (receipt === null) throw new Error("receipt");
    return {
      kind: "answer",
      callout: this.form.getAttribute("data-callout"),
      form: this.form.getAttribute("data-form"),
      text: this.field("text") ? this.field("text").value : "",
      consent: { quote: this.checked("quote"), voice: this.checked("voice"), face: this.checked("face"), name: this.value("name_level") || "none" },
      person: { name: this.value("name"), age: this.age(), place: this.value("place"), role: this.value("role") },
      media: file ? await kindOfFile(file, this.claimed(file)) : undefined,
      receipt: receipt === undefined ? undefined : await address(receipt),
    };
  }

  /** Whether the call-out takes a medium; the field for files says so. */
  accepts(medium) {
    const f = this.field("file");
    const accept = (f && f.getAttribute("accept")) || "";
    return !accept || accept.split(",").includes(TYPES[medium]);
  }

  /** What the browser or the recorder says a file is, where its first bytes do not. */
  claimed(file) {
    if (this.recorder && this.recorder.file === file) return this.recorder.medium;
    return file.type.startsWith("audio/") ? "voice" : file.type.startsWith("video/") ? "video" : "";
  }

  file() {
    const f = this.field("file");
    return (f && f.files && f.files[0]) || (this.recorder && this.recorder.file) || null;
  }

  async submit() {
    if (this.busy) return;
    if (this.recorder) await this.recorder.stop();
    const file = this.file();
    const wrong = this.wrong(file);
    if (wrong) return this.complain(wrong);
    this.busy = true;
    show(this.error, false);
    show(this.progress, true);
    this.lock(true);
    focus(this.progress); // what had the focus is disabled now
    try {
      await this.sealAnswer(file);
    } catch (e) {
      this.idle();
      return this.complain(e instanceof Refusal ? e.code : e instanceof RangeError && e.message === "file" ? "large" : "unsealed");
    }
    try {
      await this.send();
    } catch (e) {
      this.idle();
      return this.complain(e instanceof Refusal ? e.code : "unsent");
    }
    await this.thank();
    this.idle();
  }

  /** Seals what the form says now, unless that is what was sealed last. */
  async sealAnswer(file) {
    this.tell("sealing", 0);
    const answer = await this.answer(file);
    if (file && (!answer.media || !this.accepts(answer.media.medium))) throw new Refusal("kind");
    const text = head(answer);
    const ticket = this.value("ticket");
    if (this.sealed && this.sealed.head === text && this.sealed.file === file && this.sealed.ticket === ticket) return;
    this.sealed = null;
    if (this.sending) await this.sending.drop();
    this.sending = null;
    const body = await seal(text, file, await this.recipients(), (done) => this.tell("sealing", done));
    const tag = hex(crypto.getRandomValues(new Uint8Array(8)));
    this.sealed = { head: text, file, body, tag, ticket, receipt: !this.value("held") && this.checked("receipt") };
  }

  async send() {
    const s = this.sealed;
    const tell = (state, done) => this.tell(state, done);
    if (!s.file) return sendText(this.form.getAttribute("data-sealed"), s.body, s.ticket, s.tag, tell);
    if (!this.sending) this.sending = new Sending(this.form.getAttribute("data-files"), s.body, s.ticket, s.tag, this.form.getAttribute("data-callout"), tell);
    const pause = this.progress.querySelector("[data-pause]");
    write(pause, this.sentences.say("pause"));
    show(pause, true);
    return this.sending.start();
  }

  pause() {
    if (!this.sending) return;
    const pause = this.progress.querySelector("[data-pause]");
    if (this.sending.paused) this.sending.resume();
    else this.sending.pause();
    write(pause, this.sentences.say(this.sending.paused ? "resume" : "pause"));
  }

  tell(state, done) {
    if (this.sending && this.sending.paused) state = "paused";
    write(this.progress.querySelector("[data-progress-say]"), this.sentences.say(state));
    if (done === undefined) return;
    const bar = this.progress.querySelector("progress");
    const percent = Math.floor(done * 100);
    if (bar) bar.value = (percent * bar.max) / 100;
    write(this.progress.querySelector("[data-progress-percent]"), this.sentences.say("percent", { n: this.sentences.number(percent) }));
  }

  /** While an answer is on its way nothing in the form can be changed. */
  lock(locked) {
    Array.prototype.forEach.call(this.form.elements, (f) => {
      if (f.tagName === "FIELDSET" || this.progress.contains(f) || this.error.contains(f)) return;
      if (locked) {
        f.dataset.was = f.disabled ? "1" : "";
        f.disabled = true;
      } else {
        f.disabled = f.dataset.was === "1";
      }
    });
    this.form.setAttribute("aria-busy", locked ? "true" : "false");
  }

  idle() {
    this.busy = false;
    this.lock(false);
    show(this.progress, false);
    show(this.progress.querySelector("[data-pause]"), false);
  }

  /** Says what went wrong, and offers what can be done. */
  complain(code) {
    write(this.error.querySelector("[data-error-say]"), this.sentences.say(code));
    show(this.error.querySelector("[data-retry]"), code === "unsealed" || code === "unsent" || code === "busy");
    // Never by itself: what is sent plainly the server can read until it has sealed it.
    show(this.error.querySelector("[data-plainly]"), code === "unsealed" && this.carried());
    show(this.error, true);
    focus(this.error);
  }

  /** Whether the plain form has the file that would be sent. */
  carried() {
    const file = this.file();
    const f = this.field("file");
    return !file || !!(f && f.files && f.files[0] === file);
  }

  plainly() {
    show(this.error, false);
    HTMLFormElement.prototype.submit.call(this.form);
  }

  async thank() {
    if (this.sealed.receipt) {
      const list = this.thanks.querySelector("[data-receipt-words]");
      try {
        if (list) {
          list.textContent = "";
          words(this.receipt, await this.words()).forEach((w) => {
            const item = document.createElement(/^[OU]L$/.test(list.tagName) ? "li" : "span");
            item.textContent = w;
            list.append(item, " ");
          });
        }
      } catch (e) {
        show(list, false); // the digits are the same receipt
      }
      write(this.thanks.querySelector("[data-receipt-digits]"), digits(this.receipt));
      show(document.getElementById("script-receipt"), true);
    }
    // Nothing of the answer stays in the page.
    this.lock(false);
    this.form.reset();
    if (this.recorder) this.recorder.drop();
    this.sealed = this.sending = this.receipt = null;
    show(this.form, false);
    document.querySelectorAll("[data-form-only]").forEach((e) => show(e, false));
    show(this.error, false);
    show(this.thanks, true);
    focus(this.thanks.querySelector("h1, h2") || this.thanks);
    scrollTo(0, 0);
  }
}
