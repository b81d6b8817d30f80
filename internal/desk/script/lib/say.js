// say returns a sentence that the page brought along: data-say-NAME of the body.
export function say(name) {
  return document.body.getAttribute("data-say-" + name) ?? "";
}
