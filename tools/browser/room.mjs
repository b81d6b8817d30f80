// A newsroom that runs, for the tests in a real browser: the demo or one of its
// own, who signs in, and what every page must be.
//
// VOXPOP_BIN      the program to test
// VOXPOP_CHROMIUM the browser; /usr/bin/chromium without it
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// The invented newsroom's; see internal/cast/people.go.
export const passphrase = "lanterns over the quiet harbour";

export const launch = () => chromium.launch({ executablePath: process.env.VOXPOP_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

// start runs the program until stop() and gives the addresses that it prints.
export async function start(args, addresses, until) {
  assert.ok(process.env.VOXPOP_BIN, "VOXPOP_BIN names the program to test");
  const server = spawn(process.env.VOXPOP_BIN, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.on("exit", resolve));
  const at = await new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (b) => {
      said += b;
      const found = Object.fromEntries(Object.entries(addresses).map(([name, line]) => [name, said.match(line)?.[1]]));
      if (Object.values(found).every(Boolean) && said.includes(until)) resolve(found);
    });
    ended.then((code) => reject(new Error(`the program ended with ${code}:\n${said}`)));
  });
  const stop = async () => {
    server.kill("SIGINT");
    return ended;
  };
  return { ...at, server, stop };
}

export const startDemo = (dir) =>
  start(["demo", "--dir", dir, "--addr", "127.0.0.1:0", "--front-addr", "127.0.0.1:0"], { newsroom: /newsroom\s+(http:\/\/[^/]+\/)/, door: /\n   door\s+(http:\/\/[^/]+\/)/ }, "Ctrl-C");

// signIn returns the cookie of a session, as the header of a request has it.
export async function signIn(base, who = "editor", words = passphrase) {
  const answer = await fetch(base + "sign-in", { method: "POST", redirect: "manual", headers: { "Sec-Fetch-Site": "same-origin" }, body: new URLSearchParams({ id: who, passphrase: words }) });
  const cookie = answer.headers.getSetCookie().find((c) => c.startsWith("voxpop_desk="));
  assert.ok(cookie, `${who} is not let in: ${answer.status}`);
  return cookie.split(";")[0];
}

// enter gives a browser's context a session.
export async function enter(context, base, who, words) {
  const [name, value] = (await signIn(base, who, words)).split("=");
  await context.addCookies([{ name, value, url: base }]);
}

// watch notes what a page must not do: errors, anything from elsewhere,
// anything that the content policy had to block.
export function watch(page, bases, { expect = /status of 404/ } = {}) {
  const complaints = [];
  page.on("console", (m) => {
    if (m.type() === "error" && !expect.test(m.text())) complaints.push(m.text());
  });
  page.on("pageerror", (e) => complaints.push(String(e)));
  page.on("requestfailed", (r) => {
    // A stream of events, or what a page that is left was still asking for.
    if (!/ERR_ABORTED/.test(r.failure()?.errorText ?? "")) complaints.push(`${r.url()} failed: ${r.failure()?.errorText}`);
  });
  page.on("request", (r) => {
    if (![bases].flat().some((b) => r.url().startsWith(b)) && !/^(data|blob|about):/.test(r.url())) complaints.push(`${r.url()} is somewhere else`);
  });
  return complaints;
}

// worked waits until a page shows what it is asking for by itself.
export const worked = (page) => page.waitForFunction(() => !document.querySelector("[hx-trigger*='load delay']"), null, { timeout: 120_000 });

// wider says by how many pixels the page is wider than the screen.
export const wider = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// sound asks axe-core for what WCAG 2.2 AA and its best practices say.
export async function sound(page, name = "") {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].target}: ${v.nodes[0].failureSummary.replace(/\s+/g, " ")}`), [], name);
}
