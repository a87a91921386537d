"""A push on its way from the message to the wire, while a variant and a fault work on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from mock_redox.core.journal import Headers
from mock_redox.core.webhooks.messages import serialised
from mock_redox.core.webhooks.variants import Carried


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What will be sent; ``body`` is ``message`` in bytes until something changes it."""

    url: str
    headers: Headers
    message: Mapping[str, Any]
    body: bytes

    def with_message(self, message: Mapping[str, Any]) -> "Parcel":
        """Another message, and its bytes. Raises Misuse for what JSON can't hold."""
        return replace(self, message=message, body=serialised(message))

    def with_body(self, body: bytes) -> "Parcel":
        return replace(self, body=body)

    def with_header(self, name: str, value: str | None) -> "Parcel":
        """The header in place of those of its name, or with None without them; lower case."""
        others = tuple(pair for pair in self.headers if pair[0] != name)
        return replace(self, headers=others if value is None else (*others, (name, value)))


def packed(url: str, message: Mapping[str, Any], body: bytes, carried: Carried) -> Parcel:
    """The parcel with the headers of Redox (webhooks.md 3) and the token where it is carried."""
    parcel = Parcel(
        url=_with_query(url, carried),
        headers=(
            *carried.headers,
            ("application-name", "RedoxEngine"),
            ("content-type", "application/json"),
        ),
        message=message,
        body=body,
    )
    return parcel.with_message({**message, **carried.members}) if carried.members else parcel


def _with_query(url: str, carried: Carried) -> str:
    if not carried.query:
        return url
    parts = urlsplit(url)
    added = "&".join(
        f"{name}={quote(value, safe='', encoding='latin-1')}" for name, value in carried.query
    )
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))
