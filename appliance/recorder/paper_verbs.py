"""The questions about papers: declarations for the desk; for sync, what to anchor and what lies where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from appliance.control.replies import Reply
from appliance.domain.destruction import Destruction
from appliance.recorder.anchoring import Anchoring
from appliance.recorder.daily_proof import DailyProofs
from appliance.recorder.declarations import Declarations
from appliance.recorder.owner import Owner

Answers = dict[str, Callable[..., Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperVerbs:
    """Answers on socket threads; the owner does what touches state."""

    owner: Owner
    declarations: Declarations
    proofs: DailyProofs
    anchoring: Anchoring

    def console(self) -> Answers:
        return {
            "declarations.find": self._find,
            "declarations.give": self._give,
        }

    def sync(self) -> Answers:
        return {
            "sync.audit": lambda since, root: Reply(
                {"key": self.anchoring.key}, body=self.anchoring.behind(since=since, root=root)
            ),
            "sync.holdings": lambda: Reply(body=self.owner.call(self.proofs.holdings)),
            "sync.listed": self._listed,
        }

    def _find(self, *, month: str) -> Reply:
        """List the declarations of a month, as the clock on the wall counts months."""
        wanted = [
            declaration_fields(one)
            for one in self.declarations.all()
            if f"{one.erased_at.astimezone():%Y-%m}" == month
        ]
        return Reply({"declarations": wanted})

    def _give(self, *, id: str) -> Reply:
        note = self.declarations.of(id)
        return Reply({"declaration": declaration_fields(self.declarations.read(id))}, body=note.encode())

    def _listed(self, *, missing: list[str], unknown: list[str], back: list[str]) -> Reply:
        self.owner.call(lambda: self.proofs.listed(missing=missing, unknown=unknown, back=back))
        return Reply()


def declaration_fields(one: Destruction) -> dict[str, object]:
    """Return a declaration for a screen, with its words."""
    return {**one.to_fields(), "why": one.why, "key_words": one.key_words, "store_words": one.store_words}
