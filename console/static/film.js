// The client's player: the film by byte ranges, play, five seconds back, and a slider over its whole length.
// Nothing of it stays: the pieces live in this page's memory only, and go when the page goes.
import { clock } from "./clock.js";
import { letMark } from "./pieces.js";

const film = document.getElementById("film");
const trouble = document.getElementById("film-trouble");
const place = document.getElementById("place");
const time = document.getElementById("time");
const play = document.getElementById("play");
const STEP_BACK_S = 5;
let player = null;

const sayTrouble = () => { trouble.hidden = false; };

const load = () => {
  // hls.js first: some browsers claim HLS and play no fragmented MP4 with it.
  if (window.Hls && Hls.isSupported()) {
    // No worker: it would need script from a blob, and the page allows only its own files.
    player = new Hls({ enableWorker: false, maxBufferLength: 20, backBufferLength: 20 });
    player.on(Hls.Events.ERROR, (_, error) => { if (error.fatal) sayTrouble(); });
    player.loadSource(film.dataset.playlist);
    player.attachMedia(film);
    return;
  }
  const native = film.canPlayType("application/vnd.apple.mpegurl");
  film.addEventListener("error", sayTrouble);
  film.src = native ? film.dataset.playlist : film.dataset.film;
};

const leave = () => {
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
  play.querySelector("span").textContent = film.paused ? play.dataset.play : play.dataset.pause;
  play.classList.toggle("is-playing", !film.paused);
};
const jump = (seconds) => {
  film.currentTime = Math.min(Math.max(0, seconds), length());
  show();
};

play.addEventListener("click", () => { if (film.paused) film.play().catch(sayTrouble); else film.pause(); });
document.getElementById("back").addEventListener("click", () => jump(film.currentTime - STEP_BACK_S));
place.addEventListener("input", () => jump(Number(place.value)));
film.addEventListener("click", () => play.click());
for (const change of ["timeupdate", "durationchange", "seeked"]) film.addEventListener(change, show);
for (const change of ["play", "pause", "ended"]) film.addEventListener(change, showPlaying);
addEventListener("pagehide", leave);

film.removeAttribute("controls");
document.getElementById("controls").hidden = false;
letMark(film, { jump, length });
load();
show();
