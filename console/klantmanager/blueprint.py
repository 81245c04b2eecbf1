"""The blueprint of the klantmanager, and the tag all its views carry."""

from __future__ import annotations

from flask import Blueprint

from console.security.roles import Role, allow

bp = Blueprint("klantmanager", __name__)
for_klantmanagers = allow(Role.KLANTMANAGER)
