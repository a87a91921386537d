"""What a failure is: an entry of the catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from mock_redox.core.errors import Misuse

Surface = Literal["token", "login", "refresh", "data_model", "fhir", "push"]
"""Where it happens: the token endpoint, the two legacy ones, the two APIs, a push to your code."""

Stage = Literal["form", "assertion", "issue", "login", "header", "grant", "before", "after", "push"]
"""What is changed to make it happen: a token request's form or assertion, the token that is issued
for it, a legacy login, an API call's header or what its token stands for, the exchange before it
is thought about or its answer, a push."""

Mark = Literal["documented", "observed", "assumed", "mock's own"]

JSON = "application/json; charset=utf-8"
FHIR_JSON = "application/fhir+json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"


def unchanged(_: Any) -> None:
    """For failures in which nothing of the request is changed."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer to the letter, under the settings' defaults.

    ``status`` None: none comes. ``body`` None: the usual one, which differs each time.
    """

    status: int | None
    content_type: str = ""
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A way in which authentication fails.

    Args:
        name: ``family.kind``; also the name of the check in the explanation, where it comes about
            by itself.
        says: what it is, in a sentence.
        answers: what Redox answers, by where it happens.
        mark: how certain that is; ``source`` says from where it is known.
        causes: the usual ones, the most likely first.
        fix: how it is mended.
        sound: what a sound client (or receiver) does.
        stage: what is changed to make it happen, by ``change``.
        settings: what must be set so for Redox's checks to refuse it.
        checks: the names in the explanation, where those are others.
        delay: seconds that pass before the answer.
    """

    name: str
    says: str
    answers: Mapping[Surface, Told]
    mark: Mark
    source: str
    causes: tuple[str, ...]
    fix: str
    sound: str
    stage: Stage
    change: Callable[[Any], None] = unchanged
    settings: Mapping[str, Any] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    delay: float = 0.0

    @property
    def family(self) -> str:
        return self.name.partition(".")[0]

    @property
    def where(self) -> tuple[Surface, ...]:
        return tuple(self.answers)

    @property
    def refused_by(self) -> tuple[str, ...]:
        """The names that the explanation may have where it comes about."""
        return self.checks or (self.name,)

    @property
    def may_pass(self) -> bool:
        """Whether a request that meets it can be answered as if nothing were wrong."""
        return any(told.status == 200 for told in self.answers.values())

    @property
    def page(self) -> str:
        """Where it is documented, among the pages of this project."""
        return f"docs/failures/{self.family}.md#{self.name.replace('.', '')}"

    @property
    def client_id(self) -> str:
        """The id whose owner always fails so, as OAuth client and as legacy key."""
        return magic_id(self.name)

    @property
    def secret(self) -> str:
        """The secret with which any legacy key always fails so."""
        return f"{MAGIC_SECRET}{self.name}"

    @property
    def magic(self) -> bool:
        """Whether a client can ask for it by its id."""
        return "push" not in self.answers

    @property
    def owners(self) -> tuple[str, ...]:
        """Who meets it always by their id: an OAuth client, a legacy key, or both."""
        where, calls = set(self.answers), {"data_model", "fhir"}
        oauth, legacy = where & {"token", *calls}, where & {"login", "refresh", *calls}
        who = (("client id", oauth), ("API key", legacy))
        return tuple(name for name, meets in who if meets) if self.magic else ()

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name, "says": self.says, "where": list(self.where),
            "answers": {
                where: {
                    "status": told.status, "content_type": told.content_type, "body": told.body,
                    "headers": dict(told.headers),
                }
                for where, told in self.answers.items()
            },
            "mark": self.mark, "source": self.source, "causes": list(self.causes),
            "fix": self.fix, "sound": self.sound, "page": self.page,
            "client_id": self.client_id if self.magic else None,
            "secret": self.secret if "API key" in self.owners else None,
        }  # fmt: skip


LATER: tuple[Stage, ...] = ("header", "grant")
"""Stages of failures that a client meets with its token, and not when it gets one."""

OUTSIDE: tuple[Stage, ...] = ("before", "after", "push")
"""Stages of failures that none of Redox's checks has a part in."""

MAGIC_ID = "fa11ed00-"
MAGIC_SECRET = "fail:"  # noqa: S105  (the beginning of one)


def magic_id(name: str) -> str:
    """A uuid that stands for a failure: ``fa11ed00`` ("failed") and a digest of its name."""

    digest = sha256(name.encode()).hexdigest()
    return f"{MAGIC_ID}{digest[:4]}-4{digest[4:7]}-8{digest[7:10]}-{digest[10:22]}"


def magic_cause(id_: str) -> str:
    """Why an id that looks as if it asked for a failure is known to nobody."""
    told = "as ids that ask for failures do, and stands for none"
    return f"it begins with {MAGIC_ID} {told}" if id_.startswith(MAGIC_ID) else ""


def not_magic(id_: str, field: str) -> None:
    """Raises Misuse for an id that could ask for a failure."""
    if id_.startswith(MAGIC_ID):
        raise Misuse(f"ids that begin with {MAGIC_ID!r} ask for failures; take another", (field,))
