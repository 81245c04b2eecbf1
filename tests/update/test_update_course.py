from __future__ import annotations

from itertools import product

import pytest

from appliance.update.course import TRIES, Pending, Stage, stage_of
from appliance.update.version import Version

NEW = Version.parse("1.4.0")
# slot of the update, tries, booted, next start -> where it stands
TABLE = {
    ("B", 0, "A", "A"): Stage.WAITS,
    ("B", 0, "A", "B"): Stage.WAITS,  # armed, not restarted
    ("B", 1, "A", "A"): Stage.WAITS_AGAIN,
    ("B", 1, "A", "B"): Stage.WAITS_AGAIN,
    ("B", TRIES, "A", "A"): Stage.GIVEN_UP,
    ("B", TRIES, "A", "B"): Stage.GIVEN_UP,
    **{("B", tries, "B", "A"): Stage.ON_TRIAL for tries in range(TRIES + 1)},
    **{("B", tries, "B", "B"): Stage.STAYED for tries in range(TRIES + 1)},
}


@pytest.mark.parametrize(("tries", "booted", "starts"), list(product(range(TRIES + 1), "AB", "AB")))
def test_where_an_update_stands_follows_from_what_runs_in_every_case(
    tries: int, booted: str, starts: str
) -> None:
    wanted = TABLE["B", tries, booted, starts]
    assert stage_of(Pending(NEW, "B", tries), booted=booted, starts_next=starts) is wanted
    swap = {"A": "B", "B": "A"}
    mirrored = stage_of(Pending(NEW, "A", tries), booted=swap[booted], starts_next=swap[starts])
    assert mirrored is wanted, "no slot is special"


def test_without_an_update_there_is_nothing() -> None:
    assert stage_of(None, booted="A", starts_next="A") is Stage.NOTHING
