// Lists: rows [data-row] in a container [data-rows]. j, k and the arrows move,
// Enter opens the first link of a row, x takes its checkbox. The row that has
// the focus is the one in the order of Tab; [data-current] marks it.
import { onKey, typing } from "./keys.js";

const rowsOf = (list) => [...list.querySelectorAll("[data-row]")].filter((r) => r.closest("[data-rows]") === list && !r.hidden);

export function currentRow() {
  return document.activeElement?.closest?.("[data-row]") ?? document.querySelector("[data-row][data-current]");
}

export function focusRow(row, { scroll = true } = {}) {
  const list = row.closest("[data-rows]");
  for (const r of rowsOf(list)) {
    r.tabIndex = r === row ? 0 : -1;
    r.toggleAttribute("data-current", r === row);
  }
  row.focus({ preventScroll: true });
  if (scroll) row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("voxpop:row", { bubbles: true }));
}

function move(by) {
  const here = currentRow();
  const list = here?.closest("[data-rows]") ?? document.querySelector("[data-rows]");
  if (!list) return false;
  const rows = rowsOf(list);
  if (rows.length === 0) return false;
  const at = here ? rows.indexOf(here) : -1;
  const to = here ? Math.min(Math.max(at + by, 0), rows.length - 1) : 0;
  if (to === at && here === document.activeElement) {
    // Past the last row the next page comes, where there is one.
    if (by > 0) document.querySelector("[data-more]")?.click();
    return;
  }
  focusRow(rows[to]);
}

export function startRows() {
  onKey("KeyJ", () => move(1));
  onKey("KeyK", () => move(-1));
  const arrow = (by) => (e) => (e.target.closest("[data-row]") || e.target.closest("[data-rows]") ? move(by) : false);
  onKey("ArrowDown", arrow(1));
  onKey("ArrowUp", arrow(-1));
  onKey("Enter", (e) => {
    const row = e.target.closest("[data-row]");
    if (!row || row !== e.target) return false;
    row.querySelector("a[href], summary, button")?.click();
  });
  const take = () => {
    const row = currentRow();
    const box = [...(row?.querySelectorAll("input[type=checkbox]") ?? [])].find((b) => b.checkVisibility());
    if (!box || row.querySelector("[data-key~=KeyX]")) return false; // x is something else there
    box.click();
  };
  onKey("KeyX", take);
  // The focus of a list is where it was left.
  const ready = (root) => {
    for (const list of root.querySelectorAll("[data-rows]")) {
      const rows = rowsOf(list);
      if (rows.length && !rows.some((r) => r.tabIndex === 0)) rows[0].tabIndex = 0;
    }
  };
  ready(document);
  document.body.addEventListener("htmx:load", () => ready(document));
  document.addEventListener("focusin", (e) => {
    const row = e.target.closest?.("[data-row]");
    if (!row || row.hasAttribute("data-current") || (typing(e.target) && e.target !== row)) return;
    for (const r of rowsOf(row.closest("[data-rows]") ?? document.body)) {
      r.tabIndex = r === row ? 0 : -1;
      r.toggleAttribute("data-current", r === row);
    }
  });
}
