"""How a call of the system under test ended: what it says itself, and what Redox saw."""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from mock_redox.contract.calling.exchanges import Seen


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the system said of its call: done, or failed.

    A callable says that it failed when it raises, or returns ``False``, an answer that is not
    ``ok``, or a mapping with ``ok`` or ``success`` false; a URL by any status but 2xx, or such a
    mapping; a command by any exit code but 0.

    Args:
        how: ``returned``, ``raised``, ``answered``, ``exited``, or ``unreachable`` where it could
            not be called at all.
        told: a line on it for people, without secrets.
        text: all that it said, to be searched.
        held: what an object that it returned holds inside, which it did not say to anybody.
        failed: whether it says that the call failed.
        silent: it returned None; that is a failure only where a good call returns something.
        later: it will do the call later (202), so its word means nothing.
        crashed: the name of the programming error that it ended with, if it did.
    """

    how: Literal["returned", "raised", "answered", "exited", "unreachable"]
    told: str
    text: str = field(default="", repr=False)
    held: str = field(default="", repr=False)
    failed: bool = False
    silent: bool = False
    later: bool = False
    crashed: str = ""


class Way(Protocol):
    """One way to make the system do one Redox call.

    Attributes:
        named: what it is, for people.
        is_process: whether each call is a process of its own, so that nothing is kept in memory.
        zoned: whether the time zone it runs in can be set.
    """

    named: str
    is_process: bool
    zoned: bool

    def make(self, zone: str | None = None) -> Report:
        """Let it do one call, in a time zone such as ``Asia/Tokyo`` if one is given."""
        ...

    def make_at_once(self, count: int) -> list[Report]:
        """So many calls at the same time."""
        ...


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call: the system's report, and the exchanges that Redox saw meanwhile.

    Args:
        took: seconds.
    """

    report: Report
    exchanges: list[Seen] = field(default_factory=list)
    took: float = 0.0

    def token_requests(self) -> list[Seen]:
        return [each for each in self.exchanges if each.asks_token]

    def api_calls(self) -> list[Seen]:
        return [each for each in self.exchanges if each.is_api]

    @property
    def last(self) -> Seen | None:
        """The last call of the API."""
        return next(iter(self.api_calls()[::-1]), None)

    @property
    def served(self) -> bool:
        """Whether Redox did at last what was asked for."""
        return self.last is not None and self.last.authenticated

    @property
    def begins_with_a_login(self) -> bool:
        return bool(self.exchanges) and self.exchanges[0].asks_token

    @property
    def entries(self) -> list[Any]:
        return [each.entry for each in self.exchanges]

    def __str__(self) -> str:
        seen = ", ".join(map(str, self.exchanges[:8])) or "nothing"
        more = f" and {len(self.exchanges) - 8} more" if len(self.exchanges) > 8 else ""
        return f"it {self.report.told}; Redox saw {seen}{more}"
