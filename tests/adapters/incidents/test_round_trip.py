"""What was recorded is saved without secrets, and made again it is answered the same."""

from __future__ import annotations

import json
import uuid

import pytest
from recording import decoded, encoded, jwks, saying

import mock_redox
from mock_redox.core.setup import DestinationSpec

NOON = 1_767_268_800
KEYS = "http://keys.test/jwks"


def late(recording):
    recording.ask(recording.mock.assertion(iat=NOON - 3600, exp=NOON - 3300))


def in_milliseconds(recording):
    recording.ask(recording.mock.assertion(iat=NOON * 1000))


def replayed_id(recording):
    recording.token()
    once = recording.mock.assertion()
    recording.ask(once)
    recording.mock.clock.advance("10s")
    recording.ask(once)


def kid_unknown(recording, key):
    recording.ask(recording.signed(key, "a-kid-that-nobody-has"))


def wrong_key(recording, key):
    recording.ask(recording.signed(key, recording.mock.client.kid))


def wrong_audience(recording):
    recording.ask(recording.mock.assertion(aud="https://wrong.test/token"))


def without_kid(recording):
    _, claims, signature = recording.mock.assertion().split(".")
    recording.ask(f"{encoded({'alg': 'RS384'})}.{claims}.{signature}")


def algorithm_none(recording):
    claims = recording.mock.assertion().split(".")[1]
    kid = recording.mock.client.kid
    recording.ask(f"{encoded({'alg': 'none', 'kid': kid})}.{claims}.")


def broken_signature(recording):
    recording.ask(recording.mock.assertion()[:-20])


def client_unknown(recording):
    recording.ask(recording.mock.assertion(iss=str(uuid.UUID(int=7))))


def quoted_assertion(recording):
    recording.ask(f'"{recording.mock.assertion()}"')


def no_jwt(recording):
    recording.ask("this is my password: hunter2hunter2")


def half_a_jwt(recording):
    recording.ask(recording.mock.assertion().rpartition(".")[0])


def wrong_grant(recording):
    recording.ask(grant_type="password")


def as_json(recording):
    body = json.dumps({"client_assertion": recording.mock.assertion()})
    recording.post("/v2/auth/token", body, content_type="application/json")


def expired_token(recording):
    token = recording.token()
    recording.mock.clock.advance("301")
    recording.send(recording.arrival, f"Bearer {token}")


def expired_token_from_nowhere(recording):
    token = recording.mock.token()
    recording.mock.clock.advance("301")
    recording.send(recording.arrival, f"Bearer {token}")


def no_token(recording):
    recording.post("/endpoint", b"{}")


def unknown_token(recording):
    recording.send(recording.arrival, "Bearer " + "Xy7-" * 20)


def unset_variable(recording):
    recording.send(recording.arrival, "Bearer undefined")


def unfilled_template(recording):
    recording.send(recording.arrival, "Bearer {{access_token}}")


def text_like_a_placeholder(recording):
    recording.send(recording.arrival, "Bearer {{token 1}}")


def quoted_token(recording):
    recording.send(recording.arrival, f'Bearer "{recording.token()}"')


def assertion_as_token(recording):
    assertion = recording.mock.assertion()
    recording.ask(assertion)
    recording.send(recording.arrival, f"Bearer {assertion}")


def doubled_bearer(recording):
    recording.send(recording.arrival, f"Bearer Bearer {recording.token()}")


def bare_token(recording):
    recording.send(recording.arrival, recording.token())


def basic_scheme(recording):
    recording.send(recording.arrival, "Basic dXNlcjpodW50ZXIyaHVudGVyMg==")


def legacy_wrong_secret(recording):
    recording.login(secret="not-the-secret-at-all")


def legacy_secret_with_a_line_break(recording):
    recording.login(secret=recording.mock.legacy_key.secret + "\n")


def legacy_secret_as_a_key(recording):
    recording.login(apiKey=recording.mock.legacy_key.secret)


def legacy_key_unknown(recording):
    recording.login(apiKey=str(uuid.UUID(int=9)))


def legacy_refresh_unknown(recording):
    recording.refresh(str(uuid.UUID(int=11, version=4)))


def legacy_token_expired(recording):
    first = recording.login().json
    recording.mock.clock.advance("1m")
    token = recording.refresh(first["refreshToken"]).json["accessToken"]
    recording.mock.clock.advance("5m")
    recording.send(recording.arrival, f"Bearer {token}")


def too_large(recording):
    recording.mock.core.settings.change(max_body="1000")
    recording.send({"Meta": {}, "Patient": "x" * 2000}, "Bearer undefined")


def without_meta(recording):
    recording.send({"Patient": {}})


def not_json(recording):
    recording.send(b"{not json")


def not_text(recording):
    recording.send(b"\xff\xfe\x00{}")


def event_unknown(recording):
    meta = {**recording.arrival["Meta"], "EventType": "Arived"}
    recording.send({"Meta": meta})


def other_environment(recording):
    spec = DestinationSpec(name="Staging", environment="Staging")
    where = recording.mock.core.destinations.add(spec)
    recording.send({"Meta": {**recording.arrival["Meta"], "Destinations": [{"ID": where.id}]}})


def unknown_path(recording):
    recording.post("/endpoints?access_token=very-secret-token-1")


def secret_in_a_cookie(recording):
    recording.post("/endpoint", b"{}", cookie="session=very-secret-1", x_api_key="very-secret-2")


def claims_of_all_kinds(recording):
    odd = {"nothing": [], "deep": {"a": [1, 2.5, None, True]}, "text": "ä\u2028\x85\ud800", "1": 2}
    header, claims, _ = recording.mock.assertion(aud=["a", "b"]).split(".")
    more = {**json.loads(decoded(claims)), "more": odd}
    recording.ask(f"{header}.{encoded(more)}.AAAA")


REFUSALS = {
    late: (1, "assertion.iat_too_old"),
    in_milliseconds: (1, "assertion.iat_in_milliseconds"),
    replayed_id: (2, "assertion.jti_replayed"),
    kid_unknown: (1, "assertion.kid_unknown"),
    wrong_key: (1, "assertion.signature_wrong"),
    wrong_audience: (1, "assertion.aud_wrong"),
    without_kid: (1, "assertion.kid_missing"),
    algorithm_none: (1, "assertion.alg_none"),
    broken_signature: (1, "assertion.signature_wrong"),
    client_unknown: (1, "assertion.client_unknown"),
    quoted_assertion: (1, "assertion.not_a_jwt"),
    no_jwt: (1, "assertion.not_a_jwt"),
    half_a_jwt: (1, "assertion.not_a_jwt"),
    wrong_grant: (1, "assertion.grant_type_wrong"),
    as_json: (1, "assertion.content_type_wrong"),
    claims_of_all_kinds: (1, "assertion.aud_wrong"),
    expired_token: (2, "token.expired"),
    expired_token_from_nowhere: (1, "token.expired"),
    no_token: (1, "token.missing"),
    unknown_token: (1, "token.unknown"),
    unset_variable: (1, "token.unknown"),
    unfilled_template: (1, "token.unknown"),
    text_like_a_placeholder: (1, "token.malformed"),
    quoted_token: (1, "token.unknown"),
    assertion_as_token: (1, "token.unknown"),
    doubled_bearer: (2, "token.doubled"),
    bare_token: (2, "token.no_scheme"),
    basic_scheme: (1, "token.wrong_scheme"),
    legacy_wrong_secret: (1, "legacy.secret_wrong"),
    legacy_secret_with_a_line_break: (1, "legacy.secret_wrong"),
    legacy_secret_as_a_key: (1, "legacy.key_unknown"),
    legacy_key_unknown: (1, "legacy.key_unknown"),
    legacy_refresh_unknown: (1, "legacy.refresh_unknown"),
    legacy_token_expired: (3, "token.expired"),
    too_large: (1, "limit.too_large"),
    without_meta: (2, "message.field_missing"),
    not_json: (2, "message.not_json"),
    not_text: (2, "message.not_json"),
    event_unknown: (2, "message.event_unknown"),
    other_environment: (2, "message.no_subscription"),
    unknown_path: (1, "request.path_unknown"),
    secret_in_a_cookie: (1, "token.missing"),
}
"""What is done, how many calls the incident then has, and the check that refused the last."""


@pytest.mark.parametrize("act", REFUSALS, ids=lambda act: act.__name__)
def test_a_refusal_is_made_again_without_its_secrets(act, record, rsa):
    recording, (calls, check) = record(), REFUSALS[act]
    act(recording, *([rsa] if act.__code__.co_argcount > 1 else []))
    saved = recording.mock.incident()
    text = saved.as_yaml()
    replayed = mock_redox.replay(text)

    assert replayed.as_recorded, replayed.report()
    assert (len(replayed.steps), replayed.outcome.check) == (calls, check)
    assert replayed.outcome.status == recording.mock.journal.find()[-1].status
    assert len(text.splitlines()) < 60 or calls > 2
    for form, export in recording.exports().items():
        assert not [each for each in recording.secrets() if each in export], form


def test_a_query_that_is_answered_is_made_again_with_the_same_patient(record):
    recording = record(seed=7)
    patient = recording.mock.core.samples.patients()[3]
    meta = {**recording.arrival["Meta"], "DataModel": "PatientSearch", "EventType": "Query"}
    recording.send(
        {"Meta": meta, "Patient": {"Identifiers": patient["Identifiers"]}}, path="/query"
    )
    saved = recording.mock.incident(2)
    replayed = mock_redox.replay(saved.as_yaml())

    assert replayed.as_recorded, replayed.report()
    assert saved.incident.seed == 7
    assert patient["Demographics"]["LastName"] in (replayed.steps[1].now.body or "")
    assert (replayed.outcome.status, replayed.outcome.check) == (200, None)


@pytest.mark.parametrize("kind", ["rsa", "ec", "secret", "rsa of another"])
def test_a_client_s_own_key_is_replaced_by_one_of_the_replay(kind, record, rsa, ec):
    key = {"ec": ec}.get(kind, rsa)
    brought = (
        {"secret": "a-shared-secret-for-hmac"} if kind == "secret" else {"jwks": jwks(key, "k")}
    )
    recording = record({"clients": [{"client_id": "me", "environment": "Staging", **brought}]})
    if kind == "secret":
        recording.ask()
    else:
        recording.ask(
            recording.signed(rsa if "another" not in kind else ec, "k")
            if kind != "ec"
            else recording.signed(ec, "k")
        )
    text = recording.mock.incident(1).as_yaml()
    replayed = mock_redox.replay(text)

    assert replayed.as_recorded, replayed.report()
    assert replayed.steps[0].now.status == (400 if "another" in kind else 200)
    assert "shared-secret" not in text
    assert str(key.as_dict(private=False).get("n", "no n")) not in text


@pytest.mark.parametrize(
    ("status", "body", "check"),
    [
        (200, "right", None),
        (200, "another kid", "assertion.kid_unknown"),
        (200, "of another", "assertion.signature_wrong"),
        (200, "unreadable", "jwks.empty"),
        (200, "<html>no keys here</html>", "jwks.not_json"),
        (503, "busy", "jwks.unreachable"),
        (None, "", "jwks.unreachable"),
    ],
)
def test_a_fetched_key_set_is_part_of_the_incident(record, rsa, ec, status, body, check, dead_url):
    sets = {
        "right": jwks(rsa, "k"),
        "another kid": jwks(rsa, "other"),
        "of another": jwks(ec, "k"),
        "unreadable": {"keys": [{"kid": "k", "kty": "RSA", "n": "!", "e": "AQAB"}]},
    }
    text = json.dumps(sets[body]) if body in sets else body
    recording = record({"clients": [{"client_id": "me", "jwks_url": KEYS if status else dead_url}]})
    recording.mock.mount(KEYS, saying(text.encode(), status))
    recording.ask(recording.signed(rsa, "early"))
    recording.mock.clock.advance("1s")
    recording.ask(recording.signed(rsa, "k"))
    saved = recording.mock.incident(4)
    replayed = mock_redox.replay(saved.as_yaml())

    assert replayed.as_recorded, replayed.report()
    assert replayed.outcome.check == check
    assert [len(each.fetches) for each in saved.incident.exchanges] == [1]
    assert rsa.as_dict(private=False)["n"] not in saved.as_yaml()


def test_an_assertion_of_the_wall_s_time_is_made_again_at_that_time(record):
    recording = record()
    recording.mock.clock.set("2031-05-05")
    now = int(recording.mock.clock.wall().timestamp())
    recording.ask(recording.mock.assertion(iat=now, exp=now + 300))
    recording.ask(recording.mock.assertion(iat=now - 3600, exp=now + 300))
    replayed = mock_redox.replay(recording.mock.incident("1..2").as_yaml())

    assert replayed.as_recorded, replayed.report()
    assert [step.now.status for step in replayed.steps] == [200, 400]


ENDPOINT = "http://app.test/redox"


def relayed(recording, app):
    """A query to the user's own endpoint."""
    recording.mock.mount("http://app.test", app)
    where = recording.mock.verify(ENDPOINT, "a-verification-token-1").destination
    meta = {"DataModel": "Scheduling", "EventType": "Booked", "Destinations": [{"ID": where}]}
    return recording.send({"Meta": meta, "StartDateTime": "x"}, path="/query")


def answering(status, body):
    def app(environ, start):
        sent = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        if "challenge" in sent:
            start("200 OK", [])
            return [sent["challenge"].encode()]
        start(f"{status} X", [("Content-Type", "application/json")])
        return [json.dumps({**body, "Echo": sent["Meta"]["Logs"]}).encode()]

    return app


@pytest.mark.parametrize("status", [200, 500, 302])
def test_what_an_endpoint_answered_stands_in_for_it(record, status):
    recording = record()
    meta = {"DataModel": "Scheduling", "EventType": "BookedResponse", "Logs": [{"ID": "theirs"}]}
    got = relayed(recording, answering(status, {"Meta": meta, "Visits": []}))
    saved = recording.mock.incident(got.status_code and len(recording.mock.journal))
    replayed = mock_redox.replay(saved.as_yaml())

    assert [len(each.fetches) for each in saved.incident.exchanges] == [0, 1]
    assert replayed.as_recorded, replayed.report()
    assert "a-verification-token-1" not in saved.as_yaml()
