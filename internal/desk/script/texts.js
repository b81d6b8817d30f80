// The queue of texts: how many rows are ticked is said, and a list that comes
// anew takes no tick away and moves nothing under the hand.
const chosen = () => document.querySelectorAll("[data-bulk] input[name=item]:checked");

function tell() {
  const form = document.querySelector("[data-bulk]");
  const box = form?.querySelector("[data-chosen]");
  if (!box) return;
  const n = chosen().length;
  const digits = { fa: "fa-u-nu-arabext", ar: "ar-u-nu-arab" }[document.documentElement.lang] ?? "en";
  box.textContent = n ? form.dataset.sayChosen.replace("{n}", n.toLocaleString(digits)) : "";
}

document.addEventListener("change", (e) => e.target.closest("[data-bulk]") && tell());
document.body.addEventListener("htmx:beforeRequest", (e) => {
  const list = e.target.closest?.("[data-texts-list]");
  if (list && e.target === list && (chosen().length > 0 || list.contains(document.activeElement))) e.preventDefault();
});
