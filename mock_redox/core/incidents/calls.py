"""Exchanges as the file holds them, with placeholders in all their texts."""

import json
import re
from datetime import datetime, timedelta
from typing import cast

from mock_redox.core.data_model.events import named
from mock_redox.core.data_model.schemas import schema_of
from mock_redox.core.data_model.schemas.outline import outline
from mock_redox.core.errors import Misuse
from mock_redox.core.failures.forced import CLIENT
from mock_redox.core.incidents.answers import Answers
from mock_redox.core.incidents.bodies import Body, text_of, written
from mock_redox.core.incidents.incident import SavedAnswer, SavedExchange, SavedFetch
from mock_redox.core.incidents.key_sets import without_keys
from mock_redox.core.incidents.plain import placeholders
from mock_redox.core.incidents.searching import API_PATHS, TOKEN_PATHS, as_json
from mock_redox.core.incidents.texts import Texts
from mock_redox.core.journal import Exchange
from mock_redox.core.ports import Failure
from mock_redox.core.times import moment

_CUT = re.compile(rb"\.\.\. \((\d+) bytes in all\)$")
_NEAR = timedelta(milliseconds=50)
"""A wall clock that is nearer to the mock's than this is the same."""
_NOT_SAVED = ("host", "content-length", "accept", "accept-encoding", "connection")
"""Headers that follow from the URL and the body, or that every client sends and no one reads."""


class Calls:
    """Writes calls.

    Args:
        lifetime: that of legacy tokens.
        whole: whether bodies of messages are kept; else only their ``Meta``.

    Attributes:
        notes: what the reader of the file has to know.
    """

    def __init__(self, texts: Texts, lifetime: timedelta, whole: bool) -> None:
        self._texts = texts
        self._answers = Answers(texts)
        self._lifetime = lifetime
        self._whole = whole
        self.notes: list[str] = []

    def learn(self, call: Exchange) -> None:
        """Give names to the tokens in the answer."""
        self._answers.learn(call.path, call.response_body)

    def saved(self, call: Exchange, fetches: tuple[Exchange, ...]) -> SavedExchange:
        hide, at = self._texts.hide, self._moment(call)
        url, query = split_url(call)
        check = call.explanation.check if call.explanation else None
        unread = check == "limit.too_large" and call.forced is None
        (body, base64), length = self._body(call, unread)
        return SavedExchange(
            id=call.id,
            at=at,
            wall=_wall(call),
            forced=None if f"by {CLIENT}" in call.reason else call.forced,
            revoked=self._revoked(call) if check == "token.revoked" and not call.forced else (),
            method=call.method,
            url=hide(url),
            query=hide(query),
            headers={
                name: self._texts.header(name, value)
                for name, value in call.request_headers
                if name not in _NOT_SAVED or (unread and name == "content-length")
            },
            body=body,
            base64=base64,
            length=length,
            unread=unread,
            fetches=tuple(self._fetch(each) for each in fetches),
            answer=self._answer(call, fetches),
        )

    def _revoked(self, call: Exchange) -> tuple[str, ...]:
        """The placeholder of the token that was voided before the call."""
        shown = self._texts.header("authorization", call.header("authorization") or "")
        return tuple(f"{{{{{name}}}}}" for name in placeholders(shown) if name.startswith("token"))

    def _moment(self, call: Exchange) -> datetime:
        """When it was. A login on a running clock says to the millisecond when it was answered."""
        told = as_json(call.response_body).get("expires")
        if not isinstance(told, str) or call.outcome != "ok":
            return call.at
        try:
            issued = moment(told) - self._lifetime
        except (Misuse, OverflowError):
            return call.at
        late = (issued - call.at) % timedelta(seconds=1)  # the rest of a lie is in whole seconds
        return call.at + late if late <= timedelta(seconds=call.took + 0.001) else call.at

    def _body(self, call: Exchange, unread: bool) -> tuple[Body, int | None]:
        """The body, or the length of one that is not in the file."""
        raw = call.request_body
        if unread or not raw:
            return Body(), None
        cut = _CUT.search(raw)
        if cut:
            self.notes.append(
                f"the journal kept only the beginning of the body of exchange {call.id} "
                "(setting journal_body); a replay sends as many bytes of nothing"
            )
            return Body(), int(cut[1])
        if self._whole or call.path not in API_PATHS:
            return written(self._texts.hide(text_of(raw))), None
        if "Meta" in as_json(raw):
            return written(self._texts.hide(_only_meta(text_of(raw)))), None
        return Body(), len(raw)

    def _fetch(self, each: Exchange) -> SavedFetch:
        text = text_of(each.response_body)
        text = without_keys(text) if each.method == "GET" else text
        if not self._whole and each.method == "POST":
            text = _only_meta(text)
        body, base64 = written(self._texts.hide(text)) if each.status is not None else Body()
        return SavedFetch(
            method=each.method,
            url=self._texts.hide(each.url),
            status=each.status,
            body=body,
            base64=base64,
            failure=cast(Failure | None, each.failure),
            problem=self._texts.hide(each.problem),
        )

    def _answer(self, call: Exchange, fetches: tuple[Exchange, ...]) -> SavedAnswer:
        check = call.explanation.check if call.explanation else None
        given = text_of(b"\n".join((call.request_body, *(e.response_body for e in fetches))))
        whole = self._answers.saved(
            call.status, call.response_headers, call.response_body, given, check
        )
        data = set(as_json(call.response_body)) - {"Meta"} if call.path in API_PATHS else ()
        if _CUT.search(call.response_body) or (data and not self._whole):
            return SavedAnswer(status=whole.status, check=check, headers=whole.headers)
        return whole


def split_url(call: Exchange) -> tuple[str, str]:
    """The URL without its query, and the query. A path may hold any sign, a ``?`` among them."""
    base = call.url[: call.url.find("/", call.url.find("://") + 3)]
    whole = base + call.path
    return whole, call.url[len(whole) + 1 :]


def _wall(call: Exchange) -> datetime | None:
    """Only assertions are judged by it."""
    if call.wall is None or call.path not in TOKEN_PATHS or abs(call.wall - call.at) < _NEAR:
        return None
    return call.wall


def _only_meta(text: str) -> str:
    """A message without what it says of patients; nothing of a text that is no message.

    The outline of its other fields stays, or it would be refused for those that it lacks.
    """
    body = as_json(text.encode("utf-8", "replace"))
    meta = body.get("Meta")
    rest = {name: value for name, value in body.items() if name != "Meta"}
    names = (meta.get("DataModel"), meta.get("EventType")) if isinstance(meta, dict) else ()
    event = named(".".join(map(str, names)))
    kept = outline(schema_of(event.data_model, event.event_type).fields, rest) if event else {}
    return json.dumps({"Meta": meta, **kept}) if "Meta" in body else ""
