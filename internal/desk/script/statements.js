// Sources: after a decision the next quotation has the focus, so that the keys
// go on. Without script the address leads to it.
const next = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
const first = document.querySelector('.candidate[data-state="proposed"]');
(next || (document.querySelector(".candidate") && first))?.focus();

// While a page is fetched that is said, with a bar, and nothing is sent twice.
for (const form of document.querySelectorAll("form[data-fetching]")) {
  form.addEventListener("submit", (e) => {
    const out = form.querySelector("[data-fetching-says]");
    if (form.dataset.busy) return e.preventDefault();
    form.dataset.busy = "yes";
    form.setAttribute("aria-busy", "true");
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", form.dataset.fetching);
    out.replaceChildren(bar, " " + form.dataset.fetching);
    setTimeout(() => form.dataset.busy && out.replaceChildren(bar, " " + form.dataset.slow), 8000);
  });
}
// The page that comes back from "back" is no longer busy.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    delete form.dataset.busy;
    form.removeAttribute("aria-busy");
    form.querySelector("[data-fetching-says]").replaceChildren();
  }
});

// A quotation in the text and its row in the list lead to each other.
document.addEventListener("click", (e) => {
  const span = e.target.closest("a.span");
  const row = span && document.querySelector(span.getAttribute("href"));
  if (row) setTimeout(() => row.focus());
});
