// The transcript editor. The text is a plain field, so that input methods,
// screen readers and undo work as everywhere; a layer of the same shape below
// it shows which word is heard and of which the machine was not sure.
import { send, saveDraft, announce } from "./desk.js";
import { player, bind, pauseWhileTyping, keepSetting, clock } from "./lib/player.js";
import { saveInPlace } from "./lib/save.js";

const form = document.querySelector("[data-transcript]");
const root = document.querySelector("[data-player]");
const list = document.querySelector("[data-player-keys]");
let words = JSON.parse(root?.dataset.words || "[]"); // [start, end, from, to, unsure]

let light = () => {};
const p = player(root, { onTime: (t) => light(t) });
keepSetting();

if (form) {
  for (const el of form.querySelectorAll("[data-scripted]")) el.hidden = false;
  edit();
}

function edit() {
  const field = form.querySelector("[data-text]");
  const under = form.querySelector("[data-under]");
  const sheet = form.querySelector("[data-sheet]");
  const marks = globalThis.CSS?.highlights && globalThis.Highlight;
  sheet.classList.add("live");
  let shown = field.value;

  // draw gives the layer the words of the field; it grows with them.
  const draw = () => {
    under.textContent = field.value + "\n";
    if (!marks) return;
    const unsure = new Highlight();
    for (const w of words) if (w[4]) unsure.add(range(w));
    CSS.highlights.set("unsure", unsure);
  };
  const range = (w) => {
    const r = new Range();
    r.setStart(under.firstChild, w[0]);
    r.setEnd(under.firstChild, w[1]);
    return r;
  };
  let lit;
  light = (t) => {
    if (!marks) return;
    const w = words.find((x) => t >= x[2] && t < x[3]);
    if (w === lit) return;
    lit = w;
    if (w) CSS.highlights.set("heard", new Highlight(range(w)));
    else CSS.highlights.delete("heard");
  };
  field.addEventListener("input", () => {
    words = fit(words, shown, field.value);
    shown = field.value;
    lit = null;
    draw();
  });
  draw();

  // Where the caret is, the recording can go.
  field.addEventListener("dblclick", () => {
    const w = words.find((x) => field.selectionStart >= x[0] && field.selectionStart <= x[1]);
    if (w && p) p.seek(w[2]);
  });

  const put = (text) => {
    field.focus();
    // Typed as if by hand, so that the field's own undo takes it back.
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  };
  for (const b of form.querySelectorAll("[data-insert]")) b.addEventListener("click", () => put(b.dataset.insert.replace("{at}", clock(p?.at() ?? 0))));

  const next = form.querySelector("[data-unsure]");
  next?.addEventListener("click", () => {
    const unsure = words.filter((w) => w[4]);
    const w = unsure.find((x) => x[0] >= field.selectionEnd && x[0] > field.selectionStart) ?? unsure[0];
    if (!w) return;
    field.focus();
    field.setSelectionRange(w[0], w[1]);
    p?.seek(w[2]);
  });

  bind(p, list, { stamp: () => put(`[${clock(p.at())}] `) });
  if (list?.dataset.pause) pauseWhileTyping(p, field);

  saveInPlace(form, (got, sent) => {
    words = fit(JSON.parse(got.words || "[]"), lines(sent.get("text")), field.value);
    draw();
  }, { send, saveDraft, announce });
}

const lines = (s) => s.replaceAll("\r\n", "\n");

// fit moves words to where they stand after an edit: what the edit touched has
// no time until it is saved.
function fit(words, before, after) {
  if (before === after) return words;
  let a = 0;
  const most = Math.min(before.length, after.length);
  while (a < most && before[a] === after[a]) a++;
  let z = 0;
  while (z < most - a && before[before.length - 1 - z] === after[after.length - 1 - z]) z++;
  const end = before.length - z;
  const by = after.length - before.length;
  const out = [];
  for (const w of words) {
    if (w[1] <= a) out.push(w);
    else if (w[0] >= end) out.push([w[0] + by, w[1] + by, w[2], w[3], w[4]]);
  }
  return out;
}
