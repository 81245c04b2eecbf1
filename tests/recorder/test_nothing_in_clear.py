"""During a talk, a look back and after: no picture, no key and no code lies readable on the disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.domain.review import ReviewCode
from tests.recorder.bench import Bench
from tests.recorder.fake_parts import encoded_second
from tests.recorder.film import film_of, look_back

BOXES = (b"moov", b"moof", b"avcC", b"mp4a")


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Bench, Path]]:
    """A box whose temporary files, and those of every process it starts, lie under our eyes too."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    bench = Bench(tmp_path / "box")
    yield bench, tmp_path
    bench.shut_down()


def _readable(folder: Path, secrets: dict[str, bytes]) -> list[str]:
    """Return which secrets are found in which file."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [f"{name} in {path.name}" for name, secret in secrets.items() if secret in content]
    return found


def _secrets(answer: dict[str, object], *, own: bytes = b"") -> dict[str, bytes]:
    """Return what must not be found; a word of the code that the box writes anyway gives nothing away."""
    words = [str(word) for word in answer["review_words"]]  # type: ignore[attr-defined]
    code = ReviewCode(tuple(words))
    pictures = {f"picture {n}": data[40:72] for n, (data, _) in enumerate(encoded_second()) if len(data) > 80}
    assert pictures
    return {
        **pictures,
        **{kind.decode(): kind for kind in BOXES},
        **{f"word {word}": word.encode() for word in words if len(word) > 4 and word.encode() not in own},
        "all words": " ".join(words).encode(),
        "digits": code.digits.replace(" ", "").encode(),
        "digits in groups": code.digits.encode(),
        "the code's secret": code.secret,
    }


def _talk(bench: Bench, answer: dict[str, object]) -> Iterator[str]:
    """Go from the yes to the end of a look back, and stop where the disk must be looked at."""
    yield "consented"
    bench.start_filming()
    bench.film(3.0)
    yield "filmed"
    bench.ask("talk.stop")
    bench.reach("closing")
    bench.ask("talk.closing", answer="look")
    playback, _ = look_back(bench, " ".join(answer["review_words"]))  # type: ignore[arg-type]
    film = film_of(bench, playback)
    assert all(secret in film for name, secret in _secrets(answer).items() if name.startswith("picture"))
    yield "looked back"
    bench.ask("review.cut", playback=playback, pieces=[[0.0, 1.0]])
    yield "cut"
    bench.ask("review.close", playback=playback)
    yield "closed"


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a box writes of any talk: that of another box, with another code."""
    folder = tmp_path_factory.mktemp("other")
    bench = Bench(folder)
    for _ in _talk(bench, bench.consent()):
        pass
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    bench.shut_down()
    return content


def test_nothing_readable_lies_on_the_disk_at_any_moment(disk: tuple[Bench, Path], own: bytes) -> None:
    bench, folder = disk
    answer = bench.consent()
    secrets = _secrets(answer, own=own)
    for moment in _talk(bench, answer):
        talk = bench.recorder._conversation.questions._stage.talk  # the one place that has the key
        assert (talk is not None and talk.file_key != b"") == (moment == "filmed"), moment
        if talk is not None and talk.file_key:
            assert len(talk.file_key) == 16
            secrets |= {"file key": talk.file_key, "file key as text": talk.file_key.hex().encode()}
        assert _readable(folder, secrets) == [], moment


def test_this_search_would_find_a_film_left_in_clear(disk: tuple[Bench, Path]) -> None:
    bench, folder = disk
    secrets = _secrets(bench.consent())
    (folder / "box" / "forgotten.mp4").write_bytes(b"ftyp" + encoded_second()[0][0])
    assert _readable(folder, secrets) == ["picture 0 in forgotten.mp4"]
