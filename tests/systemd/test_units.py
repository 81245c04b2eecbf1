"""The units in systemd/: right by systemd's own word, tight by its own measure, and of one piece.

That they also do what they say is proved on a booted box (tests/system/booted_units.py).
"""

from __future__ import annotations

import configparser
import re
import subprocess
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNITS = SYSTEMD / "system"
SERVICES = sorted(UNITS.glob("*.service"))
# Of 10; 2.0 would do for the recorder, which needs its devices.
EXPOSURE_AT_MOST = 1.5
# Units that run as the user of another one, or as root, and why.
OF_ANOTHER = {
    "spiegelbox-audit": "spiegelbox-recorder",  # reads the recorder's own log
    "spiegelbox-health": "spiegelbox-update",  # tells the updater's RAUC that a version is good
    "spiegelbox-update-deadline": "root",  # restarts
    "spiegelbox-update-restart": "root",  # restarts
    "spiegelbox-first-boot": "root",  # writes settings, and lets each process make its own key
    "spiegelbox-recovery-key": "root",  # opens the disk, once
    "spiegelbox-stick": "root",  # writes settings; every other order goes on as somebody else
    "spiegelbox-trust": "root",  # says whom the box believes
    "spiegelbox-retire": "spiegelbox-recorder",  # destroys the recorder's own keys
}


class Unit:
    """The lines of a unit; a key may stand in it more than once."""

    def __init__(self, path: Path) -> None:
        self.lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]

    def all(self, key: str) -> list[str]:
        return [line.split("=", 1)[1] for line in self.lines if line.startswith(f"{key}=")]

    def one(self, key: str) -> str:
        (value,) = self.all(key)
        return value


@pytest.fixture(params=SERVICES, ids=lambda path: path.stem)
def service(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_every_service_is_as_tight_as_systemd_measures_it(service: Path) -> None:
    threshold = round(EXPOSURE_AT_MOST * 10)
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={threshold}", service],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_systemd_finds_nothing_wrong_with_any_unit(tmp_path: Path) -> None:
    for path in UNITS.iterdir():
        text = path.read_text()
        # Our programs are not on this machine; everything else is looked at as it stands.
        text = re.sub(r"^(Exec\w+)=\S+", r"\1=/bin/true", text, flags=re.MULTILINE)
        text = re.sub(r"^Documentation=.*$", "", text, flags=re.MULTILINE)
        text = re.sub(r"^(User|Group|SupplementaryGroups|SocketGroup)=.*$", r"\1=root", text, flags=re.M)
        (tmp_path / path.name).write_text(text)
    units = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--no-pager", *units], capture_output=True, text=True, check=False
    )
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "spiegelbox" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


def test_every_process_has_a_user_of_its_own_who_is_made() -> None:
    made = (SYSTEMD / "sysusers.conf").read_text()
    users = {path.stem: (Unit(path).all("User") or ["root"])[0] for path in SERVICES}
    assert {name: user for name, user in users.items() if OF_ANOTHER.get(name)} == OF_ANOTHER
    apart = {name: user for name, user in users.items() if name not in OF_ANOTHER}
    assert len(set(apart.values())) == len(apart)
    assert all(re.search(rf"^u {user} ", made, flags=re.MULTILINE) for user in apart.values())


def test_what_root_does_is_small_and_sees_no_network_and_no_device() -> None:
    for name in (name for name, user in OF_ANOTHER.items() if user == "root"):
        unit = Unit(UNITS / f"{name}.service")
        assert unit.one("PrivateNetwork") == "yes", name
        assert unit.one("DevicePolicy") == "closed", name


def test_the_recorder_and_the_console_have_no_network() -> None:
    for name in ("recorder", "console", "audit", "health"):
        unit = Unit(UNITS / f"spiegelbox-{name}.service")
        assert unit.one("PrivateNetwork") == "yes", name
        assert "INET" not in unit.one("RestrictAddressFamilies"), name


def test_only_who_holds_a_key_may_open_a_device() -> None:
    with_devices = [path.stem for path in SERVICES if Unit(path).all("DeviceAllow")]
    assert with_devices == ["spiegelbox-recorder", "spiegelbox-recovery-key", "spiegelbox-retire"]
    assert all(Unit(path).all("PrivateDevices") for path in SERVICES if path.stem not in with_devices)


def test_each_folder_is_written_by_one_user_only_once_the_box_is_somebodys() -> None:
    # These run before the others, while the box is nobody's yet, or when nobody needs it.
    alone = {UNITS / f"spiegelbox-{name}.service" for name in ("first-boot", "recovery-key", "stick")}
    writes = {
        (folder, Unit(path).one("User"))
        for path in SERVICES
        if path not in alone
        for value in Unit(path).all("ReadWritePaths")
        for folder in value.split()
    }
    folders = [folder for folder, _ in writes]
    assert sorted(folders) == sorted(set(folders))
    made = (SYSTEMD / "tmpfiles.conf").read_text()
    assert all(f"d {folder} " in made for folder in folders)


def test_the_sockets_hand_over_the_names_the_recorder_knows() -> None:
    for role in ("console", "sync", "update"):
        unit = Unit(UNITS / f"spiegelbox-{role}.socket")
        assert unit.one("FileDescriptorName") == role
        assert unit.one("SocketGroup") == f"spiegelbox-{role}"
        assert unit.one("SocketMode") == "0660"
        assert unit.one("Service") == "spiegelbox-recorder.service"


def test_the_recorder_may_ask_whether_ntp_keeps_the_clock() -> None:
    """With ProtectClock= it never could, and would never film: the clock would be unknown for ever."""
    unit = Unit(UNITS / "spiegelbox-recorder.service")
    assert unit.one("ProtectClock") == "no"
    assert unit.all("SystemCallFilter")[-1] == "adjtimex"
    assert unit.one("CapabilityBoundingSet") == "", "and nobody can set it"


def test_a_recorder_that_hangs_is_replaced_and_a_stop_leaves_time_to_seal() -> None:
    unit = Unit(UNITS / "spiegelbox-recorder.service")
    assert (unit.one("Type"), unit.one("Restart")) == ("notify", "always")
    assert 5 <= int(unit.one("WatchdogSec")) <= 60
    assert int(unit.one("TimeoutStopSec")) >= 30
    board = configparser.ConfigParser()
    board.read(SYSTEMD / "system.conf")
    assert board["Manager"]["RuntimeWatchdogSec"] == "15"


def test_a_film_in_clear_is_never_written_to_a_file_by_nginx() -> None:
    site = (SYSTEMD / "nginx/spiegelbox.conf").read_text()
    assert "proxy_max_temp_file_size 0;" in site
    assert "proxy_buffering off;" in site
    assert site.count("access_log off;") == 2, "who looks at what is written down nowhere"
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in site


def test_a_version_on_trial_meets_its_deadline_however_far_the_boot_came() -> None:
    timer = Unit(UNITS / "spiegelbox-update-deadline.timer")
    assert (timer.one("DefaultDependencies"), timer.one("WantedBy")) == ("no", "sysinit.target")
    assert not timer.all("After")
    deadline = Unit(UNITS / "spiegelbox-update-deadline.service")
    assert deadline.one("DefaultDependencies") == "no"
    assert deadline.one("ExecStart").endswith("systemctl --force reboot")


def test_only_a_trial_is_judged_and_a_version_that_is_not_well_goes_back() -> None:
    health = Unit(UNITS / "spiegelbox-health.service")
    for unit in (health, Unit(UNITS / "spiegelbox-update-deadline.service")):
        assert unit.one("ExecCondition").endswith("rauc-backend is-trial")
    assert health.one("FailureAction") == "reboot"
    assert health.one("ExecStartPost").endswith("stop spiegelbox-update-deadline.timer")


def test_the_updater_has_the_network_and_none_of_what_must_not_reach_it() -> None:
    unit = Unit(UNITS / "spiegelbox-update.service")
    hidden = unit.one("InaccessiblePaths")
    for folder in ("recorder", "recordings", "console", "sync"):
        assert f"-/var/lib/spiegelbox/{folder}" in hidden
    assert "-/etc/credstore" in hidden
    assert unit.one("CapabilityBoundingSet") == ""


def test_a_box_of_the_image_does_not_run_before_it_is_somebodys() -> None:
    first = Unit(UNITS / "spiegelbox-first-boot.service")
    for name in ("recorder", "sync", "console"):
        unit = f"spiegelbox-{name}.service"
        drop_in = (SYSTEMD / "image" / f"{unit}.d" / "provisioned.conf").read_text()
        assert "ConditionPathExists=/var/lib/spiegelbox/provisioned\n" in drop_in
        assert unit in first.one("Before").split()
    assert "|!/var/lib/spiegelbox/provisioned" in first.all("ConditionPathExists")


def test_the_first_boot_may_become_others_and_mounts_where_others_see_it() -> None:
    """systemd takes CAP_SETUID away from a User= that is named; and a + has a mount namespace of its own."""
    unit = Unit(UNITS / "spiegelbox-first-boot.service")
    assert not unit.all("User")
    assert unit.one("CapabilityBoundingSet") == "CAP_SETUID CAP_SETGID"
    mounting = [line for line in unit.lines if "/usr/bin/mount " in line]
    assert len(mounting) == 2
    assert all("/usr/bin/nsenter -t 1 -m " in line for line in mounting)


@pytest.mark.parametrize("name", ["first-boot", "stick"])
def test_a_stick_is_mounted_by_systemd_and_let_go_of_at_once(name: str) -> None:
    """A unit without devices can mount none: not even a command with a + in it."""
    unit = Unit(UNITS / f"spiegelbox-{name}.service")
    assert unit.one("DevicePolicy") == "closed"
    assert any("systemctl start run-stick.mount" in line for line in unit.all("ExecStartPre"))
    assert "-/usr/bin/systemctl stop run-stick.mount" in unit.all("ExecStopPost")
    assert not unit.all("RemainAfterExit"), "what follows a stop would wait until the box is switched off"
    options = Unit(UNITS / "run-stick.mount").one("Options").split(",")
    assert {"nosuid", "nodev", "noexec"} <= {*options}


def test_what_an_order_runs_is_not_stopped_before_its_word_is_on_the_stick() -> None:
    """The order ends by itself when it is asked to; the programs it runs would be stopped at once."""
    assert Unit(UNITS / "spiegelbox-stick.service").one("KillMode") == "mixed"


def test_who_adds_a_key_to_the_disk_may_lock_the_memory_that_takes() -> None:
    assert Unit(UNITS / "spiegelbox-recovery-key.service").one("LimitMEMLOCK") == "infinity"
