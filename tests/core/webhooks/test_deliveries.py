"""What an answer to a push means (webhooks.md 4.1), and what is shown of a delivery."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mock_redox.core.ports import Answer
from mock_redox.core.webhooks.deliveries import Attempt, Delivery, judge


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_a_good_answer_whatever_its_body(status):
    assert judge(Answer(status=status, body=b"no")) == (True, f"acknowledged with {status}")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=199), "refused with 199; a feed pauses on that and tries again"),
        (Answer(status=301), "redirect 301 is not followed and counts as a failure"),
        (Answer(status=400), "refused with 400; a feed pauses on that and tries again"),
        (Answer(status=503), "refused with 503; a feed pauses on that and tries again"),
        (Answer(failure="timeout", problem="nothing came within 30 s"),
         "no answer: nothing came within 30 s; a feed pauses on that and tries again"),
    ],
)  # fmt: skip
def test_all_else_is_a_failure(answer, reason):
    assert judge(answer) == (False, reason)


def attempt(number: int, status: int) -> Attempt:
    return Attempt(
        number=number, id=f"a{number}", at=datetime(2026, 1, 1, tzinfo=UTC), status=status,
        good=status == 200, reason=f"because of {number}", took=0.0125, exchange=number,
    )  # fmt: skip


def test_a_delivery_is_as_good_as_its_last_attempt():
    delivery = Delivery(
        id="1", event="PatientAdmin.Arrival", destination="d", url="http://hook.test",
        variant="right", log_id="log", message={}, body=b"{}", at=datetime(2026, 1, 1, tzinfo=UTC),
        target=None,
    )  # fmt: skip
    assert (delivery.good, delivery.status, delivery.last) == (False, None, None)
    assert delivery.reason == "not tried; it is sent"
    delivery.state = "waiting"
    assert delivery.reason == delivery.as_json()["reason"] == "not tried; it is waiting"
    delivery.attempts += [attempt(1, 503), attempt(2, 200)]

    assert (delivery.good, delivery.status, delivery.last.number) == (True, 200, 2)
    assert delivery.reason == delivery.as_json()["reason"] == "because of 2"
    assert delivery.as_json()["attempts"][0] == {
        "number": 1, "id": "a1", "at": "2026-01-01T00:00:00.000Z", "status": 503, "good": False,
        "reason": "because of 1", "took_ms": 12.5, "exchange": 1, "failure": None,
        "variant": "right",
    }  # fmt: skip
