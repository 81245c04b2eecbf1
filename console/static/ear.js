// The ear: plays the screen's own sound on the spot, and stops it. Without this file it is a link to that sound.
"use strict";
{
  const sound = new Audio();
  sound.preload = "none";
  let speaking = null;

  const show = () => {
    for (const ear of document.querySelectorAll(".ear")) {
      const on = ear === speaking && !sound.paused;
      ear.classList.toggle("ear--on", on);
      ear.querySelector("span").textContent = on ? ear.dataset.stop : ear.dataset.start;
    }
  };

  const touch = (event) => {
    event.preventDefault();
    const ear = event.currentTarget;
    const stop = ear === speaking && !sound.paused;
    sound.pause();
    if (stop) return;
    speaking = ear;
    sound.src = ear.href;
    // A browser that will not play here still follows the link.
    sound.play().catch((trouble) => { if (trouble.name === "NotSupportedError") location.assign(ear.href); });
  };

  for (const ear of document.querySelectorAll(".ear")) {
    ear.dataset.start = ear.querySelector("span").textContent;
    ear.setAttribute("role", "button");
    ear.addEventListener("click", touch);
    ear.addEventListener("keydown", (event) => { if (event.key === " ") touch(event); });
  }
  for (const change of ["play", "pause", "ended"]) sound.addEventListener(change, show);
  // In the page, so that who watches for rest sees that somebody is listening.
  document.body.append(sound);
}
