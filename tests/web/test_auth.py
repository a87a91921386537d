"""The token endpoints, through each transport."""

from __future__ import annotations

import pytest

ERROR_URI = "https://docs.redoxengine.com/permalink/7sEi7MTFssZ1JuHpUYLeYJ"


def test_a_signed_assertion_gets_the_four_documented_fields(api):
    reply = api.token_request()

    assert reply.status == 200
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-store"
    answer = reply.json()
    assert list(answer) == ["access_token", "scope", "token_type", "expires_in"]
    assert (answer["scope"], answer["token_type"], answer["expires_in"]) == (
        "fhir:development", "Bearer", 300,
    )  # fmt: skip
