"""The updates of a scenario: the good one, and a bad one of each kind, from the same two images of a slot.

A bad one differs in its signature, its manifest, its bytes, or in the words that its kernel is started with:
so each fails at one place only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bundle

from image.scenario.signing import Authority


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes bundles of the slots in ``built`` (image/build.py) in the folder ``served``."""

    profile: str
    built: Path
    served: Path
    signer: Authority

    def make(
        self,
        name: str,
        *,
        version: str,
        profile: str = "",
        signer: Authority | None = None,
        words: Sequence[str] = (),
        initrd: bytes | None = None,
        small: bool = False,
    ) -> Path:
        """Make ``name``.raucb: with ``words`` for the kernel, and ``initrd`` in place of the real one.

        A ``small`` one holds no system at all: it must be refused before anybody looks.
        """
        folder, made = self.served / f"{name}.d", self.served / f"{name}.raucb"
        made.unlink(missing_ok=True)
        text = bundle.manifest(
            profile=profile or self.profile,
            version=version,
            state_version=bundle.state_version(self.built / "work/source"),
        )
        bundle.lay_out(self.built, folder, text)
        if small:
            for slot in bundle.SLOTS:
                (folder / f"{slot}.img").unlink()
                (folder / f"{slot}.img").write_bytes(os.urandom(1 << 20))
        if words or initrd is not None:
            self._change_boot(folder, words, initrd)
        certificate, key = (signer or self.signer).issued("signer")
        subprocess.run(
            bundle.sign(str(certificate), str(key), str(folder), str(made)), check=True, capture_output=True
        )
        shutil.rmtree(folder)
        return made

    def tampered(self, good: Path, name: str, *, at: float) -> Path:
        """Return a copy of ``good`` with one byte changed, at this part of its length (0 to 1)."""
        made = self.served / f"{name}.raucb"
        shutil.copy(good, made)
        place = int(made.stat().st_size * at)
        with made.open("r+b") as file:
            file.seek(place)
            (byte,) = file.read(1)
            file.seek(place)
            file.write(bytes([byte ^ 0xFF]))
        return made

    def _change_boot(self, folder: Path, words: Sequence[str], initrd: bytes | None) -> None:
        image = folder / "boot.img"
        image.unlink()
        shutil.copy(self.built / "boot.img", image)
        said = subprocess.run(
            ["mtype", "-i", image, "::cmdline.txt"], capture_output=True, text=True, check=True
        ).stdout
        (folder / "cmdline.txt").write_text(" ".join((said.strip(), *words)) + "\n")
        changed = {"cmdline.txt": folder / "cmdline.txt"}
        if initrd is not None:
            (folder / "initrd.img").write_bytes(initrd)
            changed["initrd.img"] = folder / "initrd.img"
        for target, source in changed.items():
            subprocess.run(["mcopy", "-o", "-i", image, source, f"::{target}"], check=True)
            source.unlink()


def unit(name: str, text: str) -> tuple[str, str]:
    """Return kernel words that bring a unit and want it: a program that a bad update would have in it."""
    value = b64encode(text.encode()).decode()
    return f"systemd.set_credential_binary=systemd.extra-unit.{name}:{value}", f"systemd.wants={name}"


FROZEN = unit(
    "frozen.service",
    "[Unit]\nBefore=spiegelbox-health.service\n[Service]\nType=oneshot\n"
    "ExecStart=/bin/sh -c 'kill -SEGV 1'\n",
)
STALLED = unit(
    "stalled.service",
    "[Unit]\nDefaultDependencies=no\nBefore=basic.target\n[Service]\nType=oneshot\n"
    "TimeoutStartSec=infinity\nExecStart=/bin/sleep infinity\n[Install]\n",
)
UNWELL = ("systemd.mask=spiegelbox-recorder.service",)
