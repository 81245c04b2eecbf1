from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def own_files(project: Path) -> list[Path]:
    """Every file that is ours to word, as git knows them: new ones too, ignored and vendored ones not."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=project,
        capture_output=True,
        check=True,
    ).stdout
    paths = [project / name.decode() for name in listed.split(b"\0") if name]
    return [path for path in paths if path.is_file() and "vendor" not in path.parts]
