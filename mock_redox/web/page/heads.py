"""The head of every page: where one is, the mock's time, and what asks for attention."""

from flask import Response

from mock_redox.core.redox import Redox
from mock_redox.web import current
from mock_redox.web.page.parts import fresh, polled

AREAS = (
    ("timeline", "Timeline", "/__mock__/"),
    ("tokens", "Tokens", "/__mock__/page/tokens"),
    ("destinations", "Destinations", "/__mock__/page/destinations"),
    ("send", "Send", "/__mock__/page/send"),
    ("failures", "Failures", "/__mock__/page/failures"),
    ("clock", "Clock", "/__mock__/page/clock"),
    ("setup", "Set-up", "/__mock__/page/setup"),
)
"""Key, name, address."""


def counts(redox: Redox) -> dict[str, tuple[int, str]]:
    """By area: a number, and what it is of."""
    paused = sum(each.state in ("paused", "held") for each in redox.webhooks.queue.all())
    standing = sum(each.left != 0 for each in redox.failures.all())
    found = {
        "tokens": (len(redox.auth.tokens.alive()), "alive"),
        "destinations": (paused, "paused"),
        "failures": (standing, "switched on"),
    }
    return {area: told for area, told in found.items() if told[0]}


def live(here: str) -> Response:
    """The head again, if it has changed."""
    return fresh(part(here))


def part(here: str) -> str:
    """The head, as the part of a page that is looked at again and again."""
    redox, known = current.redox(), {key for key, _, _ in AREAS}
    return polled(
        f"head/{here if here in known else 'none'}", "parts/head",
        here=here, areas=AREAS, clock=redox.clock.as_json(), counts=counts(redox),
    )  # fmt: skip
