"""Stories of the signed channel: what a box refuses of it, and how an update comes by itself or by order."""

from __future__ import annotations

import time
from pathlib import Path

from appliance.crypto.notes import NoteSigner
from appliance.orders.order import What
from appliance.orders.stick import BOX_FILE
from appliance.provisioning.carrier import CA_FILE
from image import channel as making
from image.scenario.machine import Box
from image.scenario.orders import BOX, kept_signer, order, signer
from image.scenario.server import DEAF, HONEST
from image.scenario.stage import BIN, Stage, know_the_time, must, show, untouched
from image.scenario.sticks import asked, outcome, stick_with
from image.scenario.updates import INSTALL_S, is_tried_and_stays, need, until_s0

NOTE = "spiegelbox.note"
_ALWAYS = '"00:00-12:00", "12:00-00:00"'  # the story does not wait for the night
_SETTINGS = """\
[update]
channel = "{url}"
key = "{key}"
hours = [{hours}]

"""
_DESCRIPTION = """\
sequence = {sequence}
days = 30

[[release]]
bundle = "{bundle}"
url = "{url}"
ring = "one"
boxes = ["{box}"]
not_before = 2026-01-01T00:00:00Z
"""


def channel(stage: Stage, box: Box) -> None:
    """A channel that is not right is refused; a right one brings the update by itself, and it stays."""
    _gets_a_channel(stage, box, certificates=False)
    _refuses(stage, box, "a server that nobody here vouches for", "ca.pem")
    _gets_a_channel(stage, box, certificates=True)
    _refuses_what_is_wrong(stage, box)
    _spiegelbox(box, "check")  # by itself it would be a while after what went wrong
    sent = stage.server.sent.get("good.raucb", 0)
    box.shell("systemctl start spiegelbox-update.service", timeout_s=INSTALL_S)  # as its timer does
    stage.note("by itself, first look", _spiegelbox(box, "status").splitlines()[3])
    must(show(box)["boot_primary"] == "system.0", "tried before its moment")
    fetched = stage.server.sent["good.raucb"] - sent
    stage.note("fetched_percent by the updater", round(100 * fetched / need(stage, "good").stat().st_size, 2))
    box.shell("systemctl --no-block start spiegelbox-update.service")
    is_tried_and_stays(box)
    must("0.2.0" in _spiegelbox(box, "status"), "another version than the channel's")
    stage.note("by itself, after it", _spiegelbox(box, "check").strip())


def channel_when_asked(stage: Stage, box: Box) -> None:
    """An order on a stick: look in the channel now, install, and go over."""
    _gets_a_channel(stage, box, certificates=True, hours='"03:00-03:01"')
    _publish(stage, sequence=1)
    stick = stick_with(stage, order(signer(stage.folder), What.UPDATE))
    box.plug_in(stick)
    is_tried_and_stays(box)
    said = outcome(stick)
    must(said.startswith("GELUKT"), said)
    stage.note("an order to update from the channel", said.strip().splitlines()[-1])


def _refuses_what_is_wrong(stage: Stage, box: Box) -> None:
    before = untouched(box)
    note = stage.server.folder / NOTE
    note.unlink(missing_ok=True)
    _refuses(stage, box, "no channel file", "niet te bereiken")
    _publish(stage, sequence=2, name="stranger")
    _refuses(stage, box, "a stranger's channel file", "niet te vertrouwen")
    old = _publish(stage, sequence=1)
    note.write_text(old.replace('"sequence": 1', '"sequence": 9'))
    _refuses(stage, box, "a channel file with another number", "niet te vertrouwen")
    _publish(stage, sequence=2)
    stage.note("the channel as it should be", _spiegelbox(box, "check").strip())
    note.write_text(old)
    _refuses(stage, box, "an old channel file", "oud bericht")
    _publish(stage, sequence=3)
    box.shell("date -s 2020-01-01")
    _refuses(stage, box, "a clock in the past", "klok")
    box.shell(f"date -s @{time.time():.0f}")
    know_the_time(box)
    stage.server.manner = DEAF
    _refuses(stage, box, "a server without ranges", "stukken", "install")
    stage.server.manner = HONEST
    must(untouched(box) == before, "a refusal changed what starts")


def _refuses(stage: Stage, box: Box, what: str, words: str, job: str = "check") -> None:
    answer = box.line().ask({"run": [f"{BIN}/spiegelbox", "update", job]}, timeout_s=INSTALL_S)
    said = str(answer["said"])
    must(answer["code"] != 0 and words in said, f"{what}: {answer['code']}, {said}")
    must("Traceback" not in said, said)
    stage.note(f"refused {what}", said.strip().splitlines()[0])


def _gets_a_channel(stage: Stage, box: Box, *, certificates: bool, hours: str = _ALWAYS) -> None:
    """Give the box other settings with a stick, with the certificates of the server or without."""
    settings = _SETTINGS.format(url=stage.url(NOTE), key=_signer(stage, "ours").verifier, hours=hours)
    text = (stage.provisioning / BOX_FILE).read_text(encoding="utf-8")
    wish = {BOX_FILE: text.replace("[beheer]", f"{settings}[beheer]").encode()}
    if certificates:
        wish[CA_FILE] = stage.tls.read_bytes()
    said = asked(stage, box, order(signer(stage.folder), What.SETTINGS, wish))
    must(said.startswith("GELUKT"), said)
    until_s0(box)


def _publish(stage: Stage, *, sequence: int, name: str = "ours") -> str:
    """Put a channel file on the server with the tool for it, signed by this key; return it."""
    bundle, note = need(stage, "good"), stage.server.folder / NOTE
    told = stage.folder / "channel.toml"
    told.write_text(
        _DESCRIPTION.format(sequence=sequence, bundle=bundle, url=stage.url(bundle.name), box=BOX)
    )
    _signer(stage, name)
    key = str(_key_file(stage, name))
    words = ["sign", str(told), "--key", key, "--keyring", str(stage.tls), "--out", str(note)]
    must(making.main(words) == 0, "the channel cannot be signed")
    return note.read_text()


def _signer(stage: Stage, name: str) -> NoteSigner:
    return kept_signer(_key_file(stage, name), lambda: NoteSigner.generate("updates.example.org"))


def _key_file(stage: Stage, name: str) -> Path:
    return stage.folder / f"channel-{name}.key"


def _spiegelbox(box: Box, job: str) -> str:
    return box.run(f"{BIN}/spiegelbox", "update", job, timeout_s=INSTALL_S)
