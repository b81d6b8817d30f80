// Notices: what was done, with its undo. They stay ten seconds, longer while
// the pointer or the focus is on them; what failed stays until it is closed.
// Everything is in the history as well, so nothing depends on being fast.
import { onKey, typing } from "./keys.js";
import { say } from "./say.js";

const lasts = 10_000;
let box, last;

// notice shows {says, undo, word, error}; undo is the path that takes it back.
export function notice({ says, undo, error = false }) {
  box ??= document.getElementById("notices");
  for (const old of box.querySelectorAll("[data-notice]")) if (!old.classList.contains("error")) old.remove();
  const div = document.createElement("div");
  div.className = error ? "notice error" : "notice";
  div.dataset.notice = "";
  const p = document.createElement("p");
  p.textContent = says;
  div.append(p);
  last = null;
  if (undo) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = undo;
    const b = document.createElement("button");
    b.className = "quiet-button";
    b.dataset.undo = "";
    b.append(say("undo") + " ");
    const k = document.createElement("kbd");
    k.dir = "ltr";
    k.textContent = "Ctrl+Z";
    b.append(k);
    form.append(b);
    div.append(form);
  }
  ready(div);
  box.append(div);
  return div;
}

// announce tells screen readers something that the eye sees anyway.
export function announce(text) {
  let live = document.getElementById("announcer");
  if (!live) {
    live = document.createElement("div");
    live.id = "announcer";
    live.className = "visually-hidden";
    live.setAttribute("role", "status");
    document.body.append(live);
  }
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}

function ready(div) {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet-button";
  close.textContent = say("close");
  close.addEventListener("click", () => div.remove());
  div.append(close);
  const form = div.querySelector("form");
  if (form) {
    last = form;
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      undo(form);
    });
  }
  if (div.classList.contains("error")) return;
  let timer = setTimeout(() => div.remove(), lasts);
  const hold = () => clearTimeout(timer);
  const release = () => {
    clearTimeout(timer);
    timer = setTimeout(() => div.remove(), lasts);
  };
  div.addEventListener("pointerenter", hold);
  div.addEventListener("focusin", hold);
  div.addEventListener("pointerleave", release);
  div.addEventListener("focusout", release);
}

async function undo(form) {
  const path = form.getAttribute("action");
  last = null;
  form.closest("[data-notice]")?.remove();
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers: { "HX-Request": "true", Accept: "application/json" } });
  } catch {
    notice({ says: say("offline"), error: true });
    return;
  }
  const told = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}")["voxpop:notice"];
  if (!answer.ok) {
    notice(told ?? { says: say("failed"), error: true });
    return;
  }
  // A screen that shows the change itself prevents the event; others are
  // loaded again.
  const taken = !document.body.dispatchEvent(new CustomEvent("voxpop:undone", { cancelable: true, detail: { path } }));
  if (taken) {
    if (told) notice(told);
    return;
  }
  const url = new URL(location.href);
  url.searchParams.delete("done");
  history.replaceState(history.state, "", url);
  location.reload();
}

export function startNotices() {
  box = document.getElementById("notices");
  for (const div of box?.querySelectorAll("[data-notice]") ?? []) ready(div);
  document.body.addEventListener("voxpop:notice", (e) => notice(e.detail));
  document.body.addEventListener("htmx:sendError", () => notice({ says: say("offline"), error: true }));
  document.body.addEventListener("htmx:responseError", (e) => {
    if (!e.detail.xhr.getResponseHeader("HX-Trigger")) notice({ says: e.detail.xhr.status === 401 ? say("signed-out") : say("failed"), error: true });
  });
  onKey("Ctrl+KeyZ", (e) => {
    if (typing(e.target) || !last?.isConnected) return false;
    undo(last);
  });
  // The address keeps no trace of a notice: loading again shows it no more.
  const url = new URL(location.href);
  if (url.searchParams.has("done") || url.searchParams.has("lang")) {
    url.searchParams.delete("done");
    url.searchParams.delete("lang");
    history.replaceState(history.state, "", url);
  }
}
