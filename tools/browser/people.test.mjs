// How people come to the desk, in a real browser with a device of its own that
// holds passkeys: an invitation, a second passkey, signing in without a name,
// the lock, a passkey that was removed, one that was copied, a page that fishes
// for one, and a sign-in service; with the keyboard alone, in English and in
// Persian. And all of it with the passphrase, where there is no script or no
// passkey.
//
// VOXPOP_BIN      the program to test
// VOXPOP_CHROMIUM the browser; /usr/bin/chromium without it
// VOXPOP_SCREENS  a folder for screenshots; none are written without it
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, sound, start, watch, wider } from "./room.mjs";

const screens = process.env.VOXPOP_SCREENS;
const passphrase = "seven quiet rivers at noon";
const expect = /status of (401|403|404)/;
let dir, room, browser, base, service;

const voxpop = (...args) => execFileSync(process.env.VOXPOP_BIN, [...args, "--dir", join(dir, "room")], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

// invite makes a link, and opens it where the room really is.
const invite = (id, name, roles = "editor,admin") => base + new URL(JSON.parse(voxpop("people", "invite", name, "--as", id, "--role", roles, "--json")).link).pathname.slice(1);

before(async () => {
  dir = mkdtempSync(join(tmpdir(), "voxpop-people-"));
  voxpop("init");
  service = await startService();
  writeFileSync(join(dir, "room", "voxpop.toml"), `[oidc]\nissuer = "${service.issuer}"\nclient_id = "desk"\nname = "Example ID"\n`);
  process.env.VOXPOP_OIDC_SECRET = service.secret;
  room = await start(["serve", "--dir", join(dir, "room"), "--addr", "127.0.0.1:0", "--front-addr", "127.0.0.1:0"], { desk: /serving\s+(http:\S+)/ }, "serving");
  base = room.desk.replace("127.0.0.1", "localhost"); // passkeys belong to a name
  browser = await launch();
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  service?.close();
  if (room) assert.equal(await room.stop(), 0, "Ctrl-C stops the program cleanly");
  rmSync(dir, { recursive: true, force: true });
});

// A sign-in service with OpenID Connect: who asks it is who it was told to be.
async function startService() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const s = { secret: randomBytes(16).toString("hex"), codes: new Map(), is: { sub: "sub-ana", email: "ana@example.org", email_verified: true } };
  const b64 = (v) => Buffer.from(typeof v === "string" ? v : JSON.stringify(v)).toString("base64url");
  const server = createServer((req, res) => {
    const u = new URL(req.url, s.issuer);
    const json = (v, status = 200) => res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(v));
    if (u.pathname === "/.well-known/openid-configuration")
      return json({ issuer: s.issuer, authorization_endpoint: s.issuer + "/authorize", token_endpoint: s.issuer + "/token", jwks_uri: s.issuer + "/keys", response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"] });
    if (u.pathname === "/keys") return json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" }] });
    if (u.pathname === "/fish") return res.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>The desk</title><h1>The desk</h1>");
    if (u.pathname === "/authorize") {
      const code = randomBytes(8).toString("hex");
      s.codes.set(code, Object.fromEntries(u.searchParams));
      const back = `${u.searchParams.get("redirect_uri")}?code=${code}&state=${encodeURIComponent(u.searchParams.get("state"))}`;
      return res.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(`<!doctype html><html lang="en"><title>Example ID</title><h1>Example ID</h1><p><a href="${back.replace("&", "&amp;")}">Yes, it is me</a></p></html>`);
    }
    if (u.pathname !== "/token") return json({}, 404);
    let body = "";
    req.on("data", (b) => (body += b));
    req.on("end", () => {
      const f = new URLSearchParams(body);
      const asked = s.codes.get(f.get("code"));
      s.codes.delete(f.get("code"));
      const given = Buffer.from((req.headers.authorization ?? "").replace("Basic ", ""), "base64").toString() || `${f.get("client_id")}:${f.get("client_secret")}`;
      const challenge = createHash("sha256").update(f.get("code_verifier") ?? "").digest("base64url");
      if (!asked || given !== `desk:${s.secret}` || asked.code_challenge_method !== "S256" || asked.code_challenge !== challenge) return json({ error: "invalid_grant" }, 400);
      const now = Math.floor(Date.now() / 1000);
      const head = b64({ alg: "RS256", kid: "one", typ: "JWT" }) + "." + b64({ iss: s.issuer, aud: "desk", iat: now, exp: now + 300, nonce: asked.nonce, ...s.is });
      json({ access_token: "none of the desk's business", token_type: "Bearer", expires_in: 300, id_token: head + "." + createSign("RSA-SHA256").update(head).sign(privateKey).toString("base64url") });
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  s.issuer = `http://localhost:${server.address().port}`;
  s.close = () => server.closeAllConnections() || server.close();
  return s;
}

// A browser of somebody, with a device that holds passkeys and knows them.
async function somebody(t, lang, options = {}) {
  const context = await browser.newContext({ locale: { en: "en-GB", fa: "fa-IR" }[lang], reducedMotion: "reduce", viewport: { width: 1000, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = watch(page, [base, base.replace("localhost", "127.0.0.1"), service.issuer], { expect });
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable", { enableUI: false });
  const device = async (credentials = []) => {
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    for (const credential of credentials) await cdp.send("WebAuthn.addCredential", { authenticatorId, credential });
    return {
      credentials: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
      verifies: (isUserVerified) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
      away: () => cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
    };
  };
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  return { page, context, device };
}

// to moves the focus to an element, by Tab alone.
async function to(page, selector) {
  const seen = [];
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
    seen.push(await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 60)));
  }
  assert.fail(`the keyboard does not reach ${selector}; it reaches ${[...new Set(seen)].join("\n")}`);
}

// press does what is focused, and waits for the page that follows.
async function press(page, selector, where) {
  await to(page, selector);
  await Promise.all([page.waitForEvent("load", { timeout: 15_000 }), page.keyboard.press("Enter")]);
  await page.waitForURL(where, { timeout: 15_000 });
}

async function menu(page, action, where) {
  await to(page, "[data-menu] summary");
  await page.keyboard.press("Enter");
  await press(page, `form[action="${action}"] button`, where);
}

async function good(page, name, lang) {
  assert.equal(await page.getAttribute("html", "lang"), lang, name);
  assert.equal(await page.getAttribute("html", "dir"), lang === "fa" ? "rtl" : "ltr", name);
  if (screens) {
    mkdirSync(screens, { recursive: true });
    await page.screenshot({ path: join(screens, `people-${name}-${lang}.png`), fullPage: true });
  }
  assert.ok((await wider(page)) <= 0, `${name} is wider than the screen`);
  await sound(page, name);
}

const at = (path) => new RegExp(`^${base.replaceAll(".", "\\.")}${path}(#.*)?$`);

for (const lang of ["en", "fa"]) {
  test(`passkeys, ${lang}: from the invitation on`, { timeout: 180_000 }, async (t) => {
    const { page, device } = await somebody(t, lang);
    const id = "ana-" + lang;
    const name = lang === "fa" ? "آنا سیلوا" : "Ana Silva";
    const laptop = await device();
    await page.goto(invite(id, name));
    await good(page, "invite", lang);
    await press(page, '[data-passkey="create"]', at("(\\?.*)?"));
    const [first] = await laptop.credentials();
    assert.ok(first.isResidentCredential && first.userHandle, "it is found without a name");
    assert.equal(first.rpId, "localhost");

    // A second one, on another device.
    await laptop.away();
    const ring = await device();
    await page.goto(base + "me");
    await to(page, "#passkey-name");
    await page.keyboard.type(lang === "fa" ? "دستهٔ کلید" : "Key ring");
    await press(page, '[data-passkey="create"]', at("me"));
    assert.equal(await page.locator("#passkeys ~ ul > li").count(), 2);
    await good(page, "me", lang);
    const [second] = await ring.credentials();
    assert.notEqual(second.credentialId, first.credentialId);

    // The lock shows whose it is and nothing of the desk.
    await menu(page, "/lock", at("unlock\\?next=%2Fme"));
    assert.match(await page.innerText("main"), new RegExp(name));
    assert.equal(await page.locator("nav.links, [data-menu]").count(), 0);
    await good(page, "unlock", lang);
    await page.goBack();
    await page.waitForURL(at("unlock.*"));
    await press(page, '[data-passkey="get"]', at("me"));

    // Out, and in again without a name.
    await menu(page, "/sign-out", at("sign-in"));
    await good(page, "sign-in", lang);
    assert.equal(await page.inputValue("#id"), "");
    await press(page, '[data-passkey="get"]', at(""));

    // Who is not verified by the device is not let in.
    await menu(page, "/sign-out", at("sign-in"));
    await ring.verifies(false);
    await to(page, '[data-passkey="get"]');
    await page.keyboard.press("Enter");
    const said = page.locator("[data-passkey-status]");
    await page.waitForFunction(() => document.querySelector("[data-passkey-status]").textContent === document.querySelector("[data-passkey-status]").dataset.sayFailed);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.passkey), "get", "the focus stays where it was");
    assert.equal(await said.getAttribute("role"), "status");
    await ring.verifies(true);
    await press(page, '[data-passkey="get"]', at(""));

    // Removed, it is refused; the other still opens.
    await page.goto(base + "me");
    assert.match(await page.innerText("#passkeys ~ ul > li:nth-child(2)"), lang === "fa" ? /دستهٔ کلید/ : /Key ring/, "the newest stands last");
    await press(page, "#passkeys ~ ul > li:nth-child(2) button", at("me"));
    assert.equal(await page.locator("#passkeys ~ ul > li").count(), 1);
    await menu(page, "/sign-out", at("sign-in"));
    await press(page, '[data-passkey="get"]', at("sign-in"));
    await page.locator("#fault").waitFor();
    await good(page, "refused", lang);
    await ring.away();
    const again = await device([first]);
    await press(page, '[data-passkey="get"]', at(""));

    // A copy of it counts less than the device by now: it is refused, and in the log.
    const [used] = await again.credentials();
    assert.ok(used.signCount > first.signCount);
    await again.away();
    await menu(page, "/sign-out", at("sign-in"));
    const copy = await device([{ ...first, signCount: 0 }]);
    await press(page, '[data-passkey="get"]', at("sign-in"));
    await page.locator("#fault").waitFor();
    await copy.away();
    const device3 = await device([used]);
    await press(page, '[data-passkey="get"]', at(""));
    await device3.away();
    voxpop("people", "roles", id, "editor,admin,security");
    await page.goto(base + "audit?verb=people_copied&actor=" + id);
    assert.equal(await page.locator("main [data-row]").count(), 1, "the log says that there are two of it");
    await good(page, "audit", lang);
  });

  test(`without passkeys, ${lang}: the passphrase does it all`, { timeout: 120_000 }, async (t) => {
    for (const how of ["without script", "without passkeys"]) {
      const { page, context } = await somebody(t, lang, { javaScriptEnabled: how !== "without script" });
      if (how === "without passkeys") await context.addInitScript(() => delete window.PublicKeyCredential);
      const id = `bo-${lang}-${how.split(" ")[1]}`;
      await page.goto(invite(id, "Bo"));
      assert.equal(await page.locator("[data-passkey]:visible").count(), 0, how);
      await to(page, "#passphrase");
      await page.keyboard.type(passphrase);
      await to(page, "#again");
      await page.keyboard.type(passphrase);
      await press(page, "#invite button.primary", at(""));
      await page.goto(base + "me");
      assert.equal(await page.locator("[data-passkey]:visible").count(), 0, how);
      await menu(page, "/lock", at("unlock\\?next=%2Fme"));
      if (!(await page.evaluate(() => document.activeElement?.id === "passphrase"))) await to(page, "#passphrase");
      await page.keyboard.type(passphrase);
      await Promise.all([page.waitForURL(at("me")), page.keyboard.press("Enter")]);
      await menu(page, "/sign-out", at("sign-in"));
      await to(page, "#id");
      await page.keyboard.type(id);
      await to(page, "#passphrase");
      await page.keyboard.type(passphrase);
      await Promise.all([page.waitForURL(at("")), page.keyboard.press("Enter")]);
    }
  });
}

// A page at another address can have the browser prove a passkey for the same
// name; the proof says from where, and opens nothing.
test("a page that fishes for a passkey gets nothing for it", { timeout: 120_000 }, async (t) => {
  const { page, device } = await somebody(t, "en");
  await device();
  await page.goto(invite("cy", "Cy"));
  await press(page, '[data-passkey="create"]', at(""));
  const fish = async (origin) => {
    const headers = { Accept: "application/json", "Sec-Fetch-Site": "same-origin" };
    const { ceremony, options } = await (await fetch(base + "sign-in/passkey", { method: "POST", headers })).json();
    await page.goto(origin);
    const credential = await page.evaluate(async ({ challenge, rpId }) => {
      const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
      const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
      const c = await navigator.credentials.get({ publicKey: { challenge: bytes(challenge), rpId, userVerification: "required" } });
      const r = c.response;
      return { id: c.id, rawId: text(c.rawId), type: c.type, response: { clientDataJSON: text(r.clientDataJSON), authenticatorData: text(r.authenticatorData), signature: text(r.signature), userHandle: text(r.userHandle) } };
    }, options.publicKey);
    const answer = await fetch(base + "sign-in", { method: "POST", redirect: "manual", headers, body: new URLSearchParams({ ceremony, credential: JSON.stringify(credential) }) });
    return { status: answer.status, cookies: answer.headers.getSetCookie() };
  };
  assert.deepEqual(await fish(service.issuer + "/fish"), { status: 403, cookies: [] });
  const here = await fish(base + "health"); // the same steps where the desk is
  assert.equal(here.status, 303);
  assert.match(here.cookies[0], /^voxpop_desk=/);
  await page.goto(base.replace("localhost", "127.0.0.1") + "sign-in");
  assert.equal(await page.locator("[data-passkey]").count(), 0, "no passkey is offered at a number");
});

test("a sign-in service says who somebody is", { timeout: 120_000 }, async (t) => {
  const { page } = await somebody(t, "en");
  await page.goto(invite("dee", "Dee"));
  await to(page, "#passphrase");
  await page.keyboard.type(passphrase);
  await to(page, "#again");
  await page.keyboard.type(passphrase);
  await press(page, "#invite button.primary", at(""));
  await page.goto(base + "settings/people");
  await page.locator("#person-dee details, #person-dee").first().waitFor();
  await page.evaluate(() => document.querySelectorAll("#person-dee details").forEach((d) => (d.open = true)));
  await page.locator('#person-dee form[action$="/outside"] [name=email]').fill("ana@example.org");
  await page.locator('#person-dee form[action$="/outside"] button').click();
  await page.waitForURL(at("settings/people.*"));
  await menu(page, "/sign-out", at("sign-in"));

  await page.goto(base + "me");
  await page.waitForURL(at("sign-in\\?next=%2Fme"));
  await press(page, 'a[href^="/sign-in/outside"]', /\/authorize\?/);
  await press(page, "a", at("me"));
  assert.match(await page.innerText("main"), /dee/);

  // Locked, the service opens it as well; the session from before is over.
  await menu(page, "/lock", at("unlock\\?next=%2Fme"));
  await press(page, 'a[href^="/sign-in/outside"]', /\/authorize\?/);
  await press(page, "a", at("me"));
  assert.equal(await page.locator("#sessions ~ ul > li").count(), 1);

  // Whom nobody wrote down is not let in.
  await menu(page, "/sign-out", at("sign-in"));
  service.is = { sub: "sub-eve", email: "eve@example.org", email_verified: true };
  await press(page, 'a[href^="/sign-in/outside"]', /\/authorize\?/);
  await press(page, "a", at("sign-in/back.*"));
  assert.match(await page.innerText("#fault"), /nobody at this desk has that account/);
  await good(page, "outside-unknown", "en");
});

// A page that is left open shows nothing once its session is over.
test("a page that was left open goes away by itself", { timeout: 120_000 }, async (t) => {
  const { page } = await somebody(t, "en");
  await page.clock.install();
  await page.goto(invite("fay", "Fay"));
  await to(page, "#passphrase");
  await page.keyboard.type(passphrase);
  await to(page, "#again");
  await page.keyboard.type(passphrase);
  await press(page, "#invite button.primary", at(""));
  await page.clock.fastForward("16:00"); // its session is in use, as the desk knows
  await page.waitForTimeout(500);
  assert.match(page.url(), at(""));
  voxpop("people", "sessions", "fay", "--end");
  await page.clock.fastForward("02:00");
  await page.waitForURL(at("sign-in.*"));
  assert.equal(await page.locator("[data-menu]").count(), 0);
});
