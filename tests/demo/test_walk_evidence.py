"""The walk's nose for what must not lie on a disk, and how it tells of a step that fails."""

from __future__ import annotations

import io
import os
from pathlib import Path

import av
import pytest

from appliance.cli.demo.walk.evidence import AGE_HEADER, FILM, code_marks, files_with
from appliance.cli.demo.walk.film import play
from appliance.cli.demo.walk.steps import Step, take
from appliance.crypto.age_file import encrypt_stream
from appliance.crypto.identities import new_identity
from appliance.domain.errors import StepFailed

WORDS = ("appel", "boom", "citroen", "deur", "emmer")


def film_bytes() -> bytes:
    memory = io.BytesIO()
    with av.open(memory, "w", format="mp4", options={"movflags": "empty_moov+default_base_moof"}) as film:
        stream = film.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for number in range(5):
            frame = av.VideoFrame(160, 120, "yuv420p")
            frame.pts = number
            film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return memory.getvalue()


@pytest.mark.parametrize("mark", [b"ftyp", b"moov", b"moof", b"avcC"])
def test_each_mark_of_a_film_in_clear_is_found_by_itself(tmp_path: Path, mark):
    film = film_bytes()
    at = film.index(mark)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "rest").write_bytes(os.urandom(5000) + film[at : at + 16])
    assert files_with(FILM, tmp_path) == [tmp_path / "deep" / "rest"]


def test_a_sealed_film_shows_nothing(tmp_path: Path):
    sealed = b"".join(encrypt_stream(io.BytesIO(film_bytes()), [new_identity(pq=False).recipient]))
    (tmp_path / "film").write_bytes(sealed)
    (tmp_path / "empty").touch()
    assert files_with(FILM, tmp_path) == []
    assert files_with(AGE_HEADER, tmp_path) == [tmp_path / "film"]


@pytest.mark.parametrize(
    "text",
    [
        "appel boom citroen deur emmer",
        '["citroen", "deur"]',
        "code=boom-citroen",
        "1234 5678 9012",
        "123456789012",
    ],
)
def test_a_review_code_is_found_however_it_was_written(tmp_path: Path, text):
    (tmp_path / "log").write_text(f"a line\n{text}\n")
    assert files_with(code_marks(WORDS, "1234 5678 9012"), tmp_path)


def test_a_single_everyday_word_is_no_code(tmp_path: Path):
    (tmp_path / "log").write_text("de boom staat bij de deur; 1234 5678")
    assert not files_with(code_marks(WORDS, "1234 5678 9012"), tmp_path)


def test_what_is_no_film_or_has_no_sound_fails_the_step():
    with pytest.raises(StepFailed, match="niet af te spelen"):
        play(b"no film at all")
    with pytest.raises(StepFailed, match="niet af te spelen"):
        play(film_bytes())


def test_a_step_that_does_not_hold_ends_the_walk_and_says_why():
    def fails(_scene: object) -> str:
        raise StepFailed("het lampje bleef uit")

    said: list[str] = []
    steps = (Step("Een", lambda _: "goed"), Step("Twee", fails), Step("Drie", lambda _: "nooit"))
    assert take(None, steps, say=said.append) is False
    assert said[0] == "✓ Een: goed"
    assert said[1].startswith("✗ Twee: ")
    assert "het lampje bleef uit" in said[1]
    assert not any("Drie" in line for line in said)
