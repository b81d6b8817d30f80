// The desk's scripts, driven by the keyboard as people drive them: coding,
// the story editor, transcript and translation, the inbox, what public figures
// said; and what must not be seen or heard unless it was asked for. In English
// and in Persian, on a demo of its own, whose work it changes.
//
// VOXPOP_BIN      the program to test
// VOXPOP_CHROMIUM the browser; /usr/bin/chromium without it
// VOXPOP_ONLY     a regex of test names; all without it
import { after, before, test as all } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enter, launch, startDemo, watch } from "./room.mjs";

const only = process.env.VOXPOP_ONLY ? new RegExp(process.env.VOXPOP_ONLY) : /./;
const test = (name, fn) => only.test(name) && all(name, { timeout: 120_000 }, fn);

let dir, room, browser, data;
const voxpop = (...args) => JSON.parse(execFileSync(process.env.VOXPOP_BIN, [...args, "--json", "--dir", data], { encoding: "utf8", maxBuffer: 1 << 28 }));
const answers = {}; // slug → responses

before(async () => {
  dir = mkdtempSync(join(tmpdir(), "voxpop-drive-"));
  data = join(dir, "data");
  room = await startDemo(data);
  browser = await launch();
  for (const slug of ["ferry", "lamps"]) answers[slug] = voxpop("responses", slug).responses.filter((r) => r.state === "counted");
}, { timeout: 240_000 });

after(async () => {
  await browser?.close();
  if (room) assert.equal(await room.stop(), 0, "Ctrl-C stops the demo cleanly");
  rmSync(dir, { recursive: true, force: true });
});

// at opens a page of the desk as somebody, in a browser of their own.
async function at(path, { who = "editor", lang = "en", expect, context } = {}) {
  context ??= await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  await enter(context, room.newsroom, who);
  const page = await context.newPage();
  page.complaints = watch(page, room.newsroom, expect ? { expect } : {});
  await go(page, path, lang);
  return page;
}

// go opens a page; one that is still being worked out loads itself again.
async function go(page, path, lang = "en") {
  const address = room.newsroom + path + (path.includes("?") ? "&" : "?") + "lang=" + lang;
  let answer = await page.goto(address);
  for (let i = 0; answer?.headers().refresh && i < 60; i++) {
    await page.waitForTimeout(500);
    answer = await page.goto(address);
  }
  await page.waitForFunction(() => document.readyState === "complete");
}

async function done(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

const until = (page, fn, arg) => page.waitForFunction(fn, arg, { timeout: 20_000 });
const focusIn = (page, selector) => page.evaluate((s) => Boolean(document.activeElement?.closest(s)), selector);

for (const lang of ["en", "fa"]) {
  // ------------------------------------------------------------------ coding
  const coder = { en: "ann", fa: "eun-ji" }[lang];
  const card = (page) => page.locator("article[data-answer]:not([hidden])");
  const id = (page) => card(page).getAttribute("data-answer");
  const marked = (page) => page.evaluate(() => [...document.querySelectorAll("[data-tree] input[name=code]:checked")].map((b) => b.value));
  const settled = async (page) => {
    const state = () => page.locator("[data-state]").textContent();
    const says = { en: "Saved", fa: "ذخیره شد" }[lang];
    await until(page, (s) => document.querySelector("[data-state]").textContent === s, says).catch(async () => assert.equal(await state(), says));
  };

  test(`coding: every key, ${lang}`, async () => {
    const page = await at("callouts/lamps/coding?queue=uncoded", { who: coder, lang });
    const first = await id(page);
    const pins = await page.locator("[data-pin]").count();
    assert.ok(pins >= 5, `${pins} codes are on keys`);
    await page.keyboard.press("Space");
    // A digit gives and takes, Space clears.
    const pinned = await page.locator("[data-pin]").evaluateAll((l) => l.map((p) => [p.dataset.key, p.dataset.pin]));
    await page.keyboard.press(pinned[2][0]);
    await page.keyboard.press(pinned[3][0]);
    assert.deepEqual((await marked(page)).sort(), [pinned[2][1], pinned[3][1]].sort());
    await page.keyboard.press(pinned[3][0]);
    assert.deepEqual(await marked(page), [pinned[2][1]]);
    await page.keyboard.press("Space");
    assert.deepEqual(await marked(page), []);
    // q gives the last again, r leads to those used before.
    await page.keyboard.press("KeyQ");
    assert.equal((await marked(page)).length, 1);
    await page.keyboard.press("KeyR");
    assert.ok(await focusIn(page, "[data-recent] button"), "r leads to the recent codes");
    await page.keyboard.press("Space"); // of the button: gives or takes
    assert.equal((await marked(page)).length, 0);
    // The box finds, Enter gives, Esc goes back to the answer.
    await page.keyboard.press("Slash");
    assert.ok(await focusIn(page, "#code-box"));
    await page.keyboard.type("sle");
    await page.keyboard.press("Enter");
    assert.deepEqual(await marked(page), ["sleep"]);
    await page.keyboard.press("Escape");
    assert.ok(await focusIn(page, "article[data-answer]"), "Esc leaves the box");
    // n makes a code of what is typed.
    const made = { en: "candle light", fa: "نور شمع" }[lang];
    await page.keyboard.press("KeyN");
    await page.keyboard.type(made);
    await page.keyboard.press("Enter");
    await until(page, () => document.querySelectorAll("[data-tree] input:checked").length === 2);
    await page.keyboard.press("Escape");
    // m writes a note, which is kept; Esc is the field's own.
    await page.keyboard.press("KeyM");
    await page.keyboard.type("ask the desk");
    await until(page, () => /\d|[۰-۹]/.test(document.querySelector("[data-state]").textContent));
    await page.locator("article[data-answer]:not([hidden])").focus();
    // t shows the translation, where there is one.
    if (await card(page).locator("[data-translation]").count()) {
      await page.keyboard.press("KeyT");
      assert.equal(await card(page).locator("[data-translation]").getAttribute("open"), "");
      await page.keyboard.press("KeyT");
    }
    // Enter confirms and goes on; b goes back with what was given.
    await page.keyboard.press("Enter");
    await until(page, (was) => document.querySelector("article[data-answer]:not([hidden])")?.dataset.answer !== was, first);
    assert.deepEqual(await marked(page), []);
    await settled(page);
    await page.keyboard.press("KeyB");
    assert.equal(await id(page), first);
    assert.equal((await marked(page)).length, 2);
    assert.equal(await page.inputValue("#memo"), "ask the desk");
    await page.keyboard.press("Enter");
    await settled(page);
    // v makes a code of the words chosen in the answer.
    const words = await page.evaluate(() => {
      const said = document.querySelector("article[data-answer]:not([hidden]) [data-said]");
      const text = said.firstChild, end = Math.min(text.length, 12);
      getSelection().setBaseAndExtent(text, 0, text, end);
      return text.data.slice(0, end).trim();
    });
    await page.keyboard.press("KeyV");
    await until(page, () => document.querySelectorAll("[data-tree] input:checked").length === 1);
    assert.ok((await page.locator("[data-chosen]").innerText()).includes(words));
    // Ctrl+Z takes the last confirmed back and shows the answer again, open.
    await page.keyboard.press("Control+KeyZ");
    await until(page, (was) => document.querySelector("article[data-answer]:not([hidden])")?.dataset.answer === was && new URL(location).searchParams.get("response") === was, first);
    await done(page);
  });

  test(`coding: fast, and nothing is lost when the desk cannot be reached, ${lang}`, async () => {
    const page = await at("callouts/lamps/coding?queue=uncoded", { who: coder, lang, expect: /status of 404|ERR_INTERNET_DISCONNECTED|Failed to load/ });
    const key = await page.locator("[data-pin]").nth(2).getAttribute("data-key");
    const code = await page.locator("[data-pin]").nth(2).getAttribute("data-pin");
    // Four answers as fast as the fingers go.
    const seen = [];
    for (let i = 0; i < 4; i++) {
      seen.push(await id(page));
      await page.keyboard.press("Space");
      await page.keyboard.press(key);
      await page.keyboard.press("Enter");
      await until(page, (was) => document.querySelector("article[data-answer]:not([hidden])")?.dataset.answer !== was, seen.at(-1));
    }
    assert.equal(new Set(seen).size, 4, "no answer comes twice");
    await settled(page);
    // Without a line: it is said, tried again, and kept once there is one.
    await page.context().setOffline(true);
    const off = await id(page);
    await page.keyboard.press("Space");
    await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    await until(page, (was) => document.querySelector("article[data-answer]:not([hidden])")?.dataset.answer !== was, off);
    await until(page, () => document.querySelector("#notices .error, [data-state]")?.textContent.length > 0);
    await page.context().setOffline(false);
    await settled(page);
    await page.keyboard.press("KeyB");
    assert.equal(await id(page), off);
    await go(page, "callouts/lamps/coding?queue=uncoded&response=" + off, lang);
    assert.deepEqual(await marked(page), [code], "what was marked without a line is there");
    // What was marked and not confirmed is there after a crash, and after back.
    await go(page, "callouts/lamps/coding?queue=uncoded", lang);
    const half = await id(page);
    await page.keyboard.press("Space");
    await Promise.all([page.waitForResponse((r) => r.url().endsWith("/drafts") && r.ok()), page.keyboard.press(key)]);
    await page.context().newPage().then(async (other) => {
      await page.close({ runBeforeUnload: false }); // as a crash
      await go(other, "callouts/lamps/coding?queue=uncoded&response=" + half, lang);
      assert.deepEqual(await marked(other), [code], "a crash loses no mark");
      await go(other, "callouts/lamps/codebook", lang);
      await other.goBack();
      await until(other, () => document.querySelector("[data-coding]"));
      assert.equal(await id(other), half);
      assert.deepEqual(await marked(other), [code], "back loses no mark");
      // Confirmed, it is no draft any more.
      await other.keyboard.press("Enter");
      await settled(other);
      await go(other, "callouts/lamps/coding?queue=uncoded&response=" + half, lang);
      assert.equal(await card(other).locator("[data-kept-note]").count(), 0);
      assert.deepEqual(await marked(other), [code]);
      await other.context().close();
    });
  });

  test(`coding: what the desk refuses comes back, ${lang}`, async () => {
    const page = await at("callouts/lamps/coding?queue=uncoded", { who: coder, lang, expect: /status of (404|409)/ });
    const key = await page.locator("[data-pin]").nth(2).getAttribute("data-key");
    const refused = await id(page);
    await page.keyboard.press("Space"); // nothing of before
    await page.route("**/coding", (route) => (route.request().method() === "POST" ? route.fulfill({ status: 409, contentType: "application/json", body: JSON.stringify({ says: "decided" }) }) : route.continue()));
    await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    await until(page, (was) => document.querySelector("article[data-answer]:not([hidden])")?.dataset.answer === was && document.querySelector("#notices .error"), refused);
    assert.equal((await marked(page)).length, 1, "its marks come back with it");
    await page.unroute("**/coding");
    await page.keyboard.press("Enter");
    await settled(page);
    await done(page);
  });

  // ------------------------------------------------------------------- story
  const story = `callouts/ferry/stories/ferry.${lang}.md`;
  const findings = (page) => page.locator("[data-findings] li");
  const draftKept = (page) => page.waitForResponse((r) => r.url().endsWith("/drafts") && r.ok());
  // end puts the caret behind the last letter of the text.
  const end = (page) => page.evaluate(() => {
    const t = document.getElementById("story-text");
    t.focus();
    t.setSelectionRange(t.value.length, t.value.length);
  });

  test(`story: findings while typing, fixes on one key, ${lang}`, async () => {
    const page = await at(story, { lang });
    await until(page, () => document.querySelector("[data-story]").dataset.checked);
    const clean = await findings(page).count();
    await end(page);
    // A wrong number: the compiler says so, at the place, while it is typed.
    const wrong = { en: "\n\nIt was [9 of 274](share:anger).", fa: "\n\nاین را [۹ نفر از ۲۷۴](share:anger) نوشتند." }[lang];
    await page.keyboard.insertText(wrong);
    await until(page, (n) => document.querySelectorAll("[data-findings] li").length > n, clean);
    const found = await findings(page).count();
    assert.ok(await page.locator(".mark-error").count() > 0, "the place is underlined");
    const says = await page.locator("[data-findings] .finding-message, [data-findings] .note").evaluateAll((all) => all.map((q) => [q.lang, q.textContent]));
    assert.ok(says.some(([, words]) => words.includes({ en: "is not the record's figure", fa: "رقم سند برای" }[lang])), JSON.stringify(says));
    assert.deepEqual(says.filter(([l]) => l), [], "all of it is in the page's language");
    assert.ok(await page.locator("[data-gutter] i").count() > 0, "the margin marks the line");
    // F8 goes there, Ctrl+. to its fixes, Alt+1 applies the first.
    await page.evaluate(() => document.getElementById("story-text").setSelectionRange(0, 0));
    const before = await page.inputValue("#story-text");
    let fixable = false;
    for (let i = 0; i <= found && !fixable; i++) {
      await page.locator("#story-text").focus();
      await page.keyboard.press("F8");
      const there = await page.evaluate(() => {
        const t = document.getElementById("story-text");
        return t.selectionEnd - t.selectionStart;
      });
      assert.ok(there > 0, "the finding is selected");
      await page.keyboard.press("Control+Period");
      fixable = await focusIn(page, "[data-findings] [data-fix]");
    }
    assert.ok(fixable, "Ctrl+. leads to the fixes");
    await page.keyboard.press("Alt+Digit1");
    await until(page, (was) => document.getElementById("story-text").value !== was, before);
    await until(page, (n) => document.querySelectorAll("[data-findings] li").length < n, found);
    // The browser's own undo takes the fix back.
    await page.locator("#story-text").focus();
    await page.keyboard.press("Control+KeyZ");
    await until(page, (was) => document.getElementById("story-text").value === was, before);
    await go(page, story, lang); // it was a draft: throw it away
    await page.locator(".draft-note button").click();
    await until(page, () => !document.querySelector(".draft-note"));
    await done(page);
  });

  test(`story: drawer, autosave, versions, a crash, ${lang}`, async () => {
    const page = await at(story, { lang });
    await until(page, () => document.querySelector("[data-story]").dataset.checked);
    await end(page);
    await page.keyboard.insertText("\n\n");
    await page.keyboard.press("Control+Shift+KeyF");
    assert.ok(await focusIn(page, ".story-drawer"), "the drawer has the focus");
    // Choose a theme, take its first answer, all by keyboard.
    const pick = page.locator("[data-drawer-form] [name=code]");
    await pick.focus();
    await pick.selectOption({ index: 2 });
    await page.locator("#drawer-answers [data-insert]").first().waitFor();
    const insert = page.locator("#drawer-answers [data-insert]").first();
    await insert.focus();
    await Promise.all([draftKept(page), page.keyboard.press("Enter")]);
    await until(page, () => /\]\(response:[^)]+\)/.test(document.getElementById("story-text").value.slice(-400)));
    const typed = await page.inputValue("#story-text");
    // A crash: the draft is there on any machine.
    const other = await page.context().newPage();
    await page.close({ runBeforeUnload: false });
    await go(other, story, lang);
    assert.equal(await other.inputValue("#story-text"), typed, "a crash loses nothing");
    // Ctrl+S keeps a version and stays; the draft is gone.
    await other.locator("#story-text").focus();
    const n = Number(await other.inputValue("#story-form [name=base]"));
    await other.keyboard.press("Control+KeyS");
    await until(other, (was) => Number(document.querySelector("#story-form [name=base]").value) > was, n);
    assert.ok(await focusIn(other, "#story-text"), "the place stays");
    await go(other, story, lang);
    assert.equal(await other.locator(".draft-note").count(), 0);
    assert.equal(await other.inputValue("#story-text"), typed);
    // A draft and a save go one after the other, however slow one of them is:
    // else a draft of what is saved could stay. What is typed during a save is kept.
    for (const [slow, more, wanted] of [["**/drafts", "", "draft save"], ["**/*.md", "more", "save draft"]]) {
      await other.route(slow, async (route) => {
        if (route.request().method() === "POST") await other.waitForTimeout(1500);
        await route.continue();
      });
      const order = [];
      const done = (name, ends) => other.waitForResponse((r) => r.request().method() === "POST" && r.url().endsWith(ends) && r.ok()).then(() => order.push(name));
      await end(other);
      const asked = more || other.waitForRequest((r) => r.url().endsWith("/drafts"));
      await other.keyboard.insertText("\n");
      await asked;
      const both = [done("draft", "/drafts"), done("save", ".md")];
      await other.keyboard.press("Control+KeyS");
      if (more) await other.keyboard.insertText(more);
      await Promise.all(both);
      await other.unroute(slow);
      assert.equal(order.join(" "), wanted);
      await go(other, story, lang);
      assert.equal(await other.locator(".draft-note").count(), more ? 1 : 0, `slow: ${slow}`);
      assert.ok((await other.inputValue("#story-text")).endsWith("\n" + more));
    }
    await other.locator(".draft-note button").click();
    await until(other, () => !document.querySelector(".draft-note"));
    // A reload in the middle of a word loses nothing, of a long story neither.
    await end(other);
    await other.keyboard.insertText("wor");
    await other.reload();
    await other.locator(".draft-note").waitFor();
    assert.ok((await other.inputValue("#story-text")).endsWith("\nwor"));
    await other.route("**/drafts", async (route) => {
      await other.waitForTimeout(1500);
      await route.continue();
    });
    await end(other);
    await other.keyboard.type("!");
    await other.keyboard.insertText("\n\n" + "long ".repeat(14_000));
    const asked = other.waitForEvent("dialog").then((d) => (assert.equal(d.type(), "beforeunload"), d.dismiss()));
    await Promise.all([draftKept(other), asked, other.evaluate(() => location.reload())]);
    await other.unroute("**/drafts");
    assert.ok((await other.inputValue("#story-text")).endsWith("long "), "the page stays until it is kept");
    await go(other, story, lang);
    assert.ok((await other.inputValue("#story-text")).endsWith("long "));
    await other.locator(".draft-note button").click();
    await until(other, () => !document.querySelector(".draft-note"));
    // The version before comes back from the list of versions.
    await go(other, story + "/versions", lang);
    assert.ok(await other.locator("main li, main tr").count() >= 2);
    await other.context().close();
  });

  test(`story: two people at once, ${lang}`, async () => {
    const one = await at(story, { lang, expect: /status of (404|409)/ });
    const two = await at(story, { lang, expect: /status of (404|409)/ });
    const put = (page, from, to) => page.evaluate(([from, to]) => {
      const t = document.getElementById("story-text");
      const i = t.value.indexOf(from);
      if (i < 0) throw new Error("the text lacks " + from);
      t.focus();
      t.setSelectionRange(i, i + from.length);
      document.execCommand("insertText", false, to);
    }, [from, to]);
    // save waits for the version, not for a word in the line that a draft writes to as well.
    const save = (page) => Promise.all([
      page.waitForResponse((r) => r.request().method() === "POST" && r.url().endsWith(".md") && r.ok()),
      page.keyboard.press("Control+KeyS"),
    ]);
    const [a, b] = await one.evaluate(() => document.getElementById("story-text").value.split("\n").filter((l) => /^[^#!\-\s\[]{4}/.test(l) && l.length > 80 && !/^\w+:/.test(l)).slice(0, 2).map((l) => l.slice(0, 4)));
    // Different places: the second save merges by itself.
    await put(one, "\n" + a, "\n" + "one " + a);
    await put(two, "\n" + b, "\n" + "two " + b);
    await save(one);
    await save(two);
    await until(two, (t) => document.getElementById("story-text").value.includes(t), "\none " + a);
    assert.ok((await two.inputValue("#story-text")).includes("\ntwo " + b), "what the second typed stays");
    // The same words: both are shown, and one is taken.
    await go(one, story, lang);
    await put(one, "\none " + a, "\nuno " + a);
    await put(two, "\none " + a, "\neins " + a);
    await save(one);
    await Promise.all([two.waitForNavigation(), two.keyboard.press("Control+KeyS")]);
    assert.ok(await two.locator("input[name^=take-]").count() >= 2, "both are side by side");
    await two.locator("input[name^=take-][value=theirs]").first().check();
    await Promise.all([two.waitForNavigation(), two.locator("main form button.primary").first().click()]);
    await go(two, story, lang);
    assert.ok((await two.inputValue("#story-text")).includes("\nuno " + a));
    await put(two, "\nuno " + a, "\n" + a);
    await put(two, "\ntwo " + b, "\n" + b);
    await save(two);
    await two.context().close();
    await one.context().close();
  });

  // ------------------------------------------------------------- transcripts
  test(`transcript: player, words, review, ${lang}`, async () => {
    const r = answers.ferry.find((r) => r.medium === "voice" && r.lang === lang);
    const page = await at(`callouts/ferry/responses/${r.id}/transcript`, { lang });
    const media = (what) => page.evaluate((w) => document.querySelector("[data-media]")[w], what);
    // What is not cleaned yet says so, and by itself says when it is.
    if (await page.locator("[data-media]").count() === 0) {
      await page.locator("#player-news a").click({ timeout: 100_000 });
      await page.waitForFunction(() => document.readyState === "complete");
    }
    assert.equal(await page.locator("[data-media]").count(), 1, "there is a recording");
    await page.locator("#text").focus();
    await page.keyboard.press("Escape");
    await until(page, () => !document.querySelector("[data-media]").paused);
    await until(page, () => document.querySelector("[data-media]").currentTime > 0.3);
    await page.keyboard.press("Escape");
    assert.equal(await media("paused"), true);
    const t = await media("currentTime");
    await page.keyboard.press("F2");
    await until(page, (was) => document.querySelector("[data-media]").currentTime > was + 1, t);
    await page.keyboard.press("F1");
    await page.keyboard.press("F4");
    assert.ok((await media("playbackRate")) > 1, "F4 is faster");
    await page.keyboard.press("F3");
    assert.equal(await media("playbackRate"), 1);
    // A word is typed; it is kept as a draft, saved, and the place stays.
    await page.keyboard.press("Control+End");
    await Promise.all([page.waitForResponse((r) => r.url().endsWith("/drafts") && r.ok()), page.keyboard.type(" x")]);
    await Promise.all([page.waitForResponse((r) => r.request().method() === "POST" && r.url().endsWith("/transcript") && r.ok()), page.keyboard.press("Control+KeyS")]);
    await until(page, () => document.querySelector("[data-draft-status]").textContent === "");
    assert.ok(await focusIn(page, "#text"), "the caret stays");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
    await go(page, `callouts/ferry/responses/${r.id}/transcript`, lang);
    assert.equal(await page.locator("[data-quotable]").isVisible(), true, "it is reviewed");
    assert.ok(!(await page.inputValue("#text")).endsWith(" x"));
    await done(page);
  });

  test(`translation: rows by key, ${lang}`, async () => {
    const to = lang === "en" ? "fa" : "en";
    const r = answers.ferry.find((r) => r.medium === "text" && r.lang === lang && r.text.split(/[.!?؟]/).length > 2 && !(r.translations ?? []).some((t) => t.lang === to));
    const page = await at(`callouts/ferry/responses/${r.id}/translation/${to}`, { lang });
    const rows = await page.locator("[data-grid-row]").count();
    assert.ok(rows >= 2, `${rows} rows`);
    await page.locator("[data-target]").first().focus();
    await page.keyboard.press("Control+Shift+KeyC");
    const source = await page.locator("[data-source]").first().textContent();
    assert.equal(await page.locator("[data-target]").first().inputValue(), source);
    await page.keyboard.press("Control+KeyA");
    await page.keyboard.type("one");
    await page.keyboard.press("Control+Enter");
    assert.equal(await page.locator("[data-read]").first().isChecked(), true);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll("[data-target]")].indexOf(document.activeElement)), 1, "the next row has the focus");
    await page.keyboard.press("Alt+ArrowUp");
    assert.equal(await page.evaluate(() => [...document.querySelectorAll("[data-target]")].indexOf(document.activeElement)), 0);
    await page.keyboard.press("Alt+ArrowDown");
    for (let i = 1; i < rows; i++) {
      await page.keyboard.type("more " + i);
      await page.keyboard.press("Control+Enter");
    }
    assert.ok(await focusIn(page, "[data-review]"), "after the last row comes “reviewed”");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await go(page, `callouts/ferry/responses/${r.id}/translation/${to}`, lang);
    assert.equal(await page.locator("[data-quotable]").isVisible(), true);
    assert.equal(await page.locator("[data-target]").first().inputValue(), "one");
    await done(page);
  });

  // ------------------------------------------------------------------- inbox
  test(`inbox: rows, bulk, undo, filters, ${lang}`, async () => {
    const page = await at("callouts/lamps/inbox", { lang });
    const rows = page.locator(".inbox-rows [data-row]");
    const total = Number(await page.locator("[data-all]").getAttribute("value"));
    assert.ok(total > 100, `${total} answers`);
    const ids = await rows.evaluateAll((l) => l.slice(0, 4).map((r) => r.dataset.id));
    await page.keyboard.press("KeyJ");
    assert.equal(await page.evaluate(() => document.activeElement.dataset.id), ids[0]);
    await page.keyboard.press("KeyJ");
    await page.keyboard.press("KeyK");
    await page.keyboard.press("KeyX");
    await page.keyboard.press("KeyJ");
    await page.keyboard.press("KeyX");
    const says = await page.locator("[data-chosen]").innerText();
    assert.ok(says.includes({ en: "2", fa: "۲" }[lang]) && !says.includes("{"), says);
    // e: both are done, go from the list, and come back by z.
    await page.keyboard.press("KeyE");
    await until(page, (gone) => !gone.some((g) => document.querySelector(`[data-row][data-id="${g}"]`)), ids.slice(0, 2));
    await until(page, (next) => document.activeElement?.closest("[data-row]")?.dataset.id === next, ids[2]); // the focus goes on in the list
    await page.keyboard.press("KeyZ");
    await until(page, (back) => back.every((g) => document.querySelector(`[data-row][data-id="${g}"]`)), ids.slice(0, 2));
    // s stars the row that one is on; Enter opens; u goes back to the list.
    await page.locator(`[data-row][data-id="${ids[0]}"]`).focus();
    await page.keyboard.press("Enter");
    await page.locator("#answer").waitFor();
    assert.equal(await page.locator("#answer").getAttribute("data-id"), ids[0]);
    await page.keyboard.press("KeyU");
    assert.ok(await focusIn(page, `[data-row][data-id="${ids[0]}"]`), "u goes back to the row");
    // Search as you type; the saved search comes back by its name.
    await page.keyboard.press("Slash");
    await page.keyboard.type({ en: "stairs", fa: "کوچه" }[lang]);
    await until(page, (n) => Number(document.querySelector("[data-all]")?.value ?? 0) < n && document.querySelector("#inbox-list mark, [data-row]"), total);
    const found = Number(await page.locator("[data-all]").getAttribute("value"));
    assert.ok(found > 0 && found < total, `${found} of ${total}`);
    await page.locator("summary", { hasText: { en: "Save this filter", fa: "ذخیرهٔ این پالایه" }[lang] }).click();
    await page.locator("form[data-with] input[name=name]").fill("kept " + lang);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await go(page, "callouts/lamps/inbox", lang);
    await page.getByRole("button", { name: "kept " + lang, exact: true }).focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await until(page, (n) => Number(document.querySelector("[data-all]")?.value) === n, found);
    await done(page);
  });

  test(`inbox: what comes too late is let go, ${lang}`, async () => {
    const page = await at("callouts/lamps/inbox", { lang });
    let late;
    await page.route("**/inbox/progress*", async (r) => {
      late ??= r;
      if (late !== r) await r.continue();
    });
    await page.evaluate(() => document.body.dispatchEvent(new CustomEvent("voxpop:read")));
    for (let i = 0; i < 100 && !late; i++) await page.waitForTimeout(20);
    assert.ok(late, "the page asks how much is unread");
    // Another answer brings that first, and takes the place of what had asked.
    const asker = await page.locator("#inbox-progress").elementHandle();
    await page.locator("#q").fill({ en: "stairs", fa: "کوچه" }[lang]);
    await page.waitForFunction((e) => !e.isConnected, asker);
    const [answer] = await Promise.all([page.waitForResponse("**/inbox/progress*"), late.continue()]);
    await answer.finished();
    await page.waitForTimeout(100);
    await done(page);
  });

  // -------------------------------------------------------------- statements
  test(`statements: a source by its keys, ${lang}`, async () => {
    const page = await at("callouts/ferry/sources", { lang });
    await page.keyboard.press("KeyN");
    assert.ok(await focusIn(page, "#url"), "n leads to the address");
    await page.locator("#text").fill(`Mayor Hale Severin said on 3 March 2026: “The harbour stays open to everybody (${lang}).” She added: “We shall not close a single gate.” Ivo Brandt replied: “That is a promise with a hole in it.”`);
    await page.locator("#take details summary").click();
    await page.locator("#published").fill("2026-03-04");
    await page.locator("#outlet").fill("Harbour Gazette");
    await Promise.all([page.waitForNavigation(), page.locator("#take button[value=take]").click()]);
    await page.locator(".candidate").first().waitFor();
    const open = () => page.locator('.candidate[data-state="proposed"]').count();
    const n = await open();
    assert.ok(n >= 2, `${n} quotations`);
    assert.ok(await focusIn(page, ".candidate"), "the first has the focus");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("KeyA")]);
    assert.equal(await open(), n - 1);
    assert.ok(await focusIn(page, '.candidate[data-state="proposed"]'), "the next has the focus");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("KeyX")]);
    assert.equal(await open(), n - 2);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("KeyU")]);
    assert.equal(await open(), n - 1);
    await page.locator('.candidate[data-state="proposed"]').first().focus();
    await page.keyboard.press("KeyE");
    assert.ok(await page.locator('.candidate[data-state="proposed"] details[open]').count() === 1, "e opens what can be changed");
    await done(page);
  });

  // --------------------------------------------------------- what is not seen
  test(`nothing is shown, played or told unasked, ${lang}`, async () => {
    const voice = answers.ferry.find((r) => r.medium === "voice"), video = answers.ferry.find((r) => r.medium === "video");
    const page = await at(`callouts/ferry/responses/${voice.id}`, { lang });
    assert.equal(await page.locator("audio, video, main img").count(), 0, "nothing is loaded before it is asked for");
    await page.keyboard.press("Space");
    await page.locator("[data-media]").waitFor();
    // A video is heard where it is transcribed, and seen only on request.
    await go(page, `callouts/ferry/responses/${video.id}/transcript`, lang);
    assert.equal(await page.locator("video, main img").count(), 0, "no face beside the transcript");
    await go(page, `callouts/ferry/responses/${video.id}`, lang);
    assert.equal(await page.locator("audio, video, main img").count(), 0, "no face unasked");
    await page.locator("button[name=kind][value=video]").focus();
    await page.keyboard.press("Enter");
    await page.locator("video[data-media]").waitFor();
    // The screen is shared: no words, no names, no media, anywhere.
    const said = answers.ferry.find((r) => r.medium === "text" && r.lang === lang && r.text.length > 60);
    const words = said.text.trim().split(/\s+/).slice(0, 6).join(" ");
    const read = async () => (await page.locator("main").innerText()).replace(/[\u2066-\u2069]/g, "").split(/\s+/).join(" ");
    await go(page, `callouts/ferry/responses/${said.id}`, lang);
    assert.ok((await read()).includes(words), "the words are there before");
    await page.locator(".menu > summary").click();
    await Promise.all([page.waitForNavigation(), page.locator('form[action="/share-screen"] button').click()]);
    for (const path of [`callouts/ferry/responses/${voice.id}`, `callouts/ferry/responses/${video.id}/transcript`, `callouts/ferry/responses/${said.id}`, "callouts/ferry/inbox?show=all&order=oldest", "callouts/ferry/coding"]) {
      await go(page, path, lang);
      assert.ok(!(await read()).includes(words), path + " shows words");
      assert.equal(await page.locator("audio, video, main img").count(), 0, path);
      assert.equal(await page.locator("form[action$='/reveal'] button:not([disabled])").count(), 0, path);
    }
    await page.locator(".menu > summary").click();
    await Promise.all([page.waitForNavigation(), page.locator('form[action="/share-screen"] button').click()]);
    await done(page);
  });

  test(`a name is told once somebody asks, and the log says who, ${lang}`, async () => {
    const page = await at("callouts/ferry/inbox", { lang });
    let found = "";
    for (const r of answers.ferry.slice(0, 60)) {
      const html = await page.evaluate((p) => fetch(p).then((a) => a.text()), `/callouts/ferry/responses/${r.id}`);
      if (html.includes(`/responses/${r.id}/reveal`)) {
        found = r.id;
        break;
      }
    }
    assert.ok(found, "somebody said something of themself");
    await go(page, `callouts/ferry/responses/${found}`, lang);
    await page.locator("form[action$='/reveal'] button").focus();
    await page.keyboard.press("Enter");
    await page.locator("#revealed").waitFor();
    await until(page, () => document.activeElement?.closest("#revealed")); // what is told has the focus
    await go(page, `audit?callout=ferry&verb=reveal&response=${found}`, lang);
    const line = await page.locator("main ul.audit li").first().innerText();
    assert.ok(line.includes(found) && line.includes("editor"), `the audit log says who was told of whom: ${line}`);
    await done(page);
  });
}
