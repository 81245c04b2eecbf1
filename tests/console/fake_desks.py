"""The desks of the recorder in memory: own and found recordings, papers, opinions, the queue, health."""

from __future__ import annotations

from typing import Any

from appliance.domain.errors import UnknownRecording, WrongState
from appliance.domain.feedback import FACES, FEW, told
from appliance.domain.recording import HOLDS_CONTENT, RecordingEvent, RecordingState
from tests.console.fake_film import declaration_of
from tests.console.fake_state import FakeState


class FakeDesks(FakeState):
    """Answers what klantmanager, contactpersoon and beheer ask."""

    def _recordings_mine(self, klantmanager: str) -> dict[str, Any]:
        return {"recordings": [self._row(f) for f in self.films.values() if f.klantmanager == klantmanager]}

    def _recordings_find(
        self, date: str, klantmanager: str | None = None, room: str | None = None
    ) -> dict[str, Any]:
        if room not in (None, "Spreekkamer 3"):
            return {"recordings": []}
        that_day = [f for f in self.films.values() if f.recorded_at.date().isoformat() == date]
        return {"recordings": [self._row(f) for f in that_day if klantmanager in (None, f.klantmanager)]}

    def _recordings_by_code(self, code: str) -> dict[str, Any]:
        return {"recording": self._row(self._film_of(code))}

    def _recordings_withdraw_own(self, id: str, klantmanager: str) -> dict[str, Any]:
        if self._film(id).klantmanager != klantmanager:
            raise UnknownRecording
        if self._film(id).standing.state is RecordingState.FROZEN:
            raise WrongState
        return self._withdraw(self._film(id))

    def _recordings_klantmanager_left(
        self, klantmanager: str, by: list[str], keep: list[str]
    ) -> dict[str, Any]:
        theirs = [
            film
            for film in self.films.values()
            if film.klantmanager == klantmanager and film.standing.state in HOLDS_CONTENT
        ]
        if not set(keep) <= {film.id for film in theirs}:
            raise UnknownRecording
        going = [
            film
            for film in theirs
            if film.id not in keep and film.standing.state is not RecordingState.FROZEN
        ]
        for film in going:
            self._turn(film, RecordingEvent.WITHDRAW)
        return {"destroyed": len(going), "kept": len(theirs) - len(going)}

    def _recordings_withdraw(self, id: str, by: list[str]) -> dict[str, Any]:
        return self._withdraw(self._film(id))

    def _recordings_freeze(self, id: str, by: list[str], days: int) -> dict[str, Any]:
        self._turn(self._film(id), RecordingEvent.FREEZE)
        return {"recording": self._row(self._film(id))}

    def _recordings_thaw(self, id: str, by: list[str]) -> dict[str, Any]:
        self._turn(self._film(id), RecordingEvent.THAW)
        return {"recording": self._row(self._film(id))}

    def _declarations_find(self, month: str) -> dict[str, Any]:
        return {"declarations": [row for row in self.declarations if row["erased_at"].startswith(month)]}

    def _declarations_give(self, id: str) -> tuple[dict[str, Any], bytes]:
        known = {row["recording"]: row for row in self.declarations}
        if id in self.films:
            known[id] = declaration_of(id, at=self.now)
        if id not in known:
            raise UnknownRecording
        return {"declaration": known[id]}, f"spiegelbox/destruction/v1\n{id}\n".encode()

    def _feedback_give(self, face: str, line: str) -> dict[str, Any]:
        self.opinions.append((face, line))
        return {}

    def _feedback_month(self, month: str) -> dict[str, Any]:
        given = [(face, line) for face, line in self.opinions if month < self.now.strftime("%Y-%m")]
        counts = {face: sum(said == face for said, _ in given) for face in FACES}
        lines = tuple(line for _, line in given if line)
        found = told(month, now=self.now, faces=counts, lines=lines)
        return {
            "month": month,
            "room": "Spreekkamer 3",
            "over": found.over,
            "fewer_than": FEW,
            "faces": dict(found.faces),
            "lines": list(found.lines),
        }

    def _queue(self) -> dict[str, Any]:
        places = {"released": "waiting", "in_store": "safe", "recalling": "erasing"}
        placed = [(places.get(film.standing.state.value), film) for film in self.films.values()]
        sending = {film_id: parts for film_id, parts in self.sending.items() if parts[0] < parts[1]}
        rows = [
            {
                "id": film.id,
                "started_at": film.recorded_at.isoformat(),
                "place": "sending" if place == "waiting" and film.id in sending else place,
                "size_bytes": len(film.data),
                "parts_done": sending.get(film.id, (0, 0))[0],
                "parts": sending.get(film.id, (0, 0))[1],
                "next_attempt": None,
            }
            for place, film in placed
            if place
        ]
        counts = {word: sum(r["place"] == word for r in rows) for word in (*places.values(), "sending")}
        return {"trouble": self.store_trouble, "counts": counts, "rows": rows, "quiet": False}

    def _health(self) -> dict[str, Any]:
        parts = [
            {"part": "camera", "ok": True, "sentence": "De camera doet het.", "next_step": ""},
            {
                "part": "microfoon",
                "ok": False,
                "sentence": "Geen geluid.",
                "next_step": "Kijk naar de kabel.",
            },
        ]
        return {"parts": parts, "counters": {"2026-11": self.counters}, "version": "0.1.0"}
