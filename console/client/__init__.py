"""The client's tablet: the question, the film being made, and looking back. One blueprint, ``bp``."""

from console.client import (
    aids,
    answering,
    asking,
    code_entry,
    code_words,
    film,
    filming,
    live,
    looking_back,
    opinion,
    others,
    withdrawing,
)
from console.client.blueprint import bp

# Importing a room of views is what puts them on the blueprint.
VIEWS = (
    *(aids, answering, asking, code_entry, code_words, film, filming, live, looking_back, opinion, others),
    withdrawing,
)

__all__ = ["VIEWS", "bp"]
