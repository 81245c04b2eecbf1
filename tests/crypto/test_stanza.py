"""One stanza: its one canonical form, and nothing near it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.crypto.stanza import Stanza, read_stanza
from appliance.domain.errors import HeaderDamaged

argument = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


def _read(text: bytes) -> tuple[Stanza, list[bytes]]:
    """Return the stanza and the lines it left."""
    lines: Iterator[bytes] = iter(text.removesuffix(b"\n").split(b"\n"))
    return read_stanza(next(lines), lambda: next(lines)), list(lines)


@given(argument, st.lists(argument.map(str.encode), max_size=3), st.binary(max_size=150))
def test_a_stanza_reads_back_and_takes_no_line_too_many(kind: str, arguments: list[bytes], body: bytes):
    stanza = Stanza(kind, tuple(arguments), body)
    assert _read(stanza.written() + b"--- mac\n") == (stanza, [b"--- mac"])


@pytest.mark.parametrize("size", [0, 1, 47, 48, 49, 95, 96, 97])
def test_the_last_body_line_is_always_short_and_may_be_empty(size: int):
    _, *body = Stanza("X", (), bytes(size)).written().removesuffix(b"\n").split(b"\n")
    assert all(len(line) == 64 for line in body[:-1])
    assert len(body[-1]) < 64
    assert _read(Stanza("X", (), bytes(size)).written())[0].body == bytes(size)


@pytest.mark.parametrize(
    "text",
    [
        b"->X\n\n",
        b"-> \n\n",
        b"-> X  y\n\n",
        b"-> X y \n\n",
        b"-> X\ty\n\n",
        b"-> X \xc3\xa9\n\n",
        b"-> X\r\n\n",
        b"-> X\n" + b"A" * 68 + b"\n",
        b"-> X\nQQ==\n",
        b"-> X\nQR\n",
        b"-> X\nQQ\r\n",
        b"-> X\nQ-\n",
    ],
)
def test_another_form_is_refused(text: bytes):
    with pytest.raises(HeaderDamaged):
        _read(text)
