"""What can go wrong, by name: raised deep inside, rendered once per surface at the edge.

A client sees only what Redox would send. The ``Explanation`` that each error carries goes to the
journal, the log and the failing test.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Step:
    """One of Redox's checks on a request, in their order."""

    check: str
    verdict: Literal["passed", "failed", "not reached"]
    got: str
    expected: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a request was refused, for the person who has to mend it."""

    check: str
    """Name of what went wrong, such as ``assertion.aud_wrong``: a failure of the catalogue, if it
    is one of authentication."""
    got: str
    expected: str
    fix: str
    cause: str = ""
    """What probably made it so, if what came tells."""
    steps: tuple[Step, ...] = ()
    """All checks that such a request goes through, up to the one that failed and beyond."""

    def __str__(self) -> str:
        cause = f" Likely cause: {self.cause}." if self.cause else ""
        return f"{self.check}: got {self.got}; expected {self.expected}.{cause} Fix: {self.fix}"


class RedoxError(Exception):
    """A request that Redox would refuse.

    Attributes:
        status: the HTTP status that Redox answers.
        text: what Redox tells the client, which may be nothing.
        explanation: what the mock tells its user.
    """

    def __init__(self, status: int, text: str, explanation: Explanation) -> None:
        super().__init__(str(explanation))
        self.status = status
        self.text = text
        self.explanation = explanation


class TokenRefused(RedoxError):
    """``POST /v2/auth/token`` answers with an error; ``text`` is its ``error_description``."""


class LegacyLoginRefused(RedoxError):
    """``/auth/authenticate`` or ``/auth/refreshToken`` answers in plain text."""

    def __init__(self, status: int, text: str, explanation: Explanation, content_type: str) -> None:
        super().__init__(status, text, explanation)
        self.content_type = content_type


class BearerRefused(RedoxError):
    """An API call without a token that works."""


class MessageRefused(RedoxError):
    """A Data Model message that Redox does not accept.

    ``meta`` is what of the request's ``Meta`` is repeated in the answer.
    """

    def __init__(
        self,
        status: int,
        text: str,
        explanation: Explanation,
        *,
        kind: str = "message",
        module: str = "DataModels",
        meta: dict[str, object] | None = None,
    ) -> None:
        super().__init__(status, text, explanation)
        self.kind = kind
        self.module = module
        self.meta = meta or {}


class Misuse(ValueError):
    """The mock itself was asked for something it can't do: a wrong setting, key, name or value.

    Attributes:
        path: where in the input, such as ``("clients", 0, "client_id")``.
        problem: one sentence that says what came, what was expected and how to fix it.
    """

    def __init__(self, problem: str, path: tuple[str | int, ...] = ()) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"{dotted(path)}: {problem}" if path else problem)


class Unknown(Misuse):
    """Nothing has that id, name or address."""


def dotted(path: tuple[str | int, ...]) -> str:
    """``("clients", 0, "jwks")`` as a person writes it: ``clients[0].jwks``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text
