"""Whoever publishes updates makes a channel that a box believes, from a short description."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.crypto.notes import NoteVerifier
from appliance.update.channel import read_channel
from appliance.update.rings import Ring
from image.channel import main

DESCRIPTION = """
sequence = 12
days = 30

[[release]]
bundle = "{bundle}"
url = "https://updates.gemeente.example/spiegelbox-pi-1.4.0.raucb"
ring = "one"
boxes = ["zaandam-3"]
not_before = 2026-11-21T00:00:00Z
"""
AS_A_BOX = (
    'grep -q "^check-purpose=codesign$" "${1#--conf=}" && grep -q "^path=.*keyring.pem$" "${1#--conf=}"'
)
TOLD = {"update": {"version": "1.4.0", "compatible": "spiegelbox-pi"}, "manifest-hash": "ab" * 32}


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk with a bundle, and a rauc that says what is in it to who asks as a box would."""
    (tmp_path / "a.raucb").write_bytes(b"x" * 4096)
    (tmp_path / "channel.toml").write_text(DESCRIPTION.format(bundle=tmp_path / "a.raucb"))
    (tmp_path / "rauc").write_text(f"#!/bin/sh\n{AS_A_BOX} && echo '{json.dumps(TOLD)}'\n")
    (tmp_path / "ca.pem").write_text("whose updates boxes take\n")
    (tmp_path / "rauc").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def made(maker: Path) -> int:
    key, out = str(maker / "key"), str(maker / "spiegelbox.note")
    words = ["--key", key, "--keyring", str(maker / "ca.pem"), "--out", out]
    return main(["sign", str(maker / "channel.toml"), *words])


def test_a_box_believes_what_was_made(maker: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", str(maker / "key"), "updates.gemeente.example"]) == 0
    verifier = NoteVerifier.from_text(capsys.readouterr().out)
    assert (maker / "key").stat().st_mode & 0o077 == 0
    assert made(maker) == 0
    note = (maker / "spiegelbox.note").read_text(encoding="utf-8")
    channel = read_channel(verifier, note, now=datetime.now(UTC), seen=11, newest=None)
    (release,) = channel.releases
    assert (channel.sequence, str(release.version), release.size_bytes) == (12, "1.4.0", 4096)
    assert (release.ring, release.boxes, release.manifest_sha256) == (Ring.ONE, ("zaandam-3",), "ab" * 32)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https:", "http:"),
        ('"one"', '"most"'),
        ("days = 30", "days = 91"),
        ("sequence = 12", "sequence = 0"),
        ("2026-11-21T00:00:00Z", "2026-11-21T00:00:00"),
        ("zaandam-3", "Zaandam 3"),
        ("sequence = 12", ""),
    ],
)
def test_what_no_box_would_accept_is_not_signed(maker: Path, old: str, new: str) -> None:
    main(["key", str(maker / "key"), "updates.gemeente.example"])
    file = maker / "channel.toml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    assert made(maker) == 1
    assert not (maker / "spiegelbox.note").exists()


def test_a_key_is_never_written_over(maker: Path) -> None:
    main(["key", str(maker / "key"), "a"])
    before = (maker / "key").read_bytes()
    assert main(["key", str(maker / "key"), "a"]) == 1
    assert (maker / "key").read_bytes() == before


def test_a_bundle_that_rauc_does_not_believe_is_told_in_its_words(
    maker: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["key", str(maker / "key"), "a"])
    (maker / "rauc").write_text(
        "#!/bin/sh\necho reading >&2\necho signature verification failed >&2\nexit 1\n"
    )
    assert made(maker) == 1
    assert f"{maker / 'a.raucb'}: signature verification failed" in capsys.readouterr().err
    assert not (maker / "spiegelbox.note").exists()
