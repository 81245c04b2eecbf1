"""A stick gives nobody a say over a box: only beheer's signature does, for one box, once."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.domain.errors import (
    OrderError,
    OrderForOther,
    OrderIncomplete,
    OrderKeyMissing,
    OrderMissing,
    OrderNotNow,
    OrderNotOurs,
    OrderUsed,
)
from appliance.orders.carry_out import carry_out
from appliance.orders.order import KIND, Order, What, digests, read_order, sign_order
from appliance.orders.stick import BOX_FILE, NOTE_FILE
from tests.orders.desk import NOON, OURS, STRANGER, WISH, Desk

_SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("what", What)
def test_an_order_is_carried_out_and_said_on_the_stick(desk: Desk, what: What) -> None:
    desk.sign(what)
    carry_out(desk.stick, desk.box)
    assert desk.did == [" ".join([what.value, *(sorted(WISH) if what is What.SETTINGS else [])])]
    assert desk.outcome() == f"GELUKT\n\ngedaan: {desk.did[0]}\n"


def test_after_it_neither_the_order_nor_a_secret_is_on_the_stick(desk: Desk) -> None:
    desk.sign()
    carry_out(desk.stick, desk.box)
    assert list(desk.stick.folder.iterdir()) == []


@pytest.mark.parametrize("what", What)
def test_an_order_counts_once_also_when_the_stick_is_written_again(desk: Desk, what: What) -> None:
    desk.sign(what)
    carry_out(desk.stick, desk.box)
    desk.sign(what)
    with pytest.raises(OrderUsed):
        carry_out(desk.stick, desk.box)
    desk.sign(What.RETIRE, after=-_SECOND)  # an older one that was never used
    with pytest.raises(OrderUsed):
        carry_out(desk.stick, desk.box)
    assert len(desk.did) == 1
    desk.sign(what, after=_SECOND)
    carry_out(desk.stick, desk.box)
    assert len(desk.did) == 2


def test_an_order_of_another_key_with_the_same_name_changes_nothing(desk: Desk) -> None:
    desk.sign(signer=STRANGER)
    with pytest.raises(OrderNotOurs):
        carry_out(desk.stick, desk.box)
    assert desk.did == []
    assert "handtekening" in desk.outcome()
    assert (desk.stick.folder / BOX_FILE).read_bytes() == WISH[BOX_FILE], "not ours, so not ours to wipe"


def test_every_letter_of_an_order_is_signed(desk: Desk) -> None:
    note = desk.sign(What.ROLLBACK)
    for at in range(len(note)):
        changed = note[:at] + ("x" if note[at] != "x" else "y") + note[at + 1 :]
        (desk.stick.folder / NOTE_FILE).write_text(changed, encoding="utf-8")
        with pytest.raises(OrderNotOurs):
            carry_out(desk.stick, desk.box)
    assert desk.did == []


def test_an_order_for_another_box_is_not_ours_to_follow(desk: Desk) -> None:
    desk.sign(What.RETIRE, box="zaandam-4")
    with pytest.raises(OrderForOther, match="zaandam-4"):
        carry_out(desk.stick, desk.box)
    assert desk.did == []


@pytest.mark.parametrize(
    ("name", "content"),
    [(BOX_FILE, b"other"), (BOX_FILE, None), ("store.toml", b"other"), ("store.toml", None)],
)
def test_what_was_not_signed_is_not_taken(desk: Desk, name: str, content: bytes | None) -> None:
    desk.sign()
    file = desk.stick.folder / name
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(OrderIncomplete, match=name):
        carry_out(desk.stick, desk.box)
    assert desk.did == []


def test_a_file_that_was_slipped_in_beside_an_order_is_seen(desk: Desk) -> None:
    desk.sign(files={BOX_FILE: b"the settings"})
    (desk.stick.folder / "store.toml").write_bytes(b"somebody else's store")
    with pytest.raises(OrderIncomplete, match=r"store\.toml"):
        carry_out(desk.stick, desk.box)


def test_a_file_without_end_is_not_read_to_its_end(desk: Desk) -> None:
    desk.sign()
    with (desk.stick.folder / BOX_FILE).open("wb") as endless:
        endless.truncate(1 << 40)
    with pytest.raises(OrderIncomplete, match="te groot"):
        carry_out(desk.stick, desk.box)


@pytest.mark.parametrize("content", [None, "", "name+00000000+AAAA", "\0"])
def test_a_box_that_was_given_no_key_takes_no_orders(desk: Desk, content: str | None) -> None:
    desk.key.unlink() if content is None else desk.key.write_text(content)
    desk.sign()
    with pytest.raises(OrderKeyMissing):
        carry_out(desk.stick, desk.box)
    assert desk.did == []


@pytest.mark.parametrize("what", What)
def test_in_somebodys_way_it_waits_and_stays_good(desk: Desk, what: What) -> None:
    desk.sign(what)
    desk.now_is_wrong = OrderNotNow("Er loopt een gesprek.")
    with pytest.raises(OrderNotNow):
        carry_out(desk.stick, desk.box)
    assert "Er loopt een gesprek." in desk.outcome()
    desk.now_is_wrong = None
    carry_out(desk.stick, desk.box)
    assert len(desk.did) == 1


@pytest.mark.parametrize("what", What)
def test_what_fails_is_said_and_only_a_way_back_is_used_up(desk: Desk, what: What) -> None:
    desk.sign(what)
    desk.wrong = OrderError("de schijf is vol")
    with pytest.raises(OrderError, match="vol"):
        carry_out(desk.stick, desk.box)
    assert desk.outcome().startswith("NIET GELUKT\n\n")
    assert "de schijf is vol" in desk.outcome()
    desk.wrong = None
    if what is What.ROLLBACK:  # twice back is forward again: whether it began nobody can tell
        with pytest.raises(OrderUsed):
            carry_out(desk.stick, desk.box)
    else:
        carry_out(desk.stick, desk.box)


def test_a_disk_that_fails_under_an_order_is_said_on_the_stick(desk: Desk) -> None:
    desk.sign()
    (desk.folder / "box").rename(desk.folder / "gone")
    (desk.folder / "box").mkdir()
    desk.key.write_text(f"{OURS.verifier}\n")
    (desk.folder / "box/last-order.new").mkdir()  # in the way of what the box must remember
    with pytest.raises(OrderError):
        carry_out(desk.stick, desk.box)
    assert desk.outcome().startswith("NIET GELUKT\n\n")


def test_one_update_on_a_stick_is_installed_and_needs_no_order(desk: Desk) -> None:
    (desk.stick.root / "1.raucb").touch()
    carry_out(desk.stick, desk.box)
    assert desk.did == ["update 1.raucb"]


@pytest.mark.parametrize("names", [(), ("1.raucb", "2.raucb")])
def test_a_stick_that_asks_nothing_or_two_things_is_told_so(desk: Desk, names: tuple[str, ...]) -> None:
    for name in names:
        (desk.stick.root / name).touch()
    with pytest.raises(OrderMissing):
        carry_out(desk.stick, desk.box)
    assert (desk.did, desk.outcome()[:4]) == ([], "NIET")


def test_a_stick_that_takes_no_word_still_counts(desk: Desk) -> None:
    desk.sign()
    (desk.stick.root / "uitkomst-zaandam-3.txt").mkdir()  # in the way of the word
    carry_out(desk.stick, desk.box)
    assert len(desk.did) == 1


def test_a_memory_that_is_damaged_stops_every_order(desk: Desk) -> None:
    (desk.folder / "box/last-order").write_text("?")
    desk.sign()
    with pytest.raises(OrderError, match="beschadigd"):
        carry_out(desk.stick, desk.box)
    assert desk.did == []


@pytest.mark.parametrize(
    "change",
    [
        {"what": "dance"},
        {"box": None, "more": 1},
        {"signed_at": "2026-11-22T12:00:00"},
        {"signed_at": 5},
        {"files": {"box.toml": "short"}},
        {"files": []},
    ],
)
def test_an_order_of_ours_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    good = {"what": "settings", "box": "zaandam-3", "signed_at": NOON.isoformat(), "files": {}}
    assert read_order(OURS.verifier, OURS.sign_as(KIND, json.dumps(good) + "\n")).box == "zaandam-3"
    with pytest.raises(OrderNotOurs):
        read_order(OURS.verifier, OURS.sign_as(KIND, json.dumps(good | change) + "\n"))


def test_an_order_says_the_same_after_it_was_written_and_read() -> None:
    order = Order(what=What.SETTINGS, box="zaandam-3", signed_at=NOON, files=digests(WISH))
    assert read_order(OURS.verifier, sign_order(OURS, order)) == order
