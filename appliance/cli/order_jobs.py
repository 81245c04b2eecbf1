"""How a box carries an order out: with the commands that a person would type, if anybody could log in."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from appliance.cli.provision import image_owner, places_of_this_box
from appliance.domain.errors import OrderError, OrderNotNow
from appliance.orders.carry_out import ThisBox, check_name
from appliance.orders.order import What
from appliance.orders.stick import BOX_FILE, Stick
from appliance.provisioning.box_file import read_box_file
from appliance.provisioning.carrier import Carrier
from appliance.provisioning.first_boot import provision
from appliance.provisioning.steps import name_of
from appliance.store.durable_file import DurableFile

TRUST = "spiegelbox-trust.service"
PROGRAMS = ("spiegelbox-recorder.service", "spiegelbox-sync.service", "spiegelbox-console.service")
ATTEST, REFUSED = Path("/run/spiegelbox-retire/attest.txt"), Path("/run/spiegelbox-retire/refused.txt")
# Only the programs start anew, or end.
_BRIEF = {What.SETTINGS, What.RETIRE}
_INSTALL_S = 4 * 3600.0
_SOON_S = 300.0


def this_box() -> ThisBox:
    """Return this machine as one that takes orders. Raises: OrderError (it is nobody's box yet)."""
    places = places_of_this_box()
    box = name_of(places)
    if not box:
        raise OrderError("deze box is nog niet ingericht")
    return ThisBox(
        box=box,
        key=places.orders_key,
        memory=DurableFile(places.last_order),
        check_moment=_check_moment,
        jobs={
            What.SETTINGS: _settings,
            What.UPDATE: _update,
            What.ROLLBACK: _rollback,
            What.RETIRE: _retire,
        },
        update=_install,
    )


def _check_moment(what: What) -> None:
    """Ask the updater, who asks the recorder. Raises: OrderNotNow."""
    try:
        _spiegelbox("update", "may", *(("--brief",) if what in _BRIEF else ()))
    except OrderError as error:
        raise OrderNotNow(*error.args) from None


def _settings(_: Stick, files: Mapping[str, bytes]) -> str:
    """Take over what was signed, from memory: a stick may show another file when it is read again."""
    places = places_of_this_box()
    asked = read_box_file(files.get(BOX_FILE, b"").decode("utf-8-sig", errors="replace"))
    check_name(asked.box.id, box=name_of(places))
    with tempfile.TemporaryDirectory() as memory:
        carrier = Carrier(Path(memory))
        for name, content in files.items():
            (carrier.folder / name).write_bytes(content)
        said = provision(places, [carrier.folder], again=True, image_owner=image_owner())
    _run("systemctl", "--no-block", "restart", TRUST, *PROGRAMS)
    return said


def _rollback(_: Stick, __: Mapping[str, bytes]) -> str:
    return _spiegelbox("update", "rollback")


def _update(_: Stick, __: Mapping[str, bytes]) -> str:
    """Let the updater look, which has the network that this does not."""
    _spiegelbox("update", "ask")
    try:
        _run("systemctl", "start", "spiegelbox-update.service", timeout_s=_INSTALL_S)
    except OrderError:
        raise OrderError(_spiegelbox("update", "status")) from None
    return _spiegelbox("update", "said")  # the box may be on its way to a restart: RAUC is asked nothing more


def _install(bundle: Path) -> str:
    return _spiegelbox("update", "install", "--usb", str(bundle), "--restart", timeout_s=_INSTALL_S)


def _retire(stick: Stick, _: Mapping[str, bytes]) -> str:
    """Let the unit with the right to the keys destroy them, and bring its attest; nothing starts after it."""
    places = places_of_this_box()
    try:
        _run("systemctl", "start", "spiegelbox-retire.service")
    except OrderError:
        _run("systemctl", "--no-block", "start", *PROGRAMS)  # a box that was not retired goes on
        if REFUSED.is_file():
            raise _told_by(REFUSED.read_text(encoding="utf-8").splitlines()) from None
        raise
    DurableFile(places.retired).replace(b"")
    attest = ATTEST.read_text(encoding="utf-8")
    stick.tell(f"verklaring-{name_of(places)}.txt", attest)
    return (
        f"De sleutels van deze box zijn vernietigd. Bewaar de verklaring die op de stick staat.\n\n{attest}"
    )


def _spiegelbox(*words: str, timeout_s: float = _SOON_S) -> str:
    return _run(sys.executable, "-m", "appliance.cli.main", *words, timeout_s=timeout_s)


def _run(*words: str, timeout_s: float = _SOON_S) -> str:
    """Return what a command printed. Raises: OrderError with its first words, and its advice."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=timeout_s)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise OrderError(f"{Path(words[0]).name}: {type(failure).__name__}") from None
    if done.returncode != 0:
        raise _told_by(
            (done.stderr or done.stdout).strip().splitlines() or [f"{words[0]}: {done.returncode}"]
        )
    return done.stdout.strip()


def _told_by(said: Sequence[str]) -> OrderError:
    """Return the error of what a command said last: its cause first, its advice at the end."""
    error = OrderError(said[0] if said else "")
    if len(said) > 1:
        error.next_step = said[-1]
    return error
