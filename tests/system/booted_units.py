"""The real units under a real systemd: booted in a container, a talk from consent to delivery through nginx.

One command, as root, with ``mmdebstrap`` and ``systemd-container``; it builds its Debian in pytest's own
folder (about two minutes), installs the box in it with image/install.py, and boots it::

    python -m pytest tests/system/booted_units.py

The recorder films the demo's test card, since there is no camera here; everything else is as on a box. With
SPIEGELBOX_DEBIAN naming a folder, the Debian is built there once and used again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.crypto.identities import new_identity
from appliance.domain.errors import SettingsError
from appliance.settings.loader import loads
from appliance.settings.model import CameraProfile, Policy, Settings, Store
from appliance.settings.writer import dumps
from tests.system import installed_root
from tests.system.debian_root import DebianRoot

pytestmark = pytest.mark.timeout(900)
PROJECT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "booted"
DAY_S = 1.0
# What the container's own filter would forbid, and a box allows: to ask whether NTP keeps the clock, and to
# keep memory out of swap.
ALLOWED = "adjtimex @memlock"
_BOOT = """
mount -t cgroup2 none /sys/fs/cgroup
exec systemd-nspawn --quiet --boot --directory="$1" --bind="$2":/test --register=no --keep-unit \
    --private-network --console=pipe --link-journal=no --resolv-conf=off --system-call-filter="$3"
"""
_TEST_UNIT = """[Unit]
After=multi-user.target spiegelbox-recorder.service spiegelbox-console.service nginx.service
[Service]
Type=oneshot
Environment=SSL_CERT_FILE=/etc/spiegelbox/tls/box.crt PYTHONDONTWRITEBYTECODE=1
ExecStart=/opt/spiegelbox/venv/recorder/bin/python /test/program/story.py
ExecStopPost=/bin/sh -c 'journalctl -b --no-pager > /test/journal'
ExecStopPost=systemctl poweroff
[Install]
WantedBy=multi-user.target
"""


class Installed:
    """A copy of the Debian with a box in it."""

    def __init__(self, debian: DebianRoot, folder: Path) -> None:
        self.folder = folder
        self.shared = folder / "shared"
        self.shared.mkdir()
        subprocess.run(["cp", "-a", "--reflink=auto", debian.folder, folder / "root"], check=True)
        self.root = DebianRoot(folder / "root", project=PROJECT)
        self.identity = new_identity(pq=False)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside, without systemd."""
        return subprocess.run(
            self.root.command(*words, shared=self.shared), capture_output=True, text=True, check=False
        )

    def install(self, *more: str) -> subprocess.CompletedProcess[str]:
        done = self.run(*installed_root.INSTALL, "install", "--box-id", "proef-1", *more)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def path(self, absolute: str) -> Path:
        return self.root.folder / absolute.lstrip("/")

    def settings(self) -> Settings:
        """The first settings, filled in as a beheerder would."""
        text = self.path("/etc/spiegelbox/settings.toml").read_text()
        for key, value in (
            ("name", "Voorbeeld"),
            ("controller", "Het college"),
            ("contact_person", "Noor"),
            ("contact_phone", "0123"),
            ("contact_email", "noor@example.org"),
            ("fg_contact", "fg@example.org"),
        ):
            text = text.replace(f'{key} = ""', f'{key} = "{value}"', 1)
        return loads(text.replace("recipients = []", f'recipients = ["{self.identity.recipient}"]'))

    def make_simulated(self) -> None:
        """Let the recorder film the test card, days last a second, and the watchdog come soon."""
        settings = self.settings()
        settings = replace(
            settings,
            policy=Policy(review_window_days=3, retention_days=1800, max_talk_minutes=5, remind_minutes=4),
            camera=CameraProfile(width_px=320, height_px=180, fps=10, bitrate_kbps=300),
            purposes={
                **settings.purposes,
                "coach": replace(settings.purposes["self"], title="Ook een coach"),
            },
            store=Store(kind="local", path="/srv/store"),
        )
        self.path("/etc/spiegelbox/settings.toml").write_text(dumps(settings))
        python = "/opt/spiegelbox/venv/recorder/bin/python -m appliance.recorder"
        wires = "/run/spiegelbox-recorder/wires"
        arguments = f"--settings /etc/spiegelbox/settings.toml --simulated {wires} --day-s {DAY_S}"
        self._drop_in("recorder", f"[Service]\nWatchdogSec=6\nExecStart=\nExecStart={python} {arguments}\n")
        self._drop_in("sync", "[Service]\nReadWritePaths=/srv/store\n")
        self.path("/srv/store").mkdir()
        owner = self.path("/var/lib/spiegelbox/sync").stat()
        os.chown(self.path("/srv/store"), owner.st_uid, owner.st_gid)
        shutil.copytree(HERE, self.shared / "program")
        (self.shared / "program").chmod(0o755)
        self.shared.chmod(0o777)
        for name in ("recorder", "sync", "console"):
            self._probe(name)
        hosts = self.path("/etc/hosts")
        hosts.write_text(f"127.0.0.1 localhost {os.uname().nodename}\n")
        unit = self.path("/etc/systemd/system/box-test.service")
        unit.write_text(_TEST_UNIT)
        wants = self.path("/etc/systemd/system/multi-user.target.wants/box-test.service")
        wants.symlink_to("../box-test.service")

    def boot(self) -> dict[str, Any]:
        """Boot it, let the story play, and return what it found."""
        arguments = (str(self.root.folder), str(self.shared), ALLOWED)
        done = subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "sh", "-ec", _BOOT, "boot", *arguments],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        result = self.shared / "result.json"
        assert result.exists(), done.stdout[-3000:] + done.stderr[-3000:]
        found: dict[str, Any] = json.loads(result.read_text())
        return found

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _drop_in(self, name: str, text: str) -> None:
        folder = self.path(f"/etc/systemd/system/spiegelbox-{name}.service.d")
        folder.mkdir()
        (folder / "test.conf").write_text(text)

    def _probe(self, name: str) -> None:
        """Write the same unit with a probe in the place of its process."""
        lines = (PROJECT / f"systemd/system/spiegelbox-{name}.service").read_text().splitlines()
        dropped = ("ExecStart=", "Type=", "WatchdogSec=", "Restart=", "Sockets=", "WantedBy=", "[Install]")
        kept = [line for line in lines if not line.startswith((*dropped, "Requires=", "After=", "Runtime"))]
        place = kept.index("[Service]") + 1
        probe = f"/usr/bin/python3 /test/program/probe.py {name}"
        kept[place:place] = [
            "Type=oneshot",
            f"ExecStart=/bin/sh -c '{probe} > /test/probe-{name}.json'",
            "ReadWritePaths=/test",
        ]
        unit = self.path(f"/etc/systemd/system/spiegelbox-probe-{name}.service")
        unit.write_text("\n".join(kept) + "\n")


@pytest.fixture(scope="session")
def debian(tmp_path_factory: pytest.TempPathFactory) -> DebianRoot:
    kept = os.environ.get("SPIEGELBOX_DEBIAN")
    folder = Path(kept) / "installed" if kept else tmp_path_factory.mktemp("debian")
    folder.mkdir(exist_ok=True)
    return installed_root.make_root(folder, project=PROJECT)


@pytest.fixture(scope="session")
def box(debian: DebianRoot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    made = Installed(debian, tmp_path_factory.mktemp("box"))
    made.install()
    yield made
    made.remove()


@pytest.fixture(scope="session")
def found(debian: DebianRoot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    made = Installed(debian, tmp_path_factory.mktemp("booted"))
    made.install()
    made.make_simulated()
    yield made.boot()
    made.remove()


def test_the_whole_story_played(found: dict[str, Any]) -> None:
    assert found.get("failed", []) == []


def test_a_talk_goes_from_consent_to_delivery_through_nginx(found: dict[str, Any]) -> None:
    assert found["red"] == "red"
    assert found["stored"][-1].startswith("part-")
    assert "manifest.json" in found["stored"]
    assert found["store_bytes"] > 100_000


def test_the_box_is_at_s0_soon_after_it_is_switched_on(found: dict[str, Any]) -> None:
    assert found["light"] == "dark"
    assert 0 < found["s0_after_s"] < 60


def test_sync_reads_ciphertext_through_its_group_and_nobody_else_does(found: dict[str, Any]) -> None:
    assert found["film"] == {"owner": "spiegelbox-recorder", "group": "spiegelbox-sync", "mode": "0o640"}


def test_a_clean_stop_while_filming_seals_the_film(found: dict[str, Any]) -> None:
    assert found["stopped"] == {"result": "success", "sealed": 1, "tails": 0, "asks": True}


def test_a_recorder_that_hangs_is_replaced_and_its_film_is_asked_about(found: dict[str, Any]) -> None:
    assert found["hung"]["asks"]
    assert found["hung"]["seconds"] < 30


def test_the_recorder_has_no_network_and_nothing_of_the_others(found: dict[str, Any]) -> None:
    probe = found["probes"]["recorder"]
    assert probe["nginx"] != "yes"
    assert set(probe["interfaces"]) <= {"lo"}
    assert (probe["keys"], probe["films"], probe["write_films"]) == ("yes", "yes", "yes")
    for forbidden in ("accounts", "uploads", "tls", "write_settings", "write_program"):
        assert probe[forbidden] != "yes", forbidden


def test_sync_has_no_devices_and_no_keys(found: dict[str, Any]) -> None:
    probe = found["probes"]["sync"]
    harmless = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "shm", "mqueue", "log"}
    links = {"core", "fd", "stdin", "stdout", "stderr", "hugepages", "console", "char"}
    assert set(probe["devices"]) <= harmless | links
    assert probe["films"] == "yes"
    for forbidden in ("keys", "accounts", "tls", "write_films", "console.sock", "write_settings"):
        assert probe[forbidden] != "yes", forbidden


def test_the_console_has_no_keys_no_films_and_no_network(found: dict[str, Any]) -> None:
    probe = found["probes"]["console"]
    assert probe["accounts"] == "yes"
    assert probe["console.sock"] == "yes"
    for forbidden in ("keys", "films", "uploads", "nginx", "sync.sock", "settings", "tls", "write_program"):
        assert probe[forbidden] != "yes", forbidden


def test_nginx_reaches_no_socket_of_the_recorder_and_no_file_of_the_box(found: dict[str, Any]) -> None:
    probe = found["probes"]["nginx"]
    for forbidden in ("console.sock", "sync.sock", "keys", "films", "accounts", "uploads"):
        assert probe[forbidden] != "yes", forbidden


def test_a_second_installation_changes_nothing(box: Installed) -> None:
    before = _everything(box)
    said = box.install().stdout
    assert "Niets te doen" in said
    assert "bezig" not in said
    assert _everything(box) == before


def test_the_first_settings_ask_only_for_what_nobody_can_guess(box: Installed) -> None:
    text = box.path("/etc/spiegelbox/settings.toml").read_text()
    assert box.settings().consent.texts
    with pytest.raises(SettingsError) as refused:
        loads(text)
    assert {fault.split(":")[0] for fault in refused.value.faults} == {
        *("municipality.name", "municipality.controller", "municipality.contact_person"),
        *("municipality.contact_phone", "municipality.contact_email", "municipality.fg_contact"),
        "purposes.self.recipients",
    }


def test_what_this_debian_lacks_is_named(box: Installed) -> None:
    assert "python3-picamera2" in box.install().stdout


def test_each_process_has_only_what_it_needs(box: Installed) -> None:
    def has(process: str, module: str) -> bool:
        python = f"/opt/spiegelbox/venv/{process}/bin/python"
        return box.run(python, "-c", f"import {module}").returncode == 0

    assert has("recorder", "av"), "Debian's own"
    assert not has("recorder", "flask")
    assert not has("recorder", "rclone_python")
    assert has("sync", "rclone_python")
    assert not has("sync", "flask")
    assert has("console", "flask")
    assert not has("console", "rclone_python")


def test_the_units_are_right_where_they_are_installed(box: Installed) -> None:
    done = box.run("sh", "-c", "systemd-analyze verify /etc/systemd/system/spiegelbox-* && nginx -t")
    assert done.returncode == 0, done.stderr
    assert "spiegelbox" not in done.stderr, done.stderr


def test_taking_the_box_off_keeps_the_recordings_or_destroys_them_with_their_keys(box: Installed) -> None:
    box.path("/etc/spiegelbox/settings.toml").write_text(dumps(box.settings()))
    slot = box.path("/var/lib/spiegelbox/recorder/keyring")
    slot.mkdir(exist_ok=True)
    film = box.path("/var/lib/spiegelbox/recordings/film.sealed")
    film.write_bytes(b"ciphertext")
    uninstall = (*installed_root.INSTALL, "uninstall")
    assert box.run(*uninstall).returncode != 0, "which of the two must be said"
    kept = box.run(*uninstall, "--keep-recordings")
    assert kept.returncode == 0, kept.stderr
    assert film.exists()
    assert not box.path("/opt/spiegelbox").exists()
    assert not list(box.path("/etc/systemd/system").glob("spiegelbox-*.service"))
    assert not box.path("/etc/nginx/conf.d/spiegelbox.conf").exists()
    box.install()
    gone = box.run(*uninstall, "--destroy-recordings")
    assert gone.returncode == 0, gone.stderr
    assert not box.path("/var/lib/spiegelbox").exists()
    assert not box.path("/etc/spiegelbox").exists()


def _everything(box: Installed) -> dict[str, tuple[int, int, bytes]]:
    """Every file a box puts somewhere, by mode, time and content."""
    roots = ("/opt/spiegelbox", "/etc", "/var/lib/spiegelbox")
    return {
        str(path): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes())
        for root in roots
        for path in sorted(box.path(root).rglob("*"))
        if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts
    }
