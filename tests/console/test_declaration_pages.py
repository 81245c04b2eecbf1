"""The contact person finds what is gone by its month, and prints a declaration that anybody can read."""

from __future__ import annotations

import pytest

from console.security.roles import Role
from tests.console.fake_film import declaration_of

GONE = "ab" * 16


@pytest.fixture
def contactpersoon(log_in):
    return log_in(Role.CONTACTPERSOON)


@pytest.fixture
def gone(box):
    row = declaration_of(GONE, at=box.now)
    box.declarations.append(row)
    return row


def test_this_month_stands_there_at_once_and_another_can_be_asked(contactpersoon, box, gone):
    contactpersoon.open("/contactpersoon/verklaringen")
    assert contactpersoon.heading == "Verklaringen van vernietiging"
    assert gone["why"] in contactpersoon.page
    contactpersoon.open("/contactpersoon/verklaringen?maand=2031-01")
    assert "In die maand is op deze box niets gewist." in contactpersoon.page
    contactpersoon.open("/contactpersoon/verklaringen?maand=nu")
    assert gone["why"] in contactpersoon.page


def test_one_is_a_sheet_in_plain_words_with_the_signed_ones_below(contactpersoon, gone):
    contactpersoon.open(f"/contactpersoon/verklaringen/{GONE}")
    assert contactpersoon.status == 200
    for words in (
        "Van deze film is niets meer over.",
        "De toestemming is ingetrokken.",
        "Gewist uit de beveiligingschip (TPM) van de box.",
        "Alles is gewist en daarna is nagekeken dat er niets meer ligt.",
        "spiegelbox/destruction/v1",
    ):
        assert words in contactpersoon.page, words
    assert 'id="print"' in contactpersoon.page
    assert "letter.css" in contactpersoon.page


@pytest.mark.parametrize("address", ["0" * 32, "x", "..%2f", "AB" * 16])
def test_one_that_is_not_there_is_not_found(contactpersoon, address):
    contactpersoon.open(f"/contactpersoon/verklaringen/{address}")
    assert contactpersoon.status == 404


@pytest.mark.parametrize("role", [Role.KLANTMANAGER, Role.BEHEER])
def test_nobody_else_sees_them(log_in, gone, role):
    page = log_in(role)
    page.open("/contactpersoon/verklaringen")
    assert gone["why"] not in page.page
