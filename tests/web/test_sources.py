"""``Redox-Source-Id``: which of several sources calls (auth.md 4.1)."""

from __future__ import annotations

import pytest

ONE, TWO = "source-1", "5f0c0c0c-0000-4000-8000-000000000002"
REACHED = {"POST /endpoint": 400, "GET /fhir/R4/x/Development/Patient": 404}
"""What a call answers that got in."""


@pytest.fixture(params=REACHED)
def call(request, api):
    method, _, path = request.param.partition(" ")

    def call(source=None, token=None):
        head = {"authorization": f"Bearer {token or api.redox.token()}"}
        head |= {} if source is None else {"rEDOX-sOURCE-iD": source}
        status = api.call(method, path, b"{}", head).status
        return "in" if status == REACHED[request.param] and _passed(api) else status

    return call


def _passed(api):
    return not api.redox.journal.find()[-1].explanation.check.startswith("token.")


@pytest.mark.parametrize(
    ("sources", "given", "answer"),
    [
        ((), None, "in"),
        ((), "anything", "in"),
        ((ONE,), None, "in"),
        ((ONE,), ONE, "in"),
        ((ONE,), f"{ONE} ", "in"),
        ((ONE,), TWO, 403),
        ((ONE,), ONE.upper(), 403),
        ((ONE,), "", 403),
        ((ONE, TWO), None, 400),
        ((ONE, TWO), TWO, "in"),
        ((ONE, TWO), "other", 403),
    ],
)
def test_with_several_it_is_asked_for_and_must_be_one_of_them(api, call, sources, given, answer):
    api.redox.core.settings.change(sources=list(sources))

    assert call(given) == answer


def test_a_legacy_token_stands_for_its_own_source_and_names_none(api, call):
    api.redox.core.settings.change(sources=[ONE, TWO])
    key = api.redox.legacy_key
    login = {"apiKey": key.api_key, "secret": key.secret}
    token = api.post_json("/auth/authenticate", login).json()["accessToken"]

    assert call(token=token) == "in"
    assert call("foreign", token) == "in"


@pytest.mark.parametrize(
    ("given", "check", "step", "cause"),
    [
        (None, "token.source_missing", "got no Redox-Source-Id; expected one of source-1, ", ""),
        ("My clinic", "token.source_foreign", "got Redox-Source-Id 'My clinic'; expected one of ",
         "a name in place of the id"),
        (TWO[:-1] + "9", "token.source_foreign", f"got Redox-Source-Id '{TWO[:-1]}9'", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_it_is_explained(api, given, check, step, cause):
    api.redox.core.settings.change(sources=[ONE, TWO])
    head = {"authorization": f"Bearer {api.redox.token()}"}
    head |= {} if given is None else {"redox-source-id": given}
    api.call("POST", "/endpoint", b"{}", head)
    diagnosis = api.redox.journal.find()[-1].diagnosis()

    assert diagnosis.why.check == check
    assert diagnosis.why.cause == cause
    assert any(step in line for line in diagnosis.lines())
    assert diagnosis.page == f"docs/failures/token.md#{check.replace('.', '')}"
