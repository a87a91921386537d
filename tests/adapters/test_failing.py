"""``redox.fail`` as a call and as a context manager, and that it has to come about."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from mock_redox import MockRedox
from mock_redox.adapters.failing import NeverMet
from mock_redox.core.errors import Misuse

ENDPOINT = "https://api.redoxengine.com/endpoint"


@pytest.fixture
def mock():
    """One of the test's own, that nobody looks at afterwards."""
    made = MockRedox()
    with made.intercept():
        yield made


def call():
    return requests.post(ENDPOINT, timeout=5).status_code


def test_as_a_call_it_stays_until_it_is_met_or_removed(mock):
    failing = mock.fail("service.error")
    assert (failing.fired, failing.active) == (0, True)

    assert [call(), call()] == [500, 401]
    assert (failing.fired, failing.active) == (1, True)
    failing.remove()
    assert (failing.fired, failing.active) == (1, False)
    failing.remove()


def test_as_a_context_manager_it_is_off_after_the_block(mock):
    with mock.fail("service.error", times=None) as failing:
        assert [call(), call()] == [500, 500]
    assert call() == 401

    assert (failing.fired, failing.active) == (2, False)


def test_an_error_in_the_block_switches_it_off_and_goes_on_as_it_is(mock):
    with pytest.raises(ZeroDivisionError), mock.fail("service.error"):
        _ = 1 / 0

    assert call() == 401


def test_a_block_in_which_nothing_met_it_fails(mock):
    with (
        pytest.raises(
            NeverMet, match=r"service\.error \(fail-1\) was switched on and no request met it"
        ) as caught,
        mock.fail("service.error", path="/query"),
    ):
        call()

    said = str(caught.value)
    assert isinstance(caught.value, AssertionError)
    assert "of 1 none fitted" in said
    assert "It happens to token, login, refresh, data_model, fhir." in said
    assert "must_fire=False" in said
    assert call() == 401


def test_it_says_so_where_nothing_came_at_all(mock):
    with pytest.raises(NeverMet, match="none came"), mock.fail("service.error"):
        pass


@pytest.mark.parametrize(
    "options",
    [{"must_fire": False}, {"probability": 0.5}, {"probability": 0.5, "must_fire": None}],
    ids=str,
)
def test_where_it_need_not_come_about_nothing_is_said(mock, options):
    with mock.fail("service.error", **options):
        pass

    assert mock.failing[0].missed == ""


def test_where_chance_decides_it_can_be_asked_for_all_the_same(mock):
    with (
        pytest.raises(NeverMet),
        mock.fail("service.error", probability=0.5, must_fire=True),
    ):
        pass


def test_once_is_enough_of_several_times(mock):
    with mock.fail("service.error", times=5) as failing:
        call()

    assert failing.missed == ""


def test_one_that_was_removed_before_the_end_is_not_missed(mock):
    with mock.fail("service.error") as failing:
        failing.remove()
    with mock.fail("service.error"):
        mock.reset()


def test_blocks_may_stand_in_each_other(mock):
    with mock.fail("service.error"), mock.fail("service.timeout"):
        assert [call(), call(), call()] == [500, 504, 401]


def test_a_client_may_be_named_by_what_the_mock_hands_out(mock):
    key = mock.legacy_key
    login = {"apiKey": key.api_key, "secret": key.secret}
    with mock.fail("legacy.secret_wrong", client=key) as failing:
        answer = requests.post(ENDPOINT.replace("endpoint", "auth/authenticate"), json=login)
    assert (answer.status_code, failing.fired) == (401, 1)

    head = {"authorization": f"Bearer {mock.token()}"}
    with mock.fail("token.expired", client=mock.client):
        assert call() == 401
        assert requests.post(ENDPOINT, headers=head, timeout=5).status_code == 401
    with mock.fail("token.expired", client=mock.client.client_id):
        assert requests.post(ENDPOINT, headers=head, timeout=5).status_code == 401
    mock.fail("verification.wrong", client=mock.destination, id="d")
    assert mock.core.failures.require("d").spec.client == mock.destination.id


@pytest.mark.parametrize("delay", ["250ms", 0.25, timedelta(milliseconds=250)], ids=repr)
def test_times_are_taken_as_everywhere(mock, delay):
    made = mock.fail("service.slow", delay=delay, jitter=delay)

    spec = mock.core.failures.require(made.id).spec
    assert (spec.delay, spec.jitter) == (timedelta(seconds=0.25), timedelta(seconds=0.25))


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("token.expird", {}, "did you mean 'token.expired'"),
        ("token.expired", {"times": 0}, "times is 0"),
        ("token.expired", {"delay": "soon"}, "'soon' is not a duration"),
        ("token.expired", {"probability": 0}, "probability is 0"),
        ("token.expired", {"probability": None}, "probability: expected a number, got nothing"),
        ("token.expired", {"times": "2"}, "times: expected a whole number, got '2'"),
        ("token.expired", {"id": 7}, "id: expected text, got 7"),
        ("token.expired", {"client": 7}, "client: expected text, got 7"),
        ("token.expired", {"delay": True}, "delay: expected a duration"),
        (7, {}, "name: expected text, got 7"),
    ],
)
def test_a_wrong_order_is_explained_and_switches_nothing_on(mock, name, options, told):
    with pytest.raises(Misuse, match=told):
        mock.fail(name, **options)

    assert mock.failing == []
    assert mock.core.failures.all() == []


def test_it_shows_itself_briefly(mock):
    assert repr(mock.fail("token.expired", id="mine")) == "<token.expired mine, fired 0 times>"


def test_a_new_state_forgets_what_was_switched_on(mock):
    mock.fail("service.error")
    mock.renew()

    assert mock.failing == []
    assert call() == 401
