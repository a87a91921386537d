"""The state file: messages that wait in feeds, and destinations, in SQLite: kill -9 loses none."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mock_redox.core.errors import Misuse

_TABLES = {
    "waiting": "CREATE TABLE IF NOT EXISTS waiting (position INTEGER PRIMARY KEY AUTOINCREMENT, "
    "id TEXT UNIQUE NOT NULL, record TEXT NOT NULL)",
    "destinations": "CREATE TABLE IF NOT EXISTS destinations (id TEXT PRIMARY KEY, "
    "record TEXT NOT NULL)",
}


class StateFile:
    """One file for one mock at a time.

    Raises:
        Misuse: the file can't be opened, is something else, or another mock has it.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._late: set[str] = set()
        self._file = _opened(path)
        try:
            self._file.execute("PRAGMA locking_mode=EXCLUSIVE")
            _check_tables(self._file, path)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            for table in _TABLES.values():
                self._file.execute(table)
            self.starts: int = self._file.execute("PRAGMA user_version").fetchone()[0]
            self._file.execute(f"PRAGMA user_version = {self.starts + 1}")
        except sqlite3.Error as wrong:
            self._file.close()
            raise _unusable(path, wrong) from None
        except Misuse:
            self._file.close()
            raise

    def put(self, id_: str, record: Mapping[str, Any]) -> None:
        insert = "INSERT OR REPLACE INTO waiting (id, record) VALUES (?, ?)"
        with self._writing() as file:
            file.execute(insert, (id_, json.dumps(record)))

    def remove(self, id_: str) -> None:
        """It is done with, so that a full disk is no reason to fail: then it is removed later."""
        self._late.add(id_)
        with suppress(Misuse), self._writing():
            pass

    def reorder(self, ids: Sequence[str]) -> None:
        """Deal the positions that these have together out to them anew."""
        with self._writing() as file:
            select = "SELECT position FROM waiting WHERE id = ?"
            places = [row[0] for id_ in ids for row in file.execute(select, (id_,))]
            move = "UPDATE waiting SET position = ? WHERE id = ?"
            # By way of negative ones, since no two rows may have the same for a moment.
            file.executemany(move, [(-n - 1, id_) for n, id_ in enumerate(ids)])
            file.executemany(move, list(zip(sorted(places), ids, strict=False)))

    def clear(self) -> None:
        with self._writing() as file:
            file.execute("DELETE FROM waiting")

    def load(self) -> list[Mapping[str, Any]]:
        return self._records("SELECT record FROM waiting ORDER BY position")

    def keep(self, id_: str, destination: Mapping[str, Any]) -> None:
        upsert = (
            "INSERT INTO destinations (id, record) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET record = excluded.record"
        )
        with self._writing() as file:
            file.execute(upsert, (id_, json.dumps(destination)))

    def forget(self, id_: str) -> None:
        with self._writing() as file:
            file.execute("DELETE FROM destinations WHERE id = ?", (id_,))

    def kept(self) -> list[Mapping[str, Any]]:
        return self._records("SELECT record FROM destinations ORDER BY rowid")

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def __del__(self) -> None:
        """A mock that is forgotten gives its file back."""
        if hasattr(self, "_file"):
            self._file.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The file, for changes of which all come about or none. Raises Misuse if none can."""
        with self._lock:
            try:
                self._file.execute("BEGIN IMMEDIATE")
                gone = list(self._late)
                self._file.executemany("DELETE FROM waiting WHERE id = ?", [(id_,) for id_ in gone])
                yield self._file
                self._file.execute("COMMIT")
            except BaseException as wrong:
                with suppress(sqlite3.Error):
                    self._file.execute("ROLLBACK")
                if not isinstance(wrong, sqlite3.Error):
                    raise
                problem = f"the state file {self._path} can't be written: {wrong}; nothing changed"
                raise Misuse(problem, ("state",)) from None
            self._late.difference_update(gone)

    def _records(self, select: str) -> list[Mapping[str, Any]]:
        with self._lock:
            try:
                return [json.loads(row[0]) for row in self._file.execute(select)]
            except (sqlite3.Error, ValueError, TypeError, RecursionError) as wrong:
                raise _unusable(self._path, wrong) from None


def _opened(path: str) -> sqlite3.Connection:
    """A connection for all threads. Tokens stand in the file: a new one is for its owner only."""
    try:
        place = Path(path)
        if place.exists() and not (place.is_file() or place.is_dir()):
            raise ValueError("it is no file, but a device or the like")
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        whole = place.absolute()  # some names, such as :memory:, are no files to SQLite
        return sqlite3.connect(whole, timeout=0.5, isolation_level=None, check_same_thread=False)
    except (sqlite3.Error, OSError, ValueError) as wrong:
        raise _unusable(path, wrong) from None


def _check_tables(file: sqlite3.Connection, path: str) -> None:
    """Raises Misuse if somebody else's tables are in it, which it would change."""
    select = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = {row[0] for row in file.execute(select)}
    if not names <= set(_TABLES):
        raise _unusable(path, ValueError("it is a database of something else"))


def _unusable(path: str, wrong: Exception) -> Misuse:
    reason = "another mock has it open" if "locked" in str(wrong) else str(wrong)
    return Misuse(f"the state file {path} can't be used: {reason}", ("state",))
