"""Certificates for a scenario: a municipality's own authority with a signer, and somebody else's. Each run
anew.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

_SIGNER = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,codeSigning\n"
_SERVER = (
    "subjectAltName=IP:10.0.2.2,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n"
    "authorityKeyIdentifier=keyid\n"  # Python believes no server without
)


@dataclass(frozen=True, slots=True)
class Authority:
    """A folder with ca.pem, and a certificate with its key for each name that was issued."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "ca.pem"

    def issued(self, name: str) -> tuple[Path, Path]:
        """Return certificate and key of ``name``."""
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"


def authority(folder: Path) -> Authority:
    """Make an authority with a ``signer`` of software and a ``server``, or return what is there."""
    made = Authority(folder)
    if made.certificate.is_file():
        return made
    folder.mkdir(parents=True)
    _openssl(
        *("req", "-x509", *_key(folder / "ca.key"), "-days", "3650", "-subj", f"/CN={folder.name}"),
        *("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"),
        *("-out", folder / "ca.new"),
    )
    for name, extensions in (("signer", _SIGNER), ("server", _SERVER)):
        request, how = folder / f"{name}.csr", folder / f"{name}.cnf"
        how.write_text(extensions)
        _openssl("req", "-new", *_key(folder / f"{name}.key"), "-subj", f"/CN={name}", "-out", request)
        _openssl(
            *("x509", "-req", "-in", request, "-CA", folder / "ca.new", "-CAkey", folder / "ca.key"),
            *("-days", "3650", "-extfile", how, "-out", folder / f"{name}.pem"),
        )
    (folder / "ca.new").rename(made.certificate)
    return made


def _key(file: Path) -> tuple[str | Path, ...]:
    return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file)


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)
