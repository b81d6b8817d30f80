// Duplicates and campaigns: z takes back what was done last, as the notice
// offers it.
import { onKey } from "./desk.js";

onKey("KeyZ", () => {
  const undo = document.querySelector("#notices [data-undo]");
  if (!undo) return false;
  undo.click();
});
