"""The user's system as a shell command, a process for each call."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import IO

from mock_redox.adapters.contracting.judging_calls import crash_in
from mock_redox.adapters.contracting.many import PATIENCE, Many
from mock_redox.contract.calling.reports import Report
from mock_redox.core import redaction

MOST = 10_000_000
"""Characters that a call may print."""


class ByCommand(Many):
    """A shell command; exit code 0 says that the call is done.

    Args:
        environ: what it finds in its environment, asked for anew each time.
    """

    is_process = True
    zoned = True

    def __init__(self, line: str, environ: Callable[[], Mapping[str, str]]) -> None:
        self._line, self._environ = line, environ
        self.named = redaction.text(line)

    def once(self, zone: str | None = None) -> Report:
        own = {**os.environ, **self._environ(), **({"TZ": zone} if zone else {})}
        process = subprocess.Popen(  # noqa: S602  (the user's own command, for a shell)
            self._line, shell=True, env=own, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=os.name != "nt",
        )  # fmt: skip
        try:
            out, err = _heard(process)
        except (subprocess.TimeoutExpired, _TooLoud) as wrong:
            told = str(wrong) if isinstance(wrong, _TooLoud) else f"did not end in {PATIENCE:g} s"
            return Report(how="exited", told=told, failed=True, crashed=told)
        code = process.returncode
        last = redaction.text((err.strip() or out.strip() or "nothing").splitlines()[-1][:200])
        number = -code if code < 0 else code - 128  # as a shell tells of it
        signalled = f"ended by signal {number}" if 0 < number <= 64 else ""
        return Report(
            how="exited", told=f"ended with {code}, saying: {last}", text=f"{out}\n{err}",
            failed=code != 0, crashed=signalled or (crash_in(err) if code else ""),
        )  # fmt: skip


class _TooLoud(Exception):
    """It says more than anybody would read."""


def _heard(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """What it says on either stream until it ends.

    Raises:
        TimeoutExpired: it does not end.
        _TooLoud: it says more than ``MOST``.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    with ThreadPoolExecutor(2) as ears, process:
        heard = [ears.submit(_read, process, each) for each in (process.stdout, process.stderr)]
        try:
            if wait(heard, PATIENCE).not_done:
                raise subprocess.TimeoutExpired(process.args, PATIENCE)
            process.wait(PATIENCE)
        except BaseException:
            _kill(process)
            raise
    out, err = (each.result() for each in heard)
    return out, err


def _read(process: "subprocess.Popen[str]", stream: IO[str]) -> str:
    text = stream.read(MOST)
    if len(text) == MOST:
        _kill(process)
        raise _TooLoud(f"said more than {MOST // 1_000_000} MB")
    return text


def _kill(process: "subprocess.Popen[str]") -> None:
    """What it started ends with it."""
    if os.name == "nt":
        process.kill()
        return
    with suppress(ProcessLookupError):  # all of it has ended
        os.killpg(process.pid, signal.SIGKILL)
