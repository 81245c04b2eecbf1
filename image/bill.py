"""The bill of materials of an image: CycloneDX, from mkosi's manifest and the licences that the image
carries.

Pure: text in, text out; the same input gives the same bytes. Source: CycloneDX 1.6, purl-spec (deb, pypi).
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

_NAMESPACE = uuid.UUID("8b6f6a52-4d5c-4d8b-9f62-1f0c3e1f6a10")


class Disagree(Exception):
    """The manifest and the list of licences do not name the same packages of Debian."""


def bill(manifest: str, licences: str, *, version: str, profile: str, epoch_s: int) -> str:
    """Return the bill as JSON. Raises: Disagree."""
    packages = json.loads(manifest)["packages"]
    rows = [line.split("\t") for line in licences.splitlines()]
    licence = {(kind, name): said for kind, name, _, said in rows}
    named = {package["name"] for package in packages}
    listed = {name for kind, name in licence if kind == "deb"}
    if named != listed:
        raise Disagree(f"only in one of the two: {', '.join(sorted(named ^ listed))}")
    components = [_debian(package, licence["deb", package["name"]]) for package in packages]
    components += [_python(name, number, said) for kind, name, number, said in rows if kind == "pypi"]
    components.sort(key=lambda component: str(component["bom-ref"]))
    body = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch_s, UTC).isoformat(),
            "component": {
                "type": "operating-system",
                "bom-ref": f"spiegelbox-{profile}@{version}",
                "name": f"spiegelbox-{profile}",
                "version": version,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            },
        },
        "components": components,
    }
    body["serialNumber"] = f"urn:uuid:{uuid.uuid5(_NAMESPACE, json.dumps(body, sort_keys=True))}"
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def _debian(package: dict[str, str], licence: str) -> dict[str, Any]:
    version, architecture = package["version"], package["architecture"]
    purl = f"pkg:deb/debian/{quote(package['name'])}@{quote(version)}?arch={architecture}"
    return _component(package["name"], version, purl, licence)


def _python(name: str, version: str, licence: str) -> dict[str, Any]:
    return _component(name, version, f"pkg:pypi/{name.lower().replace('_', '-')}@{quote(version)}", licence)


def _component(name: str, version: str, purl: str, licence: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"name": licence}}],
    }
