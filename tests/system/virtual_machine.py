"""A box in a virtual machine, from the button to the store: real pins and the kernel's own drivers.

One command, as root, with ``mmdebstrap qemu-system-x86 qemu-utils age``; no KVM is asked for::

    python -m pytest tests/system/virtual_machine.py

It builds a Debian 13 with its own kernel and puts the box on it with image/install.py. Inside, gpiozero and
lgpio drive a chip of the kernel's gpio-sim, whose lines are pulled and read through sysfs; the camera is the
kernel's vivid, the sound card its snd-aloop. The story (virtual/story.py) plays in two acts: on Monday people
press and talk, until the power fails in the middle of a second talk; then the box is off until Friday, by
which time a window of one day is over. Time inside goes by instructions (-icount), so that a busy host makes
the test longer and not the box slower. With SPIEGELBOX_DEBIAN naming a folder, the Debian is kept there.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import shutil
import statistics
import subprocess
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import pytest

from appliance.control import new_token_key
from appliance.crypto.identities import new_identity
from appliance.settings.hardware import HardwareParts
from appliance.settings.model import CameraProfile, MicrophoneProfile, Paths, Policy, Settings, Store
from appliance.settings.writer import dumps
from tests.bench.processes import settings_of
from tests.system import installed_root, machine_root
from tests.system.debian_root import DebianRoot
from tests.system.emulator import EmulatedBox

pytestmark = pytest.mark.timeout(3600)
PROJECT = Path(__file__).parents[2]
WIDTH, HEIGHT, FPS, HUM_HZ = 320, 180, 10, 440


@dataclass(frozen=True, slots=True)
class Played:
    """What was found in each act, and the store as it is afterwards."""

    monday: dict[str, Any]
    friday: dict[str, Any]
    saturday: dict[str, Any]
    store: Path
    identity: str


def _settings(token_key: str, recipient: str) -> Settings:
    """Return the settings of a box with every part on a wire, and a window of one day."""
    settings = settings_of(Path("/"), token_key)
    return replace(
        settings,
        purposes={"self": replace(settings.purposes["self"], recipients=(recipient,))},
        policy=Policy(review_window_days=1, retention_days=30, max_talk_minutes=5, remind_minutes=4),
        camera=CameraProfile(width_px=WIDTH, height_px=HEIGHT, fps=FPS, bitrate_kbps=300),
        microphone=MicrophoneProfile(device="plughw:Loopback,1"),
        hardware=HardwareParts(camera="usb", door1_pin=13),
        store=Store(kind="local", path="/srv/store"),
        paths=Paths(),
    )


@pytest.fixture(scope="session")
def debian(tmp_path_factory: pytest.TempPathFactory) -> DebianRoot:
    kept = os.environ.get("SPIEGELBOX_DEBIAN")
    folder = Path(kept) / "machine" if kept else tmp_path_factory.mktemp("debian")
    return machine_root.make_debian(folder, project=PROJECT)


@pytest.fixture(scope="session")
def played(debian: DebianRoot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("machine")
    identity = new_identity(pq=False)
    root = DebianRoot(folder / "root", project=PROJECT)
    subprocess.run(["cp", "-a", "--reflink=auto", debian.folder, root.folder], check=True)
    making = folder / "making"
    making.mkdir()
    root.run(*installed_root.INSTALL, "install", "--box-id", "proef-1", shared=making)
    box = EmulatedBox(machine_root.make_disks(root, folder), folder, project=PROJECT)
    token_key = new_token_key()
    (box.shared / "token.key").write_text(token_key)
    (box.shared / "settings.toml").write_text(dumps(_settings(token_key, str(identity.recipient))))
    box.run("monday", within_s=1800)
    box.run("friday", later=timedelta(days=4), within_s=900)
    box.run("saturday", later=timedelta(days=5), within_s=3000)
    acts = [json.loads((box.shared / f"{act}.json").read_text()) for act in ("monday", "friday", "saturday")]
    yield Played(*acts, box.shared / "store", str(identity))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def film(played: Played, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Open what lies in the store with the municipality's key, as any age would."""
    key = tmp_path_factory.mktemp("key") / "key"
    key.write_text(played.identity + "\n")
    (manifest,) = played.store.glob("*/manifest.json")
    parts = b"".join(part.read_bytes() for part in sorted(manifest.parent.glob("part-*")))
    return subprocess.run(["age", "-d", "-i", key], input=parts, capture_output=True, check=True).stdout


def test_every_chapter_was_played(played: Played) -> None:
    acts = (played.monday, played.friday, played.saturday)
    assert [words for act in acts for words in act.get("failed", [])] == []


def test_a_box_that_is_switched_on_is_dark_and_well(played: Played) -> None:
    assert (played.monday["state"], played.monday["lamp"]) == ("idle", "dark")
    assert [name for name, part in played.monday["health"].items() if not part["ok"]] == []


def test_the_board_has_a_watchdog(played: Played) -> None:
    assert played.monday["watchdog"]


def test_a_press_without_a_yes_films_nothing_and_stays_dark(played: Played) -> None:
    without = played.monday["without_a_yes"]
    assert without == {"says": "token-missing", "lamp": "dark", "films": [], "camera": False}


def test_the_lines_of_the_lamp_say_what_the_box_does(played: Played) -> None:
    talk = played.monday["talk"]
    assert talk["allowed"] == "red+green+blue", "white"
    assert talk["counting"] == talk["recording"] == "red+door"
    assert talk["closing"] == "dark"


def test_the_camera_is_open_only_between_the_two_presses(played: Played) -> None:
    talk = played.monday["talk"]
    assert (talk["camera_before"], talk["camera_while"], talk["camera_after"]) == (False, True, False)


def test_a_power_cut_leaves_a_film_that_is_asked_about_in_the_dark(played: Played) -> None:
    after = played.friday["after_the_cut"]
    assert (after["lamp"], after["camera"]) == ("dark", False)
    assert after["elapsed_s"] >= played.monday["before_the_cut"]["elapsed_s"] - 1.0, (
        "at most a second is lost"
    )


def test_nothing_is_delivered_before_the_window_is_over(played: Played) -> None:
    assert played.monday["stored"] == []


def test_the_film_comes_out_of_the_store_as_it_was_filmed(film: bytes) -> None:
    with av.open(io.BytesIO(film), "r") as container:
        assert {stream.codec_context.name for stream in container.streams} == {"h264", "aac"}
        frames = list(container.decode(video=0))
    assert {(frame.width, frame.height) for frame in frames} == {(WIDTH, HEIGHT)}
    assert len(frames) >= 5 * FPS
    apart_s = [float((b.time or 0.0) - (a.time or 0.0)) for a, b in itertools.pairwise(frames)]
    assert statistics.median(apart_s) == pytest.approx(1 / FPS, rel=0.2)
    for frame in frames:
        shades = _bars(frame)
        assert shades == sorted(shades, reverse=True), "from white to black"
        assert shades[0] - shades[-1] > 120


def test_the_hum_in_the_room_is_heard_in_the_film(film: bytes) -> None:
    with av.open(io.BytesIO(film), "r") as container:
        heard = list(container.decode(audio=0))
    sound = array("f", b"".join(bytes(frame.planes[0])[: 4 * frame.samples] for frame in heard))
    middle = sound[len(sound) // 4 : len(sound) // 2]
    rises = sum(before < 0.0 <= after for before, after in itertools.pairwise(middle))
    assert rises / len(middle) * heard[0].sample_rate == pytest.approx(HUM_HZ, rel=0.03)


def _bars(frame: av.VideoFrame) -> list[int]:
    """Return how light each of the eight bars of vivid's picture is."""
    luma = frame.reformat(format="gray").planes[0]
    row = memoryview(luma)[HEIGHT // 2 * luma.line_size :]
    return [row[WIDTH * (2 * bar + 1) // 16] for bar in range(8)]


ASKS_FOR_HELP = ("dark", "red+green")  # amber that flashes; the light at the door is out
ENDS_IT = {
    "camera_is_unplugged": "camera-failed",
    "camera_freezes": "camera-failed",
    "camera_is_covered": "camera-failed",
    "card_becomes_read_only": "slow-disk",
    "card_hangs": "slow-disk",
}


@pytest.mark.parametrize(("fault", "code"), ENDS_IT.items())
def test_a_part_that_breaks_ends_the_film_in_the_dark_and_the_film_so_far_is_kept(
    played: Played, fault: str, code: str
) -> None:
    said = played.saturday[fault]
    assert said["says"] == code
    assert said["lamp"] in ASKS_FOR_HELP
    assert said["beheer"], "a sentence for beheer"
    assert said["kept_s"] >= 1.0
    assert (said["kept_films"], said["well_again"]) == (1, ["idle", "dark"])


def test_a_microphone_that_is_unplugged_is_said_and_the_film_goes_on(played: Played) -> None:
    said = played.saturday["microphone_is_unplugged"]
    assert (said["says"], said["state"]) == ("microphone-failed", "recording")
    assert said["goes_on"]
    assert said["card_was_let_go"]
    assert said["kept_films"] == 1


def test_a_recorder_that_stood_still_goes_on_where_it_was(played: Played) -> None:
    said = played.saturday["recorder_stands_still"]
    assert (said["state"], said["lamp"]) == ("recording", "red+door")
    assert said["kept_films"] == 1


def test_a_button_that_chatters_gives_one_press_and_one_that_sticks_is_said(played: Played) -> None:
    assert played.saturday["button_chatters"]["state"] == "recording"
    stuck = played.saturday["button_sticks"]
    assert "Knop" in stuck["beheer"]
    assert stuck["lamp"] in ASKS_FOR_HELP
