// Text becomes markup in one place only: htmx parses an answer of our own
// server that it has just fetched. Everything else is refused by the browser,
// which asks this policy because the pages demand trusted types.
let answers = [];

if (window.trustedTypes) {
  window.trustedTypes.createPolicy("default", {
    createHTML(text) {
      if (text === "" || answers.some((a) => text === a || text === wrapped(a))) return text;
      return null;
    },
  });
}

// wrapped is an answer as htmx hands it to the parser: without its head, inside
// a template.
function wrapped(answer) {
  const bare = answer.replace(/<head(\s[^>]*)?>[\s\S]*?<\/head>/i, "");
  return `<body><template class="internal-htmx-wrapper">${bare}</template></body>`;
}

document.addEventListener("htmx:beforeSwap", (e) => {
  const xhr = e.detail.xhr;
  if (!xhr || new URL(xhr.responseURL || location.href, location.href).origin !== location.origin) {
    e.detail.shouldSwap = false;
    return;
  }
  answers = [...answers.slice(-7), e.detail.serverResponse];
});

// When an answer comes, what it was for may be gone: another answer has taken
// its place. It is let go; the document would not hear of it.
const heard = new WeakSet();
document.addEventListener("htmx:beforeRequest", (e) => {
  const target = e.detail.target;
  if (!target || heard.has(target)) return;
  heard.add(target);
  target.addEventListener("htmx:beforeSwap", (swap) => {
    if (!swap.target.isConnected) swap.detail.shouldSwap = false;
  });
});
