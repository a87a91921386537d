"""Bodies as the file holds them: text where they are text, base64 where they are not."""

from base64 import b64decode, b64encode
from typing import NamedTuple


class Body(NamedTuple):
    """One of the two."""

    body: str | None = None
    base64: str | None = None


def text_of(raw: bytes) -> str:
    """Any bytes as text, from which ``bytes_of`` makes the same bytes."""
    return raw.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def written(text: str) -> Body:
    """For the file."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return Body(base64=b64encode(bytes_of(text)).decode())
    return Body(body=text)


def read(body: str | None, base64: str | None) -> str:
    """From the file.

    Raises:
        ValueError: it is not the base64 of anything, or no text that can be sent.
    """
    text = text_of(b64decode(base64, validate=True)) if base64 is not None else body or ""
    bytes_of(text)
    return text
