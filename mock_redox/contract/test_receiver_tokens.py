"""Pushes whose verification token is wrong are discarded, however it is wrong.

Discarded means not processed; the status may be any. With a probe that is counted. Without one it
is judged by what can be seen from outside: a push that is answered just like a right one was taken
for right, unless the receiver answers everything alike. Whether it looks at the token at all can't
be seen then, and ``receiver.token.told-apart`` says so, loudly, once.
"""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.receiving.likeness import alike
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver

VARIANTS = (
    "right", "wrong", "missing", "empty", "wrong-header", "wrong-bearer", "one-short", "one-long",
    "case-flipped", "padded", "inner-blank", "rotated-out", "other-destination",
    "doubled-right-first", "doubled-wrong-first", "bearer-missing", "bearer-lowercase", "basic",
    "body-only", "query-only", "percent-encoded", "look-alike", "huge",
)  # fmt: skip
"""Every way in which the mock can send a token."""

_FACT = "Redox sends the verification token with each message, and what does not match is to be "
_FACT += "thrown away"
_LET_IN = "whoever knows your URL, and no token, can write into your patients' records"


@rule(
    "receiver.token.wrong",
    title="A push with another token is discarded",
    level="must",
    rests_on=_FACT,
    mark="documented",
    source="webhooks.md 2.1, 3",
    means=_LET_IN,
)
def test_a_push_with_another_token_is_discarded(redox_endpoint: "Receiver") -> None:
    _is_discarded(redox_endpoint, "wrong")


@rule(
    "receiver.token.absent",
    title="A push without a token, or with an empty one, is discarded",
    level="must",
    rests_on=_FACT,
    mark="documented",
    source="webhooks.md 2.1, 3",
    means=_LET_IN,
)
@pytest.mark.parametrize("as_", ["missing", "empty"])
def test_a_push_without_a_token_is_discarded(redox_endpoint: "Receiver", as_: str) -> None:
    _is_discarded(redox_endpoint, as_)


@rule(
    "receiver.token.prefix",
    title="The whole token is compared, and not only a part of it",
    level="must",
    rests_on=_FACT,
    mark="documented",
    source="webhooks.md 2.1, 3",
    means="the token can be found out letter by letter, or is in effect much shorter",
)
@pytest.mark.parametrize("as_", ["one-short", "one-long", "huge"])
def test_a_push_with_a_part_of_the_token_is_discarded(redox_endpoint: "Receiver", as_: str) -> None:
    _is_discarded(redox_endpoint, as_)


@rule(
    "receiver.token.case",
    title="The token is compared with its case",
    level="must",
    rests_on=_FACT,
    mark="documented",
    source="webhooks.md 2.1, 3",
    means="the token is much easier to guess than it looks",
)
def test_a_push_with_the_token_in_the_other_case_is_discarded(redox_endpoint: "Receiver") -> None:
    if redox_endpoint.token.swapcase() == redox_endpoint.token:
        pytest.skip("the token has no letters")
    _is_discarded(redox_endpoint, "case-flipped")


@rule(
    "receiver.token.exact",
    title="The token is compared byte by byte, with nothing decoded, mended or left out",
    level="must",
    rests_on=_FACT,
    mark="documented",
    source="webhooks.md 2.1, 3",
    means="other texts than your token open the door, too",
)
@pytest.mark.parametrize("as_", ["inner-blank", "percent-encoded", "look-alike"])
def test_a_push_with_something_like_the_token_is_discarded(
    redox_endpoint: "Receiver", as_: str
) -> None:
    _is_discarded(redox_endpoint, as_)


@rule(
    "receiver.token.rotated-out",
    title="A push with the former token is discarded",
    level="must",
    rests_on="a destination has one token; it is verified again when the token changes",
    mark="assumed",
    source="webhooks.md 2.1",
    means="a token that leaked still opens the door after you changed it",
)
def test_a_push_with_the_former_token_is_discarded(redox_endpoint: "Receiver") -> None:
    token = redox_endpoint.target.old_token
    if not token:
        pytest.skip("no former token is known: give --redox-old-token T to have this judged")
    _is_discarded(redox_endpoint, token=token)


@rule(
    "receiver.token.other-destination",
    title="A push with the token of another destination is discarded",
    level="must",
    rests_on="each destination has a token of its own",
    mark="documented",
    source="webhooks.md 2.1",
    means="who may write to one of your endpoints may write to all of them",
)
def test_a_push_with_the_token_of_another_destination_is_discarded(
    redox_endpoint: "Receiver",
) -> None:
    token = redox_endpoint.target.other_token
    if not token:
        pytest.skip(
            "no token of another destination is known: give --redox-other-token T to have this "
            "judged"
        )
    _is_discarded(redox_endpoint, token=token)


@rule(
    "receiver.token.place",
    title="The token of a message counts in its headers only",
    level="advice",
    rests_on="a live message never has the token in its body or URL",
    mark="documented",
    source="webhooks.md 2.1",
    means="tokens in URLs end up in access logs; nobody gets in who does not know the token",
)
@pytest.mark.parametrize("as_", ["body-only", "query-only"])
def test_a_push_with_the_token_in_another_place_is_discarded(
    redox_endpoint: "Receiver", as_: str
) -> None:
    with redox_endpoint.watching() as seen:
        redox_endpoint.push(as_="missing")
    if seen.rise:
        pytest.skip("it does not look at the token at all: see receiver.token.absent")
    _is_discarded(redox_endpoint, as_)


@rule(
    "receiver.token.later",
    title="A push that was refused is not processed later on",
    level="must",
    rests_on=_FACT,
    mark="documented",
    source="webhooks.md 2.1, 3",
    means=_LET_IN,
)
def test_a_refused_push_is_not_processed_later(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_probe()
    with redox_endpoint.watching() as at_first:
        pushed = redox_endpoint.push(as_="wrong")
    if at_first.rise:
        pytest.skip("it is processed at once: see receiver.token.wrong")
    later = redox_endpoint.scale.later
    with redox_endpoint.watching(linger=later) as seen:
        redox_endpoint.evidence.note(f"then nothing was sent for {later:g} s")

    assert seen.rise is not None
    assert seen.rise <= 0, f"it was answered {pushed.status}, and processed some time later"


@rule(
    "receiver.token.told-apart",
    title="It can be seen from outside that a wrong token is not taken",
    level="should",
    rests_on="receivers refuse a wrong token with a 4xx, or say so in a 200; one that answers "
    "right and wrong alike is either very discreet or does not look at the token",
    mark="our own",
    source="webhooks.md 2.4, Later findings",
    means="nobody can tell whether strangers write into your patients' records; answer a wrong "
    "token with a 4xx, or give a probe that shows that nothing was processed",
)
def test_a_wrong_token_is_answered_otherwise_than_a_right_one(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_good_pushes()
    if redox_endpoint.unit():
        pytest.skip("the probe tells more than the answers can")
    right, wrong = redox_endpoint.apart()

    assert not alike(right, wrong), (
        f"right and wrong tokens are both answered {right.status}, with the same text: it looks "
        "as if the token were not checked. If it is, give --redox-probe to prove it, or answer 4xx"
    )


@rule(
    "receiver.token.crash",
    title="No token makes the endpoint crash or hang",
    level="should",
    rests_on="everybody can send whatever they like to a URL on the internet",
    mark="our own",
    source="webhooks.md 8, 1 to 3",
    means="anybody can fill your logs with errors, and wake whoever is on call",
)
@pytest.mark.parametrize("as_", VARIANTS[1:])
def test_no_token_makes_the_endpoint_crash(redox_endpoint: "Receiver", as_: str) -> None:
    redox_endpoint.needs_good_pushes()
    pushed = redox_endpoint.push(as_=as_)
    last = pushed.attempts[-1]
    if pushed.status is None:
        hung_up = as_ == "huge" and last.failure == "closed"  # a server may end it so
        assert hung_up, f"there was {last.reason.partition(';')[0]}"
        return

    assert pushed.status < 500, f"it answered {pushed.status}: is the token compared as it comes?"


def _is_discarded(receiver: "Receiver", as_: str = "right", token: str | None = None) -> None:
    with receiver.watching() as seen:
        pushed = receiver.push(as_=as_, token=token)
    receiver.discards(pushed, seen)
