"""How fast the keyring forgets: ``python -m tests.bench.keyring_speed [--entries 1000] [--rounds 50]``.

One round is one shred: a new key, the ring without the entry, the old key erased, all of it durable. On file
slots in ``--folder`` (a real disk, because syncing is the price), and on a TPM when ``--tcti`` names one.
The entries are as large as real ones: a post-quantum header for three recipients, and a review blob.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from appliance.crypto.header import make_header
from appliance.crypto.identities import new_identity
from appliance.crypto.keyring import Keyring, KeyringEntry
from appliance.crypto.ring import Ring, seal_ring
from appliance.crypto.slots import SLOT_BYTES, SlotPair
from appliance.store.durable_file import DurableFile
from appliance.store.slots_of import slots_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--folder", type=Path, default=Path.cwd())
    parser.add_argument("--tcti", default="", help="such as device:/dev/tpmrm0")
    args = parser.parse_args()
    rows = {}
    for kind in ("file", "tpm2")[: 2 if args.tcti else 1]:
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            rows[kind] = _measured(Path(folder), kind, args)
    print("| slots | shred, median | slowest | only to replace a file of this size |\n|---|---|---|---|")
    for kind, figures in rows.items():
        print(f"| {kind} | {figures} |")


def _measured(folder: Path, kind: str, args: argparse.Namespace) -> str:
    slots = slots_of(kind, folder=folder, path=args.tcti if kind == "tpm2" else "")
    file, names = DurableFile(folder / "ring"), [f"{n:032x}" for n in range(args.entries + args.rounds)]
    _fill(file, slots, names)
    keyring = Keyring(file, slots)
    shreds, plain = list[float](), list[float]()
    for name in names[: args.rounds]:
        shreds.append(_ms(partial(keyring.remove, name)))
        content = file.read() or b""
        plain.append(_ms(partial(DurableFile(folder / "plain").replace, content)))
    print(f"ring of {len(content):,} bytes, {len(keyring.ids())} entries left")
    figures = (statistics.median(shreds), max(shreds), statistics.median(plain))
    return " | ".join(f"{figure:.1f} ms" for figure in figures)


def _fill(file: DurableFile, slots: SlotPair, names: list[str]) -> None:
    key, recipients = os.urandom(SLOT_BYTES), [new_identity(pq=True).recipient for _ in range(3)]
    release = make_header(os.urandom(16), recipients)
    slots.write(0, key)
    slots.erase(1)  # a TPM may have been used before
    entries = {name: KeyringEntry(release, os.urandom(51)) for name in names}
    file.replace(seal_ring(Ring(0, entries), key))


def _ms(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
