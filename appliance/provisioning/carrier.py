"""What brings the box its file: a folder on the card's first partition, or on a stick.

What is secret on it is used once: it is written over and removed as soon as the box has it. On flash that is
no proof that it is gone, and that is why the password on it is good for one login and a store's secret can be
one that only writes (docs/beheer/provisioning.md).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from appliance.crypto.certificates import fault_of_certificates
from appliance.domain.errors import CarrierHalfWritten, CarrierMissing, ProvisioningError, SettingsError
from appliance.store.shred import shred, sync

FOLDER, BOX_FILE, SECRETS_FILE, CA_FILE = "spiegelbox", "box.toml", "store.toml", "ca.pem"
FAULTS_FILE = "fouten.txt"
_GOING = ".weg"
_MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Carrier:
    """A folder that holds ``box.toml``, ``store.toml`` when the store needs a secret, and ``ca.pem`` when the
    municipality vouches for its own servers.
    """

    folder: Path

    def is_there(self) -> bool:
        """Tell whether the box's file has not been used yet."""
        return (self.folder / BOX_FILE).is_file()

    def box_text(self) -> str:
        """Return the box's file. Raises: CarrierHalfWritten, SettingsError."""
        return _text_of(self.folder / BOX_FILE)

    def secrets_text(self) -> str:
        """Return the store's secrets, "" when there are none. Raises: CarrierHalfWritten, SettingsError."""
        file = self.folder / SECRETS_FILE
        return _checked_secrets(_text_of(file)) if file.exists() else ""

    def certificates_text(self) -> str:
        """Return the municipality's own certificates, "" when there are none.

        Raises: CarrierHalfWritten, SettingsError.
        """
        file = self.folder / CA_FILE
        text = _text_of(file) if file.exists() else ""
        if text and (fault := fault_of_certificates(text)):
            raise SettingsError((f"{CA_FILE}: {fault}",))
        return text

    def shred(self) -> None:
        """Write over what is secret, and remove it; to be gone on with after a power cut.

        Raises: ProvisioningError (the card or stick cannot be written).
        """
        try:
            self._shred()
        except OSError as error:
            raise ProvisioningError(f"de map is niet te wissen: {type(error).__name__}") from None

    def _shred(self) -> None:
        going = {name: self.folder / f"{name}{_GOING}" for name in (BOX_FILE, SECRETS_FILE)}
        # The box's file loses its name first, so that nobody takes a folder that is going for a carrier, and
        # is gone last, so that one that is half gone is found again.
        for name, gone in going.items():
            if (self.folder / name).exists():
                (self.folder / name).rename(gone)
        for gone in reversed(going.values()):
            shred(gone)

    def is_right_after_all(self) -> None:
        """Take away what was told of an earlier try. Raises: OSError."""
        (self.folder / FAULTS_FILE).unlink(missing_ok=True)

    def tell(self, name: str, text: str) -> None:
        """Leave a text for people, with the line ends of a Windows editor. Raises: OSError."""
        (self.folder / name).write_text(text, encoding="utf-8", newline="\r\n")
        sync(self.folder / name)


def find_carrier(places: Iterable[Path]) -> Carrier:
    """Return the first place with a folder for the box. Raises: CarrierMissing."""
    tried = tuple(places)
    for place in tried:
        for folder in (place / FOLDER, place):
            if Carrier(folder).is_there():
                return Carrier(folder)
    raise CarrierMissing(", ".join(map(str, tried)))


def half_shredded(places: Iterable[Path]) -> Carrier | None:
    """Return the folder that a power cut left half shredded, when there is one."""
    for place in places:
        for folder in (place / FOLDER, place):
            if (folder / f"{BOX_FILE}{_GOING}").is_file():
                return Carrier(folder)
    return None


def _text_of(file: Path) -> str:
    try:
        content = file.read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise CarrierHalfWritten(f"{file.name} is niet te lezen: {type(error).__name__}") from None
    if not content.strip(b"\0") or b"\0" in content or len(content) > _MOST_BYTES:
        raise CarrierHalfWritten(f"{file.name} is leeg, te groot of bestaat voor een deel uit niets")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SettingsError(
            (f"Regel {line}: dit is geen UTF-8-tekst. Sla {file.name} op als UTF-8.",)
        ) from None


def _checked_secrets(text: str) -> str:
    """Return the text when every line of it is a name and a text. Raises: SettingsError; shows no value."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError):
        raise SettingsError((f"{SECRETS_FILE}: dit is geen goede TOML.",)) from None
    faults = tuple(
        f"{SECRETS_FILE}: {key}: zet de waarde tussen aanhalingstekens."
        for key, value in values.items()
        if not isinstance(value, str)
    )
    if faults:
        raise SettingsError(faults)
    return text
