// The desk as the newsroom meets it, in a real browser, full of the invented
// newsroom's work: every screen and state in English, Persian and Arabic, on a
// phone, a desktop and the narrowest screen, light and dark: no accessibility
// violation, nothing wider than the screen, nothing that the content policy had
// to block; and every page without script.
//
// VOXPOP_BIN      the program to test
// VOXPOP_CHROMIUM the browser; /usr/bin/chromium without it
// VOXPOP_SCREENS  a folder for screenshots; none are written without it
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, signIn, sound, startDemo, watch, wider, worked } from "./room.mjs";

const require = createRequire(import.meta.url);
const vnu = require("vnu-jar");
const screens = process.env.VOXPOP_SCREENS;
const only = process.env.VOXPOP_ONLY ? new RegExp(process.env.VOXPOP_ONLY) : /./;

// Name, path, who looks, what is done before it is looked at.
const pages = [
  ["sign-in", "sign-in", ""],
  ["invite-used", "invite/none-of-ours", ""],
  ["me", "me", "editor"],
  ["callouts", "", "editor"],
  ["callout-new", "callouts/new", "editor"],
  ["callout-edit", "callouts/kiosk/edit", "editor"],
  ["callout-preview", "callouts/kiosk/preview", "editor"],
  ["callout-share", "callouts/kiosk/share", "editor"],
  ["overview", "callouts/ferry", "editor"],
  ["overview-estimated", "callouts/lamps", "editor"],
  ["inbox", "callouts/ferry/inbox", "editor"],
  ["inbox-chosen", "callouts/ferry/inbox", "editor", async (p) => { await p.locator("[data-row] input[type=checkbox]").first().check(); }],
  ["inbox-reader", "callouts/ferry/inbox", "editor", async (p) => { await p.locator("[data-row] a[href]").first().click(); await p.waitForTimeout(400); }],
  ["inbox-none", "callouts/ferry/inbox?tag=nothing-has-this", "editor"],
  ["response", "@response", "editor"],
  ["response-revealed", "@response", "editor", async (p) => { const b = p.locator("form[action$='/reveal'] button").first(); if (await b.count()) { await b.click(); await p.waitForTimeout(300); } }],
  ["response-coder", "@response", "ann"],
  ["texts", "callouts/ferry/texts", "editor"],
  ["transcript", "@recording/transcript", "editor"],
  ["translation", "@translated", "editor"],
  ["coding", "callouts/lamps/coding", "ann"],
  ["coding-found", "callouts/lamps/coding", "ann", async (p) => { await p.keyboard.press("Slash"); await p.keyboard.type("l"); await p.waitForTimeout(150); }],
  ["codebook", "callouts/lamps/codebook", "editor"],
  ["agreement", "callouts/ferry/agreement", "editor"],
  ["duplicates", "callouts/ferry/duplicates", "editor"],
  ["themes", "callouts/ferry/themes", "editor"],
  ["themes-proposed", "callouts/lamps/themes/proposed", "editor"],
  ["statements", "callouts/ferry/statements", "editor"],
  ["stories", "callouts/ferry/stories", "editor"],
  ["story", "@story", "editor"],
  ["history", "history", "editor"],
  ["audit", "audit", "editor"],
  ["settings", "settings", "editor"],
  ["keys-help", "callouts/ferry/inbox", "editor", async (p) => { await p.keyboard.press("Shift+Slash"); await p.locator("#help[open]").waitFor({ timeout: 3000 }); }],
  ["palette", "callouts/ferry", "editor", async (p) => { await p.keyboard.press("Control+KeyK"); await p.locator("#palette[open]").waitFor({ timeout: 3000 }); }],
  ["forbidden", "settings", "ann"],
  ["missing", "callouts/nothing-here/inbox", "editor"],
];
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

let dir, room, browser;
const cookies = {}, named = {};

// resolve turns @names into the address of something of the demo.
function resolve(path) {
  for (const [name, to] of Object.entries(named)) if (path === name || path.startsWith(name + "/")) return to + path.slice(name.length);
  return path;
}

before(async () => {
  dir = mkdtempSync(join(tmpdir(), "voxpop-desk-"));
  room = await startDemo(join(dir, "data"));
  browser = await launch();
  for (const who of ["editor", "ann"]) cookies[who] = await signIn(room.newsroom, who);
  const voxpop = (...args) => JSON.parse(execFileSync(process.env.VOXPOP_BIN, [...args, "--json", "--dir", join(dir, "data")], { encoding: "utf8", maxBuffer: 1 << 28 }));
  const all = voxpop("responses", "ferry").responses;
  const id = (r) => r && `callouts/ferry/responses/${encodeURIComponent(r.id)}`;
  named["@response"] = id(all.find((r) => r.medium === "text" && r.state === "counted" && r.lang === "fa"));
  named["@recording"] = id(all.find((r) => r.medium === "voice" && r.state === "counted"));
  named["@translated"] = named["@recording"] + "/translation/en";
  named["@story"] = "callouts/ferry/stories/ferry.ar.md";
}, { timeout: 180_000 });

after(async () => {
  await browser?.close();
  if (room) assert.equal(await room.stop(), 0, "Ctrl-C stops the demo cleanly");
  rmSync(dir, { recursive: true, force: true });
});

async function open(who, options) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  if (who) {
    const [name, value] = cookies[who].split("=");
    await context.addCookies([{ name, value, url: room.newsroom }]);
  }
  return context;
}

const expect = /status of (401|403|404)/;

// visit opens a page; one that is still being worked out loads itself again.
async function visit(page, address) {
  let answer = await page.goto(address, { waitUntil: "load" });
  for (let i = 0; answer.headers().refresh && i < 40; i++) {
    await page.waitForTimeout(500);
    answer = await page.goto(address, { waitUntil: "load" });
  }
  await worked(page);
}

// Every language on a phone and a desktop, light and dark between them.
const looks = {
  en: [["phone", "light"], ["desktop", "dark"]],
  fa: [["phone", "dark"], ["desktop", "light"]],
  ar: [["phone", "light"]],
};

for (const [name, path, who, act] of pages.filter(([name]) => only.test(name))) {
  for (const lang of ["en", "fa", "ar"]) {
    test(`${name}, ${lang}`, async () => {
      const sep = resolve(path).includes("?") ? "&" : "?";
      for (const [size, colorScheme] of looks[lang]) {
        const context = await open(who, { viewport: sizes[size], colorScheme });
        const page = await context.newPage();
        const complaints = watch(page, room.newsroom, { expect });
        const where = `${name}, ${lang}, ${size}, ${colorScheme}`;
        await visit(page, room.newsroom + resolve(path) + sep + "lang=" + lang);
        await page.waitForTimeout(50);
        if (act) await act(page);
        if (screens) {
          mkdirSync(screens, { recursive: true });
          await page.screenshot({ path: join(screens, `desk-${name}-${lang}-${size}-${colorScheme}.png`), fullPage: true });
        }
        const wide = await wider(page);
        assert.ok(wide <= 0, `${where}: ${wide} px wider than the screen`);
        await sound(page, where);
        assert.deepEqual(complaints, [], where);
        await context.close();
      }
    });
  }
}

// 320 px is a phone held upright by somebody who sees badly, or a desktop at
// 400 %; at 200 % the letters are twice as large on a small laptop.
for (const [name, path, who, act] of pages.filter(([name]) => only.test(name))) {
  test(`${name}: nothing is lost at 320 px and at 200 %`, async () => {
    for (const [how, options] of [["320 px", { viewport: { width: 320, height: 640 } }], ["200 %", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }]]) {
      const context = await open(who, options);
      const page = await context.newPage();
      await visit(page, room.newsroom + resolve(path));
      if (act) await act(page);
      const wide = await wider(page);
      assert.ok(wide <= 0, `${how}: the page is ${wide} px wider than the screen`);
      // What lies outside of the screen can be scrolled to, by somebody.
      const lost = await page.evaluate(() => [...document.querySelectorAll("main :is(a, button, input, select, textarea)")].filter((el) => {
        const r = el.getBoundingClientRect();
        if (r.width === 0 || r.height === 0 || el.closest(".visually-hidden, [hidden], dialog")) return false;
        if (r.right <= innerWidth + 1 && r.left >= -1) return false;
        for (let p = el.parentElement; p; p = p.parentElement) if (/auto|scroll/.test(getComputedStyle(p).overflowX)) return false;
        return true;
      }).map((el) => el.outerHTML.slice(0, 120)));
      assert.deepEqual(lost, [], how);
      await context.close();
    }
  });
}

test("every page reads without script", async () => {
  for (const [name, path, who] of pages.filter(([name]) => only.test(name))) {
    const context = await open(who, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(room.newsroom + resolve(path));
    assert.ok((await page.innerText("main")).length > 20, name);
    await context.close();
  }
});

test("HTML is valid", async () => {
  const files = [];
  for (const [name, path, who] of pages.filter(([name]) => only.test(name))) {
    const file = join(dir, `${name}.html`);
    writeFileSync(file, await (await fetch(room.newsroom + resolve(path), { headers: who ? { cookie: cookies[who] } : {} })).text());
    files.push(file);
  }
  let out;
  try {
    out = execFileSync("java", ["-jar", vnu, "--format", "json", "--stdout", ...files], { encoding: "utf8", maxBuffer: 1 << 26 });
  } catch (e) {
    out = e.stdout;
  }
  const errors = JSON.parse(out).messages.filter((m) => m.type === "error" && !/Attribute “hx-[a-z-]+” not allowed/.test(m.message)); // htmx's own
  assert.deepEqual(errors.map((m) => `${m.url?.split("/").at(-1)}:${m.lastLine}: ${m.message}`), []);
});
