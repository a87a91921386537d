"""A failure comes about whatever kind of client, token or header it is asked of."""

from __future__ import annotations

import pytest
from surfaces import PATHS, is_as_told, is_explained, ready

from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.setup import ClientSpec

pytestmark = pytest.mark.parametrize("api", ["test client"], indirect=True)

PROOFS = [name for name in FAILURES if name.startswith(("assertion.", "jwks."))]
TOKENS = [name for name in FAILURES if name.startswith("token.")]


def meets(api, name, where, call):
    failing = api.redox.fail(name)
    reply = call()

    assert is_as_told(FAILURES[name], where, reply)
    assert is_explained(FAILURES[name], where, api.redox.journal.find()[-1])
    assert failing.fired == 1


@pytest.mark.parametrize("name", PROOFS)
def test_a_client_that_signs_with_a_shared_secret_meets_it_too(api, name):
    api.redox.core.auth.clients.clear()
    api.redox.core.auth.clients.add(ClientSpec(client_id="me", secret="s" * 48))

    meets(api, name, "token", ready(api, "token"))


WORLDS = {
    "generous limits": {"assertion_age": "3h", "clock_tolerance": "2h"},
    "sharp limits": {"assertion_age": "1s", "clock_tolerance": "0s"},
    "the mock's clock alone": {"assertion_clock": "mock"},
    "no checks of jti": {"require_jti": False, "refuse_replays": False},
}


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", PROOFS)
def test_it_comes_about_under_other_settings(api, name, world):
    api.redox.core.settings.change(**WORLDS[world])

    meets(api, name, "token", ready(api, "token"))


@pytest.mark.parametrize("name", PROOFS)
def test_it_comes_about_when_the_clock_was_moved(api, name):
    api.redox.clock.advance("10d")

    meets(api, name, "token", ready(api, "token"))


def legacy_token(api):
    key = api.redox.legacy_key
    login = {"apiKey": key.api_key, "secret": key.secret}
    return api.post_json(PATHS["login"], login).json()["accessToken"]


@pytest.mark.parametrize(
    ("name", "where"), [(name, where) for name in TOKENS for where in FAILURES[name].where]
)
def test_a_legacy_token_meets_it_too(api, name, where):
    head = {"authorization": f"Bearer {legacy_token(api)}"}
    method = "POST" if where == "data_model" else "GET"

    meets(api, name, where, lambda: api.call(method, PATHS[where], b"{}", head))


@pytest.mark.parametrize("given", [None, "one-source", "a-foreign-source", ""])
@pytest.mark.parametrize("name", ["token.source_missing", "token.source_foreign"])
def test_whatever_source_the_call_names(api, name, given):
    head = {"authorization": f"Bearer {api.redox.token()}"}
    head |= {} if given is None else {"redox-source-id": given}

    meets(api, name, "data_model", lambda: api.call("POST", "/endpoint", b"{}", head))


@pytest.mark.parametrize("environment", ["Development", "Staging", "Production"])
@pytest.mark.parametrize("own", ["Development", "Staging", "Production"])
def test_whatever_the_environments_of_token_and_url(api, own, environment):
    clients = api.redox.core.auth.clients
    client = clients.add(ClientSpec(client_id="me", environment=own))
    head = {"authorization": f"Bearer {api.redox.token(client)}"}
    path = f"/fhir/R4/x/{environment}/Patient/1"

    meets(api, "token.other_environment", "fhir", lambda: api.call("GET", path, b"", head))


HEADER = ["token.no_scheme", "token.wrong_scheme", "token.doubled", "token.malformed",
          "token.empty", "token.missing"]  # fmt: skip


@pytest.mark.parametrize(
    "given", ["Bearer x", "", " ", "\t", "Bearer", "Bearer ", "bearer\tx", "Bearer Bearer", "x y z",
              "{token}", "%s {0}"], ids=repr,
)  # fmt: skip
@pytest.mark.parametrize("name", HEADER)
def test_whatever_stands_in_the_header(api, name, given):
    meets(
        api, name, "data_model",
        lambda: api.call("POST", "/endpoint", b"{}", {"authorization": given}),
    )  # fmt: skip


@pytest.mark.parametrize("name", HEADER)
def test_and_where_there_is_no_header_at_all(api, name):
    meets(api, name, "data_model", lambda: api.call("POST", "/endpoint", b"{}"))


@pytest.mark.parametrize("path", ["/v2/auth/token", "/oauth/token"])
@pytest.mark.parametrize("name", ["assertion.aud_wrong", "service.html", "jwks.slow"])
def test_the_token_url_of_2021_is_the_same_surface(api, name, path):
    api.redox.core.settings.change(oauth_token_alias=True)
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": api.redox.assertion(),
    }

    meets(api, name, "token", lambda: api.post_form(path, form))


@pytest.mark.parametrize("path", ["/endpoint", "/query"])
def test_both_addresses_of_the_data_model_api_are_one_surface(api, path):
    meets(
        api,
        "token.expired",
        "data_model",
        lambda: api.call("POST", path, b"{}", {"authorization": f"Bearer {api.redox.token()}"}),
    )


def test_a_path_beyond_ascii_is_met_as_it_was_ordered(api):
    failing = api.redox.fail("service.error", path="/fhir/R4/spital-zürich/*")

    api.call("GET", "/fhir/R4/spital-z%C3%BCrich/Development/Patient")

    assert failing.fired == 1
