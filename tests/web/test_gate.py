"""What stands round every request: limits and the journal."""

from __future__ import annotations

import pytest
import requests

from mock_redox.web.app import create_app


def test_every_call_is_one_entry_and_the_same_call_twice_is_two(api):
    for _ in range(2):
        api.token_request("same", grant_type="x")

    first, second = api.redox.journal.find()
    assert (first.method, first.path, first.status, first.outcome) == (
        "POST", "/v2/auth/token", 400, "refused",
    )  # fmt: skip
    assert first.request_body == second.request_body
    assert b'"error":"invalid_request"' in first.response_body


def test_an_entry_names_the_client(api):
    api.token_request()

    assert api.redox.journal.find()[0].client == api.redox.client.client_id


def test_calls_that_control_the_mock_are_not_exchanges(api):
    api.call("GET", "/__mock__/health")

    assert api.redox.journal.find() == []


@pytest.mark.parametrize(
    ("path", "setting"), [("/endpoint", "max_body"), ("/v2/auth/token", "max_other_body")]
)
def test_a_body_over_its_limit_is_refused(api, path, setting):
    api.redox.core.settings.change(**{setting: 1000})

    assert api.call("POST", path, b"x" * 1000).status != 413
    assert api.call("POST", path, b"x" * 1001).status == 413
    assert api.redox.journal.find()[-1].explanation.check == "limit.too_large"


def test_a_body_of_forty_megabytes_is_read_by_the_data_model_api(api):
    assert api.call("POST", "/endpoint", b"x" * 40_000_000).status == 401
    assert api.call("POST", "/endpoint", b"x" * 40_000_001).status == 413


def test_a_chunked_body_has_the_same_limit(redox, redox_server):
    redox.core.settings.change(max_other_body=1000)
    url = f"{redox_server.url}/v2/auth/token"

    got = [requests.post(url, data=iter([b"x" * size]), timeout=5) for size in (1000, 1001)]

    assert [reply.status_code for reply in got] == [400, 413]
    why = redox.journal.find()[-1].explanation
    assert (why.got, why.expected) == ("a body of more than 1000 bytes", "at most 1000 bytes")


def test_a_bug_in_the_mock_is_told_as_one(api, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(type(api.redox.core.auth), "token", broken)

    reply = api.token_request("x")

    assert (reply.status, reply.text) == (500, "Internal Server Error")
    assert "a bug in mock_redox" in api.redox.journal.find()[-1].reason


@pytest.mark.parametrize("path", ["/__mock__/health/live", "/__mock__/health/ready"])
def test_where_there_is_no_control_api_nothing_tells_of_its_health(redox, path):
    client = create_app(redox.core, controlled=False).test_client()

    assert client.get(path).status_code == 404
