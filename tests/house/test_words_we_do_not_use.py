from __future__ import annotations

import re
from pathlib import Path

import pytest

# Written so that the patterns do not find themselves.
REGISTRY = re.compile(
    r"(?:py[p]i|deb\.debia[n]|security\.debia[n])\.org|pythonhos[t]ed|np[m]js\.(?:org|com)|cra[t]es\.io"
)
MACHINE = re.compile(r"(?<![\w.])/(?:hom[e]/\w|roo[t]/|wor[k]/|User[s]/\w)")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X{3}|NotImplemented[E]rror)\b")


def lines_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    found = []
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.name}:{number}: {line[:90]}"
            for number, line in enumerate(lines, 1)
            if pattern.search(line)
        ]
    return found


def test_which_registry_is_used_is_the_machines_own_business(own_files: list[Path]) -> None:
    assert lines_with(REGISTRY, own_files) == []


def test_no_file_knows_on_which_machine_it_was_written(own_files: list[Path]) -> None:
    assert lines_with(MACHINE, own_files) == []


def test_nothing_is_left_for_later_in_the_code(own_files: list[Path]) -> None:
    assert (
        lines_with(UNFINISHED, [path for path in own_files if path.suffix in {".py", ".js", ".html"}]) == []
    )


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, "index-url = https://" + "pypi" + ".org/simple"),
        (REGISTRY, "deb http://" + "deb.debian" + ".org/debian trixie main"),
        (MACHINE, "data = '/" + "home/mila/spiegelbox'"),
        (MACHINE, "cd /" + "root/spiegelbox"),
        (UNFINISHED, "raise " + "NotImplemented" + "Error"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
