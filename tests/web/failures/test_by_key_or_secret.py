"""Legacy logins that ask for a failure, by the API key itself or by a real key's secret."""

from __future__ import annotations

import pytest
from surfaces import PATHS, is_as_told, is_explained, is_sound

from mock_redox.core.failures.catalogue import FAILURES

MAGIC = [name for name, each in FAILURES.items() if each.magic and name != "service.slow"]
AT_LOGIN = [name for name in MAGIC if "login" in FAILURES[name].answers]
AT_REFRESH = [name for name in MAGIC if FAILURES[name].where == ("refresh",)]
AT_CALLS = [name for name in MAGIC if name.startswith("token.")]
NEVER = [name for name in MAGIC if name.startswith(("assertion.", "jwks."))]
only_once = pytest.mark.parametrize("api", ["test client"], indirect=True)


@pytest.fixture(params=["API key", "secret"])
def login(request, api):
    """Logs in so that it asks for a failure by name, and renews; None for no answer."""
    known = api.redox.legacy_key

    def fields(name):
        failure = FAILURES[name]
        if request.param == "API key":
            return {"apiKey": failure.client_id, "secret": "any secret"}
        return {"apiKey": known.api_key, "secret": failure.secret}

    def login(name, refresh=None):
        body = fields(name)
        if refresh is not None:
            body = {"apiKey": body["apiKey"], "refreshToken": refresh}
        try:
            return api.post_json(PATHS["refresh" if refresh else "login"], body)
        except ConnectionResetError:
            return None

    return login


def met(api):
    return api.redox.journal.find()[-1].forced


@only_once
@pytest.mark.parametrize("name", AT_LOGIN)
def test_its_login_always_fails_so(api, login, name):
    for _ in range(2):
        assert is_as_told(FAILURES[name], "login", login(name))
        assert met(api) == name
        assert is_explained(FAILURES[name], "login", api.redox.journal.find()[-1])


@only_once
@pytest.mark.parametrize("name", AT_REFRESH)
def test_its_renewal_always_fails_so(api, login, name):
    first = login(name)
    assert is_sound("login", first)
    assert met(api) is None
    for _ in range(2):
        assert is_as_told(FAILURES[name], "refresh", login(name, first.json()["refreshToken"]))
        assert met(api) == name


@only_once
@pytest.mark.parametrize("name", AT_CALLS)
def test_its_tokens_always_fail_so_renewed_ones_too(api, login, name):
    first = login(name)
    renewed = login(name, first.json()["refreshToken"])
    assert is_sound("login", first)
    assert is_sound("refresh", renewed)
    for reply in (first, renewed):
        head = {"authorization": f"Bearer {reply.json()['accessToken']}"}
        for where in FAILURES[name].where:
            method = "GET" if where == "fhir" else "POST"

            assert is_as_told(
                FAILURES[name], where, api.call(method, PATHS[where], b"{}", head)
            )  # fmt: skip
            assert met(api) == name


@only_once
@pytest.mark.parametrize("name", NEVER)
def test_what_has_no_part_in_a_login_befalls_it_nowhere(api, login, name):
    reply = login(name)
    head = {"authorization": f"Bearer {reply.json()['accessToken']}"}

    assert is_sound("login", reply)
    assert api.call("POST", "/endpoint", b"{}", head).status == 400
    assert not any(each.forced for each in api.redox.journal.find())


@pytest.mark.parametrize("name", ["legacy.secret_wrong", "service.error", "lie.clock_fast"])
def test_it_works_through_each_transport(api, login, name):
    assert is_as_told(FAILURES[name], "login", login(name))


@only_once
@pytest.mark.parametrize(
    "secret",
    ["fail:nope", "fail:", "fail:verification.wrong", "FAIL:token.expired", " fail:token.expired"],
)
def test_a_secret_that_asks_for_nothing_is_a_wrong_one(api, secret):
    body = {"apiKey": api.redox.legacy_key.api_key, "secret": secret}

    assert api.post_json(PATHS["login"], body).status == 401
    why = api.redox.journal.find()[-1].explanation
    assert why.check == "legacy.secret_wrong"
    assert ("names no failure" in why.cause) is secret.startswith("fail:")


@only_once
def test_such_a_secret_opens_no_key_that_is_unknown(api):
    body = {"apiKey": "nobody-s", "secret": FAILURES["token.expired"].secret}

    assert api.post_json(PATHS["login"], body).status == 401
    assert api.redox.journal.find()[-1].explanation.check == "legacy.key_unknown"


@only_once
def test_where_no_key_is_registered_nobody_can_ask(api):
    api.redox.core.auth.legacy.clear()
    body = {"apiKey": FAILURES["token.expired"].client_id, "secret": "s"}

    assert api.post_json(PATHS["login"], body).status == 401
    assert api.redox.journal.find()[-1].explanation.check == "legacy.key_unknown"


@only_once
def test_a_renewal_that_lacks_its_key_is_a_bad_request_all_the_same(api, login):
    token = login("token.expired").json()["refreshToken"]

    reply = api.post_json(PATHS["refresh"], {"refreshToken": token})

    assert (reply.status, reply.text) == (400, "Invalid request")


@only_once
def test_a_renewal_when_all_keys_are_gone_is_refused(api):
    body = {"apiKey": FAILURES["token.expired"].client_id, "secret": "s"}
    token = api.post_json(PATHS["login"], body).json()["refreshToken"]
    api.redox.core.auth.legacy.remove(api.redox.legacy_key.api_key)

    reply = api.post_json(PATHS["refresh"], {"apiKey": body["apiKey"], "refreshToken": token})

    assert (reply.status, reply.text) == (401, "Invalid request")


@only_once
def test_its_refresh_token_opens_no_other_key(api, login):
    token = login("token.expired").json()["refreshToken"]
    real = api.redox.legacy_key.api_key

    wrong = api.post_json(
        PATHS["login"], {"apiKey": real, "secret": "wrong", "refreshToken": token}
    )  # fmt: skip

    assert wrong.status == 401
    assert api.redox.journal.find()[-1].explanation.check == "legacy.secret_wrong"


@pytest.mark.parametrize(
    ("wrong", "where", "problem"),
    [
        ({"api_key": FAILURES["token.expired"].client_id}, "api_key",
         "ids that begin with 'fa11ed00-' ask for failures; take another"),
        ({"secret": "fail:mine"}, "secret", "secrets that begin with 'fail:' ask for failures"),
    ],
)  # fmt: skip
def test_no_key_can_be_registered_so(api, wrong, where, problem):
    reply = api.post_json("/__mock__/legacy-keys", {"api_key": "mine", "secret": "s", **wrong})

    assert reply.status == 422
    assert reply.json() == {"error": {"where": where, "problem": problem}}
    assert len(api.redox.core.auth.legacy.all()) == 1


@only_once
def test_no_such_secret_is_ever_shown(api, login):
    login("token.expired")
    login("legacy.secret_wrong")

    shown = api.call("GET", "/__mock__/journal").text
    assert "fail:token.expired" not in shown
    assert "any secret" not in shown
