"""Key sets behind JWKS URLs: fetched at each use, or kept for a while (auth.md 2.3)."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import NamedTuple

from joserfc.jwk import Key

from mock_redox.core.auth.keys import key_set
from mock_redox.core.clock import Clock
from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Answer, Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.times import iso
from mock_redox.core.wire import Verdict, Wire

MOST = 100
"""Key sets that are kept; the one that was used longest ago makes room."""

UNKNOWN, STALE = "assertion.kid_unknown", "jwks.cached_too_long"


class NoKey(NamedTuple):
    """Why there is no key: the name of the failure, and a sentence that goes on from "and"."""

    failure: str
    why: str


class _Kept(NamedTuple):
    """A fetched key set. Of two that were fetched at once, the one asked for last counts."""

    asked: int
    at: datetime
    keys: Mapping[str, Key]


class KeySets:
    """The key sets by URL. How long Redox keeps one is not known; ``jwks_cache`` says it here."""

    def __init__(self, wire: Wire, clock: Clock, settings: LiveSettings) -> None:
        self._wire = wire
        self._clock = clock
        self._settings = settings
        self._lock = threading.Lock()
        self._asked = count()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def forget(self, url: str | None = None) -> None:
        """Forget the key set of a URL, or all of them."""
        with self._lock:
            if url is None:
                self._kept.clear()
            else:
                self._kept.pop(url, None)

    def key(self, url: str, kid: str) -> Key | NoKey:
        """The key of that kid, or why there is none.

        Nothing is locked while a URL is asked: parallel requests may both fetch it.
        """
        kept = self._fresh(url)
        if kept and (kid in kept.keys or not self._settings.now.jwks_refetch):
            return kept.keys.get(kid) or NoKey(STALE, self._stale(kept))
        found = self._fetched(url)
        if isinstance(found, NoKey):
            return found
        return found.get(kid) or NoKey(UNKNOWN, f"its keys have the kids {named(found)}")

    def _fresh(self, url: str) -> _Kept | None:
        """What was kept, if it is not too old; a clock that went back makes it so, too."""
        with self._lock:
            kept = self._kept.get(url)
            if kept is None:
                return None
            age = self._clock.now() - kept.at
            if not age.total_seconds() >= 0 or age >= self._settings.now.jwks_cache:
                del self._kept[url]
                return None
            self._kept.move_to_end(url)
            return kept

    def _stale(self, kept: _Kept) -> str:
        until = kept.at + self._settings.now.jwks_cache
        return (
            f"the key set of its JWKS URL, fetched at {iso(kept.at)} and kept until {iso(until)} "
            f"(jwks_cache, without jwks_refetch), has the kids {named(kept.keys)}"
        )

    def _fetched(self, url: str) -> Mapping[str, Key] | NoKey:
        limits, asked, at = self._settings.now, next(self._asked), self._clock.now()
        outgoing = Outgoing(
            method="GET",
            url=url,
            headers=(("accept", "application/json"),),
            timeout=limits.jwks_timeout,
            max_bytes=limits.jwks_max_bytes,
        )
        answer, verdict, _ = self._wire.send(outgoing, judge_jwks)
        if not verdict.good:
            return NoKey(jwks_failure(answer), f"its JWKS URL {verdict.reason}")
        keys = key_set(answer.body, tolerant=True)
        if limits.jwks_cache:
            self._keep(url, _Kept(asked, at, keys))
        return keys

    def _keep(self, url: str, found: _Kept) -> None:
        with self._lock:
            kept = self._kept.get(url)
            if kept is None or kept.asked < found.asked:
                self._kept[url] = found
                self._kept.move_to_end(url)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def named(keys: Mapping[str, Key]) -> str:
    """The kids, for an explanation."""
    return ", ".join(map(repr, keys)) or "none"


def jwks_failure(answer: Answer) -> str:
    """The failure that a useless answer to a JWKS URL is."""
    if not answer.good:
        return "jwks.slow" if answer.failure == "timeout" else "jwks.unreachable"
    try:
        key_set(answer.body, tolerant=True)
    except Misuse:
        return "jwks.not_json"
    return "jwks.empty"


def judge_jwks(answer: Answer) -> Verdict:
    if answer.status is None:
        return Verdict(False, f"gave {answer.lack}")
    if not answer.good:
        return Verdict(False, f"answered {answer.status}")
    try:
        keys = key_set(answer.body, tolerant=True)
    except Misuse as wrong:
        return Verdict(False, f"answered something else: {wrong.problem}")
    return Verdict(bool(keys), f"answered with {len(keys)} keys")
