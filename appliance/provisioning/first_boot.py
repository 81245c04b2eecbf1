"""A box becomes somebody's: the steps in their order, and what the person with the stick gets to read.

A fault is written on the carrier too, in plain Dutch: most boxes have no screen. After it the box is what it
was, and the recorder does not start.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from appliance.domain.errors import (
    AlreadyProvisioned,
    CarrierMissing,
    OtherMunicipality,
    SpiegelboxError,
)
from appliance.provisioning import steps
from appliance.provisioning.box_file import BoxFile, read_box_file
from appliance.provisioning.carrier import FAULTS_FILE, Carrier, find_carrier, half_shredded
from appliance.provisioning.steps import Places


def provision(
    places: Places, carriers: Iterable[Path], *, again: bool = False, image_owner: str | None = None
) -> str:
    """Make the box whole from the first carrier there is, or go on where a power cut came; return the report.

    ``again`` writes new settings on a box that is somebody's already, such as for another room; its keys
    stay. ``image_owner`` is the municipality that the image was made for, when it was made for one.

    Raises: AlreadyProvisioned, CarrierMissing, CarrierHalfWritten, OtherMunicipality, SettingsError,
    ProvisioningError.
    """
    owner, tried = steps.owner_of(places), tuple(carriers)
    goes_on = owner is not None and steps.is_staged(places)  # a power cut came before its end
    if owner is not None and not again and not goes_on:
        steps.unstage(places)
        raise AlreadyProvisioned(owner)
    carrier: Carrier | None = None
    with contextlib.suppress(CarrierMissing):
        carrier = find_carrier(tried) if again or owner is None else None
    if carrier is None and steps.is_staged(places):
        carrier = half_shredded(tried)
    elif carrier is None:
        raise CarrierMissing
    try:
        return _carry_out(places, carrier, owners=(owner, image_owner), again=again or goes_on)
    except SpiegelboxError as error:
        if carrier is not None:
            with contextlib.suppress(OSError):
                carrier.tell(FAULTS_FILE, error.page())
        raise


def check(carrier: Carrier, *, owners: Iterable[str | None] = ()) -> BoxFile:
    """Return what a folder asks, without touching anything. Raises: as ``provision``."""
    file = read_box_file(carrier.box_text())
    carrier.secrets_text()
    carrier.certificates_text()
    for owner in owners:
        if owner is not None and owner != file.municipality.name:
            raise OtherMunicipality(f"de box is van {owner}, de map van {file.municipality.name}")
    return file


def _carry_out(
    places: Places, carrier: Carrier | None, *, owners: tuple[str | None, ...], again: bool
) -> str:
    if carrier is not None:
        if carrier.is_there():
            check(carrier, owners=owners)
            steps.stage(places, carrier)
        carrier.shred()
    file = steps.staged_file(places)
    console_key, box_key = steps.make_keys(places, file)
    steps.write_settings(places, file, console_key=console_key)
    if not again:  # who logs in by now has a password of their own
        steps.make_account(places, file)
    steps.make_certificate(places, file)
    report = steps.report_of(places, file, box_key=box_key, carrier_is_clean=carrier is not None)
    if carrier is not None:
        with contextlib.suppress(OSError):  # a stick that is full; the report stands in the journal too
            carrier.is_right_after_all()
            carrier.tell(f"ingericht-{file.box.id}.txt", report)
    steps.set_mark(places, file)
    steps.unstage(places)
    return report
