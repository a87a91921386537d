"""Operations that make something happen, or show what did: pushes, clock, journal, health."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mock_redox.core.errors import Unknown
from mock_redox.core.journal import Exchange, Query
from mock_redox.core.redox import Redox
from mock_redox.core.webhooks.faults import FAULTS
from mock_redox.core.webhooks.variants import VARIANTS
from mock_redox.web.at_once import LIVE
from mock_redox.web.control.operations import Call, operation
from mock_redox.web.control.records import ClockOrder, ExportQuery, PushOrder, VerifyOrder
from mock_redox.web.control.targets import destination

_DIGITS = 16
"""Longest number of an exchange."""
MOST = 1000
"""Exchanges that are told unless more are asked for: each takes a millisecond."""


@operation("GET", "/health", "Whether the mock lives and is ready", answer="Health")
def health(call: Call) -> object:
    return {"live": True, "ready": _is_ready(call), "now": call.redox.clock.as_json()["now"]}


@operation("GET", "/health/live", "Whether the process answers", answer="Live")
def live(call: Call) -> object:
    return LIVE


@operation("GET", "/health/ready", "Whether it can serve", answer="Ready")
def ready(call: Call) -> object:
    return {"ready": _is_ready(call)}


def _is_ready(call: Call) -> bool:
    """Without any client nobody could get a token."""
    return bool(call.redox.auth.clients.all() or call.redox.auth.legacy.all())


@operation("POST", "/verify", "Challenge a destination", body=VerifyOrder, answer="Verification")
def verify(call: Call) -> object:
    key = destination(call.redox, call.body.to, call.body.verification_token)
    return call.redox.webhooks.verify(key, call.body.method).as_json()


@operation("POST", "/destinations/{key}/verify", "Challenge a destination by its method",
           answer="Verification")  # fmt: skip
def verify_destination(call: Call) -> object:
    return call.redox.webhooks.verify(call.path["key"]).as_json()


@operation("GET", "/deliveries", "All deliveries", answer="Deliveries")
def list_deliveries(call: Call) -> object:
    return {"deliveries": [each.as_json() for each in call.redox.webhooks.outbox.all()]}


@operation("POST", "/deliveries", "Push an event", body=PushOrder, status=201, answer="Delivery")
def push(call: Call) -> object:
    order = call.body
    key = destination(call.redox, order.to, order.verification_token)
    given = {
        "as_": order.variant, "data": order.data, "unverified": order.unverified,
        "broken": order.broken, "overlay": order.overlay, "patient": order.patient,
    }  # fmt: skip
    if order.queued:
        return call.redox.webhooks.enqueue(order.event, key, times=order.times, **given).as_json()
    return call.redox.webhooks.push(order.event, key, **given).as_json()


@operation("GET", "/deliveries/{id}", "One delivery with its attempts", answer="Delivery")
def get_delivery(call: Call) -> object:
    return call.redox.webhooks.outbox.require(call.path["id"]).as_json()


@operation("GET", "/variants", "The ways a push can carry its token", answer="Variants")
def list_variants(call: Call) -> object:
    return {"variants": [each.as_json() for each in VARIANTS.values()]}


@operation("GET", "/faults", "The ways a push can be broken", answer="Faults")
def list_faults(call: Call) -> object:
    return {"faults": [each.as_json() for each in FAULTS.values()]}


@operation("GET", "/clock", "The mock's time", answer="Clock")
def get_clock(call: Call) -> object:
    return call.redox.clock.as_json()


@operation("POST", "/clock", "Move the clock", body=ClockOrder, answer="Clock")
def move_clock(call: Call) -> object:
    clock = call.redox.clock
    name, value = call.body.only()
    moves: dict[str, Callable[[Any], object]] = {
        "advance": clock.advance, "offset": clock.offset, "set": clock.set, "rate": clock.scale,
        "freeze": lambda _: clock.freeze(), "real": lambda _: clock.real(),
    }  # fmt: skip
    moves[name](value)
    return clock.as_json()


@operation("GET", "/journal", "The exchanges, oldest first, without secrets; the newest "
           f"{MOST:,} unless limit says otherwise", query=Query, answer="Journal")  # fmt: skip
def read_journal(call: Call) -> object:
    query = call.query if call.query.limit is not None else replace(call.query, limit=MOST)
    found = call.redox.journal.find(query)
    return {
        "exchanges": [each.as_json() for each in found],
        "kept": len(call.redox.journal),
        "dropped": call.redox.journal.dropped,
    }


@operation("GET", "/journal/export", "Exchanges as an incident file, a test, HAR or curl, without "
           "secrets; by default the last failure", query=ExportQuery, answer="Export")  # fmt: skip
def export_journal(call: Call) -> object:
    from mock_redox.core.incidents.exporting import export  # rarely asked for

    wish = call.query
    return export(call.redox, wish.as_, wish.choice(), bodies=wish.bodies).as_json()


@operation("GET", "/journal/{id}", "One exchange", answer="Exchange")
def get_exchange(call: Call) -> object:
    return exchange(call.redox, call.path["id"]).as_json()


@operation("POST", "/journal/{id}/resend", "Send the message of a push once more",
           answer="Delivery")  # fmt: skip
def resend(call: Call) -> object:
    return call.redox.webhooks.resend(exchange(call.redox, call.path["id"]).id).as_json()


def exchange(redox: Redox, number: str) -> Exchange:
    """The exchange of that number. Raises Unknown."""
    plain = number.isascii() and number.isdecimal() and len(number) < _DIGITS
    found = redox.journal.get(int(number)) if plain else None
    if found is None:
        raise Unknown(f"no exchange {number!r:.40} in the journal")
    return found


@operation("DELETE", "/journal", "Forget all exchanges", answer="Reset")
def clear_journal(call: Call) -> object:
    return {"reset": call.redox.reset(["journal"])}
