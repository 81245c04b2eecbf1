"""RAUC's command and busctl's for machines that have none: the words of RAUC 1.13, on slots that are files.

It runs the real boot loader backend and the real post-install handler. That RAUC itself speaks and behaves so
is what tests/system/real_rauc.py is for. A bundle is a folder with manifest.json; over https it is looked up
in the folder that RAUC_SERVER names.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

HOME = Path(os.environ["RAUC_HOME"])
RAUC = Path(__file__).parents[2] / "image/rauc"
STATUS = HOME / "central.json"
NUMBER = {"A": 0, "B": 1}


def main(words: list[str]) -> int:
    match words:
        case ["status", "--detailed", "--output-format=json"]:
            print(json.dumps(state()))
        case ["status", "mark-active", "other"]:
            return backend("set-primary", other())
        case ["status", "mark-good", "booted"]:
            return backend("set-state", booted(), "good")
        case ["--json=short", *_, "InspectBundle", "sa{sv}", bundle, "0"]:
            return info(bundle)
        case ["--json=short", *_, "InspectBundle", "sa{sv}", bundle, "1", "tls-ca", "s", _]:
            return info(bundle)
        case ["install", *_, bundle]:
            return install(bundle)
    return 0


def backend(*words: str) -> int:
    return subprocess.run([str(RAUC / "tryboot-backend"), *words], check=False).returncode


def asked(*words: str) -> str:
    return subprocess.run(
        [str(RAUC / "tryboot-backend"), *words], capture_output=True, text=True, check=True
    ).stdout.strip()


def booted() -> str:
    return asked("get-current")


def other() -> str:
    return "B" if booted() == "A" else "A"


def kept() -> dict[str, dict[str, object]]:
    return json.loads(STATUS.read_text()) if STATUS.exists() else {}


def state() -> dict[str, object]:
    slots = [
        {
            f"system.{NUMBER[name]}": {
                "class": "system",
                "bootname": name,
                "state": "booted" if name == booted() else "inactive",
                "boot_status": asked("get-state", name),
                "slot_status": kept().get(name, {"bundle": {"compatible": None}}),
            }
        }
        for name in "AB"
    ]
    slots += [
        {f"boot.{number}": {"class": "boot", "bootname": None, "state": "inactive"}} for number in (0, 1)
    ]
    return {
        "compatible": "spiegelbox-pi",
        "booted": booted(),
        "boot_primary": f"system.{NUMBER[asked('get-primary')]}",
        "slots": slots,
    }


def manifest_of(bundle: str) -> dict[str, object] | None:
    place = (
        Path(os.environ["RAUC_SERVER"], Path(bundle).name) if bundle.startswith("https:") else Path(bundle)
    )
    if not (place / "manifest.json").exists():
        print(f"Failed to stat bundle {bundle}: No such file", file=sys.stderr)
        return None
    told: dict[str, object] = json.loads((place / "manifest.json").read_text())
    if not told["signed"]:
        print(
            "signature verification failed: Verify error: unable to get local issuer certificate",
            file=sys.stderr,
        )
        return None
    return told | {
        "place": str(place),
        "hash": hashlib.sha256((place / "manifest.json").read_bytes()).hexdigest(),
    }


def info(bundle: str) -> int:
    told = manifest_of(bundle)
    if told is None:
        return 1

    def text(value: object) -> dict[str, object]:
        return {"type": "s", "data": str(value)}

    update = {"version": text(told["version"]), "compatible": text(told["compatible"])}
    row = {
        "update": {"type": "v", "data": {"type": "a{sv}", "data": update}},
        "manifest-hash": text(told["hash"]),
        "meta": {
            "type": "v",
            "data": {"type": "a{sa{ss}}", "data": {"spiegelbox": {"state-version": str(told["writes"])}}},
        },
    }
    print(json.dumps({"type": "a{sv}", "data": [row]}))
    return 0


def install(bundle: str) -> int:
    told = manifest_of(bundle)
    if told is None:
        print("LastError: Failed to check bundle")
        return 1
    if told["compatible"] != "spiegelbox-pi":
        print(
            "LastError: Compatible mismatch: Expected 'spiegelbox-pi' "
            f"but bundle manifest has '{told['compatible']}'"
        )
        return 1
    slot = other()
    if backend("set-state", slot, "bad") != 0:
        print("LastError: Failed marking slot as bad")
        return 1
    print("  0% Installing\n 40% Copying image to system", flush=True)
    device = HOME / f"system_{slot}"
    image = Path(str(told["place"]), "system.img")
    device.write_bytes(image.read_bytes() if told["arrives_whole"] else b"half")
    kept_now = kept() | {
        slot: {
            "bundle": {"compatible": told["compatible"], "version": told["version"], "hash": told["hash"]},
            "installed": {"timestamp": told["at"], "count": 1},
        }
    }
    STATUS.write_text(json.dumps(kept_now))
    handled = subprocess.run(
        [str(RAUC / "handlers/post-install")],
        env=os.environ
        | {
            "SPIEGELBOX_BACKEND": str(RAUC / "tryboot-backend"),
            "RAUC_TARGET_SLOTS": "1",
            "RAUC_BUNDLE_MOUNT_POINT": str(told["place"]),
            "RAUC_SLOT_NAME_1": "system",
            "RAUC_SLOT_DEVICE_1": str(device),
            "RAUC_SLOT_BOOTNAME_1": slot,
            "RAUC_IMAGE_NAME_1": "system.img",
            "RAUC_IMAGE_DIGEST_1": str(told["digest"]),
        },
        capture_output=True,
        check=False,
    )
    if handled.returncode != 0:
        print("LastError: Installation error: Post-install handler error: Child process exited with code 1")
        return 1
    print("100% Installing done.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
