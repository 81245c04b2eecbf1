from __future__ import annotations

import pytest

from appliance.crypto.checkpoint import (
    Checkpoint,
    log_mark,
    log_signer,
    parse_checkpoint,
    read_checkpoint,
    read_mark,
    sign_checkpoint,
)
from appliance.crypto.merkle import leaf_hash
from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import NoteAltered

ROOT = leaf_hash(b"one")
# The example of c2sp.org/tlog-checkpoint, without its signatures.
EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


@pytest.fixture
def signer() -> NoteSigner:
    return log_signer(NoteSigner.generate("zaandam-3"))


def test_a_signed_checkpoint_comes_back(signer: NoteSigner):
    note = sign_checkpoint(signer, size=3, root=ROOT)
    assert read_checkpoint(signer.verifier, note) == Checkpoint("spiegelbox/audit/zaandam-3", 3, ROOT)


def test_the_origin_and_the_name_of_the_key_are_one(signer: NoteSigner):
    lines = sign_checkpoint(signer, size=3, root=ROOT).splitlines()
    assert lines[0] == signer.name
    assert lines[4].startswith(f"— {signer.name} ")


def test_the_text_is_the_form_of_the_specification():
    assert str(parse_checkpoint(EXAMPLE)) == EXAMPLE
    assert parse_checkpoint(EXAMPLE).size == 20852163
    assert parse_checkpoint(f"{EXAMPLE}an extension line\n") == parse_checkpoint(EXAMPLE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "log\n3\n",
        f"log\n03\n{EXAMPLE.splitlines()[2]}\n",
        f"log\n-3\n{EXAMPLE.splitlines()[2]}\n",
        f"log\n3 \n{EXAMPLE.splitlines()[2]}\n",
        f"\n3\n{EXAMPLE.splitlines()[2]}\n",
        "log\n3\nCsUYapGG\n",
        "log\n3\nnot base64\n",
        f"log\n3\n{EXAMPLE.splitlines()[2]}",
        f"log\n3\n{EXAMPLE.splitlines()[2]}\n\nextension\n",
    ],
)
def test_any_other_form_is_refused(text: str):
    with pytest.raises(NoteAltered):
        parse_checkpoint(text)


def test_a_checkpoint_of_another_key_or_another_log_is_refused(signer: NoteSigner):
    note = sign_checkpoint(signer, size=3, root=ROOT)
    with pytest.raises(NoteAltered):
        read_checkpoint(log_signer(NoteSigner.generate("zaandam-3")).verifier, note)
    foreign = signer.sign(str(Checkpoint("spiegelbox/audit/zaandam-4", 3, ROOT)))
    with pytest.raises(NoteAltered, match="ander logboek"):
        read_checkpoint(signer.verifier, foreign)


def test_a_checkpoint_with_any_byte_changed_is_refused(signer: NoteSigner):
    note = sign_checkpoint(signer, size=3, root=ROOT)
    for at, letter in enumerate(note):
        changed = note[:at] + ("x" if letter != "x" else "y") + note[at + 1 :]
        with pytest.raises(NoteAltered):
            read_checkpoint(signer.verifier, changed)


def test_a_mark_is_a_checkpoint_for_paper() -> None:
    root = bytes(range(32))
    assert log_mark(1234, root) == "1234-000102030405"
    assert read_mark(" 1234-000102030405\n") == (1234, "000102030405")
    assert read_mark("1234-ABCDEF012345") == (1234, "abcdef012345")


@pytest.mark.parametrize("text", ["", "1234", "0-000102030405", "1234-00010203040", "x-000102030405"])
def test_something_else_is_no_mark(text: str) -> None:
    with pytest.raises(NoteAltered):
        read_mark(text)
