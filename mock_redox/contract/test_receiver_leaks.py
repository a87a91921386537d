"""Neither tokens nor patients turn up where they do not belong: in answers, and in logs."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from mock_redox.contract.receiving.messages import Canaries, Message, canaries
from mock_redox.contract.receiving.traces import Logs, found
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver

_SHORTEST = 8
"""Letters of a token; a shorter one stands in many a text by chance."""
_LOGGED = "logs go to many places, and are read by people and services that treat no patients"
_METHODS = ("GET", "PUT", "DELETE", "OPTIONS", "HEAD")

Planted = tuple[Canaries, Any]
"""What must not turn up elsewhere, and the exchange in which it was sent."""


@rule(
    "receiver.leak.token",
    title="No answer holds the token that the endpoint expects",
    level="must",
    rests_on="the token is the only lock there is, and anybody may ask",
    mark="our own",
    source="webhooks.md 2.1, 3",
    means="one request, often one that provokes an error page, tells the token to everybody",
)
def test_no_answer_holds_the_token(redox_endpoint: "Receiver") -> None:
    token = redox_endpoint.token
    if len(token) < _SHORTEST:
        pytest.skip(f"a token of {len(token)} letters may stand in a text by chance")
    for answer in _answers(redox_endpoint):
        assert token not in answer, "an answer holds the token"


@rule(
    "receiver.leak.other-patients",
    title="No answer tells of other patients than its message",
    level="must",
    rests_on="an answer to a message, or to whoever calls the URL, is none about others",
    mark="our own",
    source="webhooks.md 4.1",
    means="whoever calls your URL reads what your other patients' messages said",
)
def test_no_answer_tells_of_other_patients(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_good_pushes()
    earlier, _ = _planted(redox_endpoint)
    redox_endpoint.rest()
    for answer in _answers(redox_endpoint):
        told = found(earlier.person + earlier.numbers, answer)
        assert not told, f"an answer to another request tells of a patient: {told[0]}"


@rule(
    "receiver.leak.echo",
    title="The answer does not repeat who the message is about",
    level="advice",
    rests_on="the answer to a message is not used, but may well be kept",
    mark="assumed",
    source="webhooks.md 4.1",
    means="names and numbers of patients stand in one more log",
)
def test_the_answer_does_not_repeat_the_patient(redox_endpoint: "Receiver") -> None:
    redox_endpoint.needs_good_pushes()
    for how in ("right", "wrong"):
        message = redox_endpoint.messages.fresh()
        pushed = redox_endpoint.push(message, as_=how)
        answer = redox_endpoint.seen(pushed).body.decode("utf-8", "replace")
        told = found(canaries(message).person, answer)

        assert not told, f"the answer to a {how} push repeats {told[0]}"


@rule(
    "receiver.leak.log-token",
    title="No log holds a token",
    level="should",
    rests_on="the token is the only lock there is",
    mark="our own",
    source="webhooks.md 3",
    means=f"{_LOGGED}; each of them can write into your patients' records",
)
def test_no_log_holds_the_token(redox_endpoint: "Receiver") -> None:
    logs = _logs(redox_endpoint)
    _all_kinds(redox_endpoint)
    text = _text(redox_endpoint, logs)
    known = (redox_endpoint.token, redox_endpoint.target.old_token)
    secrets = [each for each in (*known, redox_endpoint.target.other_token) if each]
    if min(map(len, secrets)) < _SHORTEST:
        pytest.skip("a token of so few letters may stand in a text by chance")

    told = found(secrets, text)
    assert not told, f"a log holds a token: {logs.place(told[0])}"


@rule(
    "receiver.leak.log-patient",
    title="No log tells of a patient",
    level="should",
    rests_on="names, addresses, telephone and social security numbers are protected health "
    "information",
    mark="our own",
    source="webhooks.md 4.5",
    means=f"{_LOGGED}; in the United States that is a breach of HIPAA to be reported",
)
def test_no_log_tells_of_a_patient(redox_endpoint: "Receiver") -> None:
    told = _told(redox_endpoint, lambda planted: planted.person)

    assert not told, f"a log holds what a message said of a patient: {told}"


@rule(
    "receiver.leak.log-number",
    title="No log holds record or visit numbers",
    level="advice",
    rests_on="record numbers are protected health information as well; many keep them all the "
    "same, to find a message again. Meta.Logs[].ID does that and tells nothing",
    mark="our own",
    source="webhooks.md 4.2, 4.5",
    means="a log is a list of patients for whoever has both it and the hospital's system",
)
def test_no_log_holds_record_numbers(redox_endpoint: "Receiver") -> None:
    told = _told(redox_endpoint, lambda planted: planted.numbers)

    assert not told, f"a log holds a record or visit number: {told}"


def _answers(receiver: "Receiver") -> Iterator[str]:
    """What it answers, with its headers, to what strangers and Redox may send."""
    mark = receiver.redox.journal.find()
    begin = mark[-1].id if mark else 0
    _all_kinds(receiver)
    for method in _METHODS:
        body = b"" if method in ("GET", "HEAD", "OPTIONS") else b"{}"
        receiver.ask(method, body, headers=(), what=f"{method} without a token")
    for exchange in receiver.redox.journal.find():
        if exchange.id > begin:
            receiver.evidence.decide(exchange)  # until the next one
            head = "\n".join(f"{name}: {value}" for name, value in exchange.response_headers)
            yield f"{head}\n\n{exchange.response_body.decode('utf-8', 'replace')}"


def _all_kinds(receiver: "Receiver") -> list[Planted]:
    """Challenges and pushes, right, wrong and broken; returns what was planted in them."""
    receiver.verify()
    receiver.verify("x" * len(receiver.token))
    planted = [_planted(receiver, as_) for as_ in ("right", "wrong", "missing", "look-alike")]
    planted += [_planted(receiver, broken=each) for each in ("bad-json", "invalid-utf8", "sparse")]
    message = receiver.messages.fresh()
    broken = json.dumps({**message, "Meta": "no object", "Visit": 7}).encode()
    receiver.ask(body=broken, what="a push whose Meta is no object")
    planted.append((canaries(message), receiver.evidence.exchanges[-1]))
    receiver.ask(body=b"[]", headers=receiver.headers("x" * 20), what="no message, a wrong token")
    return planted


def _planted(receiver: "Receiver", as_: str = "right", broken: str | None = None) -> Planted:
    message: Message = receiver.messages.fresh()
    receiver.push(message, as_=as_, broken=broken)
    return canaries(message), receiver.evidence.exchanges[-1]


def _told(receiver: "Receiver", kind: Callable[[Canaries], tuple[str, ...]]) -> str:
    """A word that was planted and stands in a log, and where; nothing if there is none."""
    logs = _logs(receiver)
    planted = _all_kinds(receiver)
    text = _text(receiver, logs)
    for each, exchange in planted:
        told = found(kind(each), text)
        if told:
            receiver.evidence.decide(exchange)
            return f"{told[0]} ({logs.place(told[0])})"
    return ""


def _logs(receiver: "Receiver") -> Logs:
    if not receiver.target.logs:
        pytest.skip("no log is named: give --redox-log FILE, or override redox_logs")
    receiver.needs_good_pushes()
    return Logs(receiver.target.logs)


def _text(receiver: "Receiver", logs: Logs) -> str:
    receiver.rest()
    text = logs.written()
    if not text:
        names = ", ".join(str(path) for path in receiver.target.logs)
        receiver.evidence.weaken(f"nothing was written to {names} meanwhile: is it the right file?")
    return text
