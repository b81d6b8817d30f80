// What every page of the desk loads. Screens take what they need of it:
//   import { onKey, notice, send } from "./desk.js"
import "./lib/trusted.js";
import htmx from "htmx.org/dist/htmx.esm.js";
import { startKeys } from "./lib/keys.js";
import { startNotices } from "./lib/notices.js";
import { startRows } from "./lib/rows.js";
import { startDrafts } from "./lib/drafts.js";
import { startEvents } from "./lib/events.js";
import { startDialogs } from "./lib/dialogs.js";
import { startAlone } from "./lib/alone.js";

export { htmx };
export { onKey, typing } from "./lib/keys.js";
export { currentRow, focusRow } from "./lib/rows.js";
export { notice, announce } from "./lib/notices.js";
export { flushDraft, saveDraft, draftStatus } from "./lib/drafts.js";
export { send, say } from "./lib/send.js";

startKeys();
startNotices();
startRows();
startDrafts();
startEvents();
startDialogs();
startAlone();

// On a phone the bar of screens is pushed sideways: where one is, is seen.
const bar = document.querySelector(".callout-bar .screens");
const here = bar?.querySelector("[aria-current]")?.getBoundingClientRect();
if (here && bar.scrollWidth > bar.clientWidth) {
  const around = bar.getBoundingClientRect();
  bar.scrollLeft += here.left + here.width / 2 - around.left - around.width / 2;
}
