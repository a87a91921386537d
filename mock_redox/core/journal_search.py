"""Finds words in exchanges as they are shown, so that nobody finds a secret by guessing at it."""

import json
from typing import TYPE_CHECKING

from mock_redox.core import redaction

if TYPE_CHECKING:
    from mock_redox.core.journal import Exchange


def has(exchange: "Exchange", words: list[str]) -> bool:
    """Whether all words stand in what is shown; they are in lower case.

    To hide the secrets of a body takes long, so that is done only where the words may stand.
    """
    pairs = (*exchange.request_headers, *exchange.response_headers)
    bodies = (exchange.request_body.lower(), exchange.response_body.lower())
    texts = (
        exchange.method, exchange.url, str(exchange.status), exchange.client, exchange.reason,
        exchange.forced, str(exchange.explanation or ""),
        *(f"{name}: {value}" for name, value in pairs),
    )  # fmt: skip
    raw = " ".join(filter(None, texts)).lower()
    for word in words:
        forms = {word.encode("utf-8", "replace"), json.dumps(word)[1:-1].encode()}
        if word not in raw and not any(form in body for body in bodies for form in forms):
            return False
    shown = [json.dumps(exchange.as_json(), ensure_ascii=False).replace('\\"', '"')]
    shown += [f"{name}: {value}" for name, value in redaction.headers(pairs)]
    whole = " ".join(shown).lower()
    return all(word in whole for word in words)
