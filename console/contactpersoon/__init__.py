"""The contact person: find a recording without its slip, withdraw it, or keep everybody away from it.

Without the client's code two people decide, each with a password of their own, and the client is never
asked why. There is no film here, and no name of a client anywhere: on a letter it is written by hand.
"""

from console.contactpersoon import copying, deciding, declarations, finding, leaving, letters
from console.contactpersoon.blueprint import bp

# Importing a room of views is what puts them on the blueprint.
VIEWS = (copying, deciding, declarations, finding, leaving, letters)

__all__ = ["VIEWS", "bp"]
