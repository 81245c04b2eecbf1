from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# On a box these come from Debian, next to the system's libcamera (docs/adr/0004-dependencies.md).
FROM_DEBIAN = {"picamera2", "libcamera", "gpiozero", "lgpio", "tpm2_pytss"}
FOR_THE_TYPE_CHECKER = {"_typeshed"}
RUNNING = ("recorder", "sync", "console", "open")
LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-dev.txt", "requirements-tpm.txt")


@pytest.fixture(scope="module")
def pyproject(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


def pins(lock: Path) -> dict[str, str]:
    found = re.findall(
        r"^([A-Za-z0-9._-]+)==([^ \\;]+)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return {canonicalize_name(name): version for name, version in found}


def not_locked(requirements: list[str], lock: Path) -> list[str]:
    locked = pins(lock)
    wanted = [Requirement(text) for text in requirements]
    return [
        str(one) for one in wanted if not one.specifier.contains(locked.get(canonicalize_name(one.name), "0"))
    ]


def test_what_runs_is_locked_as_the_project_asks(project: Path, pyproject: dict[str, Any]) -> None:
    asked = list(pyproject["project"]["dependencies"])
    for extra in RUNNING:
        asked += pyproject["project"]["optional-dependencies"][extra]
    assert not_locked(asked, project / "requirements.txt") == []


def test_what_builds_and_what_tests_is_locked_as_the_project_asks(
    project: Path, pyproject: dict[str, Any]
) -> None:
    assert not_locked(pyproject["build-system"]["requires"], project / "requirements-build.txt") == []
    assert not_locked(pyproject["dependency-groups"]["dev"], project / "requirements-dev.txt") == []
    built = pyproject["project"]["optional-dependencies"]["tpm"]
    assert not_locked(built, project / "requirements-tpm.txt") == []


def test_the_locks_agree_about_every_package(project: Path) -> None:
    tests = pins(project / "requirements-dev.txt")
    for lock in LOCKS[:2]:
        other = pins(project / lock)
        assert {name: tests[name] for name in other.keys() & tests.keys()} == {
            name: other[name] for name in other.keys() & tests.keys()
        }


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_no_lock_names_a_place(name: str, project: Path) -> None:
    text = (project / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.partition("image/lock.py\n")[2])
    assert len(blocks) == len(pins(project / name))
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_whatever_the_code_imports_is_in_the_lock(project: Path) -> None:
    locked = pins(project / "requirements.txt")
    owners = packages_distributions()
    strangers = {
        f"{path.relative_to(project)}: {module}"
        for package in ("appliance", "console")
        for path in (project / package).rglob("*.py")
        for module in imported(path)
        if module
        not in FROM_DEBIAN | FOR_THE_TYPE_CHECKER | set(sys.stdlib_module_names) | {"appliance", "console"}
        if not any(canonicalize_name(owner) in locked for owner in owners.get(module, ()))
    }
    assert strangers == set()


def imported(path: Path) -> set[str]:
    """The top-level names of every absolute import in a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.fixture(scope="module")
def sbom(project: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((project / "sbom.cdx.json").read_text(encoding="utf-8"))
    return found


def listed(sbom: dict[str, Any], kind: str) -> dict[str, str]:
    """Name to version of the components that came from ``kind``: pypi or npm."""
    return {
        one["name"]: one["version"] for one in sbom["components"] if one["purl"].startswith(f"pkg:{kind}/")
    }


def test_the_sbom_lists_every_package_that_runs(project: Path, sbom: dict[str, Any]) -> None:
    from_lock = {canonicalize_name(name): version for name, version in listed(sbom, "pypi").items()}
    assert from_lock == pins(project / "requirements.txt")


def test_the_sbom_lists_what_the_console_serves_of_others(project: Path, sbom: dict[str, Any]) -> None:
    static = project / "console" / "static"
    told = "".join(
        path.read_text(encoding="utf-8")
        for path in (static / "vendor" / "README.md", static / "words" / "licences" / "README.md")
    )
    served = listed(sbom, "npm")
    assert {name: version for name, version in served.items() if f"{name} {version}" not in told} == {}
    drawn = json.loads((project / "image" / "pictures" / "package.json").read_text(encoding="utf-8"))
    sets = {n: v for n, v in drawn["dependencies"].items() if n.startswith("@iconify-json/")}
    assert sets.items() <= served.items()
    assert {folder.name for folder in (static / "vendor").iterdir() if folder.is_dir()} == {
        "hls.js",
        "jsqr",
        "utrecht",
        "atkinson-hyperlegible-next",
    }
    assert {"hls.js", "jsqr", "@fontsource-variable/atkinson-hyperlegible-next"} <= served.keys()
    assert told.count("| @utrecht/") == sum(name.startswith("@utrecht/") for name in served)


def test_the_sbom_tells_every_licence(sbom: dict[str, Any]) -> None:
    assert [one["name"] for one in sbom["components"] if not one.get("licenses")] == []
