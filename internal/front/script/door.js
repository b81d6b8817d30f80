import { able, startForm, startLeave } from "./form.js";
import { startReturn } from "./return.js";
import * as envelope from "./envelope.js";
import * as sealing from "./seal.js";
import * as receipt from "./receipt.js";
import * as kind from "./kind.js";
import * as typed from "./typed.js";

if (typeof document === "undefined") {
  // Without a page: the tests take the very bytes that browsers get.
  globalThis.voxpopDoor = { envelope, sealing, receipt, kind, typed };
} else {
  startLeave();
  if (able()) {
    startForm();
    startReturn();
  }
}
