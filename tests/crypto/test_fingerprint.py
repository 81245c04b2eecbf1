from __future__ import annotations

import re

from appliance.crypto.fingerprint import as_read_aloud, fingerprint
from appliance.crypto.identities import new_identity

KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def test_a_fingerprint_is_six_groups_of_four_digits():
    assert re.fullmatch(r"[0-9a-f]{4}( [0-9a-f]{4}){5}", fingerprint(KEY))


def test_a_fingerprint_never_changes_from_one_version_to_the_next():
    assert fingerprint(KEY) == "cf7e 5682 3131 5068 5bf1 6e42"
    assert fingerprint(f" {KEY}\n") == fingerprint(KEY)


def test_each_key_has_its_own():
    keys = [str(new_identity(pq=pq).recipient) for pq in (True, False) for _ in range(20)]
    assert len({fingerprint(key) for key in keys}) == len(keys)


def test_blanks_and_capitals_make_no_difference_when_it_is_compared():
    told = fingerprint(KEY)
    assert as_read_aloud(told.upper()) == as_read_aloud(told.replace(" ", "\u00a0")) == as_read_aloud(told)
    assert as_read_aloud(told) != as_read_aloud(told[:-1])
