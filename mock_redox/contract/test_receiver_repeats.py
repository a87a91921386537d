"""Delivery is at least once: a message may come again (webhooks.md 4)."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver

_TWICE = (
    "delivery is at least once: the same message, known by Meta.Logs[].ID, may come again with "
    "another AttemptID"
)
_DOUBLED = "patients have visits, orders and results twice"
_BETWEEN = 5
_RACES = 4


@rule(
    "receiver.repeat.once",
    title="A message that comes again is processed once",
    level="must",
    rests_on=_TWICE,
    mark="documented",
    source="webhooks.md 4.1, 4.2, 8 (5, 6)",
    means=_DOUBLED,
)
@pytest.mark.parametrize("how", ["tried-again", "byte-for-byte", "after-others"])
def test_a_message_that_comes_again_is_processed_once(redox_endpoint: "Receiver", how: str) -> None:
    redox_endpoint.needs_probe()
    between = _BETWEEN if how == "after-others" else 0
    with redox_endpoint.watching(expect=1 + between) as seen:
        first = redox_endpoint.push()
        for _ in range(between):
            redox_endpoint.push(what="another message in between")
        if how == "byte-for-byte":
            redox_endpoint.redox.core.webhooks.redeliver(first.id)
            last = first.attempts[-1]
            told = f"the same once more: {last.reason}"
            redox_endpoint.evidence.note(told, redox_endpoint.exchange(last.exchange))
        else:
            again = redox_endpoint.messages.again(first.message)
            redox_endpoint.push(again, what="the same with another AttemptID")

    seen.processed(1 + between)


@rule(
    "receiver.repeat.acknowledged",
    title="A message that comes again is acknowledged again",
    level="must",
    rests_on="Redox sends a message until it is acknowledged",
    mark="documented",
    source="webhooks.md 4.2",
    means="the feed stops for good at a message that you have long since processed",
)
def test_a_message_that_comes_again_is_acknowledged_again(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_good_pushes()
    first = redox_endpoint.push()
    again = redox_endpoint.messages.again(first.message)
    second = redox_endpoint.push(again, what="the same with another AttemptID")

    assert second.good, f"when it came again, it was {second.attempts[-1].reason}"


@rule(
    "receiver.repeat.same-time",
    title="Different messages of the same moment are both processed",
    level="must",
    rests_on="messages are told apart by Meta.Logs[].ID; two may have the same EventDateTime",
    mark="documented",
    source="webhooks.md 4.2, 8 (6, 9)",
    means="messages are lost in busy moments",
)
def test_different_messages_of_the_same_moment_are_both_processed(
    redox_endpoint: "Receiver",
) -> None:
    redox_endpoint.needs_probe()
    one, other = redox_endpoint.messages.fresh(), redox_endpoint.messages.fresh()
    other["Meta"]["EventDateTime"] = one["Meta"]["EventDateTime"]
    with redox_endpoint.watching(expect=2) as seen:
        redox_endpoint.push(one)
        redox_endpoint.push(other, what="another of the same moment")

    seen.processed(2)


@rule(
    "receiver.repeat.parallel",
    title="A message that comes twice at the same time is processed once",
    level="should",
    rests_on="a message may come again while the first is still in work",
    mark="assumed",
    source="webhooks.md 4.1, 8 (5)",
    means=_DOUBLED,
)
def test_a_message_twice_at_the_same_time_is_processed_once(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_wire()
    _needs_to_know_repeats(redox_endpoint)
    with redox_endpoint.watching(expect=_RACES) as seen:
        for _ in range(_RACES):
            one = redox_endpoint.messages.fresh()
            redox_endpoint.push_at_once([one, redox_endpoint.messages.again(one)])

    seen.processed(_RACES)


@rule(
    "receiver.repeat.unheard",
    title="A message whose answer did not reach Redox is processed once in all",
    level="must",
    rests_on="an answer that comes too late is none: the message comes again, with the same log id",
    mark="documented",
    source="webhooks.md 4.1, 4.2, 8 (5)",
    means="messages are doubled, or lost, whenever your system is slow or the network is bad",
)
def test_a_message_whose_answer_was_not_heard_is_processed_once(
    redox_endpoint: "Receiver",
) -> None:
    redox_endpoint.needs_wire()
    _needs_to_know_repeats(redox_endpoint)
    with redox_endpoint.watching(expect=1) as seen:
        first = redox_endpoint.push(broken="cut-after-body", what="the mock gives up waiting")
        redox_endpoint.rest()
        again = redox_endpoint.messages.again(first.message)
        redox_endpoint.push(again, what="the same with another AttemptID")

    seen.processed(1)


@rule(
    "receiver.repeat.after-refusal",
    title="A message that was refused for its token is processed when it comes with the right one",
    level="must",
    rests_on="Redox tries a message that was refused again, with the same log id, until it is "
    "taken; a token may be set right meanwhile",
    mark="documented",
    source="webhooks.md 4.2",
    means="all that came while a token was being changed is lost",
)
def test_a_message_that_was_refused_is_processed_later(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_probe()
    message = redox_endpoint.messages.fresh()
    with redox_endpoint.watching(expect=1) as seen:
        redox_endpoint.push(message, as_="wrong")
        again = redox_endpoint.messages.again(message)
        redox_endpoint.push(again, what="the same with the right token")

    assert seen.rise, (
        "it was acknowledged, but not processed: its id was noted before its token was looked at"
    )


def _needs_to_know_repeats(receiver: "Receiver") -> None:
    """A race can be judged only where repeats are known when there is no race."""
    receiver.needs_probe()
    with receiver.watching(expect=1) as seen:
        first = receiver.push()
        receiver.push(receiver.messages.again(first.message), what="the same once more")
    if seen.rise != seen.unit:
        pytest.skip("a message is not processed once even in peace: see receiver.repeat.once")
