"""Receivers in this process: what goes to a mounted URL falls into an app, without a socket."""

import inspect
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, NamedTuple, Protocol
from urllib.parse import SplitResult, urlsplit

from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Answer, Outgoing, Sender
from mock_redox.core.urls import checked_url

Kind = Literal["wsgi", "asgi"]

_PORTS = {"http": 80, "https": 443}


class Hosted(Protocol):
    """An app behind a mount. ``answer`` may take longer than the request's timeout."""

    def answer(self, outgoing: Outgoing) -> Answer: ...

    def close(self) -> None: ...


class _Mount(NamedTuple):
    prefix: SplitResult
    hosted: Hosted


class Mounts:
    """A sender: a URL under a mount falls into its app, any other goes to the next sender."""

    def __init__(self, others: Sender) -> None:
        self._others = others
        self._lock = threading.Lock()
        self._mounts: dict[str, _Mount] = {}

    def mount(self, url: str, app: Callable[..., Any], kind: Kind | None = None) -> None:
        """Let an app answer for a URL and all below it; one that was there before is replaced.

        The app sees the whole path, as it would behind a server on that host.

        Args:
            url: such as ``http://app.test``; of several that fit, the longest counts.
            kind: found out when not given: what is called with ``await`` is ASGI.

        Raises:
            Misuse: not a URL, not an app, or the app's lifespan does not start.
        """
        checked_url(url)
        if not callable(app):
            raise Misuse(f"{app!r} is no WSGI or ASGI app: it can't be called")
        if kind not in (None, "wsgi", "asgi"):
            raise Misuse(f"{kind!r} is no kind of app; use wsgi or asgi")
        made = _Mount(_normal(url), _hosted(app, kind or kind_of(app)))
        with self._lock:
            old = self._mounts.pop(url, None)
            self._mounts[url] = made
        if old is not None:
            old.hosted.close()

    def unmount(self, url: str | None = None) -> None:
        """Take an app away again, all when no URL is given. Raises Misuse if there is none."""
        with self._lock:
            if url is not None and url not in self._mounts:
                known = ", ".join(map(repr, self._mounts)) or "nothing"
                raise Misuse(f"nothing is mounted at {url!r}; mounted is {known}")
            gone = [self._mounts.pop(each) for each in ([url] if url else list(self._mounts))]
        for each in gone:
            each.hosted.close()

    def holds(self, url: str) -> bool:
        """Whether an app here answers for the URL."""
        return self._at(url) is not None

    def send(self, outgoing: Outgoing) -> Answer:
        mount = self._at(outgoing.url)
        if mount is None:
            return self._others.send(outgoing)
        begun = time.monotonic()
        answer = mount.hosted.answer(outgoing)
        took = time.monotonic() - begun
        return replace(_bounded(answer, outgoing, took), took=took)

    def _at(self, url: str) -> _Mount | None:
        with self._lock:
            mounts = list(self._mounts.values())
        if not mounts:
            return None
        try:
            wanted = _normal(url)
        except ValueError:
            return None
        fitting = [each for each in mounts if _is_under(wanted, each.prefix)]
        return max(fitting, key=lambda each: len(each.prefix.path), default=None)


def kind_of(app: Callable[..., Any]) -> Kind:
    """What is called with ``await`` is ASGI, all else WSGI."""
    call = getattr(app, "__call__", None)  # noqa: B004  (the method, not whether there is one)
    is_async = inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(call)
    return "asgi" if is_async else "wsgi"


def _hosted(app: Callable[..., Any], kind: Kind) -> Hosted:
    """Loaded when first mounted: most tests mount nothing."""
    if kind == "asgi":
        from mock_redox.adapters.mounts.asgi import AsgiHost

        return AsgiHost(app)
    from mock_redox.adapters.mounts.wsgi import WsgiHost

    return WsgiHost(app)


def _bounded(answer: Answer, outgoing: Outgoing, took: float) -> Answer:
    """The same limits as over a socket. An app that can't be stopped is only late."""
    limit = outgoing.timeout.total_seconds()
    if took > limit or answer.failure == "timeout":
        return Answer(failure="timeout", problem=f"no whole answer within {limit:g} s")
    if len(answer.body) > outgoing.max_bytes:
        problem = f"the answer is larger than {outgoing.max_bytes} bytes"
        return Answer(failure="too_large", problem=problem)
    return answer


def _normal(url: str) -> SplitResult:
    """Scheme, host and port in one spelling. Raises ValueError if it is no URL."""
    parts = urlsplit(url)
    place = f"{parts.hostname or ''}:{parts.port or _PORTS.get(parts.scheme, 0)}"
    return parts._replace(netloc=place)


def _is_under(url: SplitResult, prefix: SplitResult) -> bool:
    if (url.scheme, url.netloc) != (prefix.scheme, prefix.netloc):
        return False
    base = prefix.path.rstrip("/")
    return url.path == base or url.path.startswith(f"{base}/") or not base
