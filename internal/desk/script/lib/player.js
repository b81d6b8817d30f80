// The player of a recording, on an element [data-player] that holds one
// [data-media]. Buttons [data-do], a range [data-seek], a drawing .wave with
// its needle [data-at], [data-clock] and [data-rate] are taken as they are
// there. Without script the browser's own controls play.
import { nameOf } from "./keys.js";

const skip = 1.5; // seconds, as oTranscribe has it
const pace = 0.125;
const again = 1; // seconds that are heard once more when it goes on

export function clock(s) {
  s = Math.floor(s);
  const two = (n) => String(n).padStart(2, "0");
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

export function player(root, { onTime = () => {}, onPlay = () => {} } = {}) {
  const media = root?.querySelector("[data-media]");
  if (!media) return null;
  const seekBar = root.querySelector("[data-seek]");
  const needle = root.querySelector("[data-at]");
  const clockBox = root.querySelector("[data-clock]");
  const rateBox = root.querySelector("[data-rate]");
  const toggleButton = root.querySelector('[data-do="toggle"]');
  const length = () => (Number.isFinite(media.duration) ? media.duration : Number(seekBar?.max ?? 0));
  let until = Infinity;
  let heard = 0; // how far it was heard before it paused
  let frame = 0;

  const seek = (s) => {
    media.currentTime = Math.min(Math.max(s, 0), length() || s);
    heard = 0;
    until = Infinity;
    show();
  };
  const play = (from, to) => {
    if (from !== undefined) seek(from);
    else if (heard > 0 && Math.abs(heard - media.currentTime) < 0.2) media.currentTime = Math.max(heard - again, 0);
    until = to ?? Infinity;
    return media.play().catch(() => {});
  };
  const pause = () => media.pause();
  const toggle = () => (media.paused ? play() : pause());
  const step = (d) => seek(media.currentTime + d);
  const rate = (d) => {
    media.playbackRate = Math.min(Math.max(media.playbackRate + d, 0.25), 3);
    if (rateBox) rateBox.textContent = "×" + Math.round(media.playbackRate * 1000) / 1000;
  };
  const show = () => {
    const t = media.currentTime;
    if (clockBox) clockBox.textContent = clock(t);
    if (seekBar) {
      seekBar.value = String(t);
      seekBar.setAttribute("aria-valuetext", clock(t));
    }
    needle?.setAttribute("x", String(length() ? (800 * t) / length() : 0));
    onTime(t);
  };
  const follow = () => {
    if (media.currentTime >= until) {
      until = Infinity;
      media.pause();
    }
    show();
    frame = media.paused ? 0 : requestAnimationFrame(follow);
  };
  media.addEventListener("play", () => {
    toggleButton?.setAttribute("aria-pressed", "true");
    onPlay();
    if (!frame) frame = requestAnimationFrame(follow);
  });
  media.addEventListener("pause", () => {
    heard = media.ended ? 0 : media.currentTime;
    toggleButton?.setAttribute("aria-pressed", "false");
    show();
  });
  media.addEventListener("seeked", show);
  media.addEventListener("loadedmetadata", () => {
    if (seekBar && Number.isFinite(media.duration)) seekBar.max = String(media.duration);
    show();
  });
  seekBar?.addEventListener("input", () => seek(Number(seekBar.value)));
  root.querySelector(".wave")?.addEventListener("click", (e) => {
    const box = e.currentTarget.getBoundingClientRect();
    seek(((e.clientX - box.left) / box.width) * length());
  });

  const deeds = {
    toggle,
    play: () => play(),
    pause,
    back: () => step(-skip),
    forward: () => step(skip),
    slower: () => rate(-pace),
    faster: () => rate(pace),
    roll: () => step(-15),
    unblur: () => {
      media.classList.remove("blurred");
      media.muted = false;
    },
  };
  for (const b of root.querySelectorAll("[data-do]")) b.addEventListener("click", () => deeds[b.dataset.do]?.());
  for (const el of root.querySelectorAll("[data-scripted]")) el.hidden = false;
  if (seekBar && toggleButton) media.controls = false; // the strip has them
  return { media, seek, play, pause, toggle, step, rate, deeds, running: () => !media.paused, at: () => media.currentTime };
}

// bind gives the player the keys that the page lists in [data-player-keys]:
// [data-code] as KeyboardEvent.code with Ctrl+ and the like before it, and
// [data-key-do]. They work inside fields too, since that is where the hands
// are; Tab is never among them. more are deeds of the screen.
export function bind(p, list, more = {}) {
  if (!p || !list) return;
  const keys = new Map();
  for (const el of list.querySelectorAll("[data-code]")) if (el.dataset.code !== "Tab") keys.set(el.dataset.code, el.dataset.keyDo);
  const deeds = { ...p.deeds, ...more };
  addEventListener("keydown", (e) => {
    if (e.isComposing || document.querySelector("dialog[open], details[data-menu][open]")) return;
    const what = keys.get(nameOf(e));
    if (!what) return;
    if (what === "hold") {
      if (!e.repeat) p.play();
    } else if (!deeds[what]) return;
    else if (!e.repeat || what !== "toggle") deeds[what]();
    e.preventDefault();
    e.stopPropagation();
  }, true);
  addEventListener("keyup", (e) => {
    if (keys.get(nameOf(e)) === "hold") p.pause();
  }, true);
}

// pauseWhileTyping stops the recording at a letter, and goes on a second after
// the last one.
export function pauseWhileTyping(p, field) {
  if (!p) return;
  let timer;
  field.addEventListener("input", () => {
    if (p.running()) p.pause();
    else if (!timer) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      p.play();
    }, 1000);
  });
}

// keepSetting sends how the player is set as soon as it is changed.
export function keepSetting() {
  for (const form of document.querySelectorAll("[data-player-setting]")) form.addEventListener("change", () => form.requestSubmit());
  for (const el of document.querySelectorAll(".player-keys[data-scripted]")) el.hidden = false;
}
