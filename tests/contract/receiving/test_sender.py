"""What is sent to an endpoint that asks for a rest, as Redox would rest too."""

import pytest
from contract.receivers.base import TOKEN

from mock_redox.adapters.contracting.endpoints import Latest, endpoint
from mock_redox.contract.evidence import Evidence
from mock_redox.contract.receiving.scale import Scale


class Busy:
    """Answers 429 so many times, and then 200."""

    def __init__(self, times, *headers):
        self.left = times
        self.headers = list(headers)

    def __call__(self, environ, start_response):
        environ["wsgi.input"].read()
        busy, self.left = self.left > 0, self.left - 1
        start_response("429 Too Many Requests" if busy else "200 OK", self.headers if busy else [])
        return [b""]


@pytest.fixture
def rests(monkeypatch):
    found = []
    monkeypatch.setattr("mock_redox.contract.receiving.sender.time.sleep", found.append)
    return found


@pytest.fixture
def receiver(redox):
    def made(app):
        evidence = Evidence()
        scale = Scale(rests=5.0)
        return endpoint(redox, app, TOKEN, None, evidence, Latest(), scale=scale)

    return made


def test_what_it_asks_for_is_what_it_gets(receiver, rests):
    made = receiver(Busy(2, ("Retry-After", "2")))

    assert made.push().good
    assert rests == [2, 2]
    assert "it asked for a rest: 2.0 s" in made.evidence.saw


def test_without_a_time_the_rests_grow_to_a_second(receiver, rests):
    made = receiver(Busy(6))

    assert made.ask().status == 200
    assert [round(each, 1) for each in rests] == [0.1, 0.1, 0.2, 0.4, 0.8, 1.0]


def test_it_is_not_waited_for_without_end(receiver, rests):
    made = receiver(Busy(100, ("Retry-After", "3")))

    assert made.push().status == 429
    assert made.ask().status == 429
    assert rests == [3, 2]


def test_a_date_is_no_number_of_seconds(receiver, rests):
    made = receiver(Busy(1, ("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")))

    assert made.push().good
    assert rests == [0.1]
