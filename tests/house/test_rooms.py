from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = ("appliance", "console")


def modules(project: Path) -> list[Path]:
    return [path for package in PACKAGES for path in sorted((project / package).rglob("*.py"))]


def test_nobody_imports_what_lies_above_them(project: Path) -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_room_says_what_it_is(project: Path) -> None:
    silent = [
        str(path.relative_to(project))
        for path in modules(project)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize("vague", ["utils", "util", "helpers", "helper", "manager", "misc", "common"])
def test_no_room_has_a_name_that_says_nothing(vague: str, project: Path) -> None:
    assert [path for path in modules(project) if vague in (path.stem, path.parent.name)] == []


def test_test_files_have_names_of_their_own(project: Path) -> None:
    names = [path.name for path in (project / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
