// Sources: after a decision the next quotation has the focus, so that the keys
// go on. Without script the address leads to it.
const next = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
const first = document.querySelector('.candidate[data-state="proposed"]');
(next || (document.querySelector(".candidate") && first))?.focus();

// A quotation in the text and its row in the list lead to each other.
document.addEventListener("click", (e) => {
  const span = e.target.closest("a.span");
  const row = span && document.querySelector(span.getAttribute("href"));
  if (row) setTimeout(() => row.focus());
});
