// A page that follows the box: ask each second, say it when no answer comes, hide after a minute of rest.
// Everything a person can do works without this file; forms are plain forms.
"use strict";
{
  const page = document.body.dataset;
  const ASK_MS = 1000;
  const LOST_MS = 3000;
  const REST_MS = 60000;
  const lost = document.getElementById("lost");
  let freshAt = Date.now();
  let touchedAt = Date.now();
  let leaving = false;

  const go = (address) => {
    if (leaving) return;
    leaving = true;
    location.replace(address);
  };

  const show = (answer) => {
    const another = page.screen ? answer.screen !== page.screen : answer.state !== page.state;
    if (another) return go(page.home);
    for (const place of document.querySelectorAll("[data-live]")) {
      const words = answer[place.dataset.live];
      if (place.textContent !== words) place.textContent = words;
    }
  };

  const ask = async () => {
    const patience = AbortSignal.timeout(LOST_MS);
    try {
      const reply = await fetch(page.status, { cache: "no-store", redirect: "error", signal: patience });
      if (!reply.ok) throw new Error(reply.status);
      const answer = await reply.json();
      freshAt = Date.now();
      show(answer);
    } catch {
      // No answer says nothing about the camera. The lamp does, and the banner says so after three seconds.
    }
    setTimeout(ask, ASK_MS);
  };

  const watch = () => {
    lost.hidden = Date.now() - freshAt < LOST_MS;
    const playing = [...document.querySelectorAll("video, audio")].some((one) => !one.paused);
    if (playing) touchedAt = Date.now();
    if (page.rest && Date.now() - touchedAt >= REST_MS) go(page.rest);
  };

  // A dark screen says nothing about the camera: while a talk goes on, the tablet stays awake.
  const stayAwake = () => {
    if (page.state === "idle" || document.visibilityState !== "visible") return;
    navigator.wakeLock?.request("screen").catch(() => {}); // an empty battery may refuse
  };
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();

  for (const touch of ["pointerdown", "keydown", "scroll", "input"]) {
    addEventListener(touch, () => { touchedAt = Date.now(); }, { passive: true, capture: true });
  }
  // A pressed button is on its way: nothing here may overtake it.
  addEventListener("beforeunload", () => { leaving = true; });
  // Coming "back" must never show a page from before.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  setInterval(watch, 500);
  ask();
}
