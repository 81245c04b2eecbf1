// Marking pieces to take out: begin and end at the film's moment, each then a slider of its own to move.
// Only marks: nothing is gone before the client says yes on the next screen.
import { clock } from "./clock.js";

const SMALLEST_S = 0.5; // a fragment of the film: less can not be taken out
const LEAD_S = 1; // what is heard before a piece, to know where it begins

export const letMark = (film, { jump, length }) => {
  const from = document.getElementById("piece-from");
  const to = document.getElementById("piece-to");
  const open = document.getElementById("piece-open");
  const list = document.getElementById("pieces");
  const save = document.getElementById("pieces-save");
  const bars = document.getElementById("bars");
  const pieces = [];
  let begin = null;
  let until = null; // where the look at one piece stops

  const element = (name, attributes = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...inside);
    return made;
  };
  const button = (words, act) => {
    const made = element("button", { type: "button", className: "utrecht-button utrecht-button--secondary-action small-button" }, words);
    made.addEventListener("click", act);
    return made;
  };
  const percent = (seconds) => `${(100 * seconds) / length()}%`;

  const bar = (start, end, look) => {
    const made = element("div", { className: `bar ${look}` });
    made.style.insetInlineStart = percent(start);
    made.style.inlineSize = percent(end - start);
    return made;
  };
  const draw = () => {
    bars.replaceChildren(...pieces.map((piece) => bar(piece.from, piece.to, "bar--piece")));
    if (begin !== null) bars.append(bar(Math.min(begin, film.currentTime), Math.max(begin, film.currentTime), "bar--open"));
    save.hidden = pieces.length === 0;
    to.disabled = begin === null;
    open.textContent = begin === null ? "" : `${open.dataset.words} ${clock(begin)}.`;
  };

  const edge = (piece, side, words) => {
    const slider = element("input", { type: "range", name: side === "from" ? "van" : "tot", min: 0, step: SMALLEST_S });
    slider.max = Math.ceil(length() / SMALLEST_S) * SMALLEST_S;
    slider.setAttribute("aria-label", words);
    const say = () => {
      slider.value = piece[side];
      slider.setAttribute("aria-valuetext", clock(piece[side]));
    };
    slider.addEventListener("input", () => {
      const wanted = Number(slider.value);
      piece[side] = side === "from" ? Math.min(wanted, piece.to - SMALLEST_S) : Math.max(wanted, piece.from + SMALLEST_S);
      say();
      piece.title.textContent = piece.words();
      jump(piece[side]);
      draw();
    });
    say();
    return element("label", { className: "edge" }, element("span", {}, words), slider);
  };

  const row = (piece) => {
    piece.words = () => `${clock(piece.from)} ${list.dataset.to} ${clock(piece.to)}`;
    piece.title = element("strong", {}, piece.words());
    const made = element("li", { className: "piece" },
      piece.title,
      edge(piece, "from", from.textContent),
      edge(piece, "to", to.textContent),
      button(list.dataset.look, () => {
        jump(piece.from - LEAD_S);
        until = piece.to;
        film.play();
      }),
      button(list.dataset.undo, () => {
        pieces.splice(pieces.indexOf(piece), 1);
        made.remove();
        draw();
        from.focus();
      }),
    );
    return made;
  };

  const roundDown = (seconds) => Math.floor(seconds / SMALLEST_S) * SMALLEST_S;
  from.addEventListener("click", () => { begin = film.currentTime; draw(); });
  to.addEventListener("click", () => {
    const [start, end] = [begin, film.currentTime].sort((a, b) => a - b);
    const piece = { from: roundDown(start), to: Math.max(roundDown(end + SMALLEST_S - 0.01), roundDown(start) + SMALLEST_S) };
    begin = null;
    pieces.push(piece);
    list.append(row(piece));
    draw();
    list.lastElementChild.querySelector("button").focus();
  });
  film.addEventListener("timeupdate", () => {
    if (begin !== null) draw();
    if (until === null || film.currentTime < until) return;
    until = null;
    film.pause();
  });
};
