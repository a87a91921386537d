"""The state file: messages that wait in feeds, and destinations, in SQLite: kill -9 loses none."""

import json
import os
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from mock_redox.core.errors import Misuse

_TABLES = (
    "CREATE TABLE IF NOT EXISTS waiting (position INTEGER PRIMARY KEY AUTOINCREMENT, "
    "id TEXT UNIQUE NOT NULL, record TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS destinations (id TEXT PRIMARY KEY, record TEXT NOT NULL)",
)


class StateFile:
    """One file for one mock at a time.

    Raises:
        Misuse: the file can't be opened, is something else, or another mock has it.
    """

    def __init__(self, path: str) -> None:
        self._lock, self._path = threading.Lock(), path
        self._file = _opened(path)
        try:
            self._file.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            for table in _TABLES:
                self._file.execute(table)
            self.starts: int = self._file.execute("PRAGMA user_version").fetchone()[0]
            self._file.execute(f"PRAGMA user_version = {self.starts + 1}")
        except sqlite3.Error as wrong:
            self._file.close()
            raise _unusable(path, wrong) from None

    def put(self, id_: str, record: Mapping[str, Any]) -> None:
        text = json.dumps(record)
        with self._lock:
            self._file.execute(
                "INSERT OR REPLACE INTO waiting (id, record) VALUES (?, ?)", (id_, text)
            )

    def remove(self, id_: str) -> None:
        with self._lock:
            self._file.execute("DELETE FROM waiting WHERE id = ?", (id_,))

    def reorder(self, ids: Sequence[str]) -> None:
        """Deal the positions that these have together out to them anew."""
        with self._lock:
            self._file.execute("BEGIN")
            select = "SELECT position FROM waiting WHERE id = ?"
            places = [row[0] for id_ in ids for row in self._file.execute(select, (id_,))]
            move = "UPDATE waiting SET position = ? WHERE id = ?"
            # By way of negative ones, since no two rows may have the same for a moment.
            self._file.executemany(move, [(-n - 1, id_) for n, id_ in enumerate(ids)])
            self._file.executemany(move, list(zip(sorted(places), ids, strict=False)))
            self._file.execute("COMMIT")

    def clear(self) -> None:
        with self._lock:
            self._file.execute("DELETE FROM waiting")

    def load(self) -> list[Mapping[str, Any]]:
        return self._records("SELECT record FROM waiting ORDER BY position")

    def keep(self, id_: str, destination: Mapping[str, Any]) -> None:
        text = json.dumps(destination)
        upsert = (
            "INSERT INTO destinations (id, record) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET record = excluded.record"
        )
        with self._lock:
            self._file.execute(upsert, (id_, text))

    def forget(self, id_: str) -> None:
        with self._lock:
            self._file.execute("DELETE FROM destinations WHERE id = ?", (id_,))

    def kept(self) -> list[Mapping[str, Any]]:
        return self._records("SELECT record FROM destinations ORDER BY rowid")

    def _records(self, select: str) -> list[Mapping[str, Any]]:
        """Raises Misuse if the file is damaged."""
        with self._lock:
            try:
                return [json.loads(row[0]) for row in self._file.execute(select)]
            except (sqlite3.Error, ValueError) as wrong:
                raise _unusable(self._path, wrong) from None

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def __del__(self) -> None:
        """A mock that is forgotten gives its file back."""
        if hasattr(self, "_file"):
            self._file.close()


def _opened(path: str) -> sqlite3.Connection:
    """A connection for all threads. Tokens stand in the file: a new one is for its owner only."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
    except (sqlite3.Error, OSError, ValueError) as wrong:
        raise _unusable(path, wrong) from None


def _unusable(path: str, wrong: Exception) -> Misuse:
    reason = "another mock has it open" if "locked" in str(wrong) else str(wrong)
    return Misuse(f"the state file {path} can't be used: {reason}", ("state",))
