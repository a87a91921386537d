"""The user's system, whatever it is written in: called and told by URL, or by command."""

import os
import signal
import subprocess
from collections.abc import Mapping
from typing import Protocol

import requests

from mock_redox.core import redaction
from mock_redox.core.drills.bench import New, NewKey, NewSecret
from mock_redox.core.drills.outcome import CallFailed, NoAnswer
from mock_redox.core.urls import checked_url

PATIENCE = 60.0
"""Seconds that a call or a command may take."""


class Way(Protocol):
    """How the system is reached. Raises CallFailed, or NoAnswer when it can't be."""

    def __call__(self, body: Mapping[str, str], environ: Mapping[str, str]) -> None: ...


class Url:
    """A POST; the body is what there is to tell. Any 2xx is fine."""

    def __init__(self, url: str) -> None:
        """Raises Misuse if it is none."""
        checked_url(url)
        self._url = url

    def __call__(self, body: Mapping[str, str], environ: Mapping[str, str]) -> None:
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.post(
                    self._url, json=dict(body), timeout=PATIENCE, allow_redirects=False
                )
        except (requests.ConnectionError, requests.Timeout):
            raise NoAnswer(f"POST {self._url} got no answer") from None
        except requests.RequestException as wrong:
            raise CallFailed(f"POST {self._url}: {type(wrong).__name__}") from None
        if not 200 <= answer.status_code < 300:
            raise CallFailed(f"POST {self._url} was answered {answer.status_code}")


class Command:
    """A shell command; it finds what there is to tell in its environment. 0 is fine."""

    def __init__(self, line: str) -> None:
        self._line = line

    def __call__(self, body: Mapping[str, str], environ: Mapping[str, str]) -> None:
        process = subprocess.Popen(  # noqa: S602  (the user's own command, for a shell)
            self._line, shell=True, env={**os.environ, **environ},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, errors="replace", start_new_session=os.name != "nt",
        )  # fmt: skip
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise CallFailed(f"the command took more than {PATIENCE:g} s") from None
        finally:
            _end(process)
        if process.returncode:
            said = (err.strip() or out.strip() or "it said nothing").splitlines()[-1]
            raise CallFailed(f"the command ended with {process.returncode}: {redaction.text(said)}")


def _end(process: "subprocess.Popen[str]") -> None:
    """What it started ends with it, so that no pipe is left open."""
    if process.poll() is not None:
        return
    if os.name == "nt":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


class System:
    """The system under test, with what it was told so far.

    Args:
        call: makes it call Redox.
        tell: tells it what is new; None when only the environment of ``call`` does.
        environ: what commands find in their environment from the beginning.
    """

    def __init__(self, call: Way | None, tell: Way | None, environ: Mapping[str, str]) -> None:
        self._call = call
        self._tell = tell
        self._environ = dict(environ)

    def call(self) -> None:
        assert self._call is not None
        self._call({}, self._environ)

    def knows(self, new: New) -> None:
        """It has this from now on; commands find it in their environment."""
        self._environ |= variables(new)

    def switch(self, new: New) -> None:
        """Tell it. Raises CallFailed when it does not take it."""
        self.knows(new)
        if self._tell is not None:
            self._tell(new.as_json(), self._environ)


def variables(new: New) -> dict[str, str]:
    """The environment variables that say the same."""
    if isinstance(new, NewKey):
        return {
            "REDOX_CLIENT_ID": new.client_id,
            "REDOX_KID": new.kid,
            "REDOX_PRIVATE_KEY": new.private_key,
        }
    if isinstance(new, NewSecret):
        return {"REDOX_API_KEY": new.api_key, "REDOX_SECRET": new.secret}
    return {"REDOX_VERIFICATION_TOKEN": new.verification_token}
