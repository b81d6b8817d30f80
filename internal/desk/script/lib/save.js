// Saving a text without leaving it: the place, the caret and the recording
// stay. What the desk refuses is sent once more as a form, whose answer is a
// page that says why; what was typed is a draft by then. What it needs of the
// desk's own module is given to it.
export function saveInPlace(form, after, { send, saveDraft, announce }) {
  const button = form.querySelector("[data-save]");
  button?.addEventListener("click", async (e) => {
    e.preventDefault();
    button.disabled = true;
    try {
      await saveDraft(form, save);
    } catch (err) {
      if (err.status) leave(form);
    } finally {
      button.disabled = false;
    }
  });

  async function save() {
    const body = new URLSearchParams(new FormData(form));
    const sent = body.toString();
    body.set("do", "save");
    const got = await send(form.action, body, { quiet: true });
    const all = new URLSearchParams(new FormData(form)).toString() === sent;
    const base = form.querySelector("[data-base]");
    const [, source] = base.value.split(".");
    base.value = source === undefined ? got.base : got.base + "." + source;
    const standing = document.querySelector("[data-standing]");
    standing.textContent = got.standing;
    document.querySelector("[data-quotable]").hidden = got.state !== "reviewed";
    document.querySelector("[data-unquotable]").hidden = got.state === "reviewed";
    const status = form.querySelector("[data-draft-status]");
    if (status) status.textContent = "";
    after(got, body);
    announce(got.standing);
    return all;
  }
}

function leave(form) {
  const what = document.createElement("input");
  Object.assign(what, { type: "hidden", name: "do", value: "save" });
  form.append(what);
  form.submit();
}
