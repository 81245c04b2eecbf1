// The client's player: HLS over the box's own byte ranges, and the marks of pieces to take out.
"use strict";
{
  const film = document.getElementById("film");
  const trouble = document.getElementById("film-trouble");
  const sayTrouble = () => { trouble.hidden = false; };

  // hls.js first: some browsers claim HLS and play no fragmented MP4 with it.
  if (window.Hls && Hls.isSupported()) {
    // No worker: it would need script from a blob, and the page allows only its own files.
    const player = new Hls({ enableWorker: false, maxBufferLength: 20, backBufferLength: 20 });
    player.on(Hls.Events.ERROR, (_, error) => { if (error.fatal) sayTrouble(); });
    player.loadSource(film.dataset.playlist);
    player.attachMedia(film);
  } else {
    film.src = film.canPlayType("application/vnd.apple.mpegurl") ? film.dataset.playlist : film.dataset.film;
    film.addEventListener("error", sayTrouble);
  }

  const from = document.getElementById("piece-from");
  const to = document.getElementById("piece-to");
  const open = document.getElementById("piece-open");
  const list = document.getElementById("pieces");
  const save = document.getElementById("pieces-save");
  const line = document.getElementById("timeline");
  const now = document.getElementById("timeline-now");
  const pieces = [];
  let begin = null;

  const clock = (seconds) => {
    const whole = Math.floor(seconds);
    return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
  };
  const percent = (seconds) => `${(100 * seconds) / (film.duration || 1)}%`;
  const element = (name, attributes = {}, words = "") => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(words);
    return made;
  };

  const draw = () => {
    line.querySelectorAll(".timeline__piece").forEach((piece) => piece.remove());
    list.replaceChildren();
    for (const piece of pieces) {
      const bar = element("div", { className: "timeline__piece" });
      bar.style.left = percent(piece.from);
      bar.style.width = percent(piece.to - piece.from);
      line.append(bar);
      const undo = element("button", {
        type: "button", className: "utrecht-button utrecht-button--secondary-action small-button",
      }, list.dataset.undo);
      undo.addEventListener("click", () => { pieces.splice(pieces.indexOf(piece), 1); draw(); from.focus(); });
      const row = element("li", {}, `${clock(piece.from)} ${list.dataset.to} ${clock(piece.to)}`);
      row.append(
        undo,
        element("input", { type: "hidden", name: "van", value: piece.from.toFixed(2) }),
        element("input", { type: "hidden", name: "tot", value: piece.to.toFixed(2) }),
      );
      list.append(row);
    }
    save.hidden = pieces.length === 0;
    to.disabled = begin === null;
    open.textContent = begin === null ? "" : `${open.dataset.words} ${clock(begin)}.`;
  };

  from.addEventListener("click", () => { begin = film.currentTime; draw(); });
  to.addEventListener("click", () => {
    const [start, end] = [begin, film.currentTime].sort((a, b) => a - b);
    begin = null;
    if (end > start) pieces.push({ from: start, to: end });
    draw();
    from.focus();
  });
  film.addEventListener("timeupdate", () => { now.style.left = percent(film.currentTime); });
}
