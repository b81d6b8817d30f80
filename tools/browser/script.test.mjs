// The form's script alone, in a real browser, at a door that misbehaves when it is
// told to: sealed in the page, recorded, cut off and taken up again. What the
// real door does with it is in door.test.mjs.
//
// VOXPOP_CHROMIUM the browser; /usr/bin/chromium without it
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { chromium } from "playwright-core";
import { receipt, sealing, startFixture } from "./door_fixture.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let browser, door, dir;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.VOXPOP_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--autoplay-policy=user-gesture-required"],
  });
  door = await startFixture();
  dir = mkdtempSync(join(tmpdir(), "voxpop-door-"));
});

after(async () => {
  await browser?.close();
  await door?.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A page with the form; what the browser complains of fails the test. */
async function open(t, { at = door, options = {}, before: script, expect = [] } = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce", permissions: ["microphone", "camera"], ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (m) => {
    if (m.type() === "error" && !/Failed to load resource|net::ERR/.test(m.text())) complaints.push(m.text());
  });
  page.on("pageerror", (e) => complaints.push(String(e)));
  if (script) await page.addInitScript(script);
  await page.goto(at.base + "q/ferry");
  await page.waitForFunction(() => document.documentElement.classList.contains("scripted"));
  t.after(async () => {
    assert.deepEqual(complaints, expect);
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]).catch(() => [0, 0, ""]);
    assert.deepEqual(kept, [0, 0, ""], "the page stores nothing");
    await context.close();
  });
  return page;
}

async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].target}`), []);
}

/** The head of what the door got, opened with its key. */
async function opened(at, ticket) {
  const item = at.items.get(ticket);
  assert.ok(item, "the door has the item");
  const plain = Buffer.from(await sealing.open(item.body, at.seed));
  assert.equal(plain.subarray(0, 8).toString(), "voxpop1\n");
  const length = plain.readUInt32BE(8);
  const head = JSON.parse(plain.subarray(12, 12 + length).toString());
  const frames = [];
  for (let at = 12 + length; ; ) {
    const n = plain.readUInt32BE(at);
    if (!n) break;
    frames.push(plain.subarray(at + 4, at + 4 + n));
    at += 4 + n;
  }
  return { head, file: Buffer.concat(frames), size: item.body.length };
}

/** Chooses a file that begins as a photo does. */
async function choose(page, name, size) {
  const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(size)]);
  writeFileSync(join(dir, name), photo);
  await page.setInputFiles("#file", join(dir, name));
  return photo;
}

const ticketOf = (page) => page.locator("[name=ticket]").inputValue();
const thanks = (page) => page.locator("#script-thanks h2").waitFor({ state: "visible", timeout: 60000 });

test("a text is sealed in the page", async (t) => {
  const page = await open(t);
  const ticket = await ticketOf(page);
  await accessible(page);
  await page.fill("#text", "نان گران است & <b>");
  await page.fill("[name=age]", "۳۴");
  await page.fill("[name=place]", "Shiraz");
  await page.check("[name=quote]");
  await page.click("form button:not([type])");
  await thanks(page);
  const { head, size } = await opened(door, ticket);
  assert.deepEqual(head, { v: 1, kind: "answer", callout: "ferry", form: "en", text: "نان گران است & <b>", consent: { quote: true, voice: false, face: false, name: "none" }, person: { age: 34, place: "Shiraz" } });
  assert.equal(size - (await longer(1)), 24 << 10, "every text has one size");
  assert.equal(door.plain.length, 0);
  assert.equal(await page.locator("#script-receipt").isVisible(), false);
  assert.equal(await page.locator("#text").inputValue(), "", "nothing of the answer stays in the page");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2");
  await accessible(page);
});

/** What age adds to the envelope of a text, told from another one. */
async function longer() {
  const sealed = await sealing.seal("{}", null, [await sealing.recipientFromSeed(randomBytes(32)), await sealing.recipientFromSeed(randomBytes(32))]);
  return sealed.size - (24 << 10);
}

test("a receipt is made in the page and shown after the door has answered", async (t) => {
  const page = await open(t);
  const ticket = await ticketOf(page);
  await page.fill("#text", "with a receipt");
  await page.check("[name=receipt]");
  await page.click("form button:not([type])");
  await thanks(page);
  const shown = await page.locator("[data-receipt-words] li").allInnerTexts();
  const digits = await page.locator("[data-receipt-digits]").innerText();
  assert.equal(shown.length, 8);
  const n = receipt.fromIndexes(shown.map((w) => Number(w.slice(1))));
  assert.equal(receipt.digits(n), digits);
  const { head } = await opened(door, ticket);
  assert.deepEqual(head.receipt, await receipt.address(n));
  await accessible(page);
});

test("an empty form says so and sends nothing", async (t) => {
  const page = await open(t);
  const was = door.requests.length;
  await page.click("form button:not([type])");
  await page.locator("#script-error").waitFor({ state: "visible" });
  assert.equal(await page.locator("[data-error-say]").innerText(), "Write something, or add a recording or a file.");
  assert.equal(await page.evaluate(() => document.activeElement.id), "script-error");
  await accessible(page);
  assert.deepEqual(door.requests.slice(was).filter((r) => r.startsWith("POST")), []);
});

test("when sealing fails nothing is sent until the person says so", async (t) => {
  const page = await open(t);
  // Chance breaks after the page was wired.
  await page.evaluate(() => (crypto.getRandomValues = () => { throw new Error("broken"); }));
  const was = door.requests.length;
  await page.fill("#text", "not to be sent plainly by itself");
  await page.click("form button:not([type])");
  await page.locator("#script-error").waitFor({ state: "visible" });
  await page.evaluate(() => delete crypto.getRandomValues);
  assert.match(await page.locator("[data-error-say]").innerText(), /could not be sealed/);
  await accessible(page);
  assert.deepEqual(door.requests.slice(was).filter((r) => r.startsWith("POST")), []);
  assert.equal(await page.locator("#text").inputValue(), "not to be sent plainly by itself", "the text is still there");
  const plainly = page.waitForURL(door.base + "q/ferry");
  await page.click("[data-plainly]");
  await plainly;
  await page.locator("text=plain").waitFor();
  assert.equal(door.plain.length, 1);
  assert.match(door.plain[0].toString(), /not to be sent plainly by itself/);
  door.plain.length = 0;
});

test("recipients of another kind are not sealed to", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.route("**/recipients", (route) => route.fulfill({ contentType: "application/json", body: '["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]' }));
  await page.goto(door.base + "q/ferry");
  const was = door.requests.length;
  await page.fill("#text", "x");
  await page.click("form button:not([type])");
  await page.locator("#script-error").waitFor({ state: "visible" });
  assert.match(await page.locator("[data-error-say]").innerText(), /could not be sealed/);
  assert.deepEqual(door.requests.slice(was).filter((r) => r.startsWith("POST")), []);
});

test("a busy door is tried again, a spent form is said to be spent", async (t) => {
  const page = await open(t);
  const ticket = await ticketOf(page);
  const answers = [503, 429];
  door.answer = () => answers.shift();
  await page.fill("#text", "tried again");
  await page.click("form button:not([type])");
  await thanks(page);
  door.answer = null;
  assert.deepEqual(answers, []);
  assert.equal((await opened(door, ticket)).head.text, "tried again");

  const other = await open(t);
  await other.locator("[name=ticket]").evaluate((f, v) => (f.value = v), ticket);
  await other.fill("#text", "something else");
  await other.click("form button:not([type])");
  await other.locator("#script-error").waitFor({ state: "visible" });
  assert.equal(await other.locator("[data-error-say]").innerText(), "This form was already sent.");
  assert.equal((await opened(door, ticket)).head.text, "tried again");
});

test("the answer to a text was lost: it is sent again and stored once", async (t) => {
  const page = await open(t);
  const ticket = await ticketOf(page);
  let lost = 0;
  await page.route("**/sealed", async (route) => {
    if (lost++ === 0) {
      await route.fetch();
      return route.abort("connectionreset");
    }
    return route.continue();
  });
  await page.fill("#text", "once");
  await page.click("form button:not([type])");
  await thanks(page);
  assert.equal(lost, 2);
  assert.equal((await opened(door, ticket)).head.text, "once");
});

test("a large file goes on after the connection was cut, and after being offline", async (t) => {
  const page = await open(t);
  const ticket = await ticketOf(page);
  const photo = await choose(page, "IMG_secret_name.jpg", 9 << 20);
  door.cutAt = 2 << 20;
  // The piece that finds the page offline is held until it is, so that it does fail.
  let online;
  await page.route("**/files/*", async (route) => {
    const r = route.request();
    if (!online && r.method() === "PATCH" && Number(r.headers()["upload-offset"]) > 5 << 20) {
      const offline = page.context().setOffline(true);
      online = offline.then(() => new Promise((resolve) => setTimeout(resolve, 1500))).then(() => page.context().setOffline(false));
      await offline;
    }
    await route.continue();
  });
  await page.click("form button:not([type])");
  await page.locator("#progress").waitFor({ state: "visible" });
  await accessible(page);
  await thanks(page);
  const { head, file } = await opened(door, ticket);
  assert.equal(door.cut, 1);
  assert.ok(online);
  await online;
  assert.deepEqual(head.media, { medium: "photo", type: "image/jpeg" });
  assert.ok(file.equals(photo));
  assert.ok(!JSON.stringify(head).includes("secret"));
});

test("what was changed while it was on its way is sealed and sent anew", async (t) => {
  const page = await open(t);
  const ticket = await ticketOf(page);
  const photo = await choose(page, "a.jpg", 4 << 20);
  await page.fill("#text", "first");
  // The door takes one piece, then nothing any more, and cannot be told to forget it.
  let pieces = 0, broken = true;
  await page.route("**/files/*", (route) => {
    const method = route.request().method();
    if (broken && ((method === "PATCH" && ++pieces > 1) || method === "DELETE")) return route.fulfill({ status: 507 });
    return route.continue();
  });
  await page.click("form button:not([type])");
  await page.locator("#script-error").waitFor({ state: "visible", timeout: 60000 });
  assert.equal(await page.locator("[data-error-say]").innerText(), "The door takes no files now.");
  await page.fill("#text", "second");
  const submitted = page.waitForRequest((r) => r.method() === "DELETE");
  await page.click("form button:not([type])");
  await submitted;
  broken = false;
  await thanks(page);
  const { head, file } = await opened(door, ticket);
  assert.equal(head.text, "second");
  assert.ok(file.equals(photo));
});

test("an upload can be paused", async (t) => {
  const page = await open(t);
  const ticket = await ticketOf(page);
  const photo = await choose(page, "a.jpg", 4 << 20);
  const held = [];
  let holding = true;
  await page.route("**/files/*", (route) => (holding && route.request().method() === "PATCH" ? held.push(route) : route.continue()));
  await page.click("form button:not([type])");
  await page.locator("[data-pause]").waitFor({ state: "visible" });
  await page.click("[data-pause]");
  assert.equal(await page.locator("[data-pause]").innerText(), "Go on");
  assert.equal(await page.locator("[data-progress-say]").innerText(), "Paused. Keep this page open.");
  holding = false;
  await page.click("[data-pause]");
  await thanks(page);
  assert.ok((await opened(door, ticket)).file.equals(photo));
});

for (const medium of ["voice", "video"]) {
  test(`${medium} is recorded, listened to, recorded again, deleted and sent`, async (t) => {
    const watch = `const get = MediaDevices.prototype.getUserMedia; window.streams = [];
      MediaDevices.prototype.getUserMedia = async function (c) { const s = await get.call(this, c); streams.push(s); return s; };`;
    const page = await open(t, { before: watch });
    const ticket = await ticketOf(page);
    assert.equal(await page.evaluate(() => streams.length), 0, "the microphone is asked for only when the button is pressed");
    const state = (s) => page.waitForFunction((s) => document.querySelector("[data-recorder-say]").textContent === s, s);
    const live = () => page.evaluate(() => streams.flatMap((s) => s.getTracks()).filter((x) => x.readyState === "live").length);
    const player = medium === "voice" ? "[data-listen]" : "[data-watch]";

    await page.focus(`[data-record=${medium}]`);
    await page.keyboard.press("Enter");
    await state("Recording.");
    assert.equal(await page.evaluate(() => document.activeElement.hasAttribute("data-stop")), true);
    assert.ok((await live()) > 0);
    await accessible(page);
    await page.waitForFunction(() => document.querySelector("[data-level]").value > 0.05);
    await page.waitForFunction(() => /^0:0[1-9] of 1:00$/.test(document.querySelector("[data-time]").textContent));
    await page.keyboard.press("Enter");
    await state("Recorded. Listen to it.");
    assert.equal(await live(), 0, "the devices are let go at once");
    assert.equal(await page.locator(player).evaluate((p) => p.paused), true, "nothing plays by itself");
    await page.locator(player).evaluate((p) => p.play());
    await page.waitForFunction((p) => document.querySelector(p).currentTime > 0.1, player);
    await page.locator(player).evaluate((p) => p.pause());
    await accessible(page);
    assert.equal(await page.locator("#file").evaluate((f) => f.files[0].name), "recording.webm");

    await page.click("[data-delete]");
    await state("The recording is deleted.");
    assert.equal(await page.locator("#file").evaluate((f) => f.files.length), 0);

    await page.click(`[data-record=${medium}]`);
    await state("Recording.");
    await page.waitForFunction(() => /^0:0[1-9] of 1:00$/.test(document.querySelector("[data-time]").textContent));
    await page.click("[data-stop]");
    await state("Recorded. Listen to it.");
    await page.click("[data-again]");
    await state("Recording.");
    await page.waitForFunction(() => /^0:0[1-9] of 1:00$/.test(document.querySelector("[data-time]").textContent));
    // Sent while it records: the recording is ended and sent.
    await page.click("form button:not([type])");
    await thanks(page);
    assert.equal(await live(), 0);
    const { head, file } = await opened(door, ticket);
    assert.deepEqual(head.media, { medium, type: medium === "voice" ? "audio/webm" : "video/webm" });
    assert.deepEqual([...file.subarray(0, 4)], [0x1a, 0x45, 0xdf, 0xa3]);
    assert.ok(file.length > 2000);
  });
}

test("a recording ends at the longest time", async (t) => {
  const short = await startFixture({ seconds: 1 });
  t.after(() => short.close());
  const page = await open(t, { at: short });
  await page.click("[data-record=voice]");
  await page.waitForFunction(() => document.querySelector("[data-recorder-say]").textContent === "The longest time was reached.");
  assert.equal(await page.locator("[data-stop]").isVisible(), false);
});

for (const [name, says] of [["NotAllowedError", "The microphone or camera was not allowed."], ["NotFoundError", "No microphone or camera was found."], ["NotReadableError", "In use."], ["TypeError", "The recording failed."]]) {
  test(`no recording: ${name}`, async (t) => {
    const page = await open(t, { before: `MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException("", "${name}"));` });
    await page.click("[data-record=voice]");
    await page.waitForFunction((s) => document.querySelector("[data-recorder-say]").textContent === s, says);
    assert.equal(await page.locator("[data-record=voice]").isEnabled(), true);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("data-record")), "voice");
    await accessible(page);
  });
}

for (const missing of ["TransformStream", "BigInt", "AbortController", "MessageChannel"]) {
  test(`a browser without ${missing} keeps the plain form`, async (t) => {
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    await page.addInitScript(`delete window.${missing}`);
    await page.goto(door.base + "q/ferry");
    assert.equal(await page.locator("#recorder").isVisible(), false);
    await page.fill("#text", "plainly");
    await page.click("form button:not([type])");
    await page.locator("text=plain").waitFor();
    assert.match(door.plain.pop().toString(), /plainly/);
  });
}
