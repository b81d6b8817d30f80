// The grid of a translation: a row is confirmed and left with Ctrl+Enter, the
// recording plays its sentence, and what may differ is looked for while typing.
import { send, saveDraft, onKey, announce } from "./desk.js";
import { player, bind, pauseWhileTyping, keepSetting } from "./lib/player.js";
import { saveInPlace } from "./lib/save.js";

const grid = document.querySelector("[data-grid]");
const p = player(document.querySelector("[data-player]"));
const list = document.querySelector("[data-player-keys]");
keepSetting();
for (const el of grid.querySelectorAll("[data-scripted]")) el.hidden = !p;
for (const b of grid.querySelectorAll("[data-play]")) b.addEventListener("click", () => p?.play(Number(b.dataset.play), Number(b.dataset.until)));

const rows = [...grid.querySelectorAll("[data-grid-row]")];
const field = (row) => row?.querySelector("[data-target]");
const current = () => document.activeElement?.closest?.("[data-grid-row]");

if (field(rows[0])) edit();

function edit() {
  const count = grid.querySelector("[data-read-count]");
  const words = grid.querySelector("[data-say-read]").dataset.sayRead;
  const digits = { fa: "fa-u-nu-arabext", ar: "ar-u-nu-arab" }[document.documentElement.lang] ?? "en";
  const tick = (row, on) => {
    const box = row.querySelector("[data-read]");
    if (box.checked === on) return;
    box.checked = on;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const tell = () => {
    let n = 0;
    for (const row of rows) {
      const read = row.querySelector("[data-read]").checked;
      row.classList.toggle("read", read);
      if (read) n++;
    }
    count.textContent = words.replace("{n}", n.toLocaleString(digits)).replace("{of}", rows.length.toLocaleString(digits));
  };
  grid.addEventListener("change", (e) => e.target.matches("[data-read]") && tell());
  const go = (row) => {
    const f = field(row);
    if (!f) return false;
    f.focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const move = (by) => go(rows[rows.indexOf(current()) + by] ?? null);

  onKey("Alt+ArrowDown", () => move(1), { inFields: true });
  onKey("Alt+ArrowUp", () => move(-1), { inFields: true });
  onKey("Ctrl+Shift+KeyC", () => {
    const row = current();
    const source = row?.querySelector("[data-source]");
    if (!source) return false;
    const f = field(row);
    f.focus();
    f.select();
    if (!document.execCommand("insertText", false, source.textContent)) {
      f.value = source.textContent;
      f.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }, { inFields: true });
  onKey("Ctrl+Enter", () => {
    const row = current();
    if (!row) return go(rows.find((r) => !r.querySelector("[data-read]").checked) ?? rows[0]);
    tick(row, true);
    const left = rows.filter((r) => !r.querySelector("[data-read]").checked);
    const next = left.find((r) => rows.indexOf(r) > rows.indexOf(row)) ?? left[0];
    if (next) go(next);
    else grid.querySelector("[data-review]").focus();
  }, { inFields: true });

  // What may differ in a row is asked for when the fingers rest.
  const timers = new Map();
  const size = (f) => (f.rows = Math.max(2, Math.min(12, Math.ceil(f.value.length / 48) + f.value.split("\n").length - 1)));
  for (const row of rows) {
    const f = field(row);
    size(f);
    f.addEventListener("input", () => {
      size(f);
      clearTimeout(timers.get(row));
      timers.set(row, setTimeout(() => check(row), 600));
    });
    if (list?.dataset.pause) pauseWhileTyping(p, f);
  }
  const check = async (row) => {
    const f = field(row);
    const n = f.name.slice(2);
    const typed = f.value;
    let got;
    try {
      got = await send(grid.action + "/check", { from: grid.elements["f." + n].value, text: typed }, { quiet: true });
    } catch {
      return;
    }
    if (f.value !== typed) return;
    row.querySelector("[data-notes]").replaceChildren(...got.notes.map((note) => {
      const el = document.createElement("p");
      el.className = "row-note";
      el.append(note.says);
      for (const [text, lang, dir] of [[note.source, got.from, got.fromDir], [note.target, got.to, got.toDir]]) {
        if (!text) continue;
        const b = document.createElement("bdi");
        b.lang = lang;
        b.dir = dir;
        b.textContent = text;
        el.append(" ", b);
      }
      return el;
    }));
  };

  bind(p, list);
  saveInPlace(grid, () => {}, { send, saveDraft, announce });
}
