// The four sounds of the box as short beeps. Each is also written in words on the page.

const MELODY = {
  "start": [[523, 0.16], [784, 0.24]],
  "stop": [[784, 0.16], [523, 0.24]],
  "help": [[196, 0.5]],
  "still-there": [[659, 0.12]],
};

let audio = null;

export function soundIsOn() {
  return audio !== null && audio.state === "running";
}

// A browser only gives sound after a person asked for it.
export async function switchSound() {
  if (soundIsOn()) {
    await audio.suspend();
  } else {
    audio = audio ?? new AudioContext();
    await audio.resume();
  }
  return soundIsOn();
}

export function play(tone) {
  if (!soundIsOn()) return;
  let at = audio.currentTime + 0.02;
  for (const [hertz, seconds] of MELODY[tone] ?? []) {
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    voice.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.2, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
    voice.connect(volume).connect(audio.destination);
    voice.start(at);
    voice.stop(at + seconds);
    at += seconds + 0.03;
  }
}
