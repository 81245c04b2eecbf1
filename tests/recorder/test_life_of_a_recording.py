"""From the look back to destruction: silence, a second yes, withdrawal in every state, the store."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import SpiegelboxError, WrongIdentity
from appliance.settings.model import Policy
from tests.recorder.bench import Bench
from tests.recorder.film import film_of, look_back, seconds_of
from tests.recorder.lives import REACH, bring_to, deliver, opened_with


def test_silence_destroys_at_the_end_of_the_window(bench: Bench) -> None:
    code = bring_to(bench, "in_review")["client"].split()
    bench.days_pass(13.9)
    assert [r["state"] for r in bench.recordings()] == ["in_review"]
    bench.days_pass(0.2)
    bench.reach_recording()
    assert bench.films_on_disk == set()
    assert bench.refused("review.open", code=" ".join(code)) == "code-unknown"
    assert bench.sync.ask("sync.jobs") == {"upload": [], "erase": []}


def test_nothing_is_released_before_the_window_is_over(bench: Bench) -> None:
    bring_to(bench, "confirmed")
    bench.days_pass(13.9)
    assert bench.sync.ask("sync.jobs")["upload"] == []
    (film,) = bench.films_on_disk
    with pytest.raises(SpiegelboxError):
        bench.sync.ask_body("sync.header", id=film)


def test_the_opt_out_policy_releases_the_silent_ones(tmp_path: Path) -> None:
    bench = Bench(tmp_path, policy=Policy(on_silence="release"))
    try:
        bench.record(answer="look")
        bench.days_pass(14.1)
        bench.reach_recording("released")
    finally:
        bench.shut_down()


def test_what_is_delivered_opens_for_the_chosen_purposes_and_no_other(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    whole = deliver(bench)
    for purpose in ("self", "coach"):
        assert seconds_of(opened_with(bench, whole, purpose))["video"] > 2.0
    with pytest.raises(WrongIdentity):
        opened_with(bench, whole, "leertafel")


def test_after_delivery_the_box_has_neither_copy_nor_key(bench: Bench) -> None:
    bring_to(bench, "in_store")
    assert bench.films_on_disk == set()
    ring = (bench.settings.paths.data / "recorder" / "keyring" / "ring").read_bytes()
    assert b"age-encryption.org" not in ring


def test_parts_that_are_not_the_box_s_own_bytes_get_no_manifest(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    film = bench.sync.ask("sync.jobs")["upload"][0]["id"]
    forged = [{"name": "part-00000", "size_bytes": 10, "sha256": "0" * 64}]
    with pytest.raises(SpiegelboxError) as refusal:
        bench.sync.ask_body("sync.manifest", id=film, parts=forged)
    assert refusal.value.code == "read-back-differs"


def test_a_delivery_without_its_manifest_is_not_believed(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    film = bench.sync.ask("sync.jobs")["upload"][0]["id"]
    with pytest.raises(SpiegelboxError) as refusal:
        bench.sync.ask("sync.delivered", id=film, manifest_sha256="0" * 64)
    assert refusal.value.code == "note-altered"
    assert film in bench.films_on_disk


@pytest.mark.parametrize("state", REACH)
def test_withdrawing_by_code_works_in_every_state_that_holds_content(bench: Bench, state: str) -> None:
    code = bring_to(bench, state)["client"].split()
    answer = bench.ask("withdraw.by_code", code=" ".join(code))
    signer = (bench.settings.paths.data / "recorder" / "keys" / "box.key").read_text()
    text = NoteSigner.from_text(signer).verifier.verify_as(
        "spiegelbox/withdrawal-receipt/v1", answer["receipt"]
    )
    assert json.loads(text)["withdrawn_at"] == answer["withdrawn_at"]
    assert bench.films_on_disk == set()
    assert bench.refused("review.open", code=" ".join(code)) in {"code-unknown", "wrong-state"}
    assert bench.sync.ask("sync.jobs")["upload"] == []
    # What may lie in the store is recalled until sync proves it gone.
    recalled = [job["id"] for job in bench.sync.ask("sync.jobs")["erase"]]
    assert (recalled != []) == (state in {"released", "in_store"})
    for film in recalled:
        bench.sync.ask("sync.erased", id=film)
    assert bench.recordings() == []


@pytest.mark.parametrize("state", REACH)
def test_the_contact_person_withdraws_in_every_state_without_a_code(bench: Bench, state: str) -> None:
    bring_to(bench, state)
    (recording,) = bench.recordings()
    bench.ask("recordings.withdraw", id=recording["id"], by=["noor", "fg"])
    assert bench.films_on_disk == set()


def test_a_withdrawal_beats_an_upload_at_every_step(bench: Bench) -> None:
    code = bring_to(bench, "released")["client"].split()
    film = bench.sync.ask("sync.jobs")["upload"][0]["id"]
    bench.ask("withdraw.by_code", code=" ".join(code))
    for verb, fields in (
        ("sync.header", {"id": film}),
        (
            "sync.manifest",
            {"id": film, "parts": [{"name": "part-00000", "size_bytes": 1, "sha256": "0" * 64}]},
        ),
        ("sync.delivered", {"id": film, "manifest_sha256": "0" * 64}),
    ):
        with pytest.raises(SpiegelboxError) as refusal:
            bench.sync.ask_body(verb, **fields)
        assert refusal.value.code == "wrong-state"
    assert bench.sync.ask("sync.jobs") == {"upload": [], "erase": [{"id": film}]}


def test_retention_recalls_what_lies_in_the_store(bench: Bench) -> None:
    bring_to(bench, "in_store")
    bench.days_pass(180)
    bench.reach_recording("recalling")
    (job,) = bench.sync.ask("sync.jobs")["erase"]
    bench.sync.ask("sync.erased", id=job["id"])
    assert bench.recordings() == []


def test_a_frozen_recording_stands_still_until_its_date(bench: Bench) -> None:
    code = bring_to(bench, "frozen")["client"].split()
    assert bench.refused("review.open", code=" ".join(code)) == "wrong-state"
    bench.days_pass(20)  # the window is over, and still nothing moves
    assert [r["state"] for r in bench.recordings()] == ["frozen"]
    bench.days_pass(11)
    bench.reach_recording("confirmed")  # by itself, and the client has the whole window still
    assert bench.ask("review.open", code=" ".join(code))["recording"]["freeze_ends"] is None
    bench.days_pass(14.1)
    bench.reach_recording("released")


def test_a_freeze_that_outlasts_retention_ends_with_the_film(bench: Bench) -> None:
    bring_to(bench, "in_store")
    bench.ask("recordings.freeze", id=bench.recordings()[0]["id"], by=["noor", "fg"], days=400)
    bench.days_pass(390)
    assert [r["state"] for r in bench.recordings()] == ["frozen"]
    bench.days_pass(11)
    bench.reach_recording("recalling")


def test_people_may_end_a_freeze_and_the_window_goes_on_from_there(bench: Bench) -> None:
    code = bring_to(bench, "frozen")["client"]
    (recording,) = bench.recordings()
    bench.days_pass(5)
    thawed = bench.ask("recordings.thaw", id=recording["id"], by=["noor", "fg"])["recording"]
    assert (thawed["state"], thawed["freeze_ends"]) == ("confirmed", None)
    bench.days_pass(13.9)
    assert look_back(bench, code)[1]["state"] == "confirmed"
    bench.days_pass(0.2)
    bench.reach_recording("released")


def test_the_client_can_take_viewers_away_and_never_add_one(bench: Bench) -> None:
    code = bench.record(answer="keep")
    playback, _ = look_back(bench, " ".join(code))
    assert bench.ask("review.narrow", playback=playback, purposes=["self"])["recording"]["purposes"] == [
        "self"
    ]
    assert bench.refused("review.narrow", playback=playback, purposes=["self", "coach"]) == "purpose-widened"
    bench.days_pass(15)
    bench.reach_recording("released")
    whole = deliver(bench)
    assert opened_with(bench, whole, "self")
    with pytest.raises(WrongIdentity):
        opened_with(bench, whole, "coach")


def test_a_piece_the_client_takes_out_is_gone_from_film_and_box(bench: Bench) -> None:
    code = bench.record(6.0, answer="keep")
    playback, before = look_back(bench, " ".join(code))
    films = bench.films_on_disk
    after = bench.ask("review.cut", playback=playback, pieces=[[2.0, 3.0]])["recording"]
    assert after["seconds"] == pytest.approx(before["seconds"] - 2.0, abs=0.6)
    assert bench.films_on_disk.isdisjoint(films)
    assert len(bench.films_on_disk) == 1
    assert seconds_of(film_of(bench, playback))["video"] == pytest.approx(after["seconds"], abs=0.2)
    assert bench.refused("review.cut", playback=playback, pieces=[[3.0, 2.0]]) == "piece-unclear"


def test_how_far_a_cut_is_can_be_asked_while_it_goes_on(bench: Bench) -> None:
    code = bench.record(20.0, answer="keep")
    playback, _ = look_back(bench, " ".join(code))
    assert bench.ask("review.progress", playback=playback) == {"done": None}
    with ThreadPoolExecutor() as threads:
        cut = threads.submit(bench.ask, "review.cut", playback=playback, pieces=[[2.0, 3.0]])
        seen = [bench.ask("review.progress", playback=playback)["done"] for _ in iter(cut.done, True)]
    assert all(done is None or 0.0 <= done <= 1.0 for done in seen)
    assert bench.ask("review.progress", playback=playback) == {"done": None}
    assert cut.result()["recording"]["gaps"]


def test_confirming_twice_is_one_yes(bench: Bench) -> None:
    code = bench.record(answer="look")
    playback, _ = look_back(bench, " ".join(code))
    for _ in range(2):
        assert bench.ask("review.confirm", playback=playback)["recording"]["state"] == "confirmed"


def test_a_withdrawal_ends_a_look_back_that_is_going_on(bench: Bench) -> None:
    code = bench.record(answer="keep")
    playback, _ = look_back(bench, " ".join(code))
    bench.ask("withdraw.by_code", code=" ".join(code))
    assert bench.refused("review.read", playback=playback, offset=0, length=10) == "playback-ended"


def test_a_release_ends_a_look_back_that_is_going_on(bench: Bench) -> None:
    code = bench.record(answer="keep")
    playback, _ = look_back(bench, " ".join(code))
    bench.days_pass(15)
    bench.reach_recording("released")
    assert bench.refused("review.cut", playback=playback, pieces=[[0.0, 1.0]]) in {
        "wrong-state",
        "playback-ended",
    }


def test_guessing_at_codes_is_slowed_down(bench: Bench) -> None:
    bench.record(answer="keep")
    codes = [bench.refused("review.open", code=_some_code(number)) for number in range(6)]
    assert codes == ["code-unknown"] * 5 + ["wait-a-minute"]
    bench.clock.pass_s(31)
    assert bench.refused("withdraw.by_code", code=_some_code(9)) == "code-unknown"


def test_a_typing_mistake_is_no_guess(bench: Bench) -> None:
    code = bench.record(answer="keep")
    for _ in range(9):
        assert bench.refused("review.open", code="dit is geen code") == "code-not-understood"
    assert look_back(bench, ", ".join(code).upper())


def _some_code(number: int) -> str:
    from appliance.domain.review import ReviewCode

    return " ".join(ReviewCode.from_bits(number).words)
