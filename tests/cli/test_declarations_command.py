"""``spiegelbox declarations`` on a real box that destroyed two recordings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.crypto.notes import NoteSigner
from appliance.store.layout import Layout
from tests.recorder.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A box where one client withdrew and another threw the film away at once; it is off now."""
    box = Bench(tmp_path)
    box.record(answer="discard")
    box.record(answer="look")
    box.ask("recordings.withdraw", id=box.recordings()[0]["id"], by=["noor", "fg"])
    box.shut_down()
    yield box
    box.boot()
    box.shut_down()


@pytest.fixture
def layout(bench: Bench) -> Layout:
    return Layout(bench.settings.paths.data, bench.settings.paths.run)


@pytest.fixture
def settings(bench: Bench) -> str:
    return bench.settings_file()


def notes_of(layout: Layout) -> list[Path]:
    return sorted(layout.declarations.iterdir())


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["declarations", *words])
    done = capsys.readouterr()
    return code, done.out + done.err


def test_it_lists_every_declaration_with_its_reason(layout: Layout, settings: str, capsys) -> None:
    code, said = run(capsys, "list", "--settings", settings)
    assert code == 0
    assert "2 verklaring(en)." in said
    assert "De toestemming is ingetrokken." in said
    assert "De cliënt koos na het gesprek voor weggooien." in said
    assert all(note.stem in said for note in notes_of(layout))


def test_it_shows_one_in_plain_dutch_by_the_beginning_of_its_number(
    layout: Layout, settings: str, capsys
) -> None:
    note = notes_of(layout)[0]
    code, said = run(capsys, "show", note.stem[:12], "--settings", settings)
    assert code == 0
    assert said.startswith(
        "Verklaring van vernietiging\n\nVan de opname van 02-11-2026, gemaakt met box bench"
    )
    assert "verminderde zekerheid" in said
    assert note.read_text(encoding="utf-8") in said  # the signed words below the plain ones
    assert run(capsys, "show", "f" * 32, "--settings", settings)[0] == 1
    assert "2 opnamen beginnen zo" in run(capsys, "show", "", "--settings", settings)[1]


def test_whole_declarations_are_right_on_the_box_and_elsewhere(
    layout: Layout, settings: str, tmp_path: Path, capsys
) -> None:
    code, said = run(capsys, "verify", "--settings", settings)
    assert (code, "2 verklaring(en) kloppen." in said) == (0, True)
    copy = tmp_path / "kopie.note"
    copy.write_bytes(notes_of(layout)[0].read_bytes())
    key = str(NoteSigner.from_text(layout.box_key.read_text()).verifier)
    assert run(capsys, "verify", str(copy), "--key", key)[0] == 0
    other = str(NoteSigner.generate("bench").verifier)
    assert run(capsys, "verify", str(copy), "--key", other)[0] == 1
    assert run(capsys, "verify", str(copy))[0] == 1


def test_a_changed_a_swapped_and_a_missing_declaration_are_told(
    layout: Layout, settings: str, capsys
) -> None:
    first, second = notes_of(layout)
    whole = first.read_bytes()
    first.write_bytes(whole.replace(b'"recording"', b'"recordinG"'))
    code, said = run(capsys, "verify", "--settings", settings)
    assert (code, f"{first.name} is niet te vertrouwen" in said) == (1, True)
    assert "deze verklaring is veranderd" in run(capsys, "list", "--settings", settings)[1]
    first.write_bytes(second.read_bytes())
    assert (
        f"{first.name} gaat over een andere opname"
        in run(capsys, "verify", "--settings", settings)[1].lower()
    )
    first.unlink()
    code, said = run(capsys, "verify", "--settings", settings)
    assert (code, "is volgens het logboek gewist, maar heeft geen verklaring" in said) == (1, True)
    first.write_bytes(whole)
