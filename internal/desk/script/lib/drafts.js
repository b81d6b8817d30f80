// Drafts: what is typed into a form [data-draft] is kept by the desk within a
// second, and once more when the page goes away. No word of it is kept in the
// browser. An element [data-draft-status] of the form says how it stands.
import { say } from "./say.js";

const pause = 700;
const carries = 60_000; // bytes that a browser still sends from a page that is gone
const pending = new Map(); // form → timer, null while it is being sent

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
  pending.set(form, null);
  try {
    const body = fields(form);
    const answer = await fetch("/drafts", { method: "POST", body, keepalive: body.toString().length < carries, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    draftStatus(form, (await answer.json()).saved);
    form.classList.remove("unkept");
    if (pending.get(form) === null) pending.delete(form);
  } catch {
    draftStatus(form, say("unsaved"));
    form.classList.add("unkept");
    if (!pending.get(form)) keepSoon(form, 5000);
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

// leave keeps what is due while the page goes away. What is too large for that
// holds the page.
function leave(e) {
  for (const [form, timer] of pending) {
    clearTimeout(timer);
    if (shows(form)) sessionStorage.setItem(left, nameOf(form));
    if (navigator.sendBeacon("/drafts", fields(form))) continue;
    flushDraft(form);
    if (e?.type === "beforeunload") e.preventDefault();
  }
  pending.clear();
}

// A page that is asked for while the draft of its form is still on its way
// comes without it, as after a reload in the middle of a word: it asks again.
const left = "draft-left"; // names the form that was left, never what it held
const nameOf = (form) => [form.dataset.draft, form.dataset.draftName, form.dataset.draftCallout].join(" ");
const shows = (form) => !["reply", "coding"].includes(form.dataset.draft); // the others say so where a draft came back

function comeBack() {
  const name = sessionStorage.getItem(left);
  sessionStorage.removeItem(left);
  const form = name && [...document.querySelectorAll("form[data-draft]")].find((f) => shows(f) && nameOf(f) === name);
  if (form && !document.querySelector("[data-draft-note]")) setTimeout(() => pending.has(form) || location.reload(), 300);
}

export function startDrafts() {
  comeBack();
  document.addEventListener("input", (e) => {
    const form = e.target.form?.closest?.("form[data-draft]") ?? e.target.closest?.("form[data-draft]");
    if (!form || e.target.type === "password" || e.target.type === "file") return;
    keepSoon(form, pause);
  });
  // A form that is sent has its own words saved; when it leaves the page, as the
  // one that locks, what is typed into the others goes before it.
  document.addEventListener("submit", (e) => {
    clearTimeout(pending.get(e.target));
    pending.delete(e.target);
  }, true);
  addEventListener("submit", (e) => e.defaultPrevented || leave());
  addEventListener("beforeunload", leave);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
}
