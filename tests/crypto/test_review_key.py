"""A client's code as the key to their own recording."""

from __future__ import annotations

import pytest

from appliance.crypto.review_key import DEFAULT_COST, Argon2Cost, cost_of, review_master
from appliance.domain.errors import CodeUnknown

CHEAP = Argon2Cost(memory_kib=64, passes=1, lanes=1)
SALT = bytes(range(16))
SECRET, OTHER_SECRET = b"1234567", b"7654321"
FILE_KEY = b"sixteen byte key"
RECORDING, OTHER_RECORDING = "a" * 32, "b" * 32


def test_the_same_code_gives_the_file_key_back() -> None:
    blob = review_master(SECRET, SALT, CHEAP).wrap(FILE_KEY, RECORDING)
    assert review_master(SECRET, SALT, CHEAP).unwrap(blob, RECORDING) == FILE_KEY


@pytest.mark.parametrize(
    ("secret", "salt", "cost"),
    [
        (OTHER_SECRET, SALT, CHEAP),
        (SECRET, bytes(16), CHEAP),
        (SECRET, SALT, Argon2Cost(memory_kib=128, passes=1, lanes=1)),
        (SECRET, SALT, Argon2Cost(memory_kib=64, passes=2, lanes=1)),
        (SECRET, SALT, Argon2Cost(memory_kib=64, passes=1, lanes=2)),
    ],
)
def test_another_code_box_or_cost_opens_nothing_and_finds_nothing(
    secret: bytes, salt: bytes, cost: Argon2Cost
) -> None:
    mine, other = review_master(SECRET, SALT, CHEAP), review_master(secret, salt, cost)
    assert other.tag != mine.tag
    with pytest.raises(CodeUnknown):
        other.unwrap(mine.wrap(FILE_KEY, RECORDING), RECORDING)


def test_a_blob_opens_only_for_the_recording_it_was_made_for() -> None:
    master = review_master(SECRET, SALT, CHEAP)
    with pytest.raises(CodeUnknown):
        master.unwrap(master.wrap(FILE_KEY, RECORDING), OTHER_RECORDING)


def test_every_altered_byte_and_every_other_length_is_refused() -> None:
    master = review_master(SECRET, SALT, CHEAP)
    blob = master.wrap(FILE_KEY, RECORDING)
    altered = [blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :] for at in range(len(blob))]
    for wrong in (*altered, b"", blob[:-1], blob + b"\0"):
        with pytest.raises(CodeUnknown):
            master.unwrap(wrong, RECORDING)


def test_two_blobs_of_one_key_look_unlike() -> None:
    master = review_master(SECRET, SALT, CHEAP)
    assert master.wrap(FILE_KEY, RECORDING)[-48:] != master.wrap(FILE_KEY, RECORDING)[-48:]


def test_a_blob_says_what_it_was_made_with() -> None:
    cost = Argon2Cost(memory_kib=96, passes=2, lanes=3)
    blob = review_master(SECRET, SALT, cost).wrap(FILE_KEY, RECORDING)
    assert cost_of(blob) == cost
    for other in (b"", blob[:-1], b"\x02" + blob[1:]):
        with pytest.raises(CodeUnknown):
            cost_of(other)


def test_by_default_a_guess_takes_64_mib_and_three_passes() -> None:
    assert (DEFAULT_COST.memory_kib, DEFAULT_COST.passes, DEFAULT_COST.lanes) == (65_536, 3, 1)
    assert review_master(SECRET, SALT).cost is DEFAULT_COST


def test_what_is_derived_never_changes_because_blobs_live_for_weeks() -> None:
    master = review_master(SECRET, SALT, CHEAP)
    assert master.key.hex() == "8bde6034c135795a47501e98432f587dcf4764df7e0fe2ad4d0fed9ea3026f3c"
    assert master.tag.hex() == "9a1c365051bf94c5"


def test_a_master_does_not_show_its_key_in_a_log() -> None:
    master = review_master(SECRET, SALT, CHEAP)
    assert str(master.key) not in repr(master)


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_only_a_file_key_of_16_bytes_is_wrapped(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        review_master(SECRET, SALT, CHEAP).wrap(bytes(length), RECORDING)


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="salt"):
        review_master(SECRET, SALT[:15], CHEAP)
