// The help of the keys, the palette of what can be done, and menus that close.
import { onKey } from "./keys.js";

export function startDialogs() {
  const help = document.getElementById("help");
  for (const b of document.querySelectorAll("[data-help]")) {
    b.hidden = false;
    b.addEventListener("click", () => help.showModal());
  }
  for (const b of document.querySelectorAll("[data-palette]")) {
    b.hidden = false;
    b.addEventListener("click", openPalette);
  }
  onKey("Ctrl+KeyK", openPalette);
  onKey("Escape", () => {
    const menu = document.querySelector("details[data-menu][open]");
    if (!menu) return false;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (e) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(e.target)) menu.open = false;
  });
}

function actions() {
  const all = [];
  for (const el of document.querySelectorAll(".top-bar a[href], .callout-bar a[href], .menu-items a, .menu-items button:not([data-palette]), main [data-key], main .toolbar a, main .toolbar button")) {
    const name = (el.getAttribute("aria-label") || el.innerText || el.textContent || el.title).trim().replace(/\s+/g, " ");
    if (!name || el.disabled || el.closest("[hidden]") || all.some((a) => a.name === name)) continue;
    all.push({ name, el });
  }
  return all;
}

let list, input, none, shown, at;

function openPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog || dialog.open) return;
  input = dialog.querySelector("input");
  list = dialog.querySelector("ul");
  none = dialog.querySelector("[data-palette-none]");
  const all = actions();
  const draw = () => {
    const words = input.value.trim().toLocaleLowerCase().split(/\s+/);
    shown = all.filter((a) => words.every((w) => a.name.toLocaleLowerCase().includes(w))).slice(0, 12);
    at = 0;
    list.replaceChildren(...shown.map((a, i) => {
      const li = document.createElement("li");
      li.id = "palette-" + i;
      li.setAttribute("role", "option");
      li.dir = "auto";
      li.textContent = a.name;
      li.addEventListener("click", () => run(dialog, a));
      return li;
    }));
    none.hidden = shown.length > 0;
    mark();
  };
  input.value = "";
  input.oninput = draw;
  input.onkeydown = (e) => {
    if (e.code === "ArrowDown" || e.code === "ArrowUp") {
      at = (at + (e.code === "ArrowDown" ? 1 : shown.length - 1)) % Math.max(shown.length, 1);
      mark();
      e.preventDefault();
    } else if (e.code === "Enter") {
      e.preventDefault();
      if (shown[at]) run(dialog, shown[at]);
    }
  };
  draw();
  dialog.showModal();
  input.focus();
}

function mark() {
  [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
  if (shown.length) {
    input.setAttribute("aria-activedescendant", "palette-" + at);
    list.children[at].scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function run(dialog, a) {
  dialog.close();
  const menu = a.el.closest("details");
  if (menu) menu.open = true;
  a.el.click();
  if (a.el.matches("input, textarea, select")) a.el.focus();
}
