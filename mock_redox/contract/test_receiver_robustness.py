"""Broken and large sends: an answer in time each time, and the next good push works."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.receiving.likeness import alike
from mock_redox.contract.receiving.unusual import enlarge
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver

_STOPS = "one such message stops the feed, for every patient, until somebody sees it"


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
    enlarge(message, "x" * redox_endpoint.scale.large)
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
        seen.survived(pushed.status, last.reason)
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
    redox_endpoint.evidence.decide(redox_endpoint.exchange(last.exchange))
    assert not crashed, f"it answered {pushed.status}"
    if broken != "gzip" and seen.rise is not None and seen.rise < seen.unit:
        right, _ = redox_endpoint.apart()
        assert not alike(redox_endpoint.seen(pushed), right), (
            f"it was answered {pushed.status} as a right push is, but not processed"
        )


def _send_malformed(receiver: "Receiver", how: str) -> tuple[int | None, str]:
    if how in ("bad-json", "invalid-utf8"):
        pushed = receiver.push(broken=how)
        return pushed.status, pushed.attempts[-1].reason
    bodies = {"empty": b"", "null": b"null", "list": b"[{}]", "text": b'"Meta"', "number": b"7"}
    answer = receiver.ask(body=bodies[how], what=f"a body that is {how}")
    return answer.status, answer.problem
