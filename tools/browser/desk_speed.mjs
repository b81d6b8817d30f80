// What the eye sees of a desk that runs: node desk_speed.mjs ADDRESS CALLOUT PASSPHRASE STORY
// Prints the rows of TestDeskSpeed that only a browser can tell, as JSON: the
// milliseconds of each time, and the aim.
import { createServer } from "node:http";
import { enter, launch, signIn } from "./room.mjs";

const [base, slug, passphrase, story] = process.argv.slice(2);
const times = Number(process.env.VOXPOP_DESK_TIMES ?? 40);
const at = (path) => base + "callouts/" + slug + path;

const rows = [];
const note = (what, ms, aim) => rows.push({ what: "browser: " + what, ms, aim });

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
await enter(context, base, "editor", passphrase);
const page = await context.newPage();

// painted waits, on the page, for the frame after the next: by then the browser
// has painted what was changed before.
await context.addInitScript(() => {
  window.__painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))));
});

// Coding: from the key to the frame that shows what it did.
while ((await page.goto(at("/coding"), { waitUntil: "load" })).headers().refresh) await page.waitForTimeout(500); // it is being read
await page.evaluate(() => {
  window.__ms = { mark: [], next: [] };
  addEventListener("keydown", async (e) => {
    const began = e.timeStamp;
    window.__ms[e.code === "Enter" ? "next" : "mark"].push((await window.__painted()) - began);
  }, true);
});
for (let i = 0; i < 2 * times; i++) {
  await page.keyboard.press("Digit" + (1 + (i % 3)));
  await page.waitForTimeout(40);
  if (i % 2 === 1) {
    await page.keyboard.press("Enter");
    await page.waitForTimeout(150);
  }
}
const keys = await page.evaluate(() => window.__ms);
note("coding, a mark: from key to paint", keys.mark, 100);
note("coding, the next answer: from key to paint", keys.next, 100);

// Open a response in the inbox, as one goes through a list: from the click on
// its line to the frame that shows it beside the list.
await page.goto(at("/inbox"), { waitUntil: "load" });
await page.evaluate(() => {
  window.__ms = { open: [] };
  addEventListener("click", (e) => (window.__click = e.timeStamp), true);
  addEventListener("htmx:afterSettle", async (e) => {
    const began = window.__click;
    if (e.detail.target?.id !== "reader" || began === undefined) return;
    window.__click = undefined;
    window.__ms.open.push((await window.__painted()) - began);
  });
});
const lines = await page.locator(".inbox-line a").count();
for (let i = 0; i < Math.min(times, lines); i++) {
  await page.locator(".inbox-line a").nth(i).click();
  await page.waitForFunction((n) => window.__ms.open.length > n, i, { timeout: 10_000, polling: 20 });
}
note("open a response in the inbox: from click to paint", (await page.evaluate(() => window.__ms.open)).slice(1), 150);

// The page of a response by itself, in a document of its own, to its first
// paint; and a page that says one word, which shows what of that is the browser.
const painting = (p) => p.evaluate(() => new Promise((resolve) => {
  const seen = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  const look = () => (seen() === undefined ? setTimeout(look, 5) : resolve(seen()));
  look();
}));
const plain = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end("<!doctype html><title>one word</title><p>word"));
await new Promise((listening) => plain.listen(0, "127.0.0.1", listening));
const bare = [];
for (let i = 0; i < times; i++) {
  await page.goto(`http://127.0.0.1:${plain.address().port}/`, { waitUntil: "load" });
  bare.push(await painting(page));
}
plain.close();
note("a page of one word: to its first paint", bare.slice(1), 0);
const cookie = await signIn(base, "editor", passphrase);
const inbox = await (await fetch(at("/inbox"), { headers: { cookie } })).text();
const ids = [...new Set([...inbox.matchAll(/\/responses\/([^"/?#]+)/g)].map((m) => decodeURIComponent(m[1])))];
const opened = [];
for (let i = 0; i < Math.min(times, ids.length); i++) {
  await page.goto(at("/responses/" + encodeURIComponent(ids[i])), { waitUntil: "load" });
  opened.push(await painting(page));
}
note("the page of a response: to its first paint", opened.slice(1), 150);

// Search: from the key to the list that holds what was found. The pause in
// which a script waits whether more is typed counts too.
await page.goto(at("/inbox"), { waitUntil: "load" });
const asked = [], typed = [];
await page.evaluate(() => {
  addEventListener("keydown", (e) => (window.__key = e.timeStamp), true);
  addEventListener("htmx:beforeRequest", () => (window.__asked = performance.now()));
  addEventListener("htmx:afterSettle", async () => {
    const painted = await window.__painted();
    window.__found = [painted - window.__asked, painted - window.__key];
  });
});
await page.focus("#q");
for (const letter of "harbour clock because they wound it by hand".slice(0, Math.max(12, times))) {
  await page.evaluate(() => (window.__found = undefined));
  await page.keyboard.type(letter);
  await page.waitForFunction(() => window.__found !== undefined, null, { timeout: 10_000, polling: 20 });
  const [a, b] = await page.evaluate(() => window.__found);
  asked.push(a);
  typed.push(b);
}
note("search: from asking to the list on the screen", asked.slice(1), 100);
note("search: from key to the list, with the pause of typing", typed.slice(1), 250);

// The story: what is typed, and the compiler's findings after a pause.
await page.goto(at("/stories/" + story), { waitUntil: "load" });
const checked = [];
page.on("requestfinished", async (r) => {
  if (!r.url().endsWith("/check")) return;
  const t = r.timing();
  checked.push(t.responseEnd - Math.max(t.requestStart, 0));
});
await page.locator("textarea[name=body]").click();
for (let i = 0; i < 12; i++) {
  await page.keyboard.type("so ");
  await page.waitForTimeout(500);
}
if (checked.length > 1) note("story of 100 links: from asking to the findings", checked.slice(1), 100);
await browser.close();

console.log(JSON.stringify(rows));
