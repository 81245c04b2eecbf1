"""The contact person: find a recording without its slip, withdraw it, or keep everybody away from it.

Two people decide, and the client is never asked why. There is no film here.
"""

from console.contactpersoon.views import bp

__all__ = ["bp"]
