"""What messages wrote: the latest of those that were taken, to be asked for afterwards."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST = 2_000
"""So many messages are kept."""

MOST_BYTES = 64_000_000
"""And so many bytes of them."""


@dataclass(frozen=True, slots=True)
class Record:
    """A message that was taken."""

    event: str
    at: datetime
    body: Mapping[str, Any]
    size: int


class Records:
    """Bounded: the oldest are forgotten first."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._kept: deque[Record] = deque()
        self._size = 0

    def add(self, record: Record) -> None:
        self._kept.append(record)
        self._size += record.size
        while len(self._kept) > MOST or (self._size > MOST_BYTES and len(self._kept) > 1):
            self._size -= self._kept.popleft().size

    def __iter__(self) -> Iterator[Record]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)
