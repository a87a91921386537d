"""Messages that are sound, but unlike those of yesterday: they are taken all the same."""

from typing import TYPE_CHECKING, Any

import pytest

from mock_redox.contract.receiving.unusual import REFUSABLE, VALUES, changed, emptied
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver

_STOPS = "one message stops the feed, for every patient, until somebody sees it"


@rule(
    "receiver.robust.extra-fields",
    title="Fields that are new are left alone",
    level="must",
    rests_on="Redox adds fields without notice, and takes none away",
    mark="documented",
    source="webhooks.md 8 (11, 12)",
    means=_STOPS + "; it comes on the day that Redox adds a field",
)
@pytest.mark.parametrize("broken", ["extra-fields", "legacy-ids"])
def test_fields_that_are_new_are_left_alone(redox_endpoint: "Receiver", broken: str) -> None:
    with redox_endpoint.watching(expect=1) as seen:
        pushed = redox_endpoint.push(broken=broken)

    assert pushed.good, f"it was {pushed.attempts[-1].reason}"
    seen.goes_on()
    assert seen.rise is None or seen.rise >= seen.unit, "it was acknowledged, but not processed"


@rule(
    "receiver.robust.absent",
    title="What is optional may be null, empty or absent",
    level="should",
    rests_on="optional fields may be absent or null; pushes carry the whole skeleton with nulls",
    mark="documented",
    source="webhooks.md 4.5, 8 (12, 13)",
    means="one message without them stops the feed, for every patient, until somebody sees it",
)
@pytest.mark.parametrize("how", ["skeleton", "sparse", "empty-lists", "empty-objects"])
def test_what_is_optional_may_be_absent(redox_endpoint: "Receiver", how: str) -> None:
    if how in ("skeleton", "sparse"):
        _is_taken(redox_endpoint, broken=how)
        return
    message = redox_endpoint.messages.fresh()
    kind = list if how == "empty-lists" else dict
    _is_taken(redox_endpoint, {k: emptied(v, kind, k) for k, v in message.items()})


@rule(
    "receiver.robust.values",
    title="Values may be of any language, spelling and length, and numbers may be strings",
    level="should",
    rests_on="values come as the hospital wrote them; numbers have turned into strings before",
    mark="observed",
    source="webhooks.md 8 (12)",
    means=_STOPS + "; often for a patient with an unusual name",
)
@pytest.mark.parametrize("how", ["any-script", "strings", "numbers", "long", "unknown-codes"])
def test_values_may_be_unusual(redox_endpoint: "Receiver", how: str) -> None:
    message = redox_endpoint.messages.fresh()
    unusual = {k: v if k == "Meta" else changed(v, VALUES[how]) for k, v in message.items()}
    what = f"a push with unusual values: {how}"
    if how in REFUSABLE:
        with redox_endpoint.watching(weak=False) as seen:
            pushed = redox_endpoint.push(unusual, what=what)
        seen.survived(pushed.status, pushed.attempts[-1].reason)
    else:
        _is_taken(redox_endpoint, unusual, what=what)


@rule(
    "receiver.robust.unknown",
    title="A data model or event that is not known does not make it crash",
    level="should",
    rests_on="data models and events are added, and subscriptions change in the dashboard",
    mark="documented",
    source="webhooks.md 8 (12)",
    means="a subscription that somebody adds by mistake fills your logs with errors; a 2xx is "
    "better than a 4xx, which stops the feed",
)
@pytest.mark.parametrize("how", ["data-model", "event"])
def test_an_unknown_message_does_not_make_it_crash(redox_endpoint: "Receiver", how: str) -> None:
    message = redox_endpoint.messages.fresh()
    message["Meta"]["DataModel" if how == "data-model" else "EventType"] = "Astrology"
    with redox_endpoint.watching(weak=False) as seen:
        answer = redox_endpoint.ask(body=redox_endpoint.written(message), what=f"unknown {how}")

    seen.survived(answer.status, answer.problem)


@rule(
    "receiver.robust.fhir",
    title="A FHIR bundle does not make it crash",
    level="should",
    rests_on="FHIR notifications come to the same URL with the same token, without Meta",
    mark="documented",
    source="webhooks.md 7, 8 (18)",
    means="the day FHIR is switched on, every notification is an error in your logs",
)
def test_a_fhir_bundle_does_not_make_it_crash(redox_endpoint: "Receiver") -> None:
    with redox_endpoint.watching(weak=False) as seen:
        pushed = redox_endpoint.push(broken="fhir-bundle")

    seen.survived(pushed.status, pushed.attempts[-1].reason)


def _is_taken(
    receiver: "Receiver", message: dict[str, Any] | None = None, broken: str | None = None,
    what: str = "",
) -> None:  # fmt: skip
    with receiver.watching(weak=False) as seen:
        pushed = receiver.push(message, broken=broken, what=what)

    reason = pushed.attempts[-1].reason.partition(";")[0]
    assert pushed.good, f"it was {reason}, and so stops its feed"
    seen.goes_on()
