// The editor of a story: the compiler's findings while somebody types, their
// fixes on one key, what can be quoted, versions. Without this script the page
// still saves, checks and shows; everything here is only sooner.
//
// The text stays in a textarea: input methods, right-to-left text, spelling and
// screen readers are the browser's own. Behind it lies a copy of the text that
// carries the underlines, and gives the textarea its height: nothing scrolls
// apart, and no underline moves a letter.
import { announce, draftStatus, htmx, notice, onKey, saveDraft, send } from "./desk.js";

const desk = document.querySelector("[data-story]");
const text = document.getElementById("story-text");
if (desk && text) start();

// units returns for each of some code points, which rise, where it stands in a
// string of UTF-16.
export function units(s, points) {
  const out = [];
  let at = 0, n = 0;
  for (const p of points) {
    while (n < p && at < s.length) {
      at += s.codePointAt(at) > 0xffff ? 2 : 1;
      n++;
    }
    out.push(at);
  }
  return out;
}

// place turns the code points of findings and fixes into places of s.
function place(s, findings) {
  const all = new Set();
  for (const f of findings) {
    all.add(f.start).add(f.end);
    for (const x of f.fixes ?? []) for (const e of x.edits) all.add(e.start).add(e.end);
  }
  const points = [...all].sort((a, b) => a - b);
  const at = new Map(units(s, points).map((u, i) => [points[i], u]));
  return findings.map((f) => ({
    ...f, start: at.get(f.start), end: at.get(f.end),
    fixes: (f.fixes ?? []).map((x) => ({ ...x, edits: x.edits.map((e) => ({ ...e, start: at.get(e.start), end: at.get(e.end) })) })),
  }));
}

function start() {
  const path = desk.dataset.story;
  const form = document.getElementById("story-form");
  const base = form.elements.namedItem("base");
  const marks = desk.querySelector("[data-marks]");
  const gutter = desk.querySelector("[data-gutter]");
  const list = desk.querySelector("[data-findings]");
  const outline = desk.querySelector("[data-outline]");
  const verdict = desk.querySelector("[data-verdict]");
  const sheet = desk.querySelector("[data-sheet]");
  const drawerForm = desk.querySelector("[data-drawer-form]");
  const writable = !text.readOnly;
  const say = (name) => desk.dataset["say" + name[0].toUpperCase() + name.slice(1)];
  let findings = [], checked = text.value, shown = text.value, kept = text.value;
  let seq = 0, timer, saving = false, idle;
  let sections = [];

  sheet.classList.add("live");

  // draw writes the copy of the text with its underlines.
  function draw() {
    const s = text.value;
    const nodes = [];
    let at = 0;
    for (const f of [...findings].sort((a, b) => a.start - b.start || b.end - a.end)) {
      const from = Math.max(at, f.start), to = Math.min(s.length, Math.max(f.end, f.start + 1));
      if (to <= from) continue;
      nodes.push(s.slice(at, from));
      const m = document.createElement("span");
      m.className = "mark-" + f.severity;
      m.textContent = s.slice(from, to);
      f.mark = m;
      nodes.push(m);
      at = to;
    }
    nodes.push(s.slice(at) + "\u200b\n");
    marks.replaceChildren(...nodes);
    drawGutter();
  }

  function drawGutter() {
    const top = marks.getBoundingClientRect().top;
    const seen = new Map();
    for (const f of findings) {
      const r = f.mark?.getClientRects()[0];
      if (!r) continue;
      const y = Math.round(r.top - top);
      if (seen.get(y) !== "error") seen.set(y, f.severity);
    }
    gutter.replaceChildren(...[...seen].map(([y, severity]) => {
      const i = document.createElement("i");
      i.className = "gutter-" + severity;
      i.style.insetBlockStart = y + "px";
      return i;
    }));
  }

  // shift moves what is known along with a change of the text, until the
  // compiler has answered.
  function shift(before, after) {
    let a = 0;
    const most = Math.min(before.length, after.length);
    while (a < most && before[a] === after[a]) a++;
    let b = 0;
    while (b < most - a && before[before.length - 1 - b] === after[after.length - 1 - b]) b++;
    const end = before.length - b, by = after.length - before.length;
    const move = (x) => (x >= end ? x + by : Math.min(x, a));
    findings = findings.filter((f) => f.end <= a || f.start >= end).map((f) => ({ ...f, start: move(f.start), end: move(f.end), fixes: [] }));
  }

  async function check() {
    clearTimeout(timer);
    const mine = ++seq, s = text.value;
    let v;
    try {
      v = await send(path + "/check", { body: s, seq: mine }, { quiet: true });
    } catch {
      return;
    }
    if (mine !== seq || s !== text.value) return; // an answer to what was
    findings = place(s, v.findings);
    checked = s;
    draw();
    drawList();
    drawOutline(s, v.outline);
    if (document.activeElement === text) follow(); // what is written on may be of another theme now
    const strong = document.createElement("strong");
    strong.textContent = v.says;
    strong.className = v.errors ? "story-bad" : "";
    if (verdict.textContent !== v.says) verdict.replaceChildren(strong);
    desk.dataset.checked = String(mine);
    if (v.counting) timer = setTimeout(check, 2000); // unless more is typed before
    schedulePreview();
  }

  function drawList() {
    const focused = document.activeElement?.closest?.("[data-findings] li");
    const index = focused ? [...list.children].indexOf(focused) : -1;
    list.replaceChildren(...findings.map((f, i) => {
      const li = document.createElement("li");
      li.className = "finding " + f.severity;
      const a = el("button", "finding-place", f.place);
      a.type = "button";
      a.addEventListener("click", () => go(i));
      const told = (name, cls, words) => Object.assign(el(name, cls, words), f.english ? { lang: "en", dir: "ltr" } : {});
      const q = told("span", "finding-message", f.message);
      li.append(a, " ", el("strong", "", f.kind), " " + f.says + " ", q);
      if (f.hint) li.append(" ", told("span", "note", f.hint));
      if (f.fixes.length && writable) {
        const box = el("span", "finding-fixes", "");
        f.fixes.forEach((x, k) => {
          const b = el("button", "", "");
          b.type = "button";
          b.dataset.fix = String(k);
          const t = el("bdi", "", x.says);
          b.append(t);
          if (k < 9) {
            const key = el("kbd", "", "Alt+" + (k + 1));
            key.dir = "ltr";
            b.append(" ", key);
          }
          b.addEventListener("click", () => apply(f, k));
          box.append(b);
        });
        li.append(" ", box);
      }
      return li;
    }));
    if (index >= 0) list.children[Math.min(index, list.children.length - 1)]?.querySelector("button")?.focus();
  }

  function el(tag, cls, words) {
    const e = document.createElement(tag);
    if (cls) e.className = cls;
    if (words) e.textContent = words;
    return e;
  }

  function drawOutline(s, headings) {
    const at = units(s, headings.map((h) => h.start));
    sections = headings.map((h, i) => ({ ...h, at: at[i] }));
    outline.replaceChildren(...sections.map((h) => {
      const li = el("li", "level-" + h.level);
      const a = el("a", "", "");
      a.href = "#story-text";
      const b = el("bdi", "", h.text);
      b.dir = "auto";
      a.append(b);
      a.addEventListener("click", (e) => {
        e.preventDefault();
        select(h.at, h.at);
      });
      li.append(a);
      return li;
    }));
    desk.querySelector("[data-outline-none]").hidden = sections.length > 0;
  }

  function select(from, to) {
    text.focus({ preventScroll: true });
    text.setSelectionRange(from, to);
    // The textarea has no scroll of its own: the place is that of its copy.
    const range = document.createRange();
    const walk = document.createTreeWalker(marks, NodeFilter.SHOW_TEXT);
    let left = from, node;
    while ((node = walk.nextNode()) && left > node.length) left -= node.length;
    if (!node) return;
    range.setStart(node, left);
    range.setEnd(node, Math.min(node.length, left + 1));
    const r = range.getBoundingClientRect();
    if (r.top < 80 || r.bottom > innerHeight - 80) scrollBy({ top: r.top - innerHeight / 3 });
  }

  function go(i) {
    const f = findings[i];
    if (!f) return announce(say("none"));
    select(f.start, Math.max(f.end, f.start));
    announce([f.place, f.kind, f.says, f.message, ...f.fixes.map((x) => x.says)].join(". "));
  }

  function step(by) {
    if (!findings.length) return announce(say("none"));
    const here = text.selectionStart;
    const order = findings.map((f, i) => [f.start, i]).sort((a, b) => a[0] - b[0]);
    let next = by > 0 ? order.find(([at]) => at > here) : order.findLast(([at]) => at < here);
    next ??= by > 0 ? order[0] : order.at(-1);
    go(next[1]);
  }

  function under() {
    const here = text.selectionStart;
    const hits = findings.filter((f) => f.start <= here && here <= f.end);
    return hits.find((f) => f.fixes.length) ?? hits[0];
  }

  // replace changes the text as if it were typed, so that the browser's own undo
  // takes it back.
  function replace(from, to, words) {
    text.focus({ preventScroll: true });
    text.setSelectionRange(from, to);
    if (words === "" ? from !== to && document.execCommand("delete") : document.execCommand("insertText", false, words)) return;
    text.setRangeText(words, from, to, "end");
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  function apply(f, k) {
    const x = f?.fixes[k];
    if (!x || !writable) return announce(say("nofix"));
    if (checked !== text.value) return check(); // it is of an older text
    for (const e of [...x.edits].reverse()) replace(e.start, e.end, e.text);
    announce(x.says);
    check();
  }

  function section() {
    const here = text.selectionStart;
    return sections.findLast((h) => h.at <= here);
  }

  function used() {
    return [...text.value.matchAll(/\]\(response:([^)\s?#]+)/g)].map((m) => m[1]);
  }

  let followed;
  function follow() {
    if (!drawerForm) return;
    drawerForm.elements.namedItem("used").value = [...new Set(used())].slice(0, 300).join(",");
    if (!drawerForm.querySelector("[data-follow]").checked) return;
    const code = section()?.code;
    const pick = drawerForm.elements.namedItem("code");
    if (!code || code === followed || ![...pick.options].some((o) => o.value === code)) return;
    followed = code;
    pick.value = code;
    htmx.trigger(drawerForm, "submit");
  }

  desk.addEventListener("click", (e) => {
    const b = e.target.closest("[data-insert]");
    if (!b || !writable) return;
    // A part of an answer that is selected is quoted instead of all of it.
    let words = b.dataset.insert;
    const answer = b.closest("li")?.querySelector("[data-answer]");
    const chosen = getSelection();
    if (b.dataset.quote && answer && !chosen.isCollapsed && answer.contains(chosen.anchorNode) && answer.contains(chosen.focusNode)) {
      const plain = chosen.toString().trim().replace(/\s+/g, " ").replace(/[\\`*_[\]<&]/g, "\\$&");
      if (plain) words = words.replace(/\[[\s\S]*\]\(response:/, () => "[" + plain + "](response:");
    }
    const at = text.selectionEnd;
    replace(at, at, words);
    announce(say("inserted"));
  });
  // The click would end the selection before it is read.
  desk.addEventListener("mousedown", (e) => e.target.closest("[data-insert]") && e.preventDefault());

  // Saving.
  function save() {
    if (!writable || saving) return;
    clearTimeout(idle);
    saving = true;
    saveDraft(form, async () => {
      const s = text.value;
      const got = await send(path, { body: s, base: base.value }, { quiet: true });
      base.value = got.n;
      for (const b of document.querySelectorAll(".story-end [name=base]")) b.value = got.n;
      kept = s;
      if (got.merged && text.value === s) {
        const here = text.selectionStart;
        replace(0, s.length, got.merged);
        text.setSelectionRange(here, here);
        kept = got.merged;
      } else if (got.merged) {
        base.value = got.n - 1; // typed on meanwhile: the next save merges
      }
      draftStatus(form, got.says);
      announce(got.says);
      return text.value === kept;
    }).catch((e) => {
      if (e.status === 409 && e.answer?.conflict) {
        form.requestSubmit(); // shows both, side by side
        return;
      }
      draftStatus(form, say("unsaved"));
      notice({ says: e.message || say("unsaved"), error: true });
    }).finally(() => (saving = false));
  }

  form.addEventListener("submit", (e) => {
    if (e.submitter?.hasAttribute("data-save")) {
      e.preventDefault();
      save();
    }
  });

  text.addEventListener("input", () => {
    const s = text.value;
    shift(shown, s);
    shown = s;
    draw();
    clearTimeout(timer);
    timer = setTimeout(check, 150);
    clearTimeout(idle);
    idle = setTimeout(() => text.value !== kept && save(), 20_000);
  });
  let moved;
  document.addEventListener("selectionchange", () => {
    if (document.activeElement !== text) return;
    clearTimeout(moved);
    moved = setTimeout(follow, 300);
  });

  onKey("F8", () => step(1), { inFields: true });
  onKey("Shift+F8", () => step(-1), { inFields: true });
  onKey("Ctrl+Period", () => {
    const f = under();
    const i = findings.indexOf(f);
    if (!f?.fixes.length) return announce(say("nofix"));
    list.children[i]?.querySelector("[data-fix]")?.focus();
  }, { inFields: true });
  for (let k = 1; k <= 9; k++) {
    onKey("Alt+Digit" + k, () => {
      const li = document.activeElement?.closest?.("[data-findings] li");
      apply(li ? findings[[...list.children].indexOf(li)] : under(), k - 1);
    }, { inFields: true });
  }

  // Preview: after a longer pause, once it was asked for.
  const previewForm = document.getElementById("preview-form");
  const frame = desk.querySelector(".preview-frame");
  let previewing = false, previewTimer, previewed;
  previewForm.addEventListener("submit", () => {
    previewing = true;
    previewForm.elements.namedItem("body").value = previewed = text.value;
  });
  previewForm.addEventListener("change", (e) => {
    const what = e.target.dataset.preview;
    if (what) frame.dataset[what] = e.target.value;
    else if (previewing) previewForm.requestSubmit();
  });
  function schedulePreview() {
    clearTimeout(previewTimer);
    if (previewing && previewed !== text.value) previewTimer = setTimeout(() => previewForm.requestSubmit(), 1200);
  }

  document.body.addEventListener("voxpop:changed", check);
  addEventListener("resize", drawGutter);
  document.fonts?.ready.then(drawGutter);

  draw();
  const line = /^#L(\d+)$/.exec(location.hash);
  if (line) {
    let at = 0;
    for (let n = 1; n < Number(line[1]) && at >= 0; n++) at = text.value.indexOf("\n", at) + 1;
    select(at, at);
  }
  check();
}
