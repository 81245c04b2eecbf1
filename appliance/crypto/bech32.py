"""Bech32: how age writes its keys, so that a slip of the pen is noticed.

Source: BIP173, without its limit on length (C2SP age.md, "Conventions"). This room knows letters and a
checksum. It must never know what a key is for.
"""

from __future__ import annotations

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LETTERS = 6


def encode(prefix: str, data: bytes) -> str:
    """Write bytes behind a lower-case human-readable prefix."""
    words = _regroup(data, 8, 5, pad=True)
    polymod = _polymod([*_expand(prefix), *words, *[0] * _CHECKSUM_LETTERS]) ^ 1
    words += [polymod >> 5 * (_CHECKSUM_LETTERS - 1 - i) & 31 for i in range(_CHECKSUM_LETTERS)]
    return prefix + "1" + "".join(_LETTERS[word] for word in words)


def decode(text: str) -> tuple[str, bytes]:
    """Read a text that is all lower case or all upper case.

    Returns: The prefix in lower case, and the bytes.

    Raises: ValueError (mixed case, an impossible letter, a wrong checksum or loose bits at the end).
    """
    # ASCII first: a Kelvin sign would become an ordinary k in lower case.
    if not text.isascii() or text not in (text.lower(), text.upper()):
        raise ValueError("mixed case or a foreign letter")
    prefix, separator, letters = text.lower().rpartition("1")
    if not separator or not prefix or len(letters) < _CHECKSUM_LETTERS:
        raise ValueError("no prefix or no checksum")
    if any(not "!" <= letter <= "~" for letter in prefix):
        raise ValueError("impossible letter in the prefix")
    try:
        words = [_LETTERS.index(letter) for letter in letters]
    except ValueError:
        raise ValueError("impossible letter") from None
    if _polymod([*_expand(prefix), *words]) != 1:
        raise ValueError("wrong checksum")
    return prefix, bytes(_regroup(words[:-_CHECKSUM_LETTERS], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(words: list[int]) -> int:
    checksum = 1
    for word in words:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ word
        for bit, term in enumerate(_GENERATOR):
            checksum ^= term if top >> bit & 1 else 0
    return checksum


def _regroup(words: bytes | list[int], width: int, new_width: int, *, pad: bool) -> list[int]:
    """Cut a row of ``width``-bit numbers into ``new_width``-bit numbers."""
    held, bits, regrouped = 0, 0, []
    for word in words:
        held = (held << width | word) & 0xFFF  # never more than 12 bits in hand
        bits += width
        while bits >= new_width:
            bits -= new_width
            regrouped.append(held >> bits & (1 << new_width) - 1)
    left_over = held & (1 << bits) - 1
    if pad and bits:
        regrouped.append(left_over << new_width - bits)
    elif not pad and (bits >= width or left_over):
        raise ValueError("loose bits at the end")
    return regrouped
