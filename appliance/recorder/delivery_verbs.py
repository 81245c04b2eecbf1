"""The questions about deliveries: what sync may ask and tell, and the queue that beheer may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from appliance.control.replies import Reply
from appliance.domain.timetable import is_quiet, quiet_span
from appliance.hardware.ports import Clock
from appliance.recorder.deliveries import Deliveries
from appliance.recorder.delivery_queue import DeliveryQueue, Trouble
from appliance.recorder.owner import Owner
from appliance.store.state import StateDb

Answers = dict[str, Callable[..., Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryVerbs:
    """Answers on socket threads; the owner does what touches state."""

    owner: Owner
    deliveries: Deliveries
    queue: DeliveryQueue
    db: StateDb
    clock: Clock
    quiet_hours: tuple[str, ...]

    def console(self) -> Answers:
        return {"queue": self._queue}

    def sync(self) -> Answers:
        deliveries = self.deliveries
        return {
            "sync.jobs": lambda: Reply(deliveries.jobs()),
            "sync.header": lambda id: Reply(body=deliveries.header(id)),
            "sync.manifest": lambda id, parts: Reply(body=deliveries.manifest(id, parts)),
            "sync.progress": self._progress,
            "sync.delivered": self._delivered,
            "sync.erased": self._erased,
            "sync.trouble": self._trouble,
            "sync.well": lambda: self._tell(self.queue.well),
        }

    def _queue(self) -> Reply:
        def look() -> dict[str, object]:
            now = self.clock.now()
            spans = [quiet_span(text) for text in self.quiet_hours]
            fields = self.queue.fields(self.db.recordings(), now=now)
            return fields | {"quiet": is_quiet(spans, now.astimezone().time())}

        return Reply(self.owner.call(look))

    def _progress(self, *, id: str, parts_done: int, parts: int) -> Reply:
        return self._tell(lambda: self.queue.progressed(id, parts_done=parts_done, parts=parts))

    def _delivered(self, *, id: str, manifest_sha256: str) -> Reply:
        self.deliveries.delivered(id, manifest_sha256)
        return self._tell(lambda: self.queue.forget(id))

    def _erased(self, *, id: str) -> Reply:
        self.deliveries.erased(id)
        return self._tell(lambda: self.queue.forget(id))

    def _trouble(self, *, error: str, sentence: str, next_step: str, id: str, wait_s: int) -> Reply:  # noqa: ARG002
        until = self.clock.now() + timedelta(seconds=wait_s)
        return self._tell(lambda: self.queue.complain(Trouble(sentence, next_step), film=id, until=until))

    def _tell(self, what: Callable[[], None]) -> Reply:
        self.owner.call(what)
        return Reply()
