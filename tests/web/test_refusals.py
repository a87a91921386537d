"""Paths and verbs that Redox does not have."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/", "/endpont", "/v2/auth/token/", "/V2/auth/token", "/fhir/R4"])
def test_an_unknown_path_is_not_found(api, path):
    reply = api.call("POST", path)

    assert (reply.status, reply.text) == (404, "Not Found")


def test_the_journal_says_which_path_was_meant(api):
    api.call("POST", "/v2/auth/tokn")

    assert api.redox.journal.find()[-1].explanation.expected == "/v2/auth/token, as it seems"


def test_the_paths_that_there_are_are_told_as_redox_writes_them(api):
    api.call("POST", "/zzz")

    expected = api.redox.journal.find()[-1].explanation.expected
    assert "/fhir/R4/{slug}/{environment}/{interaction}" in expected
    assert "<" not in expected


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_verb_than_post_is_forbidden(api, method):
    reply = api.call(method, "/endpoint")

    assert (reply.status, reply.text) == (403, "Forbidden")
    assert api.redox.journal.find()[-1].explanation.expected == "POST /endpoint"


def test_both_statuses_can_be_set(api):
    api.redox.core.settings.change(wrong_method_status=404, unknown_path_status=403)

    assert api.call("GET", "/endpoint").status == 404
    assert api.call("POST", "/nowhere").status == 403
