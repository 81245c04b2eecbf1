"""The blueprint of the contact person, and the tag all its views carry."""

from __future__ import annotations

from flask import Blueprint

from console.security.roles import Role, allow

bp = Blueprint("contactpersoon", __name__)
for_contactpersonen = allow(Role.CONTACTPERSOON)
