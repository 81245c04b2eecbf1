"""How long the box waits for people, for its camera and for a tablet that fell silent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long the box waits, in seconds. Minutes of a talk are minutes, in the demo too."""

    answer_s: float = 5 * 60.0
    consent_s: float = 15 * 60.0
    countdown_s: float = 3.0
    warm_up_s: float = 6.0  # picture and sound must be there this long after the press
    again_s: float = 2 * 60.0
    closing_s: float = 10 * 60.0
    tablet_pause_s: float = 30.0
    tablet_stop_s: float = 120.0
    light_s: float = 1.0
    notice_s: float = 30.0
    remind_s: float = 45 * 60.0
    limit_s: float = 90 * 60.0
