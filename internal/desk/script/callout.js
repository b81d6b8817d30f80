// Call-outs: what only a script can do with links and codes. Buttons that need
// it are hidden without it.
for (const button of document.querySelectorAll(".script-only")) button.hidden = false;

document.addEventListener("click", async (e) => {
  const copy = e.target.closest("[data-copy]");
  if (copy) {
    const from = document.getElementById(copy.dataset.copy);
    const word = copy.dataset.word ?? copy.textContent;
    copy.dataset.word = word;
    try {
      await navigator.clipboard.writeText(from.value ?? from.textContent);
      copy.textContent = copy.dataset.copied;
      setTimeout(() => (copy.textContent = word), 2000);
    } catch {
      // No leave to write there, as over plain http: what is to be copied is chosen.
      if (from.select) from.select();
      else getSelection().selectAllChildren(from);
    }
  }
  if (e.target.closest("[data-print]")) print();
});
