// Screenshots of the running demo for the documents: node screens.mjs FOLDER
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enter, launch, startDemo, worked } from "./room.mjs";

const out = process.argv[2];
const dir = mkdtempSync(join(tmpdir(), "voxpop-screens-"));
const room = await startDemo(join(dir, "data"));
const shots = [
  ["story", "published/ferry/en/?lang=en", 1280, 1240, "light"],
  ["story-fa-phone", "published/ferry/fa/?lang=fa", 390, 1240, "light"],
  ["door", "q/kiosk?lang=en", 1280, 1240, "light", "door"],
  ["door-fa-phone", "q/kiosk?lang=fa", 390, 1240, "light", "door"],
];
// The desk: each screen in English on a desktop and in Persian on a phone in
// the dark.
const desk = [
  ["overview", "callouts/ferry"],
  ["desk-callouts", ""],
  ["desk-callout-edit", "callouts/kiosk/edit"],
  ["desk-callout-preview", "callouts/kiosk/preview"],
  ["desk-callout-share", "callouts/kiosk/share"],
  ["desk-inbox", "callouts/ferry/inbox", async (p) => { if (p.viewportSize().width < 1056) return; await p.locator("[data-row] a[href]").first().click(); await p.waitForTimeout(700); }],
  ["desk-response", "callouts/ferry/responses/A2JJ"],
  ["desk-texts", "callouts/ferry/texts"],
  ["desk-transcript", "callouts/ferry/responses/NF7Z/transcript"],
  ["desk-translation", "callouts/ferry/responses/NF7Z/translation/en"],
  ["desk-coding", "callouts/lamps/coding?queue=uncoded"],
  ["desk-codebook", "callouts/ferry/codebook"],
  ["desk-agreement", "callouts/ferry/agreement"],
  ["desk-duplicates", "callouts/ferry/duplicates"],
  ["desk-themes", "callouts/ferry/themes"],
  ["desk-themes-proposed", "callouts/lamps/themes/proposed"],
  ["desk-statements", "callouts/ferry/statements"],
  ["desk-statement", "callouts/ferry/statements/orlo-2026-09-01"],
  ["desk-sources", "callouts/ferry/sources"],
  ["desk-speakers", "callouts/ferry/speakers"],
  ["desk-points", "callouts/ferry/points"],
  ["desk-stories", "callouts/ferry/stories"],
  ["desk-story", "callouts/ferry/stories/ferry.en.md"],
  ["desk-story-versions", "callouts/ferry/stories/ferry.en.md/versions"],
  ["desk-story-publish", "callouts/ferry/stories/ferry.en.md/publish"],
  ["desk-story-corrections", "callouts/ferry/stories/ferry.en.md/corrections"],
  ["desk-history", "history"],
  ["desk-audit", "audit"],
  ["desk-settings-people", "settings/people"],
  ["desk-settings-keys", "settings/keys"],
  ["desk-settings-engines", "settings/engines"],
  ["desk-settings-house", "settings/house"],
  ["desk-me", "me"],
  ["desk-sign-in", "sign-in"],
];
mkdirSync(out, { recursive: true });
const browser = await launch();

async function shoot(name, address, width, height, colorScheme, { signed, act } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  if (signed) await enter(context, room.newsroom);
  const page = await context.newPage();
  let answer = await page.goto(address, { waitUntil: "load" });
  for (let i = 0; answer.headers().refresh && i < 40; i++) {
    await page.waitForTimeout(500);
    answer = await page.goto(address, { waitUntil: "load" });
  }
  await worked(page);
  await page.waitForTimeout(300);
  if (act) await act(page);
  await page.screenshot({ path: join(out, `${name}.png`) });
  await context.close();
}

for (const [name, path, width, height, scheme, place = "newsroom"] of shots) await shoot(name, room[place] + path, width, height, scheme);
for (const [name, path, act] of desk) {
  const signed = name !== "desk-sign-in", lang = (l) => room.newsroom + path + (path.includes("?") ? "&" : "?") + "lang=" + l;
  await shoot(name, lang("en"), 1280, name === "overview" ? 1240 : 900, "light", { signed, act });
  await shoot(name + "-fa-phone", lang("fa"), 390, name === "overview" ? 1240 : 844, "dark", { signed, act });
}
await browser.close();
await room.stop();
rmSync(dir, { recursive: true, force: true });
