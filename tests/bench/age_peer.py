"""One side of a pair: a whole file through our age, in a process of its own: ``... seal|open KEY IN OUT``."""

from __future__ import annotations

import sys
from pathlib import Path

from appliance.crypto.age_file import decrypt_stream, encrypt_stream
from appliance.crypto.identities import read_identities


def main(job: str, key_file: str, source: str, target: str) -> None:
    (identity,) = read_identities(Path(key_file).read_text(encoding="utf-8"))
    with Path(source).open("rb", buffering=0) as clear, Path(target).open("wb", buffering=0) as out:
        pieces = (
            encrypt_stream(clear, [identity.recipient])
            if job == "seal"
            else decrypt_stream(clear, [identity])
        )
        for piece in pieces:
            out.write(piece)


if __name__ == "__main__":
    main(*sys.argv[1:])
