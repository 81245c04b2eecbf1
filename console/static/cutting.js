// While pieces are taken out: how far it is, how long it takes so far, and back to the film when it is done.
import { clock } from "./clock.js";

const passed = document.getElementById("passed");
const bar = document.getElementById("part");
const percent = document.getElementById("percent");
const began = performance.now();
const ask = async () => {
  passed.textContent = clock((performance.now() - began) / 1000);
  try {
    const answer = await (await fetch(passed.dataset.address, { cache: "no-store" })).json();
    if (answer.done !== null) { // until then the bar only moves
      bar.value = answer.done;
      percent.textContent = `${Math.floor(answer.done * 100)} %`;
    }
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
