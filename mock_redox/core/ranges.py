"""Which values of the right kind a setting can work with."""

from datetime import timedelta
from typing import Any

from mock_redox.core.errors import Misuse
from mock_redox.core.times import brief
from mock_redox.core.urls import checked_url

Path = tuple[str | int, ...]

_SECOND = timedelta(seconds=1)
_SHORTEST = {
    "token_lifetime": _SECOND,  # expires_in is in whole seconds
    "sso_lifetime": _SECOND,  # so is exp
    "legacy_token_lifetime": timedelta(milliseconds=1),  # expires is in milliseconds
}
"""What the client is told of a shorter one is that the token never works."""


def check_range(name: str, value: Any, path: Path) -> None:
    """Raises Misuse if the setting ``name`` can't work with a value, which is of its kind."""
    if name in ("port", "tls_port") and not 0 <= value <= 65535:
        raise Misuse(f"{value!r} is not a port; use 0 to 65535", path)
    if name == "host" and not value:
        raise Misuse("host is empty; use 127.0.0.1, or 0.0.0.0 for every address", path)
    if name == "control_token" and not is_sendable(value or ""):
        raise Misuse("the control token is for a header: letters, digits and signs of ASCII", path)
    if name == "clock_rate" and not 0 <= value <= 1_000_000:
        raise Misuse(f"{value!r} is not a rate; use 0 to 1000000", path)
    if name.endswith("_status") and name != "destination_failure_status" and not _refuses(value):
        raise Misuse(f"{value!r} is not an HTTP status of a refusal; use 400 to 599", path)
    if name == "retry_waits":
        _check_waits(value, path)
    if name == "public_urls":
        for index, url in enumerate(value):
            checked_url(url, *path, index)
    if name not in ("seed", "clock_offset"):
        _not_negative(value, path)
    if isinstance(value, timedelta):
        _check_span(name, value, path)


def is_sendable(token: str) -> bool:
    """Whether it comes through a header as it is; none at all does, too."""
    return token.isascii() and token.isprintable() and " " not in token


def _refuses(status: int) -> bool:
    return 400 <= status <= 599


def _check_waits(waits: Any, path: Path) -> None:
    """A feed that waits for nothing would be tried for ever while the clock is moved."""
    if not 1 <= len(waits) <= 100 or min(waits) < timedelta(seconds=0.1):
        raise Misuse("retry_waits needs 1 to 100 waits, and none under 100ms", path)


def _not_negative(value: Any, path: Path) -> None:
    number = value.total_seconds() if isinstance(value, timedelta) else value
    if isinstance(number, int | float) and number < 0:
        shown = brief(value) if isinstance(value, timedelta) else repr(value)
        raise Misuse(f"{shown} is negative", path)


def _check_span(name: str, span: timedelta, path: Path) -> None:
    if abs(span) > timedelta(days=36_500):
        raise Misuse(f"{span} is longer than a hundred years", path)
    least = _SHORTEST.get(name)
    if least is not None and span < least:
        raise Misuse(f"{brief(span)} is too short for a token to work; use {brief(least)} or "
                     "more", path)  # fmt: skip
