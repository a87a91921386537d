"""What once broke the server, or showed a secret: each stays mended."""

from __future__ import annotations

import json
import time

import pytest

from mock_redox import MockRedox, Settings

CLIENTS = "/__mock__/clients"
OWN = "5f0c0c0c-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/__mock__/clock", '{"rate": 1' + "0" * 400 + "}"),
        (CLIENTS, '{"client_id": "c", "secret": "\\ud800"}'),
        (CLIENTS, '{"client_id": "c", "jwks": {"keys": [{"kty": "oct", "kid": "x", "k": ""}]}}'),
        ("ASSERTION", '{"claims": {"jti": "\\ud800"}}'),
        ("ASSERTION", '{"claims": {"x": ' + "[" * 970 + "]" * 970 + "}}"),
    ],
    ids=["number", "secret", "jwks", "claim", "nesting"],
)
def test_what_can_not_be_used_is_explained(redox, path, body):
    path = path.replace("ASSERTION", f"{CLIENTS}/{redox.client.client_id}/assertion")

    reply = redox.app.test_client().post(path, data=body)

    assert reply.status_code in (200, 422)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("destinations", {"id": "\ud800"}),
        ("destinations", {"id": "1", "slug": "a\udfff"}),
        ("clients", {"client_id": "\ud800"}),
        ("active-failures", {"name": "token.expired", "id": "\ud800"}),
    ],
)
def test_an_id_that_no_link_and_no_file_can_hold_is_refused(tmp_path, path, body):
    mock = MockRedox(Settings(state=str(tmp_path / "state.db")))
    client = mock.app.test_client()

    reply = client.post(f"/__mock__/{path}", data=json.dumps(body))

    assert reply.status_code == 422
    assert "half a character" in reply.json["error"]["problem"]
    for area in ("destinations", "failures", "setup"):
        assert client.get(f"/__mock__/page/{area}").status_code == 200
    assert client.post("/__mock__/reset").status_code == 200


@pytest.mark.parametrize("number", ["9" * 5000, "\u0663", "-1", "1.0"])
def test_what_is_no_number_of_an_exchange_finds_none(redox, number):
    assert redox.app.test_client().get(f"/__mock__/journal/{number}").status_code == 404


@pytest.mark.parametrize("body", [b"eyJ" * 300_000, b'"secret":"' * 100_000, b"-" * 900_000])
def test_no_body_makes_the_journal_slow(redox, body):
    client = redox.app.test_client()
    client.post("/v2/auth/token", data=body)

    begun = time.perf_counter()

    assert client.get("/__mock__/journal").status_code == 200
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize("path", ["/v2/auth/token", "/auth/authenticate"])
def test_a_form_of_a_million_fields_holds_nobody_up(redox, path):
    client, form = redox.app.test_client(), "application/x-www-form-urlencoded"
    begun = time.process_time()

    reply = client.post(path, data="a=1&" * 2_000_000, content_type=form)

    assert reply.status_code in (400, 401)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["}", ",}", ""])
def test_a_secret_in_a_broken_login_is_not_shown(redox, coding, end):
    body = f'{{"apiKey": "{redox.legacy_key.api_key}", "secret": "topsecretvalue"{end}'
    client = redox.app.test_client()
    client.post("/auth/authenticate", data=body.encode(coding))

    shown = client.get("/__mock__/journal").text

    assert "topsecretvalue" not in shown
    assert "t\\u0000o\\u0000p" not in shown


def test_a_secret_in_the_place_of_the_key_is_not_shown(redox):
    key, client = redox.legacy_key, redox.app.test_client()
    client.post("/auth/authenticate", json={"apiKey": key.secret, "secret": key.api_key})

    assert key.secret not in client.get("/__mock__/journal").text


def test_a_token_in_a_path_or_without_a_scheme_is_not_shown(redox):
    client, assertion = redox.app.test_client(), redox.assertion()
    client.get(f"/nope/{assertion}")
    client.post("/endpoint", headers={"authorization": "topsecretvalue x"})

    shown = client.get("/__mock__/journal").text

    assert assertion.split(".")[1] not in shown
    assert "topsecretvalue" not in shown


@pytest.mark.parametrize(
    ("method", "path", "near"),
    [
        ("GET", "/__mock__/client", "'GET /__mock__/clients'"),
        ("POST", "/__mock__/client", "'POST /__mock__/clients'"),
        ("GET", f"/__mock__/client/{OWN}", f"'GET /__mock__/clients/{OWN}'"),
        ("POST", f"/__mock__/destination/{OWN}/verify", f"'POST /__mock__/destinations/{OWN}/ver"),
    ],
)
def test_an_operation_that_there_is_not_is_explained(redox, method, path, near):
    reply = redox.app.test_client().open(path, method=method)

    assert reply.status_code == 404
    assert f"did you mean {near}" in json.loads(reply.text)["error"]["problem"]


@pytest.mark.parametrize(("method", "path"), [("POST", "push"), ("GET", "x")])
def test_where_no_operation_is_near_all_are_told(redox, method, path):
    problem = redox.app.test_client().open(f"/__mock__/{path}", method=method).json["error"]

    assert "; known: DELETE /__mock__/active-failures, " in problem["problem"]


@pytest.mark.parametrize(
    ("method", "path", "verbs", "allow"),
    [
        ("PUT", CLIENTS, "GET and POST", "GET, HEAD, POST"),
        ("PATCH", f"{CLIENTS}/{OWN}", "DELETE and GET", "DELETE, GET, HEAD"),
    ],
)
def test_a_verb_that_a_path_does_not_take_is_told_those_that_it_takes(
    redox, method, path, verbs, allow
):
    reply = redox.app.test_client().open(path, method=method)

    assert (reply.status_code, reply.headers["Allow"]) == (405, allow)
    assert reply.json["error"]["problem"] == (
        f"no operation '{method} {path}'; this path takes {verbs}"
    )


def test_an_endless_path_is_told_briefly(redox):
    reply = redox.app.test_client().get("/__mock__/clients/" + "x/" * 50_000)

    assert (reply.status_code, len(reply.text) < 10_000) == (404, True)


def test_no_setting_locks_out_the_way_to_change_it(redox):
    client = redox.app.test_client()
    client.patch("/__mock__/settings", json={"max_other_body": 0, "max_body": 0})

    assert client.patch("/__mock__/settings", json={"max_other_body": 1000}).status_code == 200


def test_a_receiver_that_repeats_the_token_does_not_bring_it_into_the_journal(redox, receiver):
    token = "my-secret-token-0123456789"
    receiver.answer = lambda environ, body: (400, {}, f"no {token}, Bearer {token}".encode())
    redox.push("PatientAdmin.Arrival", receiver.url, token, unverified=True)

    shown = redox.app.test_client().get("/__mock__/journal").text

    assert token not in shown
    assert "no [hidden" in shown


def test_no_repr_shows_a_token_or_a_whole_message(redox, receiver):
    delivery = redox.enqueue(
        "PatientAdmin.Arrival", receiver.url, "topsecretvalue", unverified=True
    )

    for each in (delivery, redox.queue.all(), redox.core.destinations.all()):
        assert "topsecretvalue" not in repr(each)
        assert len(repr(each)) < 3000


@pytest.mark.parametrize("path", ["/__mock__/feeds//pause", "/__mock__/feeds/..%2f/pause", "//x"])
def test_a_doubled_slash_leads_nowhere_else(redox, path):
    assert redox.app.test_client().post(path).status_code in (404, 405)


def test_there_may_be_only_so_many_waits(redox):
    reply = redox.app.test_client().patch("/__mock__/settings", json={"retry_waits": ["5s"] * 101})

    assert (reply.status_code, "1 to 100 waits" in reply.text) == (422, True)
