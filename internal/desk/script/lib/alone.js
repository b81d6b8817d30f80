// A page that nobody uses. What it asks by itself must not keep the session
// open, so it says that it is alone; and when the session is locked or over,
// the page shows nothing any more.
const soon = 30_000;
let used = Date.now();

// alone reports whether nobody has touched the page for a while.
export const alone = () => Date.now() - used > soon;

// headers of a request that the page may make by itself.
export const own = () => (alone() ? { "Voxpop-Alone": "1" } : {});

// leave goes where the person shows that it is them, and comes back afterwards.
export function leave() {
  const next = location.pathname + location.search;
  location.replace("/unlock?next=" + encodeURIComponent(next));
}

async function ask() {
  try {
    const answer = await fetch("/session", { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.status === 401) leave();
  } catch {
    // Without a line nothing can be asked; the next time will tell.
  }
}

export function startAlone() {
  const after = Number(document.body.dataset.idle) * 1000;
  if (!after) return;
  let timer;
  const wait = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      await ask();
      wait(Math.min(after, 60_000)); // another window of the same session may be in use
    }, ms);
  };
  const use = () => {
    if (Date.now() - used > 1000 || !timer) wait(after + 1000);
    used = Date.now();
  };
  for (const what of ["keydown", "pointerdown", "wheel", "touchstart"]) addEventListener(what, use, { passive: true, capture: true });
  document.body.addEventListener("htmx:configRequest", (e) => Object.assign(e.detail.headers, own()));
  // A page out of the browser's memory, or of a lid that was closed.
  addEventListener("pageshow", (e) => e.persisted && ask());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && alone() && ask());
  use();
}
