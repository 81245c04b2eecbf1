"""What the daily look at the store finds, and what it costs."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import StoreUnreachable
from appliance.sync.inventory import NEW_A_DAY, Inventory
from appliance.sync.progress import Progress
from tests.sync.fakes import FakeStore

DELIVERED, UNDER_WAY, ERASED, STRANGE = "1" * 32, "2" * 32, "3" * 32, "4" * 32


class Holder:
    """A recorder that says what should lie where, and hears what does."""

    def __init__(self, **holdings: str) -> None:
        self._holdings = {film.removeprefix("f"): word for film, word in holdings.items()}
        self.heard: dict[str, Sequence[str]] = {}

    def holdings(self) -> dict[str, str]:
        return self._holdings

    def listed(self, **found: Sequence[str]) -> None:
        self.heard = found


@pytest.fixture
def holder() -> Holder:
    return Holder(**{f"f{DELIVERED}": "store", f"f{UNDER_WAY}": "maybe", f"f{ERASED}": "gone"})


def signed_by(box: str) -> dict[str, bytes]:
    fields = json.dumps({"box": box, "id": "x"})
    note = NoteSigner.generate(box).sign_as("spiegelbox/manifest/v1", f"{fields}\n")
    return {"part-00000": b"?", "manifest.json": note.encode()}


def look(holder: Holder, store: FakeStore, progress: Progress) -> dict[str, Sequence[str]]:
    Inventory(recorder=holder, remote=store, progress=progress, box="box-1").walk(lambda step: None)
    return holder.heard


def test_a_store_that_holds_what_it_should_has_nothing_to_tell(holder, store, progress):
    store.content = {DELIVERED: signed_by("box-1"), "audit": {}}
    assert look(holder, store, progress) == {"missing": [], "unknown": [], "back": []}


def test_what_was_delivered_and_is_gone_is_missing(holder, store, progress):
    assert look(holder, store, progress)["missing"] == [DELIVERED]


def test_what_was_erased_and_came_back_is_named_and_will_be_swept_away(holder, store, progress):
    store.content = {DELIVERED: signed_by("box-1"), ERASED: signed_by("box-1")}
    assert look(holder, store, progress)["back"] == [ERASED]
    assert ERASED in progress.tombstones()


def test_a_folder_that_this_box_signed_and_does_not_know_is_named(holder, store, progress):
    store.content = {DELIVERED: signed_by("box-1"), STRANGE: signed_by("box-1")}
    assert look(holder, store, progress)["unknown"] == [STRANGE]
    assert look(holder, store, progress)["unknown"] == [STRANGE]  # until a person did something about it


@pytest.mark.parametrize(
    "content",
    [signed_by("box-2"), {"part-00000": b"?"}, {"manifest.json": b"\xff"}, {"manifest.json": b"{}"}],
)
def test_the_folder_of_another_box_is_nobody_s_business(holder, store, progress, content):
    store.content = {DELIVERED: signed_by("box-1"), STRANGE: content}
    assert look(holder, store, progress)["unknown"] == []


def test_a_store_that_many_boxes_share_costs_a_listing_and_what_is_new(holder, store, progress):
    class Counting(FakeStore):
        reads = 0

        def read(self, folder, name):
            self.reads += 1
            return super().read(folder, name)

    others = {f"{number:032x}": signed_by("box-2") for number in range(16, 16 + NEW_A_DAY + 30)}
    shared = Counting(content={DELIVERED: signed_by("box-1"), **others})
    reads = []
    for _ in range(3):
        look(holder, shared, progress)
        reads.append(shared.reads)
    assert reads == [NEW_A_DAY, NEW_A_DAY + 30, NEW_A_DAY + 30]


def test_a_store_that_does_not_answer_proves_nothing(holder, store, progress):
    store.leave()
    with pytest.raises(StoreUnreachable):
        look(holder, store, progress)
    assert holder.heard == {}
