"""Raw bytes and odd headers at every address: never a server error, and the mock works after."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import draws

PATHS = (
    "/v2/auth/token", "/auth/authenticate", "/auth/refreshToken", "/endpoint", "/query",
    "/__mock__/clients", "/__mock__/deliveries", "/__mock__/clock", "/__mock__/settings",
)  # fmt: skip
KINDS = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "")
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=True) | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize("path", PATHS)
def test_bytes_never_cause_a_server_error(redox, path):
    client = redox.app.test_client()

    @settings(max_examples=draws(40), deadline=None, suppress_health_check=[*HealthCheck])
    @given(body=st.binary(), kind=st.sampled_from(KINDS))
    def run(body, kind):
        assert client.post(path, data=body, content_type=kind).status_code < 500

    run()


def test_a_message_of_any_shape_never_causes_a_server_error(redox):
    client, token = redox.app.test_client(), redox.token()
    redox.core.settings.change(token_lifetime="1000d")
    meta = st.fixed_dictionaries(
        {
            "DataModel": st.sampled_from(["PatientSearch", "Media"]) | JSON,
            "EventType": st.sampled_from(["Query", "New"]) | JSON,
            "Destinations": st.just([{"ID": redox.destination.id}]) | JSON,
        }
    )

    @settings(max_examples=draws(100), deadline=None, suppress_health_check=[*HealthCheck])
    @given(body=st.fixed_dictionaries({"Meta": meta | JSON, "Patient": JSON}))
    def run(body):
        reply = client.post("/endpoint", json=body, headers={"authorization": f"Bearer {token}"})

        assert reply.status_code in (200, 400)
        assert "Meta" in reply.json

    run()


@settings(max_examples=draws(150), deadline=None, suppress_health_check=[*HealthCheck])
@given(parts=st.lists(st.text(string.printable), max_size=5))
def test_any_text_as_an_assertion_is_refused(redox, parts):
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": ".".join(parts),
    }

    assert redox.app.test_client().post("/v2/auth/token", data=form).status_code == 400


@settings(max_examples=draws(100), deadline=None, suppress_health_check=[*HealthCheck])
@given(header=JSON, claims=JSON)
def test_claims_and_headers_of_any_type_are_refused(redox, header, claims):
    import base64
    import json

    parts = [base64.urlsafe_b64encode(json.dumps(p).encode()) for p in (header, claims)]
    text = b".".join([*parts, b"AAAA"]).replace(b"=", b"").decode()
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": text,
    }

    assert redox.app.test_client().post("/v2/auth/token", data=form).status_code == 400


@pytest.mark.parametrize(
    "claims",
    [
        {"iat": "now"}, {"iat": None}, {"iat": True}, {"iat": 1e300}, {"iat": -1e300},
        {"exp": "later"}, {"exp": []}, {"nbf": {}}, {"nbf": 1e18}, {"aud": 5}, {"aud": [[]]},
        {"aud": {}}, {"sub": []}, {"jti": ""}, {"iss": []}, {"iss": {}},
    ],
)  # fmt: skip
def test_each_claim_of_a_wrong_type_is_refused(redox, claims):
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": redox.assertion(**claims),
    }

    assert redox.app.test_client().post("/v2/auth/token", data=form).status_code == 400
