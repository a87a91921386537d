"""Wrong spellings of a verification token: each looks a little, or a lot, like the right one."""

import unicodedata

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONG = 16_384
"""Characters of a huge token: more than many receivers give a header."""

_TWINS = dict(
    zip("aceopsxyiABCEHIKMOPSTX", "асеорѕхуіАВСЕНІКМОРЅТХ", strict=True)  # noqa: RUF001
)
"""Latin letters and the Cyrillic ones that look the same."""
_WIDE = 0xFEE0
"""From an ASCII character to its full-width twin, which NFKC would turn back."""


def wrong(token: str) -> str:
    """Another token of the same length, so that no receiver can tell by the length."""
    return "".join(chr((ord(c) - 48 + 1) % 10 + 48) if c.isdigit() else _turned(c) for c in token)


def _turned(letter: str) -> str:
    if letter.lower() in _LETTERS:
        turned = _LETTERS[(_LETTERS.index(letter.lower()) + 1) % 26]
        return turned.upper() if letter.isupper() else turned
    return "x"


def case_flipped(token: str) -> str:
    """Upper case for lower case and the other way round; the same if it has no ASCII letters."""
    return "".join(c.swapcase() if c.isascii() else c for c in token)


def inner_blank(token: str) -> str:
    """A blank in the middle, where no parser trims it."""
    half = len(token) // 2
    return f"{token[:half] or token} {token[half:]}"


def percent_encoded(token: str) -> str:
    """Every character as ``%41``: who decodes a header as if it were a query takes it."""
    return "".join(f"%{byte:02X}" for byte in token.encode("latin-1"))


def look_alike(token: str) -> str:
    """Characters that look like the token's, as the UTF-8 bytes that go out, shown as Latin-1."""
    twin = "".join(_twin(c) for c in token)
    return twin.encode("utf-8").decode("latin-1")


def _twin(letter: str) -> str:
    if letter in _TWINS:
        return _TWINS[letter]
    if "!" <= letter <= "~":
        return chr(ord(letter) + _WIDE)
    apart = unicodedata.normalize("NFD", letter)
    # what has no twin is followed by a character without width
    return apart if apart != letter else letter + "\u200b"


def huge(token: str) -> str:
    """The token again and again, 16 KB long in all; it begins with the right one."""
    return (token * (_LONG // len(token) + 2))[: max(_LONG, len(token) + 1)]
