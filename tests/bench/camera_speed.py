"""A box before the real picamera2: ``python -m tests.bench.camera_speed [--seconds 20] [--pairs 3]``.

As root, in the Debian of tests/system/real_camera.py. From the press to red and to the first sealed
fragment (the second talk of a process: picamera2 is loaded), peak memory, and the recorder's CPU beside two
peers in the same run: picamera2 alone writing the same H.264 to a file, and picamera2 alone writing an MP4
with the same sound. 720p25, of still pictures and of grainy ones. Memory is from a cold page cache, as on a
box that was just switched on: what lies in it already, the kernel counts with whoever reads beside it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from appliance.control import ControlClient
from tests.bench.one_talk import consent
from tests.system import numbered_pictures
from tests.system.camera_room import ENVIRONMENT, CameraRoom, wait_for
from tests.system.camera_root import camera_root, usual_folder
from tests.system.debian_root import DebianRoot

PROJECT = Path(__file__).parents[2]
COUNTDOWN_S = 3.0
GRAIN = 12  # of 255: what a sensor in a lit room adds to each point
_TICKS_HZ = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--pairs", type=int, default=3)
    args = parser.parse_args()
    with camera_root(usual_folder(), project=PROJECT) as root:
        rows = [_pair(root, args.seconds) for _ in range(args.pairs)]
    print(f"| figure | median of {args.pairs} | lowest | highest |\n|---|---|---|---|")
    for name in rows[0]:
        values = [row[name] for row in rows]
        print(f"| {name} | {statistics.median(values):.2f} | {min(values):.2f} | {max(values):.2f} |")


def _pair(root: DebianRoot, seconds: float) -> dict[str, float]:
    still = _beside(root, seconds, grain=0)
    grainy = _beside(root, seconds, grain=GRAIN)
    return still | {f"{name}, grainy pictures": value for name, value in grainy.items() if "CPU" in name}


def _beside(root: DebianRoot, seconds: float, *, grain: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        room = CameraRoom(root, Path(folder))
        numbered_pictures.write(room.folder / "pictures.d", how_many=2, grain=grain)
        room.sound()
        _cool_down()
        try:
            figures = _talks(room, seconds)
            room.stop()
            _cool_down()
            picture, picture_mb = _bare(root, room.folder, seconds, "picture")
            film, _ = _bare(root, room.folder, seconds, "film")
        finally:
            room.close()
    own = figures["recorder, CPU s per s of film"]
    return {
        **figures,
        "picamera2 alone, peak memory, MB": picture_mb,
        "picamera2 alone, CPU s per s of film": picture,
        "picamera2 alone with sound, CPU s per s of film": film,
        "ratio of CPU to picamera2 alone": own / picture,
        "ratio of CPU to picamera2 alone with sound": own / film,
    }


def _talks(room: CameraRoom, seconds: float) -> dict[str, float]:
    box = room.start()
    films = room.folder / "data" / "recordings"
    for _ in range(2):
        consent(box, room.token_key)
        before = set(films.glob("*.sealed"))
        pressed_s = time.monotonic()
        room.press()
        wait_for(
            lambda seen=before: any(f.stat().st_size > 1024 for f in set(films.glob("*.sealed")) - seen),  # type: ignore[misc]
            "a sealed fragment",
            every_s=0.002,
        )
        first_s = time.monotonic() - pressed_s
        red_s = next(at_s for at_s, shown in room.lamp() if shown == "red" and at_s > pressed_s) - pressed_s
        if before:
            break
        wait_for(lambda: _film_s(box) > 2, "a film", every_s=0.5)
        _end(box)
    pid = _recorder(room)
    begun, begun_s = _cpu_s(pid), _film_s(box)
    wait_for(lambda: _film_s(box) >= begun_s + seconds, "the film grows", every_s=1.0)
    spent = (_cpu_s(pid) - begun) / (_film_s(box) - begun_s)
    return {
        "press to red light, s": red_s,
        "press to first sealed fragment, less the promised three seconds, s": first_s - COUNTDOWN_S,
        "recorder, CPU s per s of film": spent,
        "recorder, peak memory, MB": _peak_mb(pid),
    }


def _cool_down() -> None:
    """Empty the page cache of this machine."""
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3")


def _end(box: ControlClient) -> None:
    box.ask("talk.stop")
    wait_for(lambda: box.ask("status", tablet=True)["talk"]["state"] == "closing", "closing")
    box.ask("talk.closing", answer="keep")


def _film_s(box: ControlClient) -> float:
    return float(box.ask("status", tablet=True)["talk"]["elapsed_s"])


def _bare(root: DebianRoot, folder: Path, seconds: float, what: str) -> tuple[float, float]:
    program = "/project/tests/system/camera/bare_camera.py"
    # Debian's PyAV, as whoever installs picamera2 has it.
    with_debians = ENVIRONMENT | {"PYTHONPATH": "/usr/lib/python3/dist-packages:/project"}
    command = root.command("python3", program, str(seconds), what, shared=folder, env=with_debians)
    said = subprocess.run(["nice", "-n", "-15", *command], capture_output=True, text=True, check=True).stdout
    spent, peak_mb = said.split()[-2:]
    return float(spent), float(peak_mb)


def _recorder(room: CameraRoom) -> int:
    """Return the recorder's pid: the one python that got the settings."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        words = line.read_bytes().split(b"\0")
        if b"/project/tests/system/camera/virtual_camera.py" in words and words[0].endswith(b"python3"):
            return int(line.parent.name)
    raise RuntimeError((room.folder / "log").read_text())


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_HZ


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kib,) = (line.split()[1] for line in status if line.startswith("VmHWM"))
    return int(kib) * 1024 / 1e6


if __name__ == "__main__":
    main()
