// Keys. An element with data-key="KeyE" is clicked, or focused when it is a
// field, by that key; names are those of KeyboardEvent.code, so that they work
// on any layout, with "Ctrl+", "Alt+", "Shift+" before them in that order.
// Keys without Ctrl or Alt do nothing inside fields, in a dialog, or for people
// who switched them off.
const handlers = [];

// onKey calls fn(event) on a key; fn returns false to leave the key alone. A
// handler that came later is asked first. It returns what removes it.
export function onKey(key, fn, { inFields = false } = {}) {
  const h = { key, fn, inFields };
  handlers.unshift(h);
  return () => handlers.splice(handlers.indexOf(h), 1);
}

// typing says whether an element takes letters.
export function typing(el) {
  if (!el || !el.matches) return false;
  return el.isContentEditable || el.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range], [type=file])");
}

export function nameOf(e) {
  let name = e.code;
  if (name === "NumpadEnter") name = "Enter";
  if (name.startsWith("Numpad") && /^Numpad\d$/.test(name)) name = "Digit" + name.slice(6);
  return (e.ctrlKey || e.metaKey ? "Ctrl+" : "") + (e.altKey ? "Alt+" : "") + (e.shiftKey ? "Shift+" : "") + name;
}

const single = () => document.body.hasAttribute("data-single-keys");
const plain = (e) => !e.ctrlKey && !e.metaKey && !e.altKey && !/^(F\d+|Escape)$/.test(e.code);

function seen(el) {
  return !el.disabled && !el.closest("[hidden], [inert]") && el.getClientRects().length > 0;
}

export function startKeys() {
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing || !e.code) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog) return;
    const inField = typing(e.target);
    if (plain(e) && (inField || !single())) return;
    // Buttons and links keep their own Enter and Space; a box to tick its Space.
    // Its Enter would send the form by the first button that stands in it.
    const own = e.code === "Space" ? "a, button, summary, input, audio, video" : e.code === "Enter" ? "a, button, summary, input:not([type=checkbox], [type=radio]), audio, video" : "";
    if (own && plain(e) && e.target.closest?.(own)) return;
    const name = nameOf(e);
    for (const h of handlers) {
      if (h.key === name && (!inField || h.inFields || !plain(e)) && h.fn(e) !== false) {
        e.preventDefault();
        return;
      }
    }
    if (e.key === "?" && !inField) {
      document.querySelector("[data-help]")?.click();
      e.preventDefault();
      return;
    }
    // The nearest one counts: that of the row in which the focus is, before
    // those of the page.
    const all = [...document.querySelectorAll(`[data-key~="${CSS.escape(name)}"]`)].filter(seen);
    const row = e.target.closest?.("[data-row]") ?? document.querySelector("[data-row][data-current]");
    const el = all.find((x) => row?.contains(x)) ?? all.find((x) => !x.closest("[data-row]"));
    if (!el) return;
    e.preventDefault();
    if (typing(el)) {
      el.focus();
      el.select?.();
    } else (el.matches("label") ? el.control : el).click(); // a label would take the focus to its field
  });
}
