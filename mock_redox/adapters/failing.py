"""``redox.fail``: a failure that a test switches on, and that has to come about."""

from types import TracebackType
from typing import TYPE_CHECKING

from mock_redox.core.failures.active import Active
from mock_redox.core.failures.model import Failure
from mock_redox.core.journal import Query

if TYPE_CHECKING:
    from mock_redox.core.redox import Redox


class NeverMet(AssertionError):
    """A failure was switched on, and no request met it."""


class Failing:
    """A failure that is switched on; as a context manager, while the block runs.

    Attributes:
        id: by which it is listed and removed.
        failure: the entry of the catalogue.
        must_fire: whether it is a fault of the test if no request meets it.
    """

    def __init__(self, core: "Redox", active: Active, must_fire: bool) -> None:
        self._core = core
        self._active = active
        self.must_fire = must_fire

    @property
    def id(self) -> str:
        return self._active.id

    @property
    def failure(self) -> Failure:
        return self._active.failure

    @property
    def fired(self) -> int:
        """Requests that met it so far."""
        return self._active.fired

    @property
    def active(self) -> bool:
        """Whether it is still switched on, be it for no further request."""
        return any(each is self._active for each in self._core.failures.all())

    def remove(self) -> None:
        """Switch it off, if it is not yet."""
        if self.active:
            self._core.failures.remove(self.id)

    @property
    def missed(self) -> str:
        """What to say of it where it had to come about and did not; else nothing."""
        if not self.must_fire or self.fired or not self.active:
            return ""
        calls = self._core.journal.find(Query(direction="in"))
        seen = (
            f"of {len(calls)} none fitted, or they failed by themselves" if calls else "none came"
        )
        where = ", ".join(self.failure.where)
        return (
            f"{self.failure.name} ({self.id}) was switched on and no request met it: {seen}. "
            f"It happens to {where}. Say must_fire=False if that is fine."
        )

    def __enter__(self) -> "Failing":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        __tracebackhide__ = True
        missed = self.missed
        self.remove()
        if missed and kind is None:
            raise NeverMet(missed)

    def __repr__(self) -> str:
        return f"<{self.failure.name} {self.id}, fired {self.fired} times>"
