"""``spiegelbox open`` of what is damaged, incomplete or no recording: no film, and a Dutch sentence."""

from __future__ import annotations

import pytest

from appliance.cli.sealed_source import MANIFEST_KIND
from appliance.recorder import receipts
from tests.cli.open_desk import FILM, OTHER, PART_BYTES, Desk, flip, refused


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_gap_in_the_numbers_is_named(desk: Desk, capsys, index: int):
    desk.part(index).unlink()
    refused(desk, capsys, "niet compleet", f"part-0000{index} ontbreekt", code=desk.open())


def test_a_missing_last_part_is_noticed_by_the_seal(desk: Desk, capsys):
    desk.part(3).unlink()
    refused(desk, capsys, "De opname is", code=desk.open())


def test_a_missing_last_part_is_named_by_the_manifest(desk: Desk, capsys):
    desk.write_manifest()
    desk.part(3).unlink()
    refused(desk, capsys, "niet compleet", "part-00003 ontbreekt", code=desk.open())


@pytest.mark.parametrize(("content", "words"), [(b"", "te kort"), (bytes(PART_BYTES + 1), "te lang")])
def test_a_part_of_another_size_is_named_by_the_manifest(desk: Desk, capsys, content: bytes, words: str):
    desk.write_manifest()
    desk.part(1).write_bytes(content)
    refused(desk, capsys, f"part-00001 is {words}", code=desk.open())


@pytest.mark.parametrize("with_manifest", [False, True])
def test_a_changed_part_leaves_no_film(desk: Desk, capsys, with_manifest: bool):
    if with_manifest:
        desk.write_manifest()
    flip(desk.part(2), 50_000)
    named = "haal opnieuw: part-00002" if with_manifest else "deel 3"
    refused(desk, capsys, "beschadigd of veranderd", named, code=desk.open())


def test_two_parts_that_changed_places_leave_no_film(desk: Desk, capsys):
    one, two = desk.part(1).read_bytes(), desk.part(2).read_bytes()
    desk.part(1).write_bytes(two)
    desk.part(2).write_bytes(one)
    refused(desk, capsys, "beschadigd of veranderd", code=desk.open())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "geen bericht",
        "spiegelbox/manifest/v1\n{\n\n— a AAAAAAA=\n",
        "\ud800",
        "[" * 100_000,
        'x\n{"parts":[]}\n\n— a AAAAAAA=\n',
    ],
    ids=["empty", "no note", "no json", "no utf-8", "deep", "other kind"],
)
def test_a_damaged_manifest_is_said_and_stops_nobody(desk: Desk, capsys, text: str):
    (desk.recording / "manifest.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert desk.open() == 0
    assert desk.out.read_bytes() == FILM
    assert "manifest.json is beschadigd" in capsys.readouterr().err


@pytest.mark.parametrize(
    "body", ['{"parts":[{"name":["a"],"size_bytes":"x","sha256":1}]}', '{"parts":5}', "[]", "[" * 50_000]
)
def test_a_well_formed_manifest_with_nonsense_stops_nobody(desk: Desk, capsys, body: str):
    desk.write_manifest(f"spiegelbox/manifest/v1\n{body}\n\n— a AAAAAAA=\n")
    assert desk.open() == 0
    assert "manifest.json is beschadigd" in capsys.readouterr().err


def test_a_manifest_is_of_the_kind_that_the_box_signs():
    assert MANIFEST_KIND == receipts.MANIFEST_KIND


def test_the_wrong_key_is_named_before_anything_is_written(desk: Desk, capsys):
    desk.key.write_text(f"{OTHER}\n", encoding="utf-8")
    refused(desk, capsys, "Deze sleutel past niet", "Gebruik de sleutel van een doel", code=desk.open())


def test_a_changed_header_is_named(desk: Desk, capsys):
    flip(desk.part(0), 40)
    refused(desk, capsys, code=desk.open())


@pytest.mark.parametrize("content", [b"", b"\0\0\0\x18ftypmp42"])
def test_another_file_is_no_recording(desk: Desk, capsys, content: bytes):
    (single := desk.folder / "iets").write_bytes(content)
    refused(desk, capsys, "geen versleutelde opname", code=desk.open(recording=single), left=["iets"])


def test_a_folder_without_parts_is_no_recording(desk: Desk, capsys):
    (empty := desk.folder / "leeg").mkdir()
    refused(desk, capsys, "staat geen part-00000", code=desk.open(recording=empty), left=["leeg"])


def test_a_recording_that_is_not_there_is_named(desk: Desk, capsys):
    refused(desk, capsys, "kunnen wij niet lezen", "er niet", code=desk.open(recording=desk.folder / "weg"))


def test_a_part_that_cannot_be_read_is_named(desk: Desk, capsys):
    desk.part(2).unlink()
    desk.part(2).mkdir()
    refused(desk, capsys, "kunnen wij niet lezen", "dit is een map", code=desk.open())
