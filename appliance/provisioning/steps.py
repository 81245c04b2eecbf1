"""The steps from a folder on a stick to a box of one's own, in order. Each may be cut off and done again.

First the box's own disk holds everything, then the carrier loses its secrets, then the box makes its keys and
settings; the mark that lets the recorder start comes last. A step is done anew when its result is not there:
so a power cut anywhere costs nothing but time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.notes import NoteSigner
from appliance.provisioning.box_file import BoxFile, read_box_file, settings_of
from appliance.provisioning.carrier import BOX_FILE, CA_FILE, SECRETS_FILE, Carrier
from appliance.store.durable_file import DurableFile
from appliance.store.folders import private_text
from appliance.store.layout import Layout
from appliance.store.shred import shred

RunAs = Callable[[str, tuple[str, ...], str], str]  # user, words, standard input -> what it printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where everything goes. ``run_as`` runs a program as a user; it raises ProvisioningError."""

    etc: Path = Path("/etc/spiegelbox")
    credstore: Path = Path("/etc/credstore")
    data: Path = Path("/var/lib/spiegelbox")
    console: tuple[str, ...] = ("/opt/spiegelbox/venv/console/bin/python", "-m", "console")
    keymaker: tuple[str, ...] = ("/opt/spiegelbox/venv/recorder/bin/python", "-m", "appliance.provisioning")
    run_as: RunAs
    now: Callable[[], datetime]

    @property
    def layout(self) -> Layout:
        return Layout(self.data, Path("/run/spiegelbox"))

    @property
    def staged(self) -> Path:
        """The folder that holds what the carrier brought, until the box is provisioned."""
        return self.data / "provisioning"

    @property
    def recipient(self) -> Path:
        """Whom the recovery key of the disk is sealed to."""
        return self.etc / "recovery.recipient"

    @property
    def certificates(self) -> Path:
        """The municipality's own, beside those the system believes (spiegelbox-trust.service)."""
        return self.etc / "ca.pem"

    @property
    def orders_key(self) -> Path:
        """Whose orders on a stick the box takes (appliance/orders)."""
        return self.etc / "orders.key"

    @property
    def retired(self) -> Path:
        """With this file there nothing starts any more (systemd/image)."""
        return self.data / "retired"

    @property
    def last_order(self) -> Path:
        """When the newest order was signed that this box took."""
        return self.data / "last-order"

    @property
    def mark(self) -> Path:
        """Only with this file there do recorder, sync and console start (systemd/image)."""
        return self.data / "provisioned"


def stage(places: Places, carrier: Carrier) -> None:
    """Bring everything of the carrier to the box's own disk; nothing of it counts before it is all there."""
    text, secrets, certificates = carrier.box_text(), carrier.secrets_text(), carrier.certificates_text()
    read_box_file(text)
    places.staged.mkdir(mode=0o700, parents=True, exist_ok=True)
    DurableFile(places.staged / SECRETS_FILE).replace(secrets.encode())
    DurableFile(places.staged / CA_FILE).replace(certificates.encode())
    DurableFile(places.staged / BOX_FILE).replace(text.encode())  # last: it says that the rest is there


def is_staged(places: Places) -> bool:
    return (places.staged / BOX_FILE).is_file()


def staged_file(places: Places) -> BoxFile:
    """Return what was staged. Raises: SettingsError, CarrierHalfWritten."""
    return read_box_file((places.staged / BOX_FILE).read_text(encoding="utf-8"))


def make_keys(places: Places, file: BoxFile) -> tuple[str, str]:
    """Have the box make its two keys, each as the user who keeps it; return the public halves."""
    console = places.run_as("spiegelbox-console", (*places.console, "init", *_state(places)), "").strip()
    words = (*places.keymaker, "--data", str(places.data), "--box", file.box.id)
    return console, places.run_as("spiegelbox-recorder", words, "").strip()


def write_settings(places: Places, file: BoxFile, *, console_key: str) -> None:
    """Write settings and the store's secrets to where the units look for them."""
    said = places.run_as("spiegelbox-console", (*places.console, "texts"), "")
    confirmed = [line for line in said.splitlines() if "niet-bevestigd" not in line]
    texts = tuple(re.findall(r"sha256:[0-9a-f]{64}", "\n".join(confirmed)))
    settings = settings_of(file, console_key=console_key, texts=texts)
    for path, content, mode in (
        (places.credstore / SECRETS_FILE, _staged_text(places, SECRETS_FILE), 0o600),
        (places.certificates, _staged_text(places, CA_FILE), 0o644),
        (places.recipient, file.beheer.recipient, 0o644),
        (places.orders_key, file.beheer.orders, 0o644),
        (places.etc / "hostname", f"{network_name(file)}\n", 0o644),
        (places.etc / "settings.toml", settings, 0o644),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        if content:
            DurableFile(path).replace(content.encode())
            path.chmod(mode)


def _staged_text(places: Places, name: str) -> str:
    file = places.staged / name
    return file.read_text("utf-8") if file.is_file() else ""  # an older version staged no certificates


def network_name(file: BoxFile) -> str:
    """Return what the box is called on the network; an image gives the box this name (systemd/image)."""
    return f"spiegelbox-{file.box.id}"


def make_account(places: Places, file: BoxFile) -> None:
    """Make the first account; its password is asked for anew at the first login."""
    words = ("account", *_state(places), "--name", file.beheer.name, "--role", "beheer", "--temporary")
    places.run_as("spiegelbox-console", (*places.console, *words), f"{file.beheer.password}\n")


def make_certificate(places: Places, file: BoxFile) -> None:
    """Make a certificate of the box's own for its screens; one that is there stays."""
    certificate, key = places.etc / "tls/box.crt", places.etc / "tls/box.key"
    if certificate.is_file() and key.is_file():
        return
    key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = network_name(file)
    places.run_as(
        "root",
        (
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-days", "3650", "-subj", f"/CN={name}"),
            *("-addext", f"subjectAltName=DNS:{name},DNS:{name}.local"),
            *("-keyout", str(key), "-out", str(certificate)),
        ),
        "",
    )
    key.chmod(0o600)


def report_of(places: Places, file: BoxFile, *, box_key: str, carrier_is_clean: bool) -> str:
    """Return what beheer writes down: whose box this is, and the fingerprint of its key."""
    lines = [
        "Deze box is ingericht.",
        "",
        f"Gemeente:  {file.municipality.name}",
        f"Box:       {file.box.id}",
        f"Kamer:     {file.box.room}",
        f"Adres:     https://{network_name(file)}.local/",
        f"Kenmerk:   {fingerprint(box_key)}",
        f"Sleutel:   {box_key}",
        f"Wanneer:   {places.now():%d-%m-%Y %H:%M} UTC",
        "",
        "Schrijf het kenmerk op. Bij twijfel of dit de goede box is, vergelijkt u het.",
        f"Log in als {file.beheer.name}. De box vraagt meteen om een nieuw wachtwoord.",
    ]
    if not carrier_is_clean:
        lines += ["", "LET OP: de stick of kaart was weg. Wis de map spiegelbox daarop zelf."]
    return "\n".join(lines) + "\n"


def set_mark(places: Places, file: BoxFile) -> None:
    """Say that this box is whole, and whose it is; what was staged goes."""
    DurableFile(places.mark).replace(f"{file.municipality.name}\n{file.box.id}\n".encode())
    places.mark.chmod(0o644)  # systemd and every process may see whose box this is


def unstage(places: Places) -> None:
    """Shred what was staged, and what a power cut left half staged; nothing happens when that was done."""
    if places.staged.is_dir():
        Carrier(places.staged).shred()  # in the order that tells a power cut where it came
        for file in places.staged.iterdir():
            shred(file)
        places.staged.rmdir()


def owner_of(places: Places) -> str | None:
    """Return the municipality this box is of, None while it is nobody's."""
    return _marked(places)[0]


def name_of(places: Places) -> str:
    """Return the name of this box, "" while it is nobody's."""
    return _marked(places)[1]


def _marked(places: Places) -> tuple[str | None, str]:
    content = DurableFile(places.mark).read() if places.mark.is_file() else None
    owner, _, box = (content or b"").decode().partition("\n")
    return owner or None, box.strip()


def new_box_key(data: Path, box: str) -> str:
    """Return the public half of the box's own key, made the first time, as the recorder would make it."""
    text = private_text(Layout(data, data).box_key, lambda: NoteSigner.generate(box).to_text())
    return str(NoteSigner.from_text(text).verifier)


def _state(places: Places) -> tuple[str, str]:
    return "--state", str(places.layout.console)
