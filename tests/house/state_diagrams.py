"""The state diagrams of the README, drawn from the domain's own tables.

``python -m tests.house.state_diagrams`` writes them anew; a test holds the README against them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

from appliance.domain import recording, session

README = Path(__file__).parents[2] / "README.md"
_PLACE = re.compile(r"(<!-- states: .*? -->\n).*?(<!-- /states -->)", re.DOTALL)


def diagrams() -> str:
    """Return both tables as Mermaid state diagrams in Markdown."""
    talk = _diagram(
        "Talk",
        ((a, e, b) for (a, e), b in session.TRANSITIONS.items() if e is not session.TalkEvent.FAULT),
        start=session.TalkState.IDLE,
    )
    film = _diagram(
        "Recording",
        ((a, e, b) for (a, e), b in recording.TRANSITIONS.items()),
        start=recording.RecordingState.RECORDING,
    )
    return (
        f"{talk}\nA fault in any state leads to `help`, with the camera off.\n\n{film}\n"
        "From `frozen` a recording thaws to where it was, or is withdrawn.\n"
    )


def with_diagrams(readme: str) -> str:
    """Return the README with today's diagrams in their place."""
    return _PLACE.sub(lambda found: f"{found[1]}{diagrams()}{found[2]}", readme)


def _diagram(title: str, arrows: Iterable[tuple[Enum, Enum, Enum]], *, start: Enum) -> str:
    together: dict[tuple[str, str], list[str]] = {}
    for before, event, after in arrows:
        together.setdefault((before.value, after.value), []).append(event.value)
    lines = [f"  {a} --> {b}: {', '.join(events)}" for (a, b), events in together.items()]
    return "\n".join(
        [
            "```mermaid",
            *("---", f"title: {title}", "---"),
            "stateDiagram-v2",
            f"  [*] --> {start.value}",
            *lines,
            "```",
            "",
        ]
    )


if __name__ == "__main__":
    README.write_text(with_diagrams(README.read_text()))
