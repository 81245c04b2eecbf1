"""A client's own copy: only with the client's code, for words told once; the film itself stays as it is."""

from __future__ import annotations

import io
import json

from appliance.crypto.age_file import decrypt_stream
from appliance.crypto.passphrase import PassphraseIdentity
from tests.recorder.bench import Bench
from tests.recorder.film import film_of, look_back, seconds_of
from tests.recorder.lives import bring_to


def _copied(bench: Bench, playback: str) -> tuple[str, bytes, int]:
    """Fetch a whole copy; return its passphrase, its bytes and the size that was told before."""
    told = bench.ask("review.copy", playback=playback)
    pieces = []
    while piece := bench.console.ask_body("review.copy_read", playback=playback)[1]:
        pieces.append(piece)
    return "-".join(told["words"]), b"".join(pieces), told["size_bytes"]


def _audited(bench: Bench) -> list[str]:
    audit = bench.settings.paths.data / "recorder" / "audit" / "audit.jsonl"
    return [json.loads(line)["event"] for line in audit.read_text().splitlines()]


def test_the_copy_is_the_film_for_whoever_has_the_words(bench: Bench) -> None:
    codes = bring_to(bench, "in_review")
    playback, _ = look_back(bench, codes["client"])
    words, copy, size_bytes = _copied(bench, playback)
    assert len(copy) == size_bytes
    film = b"".join(decrypt_stream(io.BytesIO(copy), [PassphraseIdentity(words)]))
    assert film == film_of(bench, playback)
    assert seconds_of(film)["video"] > 2.0


def test_a_copy_is_in_the_log_and_moves_no_date_and_no_state(bench: Bench) -> None:
    codes = bring_to(bench, "in_review")
    (before,) = bench.recordings()
    films = bench.films_on_disk
    playback, _ = look_back(bench, codes["client"])
    _copied(bench, playback)
    (after,) = bench.recordings()
    assert after == before
    assert bench.films_on_disk == films
    assert _audited(bench).count("copy") == 1


def test_every_copy_has_words_of_its_own(bench: Bench) -> None:
    codes = bring_to(bench, "in_review")
    playback, _ = look_back(bench, codes["client"])
    (first, one, _), (second, other, _) = _copied(bench, playback), _copied(bench, playback)
    assert first != second
    assert one != other


def test_a_copy_ends_with_the_look_back_and_comes_out_of_no_other_code(bench: Bench) -> None:
    codes = bring_to(bench, "in_review", people=("client", "maatje"))
    assert bench.refused("review.open", code=codes["maatje"]) == "code-withdraws-only"
    playback, _ = look_back(bench, codes["client"])
    bench.ask("review.copy", playback=playback)
    bench.ask("withdraw.by_code", code=codes["maatje"])
    assert bench.refused("review.copy_read", playback=playback) == "playback-ended"
    assert bench.refused("review.copy", playback=playback) == "playback-ended"


def test_a_piece_that_was_cut_out_is_in_no_copy_that_was_under_way(bench: Bench) -> None:
    codes = bring_to(bench, "in_review")
    playback, _ = look_back(bench, codes["client"])
    bench.ask("review.copy", playback=playback)
    bench.ask("review.cut", playback=playback, pieces=[[0.0, 1.0]])
    assert bench.refused("review.copy_read", playback=playback) == "playback-ended"
    words, copy, _ = _copied(bench, playback)
    film = b"".join(decrypt_stream(io.BytesIO(copy), [PassphraseIdentity(words)]))
    assert film == film_of(bench, playback)


def test_nothing_of_a_copy_touches_the_disk(bench: Bench) -> None:
    codes = bring_to(bench, "in_review")
    data = bench.settings.paths.data
    before = {
        path: path.stat().st_size for path in data.rglob("*") if path.suffix not in {".jsonl", ".sqlite"}
    }
    playback, _ = look_back(bench, codes["client"])
    words, copy, _ = _copied(bench, playback)
    after = {
        path: path.stat().st_size for path in data.rglob("*") if path.suffix not in {".jsonl", ".sqlite"}
    }
    assert after.keys() == before.keys()
    for path in after:
        if path.is_file():
            content = path.read_bytes()
            assert copy[200:232] not in content
            assert words.encode() not in content
