"""May a version bring the data on? Only when the version of now could still read them: a way back stays.

The state file's steps go one way (store/schema.py). A box tries a new version before it keeps it, so one that
takes steps the old version cannot read would lead back to a closed box. Such a release is refused. The way
out is said: first a version that reads the new file without writing it. That one is the roll-back point.
"""

from __future__ import annotations

from appliance.domain.errors import NoWayBack


def check_way_back(*, writes: int, reads_up_to: int) -> None:
    """Return when this box could still read what the new version writes.

    ``writes`` is the version of the state file after the update, ``reads_up_to`` the newest one that the
    version of now can read. Raises: NoWayBack.
    """
    if writes > reads_up_to:
        raise NoWayBack(f"de update schrijft gegevens van versie {writes}, deze box leest tot {reads_up_to}")
