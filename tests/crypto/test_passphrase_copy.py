"""A file for eight drawn words: any age tool opens it with them, and nothing else does."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import pyrage
import pytest

from appliance.crypto.age_file import decrypt_stream, encrypt_stream
from appliance.crypto.header import make_header
from appliance.crypto.identities import new_identity
from appliance.crypto.passphrase import NEW_WORDS, PassphraseIdentity, PassphraseRecipient
from appliance.domain.errors import MixedRecipients, WrongIdentity
from appliance.domain.review import WORDS

FILM = os.urandom(200_000)


def _sealed() -> tuple[PassphraseRecipient, bytes]:
    recipient = PassphraseRecipient.draw(WORDS)
    return recipient, b"".join(encrypt_stream(io.BytesIO(FILM), [recipient]))


def test_we_open_it_with_the_words_and_with_no_other() -> None:
    recipient, file = _sealed()
    assert b"".join(decrypt_stream(io.BytesIO(file), [PassphraseIdentity(recipient.passphrase)])) == FILM
    with pytest.raises(WrongIdentity):
        decrypt_stream(io.BytesIO(file), [PassphraseIdentity("-".join(WORDS[:8]))])


def test_rage_opens_it() -> None:
    recipient, file = _sealed()
    assert pyrage.passphrase.decrypt(file, recipient.passphrase) == FILM


def test_age_opens_it_for_a_person_who_types_the_words(tmp_path: Path) -> None:
    recipient, file = _sealed()
    sealed, opened = tmp_path / "kopie.age", tmp_path / "film.mp4"
    sealed.write_bytes(file)
    typing = ["script", "-qec", f"age --decrypt -o {opened} {sealed}", "/dev/null"]  # age asks at a terminal
    done = subprocess.run(
        typing, input=f"{recipient.passphrase}\n".encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert opened.read_bytes() == FILM


def test_the_words_are_drawn_anew_every_time_and_never_shown_by_accident() -> None:
    drawn = {PassphraseRecipient.draw(WORDS).words for _ in range(20)}
    assert len(drawn) == 20
    assert all(len(words) == NEW_WORDS for words in drawn)
    recipient = PassphraseRecipient.draw(WORDS)
    assert not any(word in repr(recipient) for word in recipient.words if len(word) > 6)


def test_a_short_list_gives_no_passphrase() -> None:
    with pytest.raises(ValueError, match=r"1,024"):
        PassphraseRecipient.draw(WORDS[:1000])


def test_a_file_for_words_is_for_nobody_else() -> None:
    for pq in (True, False):
        with pytest.raises(MixedRecipients):
            make_header(bytes(16), [PassphraseRecipient.draw(WORDS), new_identity(pq=pq).recipient])
    with pytest.raises(MixedRecipients):
        make_header(bytes(16), [PassphraseRecipient.draw(WORDS)] * 2)
