// Coding. A key paints at once; what was marked is sent behind, in its order, and
// tried again while the desk cannot be reached. An answer whose marks could not
// be saved comes back. The answers that come next are on the page already.
import { htmx, onKey, send, announce, flushDraft } from "./desk.js";

const root = document.querySelector("[data-coding]");
if (root) start();

function start() {
  const form = root.querySelector("[data-form]");
  const answers = root.querySelector("[data-answers]");
  const tree = root.querySelector("[data-tree]");
  const box = document.getElementById("code-box");
  const memo = document.getElementById("memo");
  const recent = root.querySelector("[data-recent]");
  const state = root.querySelector("[data-state]");
  const chosen = root.querySelector("[data-chosen]");
  const back = root.querySelector("[data-back]");
  const say = (name) => root.dataset[name] ?? "";
  const boxes = () => [...tree.querySelectorAll("input[name=code]")];
  const boxOf = (id) => boxes().find((b) => b.value === id);
  const nameOf = (b) => b.closest("li").querySelector(".code-name").textContent;
  const cards = () => [...answers.querySelectorAll("article[data-answer]")];
  const done = []; // answers that were confirmed, the newest last
  const used = []; // codes, the newest first
  let now = cards()[0];
  let queue = Promise.resolve();
  let waiting = 0;

  back.hidden = false;

  // What is given, above the list, so that the eye stays near the answer.
  function paint() {
    const all = boxes();
    chosen.replaceChildren(...all.filter((b) => b.checked).map((b) => {
      const s = document.createElement("span");
      s.className = "chip";
      s.dir = "auto";
      s.textContent = nameOf(b);
      return s;
    }));
    for (const pin of root.querySelectorAll("[data-pin]")) pin.classList.toggle("on", Boolean(boxOf(pin.dataset.pin)?.checked));
    for (const h of now.querySelectorAll("[data-hint]")) h.classList.toggle("hollow", !boxOf(h.dataset.hint)?.checked);
  }

  function given(id) {
    const at = used.indexOf(id);
    if (at >= 0) used.splice(at, 1);
    used.unshift(id);
    used.length = Math.min(used.length, 5);
    recent.replaceChildren(recent.firstElementChild, ...used.map((u) => {
      const b = document.createElement("button");
      b.type = "button";
      b.dir = "auto";
      b.textContent = nameOf(boxOf(u));
      b.addEventListener("click", () => toggle(u));
      return b;
    }));
    recent.hidden = false;
  }

  function toggle(id, on) {
    const b = boxOf(id);
    if (!b) return;
    b.checked = on ?? !b.checked;
    if (b.checked) given(id);
    paint();
    b.dispatchEvent(new Event("input", { bubbles: true })); // kept as a draft
  }

  // show puts an answer before the coder, with what they gave it.
  function show(card, codes = (card.dataset.kept ?? card.dataset.mine ?? "").split(" ").filter(Boolean)) {
    for (const c of cards()) c.hidden = c !== card;
    now = card;
    form.elements.response.value = card.dataset.answer;
    form.dataset.draftName = card.dataset.answer;
    for (const b of boxes()) b.checked = codes.includes(b.value);
    memo.value = card.dataset.memo;
    box.value = "";
    filter();
    const open = card.hasAttribute("data-open");
    for (const el of form.querySelectorAll("[data-confirm], [data-clear], [data-new]")) el.disabled = !open;
    paint();
    announce(say("sayAnswer") + " " + card.dataset.answer);
    card.focus({ preventScroll: true });
    if (card.getBoundingClientRect().top < 0) card.scrollIntoView({ block: "start" });
  }

  function empty() {
    root.hidden = true;
    document.querySelector("[data-coding-empty]").hidden = false;
  }

  function next() {
    const all = cards();
    const after = all.slice(all.indexOf(now) + 1).find((c) => !done.includes(c)) ?? all.find((c) => !done.includes(c));
    if (after) show(after);
    else onward();
  }

  // onward waits for the answers that are still to come. The desk may send one
  // that was just coded, while it counts the mark: then it is asked again.
  let looking = false;
  async function onward() {
    looking = true;
    state.textContent = say("saySending");
    for (let tries = 0; ; tries++) {
      const sent = await more().catch(() => -1);
      const c = cards().find((x) => !done.includes(x));
      if (c || (sent === 0 && !waiting) || tries > 50) {
        looking = false;
        return c ? show(c) : empty();
      }
      await (waiting ? queue : new Promise((ok) => setTimeout(ok, 200)));
    }
  }

  // more fetches the answers that come after those on the page, one fetch at a
  // time: who asks while one is on its way waits for it, and asks again if it
  // brought too few. It returns how many the desk sent.
  let fetching;
  const few = () => cards().filter((c) => !done.includes(c)).length <= 2;
  async function more() {
    while (fetching) await fetching.catch(() => {});
    if (!few()) return -1;
    fetching = fetchMore();
    return fetching.finally(() => (fetching = undefined));
  }

  async function fetchMore() {
    const left = cards().filter((c) => !done.includes(c));
    const skip = left.concat(waiting ? done.slice(-waiting) : []).map((c) => c.dataset.answer).slice(0, 40);
    const query = new URLSearchParams({ queue: root.dataset.queue, named: root.dataset.named, skip: skip.join(",") });
    const before = cards().length;
    await htmx.ajax("GET", root.dataset.base + "/coding/next?" + query, { target: answers, swap: "beforeend" });
    const sent = cards().length - before;
    const seen = new Set();
    for (const c of cards()) {
      if (seen.has(c.dataset.answer)) c.remove();
      seen.add(c.dataset.answer);
    }
    return sent;
  }

  async function post(fields) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 30_000)) {
      try {
        return await send(root.dataset.base + "/coding", fields, { keepalive: true, quiet: wait > 1000 });
      } catch (e) {
        if (e.status && e.status < 500) throw e;
        state.textContent = say("saySending");
        await new Promise((ok) => setTimeout(ok, wait));
      }
    }
  }

  function confirm() {
    if (looking) return;
    if (!now.hasAttribute("data-open")) return next();
    const card = now;
    const was = card.dataset.mine;
    const codes = boxes().filter((b) => b.checked).map((b) => b.value);
    const fields = new URLSearchParams({ response: card.dataset.answer, queue: root.dataset.queue, named: root.dataset.named });
    if (memo.value !== card.dataset.memo) fields.append("memo", memo.value);
    for (const c of codes) fields.append("code", c);
    card.dataset.mine = codes.join(" ");
    delete card.dataset.kept;
    card.querySelector("[data-kept-note]")?.remove();
    card.dataset.memo = memo.value;
    done.push(card);
    waiting++;
    next();
    state.textContent = say("saySending");
    queue = queue.then(() => post(fields)).then((got) => {
      if (waiting === 1) state.textContent = say("sayKept"); // others are still on their way
      progress(got);
    }, () => {
      card.dataset.mine = was;
      const at = done.indexOf(card);
      if (at >= 0) done.splice(at, 1);
      root.hidden = false;
      state.textContent = say("sayLost");
      show(card, codes);
    }).finally(() => {
      waiting--;
      if (!waiting) more();
    });
  }

  function progress(got) {
    const list = document.querySelector("[data-progress]");
    list.replaceChildren(...got.progress.map((p) => {
      const li = document.createElement("li");
      li.textContent = p;
      return li;
    }));
    for (const el of document.querySelectorAll("[data-left]")) el.textContent = got.left[el.dataset.left] ?? "";
  }

  // The box: what is typed narrows the list, Enter gives the first that fits.
  function filter() {
    const words = box.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let first;
    for (const li of tree.children) {
      const fits = words.every((w) => li.dataset.find.includes(w));
      li.hidden = !fits;
      li.classList.remove("first");
      if (fits && words.length && !first) first = li;
    }
    first?.classList.add("first");
    const button = form.querySelector("[data-new]");
    button.dataset.plain ??= button.textContent;
    button.textContent = words.length ? say("sayNew").replace("%", box.value.trim()) : button.dataset.plain;
    return first;
  }

  async function make(name) {
    name = name.trim().replace(/\s+/g, " ");
    if (!name) return box.focus();
    const made = await send(root.dataset.base + "/coding/code", { newcode: name, response: now.dataset.answer }).catch(() => null);
    if (!made) return;
    const li = root.querySelector("template[data-code-row]").content.firstElementChild.cloneNode(true);
    const input = li.querySelector("input");
    input.value = li.dataset.code = made.id;
    input.id = li.querySelector("label").htmlFor = "c-" + made.id;
    li.dataset.find = name.toLocaleLowerCase();
    const called = li.querySelector(".code-name");
    called.textContent = made.name;
    called.dir = "auto";
    li.querySelector(".badge").classList.add(made.colour);
    li.querySelector(".letter").textContent = made.letter;
    tree.append(li);
    box.value = "";
    filter();
    toggle(made.id, true);
  }

  box.addEventListener("input", filter);
  box.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (e.code === "Enter" && !e.ctrlKey && !e.metaKey) {
      e.preventDefault();
      const first = filter();
      if (first) {
        toggle(first.dataset.code);
        box.value = "";
        filter();
      } else if (box.value.trim()) make(box.value);
    } else if (e.code === "Escape") {
      box.value = "";
      filter();
      now.focus();
    }
  });
  tree.addEventListener("change", (e) => {
    if (e.target.checked) given(e.target.value);
    paint();
  });
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (e.submitter?.matches("[data-new]")) make(box.value);
    else confirm();
  });
  form.addEventListener("reset", (e) => {
    e.preventDefault();
    for (const b of boxes()) b.checked = false;
    paint();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  function before() {
    const card = done.pop();
    if (!card) return;
    if (now.hasAttribute("data-open")) {
      now.dataset.kept = boxes().filter((b) => b.checked).map((b) => b.value).join(" ");
      if (now.dataset.kept !== now.dataset.mine) flushDraft(form);
      else delete now.dataset.kept;
    }
    show(card);
  }
  back.addEventListener("click", before);

  // A note is kept while it is written.
  let pause;
  memo.addEventListener("input", () => {
    clearTimeout(pause);
    const card = now;
    pause = setTimeout(() => {
      card.dataset.memo = memo.value;
      send(root.dataset.base + "/coding/memo", { response: card.dataset.answer, memo: memo.value }, { quiet: true }).then((got) => (state.textContent = got.saved), () => (state.textContent = say("sayLost")));
    }, 700);
  });

  onKey("KeyN", () => (box.value.trim() ? make(box.value) : box.focus()));
  onKey("KeyQ", () => (used.length ? toggle(used[0], true) : false));
  onKey("KeyR", () => {
    const b = recent.querySelector("button");
    if (!b) return false;
    b.focus();
  });
  onKey("KeyV", () => {
    const s = getSelection();
    const words = s?.anchorNode && now.contains(s.anchorNode) ? s.toString() : "";
    if (!words.trim()) return false;
    make(words.slice(0, 120));
  });
  onKey("KeyT", () => {
    const d = now.querySelector("[data-translation]");
    if (!d) return false;
    d.open = !d.open;
    now.querySelector("[data-said]")?.toggleAttribute("hidden", d.open);
  });
  document.body.addEventListener("voxpop:undone", (e) => {
    const card = done.at(-1);
    if (!card) return;
    e.preventDefault();
    const query = new URLSearchParams({ queue: root.dataset.queue, named: root.dataset.named, response: card.dataset.answer });
    queue.then(() => location.assign(root.dataset.base + "/coding?" + query));
  });
  addEventListener("pagehide", () => send(root.dataset.base + "/coding/leave", {}, { keepalive: true, quiet: true }).catch(() => {}));
  addEventListener("beforeunload", (e) => waiting && e.preventDefault());
  show(now);
  more();
}
