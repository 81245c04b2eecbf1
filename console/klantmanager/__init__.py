"""The klantmanager: begin a talk, see how it stands, pause and stop it, and see own recordings' fate.

There is no film here, no name of a client and no word about who said no. Nothing is counted per person
and nothing is scored.
"""

from console.klantmanager import asking, live, own_talks, stopping
from console.klantmanager.blueprint import bp

# Importing a room of views is what puts them on the blueprint.
VIEWS = (asking, live, own_talks, stopping)

__all__ = ["VIEWS", "bp"]
