// A door for trying the script alone: the form's markup in English and an
// endpoint for each of the script's requests, in memory. It counts what
// arrives and misbehaves when a test asks for it.
import { createServer } from "node:http";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const root = new URL("../../", import.meta.url);
const bundle = readFileSync(new URL("internal/front/assets/door.js", root), "utf8");
runInThisContext(bundle);
export const { sealing, receipt } = globalThis.voxpopDoor;

const says = {
  sealing: "Sealing your answer on this device…", sending: "Sending your sealed answer…", percent: "{n} %", pause: "Pause", resume: "Go on",
  paused: "Paused. Keep this page open.", offline: "No connection. Sending goes on by itself.", empty: "Write something, or add a recording or a file.",
  unsealed: "Your answer could not be sealed on this device, and nothing was sent.", unsent: "Your answer did not arrive. It is still here: try again.",
  used: "This form was already sent.", old: "This form is too old.", busy: "The door is busy.", full: "The door takes no files now.", large: "The file is too large.",
  long: "The text is too long.", kind: "This kind of file is not taken.", closed: "This call-out takes no more answers.", asking: "Your browser asks.",
  refused: "The microphone or camera was not allowed.", nodevice: "No microphone or camera was found.", inuse: "In use.", norecord: "The recording failed.",
  recording: "Recording.", time: "{elapsed} of {limit}", elapsed: "{elapsed}", limit: "The longest time was reached.", recorded: "Recorded. Listen to it.", deleted: "The recording is deleted.",
};

const csp = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const formPage = (ticket, seconds) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry</title><script defer src="/script/door.js"></script></head><body>
<main><h1>The ferry</h1>
<form id="answer" method="post" enctype="multipart/form-data" action="/q/ferry" data-callout="ferry" data-form="en" data-recipients="/q/ferry/recipients" data-sealed="/q/ferry/sealed"
 data-files="/files/" data-words="/words/en.txt" data-seconds="${seconds}" data-bytes="0" ${Object.entries(says).map(([k, v]) => `data-say-${k}="${v}"`).join(" ")}>
<input type="hidden" name="ticket" value="${ticket}">
<p><label for="text">Your answer</label> <textarea id="text" name="text" rows="5"></textarea></p>
<p><label for="file">A file</label> <input id="file" type="file" name="file"></p>
<div id="recorder" hidden role="group" aria-label="Recording">
<button type="button" data-record="voice">Record voice</button> <button type="button" data-record="video">Record video</button>
<div id="recorder-live" hidden><meter data-level min="0" max="1" aria-label="Level"></meter><video data-preview muted playsinline hidden></video><p data-time></p><button type="button" data-stop>Stop</button></div>
<div id="recorder-done" hidden><audio data-listen controls hidden aria-label="Your recording"></audio><video data-watch controls playsinline hidden aria-label="Your recording"></video>
<button type="button" data-again>Record again</button> <button type="button" data-delete>Delete</button></div>
<p data-recorder-say role="status"></p></div>
<p><label><input type="checkbox" name="quote"> quote</label> <label><input type="checkbox" name="voice"> voice</label> <label><input type="checkbox" name="face"> face</label></p>
<fieldset><legend>Name</legend><label><input type="radio" name="name_level" value="none" checked> none</label> <label><input type="radio" name="name_level" value="first"> first</label></fieldset>
<p><label>Name <input name="name"></label> <label>Age <input name="age" inputmode="numeric"></label> <label>Place <input name="place"></label> <label>Role <input name="role"></label></p>
<p><label><input type="checkbox" name="receipt"> I want a receipt</label></p>
<button>Send</button></form>
<div id="progress" hidden><p data-progress-say role="status"></p><progress max="100" value="0" aria-label="Sent"></progress><p data-progress-percent></p><button type="button" data-pause hidden></button></div>
<div id="script-error" role="alert" tabindex="-1" hidden><p data-error-say></p><button type="button" data-retry hidden>Try again</button> <button type="button" data-plainly hidden>Send it the ordinary way</button></div>
<section id="script-thanks" hidden><h2 tabindex="-1">Thank you</h2><div id="script-receipt" hidden><ol data-receipt-words></ol><p data-receipt-digits></p></div></section>
</main></body></html>`;

export async function startFixture({ seconds = 60 } = {}) {
  const seed = randomBytes(32);
  const recovery = randomBytes(32);
  const recipients = [await sealing.recipientFromSeed(seed), await sealing.recipientFromSeed(recovery)];
  const door = { items: new Map(), plain: [], uploads: new Map(), answer: null, seed, requests: [] };
  const spent = (ticket, tag, body) => {
    const was = door.items.get(ticket);
    if (was) return was.tag === tag ? 200 : 409;
    door.items.set(ticket, { tag, body });
    return 200;
  };
  const server = createServer(async (req, res) => {
    const parts = [];
    door.requests.push(req.method + " " + req.url);
    const say = (status, type, body, more = {}) => res.writeHead(status, { "Content-Type": type, "Content-Security-Policy": csp, "Cache-Control": "no-store", "Referrer-Policy": "same-origin", ...more }).end(body);
    if (req.url.startsWith("/files/")) return tus(req, res, door, spent);
    for await (const b of req) parts.push(b);
    const body = Buffer.concat(parts);
    if (door.answer && req.method === "POST") {
      const status = door.answer(req);
      if (status) return say(status, "text/plain", "");
    }
    if (req.method === "GET" && req.url.startsWith("/q/ferry/recipients")) return say(200, "application/json", JSON.stringify(recipients));
    if (req.method === "GET" && req.url.startsWith("/q/ferry")) return say(200, "text/html; charset=utf-8", formPage(randomBytes(16).toString("hex"), seconds));
    if (req.url === "/script/door.js") return say(200, "text/javascript", bundle);
    if (req.url === "/words/en.txt") return say(200, "text/plain; charset=utf-8", Array.from({ length: 7776 }, (_, i) => "w" + i).join("\n") + "\n");
    if (req.url === "/favicon.ico") return say(200, "image/png", "");
    if (req.method === "POST" && req.url === "/q/ferry/sealed") return say(spent(req.headers["voxpop-ticket"], req.headers["voxpop-tag"], body), "text/plain", "");
    if (req.method === "POST" && req.url === "/q/ferry") {
      door.plain.push(body);
      return say(200, "text/html", "<!doctype html><title>plain</title><p>plain");
    }
    say(404, "text/plain", "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  door.base = `http://127.0.0.1:${server.address().port}/`;
  door.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return door;
}

async function tus(req, res, door, spent) {
  const head = { "Tus-Resumable": "1.0.0", "Cache-Control": "no-store" };
  const ticket = req.headers["voxpop-ticket"];
  const tag = req.headers["voxpop-tag"];
  if (req.method === "POST") {
    const was = door.items.get(ticket);
    if (was && was.tag !== tag) return res.writeHead(409, head).end();
    // What was sealed anew begins anew.
    if (door.uploads.get(ticket)?.tag !== tag) door.uploads.set(ticket, { length: Number(req.headers["upload-length"]), body: Buffer.alloc(0), tag });
    return res.writeHead(201, { ...head, Location: "/files/" + ticket }).end();
  }
  const upload = door.uploads.get(req.url.split("/")[2]);
  if (!upload) return res.writeHead(404, head).end();
  if (req.method === "DELETE") {
    door.uploads.delete(req.url.split("/")[2]);
    return res.writeHead(204, head).end();
  }
  if (req.method === "HEAD") return res.writeHead(200, { ...head, "Upload-Offset": upload.body.length, "Upload-Length": upload.length }).end();
  if (Number(req.headers["upload-offset"]) !== upload.body.length) return res.writeHead(409, head).end();
  try {
    for await (const b of req) {
      upload.body = Buffer.concat([upload.body, b]);
      if (door.cutAt && upload.body.length >= door.cutAt) {
        door.cutAt = 0;
        door.cut = (door.cut ?? 0) + 1;
        req.socket.destroy();
        return;
      }
    }
  } catch {
    return;
  }
  if (upload.body.length === upload.length) spent(ticket, tag, upload.body);
  res.writeHead(204, { ...head, "Upload-Offset": upload.body.length }).end();
}
