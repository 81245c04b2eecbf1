"""Beheer: is the box well, which tablets belong to it. Nothing here shows a talk, a film or a person."""

from console.beheer.views import bp

__all__ = ["bp"]
