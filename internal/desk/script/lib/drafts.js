// Drafts: what is typed into a form [data-draft] is kept by the desk within a
// second, and once more when the page goes away. Nothing is kept in the
// browser. An element [data-draft-status] of the form says how it stands.
import { say } from "./say.js";

const pause = 700;
const pending = new Map(); // form → timer

function fields(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && !name.startsWith("draft-")) body.append(name, value);
  body.set("draft-callout", form.dataset.draftCallout ?? "");
  body.set("draft-kind", form.dataset.draft);
  body.set("draft-name", form.dataset.draftName ?? "");
  body.set("draft-base", form.dataset.draftBase ?? form.elements.namedItem("base")?.value ?? "");
  return body;
}

export function draftStatus(form, text) {
  const el = form.querySelector("[data-draft-status]");
  if (el) el.textContent = text;
}

// What a form asks of the desk goes one after the other: a draft that arrived
// after the save of the same words would bring them back as a draft.
const turns = new Map(); // form → its last request

function inTurn(form, ask) {
  const answer = Promise.resolve(turns.get(form)).then(ask);
  turns.set(form, answer.catch(() => {}));
  return answer;
}

function keepSoon(form, wait) {
  clearTimeout(pending.get(form));
  pending.set(form, setTimeout(() => inTurn(form, () => pending.has(form) && keep(form)), wait));
}

// flushDraft keeps what a form holds at once.
export const flushDraft = (form) => inTurn(form, () => keep(form));

async function keep(form) {
  clearTimeout(pending.get(form));
  pending.delete(form);
  try {
    const answer = await fetch("/drafts", { method: "POST", body: fields(form), headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    draftStatus(form, (await answer.json()).saved);
    form.classList.remove("unkept");
  } catch {
    draftStatus(form, say("unsaved"));
    form.classList.add("unkept");
    if (!pending.has(form)) keepSoon(form, 5000);
  }
}

// saveDraft runs save in the form's turn, in place of keeping what it sends: the
// desk forgets the draft with it. It tells whether that is all that the form
// holds by then; if not, the rest is kept afterwards. Where save throws, or the
// page goes away before it is done, all of it is kept.
export function saveDraft(form, save) {
  return inTurn(form, async () => {
    clearTimeout(pending.get(form));
    pending.set(form, null);
    let all;
    try {
      all = await save();
    } catch (e) {
      await keep(form);
      throw e;
    }
    if (!all) return keepSoon(form, pause);
    clearTimeout(pending.get(form));
    pending.delete(form);
    form.classList.remove("unkept");
  });
}

export function startDrafts() {
  document.addEventListener("input", (e) => {
    const form = e.target.form?.closest?.("form[data-draft]") ?? e.target.closest?.("form[data-draft]");
    if (!form || e.target.type === "password" || e.target.type === "file") return;
    keepSoon(form, pause);
  });
  const leave = () => {
    for (const [form, timer] of pending) {
      clearTimeout(timer);
      navigator.sendBeacon("/drafts", fields(form));
    }
    pending.clear();
  };
  // A form that is sent has its own words saved; when it leaves the page, as the
  // one that locks, what is typed into the others goes before it.
  document.addEventListener("submit", (e) => {
    clearTimeout(pending.get(e.target));
    pending.delete(e.target);
  }, true);
  addEventListener("submit", (e) => e.defaultPrevented || leave());
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
}
