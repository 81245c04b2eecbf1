"""How the box is doing, one line a part, in words for beheer. Looks, never touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from appliance.domain.errors import ClockUnknown, SpiegelboxError
from appliance.domain.session import TalkState
from appliance.hardware.ports import Clock
from appliance.recorder.conversation import Conversation
from appliance.recorder.daily_proof import DailyProofs
from appliance.recorder.delivery_queue import DeliveryQueue
from appliance.recorder.filming import Filming
from appliance.recorder.guard import Guard
from appliance.recorder.part import FINE as _FINE
from appliance.recorder.part import Part as Part
from appliance.recorder.proof_words import proof_words
from appliance.settings.model import SlotKind


class Health:
    """Looks at the parts."""

    def __init__(
        self,
        *,
        clock: Clock,
        filming: Filming,
        conversation: Conversation,
        queue: DeliveryQueue,
        proofs: DailyProofs,
        guard: Guard,
        memory_locked: bool,
        slot: SlotKind,
        updates: Callable[[], Part | None],
    ) -> None:
        self._clock, self._filming, self._conversation = clock, filming, conversation
        self._queue, self._proofs, self._guard = queue, proofs, guard
        self._memory_locked, self._slot, self._updates = memory_locked, slot, updates

    def parts(self) -> Iterator[Part]:
        """Yield every part. Owner's thread."""
        yield self._talk()
        yield _checked("Ruimte", self._filming.check_room)
        yield _checked("Klok", self._known_clock)
        yield from self._guard.parts()
        yield self._sync()
        yield self._kept()
        yield Part(
            "Geheugen",
            self._memory_locked,
            _FINE if self._memory_locked else "Het geheugen kan op schijf terechtkomen.",
            "" if self._memory_locked else "Geef de recorder het recht om geheugen vast te zetten.",
        )
        if version := self._updates():
            yield version
        if self._slot == "file":
            yield Part(
                "Sleutelplek",
                True,
                "Verminderde zekerheid: de sleutel ligt in een gewoon bestand.",
                "Gebruik een box met TPM of een wisbare chip.",
            )
        else:
            yield Part("Sleutelplek", True, _FINE)

    def _talk(self) -> Part:
        view = self._conversation.view()
        if view.state is TalkState.HELP and view.notice:
            return Part("Opname", False, view.notice.sentence, view.notice.next_step)
        return Part("Opname", True, _FINE)

    def _known_clock(self) -> None:
        if not self._clock.is_known():
            raise ClockUnknown

    def _kept(self) -> Part:
        """Say whether anything outlived its date."""
        proof = self._proofs.last
        ok, sentence, next_step = proof_words(proof, now=self._clock.now(), day=self._clock.day)
        return Part("Bewaartermijn", ok, sentence, next_step)

    def _sync(self) -> Part:
        trouble = self._queue.trouble
        if trouble is None:
            return Part("Opslag van de gemeente", True, _FINE)
        return Part("Opslag van de gemeente", False, trouble.sentence, trouble.next_step)


def _checked(name: str, look: Callable[[], None]) -> Part:
    try:
        look()
    except SpiegelboxError as error:
        return Part(name, False, error.sentence, error.next_step)
    return Part(name, True, _FINE)
