"""The root of every error: a code for the wire, a sentence for a person, and what to do next."""

from __future__ import annotations


class SpiegelboxError(Exception):
    """Er ging iets mis."""

    # The class gives the words; an error that came over the socket carries those of the recorder.
    code: str = "error"
    sentence: str = "Er ging iets mis."
    next_step: str = "Probeer het opnieuw. Lukt het niet? Bel beheer."

    def __str__(self) -> str:
        """Return the Dutch sentence, with the detail for beheer behind it when there is one."""
        detail = super().__str__()
        return f"{self.sentence} ({detail})" if detail else self.sentence
