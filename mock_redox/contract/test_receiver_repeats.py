"""Delivery is at least once, in the order of a feed, and in bursts (webhooks.md 4)."""

import time
from typing import TYPE_CHECKING, Any

import pytest

from mock_redox.contract.rules import rule
from mock_redox.contract.test_receiver_pushes import at_once

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver, Watch

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

    _processed(seen, 1 + between)


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

    _processed(seen, 2)


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
            at_once(redox_endpoint, [one, redox_endpoint.messages.again(one)])

    _processed(seen, _RACES)


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

    _processed(seen, 1)


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


@rule(
    "receiver.burst.drained",
    title="The backlog of an outage is taken in a burst, each message once",
    level="must",
    rests_on="after an outage the whole backlog comes as fast as it is answered",
    mark="documented",
    source="webhooks.md 4.2, 8 (10)",
    means="the end of an outage is the beginning of the next, or messages are lost in it",
)
def test_a_burst_after_an_outage_is_taken(redox_endpoint: "Receiver") -> None:
    many = redox_endpoint.scale.burst
    with redox_endpoint.watching(expect=many) as seen:
        left = _drain(redox_endpoint, many)

    assert not left, f"{left} of {many} messages were never taken"
    _processed(seen, many)


@rule(
    "receiver.order.merge-first",
    title="A merge may come before the patients that it merges",
    level="should",
    rests_on="where a feed is split by patient, a merge may overtake messages about its patients",
    mark="documented",
    source="webhooks.md 4.3, 8 (9)",
    means="the feed stops at the merge, for the patient whose message would mend it waits behind",
)
def test_a_merge_before_its_patients_is_taken(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_good_pushes()
    known = [redox_endpoint.push().message for _ in range(2)]
    if any("Patient" not in each for each in known):
        pytest.skip("the messages of your own event are not about patients")
    usual = redox_endpoint.push(_merge(redox_endpoint, *known), what="a merge of known patients")
    if not usual.good:
        pytest.skip(f"it takes no PatientMerge at all ({usual.status})")
    unknown = [redox_endpoint.messages.fresh() for _ in range(2)]
    merge = _merge(redox_endpoint, *unknown)
    merged = redox_endpoint.push(merge, what="a merge of patients not seen before")

    assert merged.good, f"the merge was {merged.attempts[-1].reason}"
    with redox_endpoint.watching(expect=1, weak=False) as seen:
        pushed = redox_endpoint.push(unknown[0], what="then one of the patients")
    assert pushed.good, f"after the merge its patient was {pushed.attempts[-1].reason}"
    seen.goes_on()


def _needs_to_know_repeats(receiver: "Receiver") -> None:
    """A race can be judged only where repeats are known when there is no race."""
    receiver.needs_probe()
    with receiver.watching(expect=1) as seen:
        first = receiver.push()
        receiver.push(receiver.messages.again(first.message), what="the same once more")
    if seen.rise != seen.unit:
        pytest.skip("a message is not processed once even in peace: see receiver.repeat.once")


def _processed(seen: "Watch", times: int) -> None:
    """Assert that so many messages were processed, no more and no fewer."""
    if seen.rise is None:
        return
    wanted = times * seen.unit
    if times == 1:
        assert seen.rise <= wanted, f"it was processed {seen.times}"
        assert seen.rise >= wanted, "it was acknowledged, but not processed"
        return
    assert seen.rise <= wanted, f"of {times} messages some were processed twice or more"
    assert seen.rise >= wanted, (
        f"{times} messages were acknowledged, but {seen.rise // seen.unit} processed"
    )


def _drain(receiver: "Receiver", many: int) -> int:
    """Let so many messages wait, and come at once; how many are left when patience ends."""
    redox = receiver.redox
    key = redox.core.destinations.at(receiver.url, receiver.token).id
    for number in range(many):
        message = receiver.messages.fresh()
        event = f"{message['Meta']['DataModel']}.{message['Meta']['EventType']}"
        if number == 1:
            redox.queue.pause(key)
        redox.enqueue(event, key, data=message, unverified=True)
    redox.queue.resume(key)
    feed, until = redox.queue.require(key), time.monotonic() + receiver.scale.patience
    while feed.waiting and time.monotonic() < until:
        time.sleep(0.1)  # a receiver that asks for a rest gets one
        redox.clock.advance(redox.settings.retry_waits[-1])
    receiver.evidence.note(f"{feed.delivered} of {many} taken, {feed.failed} tries refused")
    return len(feed.waiting)


def _merge(receiver: "Receiver", survivor: Any, retired: Any) -> dict[str, Any]:
    made = receiver.messages.fresh("PatientAdmin.PatientMerge")
    patient = survivor["Patient"]
    made["Patient"] = {
        "Identifiers": patient["Identifiers"],
        "PreviousIdentifiers": retired["Patient"]["Identifiers"],
        "Demographics": patient.get("Demographics"),
    }
    made.pop("Visit", None)
    return made
