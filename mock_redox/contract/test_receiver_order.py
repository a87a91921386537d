"""Messages come in bursts after an outage, and not always in the order of what happened."""

import time
from typing import TYPE_CHECKING, Any

import pytest

from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver


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
    seen.processed(many)


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
