// The client's player: the film by byte ranges, play, five seconds back, and a slider over its whole length.
// Nothing of it stays: the pieces live in this page's memory only, and go when the page goes.
import { clock } from "./clock.js";
import { showGaps } from "./gaps.js";
import { letMark } from "./pieces.js";

const film = document.getElementById("film");
const trouble = document.getElementById("film-trouble");
const place = document.getElementById("place");
const time = document.getElementById("time");
const play = document.getElementById("play");
const STEP_BACK_S = 5;
let player = null;
let wanted = false; // somebody pressed play: kept while a source comes or changes, which pauses without a word

// The ways to play, best first. hls.js before the browser's own: some claim HLS and play no fragmented MP4
// with it. The plain film last: it works everywhere by Range, but seeks slower.
const byHls = () => {
  if (!window.Hls || !Hls.isSupported()) return false;
  // No worker: it would need script from a blob, and the page allows only its own files.
  player = new Hls({ enableWorker: false, maxBufferLength: 20, backBufferLength: 20 });
  player.on(Hls.Events.ERROR, (_, error) => { if (error.fatal) tryNext(); });
  player.loadSource(film.dataset.playlist);
  player.attachMedia(film);
  return true;
};
const byOwnHls = () => {
  if (!film.canPlayType("application/vnd.apple.mpegurl")) return false;
  film.src = film.dataset.playlist;
  return true;
};
const byPlainFilm = () => {
  film.src = film.dataset.film;
  return true;
};
const ways = [byHls, byOwnHls, byPlainFilm];
const tryNext = () => {
  player?.destroy();
  player = null;
  while (ways.length > 0) if (ways.shift()()) return;
  trouble.hidden = false;
  want(false);
};

// The library is twice as heavy as the page: it comes with the film, once the page itself is there.
const fetchLibrary = () => {
  const library = document.createElement("script");
  library.src = film.dataset.library;
  for (const end of ["load", "error"]) library.addEventListener(end, tryNext);
  document.head.append(library);
};

const leave = () => {
  ways.length = 0;
  film.pause();
  player?.destroy();
  film.removeAttribute("src");
  film.load();
};

const length = () => (Number.isFinite(film.duration) ? film.duration : Number(film.dataset.seconds));
const show = () => {
  place.max = length();
  place.value = film.currentTime;
  place.style.setProperty("--played", `${(100 * film.currentTime) / length()}%`);
  place.setAttribute("aria-valuetext", `${clock(film.currentTime)} / ${clock(length())}`);
  time.textContent = `${clock(film.currentTime)} / ${clock(length())}`;
};
const showPlaying = () => {
  play.querySelector("span").textContent = wanted ? play.dataset.pause : play.dataset.play;
  play.classList.toggle("is-playing", wanted);
};
const want = (yes) => {
  wanted = yes;
  showPlaying();
};
// Within the press itself too, film or no film: a tablet lets a page play later only what a finger started.
const start = () => film.play().catch((why) => { if (why.name === "NotAllowedError") want(false); });
const jump = (seconds) => {
  film.currentTime = Math.min(Math.max(0, seconds), length());
  show();
};

play.addEventListener("click", () => {
  want(!wanted);
  if (wanted) start();
  else film.pause();
});
document.getElementById("back").addEventListener("click", () => jump(film.currentTime - STEP_BACK_S));
place.addEventListener("input", () => jump(Number(place.value)));
film.addEventListener("click", () => play.click());
for (const change of ["timeupdate", "durationchange", "seeked"]) film.addEventListener(change, show);
film.addEventListener("play", () => want(true));
for (const rest of ["pause", "ended"]) film.addEventListener(rest, () => want(false));
film.addEventListener("loadedmetadata", () => { if (wanted) start(); });
addEventListener("pagehide", leave);

film.removeAttribute("controls");
document.getElementById("controls").hidden = false;
film.addEventListener("error", () => { if (!player) tryNext(); });
letMark(film, { jump, length });
showGaps(film, { length });
show();
if (document.readyState === "complete") fetchLibrary();
else addEventListener("load", fetchLibrary);
