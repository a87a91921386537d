"""What is secret in the traffic of a client, and where it stands."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_plus

from mock_redox.contract.calling.exchanges import Seen

_SHORTEST = 8
_HIDDEN = re.compile(r"\[hidden \d+ chars #\w+\]")
"""How a journal without secrets shows one: the same mark for the same secret."""
_NOTHING = (
    "",
    "[empty]",
    "none",
    "null",
    "undefined",
    "nan",
    "false",
    "[object object]",
    "nil",
    "<nil>",
)
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")


@dataclass(frozen=True)
class Secrets:
    """What must not be found elsewhere.

    Args:
        tokens: access tokens.
        proofs: assertions, secrets and refresh tokens.
        keys: private keys, or a line of each.
    """

    tokens: frozenset[str] = field(repr=False)
    proofs: frozenset[str] = field(repr=False)
    keys: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, seen: Iterable[Seen], known: Iterable[str]) -> "Secrets":
        """Those that were carried in exchanges, and those that are known from elsewhere."""
        tokens: set[str] = set()
        proofs: set[str] = set()
        keys: set[str] = set()
        for each in seen:
            tokens |= {each.bearer} if each.is_api and each.bearer else set()
            proofs |= _proofs(each) if each.asks_token else set()
            tokens |= _issued(each) if each.asks_token else set()
        for secret in known:
            (keys if _PEM.search(secret) else proofs).add(_line(secret))
        return cls(*(frozenset(filter(_is_long, each)) for each in (tokens, proofs, keys)))

    def token_in(self, text: str) -> bool:
        return _any_in(self.tokens, text)

    def key_in(self, text: str) -> bool:
        return _any_in(self.keys, text) or bool(_PEM.search(text))

    def proof_in(self, text: str) -> str:
        """What kind of proof stands in a text, or nothing."""
        return "the secret or an assertion" if _any_in(self.proofs, text) else ""

    def anything_in(self, text: str) -> str:
        """What stands in a text, or nothing."""
        if self.key_in(text):
            return "the private key"
        return "the token" if self.token_in(text) else self.proof_in(text)


def junk(call: Seen) -> str:
    """What a call carries in place of a token, if it is nothing that could be one."""
    bearer = call.bearer
    if bearer is None:
        return "no Authorization header"
    word = bearer.strip("\"'").lower()
    if word in _NOTHING or word.startswith("<") or "variable that was never set" in call.why:
        return "a hidden word that is no token" if "[hidden" in word else f"'Bearer {bearer[:20]}'"
    return ""


def _issued(each: Seen) -> set[str]:
    answer = each.answered if isinstance(each.answered, dict) else {}
    return {str(answer[name]) for name in ("access_token", "accessToken") if answer.get(name)}


def _proofs(each: Seen) -> set[str]:
    """Of a token request; ``apiKey`` is no secret."""
    fields = each.sent if isinstance(each.sent, dict) else each.form
    names = ("client_assertion", "secret", "refreshToken", "client_secret")
    return {str(fields[name]) for name in names if fields.get(name)}


def _line(secret: str) -> str:
    """A secret of several lines by one of them, since others may fold it otherwise."""
    lines = [line for line in secret.splitlines() if "-----" not in line]
    return lines[len(lines) // 2] if len(lines) > 1 else secret


def _is_long(secret: str) -> bool:
    return len(secret) >= _SHORTEST and (" " not in secret or bool(_HIDDEN.fullmatch(secret)))


def _any_in(secrets: Iterable[str], text: str) -> bool:
    """As it stands, or as it stands in a URL, JSON or an escaped text."""
    texts = (text, unquote_plus(text))
    return any(
        form in each
        for secret in secrets
        for form in {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}
        for each in texts
    )
