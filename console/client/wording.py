"""Small wordings of the client's screens: the consent text in a language, a running time, a count."""

from __future__ import annotations

import math

from console.parts import parts
from console.texts.catalogue import ConsentText, offered


def text_in(language: str) -> ConsentText:
    """Return the text a client reads in ``language``; Dutch when that one is not offered (any more)."""
    texts = offered(parts().texts, parts().box.ask("policy")["accepted_texts"])
    return next((text for text in texts if text.language == language), texts[0])


def clock_text(seconds: float) -> str:
    """Return a running time, such as ``04:12`` or ``1:04:12``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def count_text(seconds: float) -> str:
    """Return the count a person sees before 0: 3, 2, 1."""
    return str(max(1, math.ceil(seconds)))
