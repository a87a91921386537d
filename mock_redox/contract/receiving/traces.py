"""Where words of a message turn up that should not: in answers, and in the logs of the system."""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus

_POLLS, _PAUSE = 10, 0.05


class Logs:
    """What is written to files from now on; what stood in them before is not looked at.

    A file that is not there yet, or is begun anew meanwhile, is read from its start.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._from = {path: _size(path) for path in paths}

    def written(self) -> str:
        """What was written, once nothing more comes for a while; logs are often buffered."""
        before = -1
        for _ in range(_POLLS):
            time.sleep(_PAUSE)
            size = sum(_size(path) for path in self._from)
            if size == before:
                break
            before = size
        return "".join(_read(path, begin) for path, begin in self._from.items())

    def place(self, word: str) -> str:
        """Where a word stands that was written: the file and its line."""
        for path, begin in self._from.items():
            number = _line(path, begin, word)
            if number:
                return f"{path}, line {number}"
        return "it is gone again"


def found(words: Iterable[str], text: str) -> list[str]:
    """The words that stand in a text, in any case, as they are or as JSON or a URL writes them."""
    folded = text.casefold()
    return [each for each in words if any(w in folded for w in _spellings(each))]


def _spellings(word: str) -> set[str]:
    made = (word, json.dumps(word)[1:-1], quote(word, safe=""), quote_plus(word))
    return {each.casefold() for each in made}


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _read(path: Path, begin: int) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        file.seek(begin if _size(path) >= begin else 0)
        return file.read().decode("utf-8", "replace")


def _line(path: Path, begin: int, word: str) -> int:
    """The number of the first line after ``begin`` that holds a word; 0 if none does."""
    end = 0
    if path.is_file():
        begin = begin if _size(path) >= begin else 0
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                end += len(line)
                if end > begin and found([word], line.decode("utf-8", "replace")):
                    return number
    return 0
