// Recording voice and video in the page. The browser is asked for the
// microphone only when a button is pressed, and it is let go as soon as the
// recording ends. Nothing plays by itself. What was recorded becomes the
// form's file, so that it is also there when the form is sent plainly.

import { show, write, focus } from "./say.js";

const KINDS = {
  voice: [["audio/webm;codecs=opus", "audio/webm"], ["audio/mp4", "audio/mp4"], ["audio/ogg;codecs=opus", "audio/ogg"]],
  video: [["video/webm;codecs=vp8,opus", "video/webm"], ["video/webm", "video/webm"], ["video/mp4", "video/mp4"]],
};
const WANT = {
  voice: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 } },
  video: { audio: true, video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 25, max: 30 } } },
};
const RATES = { audioBitsPerSecond: 32000, videoBitsPerSecond: 800000 };

/** Why the browser gave no device, by the name of its error. */
const failures = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "nodevice", OverconstrainedError: "nodevice", NotReadableError: "inuse", AbortError: "inuse" };

export class Recorder {
  static able() {
    return typeof MediaRecorder === "function" && typeof MediaRecorder.isTypeSupported === "function" && !!(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
  }

  constructor(box, form, sentences, input) {
    this.box = box;
    this.sentences = sentences;
    this.input = input;
    this.live = document.getElementById("recorder-live");
    this.over = document.getElementById("recorder-done");
    this.seconds = Number(form.getAttribute("data-seconds")) || 0;
    this.bytes = Number(form.getAttribute("data-bytes")) || 100 << 20;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.drop();
  }

  part(name) {
    return this.box.querySelector("[data-" + name + "]");
  }

  start() {
    this.box.querySelectorAll("[data-record]").forEach((b) => b.addEventListener("click", () => this.record(b.getAttribute("data-record"))));
    this.part("stop").addEventListener("click", () => this.stop());
    this.part("again").addEventListener("click", () => this.record(this.medium));
    this.part("delete").addEventListener("click", () => {
      this.drop();
      this.say("deleted");
      focus(this.box.querySelector("[data-record]"));
    });
    if (this.input) {
      this.input.addEventListener("change", () => {
        // A file that the person chose takes the place of the recording.
        if (this.file && this.input.files[0] !== this.file) this.drop(true);
      });
    }
    addEventListener("pagehide", () => this.release());
    show(this.box, true);
  }

  say(key) {
    write(this.part("recorder-say"), key ? this.sentences.say(key) : "");
  }

  async record(medium) {
    if (this.recorder || this.asking) return;
    this.drop();
    this.asking = true;
    this.say("asking");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia(WANT[medium]);
      this.begin(medium);
    } catch (e) {
      this.release();
      this.say(failures[e && e.name] || "norecord");
      focus(this.box.querySelector('[data-record="' + medium + '"]'));
    } finally {
      this.asking = false;
    }
  }

  begin(medium) {
    this.medium = medium;
    const found = KINDS[medium].find((k) => MediaRecorder.isTypeSupported(k[0]));
    if (!found) throw new Error("no format");
    const recorder = new MediaRecorder(this.stream, { mimeType: found[0], ...RATES });
    const parts = [];
    let size = 0;
    recorder.ondataavailable = (e) => {
      if (!e.data || !e.data.size) return;
      parts.push(e.data);
      size += e.data.size;
      if (size > this.bytes * 0.95 && recorder.state === "recording") {
        this.reached = true;
        this.stop();
      }
    };
    recorder.onerror = () => {
      this.broke = true;
      this.stop();
    };
    recorder.onstop = () => {
      this.release();
      this.finish(parts, found[1]);
      if (this.ended) this.ended();
      this.ended = this.ending = null;
    };
    this.stream.getTracks().forEach((t) => t.addEventListener("ended", () => this.stop()));
    this.recorder = recorder;
    this.reached = this.broke = false;
    recorder.start(1000);
    this.began = performance.now();
    if (this.seconds) this.deadline = setTimeout(() => {
      this.reached = true;
      this.stop();
    }, this.seconds * 1000);
    this.clock = setInterval(() => this.tick(), 250);
    this.tick();
    this.meter();
    const preview = this.part("preview");
    if (preview) {
      show(preview, medium === "video");
      if (medium === "video") {
        preview.muted = true;
        preview.srcObject = this.stream;
        preview.play().catch(() => {});
      }
    }
    this.buttons(false);
    show(this.live, true);
    this.say("recording");
    focus(this.part("stop"));
  }

  buttons(enabled) {
    this.box.querySelectorAll("[data-record]").forEach((b) => (b.disabled = !enabled));
  }

  elapsed() {
    const s = (performance.now() - this.began) / 1000;
    return this.seconds ? Math.min(s, this.seconds) : s;
  }

  tick() {
    const t = this.sentences;
    const elapsed = t.time(this.elapsed());
    write(this.part("time"), this.seconds ? t.say("time", { elapsed, limit: t.time(this.seconds) }) : t.say("elapsed", { elapsed }));
  }

  /** Moves the level meter; twice a second where less motion is wanted. */
  meter() {
    const level = this.part("level");
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (!level || !Audio) return show(level, false);
    try {
      this.audio = new Audio();
      const analyser = this.audio.createAnalyser();
      analyser.fftSize = 1024;
      this.audio.createMediaStreamSource(this.stream).connect(analyser);
      const wave = new Uint8Array(analyser.fftSize);
      this.measure = setInterval(() => {
        analyser.getByteTimeDomainData(wave);
        let sum = 0;
        for (const x of wave) sum += (x - 128) * (x - 128);
        // Speech lies around a tenth of full scale: the square root makes it visible.
        level.value = Math.min(1, Math.sqrt(Math.sqrt(sum / wave.length) / 64));
      }, this.calm ? 500 : 80);
    } catch (e) {
      show(level, false);
    }
  }

  /** Ends the recording, if one runs, and lets the devices go at once. Resolves when the recording is the form's file. */
  stop() {
    if (!this.recorder) return Promise.resolve();
    if (!this.ending) this.ending = new Promise((resolve) => (this.ended = resolve));
    if (this.recorder.state !== "inactive") this.recorder.stop();
    this.release();
    return this.ending;
  }

  release() {
    clearTimeout(this.deadline);
    clearInterval(this.clock);
    clearInterval(this.measure);
    if (this.stream) this.stream.getTracks().forEach((t) => t.stop());
    if (this.audio) this.audio.close().catch(() => {});
    this.stream = this.audio = null;
    const preview = this.part("preview");
    if (preview) preview.srcObject = null;
    show(this.live, false);
    this.buttons(true);
  }

  finish(parts, type) {
    this.recorder = null;
    const blob = new Blob(parts, { type });
    if (this.broke || !blob.size) {
      this.say("norecord");
      focus(this.box.querySelector("[data-record]"));
      return;
    }
    this.keep(blob, type);
    const player = this.part(this.medium === "video" ? "watch" : "listen");
    this.url = URL.createObjectURL(blob);
    player.src = this.url;
    show(player, true);
    show(this.over, true);
    this.say(this.reached ? "limit" : "recorded");
    focus(player);
  }

  /** Makes the recording the form's file. Its name says nothing. */
  keep(blob, type) {
    this.file = new File([blob], "recording." + type.split("/")[1], { type, lastModified: 0 });
    try {
      const files = new DataTransfer();
      files.items.add(this.file);
      this.input.files = files.files;
      this.file = this.input.files[0];
    } catch (e) {
      // An older browser: the file is sealed from here, and the plain form lacks it.
    }
  }

  /** Deletes the recording. With keepInput the form's file is another one and stays. */
  drop(keepInput) {
    ["listen", "watch"].forEach((name) => {
      const player = this.part(name);
      if (!player) return;
      player.pause();
      player.removeAttribute("src");
      if (this.url) player.load();
      show(player, false);
    });
    if (this.url) URL.revokeObjectURL(this.url);
    if (this.file && this.input && !keepInput) this.input.value = "";
    this.url = this.file = null;
    show(this.over, false);
    this.say("");
  }
}
