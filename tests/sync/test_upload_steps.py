"""One recording's way to the store: what goes up, in which order, and what happens when it is cut short."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from appliance.domain.errors import ContentDamaged, ReadBackDiffers, StoreUnreachable, WrongState
from appliance.sync.progress import Progress
from appliance.sync.upload import Uploader
from appliance.sync.upload_steps import Step
from tests.sync.fakes import HEADER, FakeRecorder, FakeStore

ID = "0123456789abcdef0123456789abcdef"
PAYLOAD = bytes(index % 251 for index in range(2500))  # three parts of 1,000 with the header
PARTS = ["part-00000", "part-00001", "part-00002"]
ALL_STEPS = [
    Step.CHECK_FILE,
    Step.ASK_HEADER,
    Step.LIST_STORE,
    *[Step.BUILD_PART, Step.BUILD_PART, Step.PUT_PART, Step.READ_PART_BACK],
    *[Step.BUILD_PART, Step.PUT_PART, Step.PROVE_PART, Step.READ_PART_BACK],
    *[Step.PUT_PART, Step.PROVE_PART, Step.READ_PART_BACK],
    Step.PROVE_PART,
    Step.DELETE_STRANGERS,
    Step.ASK_MANIFEST,
    Step.PUT_MANIFEST,
    Step.READ_MANIFEST_BACK,
    Step.TELL_RECORDER,
]

TWO_GOOD = ALL_STEPS.index(Step.DELETE_STRANGERS) - 1  # before the last part is proven


@pytest.fixture(autouse=True)
def released(recorder: FakeRecorder) -> None:
    recorder.release(ID, PAYLOAD)


def walk(uploader: Uploader, recorder: FakeRecorder, stop_before: int | None = None) -> list[Step]:
    """Walk the steps; with ``stop_before`` drop them there, as a killed process would."""
    done: list[Step] = []
    for index, step in enumerate(uploader.steps(recorder.jobs().upload[0], recorder.payload(ID))):
        if index == stop_before:
            break
        done.append(step)
    return done


def age_file(store: FakeStore) -> bytes:
    """Return what ``cat part-*`` gives in the recording's folder."""
    folder = store.content[ID]
    return b"".join(folder[name] for name in sorted(folder) if name.startswith("part-"))


def test_it_brings_header_and_payload_in_parts_and_the_manifest_last(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore
) -> None:
    assert walk(uploader, recorder) == ALL_STEPS
    assert store.puts == [*PARTS, "manifest.json"]
    assert age_file(store) == HEADER + PAYLOAD
    assert recorder.state(ID) == "in_store"


def test_the_manifest_names_what_was_read_back(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore
) -> None:
    walk(uploader, recorder)
    folder = store.content[ID]
    rows = [[name, len(folder[name]), hashlib.sha256(folder[name]).hexdigest()] for name in PARTS]
    assert json.loads(folder["manifest.json"]) == {"id": ID, "parts": rows}


def test_nothing_stays_in_memory_or_in_the_notes_afterwards(
    uploader: Uploader, recorder: FakeRecorder, scratch: Path, progress: Progress
) -> None:
    walk(uploader, recorder)
    assert list(scratch.iterdir()) == []
    assert progress.uploads() == {}


@pytest.mark.parametrize("cut", range(len(ALL_STEPS)))
def test_cut_short_before_any_step_it_goes_on_and_sends_no_good_part_twice(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore, scratch: Path, cut: int
) -> None:
    done = walk(uploader, recorder, stop_before=cut)
    assert done == ALL_STEPS[:cut]
    assert recorder.state(ID) == "released"
    again = walk(uploader, recorder)
    assert recorder.state(ID) == "in_store"
    assert age_file(store) == HEADER + PAYLOAD
    # Nor is a good part read back twice: on a slow line that alone could take longer than the line holds.
    assert again.count(Step.BUILD_PART) == 3 - done.count(Step.PROVE_PART)
    assert list(scratch.iterdir()) == []
    sent = Counter(store.puts)
    assert [sent[name] for name in PARTS] == [1, 1, 1]


@pytest.mark.parametrize("cut", range(len(ALL_STEPS)))
def test_without_its_notes_it_reads_back_what_lies_there_instead_of_sending_it_again(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore, progress: Progress, cut: int
) -> None:
    walk(uploader, recorder, stop_before=cut)
    progress.forget(ID)
    walk(uploader, recorder)
    assert age_file(store) == HEADER + PAYLOAD
    assert [Counter(store.puts)[name] for name in PARTS] == [1, 1, 1]


@pytest.mark.parametrize("name", [*PARTS, "manifest.json"])
def test_a_store_that_gives_back_something_else_gets_no_delivery(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore, name: str
) -> None:
    store.spoils.add(name)
    with pytest.raises(ReadBackDiffers):
        walk(uploader, recorder)
    assert recorder.state(ID) == "released"
    assert name == "manifest.json" or "manifest.json" not in store.puts
    store.spoils.clear()
    walk(uploader, recorder)
    assert recorder.state(ID) == "in_store"
    assert age_file(store) == HEADER + PAYLOAD


@pytest.mark.parametrize("content", [b"", b"x" * 1000, b"short"])
def test_a_part_that_was_changed_while_we_were_gone_is_sent_again(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore, progress: Progress, content: bytes
) -> None:
    walk(uploader, recorder, stop_before=6)  # part 0 lies there
    store.content[ID]["part-00000"] = content
    progress.forget(ID)
    walk(uploader, recorder)
    assert age_file(store) == HEADER + PAYLOAD


def test_notes_alone_count_for_nothing(uploader: Uploader, recorder: FakeRecorder, store: FakeStore) -> None:
    walk(uploader, recorder, stop_before=TWO_GOOD)
    del store.content[ID]["part-00000"]
    store.content[ID]["part-00001"] = b"shorter"
    walk(uploader, recorder)
    assert age_file(store) == HEADER + PAYLOAD


def test_parts_cut_in_another_size_are_never_mixed_in(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore, progress: Progress, scratch: Path
) -> None:
    walk(uploader, recorder, stop_before=TWO_GOOD)
    other = Uploader(recorder=recorder, remote=store, progress=progress, scratch=scratch, part_bytes=700)
    walk(other, recorder)
    assert age_file(store) == HEADER + PAYLOAD


def test_what_a_killed_rclone_left_does_not_end_up_in_the_recording(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore
) -> None:
    left = {"part-00001.0a1b2c3d.partial": b"half a part", "part-00009": b"from a longer cut"}
    store.content[ID] = {**left, "notes of a colleague.txt": b"not ours"}
    walk(uploader, recorder)
    assert age_file(store) == HEADER + PAYLOAD
    assert "notes of a colleague.txt" in store.content[ID]


def test_a_file_that_is_not_what_the_recorder_sealed_does_not_leave_the_box(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore
) -> None:
    job = recorder.jobs().upload[0]
    for damaged in (PAYLOAD[:-1], PAYLOAD[:-1] + b"\xff", b""):
        recorder.payload(ID).write_bytes(damaged)
        with pytest.raises(ContentDamaged):
            list(uploader.steps(job, recorder.payload(ID)))
    recorder.payload(ID).unlink()
    with pytest.raises(ContentDamaged):
        list(uploader.steps(job, recorder.payload(ID)))
    assert store.puts == []


def test_it_tells_the_recorder_how_far_it_is(uploader: Uploader, recorder: FakeRecorder) -> None:
    walk(uploader, recorder, stop_before=TWO_GOOD)
    assert recorder.told == [(ID, done, 3) for done in (0, 1, 2)]
    recorder.told.clear()
    walk(uploader, recorder)
    assert recorder.told == [(ID, done, 3) for done in (2, 3)]


def test_never_more_than_two_parts_lie_in_memory(
    uploader: Uploader, recorder: FakeRecorder, scratch: Path
) -> None:
    recorder.release(ID, bytes(20_000))
    most = 0
    for _ in uploader.steps(recorder.jobs().upload[0], recorder.payload(ID)):
        most = max(most, sum(part.stat().st_size for part in scratch.iterdir()))
    assert 0 < most <= 2 * uploader.part_bytes


def test_a_refusing_recorder_stops_it_before_the_first_byte(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore
) -> None:
    job = recorder.jobs().upload[0]
    recorder.withdraw(ID)
    with pytest.raises(WrongState):
        list(uploader.steps(job, recorder.payload(ID)))
    assert store.puts == []


def test_a_store_that_is_away_leaves_nothing_behind_on_this_side(
    uploader: Uploader, recorder: FakeRecorder, store: FakeStore, scratch: Path
) -> None:
    with pytest.raises(StoreUnreachable):
        for step in uploader.steps(recorder.jobs().upload[0], recorder.payload(ID)):
            if step is Step.PUT_PART:
                store.leave()
    assert list(scratch.iterdir()) == []
