from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

MEASURING = ("textstat", "wordfreq")


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-build.txt"])
@pytest.mark.parametrize("name", MEASURING)
def test_what_measures_plain_language_is_in_no_lock_of_a_box(name: str, lock: str, project: Path) -> None:
    assert not re.search(rf"^{name}==", (project / lock).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", MEASURING)
def test_what_measures_plain_language_is_asked_for_by_the_tests_only(name: str, project: Path) -> None:
    asked = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    assert [one for one in asked["dependency-groups"]["dev"] if one.startswith(name)]
    running = [*asked["project"]["dependencies"]]
    for extra in asked["project"]["optional-dependencies"].values():
        running += extra
    assert [one for one in running if one.startswith(name)] == []


def test_no_program_of_a_box_measures_or_speaks(project: Path) -> None:
    for package in ("appliance", "console"):
        for path in (project / package).rglob("*.py"):
            code = path.read_text(encoding="utf-8")
            assert not re.search(rf"^\s*(?:import|from) (?:{'|'.join(MEASURING)})", code, re.MULTILINE), (
                path.name
            )
            if re.search(r"\"espeak-ng\"", code):
                assert path.relative_to(project).as_posix() == "console/texts/speak.py"


def test_what_the_console_serves_does_not_import_the_tools_of_the_texts(project: Path) -> None:
    tools = r"console\.texts(?:\.| import )(?:speak|labels|voices|__main__)\b"
    for path in (project / "console").rglob("*.py"):
        if path.parent.name != "texts":
            assert not re.search(tools, path.read_text(encoding="utf-8")), path.name
