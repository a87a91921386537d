"""The time to refuse a token tells nothing of it."""

import random
from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.receiving.timing import Comparison, compare
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver

_DOUBTFUL, _CONFIRMED = 1e-6, 1e-3
"""The chance of a false alarm: of the first look, and of a second one that has to agree."""
_PLAIN = 0.001
"""Seconds that can be measured from anywhere on the internet."""
_FEW = 120


@rule(
    "receiver.timing.bytes",
    title="The time to refuse does not grow with the number of right bytes of the token",
    level="advice",
    rests_on="a comparison that ends at the first wrong byte tells where that was; the difference "
    "is small, but a patient stranger can measure it",
    mark="our own",
    source="webhooks.md 3",
    means="the token can be found out byte by byte; compare in constant time, as with "
    "hmac.compare_digest or crypto.timingSafeEqual",
)
@pytest.mark.redox_slow
def test_the_time_to_refuse_tells_nothing(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_good_pushes()
    found = _compared(redox_endpoint, redox_endpoint.scale.samples)
    redox_endpoint.evidence.note(found.told)
    if found.chance > _DOUBTFUL:
        return
    again = _compared(redox_endpoint, redox_endpoint.scale.samples)
    redox_endpoint.evidence.note(f"measured again: {again.told}")
    if min(found.slower, again.slower) >= _PLAIN:
        pytest.skip("it is plain to see: see receiver.timing.plain")

    assert again.chance > _CONFIRMED, f"twice: {found.told}"


@rule(
    "receiver.timing.plain",
    title="The time to refuse does not grow by a millisecond with the right bytes of the token",
    level="should",
    rests_on="a comparison that takes a millisecond longer for a nearly right token can be "
    "measured from anywhere, with a few requests",
    mark="our own",
    source="webhooks.md 3",
    means="the token can be found out byte by byte in an afternoon",
)
@pytest.mark.redox_slow
def test_the_time_to_refuse_does_not_plainly_grow(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_good_pushes()
    for _ in range(2):  # one look may be unlucky
        found = _compared(redox_endpoint, min(_FEW, redox_endpoint.scale.samples))
        redox_endpoint.evidence.note(found.told)
        if found.slower < _PLAIN or found.chance > _DOUBTFUL:
            return

    pytest.fail(f"a nearly right token takes much longer: {found.told}", pytrace=False)


def _compared(receiver: "Receiver", samples: int) -> Comparison:
    """Of two tokens as long as the right one: wrong from the first byte, or at the last one."""
    token = receiver.token
    first = ("x" if token[:1] != "x" else "y") + token[1:]
    last = token[:-1] + ("x" if token[-1:] != "x" else "y")
    body = receiver.written(receiver.messages.fresh())
    chance = random.Random(receiver.redox.settings.seed)  # noqa: S311  (no secret)

    def took(sent: str) -> float:
        return receiver.ask(body=body, headers=receiver.headers(sent), silent=True).took

    return compare(lambda: took(first), lambda: took(last), samples, chance)
