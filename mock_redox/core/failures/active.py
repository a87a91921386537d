"""The failures that are switched on, each for so many requests."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.failures.catalogue import failure
from mock_redox.core.failures.forced import HEADER, Forced
from mock_redox.core.failures.model import Failure, Surface
from mock_redox.core.ids import Ids
from mock_redox.core.nearest import suggestion
from mock_redox.core.setup import FailureSpec

Client = Callable[[], tuple[str, ...]]
"""Finds out by what names the caller of a request is known; asked only where that matters."""

_ID = re.compile(r"[A-Za-z0-9._-]{1,60}")
MOST = 1_000
"""That can be switched on at once."""
_MANY = 1_000_000_000


@dataclass(slots=True)
class Active:
    """A failure that is switched on, and how often it came about.

    Args:
        left: requests that it still waits for; None means without end.
        seen: requests that it fitted.
        fired: those that failed by it.
    """

    id: str
    failure: Failure
    spec: FailureSpec
    left: int | None
    seen: int = 0
    fired: int = 0

    def as_json(self) -> dict[str, object]:
        spec = self.spec
        return {
            "id": self.id, "name": self.failure.name, "times": spec.times, "client": spec.client,
            "path": spec.path, "after": spec.after, "probability": spec.probability,
            "delay_seconds": _seconds(spec.delay), "jitter_seconds": _seconds(spec.jitter),
            "left": self.left, "seen": self.seen, "fired": self.fired,
        }  # fmt: skip


class Failures:
    """Those that are switched on, the oldest first.

    Attributes:
        standing: whether there is any, so that nothing else need be asked where there is none.
    """

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._lock = threading.Lock()
        self._active: dict[str, Active] = {}
        self._made = 0
        self.standing = False

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._active.clear()
            self._made = 0
            self.standing = False

    def add(self, spec: FailureSpec) -> Active:
        """Let requests fail from now on.

        Raises:
            Misuse: no such failure, a number out of range, or an id that is taken.
        """
        try:
            found = failure(spec.name)
        except Unknown as unknown:
            raise Misuse(unknown.problem, unknown.path) from None
        _check(spec)
        if "push" in found.answers and (spec.delay or spec.jitter):
            raise Misuse(f"{found.name} happens to a push, which can't come late", ("delay",))
        with self._lock:
            if len(self._active) >= MOST:
                self._drop_spent()
            if len(self._active) >= MOST:
                raise Misuse(f"{MOST} failures are switched on already; remove some")
            id_ = self._free_id() if spec.id is None else spec.id
            if id_ in self._active:
                raise Misuse(f"{id_!r} is taken by another; remove that first", ("id",))
            each = self._active[id_] = Active(id_, found, spec, spec.times)
            self.standing = True
        return each

    def _drop_spent(self) -> None:
        """Forget those that no further request will meet."""
        self._active = {id_: each for id_, each in self._active.items() if each.left != 0}

    def _free_id(self) -> str:
        while True:
            self._made += 1
            if (id_ := f"fail-{self._made}") not in self._active:
                return id_

    def require(self, id_: str) -> Active:
        """The one of that id. Raises Unknown."""
        each = self._active.get(id_)
        if each is None:
            raise Unknown(f"no active failure {id_!r:.60}; {suggestion(id_, list(self._active))}")
        return each

    def remove(self, id_: str) -> Active:
        """Switch one off. Raises Unknown."""
        with self._lock:
            each = self._active.pop(self.require(id_).id)
            self.standing = any(one.left != 0 for one in self._active.values())
        return each

    def all(self) -> list[Active]:
        return list(self._active.copy().values())

    def claim(
        self, surface: Surface, path: str, client: Client, asked: str | None = None
    ) -> Forced | None:
        """What is to happen to a request: by its header, else by the first that fits.

        Each claim uses up one of its times, so that parallel requests share them exactly;
        ``settle`` gives back what came to nothing.

        Args:
            asked: the failure that the request itself names.

        Raises:
            Misuse: the request names one that does not exist, or that can't happen there.
        """
        if asked is not None:
            return _by_header(asked, surface)
        with self._lock:
            for each in self._active.values():
                if self._fits(each, surface, path, client):
                    each.seen += 1
                    if each.seen > each.spec.after and self._chance(each):
                        if each.left is not None:
                            each.left -= 1
                        return Forced(each.failure, each.id, self._delay(each), each)
        return None

    def settle(self, forced: Forced) -> None:
        """Count what was claimed: as fired if it came about, else it is still to come."""
        each = forced.order
        if not isinstance(each, Active):
            return
        with self._lock:
            if forced.applied:
                each.fired += 1
            else:
                each.seen -= 1
                each.left = None if each.left is None else each.left + 1
            self.standing = any(one.left != 0 for one in self._active.values())

    def _fits(self, each: Active, surface: Surface, path: str, client: Client) -> bool:
        spec = each.spec
        return (
            surface in each.failure.answers
            and each.left != 0
            and (spec.path is None or fnmatchcase(path, spec.path))
            and (spec.client is None or spec.client in client())
        )

    def _chance(self, each: Active) -> bool:
        wanted = each.spec.probability
        return wanted >= 1 or self._ids.stream(f"failure:{each.id}").random() < wanted

    def _delay(self, each: Active) -> float:
        delay, jitter = each.spec.delay, each.spec.jitter.total_seconds()
        least = each.failure.delay if delay is None else delay.total_seconds()
        return least + jitter * self._ids.stream(f"delay:{each.id}").random() if jitter else least


def _by_header(name: str, surface: Surface) -> Forced:
    found = failure(name.strip())
    if surface not in found.answers:
        raise Misuse(
            f"{found.name} can't happen here; it happens to {', '.join(found.where)}", ("name",)
        )
    return Forced(found, HEADER)


def _check(spec: FailureSpec) -> None:
    if spec.times is not None and not 1 <= spec.times <= _MANY:
        raise Misuse(f"times is {spec.times}; use 1 to {_MANY:,}, or null for no end", ("times",))
    if spec.id is not None and not _ID.fullmatch(spec.id):
        raise Misuse(f"id is {spec.id!r:.80}; use 1 to 60 letters, digits, . _ and -", ("id",))
    if not 0 <= spec.after <= _MANY:
        raise Misuse(f"after is {spec.after}; use 0 to {_MANY:,}", ("after",))
    if spec.path is not None and not spec.path.startswith(("/", "*", "?", "[")):
        raise Misuse(f"path is {spec.path!r:.80}; it begins with /, and * stands for anything",
                     ("path",))  # fmt: skip
    if not 0 < spec.probability <= 1:
        raise Misuse(
            f"probability is {spec.probability:g}; use more than 0, and at most 1", ("probability",)
        )
    for name in ("delay", "jitter"):
        value = getattr(spec, name)
        if value is not None and not timedelta(0) <= value <= timedelta(hours=1):
            raise Misuse(f"{name} is {value}; use 0 to 1h", (name,))


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()
