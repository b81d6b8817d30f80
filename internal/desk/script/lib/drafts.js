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

// flushDraft keeps what a form holds at once.
export async function flushDraft(form) {
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
    pending.set(form, setTimeout(() => flushDraft(form), 5000));
  }
}

export function startDrafts() {
  document.addEventListener("input", (e) => {
    const form = e.target.form?.closest?.("form[data-draft]") ?? e.target.closest?.("form[data-draft]");
    if (!form || e.target.type === "password" || e.target.type === "file") return;
    clearTimeout(pending.get(form));
    pending.set(form, setTimeout(() => flushDraft(form), pause));
  });
  const leave = () => {
    for (const [form, timer] of pending) {
      clearTimeout(timer);
      navigator.sendBeacon("/drafts", fields(form));
    }
    pending.clear();
  };
  document.addEventListener("submit", (e) => {
    clearTimeout(pending.get(e.target));
    pending.delete(e.target);
    leave(); // another form, as the one that locks: what is typed goes before it
  }, true);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
}
