// An editor's whole day, with the keyboard alone, in English and in Persian: a
// call-out is made and opened, people answer at the public door, a voice message
// is heard and its transcript reviewed, two coders code without seeing each
// other, the editor settles where they differ and what a campaign sent, takes
// statements out of an article, writes a story, is refused, mends it, signs,
// builds and publishes.
//
// VOXPOP_BIN      the program to test
// VOXPOP_CHROMIUM the browser; /usr/bin/chromium without it
// VOXPOP_SCREENS  a folder for screenshots; none are written without it
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyboard, noMouse } from "./keyboard.mjs";
import { launch, sound, start, watch } from "./room.mjs";

const screens = process.env.VOXPOP_SCREENS;
const words = "a lantern on the long pier";
const days = JSON.parse(readFileSync(new URL("day.json", import.meta.url), "utf8"));

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const only = process.env.VOXPOP_ONLY ? new RegExp(process.env.VOXPOP_ONLY) : /./;

for (const [lang, day] of Object.entries(days).filter(([lang]) => only.test(lang))) {
  test(`a day in ${lang}`, { timeout: 900_000 }, async (t) => {
    const dir = mkdtempSync(join(tmpdir(), "voxpop-day-"));
    const voxpop = (...args) => execFileSync(process.env.VOXPOP_BIN, [...args, "--dir", join(dir, "room")], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    voxpop("init");
    voxpop("keys", "init", "--evaluation");
    const invitation = {};
    for (const [who, name, role] of [["editor", day.editor, "editor"], ["ann", "Ann", "coder"], ["eun-ji", "Eun-ji", "coder"]]) {
      invitation[who] = new URL(JSON.parse(voxpop("people", "invite", name, "--as", who, "--role", role, "--json")).link).pathname.slice(1);
    }
    const room = await start(["serve", "--dir", join(dir, "room"), "--addr", "127.0.0.1:0", "--front-addr", "127.0.0.1:0"], { desk: /serving\s+(http:\/\/[^/\s]+\/)/, door: /public door\s+(http:\/\/[^/\s]+\/)/ }, "public door");
    const complaints = [];
    const open = [];

    // enter opens a browser for somebody, who has a keyboard.
    async function enter(base) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", locale: lang });
      await noMouse(context);
      open.push(context);
      const page = await context.newPage();
      complaints.push(watch(page, base, { expect: /status of (409|422)/ }));
      return { page, context, k: keyboard(page) };
    }

    t.after(async () => {
      for (const c of open) await c.close();
      assert.equal(await room.stop(), 0, "Ctrl-C stops the program cleanly");
      rmSync(dir, { recursive: true, force: true });
    });

    let n = 0;
    // seen looks at a page in passing: sound, and a picture where one is wanted.
    async function seen(page, name) {
      if (screens) {
        mkdirSync(screens, { recursive: true });
        await page.screenshot({ path: join(screens, `day-${lang}-${String(++n).padStart(2, "0")}-${name}.png`), fullPage: true });
      }
      assert.equal(await page.getAttribute("html", "lang"), lang);
      await sound(page, name);
    }

    // comesIn opens an invitation and chooses a passphrase.
    async function comesIn(who) {
      const p = await enter(room.desk);
      await p.page.goto(`${room.desk}${invitation[who]}?lang=${lang}`);
      await p.k.type(p.page.locator("#passphrase"), words);
      await p.k.type(p.page.locator("#again"), words);
      await p.k.leave(() => p.k.key("Enter"));
      return p;
    }

    // signsIn comes back on another day.
    async function signsIn(who) {
      const p = await enter(room.desk);
      await p.page.goto(room.desk);
      await p.k.type(p.page.locator("#id"), who);
      await p.k.type(p.page.locator("#passphrase"), words);
      await p.k.leave(() => p.k.key("Enter"));
      return p;
    }

    // alike holds that what lies behind a field, and carries its underlines, breaks
    // its lines where the field does.
    async function alike(field, behind) {
      const [a, b] = await page.evaluate((names) => names.map((name) => {
        const el = document.querySelector(name), s = getComputedStyle(el), r = el.getBoundingClientRect();
        return { font: s.font, line: s.lineHeight, space: s.letterSpacing, padding: s.padding, border: s.borderWidth, wrap: s.overflowWrap, start: r.left, width: r.width, top: r.top, hidden: el.scrollHeight - el.clientHeight };
      }), [field, behind]);
      assert.deepEqual(a, b);
    }

    const slug = day.callout.slug;
    // A step that fails ends the day: the next ones need it.
    const step = async (name, fn) => {
      let went = false;
      await t.test(name, { timeout: 300_000 }, async () => { await fn(); went = true; });
      assert.ok(went, name);
    };
    let page, k;

    await step("three people come in, each by their invitation", async () => {
      for (const who of ["ann", "eun-ji"]) await (await comesIn(who)).context.close();
      ({ page, k } = await comesIn("editor"));
      await seen(page, "empty");
    });

    await step("the editor makes a call-out", async () => {
      await k.leave(() => k.key("KeyN"));
      await k.type(page.locator("#f-slug"), slug);
      await k.type(page.locator(`[id="f-question.${lang}"]`), day.callout.question);
      await k.type(page.locator(`[id="f-context.${lang}"]`), day.callout.context);
      await k.type(page.locator(`[id="f-consent.${lang}"]`), day.callout.consent);
      await k.tick(page.locator("#media-voice"));
      await seen(page, "callout-new");
      await k.leave(() => k.key("Control+Enter"));
      await seen(page, "callout-saved");
    });

    const screen = (name) => k.palette(page.locator(`.callout-bar a[href="/callouts/${slug}${name}"]`));

    await step("it is opened, and has an address to pass on", async () => {
      await k.leave(() => k.press(page.locator("form[action$='/open'] button")));
      await k.leave(() => k.press(page.locator(".toolbar a[href$='/share']")));
      await seen(page, "share");
    });

    const answers = [...day.answers.map(([, said]) => ({ said, quote: true })), ...Array(4).fill({ said: day.campaign.text }), { file: recording(dir, lang, day.voice) }];
    await step("people answer at the public door", async () => {
      // A form is not taken within three seconds: a person reads first.
      const door = await enter(room.door);
      // The newsroom visits its door every few seconds: then it knows the call-out.
      for (const end = Date.now() + 20_000; ; await door.page.waitForTimeout(250)) {
        if ((await fetch(`${room.door}q/${slug}?lang=${lang}`)).ok) break;
        assert.ok(Date.now() < end, "the door has the call-out");
      }
      for (const a of answers) {
        await door.page.goto(`${room.door}q/${slug}?lang=${lang}`);
        const came = Date.now();
        if (a.said) await door.k.type(door.page.locator("#text"), a.said);
        if (a.quote || a.file) await door.k.tick(door.page.locator("#quote"));
        if (a.file) {
          await door.k.tick(door.page.locator("#voice"));
          await door.k.file(door.page.locator("#file"), a.file);
        }
        const send = await door.k.to(door.page.locator("#answer button[type=submit]"));
        await door.page.waitForTimeout(Math.max(0, 3300 - (Date.now() - came)));
        await door.k.press(send);
        await door.page.locator("#script-thanks h1").waitFor();
      }
      await door.context.close();
    });

    // arrived waits until all of them are in the record; the page says so by itself.
    const arrived = async (n) => {
      for (const end = Date.now() + 60_000; ; await page.waitForTimeout(500)) {
        if (JSON.parse(voxpop("responses", slug, "--json")).responses.length === n) return;
        assert.ok(Date.now() < end, `${n} answers are in the record within a minute`);
      }
    };

    await step("they arrive in the inbox", async () => {
      await page.bringToFront();
      await screen("/inbox");
      await page.locator("[data-row]").first().waitFor();
      await seen(page, "inbox");
      await arrived(answers.length);
      await k.key("KeyJ"); await k.key("Enter");
      await page.locator("#reader #answer, #reader [data-answer]").first().waitFor();
      await seen(page, "reader");
    });

    await step("the transcript of the voice message is typed and reviewed", async () => {
      await screen("/texts");
      await k.leave(() => k.press(page.locator("#texts-list .row-link")));
      await seen(page, "transcript-none");
      await k.type(page.locator("#text"), day.voice);
      await seen(page, "transcript");
      await alike("#text", "[data-under]");
      await k.leave(() => k.key("Control+Enter"));
      await seen(page, "texts-done");
    });

    await step("the editor writes the codebook", async () => {
      await screen("/codebook");
      await seen(page, "codebook-empty");
      for (const [name, rule] of day.codes) {
        await k.type(page.locator("#new-name"), name);
        await k.leave(() => k.key("Enter"));
        await k.type(page.locator("textarea[required]").first(), rule);
        await k.leave(() => k.key("Control+Enter"));
        if (!page.url().endsWith("/codebook")) await screen("/codebook");
      }
      await seen(page, "codebook");
      await screen("/coding");
      await seen(page, "coding-editor");
      await k.press(page.locator("details.plan summary"));
      // All of them are coded: whom a smaller sample leaves out is drawn by lot.
      await k.type(page.locator("#goal"), String(answers.length));
      await k.type(page.locator("#double"), "100");
      await k.leave(() => k.key("Enter"));
      await seen(page, "coding-planned");
    });

    // code has a coder give every answer what it is about. "other" is one whom
    // the second coder reads in another way.
    async function code(who, otherwise) {
      const c = await signsIn(who);
      await c.k.leave(() => c.k.press(c.page.locator(`main a[href="/callouts/${slug}"]`)));
      await c.k.palette(c.page.locator(`.callout-bar a[href="/callouts/${slug}/coding"]`));
      if (otherwise) await c.k.leave(() => c.k.press(c.page.locator("nav.tabs a[href*='queue=double']")));
      await seen(c.page, `coding-${who}`);
      const done = new Set();
      const left = () => c.page.locator("article[data-answer]:not([hidden])");
      while (await left().count()) {
        const card = left().first();
        const id = await card.getAttribute("data-answer");
        assert.ok(!done.has(id), `${id} comes once`);
        done.add(id);
        const said = (await card.locator("[data-said]").innerText()).trim();
        let [at] = day.answers.find(([, text]) => text === said) ?? (said === day.voice ? [0] : [1]);
        if (said === otherwise) at = 2;
        await c.k.key(`Digit${at + 1}`);
        await c.k.key("Enter");
        await c.page.waitForFunction((was) => document.querySelector("article[data-answer]:not([hidden])")?.dataset.answer !== was || document.querySelector("[data-coding]").hidden, id);
        if (!(await c.page.locator("[data-coding]").isVisible())) break;
      }
      await c.page.locator("[data-coding-empty]").waitFor();
      // The page goes ahead of what it sends.
      await c.page.waitForFunction((says) => document.querySelector("[data-state]").textContent === says, { en: "Saved", fa: "ذخیره شد" }[lang]);
      await seen(c.page, `coded-${who}`);
      await c.context.close();
      return done.size;
    }

    await step("two coders code, neither seeing what the other gave", async () => {
      const n = await code("ann");
      assert.equal(n, answers.length, "all answers were coded");
      assert.equal(await code("eun-ji", day.answers[8][1]), n, "the second coder is given the same");
    });

    await step("the editor decides where they differ", async () => {
      await screen("/agreement");
      await seen(page, "agreement");
      assert.equal(await page.locator("#split form button[name=way]").count() > 0, true, "one answer is to be decided");
      await k.leave(() => k.key("Digit1"));
      await seen(page, "agreement-decided");
      assert.equal(await page.locator("#split form button[name=way]").count(), 0, "nothing is left to decide");
    });

    await step("a campaign is found and settled", async () => {
      await screen("/duplicates");
      await page.locator(".dup-card").first().waitFor();
      await seen(page, "duplicates");
      const counted = page.locator("[aria-labelledby=dup-waterfall] tbody tr:last-child td");
      const number = async () => Number((await counted.innerText()).replace(/[۰-۹]/g, (d) => "۰۱۲۳۴۵۶۷۸۹".indexOf(d)));
      assert.equal(await number(), answers.length);
      await k.type(page.locator(".dup-card [data-key=KeyC]").locator("xpath=../label/input"), day.campaign.name);
      await k.key("Enter");
      await page.locator(".dup-card").waitFor({ state: "detached" });
      await seen(page, "duplicates-decided");
      assert.equal(await number(), answers.length - 3, "a campaign counts once");
      const { groups } = JSON.parse(voxpop("duplicates", slug, "--json"));
      assert.deepEqual(groups.map((g) => g.decided), [`campaign:${day.campaign.name}`]);
    });

    await step("statements are taken out of an article", async () => {
      await screen("/statements");
      await seen(page, "statements-none");
      await k.leave(() => k.press(page.locator("main a[href$='/sources']")));
      await k.type(page.locator("#text"), day.article.text);
      await k.press(page.locator("details:has(#title) summary"));
      await k.type(page.locator("#title"), day.article.title);
      await k.type(page.locator("#published"), "2026-11-10");
      await k.type(page.locator("#outlet"), day.article.outlet);
      await seen(page, "sources");
      await k.leave(() => k.press(page.locator("button[name=action][value=take]")));
      await seen(page, "article");
      // The one who spoke first, on the day that the article names; the other is left.
      await k.key("KeyE");
      await k.type(page.locator("[data-row][data-current] [name=said_on]"), "2026-11-09");
      await k.leave(() => k.key("Enter"));
      await seen(page, "article-accepted");
      await k.leave(() => k.key("KeyX"));
      await seen(page, "article-read");
      const { statements } = JSON.parse(voxpop("statements", "list", slug, "--json"));
      assert.deepEqual(statements.map((x) => [x.said_on, x.kind]), [["2026-11-09", "quoted"]]);
    });

    await step("a story is begun", async () => {
      await screen("/stories");
      await seen(page, "stories-none");

      await k.pick(page.locator("#new-lang"), lang);
      for (const box of await page.locator("input[name=theme]").all()) await k.tick(box);
      await k.leave(() => k.key("Enter"));
      await page.locator("[data-checked]").waitFor();
      await seen(page, "story-new");
      assert.equal(await page.locator("[data-findings] .error").count(), 0, "the bones of a story hold");
    });

    // settled waits until the compiler has read what stands in the editor.
    const settled = async (does) => {
      const was = await page.getAttribute("[data-story]", "data-checked");
      await does();
      await page.waitForFunction((n) => document.querySelector("[data-story]").dataset.checked !== n, was);
      await page.waitForTimeout(200);
    };
    const text = page.locator("#story-text");
    const findings = async () => (await page.locator("[data-findings] li").allInnerTexts()).map((f) => f.replace(/\s+/g, " "));

    await step("it is written, and refused", async () => {
      await k.to(text);
      await k.key("Control+End");
      const [, code] = new RegExp(`## ${day.codes[0][0]}[^#]*share:([^)]+)`).exec(await text.inputValue());
      await settled(() => page.keyboard.insertText(`\n\n## ${day.codes[0][0]}\n\n[${day.story.most}](share:${code})${day.story.claim}`));
      // What they said, out of the drawer.
      await k.key("Control+Shift+KeyF");
      for (const end = Date.now() + 30_000; ; ) {
        const found = page.waitForResponse((r) => new URL(r.url()).searchParams.get("q") === day.story.find && r.ok());
        await (await page.inputValue("#drawer-q") ? k.key("Enter") : page.keyboard.insertText(day.story.find));
        await (await found).finished();
        await page.waitForTimeout(200); // it is put on the page
        if (await page.locator("#drawer-answers [data-quote]").count()) break;
        assert.ok(Date.now() < end, "the drawer finds what they said");
      }
      await settled(() => k.press(page.locator("#drawer-answers [data-quote]")));
      await settled(() => page.keyboard.insertText(day.story.statement));
      await k.press(page.locator("summary", { has: page.locator("xpath=../ul//button[contains(@data-insert, 'statement:')]") }));
      await settled(() => k.press(page.locator("[data-insert*='statement:']")));
      await settled(() => page.keyboard.insertText(day.story.wrong + day.story.scope));
      await seen(page, "story-refused");
      await alike("#story-text", "[data-marks]");
      const kinds = await page.locator("[data-findings] .error").count();
      assert.ok(kinds >= 5, `the figure, the word, the day, the quotation and the claim are refused: ${await findings()}`);
    });

    await step("each finding is mended, by its key", async () => {
      // The voice message is quoted as it was said.
      await k.to(text);
      await k.key("Control+Home");
      for (let i = 0; ; i++) {
        assert.ok(i < 20, "F8 comes to the quotation");
        await k.key("F8");
        const chosen = await text.evaluate((t) => t.value.slice(t.selectionStart, t.selectionEnd));
        if (chosen.length > 20 && !chosen.startsWith("[") && day.story.wrong.includes(chosen)) break;
      }
      await settled(() => page.keyboard.insertText(day.story.right));
      // All but the day, which the editor signs later.
      const waits = page.locator("[data-findings] .error").filter({ hasNotText: { en: "less than 2 days later", fa: "کمتر از ۲ روز پس از آن" }[lang] });
      for (let i = 0; await waits.count(); i++) {
        assert.ok(i < 12, `one key mends it: ${await findings()}`);
        await k.to(text);
        await k.key("F8");
        const chosen = await text.evaluate((t) => t.value.slice(t.selectionStart, t.selectionEnd));
        if (chosen.includes("](response:")) continue;
        await settled(() => k.key("Alt+Digit1"));
      }
      await seen(page, "story-mended");
      assert.equal((await findings()).length, 2, `both quotations are of today: ${await findings()}`);
    });

    await step("it is looked at, kept, signed and published", async () => {
      await k.press(page.locator("#preview-form button"));
      await page.frameLocator(".preview-frame").locator("h1").waitFor();
      await seen(page, "story-preview");
      await Promise.all([
        page.waitForResponse((r) => r.request().method() === "POST" && r.url().endsWith(".md") && r.ok()),
        k.key("Control+KeyS"),
      ]);
      await k.leave(() => k.press(page.locator("#story-form button[name=then][value=publish]")));
      await seen(page, "publish-refused");
      assert.equal(await page.locator("form input[name=sha]").count(), 0, "what is refused cannot be published");
      await k.leave(() => k.press(page.locator("form[action$='/sign'] button")));
      await seen(page, "publish-signed");
      await k.tick(page.locator("input[name=sure]"));
      await k.leave(() => k.press(page.locator("form:has(input[name=sha]) button.primary")));
      await seen(page, "published");
      await k.leave(() => k.press(page.locator("main a[href^='/published/']")));
      const read = await page.innerText("main");
      for (const said of [day.answers[2][1], day.story.right]) assert.ok(read.includes(said), `the page quotes “${said}”`);
      await seen(page, "story");
    });
    assert.deepEqual(complaints.flat(), []);
  });
}

// recording has a machine speak, and gives the file that a phone would send.
function recording(dir, lang, said) {
  const wav = join(dir, "said.wav"), ogg = join(dir, "voice.ogg");
  if (lang === "en") execFileSync("flite", ["-voice", "slt", "-t", said, "-o", wav]);
  else execFileSync("espeak-ng", ["-v", lang, "-w", wav, said]);
  execFileSync("ffmpeg", ["-loglevel", "error", "-y", "-i", wav, "-c:a", "libopus", "-b:a", "24k", ogg]);
  return ogg;
}
