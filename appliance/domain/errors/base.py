"""The root of every error: a code for the wire, a sentence for a person, and what to do next."""

from __future__ import annotations


class SpiegelboxError(Exception):
    """Er ging iets mis."""

    # The class gives the words; an error that came over the socket carries those of the recorder.
    code: str = "error"
    sentence: str = "Er ging iets mis."
    next_step: str = "Probeer het opnieuw. Lukt het niet? Bel beheer."

    # Every fault at once, each a Dutch sentence, where an error has more than one.
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the Dutch sentence, with the detail for beheer behind it when there is one."""
        detail = super().__str__()
        return f"{self.sentence} ({detail})" if detail else self.sentence

    def page(self) -> str:
        """Return all of it as a few lines for people: what is wrong, every fault, what to do."""
        return "\n".join([str(self), *(f"- {fault}" for fault in self.faults), self.next_step]) + "\n"
