"""The challenge by which Redox proves an endpoint before it sends anything (webhooks.md 2)."""

import json
import re
from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver
    from mock_redox.core.webhooks.verification import Verification

_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NO_GET = (404, 405, 501)


@rule(
    "receiver.verification.challenge",
    title="The endpoint proves itself: it sends the challenge back",
    level="must",
    rests_on="Redox sends a challenge with your token, by POST, or by GET if you choose so, and "
    "pushes nothing until it came back with a 2xx",
    mark="documented",
    source="webhooks.md 2",
    means="the destination can't be verified in Redox's dashboard, so no message ever comes",
)
def test_the_endpoint_answers_the_challenge(redox_endpoint: "Receiver") -> None:
    found = redox_endpoint.verify()
    if found.ok:
        return
    _leave_to_others(redox_endpoint, found)
    by_get = redox_endpoint.verify(method="GET")
    assert by_get.ok, f"neither by POST ({found.reason}) nor by GET ({by_get.reason})"
    redox_endpoint.evidence.weaken(
        f"by GET only, the older way; choose it in the dashboard. By POST: {found.reason}"
    )


@rule(
    "receiver.verification.get",
    title="The challenge is answered by GET as well",
    level="advice",
    rests_on="the older way of verification is GET, and still allowed; POST is the default",
    mark="documented",
    source="webhooks.md 2.3",
    means="verify by POST, as is the default; by GET it does not work",
)
def test_the_endpoint_answers_a_challenge_by_get(redox_endpoint: "Receiver") -> None:
    _needs_post(redox_endpoint)
    found = redox_endpoint.verify(method="GET")
    if found.status in _NO_GET:
        pytest.skip(f"it takes no GET ({found.status}), and need not: verify it by POST")
    _leave_to_others(redox_endpoint, found)
    assert found.ok, f"by POST it is verified, by GET not: {found.reason}"


@rule(
    "receiver.verification.token",
    title="A challenge with a wrong token is not answered",
    level="must",
    rests_on="the challenge carries the verification token, and what does not match is to be "
    "thrown away",
    mark="documented",
    source="webhooks.md 2.1",
    means="anybody can register your URL as their own, and have it called by Redox",
)
@pytest.mark.parametrize("how", ["wrong", "prefix", "missing", "empty"])
def test_a_challenge_with_a_wrong_token_is_refused(redox_endpoint: "Receiver", how: str) -> None:
    _needs_post(redox_endpoint)
    challenge = redox_endpoint.messages.uuid()
    wrong = {"wrong": "x" * len(redox_endpoint.token), "prefix": redox_endpoint.token[:-1]}
    body = {"verification-token": wrong.get(how, ""), "challenge": challenge}
    if how == "missing":
        del body["verification-token"]
    answer = redox_endpoint.ask(
        body=json.dumps(body).encode(),
        headers=redox_endpoint.headers()[2:],  # no token in them
        what=f"a challenge with the token {how}",
    )

    verified = answer.good and challenge.encode() in answer.body
    assert not verified, f"answered {answer.status} with the challenge, though the token is {how}"


@rule(
    "receiver.verification.get-token",
    title="A challenge by GET with a wrong token is not answered",
    level="should",
    rests_on="the challenge by GET carries the verification token as well",
    mark="documented",
    source="webhooks.md 2.3",
    means="anybody can register your URL as their own, and have it called by Redox",
)
def test_a_challenge_by_get_with_a_wrong_token_is_refused(redox_endpoint: "Receiver") -> None:
    if not redox_endpoint.verify(method="GET").ok:
        pytest.skip("it answers no challenge by GET, right or wrong")
    found = redox_endpoint.verify("x" * len(redox_endpoint.token), "GET")

    assert not found.ok, f"{found.reason}, though the token is another"


@rule(
    "receiver.verification.fresh",
    title="Each challenge is sent back itself, and not one of before",
    level="must",
    rests_on="the challenge is a new one each time",
    mark="documented",
    source="webhooks.md 2.2",
    means="it verifies once, and fails when the URL or the token changes and is verified again",
)
def test_each_challenge_is_answered_with_itself(redox_endpoint: "Receiver") -> None:
    found = [redox_endpoint.verify() for _ in range(3)]
    stale = [each for each in found if _is_stale(redox_endpoint, each)]
    if not stale and not any(each.ok for each in found):
        pytest.skip("no challenge is answered: see receiver.verification.challenge")

    assert not stale, "the answer holds another challenge than the one that was sent"


@rule(
    "receiver.verification.in-time",
    title="The challenge is answered in time",
    level="should",
    rests_on="how long Redox waits is not known; 10 seconds are assumed",
    mark="assumed",
    source="webhooks.md 2.4",
    means="the destination can't be verified while your system is slow",
)
def test_the_challenge_is_answered_in_time(redox_endpoint: "Receiver") -> None:
    found = redox_endpoint.verify()

    assert found.status is not None or "within" not in found.reason, found.reason


@rule(
    "receiver.verification.no-message",
    title="A challenge is not processed as a message",
    level="should",
    rests_on="the challenge comes to the same URL as messages, but holds none",
    mark="documented",
    source="webhooks.md 2.2",
    means="each verification leaves an empty record behind",
)
def test_a_challenge_is_no_message(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_probe()
    with redox_endpoint.watching() as seen:
        redox_endpoint.verify()

    assert seen.rise is not None
    assert seen.rise <= 0, "the challenge was processed as if it were a message"


def _needs_post(receiver: "Receiver") -> None:
    found = receiver.verify()
    if not found.ok and not _is_stale(receiver, found):
        pytest.skip("no challenge by POST is answered: see receiver.verification.challenge")


def _leave_to_others(receiver: "Receiver", found: "Verification") -> None:
    """What another rule is about is not this one's matter."""
    if _is_stale(receiver, found):
        pytest.skip("the answer holds another challenge: see receiver.verification.fresh")
    if found.status is None and "within" in found.reason:
        pytest.skip(f"{found.reason}: see receiver.verification.in-time")
    if found.status is not None and 300 <= found.status < 400:
        pytest.skip(f"{found.reason}: see receiver.path.redirect")


def _is_stale(receiver: "Receiver", found: "Verification") -> bool:
    """Whether the answer is a challenge, but not the one that was sent."""
    exchange = receiver.exchange(found.exchange)
    good = found.status is not None and 200 <= found.status < 300
    return good and not found.ok and bool(_UUID.search(exchange.response_body))
