"""What the system says about a file, in Dutch."""

from __future__ import annotations

import errno

_WORDS = {
    errno.ENOENT: "het is er niet",
    errno.ENOTDIR: "een deel van de naam is geen map",
    errno.EACCES: "u heeft hier geen rechten voor",
    errno.EPERM: "u heeft hier geen rechten voor",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "uw ruimte op de schijf is op",
    errno.EFBIG: "het bestand wordt te groot voor deze plek",
    errno.EROFS: "hier kan niet worden geschreven",
    errno.EISDIR: "dit is een map",
    errno.EIO: "de schijf of stick geeft een fout",
    errno.ENAMETOOLONG: "de naam is te lang",
    errno.EPIPE: "het programma dat meelas is gestopt",
}


def in_dutch(error: OSError) -> str:
    """Return the cause in Dutch, or the system's own words for a rare one."""
    return _WORDS.get(error.errno or 0, error.strerror or type(error).__name__)
