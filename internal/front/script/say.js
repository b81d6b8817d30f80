// The sentences of the page. The script has none of its own: each stands in
// the page, in the page's language, as a data-say-… attribute of the form.

export class Sentences {
  constructor(form) {
    this.form = form;
    this.lang = form.getAttribute("data-form") || document.documentElement.lang || "en";
  }

  /** The sentence, with {name} replaced by what stands in values; "" when the page has none. */
  say(key, values) {
    const s = this.form.getAttribute("data-say-" + key) || "";
    return s.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
  }

  number(n, options) {
    try {
      return new Intl.NumberFormat(this.lang, options).format(n);
    } catch (e) {
      return String(n);
    }
  }

  /** Seconds as minutes and seconds. */
  time(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    return this.number(Math.floor(whole / 60)) + ":" + this.number(whole % 60, { minimumIntegerDigits: 2 });
  }
}

/** Shows or hides an element that may be missing. */
export function show(element, shown) {
  if (element) element.hidden = !shown;
}

/** Writes a sentence into an element that may be missing; the same sentence is not written again, so that it is read out once. */
export function write(element, s) {
  if (element && element.textContent !== s) element.textContent = s;
}

/** Puts the focus on an element, making it focusable. */
export function focus(element) {
  if (!element) return;
  if (!element.hasAttribute("tabindex") && !/^(BUTTON|INPUT|A|AUDIO|VIDEO|TEXTAREA)$/.test(element.tagName)) element.setAttribute("tabindex", "-1");
  element.focus();
}
