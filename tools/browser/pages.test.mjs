// What a reader sees: the demo's pages in a real browser. Every page is looked
// at on a phone and on a desktop, light and dark: no accessibility violation,
// nothing wider than the screen, nothing that the content policy had to block,
// and HTML that the validator takes without an error.
//
// VOXPOP_BIN      the program to test
// VOXPOP_CHROMIUM the browser; /usr/bin/chromium without it
// VOXPOP_SCREENS  a folder for screenshots; none are written without it
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enter, launch, signIn, sound, startDemo, watch, wider, worked } from "./room.mjs";

const require = createRequire(import.meta.url);
const vnu = require("vnu-jar");
const screens = process.env.VOXPOP_SCREENS;

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const pages = [
  ["overview-en", "callouts/ferry?lang=en"],
  ["overview-fa", "callouts/ferry?lang=fa"],
  ["overview-ar", "callouts/ferry?lang=ar"],
  ["callouts-en", "?lang=en"],
  ["error-fa", "nothing-here?lang=fa"],
  ["story-en", "published/ferry/en/"],
  ["story-fa", "published/ferry/fa/"],
  ["story-ar", "published/ferry/ar/"],
  ["overview-estimated-en", "callouts/lamps?lang=en"],
  ["overview-estimated-fa", "callouts/lamps?lang=fa"],
  ["story-estimated-en", "published/lamps/en/"],
  ["story-estimated-fa", "published/lamps/fa/"],
  ["overview-open-en", "callouts/kiosk?lang=en"],
  ["door-home-en", "?lang=en", "door"],
  ["door-home-fa", "?lang=fa", "door"],
  ["door-form-en", "q/kiosk?lang=en", "door"],
  ["door-form-fa", "q/kiosk?lang=fa", "door"],
  ["door-form-ar", "q/kiosk?lang=ar", "door"],
  ["door-return-en", "return?lang=en", "door"],
  ["door-return-fa", "return?lang=fa", "door"],
  ["door-about-en", "about?lang=en", "door"],
  ["door-about-ar", "about?lang=ar", "door"],
  ["door-missing-fa", "q/nothing-here?lang=fa", "door"],
];

let dir, room, browser;
const at = (place = "newsroom") => room[place];

before(async () => {
  dir = mkdtempSync(join(tmpdir(), "voxpop-pages-"));
  room = await startDemo(join(dir, "data"));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  if (room) assert.equal(await room.stop(), 0, "Ctrl-C stops the demo cleanly");
  rmSync(dir, { recursive: true, force: true });
});

for (const [name, path, place] of pages) {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"]) {
      test(`${name}, ${size}, ${colorScheme}`, async () => {
        const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
        const page = await context.newPage();
        if (!place) await enter(context, at());
        const complaints = watch(page, at(place));
        await page.goto(at(place) + path);
        await worked(page);
        if (screens) {
          mkdirSync(screens, { recursive: true });
          await page.screenshot({ path: join(screens, `${name}-${size}-${colorScheme}.png`), fullPage: true });
        }
        const wide = await wider(page);
        assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
        await sound(page);
        assert.deepEqual(complaints, []);
        await context.close();
      });
    }
  }
}

test("everything reads without script", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await enter(context, at());
  const page = await context.newPage();
  for (const [name, path, place] of pages) {
    await page.goto(at(place) + path);
    assert.ok((await page.innerText("body")).length > 40, name);
    // At the door some pages have a script of its own, which they do without:
    // door.test.mjs goes through all of them without it.
    const own = place === "door" ? ":not([src^='/script/'])" : ":not([src^='/desk/'])";
    assert.equal(await page.locator(`script:not([type='application/ld+json'])${own}`).count(), 0, name);
    if (place === "door") assert.equal(await page.locator(".banner").count(), 1, `${name} does not say that it is a trial`);
  }
  await context.close();
});

test("HTML is valid", async () => {
  const files = [], cookie = await signIn(at());
  for (const [name, path, place] of pages) {
    const file = join(dir, `${name}.html`);
    writeFileSync(file, await (await fetch(at(place) + path, { headers: place ? {} : { cookie } })).text());
    files.push(file);
  }
  // It ends with 1 when there is an error and prints what it found as JSON.
  let out;
  try {
    out = execFileSync("java", ["-jar", vnu, "--format", "json", "--stdout", "--also-check-css", ...files], { encoding: "utf8", maxBuffer: 1 << 26 });
  } catch (e) {
    out = e.stdout;
    assert.ok(out, String(e));
  }
  const errors = JSON.parse(out).messages.filter((m) => m.type === "error" && !/Attribute “hx-[a-z-]+” not allowed/.test(m.message)).map((m) => `${m.url}:${m.lastLine}: ${m.message} ${m.extract ?? ""}`);
  assert.equal(errors.slice(0, 10).join("\n"), "");
});

test("stories are the same bytes again", async () => {
  const first = await (await fetch(at() + "published/ferry/en/manifest.json")).text();
  const again = join(dir, "again");
  execFileSync(process.env.VOXPOP_BIN, ["demo", "--once", "--dir", again], { stdio: ["ignore", "ignore", "inherit"] });
  assert.equal(readFileSync(join(again, "published/ferry/en/manifest.json"), "utf8"), first);
});
