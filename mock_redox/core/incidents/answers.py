"""Answers as the file holds them: what the mock makes anew each time has a placeholder."""

import re
from collections import Counter
from collections.abc import Iterator

from mock_redox.core.incidents.bodies import text_of, written
from mock_redox.core.incidents.incident import SavedAnswer
from mock_redox.core.incidents.searching import LOGIN_PATHS
from mock_redox.core.incidents.texts import Texts
from mock_redox.core.journal import Headers

_TOKENS = {"access_token": "token", "accessToken": "token", "refreshToken": "refresh"}
_TOKEN = re.compile(rf'"({"|".join(_TOKENS)})"[:=]"([^"]+)')
_SECTION = re.compile(r'"(Logs|Errors|Message|Transmission)"[:=][\[{][^\]]*')
_ID = re.compile(r'"(ID|AttemptID)"[:=]"?([^",}\]]+)')
"""In the text, since a forced failure may have broken the JSON or cut it off."""
_KINDS = {
    ("Logs", "ID"): "log", ("Logs", "AttemptID"): "attempt", ("Errors", "ID"): "error",
    ("Message", "ID"): "message", ("Transmission", "ID"): "transmission",
}  # fmt: skip
_LENGTH = "content-length"
"""Follows from the body, and would differ with the length of an id."""


class Answers:
    """Writes answers; the same for those in the journal and those of a replay."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._counted: Counter[str] = Counter()
        self._expected: list[str] = []

    def expect(self, names: list[str]) -> None:
        """The names in the recorded answer: the next one gets these, so far as it has such ids."""
        self._expected = names
        for kind, number in reversed([name.split(" ") for name in names]):
            self._counted[kind] = int(number) - 1  # at last that of the first of its kind

    def learn(self, path: str, body: bytes) -> None:
        """Give names to the tokens that a login answers."""
        names = self._texts.names
        for field, value in _TOKEN.findall(text_of(body)) if path in LOGIN_PATHS else ():
            if names.name(value) is None:
                kind = _TOKENS[field]
                free = [n for n in self._expected if n.startswith(kind) and names.value(n) is None]
                names.bind(free[0] if free else names.new(kind), value)

    def saved(
        self, status: int | None, headers: Headers, raw: bytes, given: str, check: str | None
    ) -> SavedAnswer:
        """An answer as the file holds it.

        Args:
            given: all that the answer may repeat of what it was sent; ids in it were not made here.
        """
        text, pieces, at = self._texts.hide(text_of(raw)), [], 0
        for kind, start, end in _ids(text):
            if f'"{text[start:end]}"' not in given:
                self._counted[kind] += 1
                pieces += [text[at:start], f"{{{{{kind} {self._counted[kind]}}}}}"]
                at = end
        text = "".join([*pieces, text[at:]])
        told = {name: self._texts.header(name, v) for name, v in headers if name.lower() != _LENGTH}
        body, base64 = written(text)
        return SavedAnswer(status=status, check=check, headers=told, body=body, base64=base64)


def _ids(text: str) -> Iterator[tuple[str, int, int]]:
    """The ids that the mock made: the kind of each, and where in the text it stands."""
    for section in _SECTION.finditer(text):
        for found in _ID.finditer(section[0]):
            kind = _KINDS.get((section[1], found[1]))
            if kind:
                start = section.start() + found.start(2)
                yield kind, start, start + len(found[2])
