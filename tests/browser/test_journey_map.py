"""Which journey plays which exception of the journeys page: a test carries its number in its name.

Every exception that anybody meets on a screen has its test in a ``test_journey_*`` file, on a whole room in a
real Chromium. What happens to the machine itself shows nobody a screen, and stands in the table here.
"""

from __future__ import annotations

import re
from pathlib import Path

EXCEPTIONS = frozenset(range(1, 44))
WITHOUT_A_SCREEN = {
    39: "a stolen box or card: nobody sits before it, and what lies on it is ciphertext",
    40: "repair and end of life: beheer takes the box off the wall, and no screen is left on it",
    41: "an update: only while nobody uses the box, and by itself",
}
_NUMBERED = re.compile(r"^def test_(\d+)_\w+\(", re.MULTILINE)


def test_every_exception_is_played_on_a_screen_or_has_none():
    journeys = sorted(Path(__file__).parent.glob("test_journey_*.py"))
    played = {int(number) for file in journeys for number in _NUMBERED.findall(file.read_text())}
    assert played | WITHOUT_A_SCREEN.keys() == EXCEPTIONS
    assert played & WITHOUT_A_SCREEN.keys() == set()
