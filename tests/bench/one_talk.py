"""How fast and how heavy one talk is: ``python -m tests.bench.one_talk [--seconds 20] [--pairs 3]``.

Three real processes, the simulated camera at 720p25. Measured: from the press (and from the end of 3-2-1)
to the first sealed fragment on the disk; the recorder's CPU per second of film against the same encode to a
plain file in the same run, in pairs; peak memory of each process after a talk that was delivered.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.cli.demo.wires import Wires
from appliance.control import ConsentToken, ControlClient, NoteSigner, make_token
from tests.bench.processes import TEXT, Running, start

COUNTDOWN_S = 3.0
_LOOK_EVERY_S = 0.002
_PATIENCE_S = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--pairs", type=int, default=3)
    args = parser.parse_args()
    rows = [_pair(args.seconds) for _ in range(args.pairs)]
    print(f"| figure | median of {args.pairs} | lowest | highest |\n|---|---|---|---|")
    for name in rows[0]:
        values = [row[name] for row in rows]
        print(f"| {name} | {statistics.median(values):.2f} | {min(values):.2f} | {max(values):.2f} |")


def _pair(seconds: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        plain_s = _plain_cpu_s(Path(folder) / "plain.mp4", seconds)
        running = start(Path(folder))
        try:
            figures = _talk(running, seconds)
        finally:
            running.stop()
    own_s = figures.pop("cpu")
    return {
        **figures,
        "recorder, CPU s per s of film": own_s,
        "plain file, CPU s per s of film": plain_s / seconds,
        "ratio": own_s / (plain_s / seconds),
    }


def _talk(running: Running, seconds: float) -> dict[str, float]:
    box = ControlClient(running.settings.paths.run / "console.sock")
    wires = Wires(running.folder / "wires.sock")
    consent(box, running.token_key)
    films = running.settings.paths.data / "recordings"
    pressed = time.monotonic()
    wires.button(down=True)
    wires.button(down=False)
    _until(lambda: any(film.stat().st_size > 1024 for film in films.glob("*.sealed")))
    first = time.monotonic() - pressed
    before_cpu, before_s, pictures = running.cpu_s(running.recorder), _film_s(box), wires.state.packets
    _until(lambda: _film_s(box) >= before_s + seconds, every_s=1.0)  # as a tablet asks
    after_cpu, after_s = running.cpu_s(running.recorder), _film_s(box)
    pictures = wires.state.packets - pictures
    box.ask("talk.stop")
    _until(lambda: box.ask("status")["talk"]["state"] == "closing")
    box.ask("talk.closing", answer="keep")
    store = running.folder / "store"
    _until(lambda: any(store.rglob("manifest.json")) and not any(films.glob("*.sealed")), every_s=0.25)
    return {
        "press to first sealed fragment, s": first,
        "the same without the three promised seconds, s": first - COUNTDOWN_S,
        "pictures per second": pictures / (after_s - before_s),
        "cpu": (after_cpu - before_cpu) / (after_s - before_s),
        "peak memory of recorder, MB": running.peak_mb(running.recorder),
        "peak memory of sync, MB": running.peak_mb(running.sync),
        "peak memory of console, MB": running.peak_mb(running.console),
    }


def consent(box: ControlClient, token_key: str) -> dict[str, Any]:
    """Have everybody say yes, with a token, to one talk; return what the tablet then shows."""
    talk = box.ask("talk.ask", klantmanager="anna", language="nl", people=["client"])
    yes: dict[str, Any] = {"choice": "yes", "purposes": ["self"], "text": TEXT}
    box.ask(
        "talk.answer", talk_code=talk["talk_code"], person="client", read_aloud=False, via_tolk=False, **yes
    )
    now = datetime.now(UTC).replace(microsecond=0)
    token = ConsentToken(
        box=talk["box"],
        room=talk["room"],
        boot=talk["boot"],
        talk=talk["talk_code"],
        jti=os.urandom(16).hex(),
        text=TEXT,
        purposes=("self",),
        people=("client",),
        iat=now,
        exp=now + timedelta(minutes=15),
        max_duration_s=talk["max_duration_s"],
    )
    signer = NoteSigner.from_text(token_key)
    return box.ask("talk.consent", talk_code=talk["talk_code"], token=make_token(signer, token))


def _film_s(box: ControlClient) -> float:
    return float(box.ask("status", tablet=True)["talk"]["elapsed_s"])


def _plain_cpu_s(path: Path, seconds: float) -> float:
    command = [sys.executable, "-m", "tests.bench.plain_encode", str(path), str(seconds)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _until(holds: Any, *, every_s: float = _LOOK_EVERY_S) -> None:
    ends = time.monotonic() + _PATIENCE_S
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(every_s)


if __name__ == "__main__":
    main()
