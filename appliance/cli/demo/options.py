"""What a person asked of the demo, checked before anything starts: every fault in a plain Dutch sentence."""

from __future__ import annotations

import math
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from appliance.domain.errors import OptionWrong
from appliance.settings.model import CameraProfile, MicrophoneProfile

DEMO_DAY_S = 10.0
WALK_SECONDS = 10.0
LONGEST_WALK_S = 600.0
_SHORTEST_DAY_S, _LONGEST_DAY_S = 0.5, 86_400.0
_PORTS = range(1024, 65_535)  # the box page takes the next one
_CAMERA = Path("/dev/video0")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """Everything the demo lets itself be told. ``port`` None means: find a free one."""

    data: Path | None = None
    film: Path | None = None
    webcam: bool = False
    walk: bool = False
    seconds: float = WALK_SECONDS
    keep: bool = False
    pq: bool = False
    day_s: float = DEMO_DAY_S
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The size and rate the demo's camera makes."""

    width: int
    height: int
    fps: int


@dataclass(frozen=True, slots=True)
class Sound:
    """What the demo's microphone gives."""

    sample_rate_hz: int
    channels: int


def read_options(args: Namespace) -> DemoOptions:
    """Return the options as typed on the command line. Raises: OptionWrong, NotAVideo."""
    if not args.walk and (args.keep or args.seconds is not None):
        raise OptionWrong("--seconds en --keep horen bij --walk")
    seconds = WALK_SECONDS if args.seconds is None else _number("--seconds", args.seconds, 1, LONGEST_WALK_S)
    # The look back must fit well inside the window, so a longer film gets longer days.
    usual_day_s = max(1.0, seconds / 10) if args.walk else DEMO_DAY_S
    day_s = (
        usual_day_s if args.day_s is None else _number("--day-s", args.day_s, _SHORTEST_DAY_S, _LONGEST_DAY_S)
    )
    port = None if args.port is None else int(_number("--port", args.port, _PORTS.start, _PORTS.stop - 1))
    if args.webcam and not _CAMERA.exists():
        raise OptionWrong(f"deze computer heeft geen camera ({_CAMERA} is er niet)")
    if args.input is not None:
        _check_film(args.input)
    return DemoOptions(
        data=args.data,
        film=args.input and args.input.absolute(),
        webcam=args.webcam,
        walk=args.walk,
        seconds=seconds,
        keep=args.keep,
        pq=args.pq,
        day_s=day_s,
        port=port,
    )


def _number(option: str, typed: str, low: float, high: float) -> float:
    try:
        number = float(typed)
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        raise OptionWrong(f"kies bij {option} een getal van {low:g} tot en met {high:g}, niet {typed!r}")
    if option == "--port" and number != int(number):
        raise OptionWrong(f"kies bij {option} een heel getal, niet {typed!r}")
    return number


def _check_film(path: Path) -> None:
    # Here and not above: without a recorder installed the rest of the command must still work.
    from appliance.media.file_source import FileSource

    camera, microphone = CameraProfile(), MicrophoneProfile()
    FileSource(
        path,
        Picture(camera.width_px, camera.height_px, camera.fps),
        Sound(microphone.sample_rate_hz, microphone.channels),
    )
