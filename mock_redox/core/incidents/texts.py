"""Finds secrets in what was sent, and puts placeholders in their place."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from mock_redox.core.incidents.assertions import JWT, parts_of
from mock_redox.core.incidents.likes import is_harmless
from mock_redox.core.incidents.names import PLACEHOLDER, Names
from mock_redox.core.journal import Headers
from mock_redox.core.redaction import ELEMENT, PART, SECRET_NAMES, is_secret_header

_FIELDS = {name for name in SECRET_NAMES if len(name) > 2} - {"ssn"}
"""Names of secrets in bodies; the patients are synthetic, and a key is known by other means."""
_ANY = "|".join(sorted(_FIELDS))
_FIELD = re.compile(
    rf"""((?:^|(?<=[&?]))(?:{_ANY})=)((?:\{{\{{[^{{}}]*\}}\}}|[^&\s])+)"""  # of a form
    rf"""|((?<![\w-])(?:{_ANY})(?:\\*["'])?\s*[:=]\s*\\*)"""  # of JSON, or of a loose text
    r"""("(?:[^"\\]|\\.)*"?|'[^']*'?|\[[^\]]*\]?|\{[^}]*\}?|[^&\s,}\]"']+)""",
    re.I,
)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_PEM = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", re.S
)
_USER = re.compile(r"(?<=//)[^/@\s]+(?=@)")
_SCHEMES = ("bearer", "basic", "digest", "token", "apikey")
_EDGES = "\"'<>,;"
_AUTHORIZATIONS = ("authorization", "proxy-authorization")


class Texts:
    """The texts of one incident. All are looked through before the first is hidden."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def find(self, text: str, jwt_kind: str = "secret") -> None:
        """Give names to the secrets in a body, a URL or an explanation."""
        text = self.names.guard(text)
        for found in JWT.finditer(text):
            self.names.give(jwt_kind if parts_of(found[0]) else "secret", found[0])
        for pattern in (_PEM, _USER):
            for found in pattern.finditer(text):
                self.names.give("secret", found[0])
        self._marked(text, self._given)
        _FIELD.sub(lambda found: self._field(found, self._given), text)

    def find_headers(self, headers: Headers, token: Callable[[str], None]) -> None:
        """The same for headers; ``token`` is told of what stands where a token should."""
        for name, value in headers:
            if name.lower() in _AUTHORIZATIONS:
                for word in value.split():
                    core = word.strip(_EDGES)
                    if not (_is_plain(core) or self.names.inside(core)):
                        token(core)
            elif is_secret_header(name):
                _ = is_harmless(value) or self.names.give("secret", value)
            else:
                self.find(value)

    def hide(self, text: str) -> str:
        text = self._marked(self.names.guard(text), self._known)
        return self.names.hide(_FIELD.sub(lambda found: self._field(found, self._known), text))

    def data(self, value: Any, name: str = "") -> Any:
        """The same for data with texts in it."""
        if isinstance(value, dict):
            return {self.hide(key): self.data(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [self.data(each) for each in value]
        if not isinstance(value, str):
            return value
        named = self.names.placeholder(value) if name.lower() in _FIELDS else None
        return named or self.hide(value)

    def header(self, name: str, value: str) -> str:
        if name.lower() in _AUTHORIZATIONS:
            value = re.sub(r"\S+", lambda found: self._word(found[0]), self.names.guard(value))
            return self.names.hide(value)
        if is_secret_header(name):
            return self.names.placeholder(value) or value
        return self.hide(value)

    def _marked(self, text: str, use: Callable[[str], str]) -> str:
        """A named secret in XML, or in a part of a form, with its value replaced."""
        for pattern in (ELEMENT, PART):
            text = pattern.sub(lambda found: found[1] + use(found[2]), text)
        return text

    def _word(self, word: str) -> str:
        core = word.strip(_EDGES)
        shown = None if _is_plain(core) else self.names.placeholder(core)
        return word.replace(core, shown) if shown and core else word

    def _field(self, found: re.Match[str], use: Callable[[str], str]) -> str:
        """A named secret with its value replaced, in whatever quotes or brackets it stands."""
        if found[1]:
            return found[1] + use(found[2])
        head, raw = found[3], found[4]
        if raw[0] in "[{" and not PLACEHOLDER.match(raw):
            return head + _STRING.sub(lambda each: f'"{use(each[0][1:-1])}"', raw)
        quote = raw[0] if raw[0] in "\"'" else ""
        closing = quote if len(raw) > 1 and raw.endswith(quote) else ""
        inner = raw[len(quote) : len(raw) - len(closing)]
        return f"{head}{quote}{use(inner)}{closing}"

    def _given(self, written: str) -> str:
        value = self._meant(written)
        plain = is_harmless(value) or PLACEHOLDER.search(written) or self.names.inside(value)
        if not plain:
            self.names.give("secret", value)
        return written

    def _known(self, written: str) -> str:
        value = self._meant(written)
        name = self.names.name(value)
        if name is None:
            return written
        how = "" if written == value else "json" if json.dumps(value)[1:-1] == written else "form"
        return f"{{{{{name}|{how}}}}}" if how else f"{{{{{name}}}}}"

    def _meant(self, written: str) -> str:
        """The value behind the escapes of a form or of JSON; as it stands if that is known."""
        value = unquote_plus(written)
        if self.names.name(written) or quote_plus(value) == written:
            return written if self.names.name(written) else value
        try:
            value = json.loads(f'"{written}"')
        except ValueError:
            return written
        return value if json.dumps(value)[1:-1] == written else written


def _is_plain(word: str) -> bool:
    return word.lower() in _SCHEMES or is_harmless(word)
