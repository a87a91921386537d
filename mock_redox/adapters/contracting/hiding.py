"""No report shows a secret: what is known to be one is taken out of every text of it.

The journal hides secrets by the names that they stand under; a report also holds what the system
under test answered and said, where a secret may stand anywhere and in any spelling.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

from mock_redox.core import redaction
from mock_redox.core.journal import Exchange

_WHOLE = 8
"""From so many characters on a secret is hidden inside of words, too."""
_SHORTEST = 3
_LONGEST = 65_536
"""Characters of a form that are looked at."""

_RANDOM = re.compile(
    r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?:[\w-]{40,}|(?=[\w-]*\d)[\w-]{28,})(?![\w-])",
    re.ASCII,
)
"""What looks drawn by lot, as access tokens do: long, and in both cases. Ids of Redox are not."""
ANOTHER = "ANOTHER_TOKEN"
"""The variable for a token that is not the right one."""

Known = dict[str, str]
"""Secrets, each with the name of the shell variable that stands for it."""


class Hider:
    """Takes secrets out of texts.

    Args:
        known: secrets and the variables that stand for them; empty ones hide nothing.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known: Known = {secret: name for secret, name in known.items() if secret}
        forms = {form for secret in self.known for form in _spellings(secret)}
        self._pattern = _pattern({form for form in forms if len(form) >= _SHORTEST})

    def more(self, known: Mapping[str, str]) -> "Hider":
        """One that hides these, too; a name that a secret has already stays."""
        return Hider({**self.known, **{new: known[new] for new in known if new not in self.known}})

    def text(self, value: str) -> str:
        """Without what is known to be a secret, and what looks like one."""
        if self._pattern is not None:
            value = self._pattern.sub(_hidden, value)
        return _RANDOM.sub(_hidden, value)

    def tree(self, value: Any) -> Any:
        """A JSON value, its texts and names without secrets."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(name)): self.tree(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.tree(each) for each in value]
        return value

    def parts(self, value: str) -> Iterator[tuple[str, str | None]]:
        """The text in pieces, each with the variable that stands for it, if it is a secret.

        A secret in another spelling, such as in the other case, is another token.
        """
        at = 0
        for found in self._pattern.finditer(value) if self._pattern else ():
            yield value[at : found.start()], None
            yield found.group(), self._named.get(found.group(), ANOTHER)
            at = found.end()
        yield value[at:], None

    @property
    def _named(self) -> Known:
        """Escaped for JSON or a URL, a secret is still itself."""
        return {
            spelt: name
            for secret, name in self.known.items()
            for spelt in (secret, json.dumps(secret)[1:-1], *_quoted(secret))
        }


def _hidden(found: re.Match[str]) -> str:
    return redaction.hidden(found.group())


def _spellings(secret: str) -> set[str]:
    """As it stands in JSON, in Python, in a URL and in a form."""
    forms = {secret, secret.strip(), *_quoted(secret), quote(secret, safe="", errors="replace")}
    forms |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    return forms | {repr(secret)[1:-1]}


def _quoted(secret: str) -> tuple[str, str]:
    return quote(secret, errors="replace"), quote_plus(secret, errors="replace")


def _pattern(spelt: set[str]) -> re.Pattern[str] | None:
    """In any case, the longest first; a short one only as a word, or common words would go."""
    if not spelt:
        return None
    forms = [
        re.escape(form) if len(form) >= _WHOLE else rf"(?<!\w){re.escape(form)}(?!\w)"
        for form in sorted(spelt, key=len, reverse=True)
    ]
    return re.compile("|".join(forms), re.IGNORECASE)


def in_exchange(exchange: Exchange) -> Known:
    """What stands in an exchange under the name of a secret: headers, query, form and JSON."""
    found: Known = {}
    for name, value in (*exchange.request_headers, *exchange.response_headers):
        if name.lower() in redaction.SECRET_HEADERS:
            scheme, _, rest = value.strip().partition(" ")
            secret = rest.strip() if rest and scheme.isalpha() else value.strip()
            found[secret] = _variable(name, exchange)
    fields = parse_qsl(exchange.url.partition("?")[2])
    for body in (exchange.request_body, exchange.response_body):
        fields += _fields(body)
    # the people in what the mock sends are made up, and so are their numbers
    names = redaction.SECRET_NAMES - ({"ssn"} if exchange.direction == "out" else set())
    for name, value in fields:
        if name.lower() in names:
            found.setdefault(value, _variable(name, exchange))
    if exchange.direction == "in":
        for text in (exchange.url, exchange.request_body.decode("utf-8", "replace")[:_LONGEST]):
            found |= {secret: "SECRET" for secret in _RANDOM.findall(text) if secret not in found}
    return {secret: name for secret, name in found.items() if len(secret) >= _WHOLE}


def _variable(name: str, exchange: Exchange) -> str:
    if name.lower() == "authorization":
        return "ACCESS_TOKEN" if exchange.direction == "in" else ANOTHER
    plain = re.sub(r"\W+", "_", name).upper()
    return ANOTHER if plain in ("VERIFICATION_TOKEN", "VERIFICATIONTOKEN") else plain


def _fields(body: bytes) -> list[tuple[str, str]]:
    """The texts in a body by their names, however deep, whether it is JSON or a form."""
    text = body.decode("utf-8", "replace")
    try:
        return list(_members("", json.loads(text)))
    except (ValueError, RecursionError):
        return parse_qsl(text[:_LONGEST])


def _members(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _members(str(key), each)
    elif isinstance(value, list):
        for each in value:
            yield from _members(name, each)
    elif isinstance(value, str):
        yield name, value
