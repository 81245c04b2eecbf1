"""A recording as the recorder in memory keeps it, and the declaration of its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from appliance.domain.destruction import Destruction
from appliance.domain.recording import RecordingState, Standing
from appliance.domain.review import ReviewCode
from appliance.recorder.paper_verbs import declaration_fields


def declaration_of(recording: str, *, at: datetime, reason: str = "withdrawn") -> dict[str, Any]:
    """The declaration of a film that was brought to the store and erased there, as the recorder tells it."""
    return declaration_fields(
        Destruction(
            recording=recording,
            film=recording,
            box="box-1",
            talk_day=(at - timedelta(days=20)).date(),
            reason=reason,
            decided_at=at - timedelta(hours=2),
            erased_at=at,
            slot="tpm2",
            recalled=True,
            review_ends=at - timedelta(days=6),
            retention_ends=at + timedelta(days=160),
            on_silence="destroy",
        )
    )


@dataclass
class Film:
    """A recording as the fake keeps it; ``data`` is the film in clear."""

    id: str
    talk_code: str
    klantmanager: str
    purposes: tuple[str, ...]
    codes: dict[str, ReviewCode]
    recorded_at: datetime
    review_ends: datetime
    standing: Standing = field(default_factory=lambda: Standing(RecordingState.RECORDING))
    seconds: float = 60.0
    gaps: int = 0
    data: bytes = b""
    index: dict[str, Any] = field(default_factory=dict)
    wipe_waits: bool = False

    @property
    def code(self) -> ReviewCode:
        """The client's."""
        return self.codes["client"]
