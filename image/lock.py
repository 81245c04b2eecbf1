"""Renew the hash locks and the SBOM: `python3 image/lock.py`. Needs the network and `uv`; run by hand.

Four locks, each with its own reason: what runs (demo and box), what builds the package, what tests it, and
what the tests have to build because it has no wheel (the library of the TPM, which a box takes from Debian).
They name packages and hashes, never a registry: which one is used is the machine's own setting. The SBOM
is read from a fresh environment with exactly the running lock, so it carries licences and dependencies.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PYTHON = "3.11"  # the oldest we run on; universal locks serve the newer ones too
RUNNING = ("recorder", "sync", "console", "open")  # the extras of the demo; `pi` comes from apt on a box
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--upgrade", "--universal", "--generate-hashes"),
    *(
        "--python-version",
        PYTHON,
        "--fork-strategy",
        "fewest",
        "--custom-compile-command",
        "python3 image/lock.py",
    ),
)
# What the console serves and others wrote: each of these lists has rows with an npm package, its version and
# its licence.
VENDORED = ("console/static/vendor/README.md", "console/static/words/licences/README.md")
VENDORED_ROW = r"\| (@?[\w./-]+) (\d+\.\d+\.\d+) \| \[?([\w.-]+(?: [\w.-]+)*)"
CYCLONEDX = ("uv", "tool", "run", "--quiet", "--from", "cyclonedx-bom>=7.5,<8", "cyclonedx-py", "environment")


def main() -> None:
    os.chdir(PROJECT)
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    extras = [word for extra in RUNNING for word in ("--extra", extra)]
    _run(*COMPILE, "pyproject.toml", *extras, "-o", "requirements.txt")
    # hatchling asks for editables itself when it installs a checkout; without build isolation we bring it.
    build = "\n".join([*project["build-system"]["requires"], "editables"])
    _run(*COMPILE, "-", "-o", "requirements-build.txt", text=build)
    _run(
        *(*COMPILE, "pyproject.toml", "--all-extras", "--group", "dev", "--no-emit-package", "tpm2-pytss"),
        *("-c", "requirements.txt", "-c", "requirements-build.txt", "-o", "requirements-dev.txt"),
    )
    # Its dependencies have wheels, and stand in the lock above.
    built = "\n".join(project["project"]["optional-dependencies"]["tpm"])
    _run(*COMPILE, "--no-deps", "-", "-o", "requirements-tpm.txt", text=built)
    _write_sbom(Path("sbom.cdx.json"))


def _write_sbom(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _run("uv", "venv", "--quiet", "--python", PYTHON, folder)
        _run(
            "uv",
            "pip",
            "install",
            "--quiet",
            "--python",
            folder,
            "--require-hashes",
            "-r",
            "requirements.txt",
        )
        sbom = json.loads(_run(*CYCLONEDX, "--pyproject", "pyproject.toml", "--output-reproducible", folder))
    sbom["components"] += _vendored()
    for component in (*sbom["components"], *sbom["metadata"]["tools"]["components"]):
        # Links to other people's sites go stale and name registries; the purl says which package it is.
        component.pop("externalReferences", None)
    path.write_text(json.dumps(sbom, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _vendored() -> list[dict[str, object]]:
    listed = "".join(Path(name).read_text(encoding="utf-8") for name in VENDORED)
    return [
        {
            "bom-ref": f"{name}@{version}",
            "name": name,
            "purl": f"pkg:npm/{name.replace('@', '%40')}@{version}",
            "type": "library",
            "version": version,
            "licenses": [{"license": {"id": licence.replace(" ", "-")}}],
        }
        for name, version, licence in re.findall(VENDORED_ROW, listed)
    ]


def _run(*command: str, text: str = "") -> str:
    return subprocess.run(command, input=text, text=True, check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    main()
