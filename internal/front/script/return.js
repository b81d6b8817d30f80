// The way back, with the receipt kept in the page: the door is asked for a box
// and gives what is sealed in it; the page opens it. To add or to take back the
// person goes on by the plain form, and the page says that the server then sees
// the receipt.

import { keys, box } from "./receipt.js";
import { open } from "./seal.js";
import { readReceipt } from "./typed.js";
import { Sentences, show, write, focus } from "./say.js";

export function startReturn() {
  const form = document.getElementById("return");
  const opened = document.getElementById("box");
  if (form && opened) new Return(form, opened).start();
}

class Return {
  constructor(form, opened) {
    this.form = form;
    this.opened = opened;
    this.sentences = new Sentences(form);
    this.field = form.elements.namedItem("receipt");
    this.status = form.querySelector("[data-return-say]");
    this.asking = false;
  }

  start() {
    this.form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.ask();
    });
    const further = this.opened.querySelector("[data-further]");
    if (further) further.addEventListener("click", () => HTMLFormElement.prototype.submit.call(this.form));
    document.documentElement.classList.add("scripted");
  }

  async lists() {
    const urls = this.form.getAttribute("data-words").split(" ");
    return Promise.all(
      urls.map(async (url) => {
        const answer = await fetch(url, { credentials: "omit", redirect: "error" });
        if (!answer.ok) throw new Error("words");
        return (await answer.text()).split(/\s+/).filter(Boolean);
      }),
    );
  }

  say(key, values) {
    show(this.status, !!key); // before it is written, so that it is read out
    write(this.status, key ? this.sentences.say(key, values) : "");
  }

  async ask() {
    if (this.asking) return;
    this.asking = true;
    show(this.opened, false);
    this.say("opening");
    try {
      const { receipt, word } = await readReceipt(this.field.value, () => this.lists());
      if (!receipt) {
        this.say(word ? "word" : "bad", { n: this.sentences.number(word || 0) });
        this.field.setAttribute("aria-invalid", "true");
        return focus(this.field);
      }
      this.field.removeAttribute("aria-invalid");
      this.show(await this.replies(keys(receipt)));
    } catch (e) {
      this.say("unreached");
    } finally {
      this.asking = false;
    }
  }

  /** The replies to a receipt. What the door adds to hide how many there are opens with no key. */
  async replies(k) {
    const answer = await fetch(this.form.getAttribute("data-box"), {
      method: "POST",
      body: new URLSearchParams({ box: box(k) }),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
    if (!answer.ok) throw new Error("box");
    const found = [];
    for (const sealed of (await answer.json()).replies) {
      try {
        const plain = await open(Uint8Array.from(atob(sealed), (c) => c.charCodeAt(0)), k.reply);
        const reply = JSON.parse(new TextDecoder().decode(plain).replace(/\0+$/, ""));
        if (reply.v === 1) found.push(reply);
      } catch (e) {
        continue;
      }
    }
    return found;
  }

  day(date) {
    try {
      return new Intl.DateTimeFormat(this.sentences.lang + "-u-ca-gregory", { dateStyle: "long", timeZone: "UTC" }).format(new Date(date + "T00:00:00Z"));
    } catch (e) {
      return date;
    }
  }

  show(replies) {
    const list = this.opened.querySelector("[data-replies]");
    const pattern = this.opened.querySelector("template");
    list.textContent = "";
    replies.forEach((r) => {
      const shown = pattern.content.cloneNode(true);
      write(shown.querySelector("[data-day]"), this.sentences.say("reply", { day: this.day(r.day) }));
      const text = shown.querySelector("[data-text]");
      text.lang = r.lang || "";
      text.textContent = r.text;
      list.append(shown);
    });
    show(this.opened.querySelector("[data-none]"), !replies.length);
    this.say("");
    show(this.opened, true);
    focus(this.opened.querySelector("h2"));
  }
}
