from __future__ import annotations

import json

import pytest
from bill import Disagree, bill
from box.licences import in_copyright, in_metadata

MANIFEST = json.dumps(
    {
        "manifest_version": 1,
        "packages": [
            {"type": "deb", "name": "rauc", "version": "1.13-3+deb13u1", "architecture": "amd64"},
            {"type": "deb", "name": "nginx-light", "version": "1.26.3-3", "architecture": "all"},
        ],
    }
)
LICENCES = (
    "deb\tnginx-light\t1.26.3-3\tBSD-2-clause\n"
    "deb\trauc\t1.13-3+deb13u1\tLGPL-2.1+\n"
    "pypi\tFlask\t3.1.0\tBSD-3-Clause\n"
)


def _made(licences: str = LICENCES, version: str = "0.2.0") -> str:
    return bill(MANIFEST, licences, version=version, profile="virt", epoch_s=1_795_341_486)


def test_every_package_of_debian_and_of_python_stands_in_the_bill_with_its_licence() -> None:
    made = json.loads(_made())
    assert {part["purl"]: part["licenses"][0]["license"]["name"] for part in made["components"]} == {
        "pkg:deb/debian/nginx-light@1.26.3-3?arch=all": "BSD-2-clause",
        "pkg:deb/debian/rauc@1.13-3%2Bdeb13u1?arch=amd64": "LGPL-2.1+",
        "pkg:pypi/flask@3.1.0": "BSD-3-Clause",
    }
    assert made["metadata"]["component"]["version"] == "0.2.0"


def test_the_same_image_has_the_same_bill_and_another_has_another_number() -> None:
    assert _made() == _made()
    assert json.loads(_made())["serialNumber"] != json.loads(_made(version="0.2.1"))["serialNumber"]


def test_a_package_without_a_line_of_licences_is_not_passed_over() -> None:
    with pytest.raises(Disagree, match="rauc"):
        _made(LICENCES.replace("deb\trauc\t1.13-3+deb13u1\tLGPL-2.1+\n", ""))


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("Files: *\nLicense: GPL-2+\n text\n\nFiles: debian/*\nLicense: Expat\n", "Expat AND GPL-2+"),
        ("License: MIT or Apache-2.0\n", "Apache-2.0 AND MIT"),
        ("On Debian systems see /usr/share/common-licenses/GPL-2.\n", "GPL-2"),
        ("Ask the author.\n", "see its copyright file"),
    ],
)
def test_a_licence_is_read_from_debians_copyright_file(text: str, licence: str) -> None:
    assert in_copyright(text) == licence


@pytest.mark.parametrize(
    ("headers", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "old words")], "MIT"),
        ([("License", "BSD")], "BSD"),
        ([("License", "a long\ntext")], "see its licence file"),
        ([("Classifier", "License :: OSI Approved :: MIT License")], "MIT License"),
    ],
)
def test_a_licence_is_read_from_pythons_metadata(headers: list[tuple[str, str]], licence: str) -> None:
    assert in_metadata(headers) == licence
