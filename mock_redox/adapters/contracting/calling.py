"""The ways to make the user's system call Redox: a callable, a URL, a shell command."""

import asyncio
import inspect
import io
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from typing import Any, TextIO

from mock_redox.adapters.contracting.asking import ask
from mock_redox.adapters.contracting.commands import ByCommand
from mock_redox.adapters.contracting.judging_calls import (
    crash,
    inside,
    is_no,
    mapping_says_no,
    shown,
)
from mock_redox.adapters.contracting.many import PATIENCE, Many
from mock_redox.contract.calling.reports import Report
from mock_redox.core import redaction
from mock_redox.core.errors import Misuse
from mock_redox.core.urls import checked_url


class ByCallable(Many):
    """A function or coroutine function without arguments."""

    is_process = False
    zoned = hasattr(time, "tzset")

    def __init__(self, function: Callable[[], Any]) -> None:
        self._function = function
        self._loop: asyncio.AbstractEventLoop | None = None
        self.named = getattr(function, "__qualname__", type(function).__name__)

    def once(self, zone: str | None = None) -> Report:
        with _zone(zone):
            try:
                value = self._result(self._function())
            except SystemExit as end:
                return _ended(end)
            except Exception as wrong:
                return _raised(wrong)
        return Report(
            how="returned", told=f"returned {redaction.shown(value)}", text=shown(value),
            held=inside(value), failed=is_no(value), silent=value is None,
        )  # fmt: skip

    def make(self, zone: str | None = None) -> Report:
        """One call by itself, so that what it prints can be told from what others print."""
        out, err = _Copy(sys.stdout), _Copy(sys.stderr)
        with redirect_stdout(out), redirect_stderr(err):
            report = self.once(zone)
        return replace(report, text=f"{report.text}\n{out.getvalue()}\n{err.getvalue()}")

    def _result(self, value: Any) -> Any:
        """Awaits what is to be awaited, all calls on one loop, as in a running system."""
        if not inspect.isawaitable(value):
            return value
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, daemon=True).start()

        async def awaited() -> Any:
            return await value

        return asyncio.run_coroutine_threadsafe(awaited(), self._loop).result()


class _Copy(io.StringIO):
    """Keeps what is printed, and passes it on."""

    def __init__(self, to: TextIO) -> None:
        super().__init__()
        self._to = to

    def write(self, text: str) -> int:
        self._to.write(text)
        return super().write(text)


def _raised(wrong: Exception) -> Report:
    text = "".join(traceback.format_exception(wrong))
    told = redaction.text(f"raised {type(wrong).__name__}: {wrong}".strip())
    return Report(how="raised", told=told, text=text, failed=True, crashed=crash(wrong))


def _ended(end: SystemExit) -> Report:
    failed = end.code not in (None, 0)
    return Report(how="exited", told=f"ended with {end.code!r}", failed=failed, silent=not failed)


@contextmanager
def _zone(zone: str | None) -> Iterator[None]:
    """The time zone of this process."""
    if zone is None:
        yield
        return
    before = os.environ.get("TZ")
    try:
        os.environ["TZ"] = zone
        time.tzset()
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


class ByUrl(Many):
    """A POST; 2xx says that the call is done.

    Raises:
        Misuse: not a URL.
    """

    is_process = False
    zoned = False

    def __init__(self, url: str) -> None:
        checked_url(url)
        self._url = url
        self.named = f"POST {redaction.url(url)}"

    def once(self, zone: str | None = None) -> Report:
        answer = ask(self._url, PATIENCE, {})
        if answer.status is None:
            there = answer.failure in ("timeout", "too_large")
            told = f"gave no answer to {self.named}" + (f": {answer.problem}" if there else "")
            return Report(how="answered" if there else "unreachable", told=told, failed=True)
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers)
        text = redaction.one_line(redaction.body(answer.body[:200])).strip()
        return Report(
            how="answered", told=redaction.text(f"answered {answer.status} {text}".strip()),
            text=f"{head}\n{answer.body.decode('utf-8', 'replace')}",
            failed=answer.status >= 400 or _says_no(answer.body), later=answer.status == 202,
            crashed=f"it answered {answer.status}" if answer.status == 500 else "",
        )  # fmt: skip


def _says_no(raw: bytes) -> bool:
    try:
        body = json.loads(raw)
    except ValueError:
        return False
    return isinstance(body, Mapping) and mapping_says_no(body)


Given = Callable[[], Any] | str


def way(given: Given, environ: Callable[[], Mapping[str, str]]) -> Many:
    """The way that a user gives: a callable, a URL, or else a command.

    Raises:
        Misuse: it is none of these.
    """
    if callable(given):
        return ByCallable(given)
    if not isinstance(given, str) or not given.strip():
        raise Misuse(f"redox_client_call is {given!r:.60}; give a callable, a URL or a command")
    is_url = given.startswith(("http://", "https://"))
    return ByUrl(given) if is_url else ByCommand(given, environ)


def reload(given: Callable[[Mapping[str, str]], Any] | str | None) -> Any:
    """How the system is told of a new key: a callable that takes it, or a URL."""
    if given is None or callable(given):
        return given
    url = checked_url(given) or ""

    def tell(new: Mapping[str, str]) -> None:
        answer = ask(url, PATIENCE, new)
        if answer.status is None or answer.status >= 400:
            problem = answer.problem or f"{answer.status} from {redaction.url(url)}"
            raise AssertionError(f"it did not take the new key: {problem}")

    return tell
