from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from appliance.update.running import running_version
from appliance.update.version import Version


def test_on_an_image_it_is_the_version_of_the_image(tmp_path: Path) -> None:
    (tmp_path / "os-release").write_text('ID=debian\nIMAGE_ID=spiegelbox\nIMAGE_VERSION="1.4.0"\n')
    assert running_version(tmp_path / "os-release") == Version.parse("1.4.0")


def test_without_an_image_it_is_the_version_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "os-release").write_text("ID=debian\n")
    for file in (tmp_path / "os-release", tmp_path / "none"):
        assert str(running_version(file)) == version("spiegelbox")
