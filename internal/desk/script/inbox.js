// The inbox and the page of a response.
import { announce, htmx, onKey, typing } from "./desk.js";
import { player } from "./lib/player.js";

const $ = (s, root = document) => root.querySelector(s);
const bulk = $("#bulk");
const reader = $("#reader");
const wide = matchMedia("(min-width: 66rem)");
const current = () => document.activeElement?.closest?.("[data-row]") ?? $("[data-row][data-current]");

// The answer opens beside the list where there is room, on its own page elsewhere.
document.addEventListener("click", (e) => {
  const link = e.target.closest?.(".inbox-line a");
  if (link && !wide.matches) e.stopImmediatePropagation();
}, true);

// asker is the element whose request brought what has settled.
const asker = (e) => e.detail.requestConfig?.elt;

// What was chosen. Without a choice an action goes for the row that one is on,
// or for the answer that is open.
function chosen() {
  if (!bulk) return;
  const all = $("[data-all]");
  const boxes = [...document.querySelectorAll('.inbox-rows input[name="id"]')];
  for (const b of boxes) b.disabled = !!all?.checked;
  const n = all?.checked ? Number(all.value) : boxes.filter((b) => b.checked).length;
  const says = n ? bulk.dataset.sayChosen.replace("#", n.toLocaleString(document.documentElement.lang)) : bulk.dataset.sayNothing;
  const out = $("[data-chosen]", bulk);
  if (out.textContent !== says) out.textContent = says;
  $("[data-clear]", bulk).hidden = n === 0;
}
if (bulk) {
  document.addEventListener("change", (e) => e.target.matches?.('[data-all], input[name="id"]') && chosen());
  $("[data-clear]", bulk).addEventListener("click", () => {
    for (const b of document.querySelectorAll('[data-all], .inbox-rows input[name="id"]')) b.checked = false;
    chosen();
    current()?.focus();
  });
  let near = []; // the row that one is on, those after it, then those before it
  bulk.addEventListener("htmx:configRequest", (e) => {
    const form = e.detail.formData ?? e.detail.parameters;
    if (!form.has?.("id") && !form.has?.("all") && !e.detail.parameters.id && !e.detail.parameters.all) {
      const row = current()?.dataset.id ?? $("#answer")?.dataset.id;
      if (row) e.detail.parameters.row = row;
    }
    const rows = [...document.querySelectorAll("[data-row]")].map((r) => r.dataset.id);
    const at = rows.indexOf(current()?.dataset.id);
    near = at < 0 ? [] : [...rows.slice(at), ...rows.slice(0, at).reverse()];
  });
  document.body.addEventListener("htmx:afterSettle", (e) => {
    if (e.detail.target?.id !== "inbox-list") return;
    chosen();
    if (asker(e) !== bulk) return;
    const next = near.map((id) => document.getElementById("row-" + id)).find(Boolean);
    if (next && (document.activeElement === document.body || !document.activeElement)) next.focus();
    near = [];
  });
  chosen();
}

// Enter in one of the fields beside a button presses that button.
document.addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || e.isComposing || !e.target.matches?.(".inbox-more-items .inline input")) return;
  e.preventDefault();
  $("button", e.target.closest(".inline"))?.click();
});

// A saved filter is what the list shows now.
for (const form of document.querySelectorAll("form[data-with]")) {
  form.addEventListener("submit", () => {
    const box = $("#save-fields", form);
    box.replaceChildren(...[...new FormData($(form.dataset.with))].filter(([, v]) => v).map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value })));
  });
}

// A field that the browser filled in again after "back" is searched for again.
addEventListener("pageshow", () => {
  const q = $("#q");
  if (q && q.value !== q.defaultValue) q.dispatchEvent(new Event("input", { bubbles: true }));
});

const refresh = () => htmx.trigger(document.body, "voxpop:refresh");
document.body.addEventListener("voxpop:undone", (e) => {
  if (!$("#find")) return;
  e.preventDefault();
  refresh();
  htmx.trigger(document.body, "voxpop:read");
  const open = $("#answer", reader ?? undefined);
  if (reader && open) htmx.ajax("GET", $("#answer-title a", open).href, { target: "#reader" });
});

onKey("KeyZ", (e) => {
  if (typing(e.target)) return false;
  const undo = $("#notices [data-undo]");
  if (!undo) return false;
  undo.click();
});

// Space in the list opens the answer and plays it.
let playNext = "";
onKey("Space", () => {
  const row = current();
  if (!reader || !row || !wide.matches || row.dataset.medium === "text" || $("#answer")?.dataset.id === row.dataset.id) return false;
  playNext = row.dataset.id;
  $(".inbox-line a", row).click();
});

// Whatever htmx brought, and what the page began with.
function ready(root) {
  for (const b of root.querySelectorAll("[data-flip], [data-close]")) b.hidden = false;
  for (const box of root.querySelectorAll("[data-player]")) if (!box.dataset.ready) play(box);
  if (playNext && $("#answer")?.dataset.id === playNext) {
    playNext = "";
    $("[data-play]")?.click();
  }
}
document.body.addEventListener("htmx:afterSettle", (e) => {
  const target = e.detail.target;
  ready(document);
  if (target?.id === "reader") {
    target.scrollTop = 0;
    announce($("#answer-title")?.textContent ?? "");
    const row = document.getElementById("row-" + $("#answer")?.dataset.id);
    row?.classList.remove("unread");
    htmx.trigger(document.body, "voxpop:read");
  }
  if (target?.id === "person") $("#revealed")?.focus();
  if (asker(e)?.matches(".answer-act") && $("#find")) refresh();
});

document.addEventListener("click", (e) => {
  const flip = e.target.closest?.("[data-flip]");
  if (flip) {
    const on = flip.getAttribute("aria-pressed") !== "true";
    flip.setAttribute("aria-pressed", String(on));
    // Pressed, the translation stands alone; again, the original does.
    for (const p of document.querySelectorAll("[data-pane]")) p.hidden = (p.dataset.pane === "translation") !== on;
  }
  if (e.target.closest?.("[data-close]")) {
    const row = document.getElementById("row-" + $("#answer")?.dataset.id) ?? current() ?? $("[data-row]");
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }
});

// A recording and its words: a word is lit while it is said, and plays from
// there when it is clicked, or when it is chosen with the arrows and Enter.
function play(box) {
  box.dataset.ready = "";
  const words = [...document.querySelectorAll(".answer[data-words] span[data-s]")];
  const starts = words.map((w) => Number(w.dataset.s));
  let lit;
  const show = (t) => {
    let lo = 0;
    for (let hi = starts.length; lo < hi;) {
      const mid = (lo + hi) >> 1;
      if (starts[mid] <= t) lo = mid + 1;
      else hi = mid;
    }
    const now = lo && t < Number(words[lo - 1].dataset.e) + 0.15 ? words[lo - 1] : undefined;
    if (now === lit) return;
    lit?.classList.remove("lit");
    now?.classList.add("lit");
    lit = now;
  };
  const p = player(box, { onTime: show });
  const asked = box.closest("#player");
  asked.seek = (t) => {
    p.seek(t);
    p.media.play();
  };
  // Somebody asked for it a moment ago.
  if (navigator.userActivation?.isActive) p.media.play().catch(() => {});
}

let wanted;
function seek(word) {
  const t = Number(word.dataset.s);
  const box = $("#player");
  if (box?.seek) box.seek(t);
  else {
    wanted = t;
    $("[data-play]")?.click();
  }
}
document.body.addEventListener("htmx:afterSettle", () => {
  if (wanted === undefined || !$("#player")?.seek) return;
  $("#player").seek(wanted);
  wanted = undefined;
});
document.addEventListener("click", (e) => {
  const word = e.target.closest?.(".answer[data-words] span[data-s]");
  if (word && getSelection().isCollapsed) seek(word);
});
document.addEventListener("keydown", (e) => {
  const text = e.target;
  if (!text.matches?.(".answer[data-words]") || e.ctrlKey || e.altKey || e.metaKey) return;
  const words = [...text.querySelectorAll("span[data-s]")];
  const at = words.findIndex((w) => w.classList.contains("at"));
  const rtl = getComputedStyle(text).direction === "rtl";
  const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[e.code];
  if (step) {
    e.preventDefault();
    words[at]?.classList.remove("at");
    const to = words[Math.min(Math.max(at + step, 0), words.length - 1)];
    to.classList.add("at");
    to.scrollIntoView({ block: "nearest" });
    announce(to.textContent);
  } else if (e.code === "Enter" && words[at]) {
    e.preventDefault();
    seek(words[at]);
  }
});

ready(document);
