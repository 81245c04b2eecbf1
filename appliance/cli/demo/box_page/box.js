// Shows the state that the server sends, and passes on what a hand does to the button.
import { play, switchSound } from "/tones.js";

const POLL_MS = 1000;
const TONE_SHOWN_MS = 6000;
const element = (id) => document.getElementById(id);

let lastTone = null;
let toneTimer = 0;
let days = null; // {dayS, elapsedS, at}: the last word of the server about time

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function show(state) {
  document.body.dataset.light = state.light;
  document.body.dataset.camera = state.camera;
  write(element("light"), state.lightWords);
  write(element("camera"), state.connected ? state.cameraWords : "");
  write(element("broken"), state.broken.join(" "));
  write(element("packets"), state.packets.toLocaleString("nl"));
  days = { dayS: state.dayS, elapsedS: state.elapsedS, at: performance.now() };
  showDay();
  const latest = state.tones.at(-1);
  // The first state tells what was before this page: it is not news.
  if (lastTone !== null && latest && latest.number > lastTone) {
    state.tones.filter((tone) => tone.number > lastTone).forEach((tone) => play(tone.tone));
    showTone(latest.words);
  }
  lastTone = latest ? latest.number : 0;
}

function showTone(words) {
  write(element("tone"), "♪ " + words);
  document.body.dataset.sounding = "";
  clearTimeout(toneTimer);
  toneTimer = setTimeout(() => {
    write(element("tone"), "");
    delete document.body.dataset.sounding;
  }, TONE_SHOWN_MS);
}

function showDay() {
  if (!days) return;
  const elapsedS = days.elapsedS + (performance.now() - days.at) / 1000;
  write(element("day"), `dag ${Math.floor(elapsedS / days.dayS) + 1} van deze demo`);
  write(element("day-length"), days.dayS >= 86400 ? "24 uur" : `${days.dayS.toLocaleString("nl")} seconden`);
}

function lost() {
  document.body.dataset.light = "dark";
  write(element("light"), "Geen verbinding met de demo. Draait hij nog?");
  write(element("camera"), "");
}

// -- the state: a stream, and a question each second where a stream does not come through

let stream = null;

function listen() {
  stream = new EventSource("/events");
  stream.onmessage = (event) => show(JSON.parse(event.data));
  stream.onerror = lost;
}

async function poll() {
  if (stream.readyState === EventSource.OPEN) return;
  try {
    show(await (await fetch("/state", { cache: "no-store" })).json());
  } catch {
    lost();
  }
  if (stream.readyState === EventSource.CLOSED) listen();
}

// -- the button

async function ask(body) {
  try {
    const answer = await fetch("/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      keepalive: true, // a page that closes still lets go of the button
    });
    if (answer.ok) show(await answer.json());
    else if (answer.status === 502) lost();
  } catch {
    lost();
  }
}

const push = element("push");
let isDown = false;
let queue = Promise.resolve(); // "down" must arrive before "up"

function move(down) {
  if (isDown === down) return;
  isDown = down;
  push.classList.toggle("down", down);
  queue = queue.then(() => ask({ button: down ? "down" : "up" }));
}

push.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  push.setPointerCapture(event.pointerId);
  move(true);
});
for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
  push.addEventListener(end, () => move(false));
}
push.addEventListener("keydown", (event) => {
  if (event.key !== " " && event.key !== "Enter") return;
  event.preventDefault();
  move(true);
});
push.addEventListener("keyup", (event) => {
  if (event.key !== " " && event.key !== "Enter") return;
  event.preventDefault();
  move(false);
});
// A screen reader or a switch clicks without a pointer or a key: that is one short press.
let byHand = false;
push.addEventListener("pointerdown", () => { byHand = true; });
push.addEventListener("pointerup", () => setTimeout(() => { byHand = false; }));
push.addEventListener("click", () => {
  if (!byHand) ask({ button: "press" });
});
push.addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("pagehide", () => move(false));

const hold = element("hold");
hold.addEventListener("click", async () => {
  if (hold.getAttribute("aria-disabled") === "true") return;
  hold.setAttribute("aria-disabled", "true");
  push.classList.add("down");
  await ask({ button: "hold" });
  push.classList.remove("down");
  hold.removeAttribute("aria-disabled");
});

const sound = element("sound");
sound.addEventListener("click", async () => {
  const on = await switchSound();
  sound.setAttribute("aria-pressed", String(on));
  write(sound, on ? "Geluid staat aan" : "Geluid aanzetten");
});

for (const fault of document.querySelectorAll("[data-part]")) {
  fault.addEventListener("click", () => {
    const works = { "true": true, "false": false }[fault.dataset.works] ?? fault.dataset.works;
    ask({ part: fault.dataset.part, works });
  });
}

listen();
setInterval(poll, POLL_MS);
setInterval(showDay, 250);
