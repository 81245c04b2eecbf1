// Where a piece of the film is gone: a mark on the timeline, beside the words that say it below the film.
export const showGaps = (film, { length }) => {
  const gaps = document.getElementById("gaps");
  const draw = () => gaps.replaceChildren(...gaps.dataset.gaps.split(" ").filter(Boolean).map((seconds) => {
    const mark = document.createElement("div");
    mark.className = "bar bar--gap";
    mark.style.insetInlineStart = `${Math.min(100, (100 * Number(seconds)) / length())}%`;
    return mark;
  }));
  film.addEventListener("durationchange", draw);
  draw();
};
