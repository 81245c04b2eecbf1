from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path


def workstation(project: Path, *words: str, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, project / "image" / "workstation.py", *words],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_ci_runs_the_test_command_of_the_readme(project: Path) -> None:
    command = "python3 image/workstation.py test"
    assert f"\n{command}\n" in (project / "README.md").read_text(encoding="utf-8")
    assert (project / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == f"exec {command}"
    assert os.access(project / ".ci" / "run", os.X_OK)


def test_a_word_it_does_not_know_gets_the_usage(project: Path) -> None:
    done = workstation(project, "dmo", path=os.defpath)
    assert done.returncode == 2
    assert "demo|test" in done.stderr


def test_without_the_means_to_install_it_names_what_is_missing(project: Path, tmp_path: Path) -> None:
    done = workstation(project, "test", path=str(tmp_path))
    assert done.returncode == 1
    assert "chromium" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_uses_the_standard_library_only(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", project / "image" / "workstation.py"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2


def test_every_place_that_tells_the_version_tells_the_same(project: Path) -> None:
    version = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    told = re.search(
        r"^softwareVersion: (.+)$", (project / "publiccode.yml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert told is not None
    assert told[1] == version
