"""Finds words in exchanges as they are shown, so that nobody finds a secret by guessing at it."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from mock_redox.core import redaction

if TYPE_CHECKING:
    from mock_redox.core.journal import Exchange


def has(exchange: "Exchange", words: list[str]) -> bool:
    """Whether all words stand in what is shown; they are in lower case.

    To hide the secrets of a body takes long, so that is done only where the words may stand.
    """
    pairs = (*exchange.request_headers, *exchange.response_headers)
    raw = _heads(exchange).lower()
    request = response = None
    for word in words:
        if word in raw:
            continue
        if request is None or response is None:
            request, response = exchange.request_body.lower(), exchange.response_body.lower()
        if not any(form in request or form in response for form in _forms(word)):
            return False
    shown = [json.dumps(exchange.as_json(), ensure_ascii=False).replace('\\"', '"')]
    shown += [f"{name}: {value}" for name, value in redaction.headers(pairs)]
    whole = " ".join(shown).lower()
    return all(word in whole for word in words)


def _heads(exchange: "Exchange") -> str:
    """All but the bodies, secrets included."""
    parts = [exchange.method, exchange.url, str(exchange.status), exchange.reason]
    parts += [each for each in (exchange.client, exchange.forced) if each]
    if exchange.explanation is not None:
        parts.append(str(exchange.explanation))
    pairs = (*exchange.request_headers, *exchange.response_headers)
    return " ".join([*parts, *(f"{name}: {value}" for name, value in pairs)])


@lru_cache
def _forms(word: str) -> tuple[bytes, ...]:
    """How a word may be written in a body: as it is, or as JSON escapes it."""
    plain, escaped = word.encode("utf-8", "replace"), json.dumps(word)[1:-1].encode()
    return (plain,) if plain == escaped else (plain, escaped)
