// Screenshots of the running demo for the documents: node screens.mjs FOLDER
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const out = process.argv[2];
const shots = [
  ["overview", "callouts/ferry?lang=en", 1280, 1240, "light"],
  ["overview-fa-phone", "callouts/ferry?lang=fa", 390, 1240, "dark"],
  ["story", "published/ferry/en/", 1280, 1240, "light"],
  ["story-fa-phone", "published/ferry/fa/", 390, 1240, "light"],
  ["door", "q/kiosk?lang=en", 1280, 1240, "light", "door"],
  ["door-fa-phone", "q/kiosk?lang=fa", 390, 1240, "light", "door"],
];
mkdirSync(out, { recursive: true });
const dir = mkdtempSync(join(tmpdir(), "voxpop-screens-"));
const demo = spawn(process.env.VOXPOP_BIN, ["demo", "--dir", join(dir, "data"), "--addr", "127.0.0.1:0", "--front-addr", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
const bases = await new Promise((resolve, reject) => {
  let said = "";
  demo.stdout.on("data", (b) => {
    const m = (said += b).match(/newsroom\s+(http:\/\/[^/]+\/)/);
    const door = said.match(/\n   door\s+(http:\/\/[^/]+\/)/);
    if (m && door) resolve({ newsroom: m[1], door: door[1] });
  });
  demo.on("exit", () => reject(new Error(said)));
});
const browser = await chromium.launch({ executablePath: process.env.VOXPOP_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [name, path, width, height, colorScheme, place = "newsroom"] of shots) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(bases[place] + path);
  await page.screenshot({ path: join(out, `${name}.png`) });
  await page.close();
}
await browser.close();
demo.kill("SIGINT");
await new Promise((resolve) => demo.on("exit", resolve));
rmSync(dir, { recursive: true, force: true });
