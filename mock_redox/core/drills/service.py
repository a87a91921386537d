"""Drills by name, with the options that every door offers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from mock_redox.core.drills.bench import Bench, New
from mock_redox.core.drills.engine import Call, Watch, run
from mock_redox.core.drills.plan import BEGIN, Plan
from mock_redox.core.drills.result import DrillResult
from mock_redox.core.drills.script import Script, Span
from mock_redox.core.drills.scripts import SCRIPTS, Ready
from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion
from mock_redox.core.times import brief, duration

EVENT = "PatientAdmin.Arrival"


@dataclass(frozen=True, kw_only=True)
class Order:
    """Which drill, and how; durations are seconds, or text such as ``5m``.

    Attributes:
        script: the name of a ready-made script, or a script of your own, which takes none of
            the other options but ``every``.
        of: whose credential: a client id, a legacy key's id, or a destination's id, slug, name
            or URL; the first one when not given.
        overlap: how long the old one goes on working beside the new one; 10 minutes.
        switch_after: when the client or receiver is told of the new one, counted like the
            overlap; half of that. Later than the overlap means late.
        every: between two calls; 10 seconds.
        settle: how long it goes on after the last step; long enough for held tokens to expire.
        jwks_cache: how long Redox keeps the JWKS URL, in the script ``key_jwks``; the setting, or
            5 minutes.
        jwks_refetch: whether it fetches it again for an unknown kid; the setting.
        event: what is pushed in the script ``verification_token``.
        verification_token: that of ``of``, a URL which is registered if it is new.
    """

    script: str | Script
    of: str | None = None
    overlap: Span | None = None
    switch_after: Span | None = None
    every: Span = 10.0
    settle: Span | None = None
    jwks_cache: Span | None = None
    jwks_refetch: bool | None = None
    event: str = EVENT
    verification_token: str | None = None


def ready(name: str) -> Ready:
    """The ready-made script of that name. Raises Misuse if there is none."""
    found = SCRIPTS.get(name.replace("-", "_"))
    if found is None:
        raise Misuse(f"no drill {name!r}; {suggestion(name, SCRIPTS)}", ("script",))
    return found


def drill(
    bench: Bench,
    order: Order,
    call: Call | None = None,
    switch: Callable[[New], object] | None = None,
    watch: Watch | None = None,
) -> DrillResult:
    """Hold a drill.

    Args:
        call: makes the system under test call Redox once, and waits until it has; it fails when
            it raises or returns False, or when Redox refused it. Not for ``verification_token``.
        switch: tells the system what is new: a ``NewKey``, ``NewSecret`` or ``NewToken``.
        watch: is told how much is done.

    Raises:
        Misuse: options that don't fit, or nothing to rotate.
        NotReady: the call fails before anything is rotated.
    """
    every = _span("every", order.every)
    if isinstance(order.script, Script):
        return _held(order.script, bench, call, every, watch)
    chosen = ready(order.script)
    _fits(chosen, order, call, switch)
    assert switch is not None
    script = chosen.make(_plan(chosen, bench, order, switch))
    return _held(_named(script, chosen, order), bench, call, every, watch)


def _held(
    script: Script, bench: Bench, call: Call | None, every: timedelta, watch: Watch | None
) -> DrillResult:
    try:
        return run(script, bench, call, every, watch)
    finally:
        script.tidy()


def _fits(
    chosen: Ready, order: Order, call: Call | None, switch: Callable[[New], object] | None
) -> None:
    if switch is None:
        raise Misuse(
            f"the drill {chosen.name} needs a switch: something that tells your system of what "
            "is new",
            ("switch",),
        )
    if chosen.calls and call is None:
        raise Misuse(
            f"the drill {chosen.name} needs a call: something that makes your system call Redox",
            ("call",),
        )
    if not chosen.calls and call is not None:
        raise Misuse(
            f"in the drill {chosen.name} the mock calls your system: leave call out", ("call",)
        )
    if not chosen.overlaps and order.overlap is not None:
        raise Misuse(f"the drill {chosen.name} has no overlap: leave it out", ("overlap",))
    if chosen.name != "key_jwks" and (order.jwks_cache, order.jwks_refetch) != (None, None):
        raise Misuse("only the drill key_jwks has a JWKS URL", ("jwks_cache",))


def _plan(
    chosen: Ready, bench: Bench, order: Order, switch: Callable[[New], object]
) -> Plan:  # fmt: skip
    overlap = _overlap(chosen, order)
    after = overlap / 2 if order.switch_after is None else _span("switch_after", order.switch_after)
    return Plan(
        bench=bench, of=order.of, tell=switch, switch=BEGIN + after, remove=BEGIN + overlap,
        every=_span("every", order.every), settle=_maybe("settle", order.settle),
        jwks_cache=_maybe("jwks_cache", order.jwks_cache), jwks_refetch=order.jwks_refetch,
        event=order.event, verification_token=order.verification_token,
    )  # fmt: skip


def _overlap(chosen: Ready, order: Order) -> timedelta:
    if not chosen.overlaps:
        return timedelta(0)
    return _span("overlap", "10m" if order.overlap is None else order.overlap)


def _named(script: Script, chosen: Ready, order: Order) -> Script:
    overlap = f"; overlap {brief(_overlap(chosen, order))}" if chosen.overlaps else ""
    return replace(script, says=chosen.says + overlap)


def _maybe(name: str, value: Span | None) -> timedelta | None:
    return None if value is None else _span(name, value)


def _span(name: str, value: Span) -> timedelta:
    """A duration that is not negative. Raises Misuse."""
    try:
        span = duration(value)
    except Misuse as wrong:
        raise Misuse(wrong.problem, (name,)) from None
    if span < timedelta(0):
        raise Misuse(f"{brief(span)} is negative", (name,))
    if span > timedelta(days=3660):
        raise Misuse(f"{brief(span)} is longer than ten years", (name,))
    return span
