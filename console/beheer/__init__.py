"""Beheer: is the box well, what is under way, which tablets and people belong to it.

Nothing here shows a talk, a film or a client, and nothing is counted per person.
"""

from console.beheer import accounts, counters, deliveries, health, languages, tablets
from console.beheer.blueprint import bp

# Importing a room of views is what puts them on the blueprint.
VIEWS = (accounts, counters, deliveries, health, languages, tablets)

__all__ = ["VIEWS", "bp"]
