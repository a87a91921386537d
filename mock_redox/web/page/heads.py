"""The head of every page: where one is, the mock's time, and what asks for attention."""

from flask import Response

from mock_redox.core.redox import Redox
from mock_redox.web import current

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


def clock_key() -> str:
    """The same for as long as nobody moves the clock, so that the page can count by itself."""
    clock = current.redox().clock
    drift = clock.now().timestamp() - clock.rate * clock.wall().timestamp()
    return f"{clock.rate} {drift:.0f}" if clock.rate <= 1000 else f"{clock.rate}"


def live(here: str) -> Response:
    """The head again, if it has changed."""
    from mock_redox.web.page.rendering import fresh

    return fresh(part(here))


def part(here: str) -> str:
    """The head, as the part of a page that is looked at again and again."""
    from mock_redox.web.page.rendering import polled

    redox, known = current.redox(), {key for key, _, _ in AREAS}
    return polled(
        f"head/{here if here in known else 'none'}", "parts/head",
        here=here, areas=AREAS, clock=redox.clock.as_json(), counts=counts(redox),
    )  # fmt: skip
