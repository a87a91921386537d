"""The logs of the system under test: files that the user names, and records in this process."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from mock_redox.core.errors import Misuse


class LogFiles:
    """Files, from where they ended when the rule began.

    Raises:
        Misuse: a file can't be read.
    """

    def __init__(self, names: Sequence[Path]) -> None:
        self._begun = {name: _size(name) for name in names}

    def since(self) -> Mapping[str, str]:
        return {str(name): _read(name, begun) for name, begun in self._begun.items()}


def _size(name: Path) -> int:
    try:
        return name.stat().st_size
    except OSError as wrong:
        raise Misuse(f"--redox-log {name}: {wrong.strerror}") from None


def _read(name: Path, begun: int) -> str:
    """What came after; all of it where the file was begun anew."""
    try:
        with name.open("rb") as file:
            file.seek(begun if _size(name) >= begun else 0)
            return file.read().decode("utf-8", "replace")
    except OSError as wrong:
        raise Misuse(f"--redox-log {name}: {wrong.strerror}") from None


class Records(logging.Handler):
    """What code in this process logs, from INFO on."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("mock_redox"):
            self._lines.append(self.format(record))

    def since(self) -> Mapping[str, str]:
        return {"its log records": "\n".join(self._lines)}


@contextmanager
def recorded() -> Iterator[Records]:
    """Keep what is logged while the block runs, as if the level were INFO."""
    root, records = logging.getLogger(), Records()
    level = root.level
    root.addHandler(records)
    root.setLevel(min(level, logging.INFO) or logging.INFO)
    try:
        yield records
    finally:
        root.setLevel(level)
        root.removeHandler(records)
