// Reading the slip with the tablet's own camera: twenty seconds at most, and only after a tap.
// No picture is kept or sent: what leaves the page are the digits of the code, in the form, as if they were typed.
"use strict";
{
  const form = document.querySelector(".code-entry");
  const scan = form.querySelector(".code-scan");
  const start = scan.querySelector("[data-scan]");
  const looking = scan.querySelector("[data-looking]");
  const outcome = scan.querySelector("[data-outcome]");
  const video = scan.querySelector("video");
  const PATIENCE_MS = 20000;
  const LOOK_MS = 120;
  const WIDTH = 640; // enough for a slip, and quick on an old tablet
  const CODE = /^\d{4}( ?\d{4}){4}$/;
  let stream = null;

  const stop = (words = "") => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
    looking.hidden = true;
    start.hidden = false;
    outcome.textContent = words;
  };

  const script = (address) => new Promise((done, failed) => {
    const tag = document.createElement("script");
    tag.src = address;
    tag.onload = done;
    tag.onerror = failed;
    document.head.append(tag);
  });

  // The browser's own reader where there is one, and else the one from the box.
  const reader = async () => {
    const own = globalThis.BarcodeDetector;
    if (own && (await own.getSupportedFormats()).includes("qr_code")) {
      const detector = new own({ formats: ["qr_code"] });
      return async () => (await detector.detect(video)).map((found) => found.rawValue);
    }
    if (!globalThis.jsQR) await script(scan.dataset.decoder);
    const canvas = document.createElement("canvas");
    const paper = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      canvas.width = WIDTH;
      canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
      paper.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data } = paper.getImageData(0, 0, canvas.width, canvas.height);
      const found = globalThis.jsQR(data, canvas.width, canvas.height);
      return found ? [found.data] : [];
    };
  };

  const send = (code) => {
    for (const part of form.querySelectorAll("fieldset")) part.disabled = true;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "code";
    field.value = code;
    form.append(field);
    form.submit();
  };

  const look = async () => {
    start.hidden = true;
    looking.hidden = false;
    outcome.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const mine = stream;
      // Counted from the first light, and apart from the looking: a slow tablet does not look longer.
      setTimeout(() => { if (stream === mine) stop(scan.querySelector("[data-unseen]").content.textContent); }, PATIENCE_MS);
      video.srcObject = mine;
      await video.play();
      const read = await reader();
      while (stream === mine) {
        const code = (await read()).find((found) => CODE.test(found));
        if (code && stream === mine) {
          stop();
          return send(code);
        }
        await new Promise((next) => { setTimeout(next, LOOK_MS); });
      }
    } catch {
      stop(scan.querySelector("[data-refused]").content.textContent);
    }
  };

  start.addEventListener("click", look);
  scan.querySelector("[data-stop]").addEventListener("click", () => stop());
  addEventListener("pagehide", () => stop());
  document.addEventListener("visibilitychange", () => { if (document.hidden && stream) stop(); });
  scan.hidden = !(isSecureContext && navigator.mediaDevices?.getUserMedia);
}
