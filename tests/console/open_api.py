"""The console's addresses as an OpenAPI description, made of the application itself: for a scanner only.

The fields of a form are those that the module of the view reads, so the scanner fills in what counts.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from console.security.roles import Role, roles_of

_FORM = re.compile(r"form\.(?:get|getlist)\(\"(\w+)\"|\"(\w+)\" in request\.form")
_QUERY = re.compile(r"(?:args|values)\.get\(\"(\w+)\"")

Known = Mapping[str, Sequence[str]]


def open_api(
    app: Flask, *, wanted: frozenset[Role], known: Known, without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return the OpenAPI 3 description of what one of the ``wanted`` roles may open.

    ``known`` gives values that exist, by the name of a field; ``without`` are paths to leave out.
    """
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        roles = roles_of(app.view_functions[rule.endpoint])
        if rule.rule in without or roles.isdisjoint(wanted):
            continue
        path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(app, rule, method, known)
    return {"openapi": "3.0.3", "info": {"title": "console", "version": "1"}, "paths": paths}


def _operation(app: Flask, rule: Rule, method: str, known: Known) -> dict[str, Any]:
    module = sys.modules.get(app.view_functions[rule.endpoint].__module__)
    source = inspect.getsource(module) if module else ""
    operation: dict[str, Any] = {
        "operationId": f"{method} {rule.endpoint} {rule.rule}",
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": _text(name, known)}
            for name in sorted(rule.arguments)
        ]
        + [
            {"name": name, "in": "query", "schema": _text(name, known)}
            for name in sorted(set(_QUERY.findall(source)))
        ],
        "responses": {"default": {"description": "a page"}},
    }
    if method == "POST":
        names = sorted({first or second for first, second in _FORM.findall(source)} | {"gesprek"})
        fields = {"type": "object", "properties": {name: _text(name, known) for name in names}}
        operation["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": fields}}}
    return operation


def _text(name: str, known: Known) -> dict[str, Any]:
    if name in known:
        return {"type": "string", "enum": list(known[name])}
    return {"type": "string", "minLength": 1, "maxLength": 300}
