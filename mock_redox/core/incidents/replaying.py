"""Makes the calls of an incident again, and says whether the answers are the same."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from mock_redox.core.incidents import bodies
from mock_redox.core.incidents.answers import Answers
from mock_redox.core.incidents.assertions import Keys, signed_anew
from mock_redox.core.incidents.comparing import Replay, Step, compared
from mock_redox.core.incidents.furnishing import furnish, settings_for
from mock_redox.core.incidents.incident import Incident, SavedExchange, SavedFetch
from mock_redox.core.incidents.key_sets import with_keys
from mock_redox.core.incidents.likes import made_up
from mock_redox.core.incidents.names import Names
from mock_redox.core.incidents.plain import placeholders
from mock_redox.core.incidents.texts import Texts
from mock_redox.core.journal import Headers, Query
from mock_redox.core.ports import Answer, Outgoing, Sender
from mock_redox.core.redox import Redox
from mock_redox.core.settings import Settings


class Request(NamedTuple):
    """A call to be made; an ``unread`` body is too large, whatever its content."""

    method: str
    url: str
    query: str
    headers: Headers
    body: bytes
    unread: bool = False


class Response(NamedTuple):
    """What came back; no status where the connection was ended."""

    status: int | None
    headers: Headers
    body: bytes


class Stage(Protocol):
    """A mock of the replay's own, with both clocks in hand. Nothing leaves it."""

    redox: Redox

    def at(self, now: datetime, wall: datetime) -> None:
        """It is now so late, and in the world outside so."""
        ...

    def perform(self, request: Request) -> Response:
        """Make a call, which is journaled."""
        ...


class Ground(NamedTuple):
    """What a stage is built from."""

    settings: Settings
    sender: Sender
    start: datetime
    run: int


def replay(incident: Incident, build: Callable[[Ground], Stage]) -> Replay:
    """Make the calls again, at their times.

    Raises:
        Misuse: a part of the incident is wrong, with its place in the file.
    """
    return _Run(incident, build).replay()


class Recorded:
    """A sender that sends nothing: it gives the answers that were recorded, each once."""

    def __init__(self) -> None:
        self._answers: deque[tuple[str, str, Answer]] = deque()
        self.surprises: list[str] = []

    def load(self, fetches: list[tuple[str, str, Answer]]) -> None:
        self._answers, self.surprises = deque(fetches), []

    def send(self, outgoing: Outgoing) -> Answer:
        for each in self._answers:
            if each[:2] == (outgoing.method, outgoing.url):
                self._answers.remove(each)
                return each[2]
        called = f"{outgoing.method} {outgoing.url}"
        self.surprises.append(f"the mock called {called}, which the recording did not")
        return Answer(failure="unreachable", problem=f"nothing was recorded of {called}")

    def left(self) -> list[str]:
        """What came otherwise than in the recording, in sentences."""
        rest = [f"the mock did not call {method} {url}" for method, url, _ in self._answers]
        return [*self.surprises, *rest]


class _Run:
    """One replay. Placeholders get their values as they are needed, or from the answers."""

    def __init__(self, incident: Incident, build: Callable[[Ground], Stage]) -> None:
        self._incident = incident
        self._names = Names()
        self._answers = Answers(Texts(self._names))
        self._keys = Keys()
        self._sender = Recorded()
        self._unsigned = {each.name: index for index, each in enumerate(incident.assertions)}
        for index, secret in enumerate(incident.secrets):
            taken = set(self._names.all().values())
            self._names.bind(secret.name, made_up(secret, taken, ("secrets", index)))
        ground = Ground(settings_for(incident), self._sender, incident.clock, incident.run)
        self._stage = build(ground)
        self._names.reserved |= {n for e in incident.exchanges for n in placeholders(e.answer)}
        furnish(self._stage.redox, incident, self._fill, self._keys)
        self._issue()

    def replay(self) -> Replay:
        return Replay(
            incident=self._incident, steps=tuple(map(self._step, self._incident.exchanges))
        )

    def _issue(self) -> None:
        """The tokens from before."""
        for token in sorted(self._incident.tokens, key=lambda each: each.issued):
            self._stage.at(token.issued, token.issued)
            text, _ = self._stage.redox.auth.tokens.issue(
                token.client,
                token.kind,
                token.environment,
                token.expires - token.issued,
                (token.source.id, token.source.name) if token.source else None,
                failure=token.failure,
            )
            self._names.bind(token.name, text)

    def _step(self, saved: SavedExchange) -> Step:
        self._stage.at(saved.at, saved.wall or saved.at)
        for token in saved.revoked:
            self._stage.redox.auth.tokens.revoke(self._fill(token))
        fetches = [self._fetched(each) for each in saved.fetches]
        self._sender.load(fetches)
        request = self._request(saved)
        response = self._stage.perform(request)
        seen = self._stage.redox.journal.find(Query(direction="in", limit=1))[0]
        self._answers.expect(placeholders(saved.answer))
        self._answers.learn(saved.path, response.body)
        given = b"\n".join((request.body, *(answer.body for _, _, answer in fetches)))
        now = self._answers.saved(
            response.status, response.headers, response.body, bodies.text_of(given),
            seen.explanation.check if seen.explanation else None,
        )  # fmt: skip
        return Step(
            saved=saved, now=now, diagnosis=seen.diagnosis(),
            differences=(*compared(saved.answer, now), *self._sender.left()),
        )  # fmt: skip

    def _request(self, saved: SavedExchange) -> Request:
        headers = tuple((name, self._fill(value)) for name, value in saved.headers.items())
        if saved.forced:
            headers += (("x-mock-redox-fail", saved.forced),)
        body = bodies.bytes_of(self._fill(bodies.read(saved.body, saved.base64)))
        return Request(
            method=saved.method,
            url=self._fill(saved.url),
            query=self._fill(saved.query),
            headers=headers,
            body=body if saved.length is None else b"x" * saved.length,
            unread=saved.unread,
        )

    def _fetched(self, saved: SavedFetch) -> tuple[str, str, Answer]:
        text = self._fill(bodies.read(saved.body, saved.base64))
        text = with_keys(text, self._keys) if saved.method == "GET" else text
        answer = Answer(
            status=saved.status,
            body=bodies.bytes_of(text),
            failure=None if saved.status is not None else saved.failure or "unreachable",
            problem=self._fill(saved.problem),
        )
        return saved.method, self._fill(saved.url), answer

    def _fill(self, text: str) -> str:
        return self._names.fill(text, self._value)

    def _value(self, name: str) -> str:
        """An assertion, signed now; or what an answer should have given and did not."""
        if name not in self._unsigned:
            return f"never-issued-{name.replace(' ', '-')}"
        index = self._unsigned.pop(name)
        saved = self._incident.assertions[index]
        text = signed_anew(saved, self._keys, self._deep, ("assertions", index))
        self._names.bind(name, text)
        return text

    def _deep(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._fill(str(name)): self._deep(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._deep(each) for each in value]
        return self._fill(value) if isinstance(value, str) else value
