"""What is asked for: which exchanges, and in which form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Form = Literal["incident", "pytest", "har", "curl"]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Numbers, a time, or the last failure when it is neither.

    Args:
        ids: such as ``12`` or ``12..15``.
        since: from this moment on.
        until: before this moment.
    """

    ids: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_last_failure(self) -> bool:
        return not (self.ids or self.since or self.until)
