// A person who has a keyboard and nothing else: what the tests of whole days
// drive pages with. Nothing here clicks, fills or focuses by script; where the
// focus cannot be brought with Tab, the test fails.
import assert from "node:assert/strict";

const farthest = 400; // presses of Tab; more is a page nobody crosses

// keyboard drives a page. It counts what a mouse would have done: nothing.
export function keyboard(page) {
  const k = page.keyboard;

  const focused = (target) => target.evaluate((el) => el === document.activeElement);

  // to brings the focus to an element, by Tab, the shorter way round.
  async function to(target) {
    target = target.first();
    await target.waitFor({ state: "attached" });
    const back = await target.evaluate((el) => {
      const here = document.activeElement;
      return here !== document.body && Boolean(here.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_PRECEDING);
    });
    const past = [];
    for (let i = 0; i < farthest; i++) {
      if (await focused(target)) return target;
      await k.press(back ? "Shift+Tab" : "Tab");
      past.push(await page.evaluate(() => document.activeElement.outerHTML.slice(0, 60)));
    }
    assert.fail(`Tab never comes to ${target}; it went past\n${[...new Set(past)].join("\n")}`);
  }

  // type writes into a field, in place of what is there.
  async function type(target, words) {
    await to(target);
    await k.press("Control+KeyA");
    await k.press("Delete");
    await k.insertText(words);
  }

  // press goes to a button, link or box and uses it.
  async function press(target, key) {
    const there = await to(target);
    await k.press(key ?? (await there.evaluate((el) => (el.matches("a") ? "Enter" : "Space"))));
  }

  // tick puts a box or a radio button on.
  async function tick(target) {
    const there = await to(target);
    if (!(await there.isChecked())) await k.press("Space");
    assert.ok(await there.isChecked());
  }

  // pick chooses of a list, with the arrows, as a screen reader's user does.
  async function pick(target, value) {
    const there = await to(target);
    const values = await there.evaluate((el) => [...el.options].map((o) => o.value));
    assert.ok(values.includes(value), `${value} is not among ${values}`);
    await k.press("Home");
    for (let i = 0; i < values.length && (await there.inputValue()) !== value; i++) await k.press("ArrowDown");
    assert.equal(await there.inputValue(), value);
  }

  // file opens the browser's own dialog with Enter, and answers it.
  async function file(target, path) {
    for (let i = 0; ; i++) {
      await to(target);
      const dialog = page.waitForEvent("filechooser", { timeout: 10_000 }).catch(() => null);
      await k.press("Space");
      const chooser = await dialog;
      if (chooser) return chooser.setFiles(path);
      assert.ok(i < 2, "a dialog to choose a file opens"); // the browser drops one while it is busy
    }
  }

  // leave does something that leads to another page, and waits for that. A page
  // that says that a call-out is being read loads itself again.
  async function leave(what) {
    const before = await page.evaluate(() => (window.voxpopHere = Math.random()));
    await what();
    await page.waitForFunction((was) => window.voxpopHere !== was && document.readyState === "complete" && !document.querySelector("[data-waiting]"), before);
  }

  // palette goes somewhere through Ctrl+K, by the name that the page gives it.
  async function palette(link) {
    const name = (await link.first().textContent()).trim().replace(/\s+/g, " ");
    await k.press("Control+KeyK");
    await page.locator("#palette[open] input").waitFor();
    await k.insertText(name);
    await page.locator("#palette-list li").first().waitFor();
    await leave(() => k.press("Enter"));
  }

  return { to, type, press, tick, pick, file, leave, palette, key: (name) => k.press(name) };
}

// noMouse notes every pointer that a page sees.
export const noMouse = (context) => context.addInitScript(() => {
  for (const kind of ["pointerdown", "mousedown", "touchstart"]) addEventListener(kind, (e) => e.isTrusted && console.error(`a ${kind} on ${e.target.tagName}`), true);
});
