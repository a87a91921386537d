"""``X-Mock-Redox-Fail``: a request that names the failure which it is to meet."""

from __future__ import annotations

import pytest
from surfaces import CALLED, PATHS, is_as_told, is_explained, is_sound, ready

from mock_redox.core.auth.token_form import FORM
from mock_redox.core.failures.catalogue import FAILURES

HEADER = "X-Mock-Redox-Fail"
only_once = pytest.mark.parametrize("api", ["test client"], indirect=True)


class Asking:
    """An ``Api`` whose calls all carry the header."""

    def __init__(self, api, name):
        self.__dict__.update(api.__dict__)
        self._api, self._name = api, name

    def call(self, method, path, body=b"", headers=None):
        return self._api.call(method, path, body, {**(headers or {}), HEADER: self._name})

    def __getattr__(self, name):
        return getattr(type(self._api), name).__get__(self)


@only_once
@pytest.mark.parametrize(
    ("name", "where"),
    [(name, each.where[0]) for name, each in FAILURES.items() if each.where[0] in CALLED
     and name != "service.slow"],
)  # fmt: skip
def test_it_comes_about_for_this_request_alone(api, name, where):
    meets, after = ready(Asking(api, name), where), ready(api, where)

    assert is_as_told(FAILURES[name], where, meets())
    exchange = api.redox.journal.find()[-1]
    assert exchange.forced == name
    assert exchange.reason.endswith(f"made to fail: {name}, by header")
    assert is_explained(FAILURES[name], where, exchange)
    assert is_sound(where, after())


@pytest.mark.parametrize("where", CALLED)
def test_it_works_on_every_surface(api, where):
    assert ready(Asking(api, "service.bad_gateway"), where)().status == 502


@pytest.mark.parametrize("name", ["service.dropped_before", "service.dropped_after"])
def test_it_can_end_a_connection(api, name):
    assert ready(Asking(api, name), "token")() is None


def test_what_stands_is_left_for_others(api):
    standing = api.redox.fail("service.error")

    assert ready(Asking(api, "service.timeout"), "token")().status == 504
    assert standing.fired == 0
    assert ready(api, "token")().status == 500


def is_declined(api, where, name, problem):
    reply = ready(Asking(api, name), where)()

    assert reply.status == 422
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["X-Mock-Redox"] == "1"
    assert reply.json() == {"error": {"where": HEADER, "problem": problem}}
    exchange = api.redox.journal.find()[-1]
    assert (exchange.status, exchange.outcome, exchange.forced) == (422, "refused", None)
    assert exchange.reason == f"{HEADER}: {problem}"


@pytest.mark.parametrize("where", CALLED)
def test_an_unknown_name_is_declined_with_the_nearest(api, where):
    is_declined(api, where, "token.expird",
                "no failure 'token.expird'; did you mean 'token.expired'?")  # fmt: skip


@pytest.mark.parametrize(
    ("name", "where", "happens"),
    [
        ("assertion.expired", "data_model", "token"),
        ("token.expired", "token", "data_model, fhir"),
        ("token.other_environment", "data_model", "fhir"),
        ("legacy.secret_wrong", "refresh", "login"),
        ("verification.wrong", "data_model", "push"),
    ],
)
def test_what_can_not_happen_there_is_declined_with_where_it_does(api, name, where, happens):
    is_declined(api, where, name, f"{name} can't happen here; it happens to {happens}")


def test_what_is_declined_does_nothing(api):
    assertion = api.redox.assertion()
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
    }
    before = len(api.redox.core.auth.tokens)

    assert api.post_form(PATHS["token"], form, {HEADER: "nonsense"}).status == 422
    assert len(api.redox.core.auth.tokens) == before
    assert api.token_request(assertion).status == 200


@pytest.mark.parametrize("name", ["service.error", "nonsense"])
@pytest.mark.parametrize("path", ["/nope", "/", "/endpoint/", "/platform/v1/x"])
def test_where_nothing_of_redox_is_it_is_not_looked_at(api, path, name):
    reply = api.call("POST", path, b"", {HEADER: name})

    assert (reply.status, reply.text) == (404, "Not Found")
    assert api.redox.journal.find()[-1].forced is None


def test_the_control_api_does_not_look_at_it(api):
    assert api.call("GET", "/__mock__/health", b"", {HEADER: "service.error"}).status == 200
    assert api.redox.journal.find() == []


@only_once
@pytest.mark.parametrize("name", ["", " ", "é", "a" * 5000, "\x7f", "token.expired,x", "%s{0}"])
def test_no_value_breaks_anything(api, name):
    reply = api.call("POST", "/endpoint", b"", {HEADER: name})

    assert reply.status == 422
    assert len(reply.text) < 300


@only_once
def test_blanks_round_the_name_are_taken_off(api):
    assert ready(Asking(api, " service.error "), "token")().status == 500


def test_a_wish_that_comes_to_nothing_is_told(api):
    form = {"X-Mock-Redox-Fail": "assertion.expired", "content-type": FORM}
    assert api.call("POST", "/v2/auth/token", b"a=1", form).status == 400
    exchange = api.redox.journal.find()[-1]

    assert exchange.explanation.check == "assertion.grant_type_missing"
    assert exchange.reason == "was to meet assertion.expired, by header, but did not come so far"
    assert exchange.forced is None
