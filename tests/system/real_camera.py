"""The real picamera2 over the real libcamera, filming known pictures with real sound, in a Debian 13.

As root. The first run builds that Debian, in about two minutes, from Debian's archive and the package index,
and keeps it in the user's cache (camera_root.py); SPIEGELBOX_DEBIAN names another folder.
"""

from __future__ import annotations

import io
import json
import statistics
import subprocess
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import pytest

from appliance.control import ControlClient
from tests.bench.one_talk import consent
from tests.system import numbered_pictures
from tests.system.camera_room import CameraRoom, wait_for
from tests.system.camera_root import camera_root, usual_folder
from tests.system.debian_root import DebianRoot

pytestmark = pytest.mark.timeout(600)
PROJECT = Path(__file__).parents[2]
FPS = 25


@pytest.fixture(scope="module")
def root() -> Iterator[DebianRoot]:
    with camera_root(usual_folder(), project=PROJECT) as built:
        yield built


@pytest.fixture
def room(root: DebianRoot, tmp_path: Path) -> Iterator[CameraRoom]:
    made = CameraRoom(root, tmp_path)
    numbered_pictures.write(tmp_path / "pictures.d")
    made.sound()
    yield made
    made.close()


@dataclass(frozen=True, slots=True)
class Watched:
    """A film as a viewer gets it: numbers and times of its pictures, times of its tones."""

    numbers: list[int]
    pictures_s: list[float]
    beeps_s: list[float]


def _record(room: CameraRoom, box: ControlClient, seconds: float) -> None:
    """Press, and film for so long."""
    before_s = box.ask("status")["talk"]["elapsed_s"]
    room.press()
    wait_for(lambda: _talk(box)["elapsed_s"] >= before_s + seconds, "the film grows", every_s=0.5)


def _talk(box: ControlClient) -> dict[str, Any]:
    talk: dict[str, Any] = box.ask("status", tablet=True)["talk"]
    return talk


def _reach(box: ControlClient, state: str) -> None:
    wait_for(lambda: _talk(box)["state"] == state, state)


def _look_back(box: ControlClient, answer: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """Return the film in clear, opened with the client's own code, and what the box knows of it."""
    _reach(box, "closing")
    box.ask("talk.closing", answer="look")
    words = next(code for code in answer["codes"] if code["person"] == "client")["review_words"]
    opened = box.ask("review.open", code=" ".join(words))
    playback = opened["playback"]
    size = json.loads(box.ask_body("review.index", playback=playback)[1])["size_bytes"]
    film = b""
    while len(film) < size:
        length = min(1024 * 1024, size - len(film))
        film += box.ask_body("review.read", playback=playback, offset=len(film), length=length)[1]
    return film, opened["recording"]


def _watch(film: bytes) -> Watched:
    with av.open(io.BytesIO(film)) as container:
        frames = list(container.decode(video=0))
    with av.open(io.BytesIO(film)) as container:
        heard = list(container.decode(audio=0))
    rate_hz = heard[0].sample_rate
    sound = array("f", b"".join(bytes(frame.planes[0])[: 4 * frame.samples] for frame in heard))
    # A tone begins where the loudness of five milliseconds jumps up after half a second of hush. One that
    # sounds when the film begins began before it.
    step, hush = rate_hz // 200, 100
    loud = [max(map(abs, sound[at : at + step])) > 0.1 for at in range(0, len(sound), step)]
    starts = [n for n in range(hush, len(loud)) if loud[n] and not any(loud[n - hush : n])]
    return Watched(
        [numbered_pictures.number_of(frame) for frame in frames],
        [float(frame.time or 0.0) for frame in frames],
        [start * step / rate_hz for start in starts],
    )


def _into_room_s(room: CameraRoom, watched: Watched, *, take: int = 0) -> float:
    """Return what a time in the film lacks to be a moment in the room, in seconds.

    Fails when a picture is missing, came twice or does not stand where it was taken. The numbers say which
    pictures of a round these are, and the rhythm of the film which round it was.
    """
    taken, places = room.takes()[take], numbered_pictures.places(watched.numbers)

    def apart_s(first: int) -> list[float]:
        return sorted(room_s - at_s for room_s, at_s in zip(taken[first:], watched.pictures_s, strict=False))

    def moved_s(first: int) -> float:
        apart = apart_s(first)
        return apart[len(apart) * 9 // 10] - apart[len(apart) // 10]

    rounds = range(places[0], len(taken) - len(places) + 1, numbered_pictures.ROUND)
    first = min(rounds, key=moved_s)
    assert moved_s(first) < 0.040, "one picture; a busy machine draws one in ten later than it says here"
    apart = apart_s(first)
    assert apart[-1] - apart[0] < 0.120, "three pictures, and only so far when the machine is busy"
    return statistics.median(apart)


def _out_of_step_s(room: CameraRoom, watched: Watched, *, take: int = 0) -> list[float]:
    """How far each tone of the film is from where it belongs beside the pictures, in seconds.

    Both kinds of real moment were written down: when the camera took each picture, and when each tone began.
    So the pictures say what the film's clock is, and the tones must be right by it.
    """
    into_room_s = _into_room_s(room, watched, take=take)
    heard = [beep_s + into_room_s for beep_s in watched.beeps_s]
    return [min((at_s - began_s for began_s in room.beeps()), key=abs) for at_s in heard]


def _between(watched: Watched, since_s: float, until_s: float) -> Watched:
    """Return a piece of a film."""
    inside = [n for n, at_s in enumerate(watched.pictures_s) if since_s <= at_s < until_s]
    return Watched(
        [watched.numbers[n] for n in inside],
        [watched.pictures_s[n] for n in inside],
        [at_s for at_s in watched.beeps_s if since_s + 0.2 < at_s < until_s - 0.2],
    )


def test_every_picture_that_was_taken_is_in_the_film_with_its_sound(room: CameraRoom) -> None:
    box = room.start()
    answer = consent(box, room.token_key)
    _record(room, box, 6.5)  # the film begins at the next keyframe, half a second later at most
    box.ask("talk.stop")
    film, recording = _look_back(box, answer)
    watched = _watch(film)
    assert len(watched.numbers) > 6 * FPS
    assert len(watched.beeps_s) >= 5
    errors = _out_of_step_s(room, watched)
    assert max(map(abs, errors)) < 0.040
    assert max(errors) - min(errors) < 0.040, "the same from the first to the last"
    assert recording["sound"] is True


def test_the_light_is_red_before_the_first_picture_is_taken_and_until_after_the_last(
    room: CameraRoom,
) -> None:
    box = room.start()
    consent(box, room.token_key)
    assert not (room.folder / "pictures").exists(), "not even opened before the press"
    _record(room, box, 1.0)
    box.ask("talk.stop")
    _reach(box, "closing")
    wait_for(lambda: room.lamp()[-1][1] == "dark", "the light goes dark")
    (taken,) = room.takes()
    red_s = max(at_s for at_s, shown in room.lamp() if shown == "red")
    not_red_s = min(at_s for at_s, shown in room.lamp() if at_s > red_s and shown != "red")
    assert red_s < taken[0]
    assert taken[-1] < not_red_s


def test_a_pause_leaves_no_picture_out_and_no_sound_behind(room: CameraRoom) -> None:
    box = room.start()
    answer = consent(box, room.token_key)
    _record(room, box, 3.0)
    box.ask("talk.pause")
    _reach(box, "paused")
    box.ask("talk.resume")
    _record(room, box, 3.0)  # a new encoder: a used one would shift the sound
    box.ask("talk.stop")
    film, recording = _look_back(box, answer)
    watched = _watch(film)
    (gap_s,) = recording["gaps"]
    for take, piece in enumerate(
        (_between(watched, 0.0, gap_s - 0.02), _between(watched, gap_s - 0.02, 99.0))
    ):
        assert len(piece.numbers) > 2.5 * FPS
        errors = _out_of_step_s(room, piece, take=take)
        assert len(errors) >= 2
        assert max(map(abs, errors)) < 0.040


def test_a_camera_that_freezes_stops_the_talk_and_keeps_the_film(room: CameraRoom) -> None:
    box = room.start()
    answer = consent(box, room.token_key)
    _record(room, box, 3.0)
    room.freeze()
    _reach(box, "help")
    assert _talk(box)["notice"]["code"] == "camera-failed"
    box.ask("talk.self_test")
    film, _ = _look_back(box, answer)
    watched = _watch(film)
    _into_room_s(room, watched)
    assert len(watched.numbers) >= 2 * FPS


def test_a_covered_camera_is_a_fault(root: DebianRoot, tmp_path: Path) -> None:
    room = CameraRoom(root, tmp_path)
    numbered_pictures.write_black(tmp_path / "pictures.d")
    room.sound()
    try:
        box = room.start()
        consent(box, room.token_key)
        room.press()
        _reach(box, "help")
        assert _talk(box)["notice"]["code"] == "camera-failed"
        wait_for(lambda: room.lamp()[-1][1] != "red", "the light goes out")
    finally:
        room.close()


def test_a_microphone_that_is_unplugged_midway_is_said_and_the_film_goes_on(room: CameraRoom) -> None:
    box = room.start()
    answer = consent(box, room.token_key)
    _record(room, box, 3.0)
    room.unplug_microphone()
    wait_for(lambda: _talk(box)["notice"], "the tablet says so")
    assert _talk(box)["notice"]["code"] == "microphone-failed"
    assert _talk(box)["state"] == "recording"
    before_s = _talk(box)["elapsed_s"]
    wait_for(lambda: _talk(box)["elapsed_s"] > before_s + 2, "the film goes on", every_s=0.5)
    box.ask("talk.stop")
    film, recording = _look_back(box, answer)
    assert recording["sound"] is False
    _into_room_s(room, _watch(film))


def _trap(root: DebianRoot, folder: Path, name: str) -> dict[str, Any]:
    numbered_pictures.write(folder / "pictures.d", how_many=4)
    env = {
        "PYTHONPATH": "/project",
        "LD_PRELOAD": "/usr/lib/box_kernel.so",
        "LIBCAMERA_PIPELINES_MATCH_LIST": "virtual",
        "LIBCAMERA_LOG_LEVELS": "*:FATAL",
    }
    done = subprocess.run(
        root.command("python3", "/project/tests/system/camera/traps.py", name, shared=folder, env=env),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_an_output_that_raises_is_told_once_and_the_camera_still_closes(
    root: DebianRoot, tmp_path: Path
) -> None:
    came_of_it = _trap(root, tmp_path, "an_output_that_raises")
    assert came_of_it["faults"] == 1
    assert not came_of_it["open"]
    assert came_of_it["close_s"] < 2.0


def test_a_dead_camera_thread_does_not_hold_up_the_closing(root: DebianRoot, tmp_path: Path) -> None:
    came_of_it = _trap(root, tmp_path, "a_dead_camera_thread")
    assert not came_of_it["open"]
    assert came_of_it["close_s"] < 6.0


def test_each_recording_begins_anew_and_nothing_follows_a_close(root: DebianRoot, tmp_path: Path) -> None:
    for first in _trap(root, tmp_path, "opened_again")["firsts"]:
        assert first["keyframe"]
        assert first["sps"] == 7, "SPS before the first picture"
        assert 0.0 < first["age_s"] < 2.0
        assert first["quiet"]
        assert first["keyframes"][:2] == [0, 12], "a keyframe every half second"


def test_a_closed_camera_leaves_nothing_of_itself_in_memory(root: DebianRoot, tmp_path: Path) -> None:
    assert _trap(root, tmp_path, "left_behind")["left"] == []


def test_another_camera_than_the_one_that_is_there_is_named(root: DebianRoot, tmp_path: Path) -> None:
    came_of_it = _trap(root, tmp_path, "no_such_camera")
    assert (came_of_it["error"], came_of_it["open"]) == ("CameraFailed", False)
    assert "imx708" in came_of_it["text"]


def test_a_size_the_camera_cannot_give_is_refused_and_the_camera_closed(
    root: DebianRoot, tmp_path: Path
) -> None:
    came_of_it = _trap(root, tmp_path, "a_size_it_cannot_give")
    assert (came_of_it["error"], came_of_it["open"]) == ("CameraFailed", False)
    assert "640x360" in came_of_it["text"]
