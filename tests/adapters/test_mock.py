"""MockRedox: one object for state, app, server and interception."""

import json

import pytest
import requests

from mock_redox import MockRedox, Settings
from mock_redox.core.errors import Misuse, Unknown

REDOX = "https://api.redoxengine.com"


def clock_at(url):
    return requests.get(f"{url}/__mock__/clock", timeout=5).json()["now"]


def test_the_app_is_made_once_and_speaks_for_the_state(redox):
    redox.clock.advance("1h")
    answer = redox.app.test_client().get("/__mock__/clock").get_json()

    assert redox.app is redox.app
    assert answer["now"] == "2026-01-01T13:00:00.000Z"


def test_renewed_it_has_a_new_state_under_the_same_app_and_server():
    mock = MockRedox(Settings(clock="virtual", seed=1))
    app, first = mock.app, mock.client
    with mock.serve():
        mock.app.test_client().post("/nope")
        mock.renew(Settings(clock="virtual", seed=2))
        now = clock_at(mock.url)

    assert mock.app is app
    assert mock.client != first
    assert mock.calls.to() == []
    assert now == "2026-01-01T12:00:00.000Z"


def test_its_shortcuts_are_the_parts_of_the_core(redox):
    assert redox.clock is redox.core.clock
    assert redox.journal is redox.core.journal
    assert redox.settings is redox.core.settings.now
    assert redox.client == redox.core.auth.clients.all()[0]
    assert redox.legacy_key == redox.core.auth.legacy.all()[0]
    assert redox.destination.name == "Your endpoint"


def test_an_assertion_works_once_and_claims_replace_the_usual(redox, redox_intercept):
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }

    def ask(assertion):
        sent = {**form, "client_assertion": assertion}
        return requests.post(f"{REDOX}/v2/auth/token", data=sent, timeout=5)

    good = redox.assertion()

    assert [ask(good).status_code, ask(good).status_code] == [200, 400]
    assert ask(redox.assertion(aud="https://elsewhere")).status_code == 400
    assert ask(redox.assertion(aud=None)).status_code == 200


def test_a_token_is_good_at_once_and_ends_with_its_lifetime(redox):
    client = redox.app.test_client()
    head = {"Authorization": f"Bearer {redox.token()}"}
    first = client.post("/endpoint", data="{}", headers=head).status_code
    redox.clock.advance(300)

    assert first == 400
    assert client.post("/endpoint", data="{}", headers=head).status_code == 401


def test_an_endpoint_is_verified_by_its_url_and_then_known(redox, receiver):
    result = redox.verify(receiver.url, "token")

    assert (result.ok, result.method, result.status) == (True, "POST", 200)
    assert redox.verify(receiver.url).ok
    assert redox.core.destinations.require(receiver.url).verified


def test_the_ready_destination_is_meant_when_none_is_named(redox, receiver):
    redox.core.destinations.change(redox.destination.id, url=receiver.url)
    redox.verify(method="GET")
    delivery = redox.push("PatientAdmin.Arrival")

    assert [method for method, *_ in receiver.got] == ["GET", "POST"]
    assert delivery.destination == redox.destination.id
    assert delivery.good


def test_without_a_url_there_is_nothing_to_verify_or_push_to(redox):
    with pytest.raises(Misuse, match="'Your endpoint' has no URL to verify"):
        redox.verify()

    with pytest.raises(Misuse, match="'Your endpoint' has no URL to push to"):
        redox.push("PatientAdmin.Arrival")


def test_an_unknown_endpoint_without_a_token_is_told(redox, dead_url):
    with pytest.raises(Unknown, match="no destination"):
        redox.verify(dead_url)


def test_a_push_is_broken_by_name(redox, receiver):
    redox.verify(receiver.url, "token")
    delivery = redox.push("PatientAdmin.Arrival", receiver.url, broken="fhir-bundle")

    assert (delivery.broken, delivery.as_expected) == ("fhir-bundle", True)
    assert json.loads(receiver.got[-1][3])["resourceType"] == "Bundle"


def test_a_push_takes_the_data_and_the_token_variant(redox, receiver):
    sent = {"Patient": {"Identifiers": [{"ID": "1", "IDType": "MR"}]}}
    delivery = redox.push(
        "PatientAdmin.Discharge", receiver.url, "token", as_="missing", data=sent, unverified=True
    )
    head = receiver.got[0][2]

    assert delivery.message["Patient"] == sent["Patient"]
    assert not {"verification-token", "authorization"} & set(head)


def test_the_url_is_redox_s_own_unless_it_serves():
    mock = MockRedox()
    with mock.serve() as served:
        inside = served.url

    assert inside.startswith("http://127.0.0.1:")
    assert mock.url == REDOX


def test_a_server_within_a_server_gives_the_outer_url_back():
    mock = MockRedox()
    with mock.serve():
        outer = mock.url
        with mock.serve():
            inner = mock.url
        after = mock.url

    assert inner != outer
    assert after == outer


def test_a_reset_forgets_what_happened_and_sets_the_clock_back(redox):
    redox.app.test_client().post("/nope")
    redox.clock.advance("1h")
    redox.reset()

    assert len(redox.journal) == 0
    assert redox.clock.now().hour == 12


def test_two_mocks_in_one_process_know_nothing_of_each_other():
    one, other = MockRedox(), MockRedox(Settings(seed=1))
    with one.serve(), other.serve():
        requests.post(f"{one.url}/nope", timeout=5)

        assert one.url != other.url
        assert [len(one.journal), len(other.journal)] == [1, 0]
