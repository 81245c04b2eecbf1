// While pieces are taken out: how long it takes so far, and back to the film when it is done.
import { clock } from "./clock.js";

const passed = document.getElementById("passed");
const began = performance.now();
const ask = async () => {
  passed.textContent = clock((performance.now() - began) / 1000);
  try {
    const answer = await (await fetch(passed.dataset.address, { cache: "no-store" })).json();
    if (answer.over) {
      location.replace(passed.dataset.film);
      return;
    }
  } catch {
    // The cut goes on in the box; the next question shows how far it is.
  }
  setTimeout(ask, 1000);
};
ask();
