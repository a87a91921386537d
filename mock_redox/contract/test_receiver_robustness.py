"""Unusual, broken and large messages: an answer in time each time, and the next good push works."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from mock_redox.contract.receiving.likeness import alike
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver, Watch
    from mock_redox.core.webhooks.deliveries import Delivery

_STOPS = "one such message stops the feed, for every patient, until somebody sees it"
_ODD = (
    "Zo\u00eb O'Brien-Nu\u0301n\u0303ez \u0631\u062d\u0645\u0629 \u5c71\u7530 "
    '"BP <120 & >80" \\ \U0001f9d1'
)
"""Quotes, accents in one piece and in two, right-to-left text, marks, and a sign beyond 16 bits."""


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
    means=_STOPS,
)
@pytest.mark.parametrize("how", ["skeleton", "sparse", "empty-lists", "empty-objects"])
def test_what_is_optional_may_be_absent(redox_endpoint: "Receiver", how: str) -> None:
    if how in ("skeleton", "sparse"):
        _is_taken(redox_endpoint, broken=how)
        return
    message = redox_endpoint.messages.fresh()
    kind = list if how == "empty-lists" else dict
    _is_taken(redox_endpoint, {k: _emptied(v, kind, k) for k, v in message.items()})


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
    changed = {k: v if k == "Meta" else _changed(v, _VALUES[how]) for k, v in message.items()}
    what = f"a push with unusual values: {how}"
    if how in _REFUSABLE:
        with redox_endpoint.watching(weak=False) as seen:
            pushed = redox_endpoint.push(changed, what=what)
        _survived(pushed.status, pushed.attempts[-1].reason, seen)
    else:
        _is_taken(redox_endpoint, changed, what=what)


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

    _survived(answer.status, answer.problem, seen)


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

    _survived(pushed.status, pushed.attempts[-1].reason, seen)


@rule(
    "receiver.robust.large",
    title="A message of 5 MB is taken",
    level="should",
    rests_on="a body may have up to 40 MB; files of some MB stand in messages as base64",
    mark="documented",
    source="platform.md C",
    means=_STOPS + "; many frameworks take no more than 100 KB to 2.5 MB unless told so",
)
def test_a_large_message_is_taken(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_good_pushes()
    message = redox_endpoint.messages.fresh()
    _enlarge(message, "x" * redox_endpoint.scale.large)
    with redox_endpoint.watching(expect=1) as seen:
        pushed = redox_endpoint.push(message, what="a push of 5 MB")

    assert pushed.good, f"it was {pushed.attempts[-1].reason}"
    seen.goes_on()
    assert seen.rise is None or seen.rise >= seen.unit, "it was acknowledged, but not processed"


@rule(
    "receiver.robust.huge",
    title="A message of 40 MB does not make it crash or hang",
    level="should",
    rests_on="a body may have up to 40 MB",
    mark="documented",
    source="platform.md C",
    means="one message brings the endpoint down; refusing it with 413 stops one feed only",
)
def test_a_huge_message_does_not_make_it_crash(redox_endpoint: "Receiver") -> None:
    with redox_endpoint.watching(weak=False) as seen:
        pushed = redox_endpoint.push(broken="huge")

    last = pushed.attempts[-1]
    if last.failure != "closed":  # to hang up on so large a body is fine
        _survived(pushed.status, last.reason, seen)
    seen.goes_on()


@rule(
    "receiver.robust.malformed",
    title="What is no message is answered, and the next one is taken",
    level="should",
    rests_on="everybody can send whatever they like to a URL on the internet",
    mark="our own",
    source="webhooks.md 8",
    means="one bad request makes the endpoint hang, or spoils it for the messages after it",
)
@pytest.mark.parametrize(
    "how", ["bad-json", "invalid-utf8", "empty", "null", "list", "text", "number"]
)
def test_what_is_no_message_is_answered(redox_endpoint: "Receiver", how: str) -> None:
    with redox_endpoint.watching(weak=False) as seen:
        status, problem = _send_malformed(redox_endpoint, how)

    assert status is not None, f"there was no answer: {problem}"
    seen.goes_on()


@rule(
    "receiver.robust.malformed-status",
    title="What can't be read is refused with a 4xx, without a crash",
    level="advice",
    rests_on="a 5xx says that your system failed, a 4xx that the request was bad",
    mark="our own",
    source="webhooks.md 8",
    means="anybody can fill your logs with errors, and wake whoever is on call",
)
@pytest.mark.parametrize("how", ["bad-json", "invalid-utf8", "empty"])
def test_what_can_not_be_read_is_no_crash(redox_endpoint: "Receiver", how: str) -> None:
    redox_endpoint.needs_good_pushes()
    status, _ = _send_malformed(redox_endpoint, how)

    assert status is None or status < 500, f"it answered {status}"


@rule(
    "receiver.robust.broken-send",
    title="A send that breaks off does no harm to the next one",
    level="should",
    rests_on="connections break; a message whose body was cut short comes again",
    mark="our own",
    source="webhooks.md 9 (5)",
    means="one bad connection makes the endpoint deaf for all that come after it",
)
@pytest.mark.parametrize(
    "broken",
    ["half-body", "wrong-content-length-short", "wrong-content-length-long", "silent",
     "cut-after-body"],
)  # fmt: skip
def test_a_broken_send_does_no_harm(redox_endpoint: "Receiver", broken: str) -> None:
    redox_endpoint.needs_wire()
    limit = redox_endpoint.scale.broken_limit
    with redox_endpoint.watching(weak=False) as seen, redox_endpoint.limited(limit):
        redox_endpoint.push(broken=broken)
        redox_endpoint.rest()  # it may still be at work on it

    assert seen.closing is not None
    last = seen.closing.attempts[-1]
    assert seen.closing.good, f"the good push right after it was not taken: {last.reason}"


@rule(
    "receiver.robust.encoding",
    title="Another content type or encoding is taken or refused, and no crash",
    level="advice",
    rests_on="Redox sends application/json with a length and no compression, as far as is known",
    mark="our own",
    source="webhooks.md 3",
    means="anybody can fill your logs with errors; and what is taken must not be lost",
)
@pytest.mark.parametrize("broken", ["wrong-content-type", "no-content-type", "gzip", "chunked"])
def test_another_encoding_is_taken_or_refused(redox_endpoint: "Receiver", broken: str) -> None:
    if broken == "chunked":
        redox_endpoint.needs_wire()
    limit = redox_endpoint.scale.broken_limit
    with redox_endpoint.watching(weak=False) as seen, redox_endpoint.limited(limit):
        pushed = redox_endpoint.push(broken=broken)

    last = pushed.attempts[-1]
    assert last.failure != "timeout", f"there was {last.reason}"
    crashed = pushed.status is not None and pushed.status >= 500
    if crashed and (_send_malformed(redox_endpoint, "invalid-utf8")[0] or 0) >= 500:
        pytest.skip("it crashes on whatever it can't read: see receiver.robust.malformed-status")
    assert not crashed, f"it answered {pushed.status}"
    if broken != "gzip" and seen.rise is not None and seen.rise < seen.unit:
        right, _ = redox_endpoint.apart()
        assert not alike(redox_endpoint.seen(pushed), right), (
            f"it was answered {pushed.status} as a right push is, but not processed"
        )


def _is_taken(
    receiver: "Receiver", message: dict[str, Any] | None = None, broken: str | None = None,
    what: str = "",
) -> None:  # fmt: skip
    with receiver.watching(weak=False) as seen:
        pushed = receiver.push(message, broken=broken, what=what)

    assert pushed.good, f"it was {_without_fault(pushed)}, and so stops its feed"
    seen.goes_on()


def _without_fault(pushed: "Delivery") -> str:
    return pushed.attempts[-1].reason.partition(";")[0]


def _survived(status: int | None, problem: str, seen: "Watch") -> None:
    assert status is not None, f"there was no answer: {problem}"
    assert status < 500, f"it answered {status}"
    seen.goes_on()


def _send_malformed(receiver: "Receiver", how: str) -> tuple[int | None, str]:
    if how in ("bad-json", "invalid-utf8"):
        pushed = receiver.push(broken=how)
        return pushed.status, pushed.attempts[-1].reason
    bodies = {"empty": b"", "null": b"null", "list": b"[{}]", "text": b'"Meta"', "number": b"7"}
    answer = receiver.ask(body=bodies[how], what=f"a body that is {how}")
    return answer.status, answer.problem


def _enlarge(message: dict[str, Any], text: str) -> None:
    """Where a text may stand; in a message of the user's own, where any extension may."""
    if isinstance(message.get("Patient"), dict):
        message["Patient"]["Notes"] = [text]
    else:
        message["Extensions"] = {"attachment": {"string": text}}


def _emptied(value: Any, kind: type, name: str) -> Any:
    """Without what stands in lists, or in objects; what a message is known by stays."""
    if name in ("Meta", "Identifiers"):
        return value
    if isinstance(value, list):
        return [] if kind is list else [_emptied(each, kind, "") for each in value]
    if not isinstance(value, dict):
        return value
    inner = any(isinstance(each, dict | list) for each in value.values())
    if kind is dict and not inner:
        return {}
    return {k: _emptied(v, kind, k) for k, v in value.items()}


def _changed(value: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    if isinstance(value, dict):
        return {k: v if k == "Identifiers" else _changed(v, change, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_changed(each, change, name) for each in value]
    return change(name, value)


_NUMBERS = ("VisitNumber", "AccountNumber", "Room", "ZIP")
_NAMES = ("FirstName", "LastName", "MiddleName", "Reason", "City", "StreetAddress", "Facility")
_CODES = ("Sex", "Race", "PatientClass", "MaritalStatus", "Language", "RelationToPatient")


_REFUSABLE = ("strings", "numbers", "long")
"""Redox says that types stay as they are, and nothing of lengths: a 4xx is sound, no crash is."""


def _number(name: str, value: Any) -> Any:
    digits = name in _NUMBERS and isinstance(value, str) and value.isdigit()
    return int(value) if digits else value


def _string(name: str, value: Any) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


_VALUES: dict[str, Callable[[str, Any], Any]] = {
    "any-script": lambda name, value: f"{value} {_ODD}" if name in _NAMES and value else value,
    "strings": _string,
    "numbers": _number,
    "long": lambda name, value: str(value) + "x" * 400 if name in _NAMES and value else value,
    "unknown-codes": lambda name, value: "Not known yet" if name in _CODES else value,
}
