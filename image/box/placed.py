"""The files a box gets outside /opt, as a table, and what must be told when one of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from box.program import OPT
from box.work import Step, run, succeeds

ETC = Path("/etc/spiegelbox")
UNITS = (
    *("spiegelbox-recorder.service", "spiegelbox-sync.service", "spiegelbox-console.service"),
    *("spiegelbox-console.socket", "spiegelbox-sync.socket", "spiegelbox-update.socket"),
    *("spiegelbox-audit.service", "spiegelbox-audit.timer"),
)
ENABLED = tuple(unit for unit in UNITS if unit != "spiegelbox-audit.service")
_LIVE = Path("/run/systemd/system")  # there when systemd runs here, and this is no chroot


@dataclass(frozen=True, slots=True)
class Placed:
    """A file of ours and where it goes; ``then`` is what takes note of it."""

    source: str
    target: Path
    then: tuple[str, ...] = ()


FILES = (
    Placed("sysusers.conf", Path("/etc/sysusers.d/spiegelbox.conf"), ("systemd-sysusers",)),
    Placed("tmpfiles.conf", Path("/etc/tmpfiles.d/spiegelbox.conf")),
    Placed("udev.rules", Path("/etc/udev/rules.d/60-spiegelbox.rules")),
    Placed("system.conf", Path("/etc/systemd/system.conf.d/spiegelbox.conf")),
    Placed("nginx/spiegelbox.conf", Path("/etc/nginx/conf.d/spiegelbox.conf")),
    *(Placed(f"system/{unit}", Path("/etc/systemd/system") / unit) for unit in UNITS),
)
_NGINX_DEFAULT = Path("/etc/nginx/sites-enabled/default")


def steps(*, ntp: str) -> Iterator[Step]:
    """Yield a step for each file, and for what follows from them."""
    for placed in FILES:
        yield Step(str(placed.target), _is_there(placed), _place(placed))
    yield Step("gebruikers", _users_exist, lambda: _do("systemd-sysusers"))
    yield Step(
        "mappen",
        _folders_exist,
        lambda: _do("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/spiegelbox.conf"),
    )
    yield Step(
        "standaardpagina van nginx weg", lambda: not _NGINX_DEFAULT.is_symlink(), _NGINX_DEFAULT.unlink
    )
    if ntp:
        yield Step(f"tijd van {ntp}", lambda: _timesync(ntp).is_right(), lambda: _timesync(ntp).do())
    yield Step("starten bij het aanzetten", _are_enabled, lambda: _do("systemctl", "enable", *ENABLED))


def remove() -> None:
    """Stop everything and take every file away; the users stay, since files may still belong to them."""
    if _LIVE.is_dir():
        succeeds("systemctl", "stop", *UNITS)
    succeeds("systemctl", "disable", *ENABLED)
    for placed in FILES:
        placed.target.unlink(missing_ok=True)
    _TIMESYNC.unlink(missing_ok=True)
    if _LIVE.is_dir():
        succeeds("systemctl", "daemon-reload")
        succeeds("systemctl", "try-reload-or-restart", "nginx")


def running() -> bool:
    """Tell whether systemd runs here, and this is no chroot."""
    return _LIVE.is_dir()


def tell_systemd() -> None:
    """Let a running systemd, udev and nginx take note of what changed; nothing in a chroot."""
    if _LIVE.is_dir():
        _do("systemctl", "daemon-reload")
        succeeds("udevadm", "control", "--reload")
        succeeds("udevadm", "trigger")
        _do(
            "systemctl",
            "start",
            "spiegelbox-console.socket",
            "spiegelbox-sync.socket",
            "spiegelbox-update.socket",
            "spiegelbox-audit.timer",
        )
        _do("systemctl", "restart", "nginx")


_TIMESYNC = Path("/etc/systemd/timesyncd.conf.d/spiegelbox.conf")


def _timesync(server: str) -> Step:
    text = f"# The clock of the town hall's own network (image/install.py --ntp).\n[Time]\nNTP={server}\n"

    def write() -> None:
        _TIMESYNC.parent.mkdir(parents=True, exist_ok=True)
        _TIMESYNC.write_text(text)

    return Step("tijd", lambda: _TIMESYNC.is_file() and _TIMESYNC.read_text() == text, write)


def _is_there(placed: Placed) -> Callable[[], bool]:
    ours = OPT / "systemd" / placed.source
    return lambda: placed.target.is_file() and placed.target.read_bytes() == ours.read_bytes()


def _place(placed: Placed) -> Callable[[], None]:
    def place() -> None:
        placed.target.parent.mkdir(parents=True, exist_ok=True)
        placed.target.write_bytes((OPT / "systemd" / placed.source).read_bytes())
        placed.target.chmod(0o644)

    return place


def _users_exist() -> bool:
    names = ("spiegelbox-recorder", "spiegelbox-sync", "spiegelbox-console", "spiegelbox-update")
    in_group = succeeds("sh", "-c", "id -nG www-data | grep -qw spiegelbox-web")
    return in_group and all(succeeds("id", name) for name in names)


def _folders_exist() -> bool:
    return all(
        Path("/var/lib/spiegelbox", name).is_dir()
        for name in ("recorder", "recordings", "sync", "console", "update")
    )


def _are_enabled() -> bool:
    return all(succeeds("systemctl", "is-enabled", "--quiet", unit) for unit in ENABLED)


def _do(*command: str) -> None:
    run(*command, sentence=f"{' '.join(command)} lukt niet.")
