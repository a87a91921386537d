"""Every failure that the mock can be told to bring about is made again, whoever asked for it."""

from __future__ import annotations

import contextlib
import json

import pytest
from thoroughness import some

import mock_redox
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.setup import FailureSpec

CASES = [
    (name, where)
    for name, failure in FAILURES.items()
    for where in failure.where
    if where != "push"
]
WAYS = ("header", "order", "client")


def call(recording, where, head, api_key, secret, assertion):
    """A call of that kind, sound but for what is asked for."""
    mock, given = recording.mock, {"apiKey": api_key, "secret": secret}
    json_type = {"content_type": "application/json"}
    if where == "token":
        recording.post("/v2/auth/token", {
            "grant_type": "client_credentials", "client_assertion": assertion,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        }, **head)  # fmt: skip
    elif where == "login":
        recording.post("/auth/authenticate", json.dumps(given), **json_type, **head)
    elif where == "refresh":
        first = recording.post("/auth/authenticate", json.dumps(given), **json_type).json
        given = {"apiKey": api_key, "refreshToken": first["refreshToken"]}
        recording.post("/auth/refreshToken", json.dumps(given), **json_type, **head)
    else:
        token = recording.ask(assertion).json["access_token"]
        path = "/endpoint" if where == "data_model" else "/fhir/R4/mock/Development/Patient/_search"
        head = {"authorization": f"Bearer {token}", **json_type, **head}
        recording.post(path, json.dumps(recording.arrival), **head)
    assert mock.journal.find()


@pytest.mark.parametrize(
    ("name", "where", "way"),
    some([(*case, WAYS[n % 3]) for n, case in enumerate(CASES)], every=4),
)
def test_a_failure_on_demand_is_made_again(record, monkeypatch, name, where, way):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    recording, failure = record(), FAILURES[name]
    key, api_key = recording.mock.legacy_key, recording.mock.legacy_key.api_key
    head = {"x_mock_redox_fail": name} if way == "header" else {}
    assertion = recording.mock.assertion()
    if way == "order":
        recording.mock.core.failures.add(FailureSpec(name=name))
    if way == "client":
        assertion = recording.mock.assertion(iss=failure.client_id, sub=failure.client_id)
        api_key = failure.client_id
    with contextlib.suppress(ConnectionResetError, TypeError, KeyError, ValueError):
        call(recording, where, head, api_key, key.secret, assertion)
    everything = f"1..{len(recording.mock.journal)}"
    text = recording.mock.incident(everything).as_yaml()
    made = mock_redox.replay(text)

    assert made.as_recorded, made.report()
    for form, export in recording.exports(everything).items():
        assert not [each for each in recording.secrets() if each in export], form
