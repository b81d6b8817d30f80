// Requests of scripts to the desk.
import { own } from "./alone.js";
import { notice } from "./notices.js";
import { say } from "./say.js";
export { say };

// send posts fields to a path of the desk and returns the JSON that it answers,
// null for none. What went wrong is told to the person, and thrown.
export async function send(path, fields, { keepalive = false, quiet = false, method = "POST", signal } = {}) {
  const body = fields instanceof FormData ? new URLSearchParams(fields) : fields instanceof URLSearchParams ? fields : new URLSearchParams(Object.entries(fields ?? {}));
  let answer;
  try {
    answer = await fetch(path, { method, body: method === "GET" ? undefined : body, keepalive, signal, headers: { Accept: "application/json", ...own() }, redirect: "error" });
  } catch (e) {
    if (!quiet && e.name !== "AbortError") notice({ says: say("offline"), error: true });
    throw e;
  }
  const told = answer.headers.get("HX-Trigger");
  if (told && answer.ok) {
    const n = JSON.parse(told)["voxpop:notice"];
    if (n) notice(n);
  }
  if (answer.status === 204) return null;
  const json = await answer.json().catch(() => null);
  if (answer.ok) return json;
  const says = json?.sign_in ? say("signed-out") : json?.says || say("failed");
  if (!quiet) notice({ says, error: true });
  throw Object.assign(new Error(says), { status: answer.status, answer: json });
}
