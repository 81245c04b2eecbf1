"""What only an image gets, settled in a root of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from box import in_image, placed
from box.program import OPT

PROJECT = Path(__file__).parents[2]
DEBIANS = "whom Debian believes\n"
OWN = "whom the municipality believes\n"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a box that got what only an image has."""
    return settle(tmp_path_factory.mktemp("root"), profile="virt")


def settle(root: Path, *, profile: str) -> Path:
    opt = root / OPT.relative_to("/")
    for folder in ("image/rauc", "systemd"):
        shutil.copytree(PROJECT / folder, opt / folder)
    (opt / in_image.KEYRING).write_text("whose updates this box takes\n")
    listed = root / in_image.LIST.relative_to("/")
    listed.parent.mkdir(parents=True)
    listed.write_text(DEBIANS)
    in_image.settle(root, profile=profile, version="0.1.0")
    return root


def test_every_word_of_raucs_settings_is_filled_in(settled: Path) -> None:
    text = (settled / "etc/rauc/system.conf").read_text()
    assert "compatible=spiegelbox-virt" in text
    assert "min-bundle-version=0.1.0" in text
    assert "@" not in text


def test_a_pi_gets_the_same_files_as_its_stand_in_and_only_its_kind_differs(tmp_path: Path) -> None:
    given = {}
    for profile in ("pi", "virt-arm64"):
        root = settle(tmp_path / profile, profile=profile)
        files = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
        given[profile] = {str(path.relative_to(root)): path.read_bytes() for path in files}
    of_pi, of_stand_in = given["pi"], given["virt-arm64"]
    assert of_pi.keys() == of_stand_in.keys()
    differ = [name for name, content in of_pi.items() if content != of_stand_in[name]]
    assert differ == ["etc/rauc/system.conf"]
    assert b"compatible=spiegelbox-pi\n" in of_pi["etc/rauc/system.conf"]


def test_what_rauc_and_udev_run_is_where_they_are_told_and_can_be_run(settled: Path) -> None:
    said = (settled / "etc/rauc/system.conf").read_text()
    said += (settled / "usr/lib/udev/rules.d/50-spiegelbox-rauc.rules").read_text()
    programs = {Path(found) for found in re.findall(r"/usr/lib/spiegelbox/[\w/-]+", said)}
    assert len(programs) == 4
    for program in programs:
        assert os.access(settled / program.relative_to("/"), os.X_OK), program


def test_what_no_box_needs_cannot_start_and_what_it_needs_can(settled: Path) -> None:
    masked = {path.name for path in (settled / "etc/systemd/system").iterdir() if path.is_symlink()}
    assert masked == {*in_image.MASKED}
    assert not masked & {*placed.UNITS, *in_image.UNITS}
    limits = (settled / "usr/lib/systemd/system/spiegelbox-recorder.service.d/provisioned.conf").read_text()
    assert "ConditionPathExists=/var/lib/spiegelbox/provisioned" in limits


def test_every_unit_goes_to_every_box_or_to_those_with_an_image() -> None:
    units = {path.name for path in (PROJECT / "systemd/system").iterdir()}
    assert units == {*placed.UNITS, *in_image.UNITS}
    assert not {*placed.UNITS} & {*in_image.UNITS}


@pytest.mark.parametrize("own", [None, OWN])
def test_the_box_believes_debians_list_and_its_municipalitys(
    settled: Path, tmp_path: Path, own: str | None
) -> None:
    unit = (settled / "usr/lib/systemd/system/spiegelbox-trust.service").read_text()
    (script,) = re.findall(r"^ExecStart=/bin/sh -c '(.+)'$", unit, flags=re.MULTILINE)
    places = {"/usr/share": settled / "usr/share", "/etc": tmp_path / "etc", "/run": tmp_path / "run"}
    for place in ("etc/spiegelbox", "run/spiegelbox-trust"):
        (tmp_path / place).mkdir(parents=True)
    if own is not None:
        (tmp_path / "etc/spiegelbox/ca.pem").write_text(own)
    for place, here in places.items():
        script = script.replace(f" {place}/", f" {here}/").replace(f">{place}/", f">{here}/")
    subprocess.run(["sh", "-ec", script], check=True)
    target = (settled / in_image.LIST.relative_to("/")).readlink()
    assert (tmp_path / target.relative_to("/")).read_text() == DEBIANS + (own or "")


def test_python_compiled_at_another_moment_is_the_same_to_the_byte(tmp_path: Path) -> None:
    made = []
    for moment in (1_000_000_000, 1_700_000_000):
        folder = tmp_path / "opt"
        folder.mkdir(exist_ok=True)
        (folder / "module.py").write_text("def f():\n    return 1\n")
        os.utime(folder / "module.py", (moment, moment))
        in_image.compile_by_content(folder)
        (compiled,) = folder.rglob("*.pyc")
        made.append(compiled.read_bytes())
    assert made[0] == made[1]
