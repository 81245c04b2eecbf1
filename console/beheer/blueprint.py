"""The blueprint of beheer, and the tag all its views carry."""

from __future__ import annotations

from flask import Blueprint

from console.security.roles import Role, allow

bp = Blueprint("beheer", __name__)
for_beheer = allow(Role.BEHEER)
