"""From the journal to what the rules for clients see, and from a journal elsewhere to ours."""

import re
from collections.abc import Mapping
from typing import Any

from mock_redox.contract.calling.exchanges import Seen
from mock_redox.core import redaction
from mock_redox.core.errors import Explanation
from mock_redox.core.journal import Exchange, Headers
from mock_redox.core.times import moment


def seen_of(exchange: Exchange) -> Seen:
    """An exchange as the rules see it, its secrets with it: they look for them."""
    why = exchange.explanation
    return Seen(
        number=exchange.id,
        method=exchange.method,
        url=exchange.url,
        path=exchange.path,
        status=exchange.status,
        headers=exchange.request_headers,
        body=exchange.request_body.decode("utf-8", "replace"),
        answer=exchange.response_body.decode("utf-8", "replace"),
        client=exchange.client,
        check=why.check if why else "",
        why=redaction.text(str(why)) if why else "",
        entry=exchange,
    )


def exchange_of(told: Mapping[str, Any]) -> Exchange:
    """An exchange from the control API, in which secrets are hidden already."""
    why, request, response = told["explanation"] or {}, told["request"], told["response"]
    names = ("check", "got", "expected", "fix", "cause")
    return Exchange(
        id=told["id"],
        at=moment(told["at"]),
        direction=told["direction"],
        method=told["method"],
        url=told["url"],
        path=told["path"],
        request_headers=_pairs(request["headers"]),
        request_body=request["body"].encode(),
        status=told["status"],
        response_headers=_pairs(response["headers"]),
        response_body=response["body"].encode(),
        took=told["took_ms"] / 1000,
        outcome=told["outcome"],
        client=told["client"],
        reason=told["reason"],
        explanation=Explanation(**{name: why[name] for name in names}) if "check" in why else None,
        forced=told["forced"],
    )


def _pairs(headers: list[list[str]]) -> Headers:
    return tuple((name, value) for name, value in headers)


_MARK = re.compile(r"\[hidden \d+ chars #\w+\]")
_WORD = re.compile(r"[\w.~+/=-]{16,}")
"""What could be a token."""


def marks_in(exchange: Exchange) -> set[str]:
    """The marks that stand for secrets in it."""
    texts = [exchange.request_body.decode(), exchange.response_body.decode()]
    texts += [value for _, value in exchange.request_headers]
    return {mark for text in texts for mark in _MARK.findall(text)}


def marked(exchange: Exchange, known: set[str]) -> Exchange:
    """With marks where a secret stands openly, since its name does not say that it is one."""

    def hide(text: str) -> str:
        return _WORD.sub(lambda found: _mark(found.group(), known), text)

    return exchange._replace(
        url=hide(exchange.url),
        request_headers=tuple((name, hide(value)) for name, value in exchange.request_headers),
        request_body=hide(exchange.request_body.decode()).encode(),
    )


def _mark(word: str, known: set[str]) -> str:
    mark = redaction.hidden(word)
    return mark if mark in known else word
