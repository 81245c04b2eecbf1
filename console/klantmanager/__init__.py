"""The klantmanager: begin a talk, see how it stands, pause and stop it, and see own recordings' fate.

There is no film here, no name of a client and no word about who said no.
"""

from console.klantmanager.views import bp

__all__ = ["bp"]
