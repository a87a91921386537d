"""What core asks of the outside: a way to send, and people and messages to show."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from mock_redox.core.journal import Headers

if TYPE_CHECKING:
    from mock_redox.core.plots import Plot, Scene

Manner = Literal["whole", "slow", "half", "cut", "silent"]
"""How a request goes on the wire: ``whole`` as usual; ``slow`` with pauses in its body; ``half``
of its body, then the end; ``cut`` off after the body, its answer unread; ``silent``, connected
and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom a request may go to, and whose certificate is good; the settings of the same names."""

    allowed_targets: tuple[str, ...] = ()
    tls_ca: str | None = None
    tls_insecure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request that the mock sends, its headers exactly as they go on the wire.

    A ``content-length`` or ``transfer-encoding`` among them stands as it is, even if it is a lie.
    """

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    timeout: timedelta
    max_bytes: int = 10_000_000
    manner: Manner = "whole"
    reach: Reach = Reach()


Failure = Literal[
    "unreachable", "timeout", "closed", "too_large", "bad_url", "tls", "not_http", "forbidden"
]
"""Why there is no status; ``forbidden`` means that nothing was sent to so strange a target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: a status, or the kind of failure and a sentence about it."""

    status: int | None = None
    headers: Headers = ()
    body: bytes = b""
    took: float = 0.0
    failure: Failure | None = None
    problem: str = ""

    @property
    def lack(self) -> str:
        """What there is in place of a status, such as ``no answer: the host is not known``."""
        got = "too large an answer" if self.failure == "too_large" else "no answer"
        return f"{got}: {self.problem}"

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Sender(Protocol):
    """Sends one request. Never raises: a failure is an ``Answer`` without status."""

    def send(self, outgoing: Outgoing) -> Answer: ...


class Samples(Protocol):
    """People who do not exist, and messages about them. The same seed gives the same."""

    def patients(self) -> Sequence[Mapping[str, Any]]:
        """Patients as the Data Model writes them, with all that a search may return."""
        ...

    def events(self) -> Sequence[str]:
        """The events that ``message`` can make: all, answers included."""
        ...

    def message(self, event: str, at: datetime, patient: str | None = None) -> dict[str, Any]:
        """The body of an event; of ``Meta`` it has what only this event has, if anything.

        Args:
            event: such as ``PatientAdmin.Arrival``.
            at: now; what the message tells of happened before or lies ahead, as its event says.
            patient: a name or an identifier, whose visit goes on from message to message; None is
                a new visit of the next patient.

        Raises:
            Misuse: there is no such event, or no such patient.
        """
        ...

    def plots(self) -> "Sequence[Plot]":
        """The stories that ``story`` can tell."""
        ...

    def story(
        self, name: str, at: datetime, patients: int | None = None, patient: str | None = None
    ) -> "Sequence[Scene]":
        """The messages of a story, of all its patients, in the order of their moments.

        Args:
            at: now, when the first patient's story begins.
            patients: of how many; the story's own number when not given.
            patient: a name or an identifier of the only one; None is the next ones in turn.

        Raises:
            Misuse: there is no such story or patient, or nobody whom it fits, or not so many.
        """
        ...

    def told(
        self, event: str, around: datetime, ids: Collection[str] | None = None
    ) -> Iterable[Mapping[str, Any]]:
        """What messages of an event say of all that is so around a moment, without ``Meta``.

        It is the same whenever and in whichever order one asks, but for visits that messages of
        ``message`` told of, which are there from then on.

        Args:
            event: such as ``Scheduling.New``: everybody's appointments.
            around: visits of some weeks before and after count.
            ids: only of patients who have one of these numbers; None is of all.
        """
        ...

    def terms(self) -> Sequence[Mapping[str, str]]:
        """Codes, each with ``Code``, ``Codeset``, ``Name`` and ``Category``."""
        ...

    def rewind(self) -> None:
        """Start again with the first person."""
        ...


class Store(Protocol):
    """Keeps what waits in feeds, and destinations, beyond the end of the process.

    The order of ``put`` is kept.

    Attributes:
        starts: how often a mock began with it before, or with ``fresh_ids`` any number, so that
            this one makes other ids.
    """

    starts: int

    def put(self, id_: str, record: Mapping[str, Any]) -> None:
        """Keep a record that JSON can hold; it is safe when this returns."""
        ...

    def remove(self, id_: str) -> None: ...

    def reorder(self, ids: Sequence[str]) -> None:
        """These stand in this order from now on, in the places that they have together."""
        ...

    def clear(self) -> None: ...

    def load(self) -> Sequence[Mapping[str, Any]]:
        """All records, in order."""
        ...

    def keep(self, id_: str, destination: Mapping[str, Any]) -> None:
        """Keep a destination as it is now."""
        ...

    def forget(self, id_: str) -> None:
        """Keep this destination no longer."""
        ...

    def kept(self) -> Sequence[Mapping[str, Any]]:
        """The destinations, in the order in which they came."""
        ...


class Notation(Protocol):
    """Writes plain data as a file for people."""

    def write(self, data: Mapping[str, Any], remark: str) -> str:
        """The text of the file; the remark is for its reader."""
        ...


class JsonNotation:
    """JSON, which has no place for a remark."""

    def write(self, data: Mapping[str, Any], remark: str) -> str:
        return json.dumps(data, indent=2)


class NoStore:
    """Keeps nothing."""

    starts = 0

    def put(self, id_: str, record: Mapping[str, Any]) -> None: ...

    def remove(self, id_: str) -> None: ...

    def reorder(self, ids: Sequence[str]) -> None: ...

    def clear(self) -> None: ...

    def load(self) -> Sequence[Mapping[str, Any]]:
        return ()

    def keep(self, id_: str, destination: Mapping[str, Any]) -> None: ...

    def forget(self, id_: str) -> None: ...

    def kept(self) -> Sequence[Mapping[str, Any]]:
        return ()
