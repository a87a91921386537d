"""Formats of text in the Data Model (data-models.md 7); only strict validation asks for them."""

import re
from datetime import date, datetime

PATTERNS = {
    "datetime": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-5][0-9]([.][0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})$",
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "phone": "^[+][1-9][0-9]{6,14}$",
    "email": r"^[^@\s]{1,64}@[^@\s.]+([.][^@\s.]+)+$",
    "language": "^[a-z]{2}$",
    "country": "^[A-Z]{2}$",
}
"""As JSON Schema writes them, too. A date and time has an offset, of UTC or another."""

EXAMPLES = {
    "datetime": "2026-11-21T15:04:05.000Z", "date": "1970-02-03", "phone": "+16175550123",
    "email": "ada@example.com", "language": "en", "country": "US",
}  # fmt: skip

_COMPILED = {name: re.compile(pattern[1:-1]) for name, pattern in PATTERNS.items()}
_LONGEST = 320
"""Nothing longer has any of these formats."""


def fits(name: str, text: str) -> bool:
    """Whether a text has the format of that name, a key of ``PATTERNS``."""
    if len(text) > _LONGEST or not _COMPILED[name].fullmatch(text):
        return False
    try:
        if name == "datetime":
            datetime.fromisoformat(text[:16])
        elif name == "date":
            date.fromisoformat(text)
    except ValueError:
        return False
    return True
