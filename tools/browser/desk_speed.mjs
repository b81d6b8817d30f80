// How fast the desk is: node desk_speed.mjs ADDRESS CALLOUT PASSPHRASE
// Prints, for a desk that runs, the time of the server for every list and
// action, and in the browser the time from a key to what the eye sees. It
// judges nothing: the figures are for people, and for docs/DESK.md.
import { enter, launch, signIn } from "./room.mjs";

const [base, slug, passphrase] = process.argv.slice(2);
const times = Number(process.env.VOXPOP_DESK_TIMES ?? 40);
const at = (path) => base + "callouts/" + slug + path;
const cookie = await signIn(base, "editor", passphrase);

const rows = [];
function note(what, ms, aim) {
  const sorted = ms.toSorted((a, b) => a - b);
  const part = (p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
  rows.push({ what, n: ms.length, "p50 ms": part(0.5).toFixed(1), "p95 ms": part(0.95).toFixed(1), "max ms": sorted.at(-1).toFixed(1), aim });
}

// ask measures until the first byte of the answer.
async function ask(path, fields, headers = {}) {
  const began = performance.now();
  const answer = await fetch(path, { method: fields ? "POST" : "GET", redirect: "manual", body: fields && new URLSearchParams(fields), headers: { cookie, "Sec-Fetch-Site": "same-origin", ...headers } });
  const took = performance.now() - began;
  const text = await answer.text();
  if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
  return { took, text, answer };
}

async function measure(what, path, fields, headers, n = times) {
  const ms = [];
  let last;
  for (let i = 0; i < n; i++) {
    last = await ask(typeof path === "function" ? path(i) : path, typeof fields === "function" ? fields(i) : fields, headers);
    if (i > 0) ms.push(last.took); // the first one warms what is kept in memory
  }
  note(what, ms, 100);
  return last;
}

// wait asks until a page that is worked out in the background is there.
async function settled(path, working) {
  for (let i = 0; i < 600; i++) {
    const { text } = await ask(path);
    if (!working.test(text)) return;
    await new Promise((r) => setTimeout(r, 500));
  }
}

const htmx = { "HX-Request": "true" };
await measure("call-outs", base);
await measure("overview", at(""));
const inbox = await measure("inbox", at("/inbox"));
const words = ["a", "the", "clock", "har", "harbour", "ساعت", "بند", "because", "they", "no"];
await measure("inbox, search as one types", at("/inbox"), (i) => ({ q: words[i % words.length] }), htmx);
await measure("inbox, one language, unread", at("/inbox?lang=fa&unread=1"));
const ids = [...new Set([...inbox.text.matchAll(/\/responses\/([^"/?#]+)/g)].map((m) => decodeURIComponent(m[1])))];
await measure("a response", (i) => at("/responses/" + encodeURIComponent(ids[i % ids.length])));
await measure("star a response", at("/inbox/act"), (i) => ({ do: "star", id: ids[i % ids.length] }), htmx);
await measure("set one aside", at("/inbox/act"), (i) => ({ do: "spam", id: ids[i % ids.length] }), htmx, Math.min(times, ids.length));
for (const [what, path] of [["transcripts and translations", "/texts"], ["coding", "/coding"], ["codebook", "/codebook"], ["agreement", "/agreement"], ["repeats", "/duplicates"], ["themes and shares", "/themes"], ["statements", "/statements"], ["stories", "/stories"]]) {
  await settled(at(path), /data-working/);
  await measure(what, at(path));
}
await measure("audit log", base + "audit");
await measure("people", base + "settings");

// In the browser.
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
await enter(context, base, "editor", passphrase);
const page = await context.newPage();

const watchKeys = () =>
  page.evaluate(() => {
    window.__ms = [];
    addEventListener("keydown", (e) => {
      const began = e.timeStamp;
      // Two frames later the browser has painted what the key changed.
      requestAnimationFrame(() => requestAnimationFrame(() => window.__ms.push(performance.now() - began)));
    }, true);
  });

await page.goto(at("/coding"));
await page.waitForLoadState("load");
await watchKeys();
for (let i = 0; i < times; i++) {
  await page.keyboard.press("Digit" + (1 + (i % 3)));
  await page.waitForTimeout(60);
  if (i % 3 === 2) {
    await page.keyboard.press("Enter");
    await page.waitForTimeout(120);
  }
}
note("coding: from key to paint", await page.evaluate(() => window.__ms), 100);

const opened = [];
for (let i = 0; i < Math.min(times, ids.length); i++) {
  await page.goto(at("/responses/" + encodeURIComponent(ids[i])), { waitUntil: "load" });
  opened.push(await page.evaluate(() => new Promise((resolve) => {
    const seen = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    const look = () => (seen() === undefined ? setTimeout(look, 5) : resolve(seen()));
    look();
  })));
}
note("open a response: to its first paint", opened.slice(1), 150);

await page.goto(at("/inbox"), { waitUntil: "load" });
const found = [];
await page.evaluate(() => {
  addEventListener("htmx:afterSettle", () => (window.__settled = performance.now()));
  addEventListener("htmx:beforeRequest", () => (window.__asked = performance.now()));
});
await page.focus("#q");
for (const letter of "harbour clock ") {
  await page.evaluate(() => (window.__settled = undefined));
  await page.keyboard.type(letter);
  await page.waitForFunction(() => window.__settled !== undefined, null, { timeout: 5000 });
  found.push(await page.evaluate(() => window.__settled - window.__asked));
}
note("search as one types: from asking to the list", found, 100);
await browser.close();

console.table(rows);
