"""The user's system as a shell command, a process for each call."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping

from mock_redox.adapters.contracting.judging_calls import crash_in
from mock_redox.adapters.contracting.many import PATIENCE, Many
from mock_redox.contract.calling.reports import Report
from mock_redox.core import redaction


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
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            told = f"did not end in {PATIENCE:g} s"
            return Report(how="exited", told=told, failed=True, crashed=told)
        finally:
            _kill(process)
        code = process.returncode
        last = redaction.text((err.strip() or out.strip() or "nothing").splitlines()[-1][:200])
        number = -code if code < 0 else code - 128  # as a shell tells of it
        signalled = f"ended by signal {number}" if 0 < number <= 64 else ""
        return Report(
            how="exited", told=f"ended with {code}, saying: {last}", text=f"{out}\n{err}",
            failed=code != 0, crashed=signalled or (crash_in(err) if code else ""),
        )  # fmt: skip


def _kill(process: "subprocess.Popen[str]") -> None:
    """What it started ends with it."""
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
