"""Right pushes are taken and processed, in whatever style (webhooks.md 3, 4)."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.receivers import RESTLESS
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver
    from mock_redox.core.webhooks.deliveries import Delivery

_REFUSALS = 12
_AT_ONCE = 8


@rule(
    "receiver.push.accepted",
    title="A right push is taken",
    level="must",
    rests_on="a message has the token twice, in verification-token and as Authorization: Bearer; "
    "a 2xx acknowledges it, anything else stops the feed",
    mark="documented",
    source="webhooks.md 3, 4.1",
    means="the first message stops the feed, and nothing comes through any more",
)
def test_a_right_push_is_taken(redox_endpoint: "Receiver") -> None:
    for _ in range(2):
        pushed = redox_endpoint.push()
        _leave_to_others(pushed)

        assert pushed.good, f"it was {pushed.attempts[-1].reason}"


@rule(
    "receiver.push.processed",
    title="A right push is processed",
    level="must",
    rests_on="a message that was acknowledged is not sent again",
    mark="documented",
    source="webhooks.md 4.1, 8 (8)",
    means="messages are acknowledged and lost: nobody sends them again",
)
def test_a_right_push_is_processed(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_good_pushes()
    unit = redox_endpoint.unit()
    if not redox_endpoint.has_probe:
        pytest.skip("no probe was given: give --redox-probe URL, or override redox_side_effects")
    for note in redox_endpoint.known.notes:
        redox_endpoint.evidence.note(note)
    assert not redox_endpoint.known.restless, RESTLESS
    assert unit, (
        "it was acknowledged, but the probe did not rise within "
        f"{redox_endpoint.scale.patience:g} s. If your system takes other events only, name one "
        "by --redox-event, or override redox_event"
    )
    with redox_endpoint.watching(expect=1) as seen:
        redox_endpoint.push()

    assert seen.rise, "it was acknowledged, but not processed"


@rule(
    "receiver.push.in-time",
    title="A push is answered in time",
    level="should",
    rests_on="no answer is taken as a refusal, and the message comes again; how long Redox waits "
    "is not known, 30 seconds are assumed",
    mark="assumed",
    source="webhooks.md 4.1",
    means="the feed stops, and the message comes again though it was processed",
)
def test_a_push_is_answered_in_time(redox_endpoint: "Receiver") -> None:
    pushed = redox_endpoint.push()

    assert pushed.attempts[-1].failure != "timeout", pushed.attempts[-1].reason


@rule(
    "receiver.path.redirect",
    title="The URL answers itself, without a redirect",
    level="should",
    rests_on="it is not known that Redox follows redirects, and tokens should not be sent on",
    mark="assumed",
    source="webhooks.md 2.4, 4.1",
    means="the endpoint is not verified, or the feed stops; often a slash at the end is missing",
)
def test_the_url_does_not_redirect(redox_endpoint: "Receiver") -> None:
    found, pushed = redox_endpoint.verify(), redox_endpoint.push()
    away = [each for each in (found.status, pushed.status) if each and 300 <= each < 400]

    assert not away, f"it answered {away[0]}: name the URL to which it leads"


@rule(
    "receiver.push.after-refusals",
    title="Right pushes are taken and processed after wrong ones",
    level="must",
    rests_on="Redox sends messages from addresses that are not yours to know, right behind "
    "whatever a stranger sends",
    mark="our own",
    source="webhooks.md 4.2",
    means="a stranger, or a token that was late to change, locks Redox out",
)
def test_right_pushes_are_taken_after_wrong_ones(redox_endpoint: "Receiver") -> None:
    with redox_endpoint.watching(expect=1) as seen:
        for _ in range(_REFUSALS):
            redox_endpoint.push(as_="wrong")
        pushed = redox_endpoint.push()

    last = pushed.attempts[-1]
    assert pushed.good, f"after {_REFUSALS} wrong tokens a right push was {last.reason}"
    seen.goes_on()
    if seen.rise is not None:
        assert seen.rise >= seen.unit, "the right push was acknowledged, but not processed"


@rule(
    "receiver.push.charset",
    title="The content type may have a parameter",
    level="must",
    rests_on="the content type is application/json, possibly with a charset",
    mark="observed",
    source="webhooks.md 3",
    means="if Redox sends the charset, the feed stops or messages are lost",
)
def test_a_charset_in_the_content_type_is_taken(redox_endpoint: "Receiver") -> None:
    _is_taken(redox_endpoint, "charset")


@rule(
    "receiver.push.slow-body",
    title="A body that comes slowly is read to its end",
    level="should",
    rests_on="a body may come in pieces, as bodies do on every network",
    mark="our own",
    source="webhooks.md 9 (5)",
    means="large messages, and all of them on a slow day, stop the feed",
)
def test_a_slow_body_is_taken(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_wire()
    with redox_endpoint.limited(redox_endpoint.scale.broken_limit):
        _is_taken(redox_endpoint, "slow-body")


@rule(
    "receiver.push.parallel",
    title="Messages that come at the same time are all processed",
    level="should",
    rests_on="each feed sends one message at a time, but you have several feeds",
    mark="documented",
    source="webhooks.md 4.1, 4.3",
    means="in busy hours messages are lost or refused",
)
def test_messages_at_the_same_time_are_all_processed(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_wire()
    messages = [redox_endpoint.messages.fresh() for _ in range(_AT_ONCE)]
    with redox_endpoint.watching(expect=_AT_ONCE) as seen:
        pushed = redox_endpoint.push_at_once(messages)

    refused = [each.attempts[-1].reason for each in pushed if not each.good]
    assert not refused, f"{len(refused)} of {_AT_ONCE} were not taken; the first was {refused[0]}"
    seen.goes_on()
    if seen.rise is not None:
        processed = seen.rise // seen.unit
        assert seen.rise >= _AT_ONCE * seen.unit, (
            f"all {_AT_ONCE} were acknowledged, but {processed} processed"
        )


def _is_taken(receiver: "Receiver", broken: str) -> None:
    with receiver.watching(expect=1) as seen:
        pushed = receiver.push(broken=broken)

    assert pushed.good, f"it was {pushed.attempts[-1].reason}"
    assert seen.rise is None or seen.rise >= seen.unit, (
        f"it was acknowledged with {pushed.status}, but not processed, and so is lost"
    )


def _leave_to_others(pushed: "Delivery") -> None:
    """What another rule is about is not this one's matter."""
    last = pushed.attempts[-1]
    if last.failure == "timeout":
        pytest.skip(f"{last.reason}: see receiver.push.in-time")
    if last.status is not None and 300 <= last.status < 400:
        pytest.skip(f"{last.reason}: see receiver.path.redirect")
