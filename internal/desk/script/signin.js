// Passkeys. A button [data-passkey] asks the browser for what the desk wants,
// and puts the answer into a field of its form, which is then sent as it is.
import { say } from "./lib/say.js";

const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function unpack(options) {
  const o = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (o.user) o.user = { ...o.user, id: bytes(o.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) if (o[list]) o[list] = o[list].map((c) => ({ ...c, id: bytes(c.id) }));
  return o;
}

function pack(c) {
  const r = c.response;
  const response = { clientDataJSON: text(r.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (r[name]) response[name] = text(r[name]);
  if (r.getTransports) response.transports = r.getTransports();
  return { id: c.id, rawId: text(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment ?? undefined, clientExtensionResults: c.getClientExtensionResults(), response };
}

async function passkey(button) {
  const form = button.form;
  const status = form.querySelector("[data-passkey-status]");
  status.textContent = status.dataset.sayAsking;
  button.disabled = true;
  let says;
  try {
    const answer = await fetch(form.dataset.passkeyAsk, { method: "POST", headers: { Accept: "application/json" } });
    if (!answer.ok) {
      says = (await answer.json().catch(() => null))?.says;
      throw new Error(answer.status);
    }
    const { ceremony, options } = await answer.json();
    const publicKey = unpack(options);
    const credential = await (button.dataset.passkey === "create" ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
    form.elements.namedItem("ceremony").value = ceremony;
    form.elements.namedItem("credential").value = JSON.stringify(pack(credential));
    form.submit();
  } catch {
    status.textContent = says || status.dataset.sayFailed || say("failed");
    button.disabled = false;
    button.focus();
  }
}

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => passkey(button));
  }
}

// After another site signed somebody in, the page goes on by itself.
document.querySelector("[data-go-on]")?.click();
