// The public door as respondents meet it, in a real browser: every flow without
// script in every language, then with the script; and what then stands in the
// record.
//
// VOXPOP_BIN      the program to test
// VOXPOP_CHROMIUM the browser; /usr/bin/chromium without it
// VOXPOP_SCREENS  a folder for screenshots; none are written without it
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const cast = new URL("../../internal/cast/", import.meta.url).pathname;
const screens = process.env.VOXPOP_SCREENS;
const langs = { en: "ltr", fa: "rtl", ar: "rtl" };
const slug = "kiosk";

let dir, server, browser, checked, base, wire;

const voxpop = (...args) => execFileSync(process.env.VOXPOP_BIN, [...args, "--dir", join(dir, "room")], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

before(async () => {
  assert.ok(process.env.VOXPOP_BIN, "VOXPOP_BIN names the program to test");
  dir = mkdtempSync(join(tmpdir(), "voxpop-door-"));
  cpSync(join(cast, "record-kiosk"), join(dir, "record"), { recursive: true });
  voxpop("init");
  voxpop("keys", "init", "--evaluation");
  voxpop("import", join(dir, "record"));
  server = spawn(process.env.VOXPOP_BIN, ["serve", "--dir", join(dir, "room"), "--addr", "127.0.0.1:0", "--front-addr", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  const at = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (b) => {
      const m = (said += b).match(/public door\s+(http:\/\/\S+)/);
      if (m) resolve(m[1]);
    });
    server.on("exit", (code) => reject(new Error(`serve ended with ${code}:\n${said}`)));
  });
  wire = await startWire(new URL(at).port);
  base = `http://127.0.0.1:${wire.port}/`;
  browser = await chromium.launch({
    executablePath: process.env.VOXPOP_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
  });
  checked = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
});

after(async () => {
  await browser?.close();
  wire?.close();
  if (server) {
    const stopped = new Promise((resolve) => server.on("exit", resolve));
    server.kill("SIGINT");
    assert.equal(await stopped, 0, "Ctrl-C stops the program cleanly");
  }
  rmSync(dir, { recursive: true, force: true });
});

/** A line between browser and door that is cut each time that so many bytes have gone up it. */
async function startWire(port) {
  const line = { cutAt: [], cuts: 0, sent: 0 };
  const open = new Set();
  const relay = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    open.add(near);
    near.on("close", () => open.delete(near));
    const end = () => (near.destroy(), far.destroy());
    near.on("error", end);
    far.on("error", end);
    near.on("data", (b) => {
      line.sent += b.length;
      if (line.sent > line.cutAt[0]) {
        line.cutAt.shift();
        line.cuts++;
        line.onCut?.();
        return end();
      }
      if (!far.write(b)) {
        near.pause();
        far.once("drain", () => near.resume());
      }
    });
    near.on("end", () => far.end());
    far.pipe(near);
  });
  await new Promise((resolve) => relay.listen(0, "127.0.0.1", resolve));
  line.port = relay.address().port;
  line.close = () => {
    open.forEach((s) => s.destroy());
    relay.close();
  };
  return line;
}

/** A page; what the browser complains of fails the test, and so does anything that the page stored. */
async function open(t, path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce", permissions: ["microphone", "camera"], ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (m) => {
    if (m.type() === "error" && !/Failed to load resource|net::ERR/.test(m.text())) complaints.push(m.text());
  });
  page.on("pageerror", (e) => complaints.push(String(e)));
  page.on("request", (r) => {
    if (!r.url().startsWith(base) && !/^(blob|data):/.test(r.url())) complaints.push(`${r.url()} is somewhere else`);
  });
  page.on("framenavigated", (f) => {
    if (/receipt|\d{4}.\d{4}/.test(f.url())) complaints.push("a receipt in an address");
  });
  t.after(async () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(await context.cookies(), []);
    assert.deepEqual((await context.storageState()).origins, []);
    await context.close();
  });
  await page.goto(base + path);
  return page;
}

/** The same page where the checker may run: it is a script itself. The page's own does not. */
async function copy(page) {
  const html = await page.content();
  const seen = await checked.newPage();
  await seen.route("**/script/**", (route) => route.abort());
  await seen.route(page.url(), (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
  await seen.goto(page.url());
  return seen;
}

/** No violation of the accessibility rules, and nothing wider than a phone. */
async function good(page, name, scripted = true) {
  if (screens) {
    mkdirSync(screens, { recursive: true });
    await page.screenshot({ path: join(screens, `door-${name}.png`), fullPage: true });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px wider than the screen`);
  const seen = scripted ? page : await copy(page);
  await seen.evaluate(axe);
  const { violations } = await seen.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  if (!scripted) await seen.close();
  assert.deepEqual(violations.map((v) => `${name}: ${v.id}: ${v.nodes[0].target}: ${v.nodes[0].failureSummary.replace(/\s+/g, " ")}`), []);
}

async function speaks(page, lang) {
  assert.equal(await page.getAttribute("html", "lang"), lang);
  assert.equal(await page.getAttribute("html", "dir"), langs[lang]);
}

/** A form is not taken within three seconds: a person reads first. */
async function read(page) {
  await page.waitForTimeout(3200);
}

const send = (page) => page.click("#answer button[type=submit]");

/** The responses of the record, once one of them satisfies is. */
async function recorded(is) {
  const end = Date.now() + 60000;
  for (;;) {
    voxpop("export", slug, join(dir, "out"));
    const all = readFileSync(join(dir, "out/responses.jsonl"), "utf8").split("\n").filter(Boolean).map((l) => JSON.parse(l));
    const found = all.find(is);
    if (found) return found;
    assert.ok(Date.now() < end, "the record has the response within a minute");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Waits until something is so; what is waited for is on its way through the program. */
async function until(is, what) {
  for (const end = Date.now() + 60000; ; ) {
    if (await is()) return;
    assert.ok(Date.now() < end, what + " within a minute");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const words = async (page) => (await page.locator("ol.receipt:visible li").allInnerTexts()).map((w) => w.trim());
const digits = async (page) => (await page.locator(".digits:visible").innerText()).trim();

for (const lang of Object.keys(langs)) {
  const open0 = (t, path) => open(t, path + `?lang=${lang}`, { javaScriptEnabled: false });
  const marked = (what) => `${what} ${lang} ${randomBytes(4).toString("hex")}`;

  test(`without script, ${lang}: the pages`, { timeout: 240000 }, async (t) => {
    const page = await open0(t, "");
    await speaks(page, lang);
    await good(page, `question-${lang}`, false);
    assert.match(page.url(), new RegExp(`/q/${slug}`), "with one question open the door leads to it");
    assert.equal(await page.locator("#recorder").isVisible(), false);
    for (const path of ["about", "return"]) {
      await page.goto(base + path + `?lang=${lang}`);
      await speaks(page, lang);
      await good(page, `${path}-${lang}`, false);
    }
    await page.goto(base + `q/nothing?lang=${lang}`);
    await good(page, `nothing-${lang}`, false);
  });

  test(`without script, ${lang}: a text, and the same form again`, { timeout: 240000 }, async (t) => {
    const page = await open0(t, `q/${slug}`);
    const text = marked("plain");
    await page.fill("#text", text);
    await page.check("#quote");
    await page.fill("[name=place]", "Port Selane");
    await read(page);
    await send(page);
    await page.locator("h1").waitFor();
    await speaks(page, lang);
    await good(page, `thanks-${lang}`, false);
    assert.equal(await page.locator("ol.receipt").count(), 0, "no receipt where none was wanted");
    const got = await recorded((r) => r.text === text);
    assert.deepEqual([got.channel, got.medium, got.consent.quote, got.consent.face, got.person.place], ["web", "text", true, false, "Port Selane"]);
    // Loaded again, the browser sends the form once more: thanks again, and the last test sees that nothing is double.
    const said = await page.locator("h1").innerText();
    await page.reload();
    assert.equal(await page.locator("h1").innerText(), said);
    assert.equal(await page.locator("#answer").count(), 0);
  });

  test(`without script, ${lang}: what is wrong is said, and what was typed stays`, { timeout: 240000 }, async (t) => {
    const page = await open0(t, `q/${slug}`);
    await read(page);
    await send(page);
    await page.locator("#problem").waitFor();
    await good(page, `empty-${lang}`, false);
    const text = marked("aged");
    await page.fill("#text", text);
    await page.fill("[name=age]", "many");
    await read(page);
    await send(page);
    await page.locator("#problem").waitFor();
    await speaks(page, lang);
    await good(page, `wrong-${lang}`, false);
    assert.equal(await page.inputValue("#text"), text);
    await page.fill("[name=age]", lang === "en" ? "34" : lang === "fa" ? "۳۴" : "٣٤");
    await read(page);
    await send(page);
    await page.locator("#problem").waitFor({ state: "detached" });
    assert.equal((await recorded((r) => r.text === text)).person.age, 34);
  });

  test(`without script, ${lang}: a recording from the phone, and a photo`, { timeout: 240000 }, async (t) => {
    const page = await open0(t, `q/${slug}`);
    const text = marked("with a recording");
    await page.fill("#text", text);
    await page.setInputFiles("#file", join(cast, "kiosk/umbrellas.ogg"));
    await page.check("#voice");
    await read(page);
    await send(page);
    await page.locator("#answer").waitFor({ state: "detached" });
    const got = await recorded((r) => r.text === text);
    const voice = await recorded((r) => r.respondent && r.respondent === got.respondent && r.medium === "voice");
    assert.equal(voice.consent.voice, true);

    await page.goto(base + `q/${slug}?lang=${lang}`);
    writeFileSync(join(dir, "holiday.exe"), "MZ" + "x".repeat(1000));
    await page.setInputFiles("#file", join(dir, "holiday.exe"));
    await page.fill("#text", text + " and a program");
    await read(page);
    await send(page);
    await page.locator("#problem").waitFor();
    await good(page, `kind-${lang}`, false);
    assert.equal(await page.inputValue("#text"), text + " and a program");
  });

  test(`without script, ${lang}: a receipt, the way back, adding and taking back`, { timeout: 240000 }, async (t) => {
    const page = await open0(t, `q/${slug}`);
    const text = marked("to be taken back");
    await page.fill("#text", text);
    await page.check("#receipt");
    await read(page);
    await send(page);
    await page.locator("ol.receipt").waitFor();
    await good(page, `receipt-${lang}`, false);
    const [w, d] = [await words(page), await digits(page)];
    assert.equal(w.length, 8);
    assert.match(d.replaceAll(" ", ""), /^\d{32}$/);
    const first = await recorded((r) => r.text === text);

    const back = async (typed) => {
      await page.goto(base + `return?lang=${lang}`);
      await page.fill("#receipt", typed);
      await page.click("main form button");
    };
    await back(w.slice(0, 7).concat("xyzzy").join(" "));
    await page.locator("#problem").waitFor();
    await good(page, `return-wrong-${lang}`, false);
    await back(d);
    await page.locator("main form[action*=add]").waitFor();
    const reply = marked("the newsroom asks");
    voxpop("reply", slug, first.id, "--text", reply, "--lang", lang);
    await until(async () => {
      await back(w.join("-").toUpperCase());
      await page.locator("main form[action*=add]").waitFor();
      return (await page.locator(".reply").count()) > 0;
    }, "the reply is at the door");
    assert.match(await page.locator(".reply").innerText(), new RegExp(reply));
    await speaks(page, lang);
    await good(page, `mailbox-${lang}`, false);

    await page.click("main form[action*=add] button");
    await page.locator("#answer").waitFor();
    const more = marked("added");
    await page.fill("#text", more);
    await good(page, `add-${lang}`, false);
    await read(page);
    await send(page);
    await page.locator("#answer").waitFor({ state: "detached" });
    await good(page, `added-${lang}`, false);
    const second = await recorded((r) => r.text === more);
    assert.equal(second.respondent, first.respondent, "both are one person's");

    await back(d);
    await page.click("main form[action*=withdraw] button");
    await good(page, `take-${lang}`, false);
    await page.click("main form[action*=withdraw] button");
    await page.locator("form[action*=withdraw]").waitFor({ state: "detached" });
    await good(page, `taken-${lang}`, false);
    await recorded((r) => r.id === first.id && r.withdrawn_at && !r.text);
    await recorded((r) => r.id === second.id && r.withdrawn_at && !r.text);
  });

  test(`with script, ${lang}: a text with a receipt, and the way back with it`, { timeout: 240000 }, async (t) => {
    const page = await open(t, `q/${slug}?lang=${lang}`);
    await page.waitForFunction(() => document.documentElement.classList.contains("scripted"));
    await good(page, `script-${lang}`);
    const plain = [];
    page.on("request", (r) => {
      if (r.method() === "POST" && !r.url().endsWith("/sealed")) plain.push(r.url());
    });
    const text = marked("sealed in the page");
    await page.fill("#text", text);
    await page.check("#receipt");
    await send(page);
    await page.locator("#script-thanks h1").waitFor({ timeout: 60000 });
    await speaks(page, lang);
    await good(page, `script-thanks-${lang}`);
    assert.deepEqual(plain, []);
    const [w, d] = [await words(page), await digits(page)];
    assert.equal(w.length, 8);
    const got = await recorded((r) => r.text === text);
    assert.deepEqual([got.channel, got.medium, got.withdrawn_at], ["web", "text", undefined]);

    // The way back with script: the receipt stays in the page.
    const reply = marked("the newsroom asks");
    voxpop("reply", slug, got.id, "--text", reply, "--lang", lang);
    const came = await open(t, `return?lang=${lang}`);
    await came.waitForFunction(() => document.documentElement.classList.contains("scripted"));
    const asked = [];
    came.on("request", (r) => asked.push(`${r.method()} ${new URL(r.url()).pathname} ${(r.postData() ?? "").replace(/[0-9a-f]{64}/, "…")}`));
    await came.fill("#receipt", w.slice(0, 7).concat("xyzzy").join(" "));
    await came.click("#return button");
    await came.locator("[data-return-say]").waitFor();
    await came.waitForFunction(() => /[8۸٨]/.test(document.querySelector("[data-return-say]").textContent));
    await good(came, `script-return-wrong-${lang}`);
    await came.fill("#receipt", w.join(" "));
    await until(async () => {
      await came.click("#return button");
      await came.locator("#box h2").waitFor();
      return (await came.locator("[data-replies] [data-text]").count()) > 0;
    }, "the reply is at the door");
    assert.equal(await came.locator("[data-text]").innerText(), reply);
    await good(came, `script-return-${lang}`);
    assert.deepEqual([...new Set(asked)].filter((a) => !a.startsWith("GET /words/")), ["POST /return/box box=…"], "nothing else is asked for, and never with the receipt");
    await came.click("[data-further]");
    await came.locator("main form[action*=withdraw]").waitFor();

    const off = await open(t, `return?lang=${lang}`, { javaScriptEnabled: false });
    await off.fill("#receipt", w.join(" "));
    await off.click("main form button");
    await off.locator("main form[action*=withdraw] button").click();
    await off.locator("main form[action*=withdraw] button").click();
    await off.locator("form[action*=withdraw]").waitFor({ state: "detached" });
    await recorded((r) => r.id === got.id && r.withdrawn_at && !r.text);
    assert.match(d, /^(\d{4} ){7}\d{4}$/);
  });

  test(`with script, ${lang}: sealing fails, and the person decides`, { timeout: 240000 }, async (t) => {
    const page = await open(t, `q/${slug}?lang=${lang}`);
    await page.waitForFunction(() => document.documentElement.classList.contains("scripted"));
    await page.evaluate(() => (crypto.getRandomValues = () => { throw new Error("broken"); }));
    const posts = [];
    page.on("request", (r) => r.method() === "POST" && posts.push(r.url()));
    const text = marked("sent plainly after all");
    await page.fill("#text", text);
    await send(page);
    await page.locator("#script-error").waitFor({ timeout: 60000 });
    await page.evaluate(() => delete crypto.getRandomValues);
    await good(page, `script-error-${lang}`);
    assert.deepEqual(posts, []);
    await read(page);
    await page.click("[data-plainly]");
    await page.locator("#answer").waitFor({ state: "detached" });
    await recorded((r) => r.text === text);
  });
}

for (const medium of ["voice", "video"]) {
  test(`with script: ${medium} is recorded, sealed, cut off, taken up again and in the record`, { timeout: 240000 }, async (t) => {
    const page = await open(t, `q/${slug}?lang=fa`);
    const text = `${medium} ${randomBytes(4).toString("hex")}`;
    await page.fill("#text", text);
    await page.click(`[data-record=${medium}]`);
    await page.locator("#recorder-live").waitFor();
    await good(page, `recording-${medium}`);
    await page.waitForFunction(() => /[۲-۹] /.test(document.querySelector("[data-time]").textContent));
    await page.click("[data-stop]");
    await page.locator("#recorder-done").waitFor();
    await good(page, `recorded-${medium}`);
    await page.check("#voice");
    await page.check("#face");
    wire.sent = 0;
    wire.cutAt = [40 << 10];
    const cuts = wire.cuts;
    await send(page);
    await page.locator("#script-thanks h1").waitFor({ timeout: 90000 });
    assert.equal(wire.cuts, cuts + 1, "the line was cut");
    const got = await recorded((r) => r.text === text);
    const media = await recorded((r) => r.respondent && r.respondent === got.respondent && r.medium === medium);
    assert.ok(media.media);
  });
}

test("with script: a large photo survives three cuts and being offline", { timeout: 240000 }, async (t) => {
  const page = await open(t, `q/${slug}?lang=en`);
  const text = `large ${randomBytes(4).toString("hex")}`;
  const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(12 << 20)]);
  writeFileSync(join(dir, "IMG_0001.jpg"), photo);
  await page.fill("#text", text);
  await page.setInputFiles("#file", join(dir, "IMG_0001.jpg"));
  wire.sent = 0;
  wire.cutAt = [2, 4, 7].map((n) => n << 20);
  const cuts = wire.cuts;
  let online;
  wire.onCut = () => {
    if (wire.cutAt.length || online) return;
    online = page.context().setOffline(true).then(() => new Promise((resolve) => setTimeout(resolve, 1500))).then(() => page.context().setOffline(false));
  };
  t.after(() => (wire.onCut = undefined));
  await send(page);
  await page.locator("#progress").waitFor();
  await good(page, "progress");
  await page.locator("#script-thanks h1").waitFor({ timeout: 120000 });
  assert.equal(wire.cuts - cuts, 3);
  assert.ok(online);
  await online;
  const got = await recorded((r) => r.text === text);
  const media = await recorded((r) => r.respondent && r.respondent === got.respondent && r.medium === "photo");
  assert.ok(readFileSync(join(dir, "out", media.media)).equals(photo), "every byte of it arrived");
});

test("nothing that was sent is in the record twice", { timeout: 240000 }, async () => {
  await new Promise((resolve) => setTimeout(resolve, 3000)); // what is still on its way
  voxpop("export", slug, join(dir, "out"));
  const texts = readFileSync(join(dir, "out/responses.jsonl"), "utf8").split("\n").filter(Boolean).map((l) => JSON.parse(l)).filter((r) => r.medium === "text" && r.text).map((r) => r.text);
  assert.ok(texts.length > 0);
  assert.deepEqual(texts.filter((x, i) => texts.indexOf(x) !== i), []);
});
