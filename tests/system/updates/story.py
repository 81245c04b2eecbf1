"""Runs inside a Debian 13: the real RAUC and D-Bus, our backend, handlers and policy; slots are files.

Every step asks through appliance/update/rauc.py, as the box does, and as the box's own user. Prints a line
for each thing that held; the first that does not ends it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from appliance.domain.errors import (
    BundleDamaged,
    BundleForOther,
    BundleOlder,
    BundleRefused,
    BundleRogue,
    NotNow,
    UpdaterSilent,
)
from appliance.update.rauc import Rauc

PROJECT, HERE = Path("/project"), Path("/box")
USER = "spiegelbox-update"
BACKEND = PROJECT / "image/rauc/tryboot-backend"
SYSTEM_BYTES, BOOT_BYTES = 4 << 20, 1 << 20
ENVIRON = os.environ | {
    "SPIEGELBOX_BOOTCONFIG": str(HERE / "bootconfig"),
    "SPIEGELBOX_CHOSEN": "/nowhere",
    "SPIEGELBOX_CMDLINE": str(HERE / "cmdline"),
    "SPIEGELBOX_REBOOT_PARAM": str(HERE / "reboot-param"),
    "SPIEGELBOX_BACKEND": str(BACKEND),
    "SPIEGELBOX_PROGRAM": str(HERE / "program"),
}
RAUC = Rauc(("runuser", "-u", USER, "--", "rauc"), ("runuser", "-u", USER, "--", "busctl"))
SERVICES: list[subprocess.Popen[bytes]] = []


def main() -> None:
    set_up()
    try:
        play()
    finally:
        for service in SERVICES:
            service.terminate()


def play() -> None:
    start("A")
    state = RAUC.state()
    holds("a new box", state.booted.bootname == state.primary == "A" and not state.other.whole)

    good = bundle("1.4.0")
    told = RAUC.inspect(str(good))
    holds(
        "a bundle tells its version, its kind and its data", (str(told.version), told.writes) == ("1.4.0", 4)
    )
    refused(
        "a certificate that nobody knows", BundleRogue, lambda: RAUC.inspect(str(bundle("1.4.1", rogue=True)))
    )
    refused("rogue, to install", BundleRogue, lambda: install(bundle("1.4.2", rogue=True)))
    refused(
        "another kind of box", BundleForOther, lambda: install(bundle("1.4.3", compatible="spiegelbox-pi"))
    )
    refused("an older version", BundleOlder, lambda: install(bundle("1.2.9")))
    refused("half an update", BundleDamaged, lambda: install(bundle("1.4.4", images=("boot",))))
    changed = bundle("1.4.5")
    change_a_byte(changed)
    refused("a changed byte", BundleRefused, lambda: install(changed))
    answer(code=1, words="<< error Er loopt een gesprek.")
    refused("in somebody's way", NotNow, lambda: install(good))
    answer(code=0)
    holds("nothing of it may be tried", not RAUC.state().other.whole)
    refused("so it cannot be chosen", Exception, RAUC.choose_other)

    seen: list[int] = []
    RAUC.install(str(good), on_progress=seen.append)
    state = RAUC.state()
    holds("a good update is there and whole", str(state.other.version) == "1.4.0" and state.other.whole)
    holds("with the hash the bundle told", state.other.manifest_hash == told.manifest_hash)
    holds("its progress was told", seen[0] == 0 and seen[-1] == 100)
    holds("nothing is tried by itself", state.primary == "A")
    asked = (HERE / "asked").read_text().split()
    holds("the box was asked about the data", asked == ["update", "may", "--writes", "4"])
    RAUC.choose_other()
    holds("it is tried next", RAUC.state().primary == "B")
    holds("by the firmware, once", Path(HERE / "reboot-param").read_text().split() == ["0", "tryboot"])

    start("B")
    refused("during the trial nothing is written", Exception, lambda: install(bundle("1.5.0")))
    RAUC.keep()
    state = RAUC.state()
    holds("it stays", (state.booted.bootname, state.primary) == ("B", "B"))
    holds("with a way back", state.other.whole)
    # A card that forgets: the byte lies where RAUC wrote, after it wrote. The handler reads it back.
    forgetful = HERE / "forget"
    forgetful.touch()
    refused("a card that forgets", BundleDamaged, lambda: install(bundle("1.5.1")))
    holds("and that slot is not tried", not RAUC.state().other.whole)
    forgetful.unlink()

    for nobody in ("nobody", "spiegelbox-recorder"):
        others = Rauc(("runuser", "-u", nobody, "--", "rauc"))
        refused(f"{nobody} asks for nothing", UpdaterSilent, others.state)
        refused(f"{nobody} chooses nothing", Exception, others.choose_other)
    refused("a box without RAUC says so", UpdaterSilent, Rauc(("nowhere",)).state)
    print("the story ends well")


# -- the box ---------------------------------------------------------------------------------------


def set_up() -> None:
    shutil.rmtree(HERE, ignore_errors=True)
    (HERE / "bootconfig").mkdir(parents=True)
    HERE.chmod(0o755)
    (HERE / "bootconfig/autoboot.txt").write_text(
        "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n"
    )
    for name in ("system_a", "system_b", "boot_a", "boot_b"):
        (HERE / name).write_bytes(b"\0" * (SYSTEM_BYTES if name.startswith("system") else BOOT_BYTES))
    for user in (USER, "spiegelbox-recorder"):
        if user not in {entry.pw_name for entry in pwd.getpwall()}:
            run("useradd", "--system", user)
    answer(code=0)
    certificates()
    text = (PROJECT / "image/rauc/system.conf").read_text()
    for old, new in {
        "@COMPATIBLE@": "spiegelbox-virt",
        "@VERSION@": "1.3.0",
        "/dev/disk/by-partlabel/": f"{HERE}/",
        "/usr/lib/spiegelbox/rauc-backend": str(BACKEND),
        "/usr/lib/spiegelbox/rauc/pre-install": str(PROJECT / "image/rauc/handlers/pre-install"),
        "/usr/lib/spiegelbox/rauc/post-install": str(HERE / "post-install"),
        # This kernel has no device mapper, which the other formats need; the rest is as on a box.
        "bundle-formats=-plain": "bundle-formats=plain",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    Path("/etc/rauc").mkdir(exist_ok=True)
    Path("/etc/rauc/system.conf").write_text(text)
    shutil.copy(HERE / "ca.pem", "/etc/rauc/keyring.pem")
    # The handler itself, behind a card that may forget a byte just before it looks.
    forget = f"printf x | dd of={HERE}/system_a conv=notrunc bs=1 seek=99999"
    (HERE / "post-install").write_text(
        f"#!/bin/sh\n[ ! -e {HERE}/forget ] || {forget}\nexec {PROJECT}/image/rauc/handlers/post-install\n"
    )
    (HERE / "post-install").chmod(0o755)
    Path("/etc/dbus-1/system.d").mkdir(parents=True, exist_ok=True)
    shutil.copy(PROJECT / "image/rauc/dbus.conf", "/etc/dbus-1/system.d/spiegelbox-update.conf")
    Path("/run/dbus").mkdir(parents=True, exist_ok=True)
    run("dbus-daemon", "--system", "--fork")


def start(slot: str) -> None:
    """Turn the box on; its RAUC ends when the one before it is stopped."""
    for running in SERVICES:
        running.terminate()
        running.wait()
    SERVICES.clear()
    (HERE / "reboot-param").unlink(missing_ok=True)
    (HERE / "cmdline").write_text(f"rauc.slot={slot} spiegelbox.tryboot=0\n")
    SERVICES.append(subprocess.Popen(["rauc", "--mount=/run/rauc", "service"], env=ENVIRON))
    for _ in range(100):
        try:
            RAUC.state()
        except UpdaterSilent:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("RAUC does not come up")


def answer(*, code: int, words: str = "") -> None:
    """What the box's own program says when RAUC asks whether now is a good moment."""
    (HERE / "asked").write_text("")
    (HERE / "asked").chmod(0o666)
    (HERE / "program").write_text(f"#!/bin/sh\necho \"$@\" >{HERE}/asked\necho '{words}'\nexit {code}\n")
    (HERE / "program").chmod(0o755)


# -- the maker -------------------------------------------------------------------------------------


def certificates() -> None:
    signer = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,codeSigning\n"
    (HERE / "signer.ext").write_text(f"basicConstraints=CA:false\n{signer}")
    new = ("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    for name in ("ca", "rogue"):
        run(
            *new,
            "-x509",
            "-days",
            "2",
            "-subj",
            f"/CN={name}",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.pem",
        )
        run(*new, "-subj", "/CN=signer", "-keyout", f"{name}-signer.key", "-out", "signer.csr")
        run(
            *("openssl", "x509", "-req", "-in", "signer.csr", "-CA", f"{name}.pem", "-CAkey", f"{name}.key"),
            *("-CAcreateserial", "-days", "2", "-extfile", "signer.ext", "-out", f"{name}-signer.pem"),
        )


def bundle(
    version: str,
    *,
    compatible: str = "spiegelbox-virt",
    rogue: bool = False,
    images: tuple[str, ...] = ("system", "boot"),
) -> Path:
    content, path = HERE / f"content-{version}", HERE / f"{version}.raucb"
    content.mkdir()
    lines = ["[update]", f"compatible={compatible}", f"version={version}", "[bundle]", "format=plain"]
    lines += ["[meta.spiegelbox]", "state-version=4"]
    for name in images:
        size = SYSTEM_BYTES if name == "system" else BOOT_BYTES
        (content / f"{name}.img").write_bytes(f"{name} {version} ".encode() * (size // 32))
        lines += [f"[image.{name}]", f"filename={name}.img"]
    (content / "manifest.raucm").write_text("\n".join(lines) + "\n")
    who = "rogue" if rogue else "ca"
    run("rauc", f"--cert={who}-signer.pem", f"--key={who}-signer.key", "bundle", str(content), str(path))
    return path


def change_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def install(path: Path) -> None:
    RAUC.install(str(path), on_progress=lambda _: None)


# -- what must hold --------------------------------------------------------------------------------


def run(*words: str) -> None:
    done = subprocess.run(words, cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stdout, done.stderr)


def holds(what: str, right: bool) -> None:
    assert right, what
    print(f"holds: {what}", flush=True)


def refused(what: str, kind: type[Exception], do: Callable[[], object]) -> None:
    try:
        do()
    except kind as error:
        print(f"refused: {what}: {error}", flush=True)
        return
    except Exception as error:
        raise AssertionError(f"{what}: refused as {type(error).__name__}: {error}") from error
    raise AssertionError(f"{what}: not refused")


if __name__ == "__main__":
    main()
