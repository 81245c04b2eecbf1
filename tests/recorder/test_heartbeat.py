"""systemd hears that all is well, as often as it asks, and only while it is so."""

from __future__ import annotations

from appliance.recorder.heartbeat import Heartbeat

ASKED = {"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"}


def _told(environ: dict[str, str], beats: list[tuple[bool, float]], *, pid: int = 7) -> list[str]:
    told: list[str] = []
    heartbeat = Heartbeat(environ, pid=pid, notify=told.append)
    for well, now_s in beats:
        heartbeat.beat(well=well, now_s=now_s)
    return told


def test_it_is_told_three_times_within_the_limit() -> None:
    assert _told(ASKED, [(True, 0.1 * n) for n in range(300)]) == ["WATCHDOG=1"] * 3


def test_who_is_not_well_says_nothing_and_says_it_at_once_when_well_again() -> None:
    assert _told(ASKED, [(True, 0.0), (False, 11.0), (False, 25.0)]) == ["WATCHDOG=1"]
    assert _told(ASKED, [(True, 0.0), (False, 11.0), (True, 11.1)]) == ["WATCHDOG=1"] * 2


def test_nobody_is_told_when_nobody_asks_or_another_process_is_asked() -> None:
    assert _told({}, [(True, 0.0)]) == []
    assert _told(ASKED, [(True, 0.0)], pid=8) == []
    assert _told({"WATCHDOG_USEC": "soon"}, [(True, 0.0)]) == []
