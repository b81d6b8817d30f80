// Events of the call-out: the stream of the server becomes the events
// voxpop:changed and voxpop:steps of the body. Only a page that is seen listens.
import { leave } from "./alone.js";

let stream, first;

function open() {
  const path = document.body.dataset.events;
  if (!path || stream || document.visibilityState === "hidden") return;
  stream = new EventSource(path);
  stream.addEventListener("changed", (e) => {
    const rev = Number(e.data);
    if (first === undefined || rev === first) {
      first ??= rev;
      return;
    }
    first = rev;
    document.body.dispatchEvent(new CustomEvent("voxpop:changed", { detail: { rev } }));
  });
  stream.addEventListener("locked", leave);
  stream.addEventListener("steps", () => document.body.dispatchEvent(new CustomEvent("voxpop:steps")));
}

function close() {
  stream?.close();
  stream = undefined;
}

export function startEvents() {
  open();
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
}
