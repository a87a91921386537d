"""Sign-ons as the application gets them, and as the journal tells them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import jwt
import pytest

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ports import Answer
from mock_redox.core.sso.variants import VARIANTS

URL, SECRET = "http://app.test/sso", "my-shared-secret-of-32-characters"
NOON = int(datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp())
LET_IN = Answer(status=302, headers=(("location", "/chart"),), took=0.5)
APP = {"id": "d1", "name": "App", "url": "http://app.test/redox", "verification_token": "Tok1",
       "sso": {"url": URL, "secret": SECRET, "audience": "my-app"}}  # fmt: skip


@pytest.fixture
def redox(build, sender):
    sender.answer = LET_IN
    return build({"destinations": [APP]}).redox


@pytest.fixture
def last(sender):
    """The claims and the message that went out last."""

    def last():
        out = sender.sent[-1]
        token = dict(out.headers)["authorization"].removeprefix("Bearer ")
        return jwt.decode(token, options={"verify_signature": False}), json.loads(out.body)

    return last


def test_it_posts_a_token_and_a_message(redox, sender):
    made = redox.sso.sign_on("d1")

    (out,) = sender.sent
    (authorization, *others) = out.headers
    assert (out.method, out.url) == ("POST", URL)
    assert authorization[0] == "authorization"
    assert others == [("application-name", "RedoxEngine"), ("content-type", "application/json")]
    assert out.timeout == redox.settings.now.push_timeout
    assert json.loads(out.body) == made.message
    assert (made.good, made.as_expected, made.location) == (True, True, "/chart")
    assert (made.status, made.took, made.destination) == (302, 0.5, "d1")


def test_another_library_takes_the_token_and_reads_the_same_as_in_the_message(redox, sender, last):
    made = redox.sso.sign_on("d1", patient="Keva Green")

    token = dict(sender.sent[0].headers)["authorization"].removeprefix("Bearer ")
    times = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="my-app", options=times)
    _, message = last()
    visit, patient = message["Visit"], message["Patient"]
    assert claims == made.claims
    assert (claims["iat"], claims["exp"]) == (NOON, NOON + 300)
    assert (message["IssuedAt"], message["Expiration"]) == (NOON, NOON + 300)
    assert (claims["sub"], claims["npi"]) == (message["Subject"], message["NPI"])
    assert claims["name"] == message["Name"]
    assert claims["visit_id"] == visit["VisitNumber"]
    assert claims["facility_id"] == visit["Location"]["Facility"]
    assert claims["department_id"] == visit["Location"]["Department"]
    assert [each["id"] for each in claims["patient_ids"]] == [
        each["ID"] for each in patient["Identifiers"]
    ]
    assert patient["Demographics"]["LastName"] == "Green"
    assert message["Meta"]["Destinations"] == [{"ID": "d1", "Name": "App"}]
    assert {"SessionID", "SessionBaseURL"} < message["Meta"].keys()
    assert "Logs" not in message["Meta"]


def test_the_token_lives_as_long_as_the_setting_says_and_by_the_mock_s_clock(redox, last):
    redox.settings.change(sso_lifetime="30s")
    redox.clock.advance("1h")
    redox.sso.sign_on("d1")

    claims, message = last()
    assert (claims["iat"], claims["exp"]) == (NOON + 3600, NOON + 3630)
    assert message["Expiration"] == NOON + 3630


@pytest.mark.parametrize(
    ("as_", "issued", "expires"),
    [("expired", NOON - 3900, NOON - 3600), ("not-yet-valid", NOON + 3600, NOON + 3900)],
)
def test_a_token_out_of_its_time_comes_with_a_message_that_says_the_same(
    redox, last, as_, issued, expires
):
    before = redox.sso.sign_on("d1").message
    redox.sso.sign_on("d1", as_=as_, data=before)

    claims, message = last()
    assert (claims["iat"], claims["exp"]) == (issued, expires)
    assert (message["IssuedAt"], message["Expiration"]) == (issued, expires)
    assert claims.get("nbf") == (issued if as_ == "not-yet-valid" else None)


def test_data_and_overlays_of_one_s_own_stand_in_message_and_token(redox, last):
    data = {"Subject": "ada", "IssuedAt": NOON - 10, "Visit": {"VisitNumber": "7"}}
    redox.sso.sign_on("d1", data=data, overlay={"NPI": "1234567893", "Expiration": NOON + 1})

    claims, message = last()
    wanted = {"sub": "ada", "npi": "1234567893", "visit_id": "7", "iat": NOON - 10}
    assert claims == {"aud": "my-app", "exp": NOON + 1, **wanted}
    assert (message["Subject"], message["Visit"]) == ("ada", {"VisitNumber": "7"})


@pytest.mark.parametrize(
    ("sso", "given", "aud"),
    [
        ({"audience": "my-app"}, None, "my-app"),
        ({"audience": "my-app"}, "another", "another"),
        ({}, None, URL),
        ({}, "", None),
        ({"audience": ""}, None, None),
    ],
)
def test_the_audience_is_the_one_given_else_the_destination_s_else_the_url(
    build, last, sender, sso, given, aud
):
    sender.answer = LET_IN
    redox = build({"destinations": [{**APP, "sso": {"url": URL, "secret": "s", **sso}}]}).redox
    redox.sso.sign_on("d1", audience=given)

    assert last()[0].get("aud") == aud


@pytest.mark.parametrize("to", ["d1", "app", "App", URL, "http://app.test/redox", None])
def test_a_destination_is_found_by_all_its_names(redox, sender, to):
    assert redox.sso.sign_on(to).destination == "d1"
    assert sender.sent[0].url == URL


def test_without_an_sso_url_it_is_the_destination_s_own(build, sender):
    redox = build({"destinations": [{**APP, "sso": {"secret": SECRET}}]}).redox

    assert redox.sso.sign_on("d1").url == "http://app.test/redox"


def test_a_new_url_is_registered_with_its_secret_and_found_again(redox, sender):
    first = redox.sso.sign_on("http://other.test/sso", "another-secret")
    again = redox.sso.sign_on("http://other.test/sso")

    found = redox.destinations.require(first.destination)
    assert again.destination == first.destination
    assert (found.name, found.url) == ("Sign-on at http://other.test/sso", None)
    assert found.sso.secret == "another-secret"


def test_a_password_in_its_url_and_a_token_in_its_page_are_not_shown(redox, sender):
    sender.answer = Answer(status=302, headers=(("location", "/in?token=t0ken-t0ken"),))
    made = redox.sso.sign_on("http://ada:passw0rd@other.test/sso", "a-secret", audience="app")
    found = redox.destinations.require(made.destination)

    shown = f"{made!r} {made.as_json()} {found.name} {found.slug} {redox.journal.find()[-1]!r}"
    assert (made.url, made.location) == (sender.sent[0].url, "/in?token=t0ken-t0ken")
    assert not any(each in shown for each in ("passw0rd", "t0ken-t0ken", "a-secret"))


def test_a_secret_that_is_given_signs_this_once(redox, sender):
    redox.sso.sign_on("d1", "another-secret")

    assert redox.destinations.require("d1").sso.secret == SECRET
    token = dict(sender.sent[0].headers)["authorization"].removeprefix("Bearer ")
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, SECRET, algorithms=["HS256"])


@pytest.mark.parametrize(
    ("order", "kind", "problem"),
    [
        ({"to": "http://new.test/sso"}, Unknown, "nobody signs on at 'http://new.test/sso' yet"),
        ({"to": "new.test/sso", "secret": "s"}, Misuse, "'new.test/sso' is not an http or"),
        ({"to": "d1", "data": ["a"]}, Misuse, "data: expected a mapping, got a list"),
        ({"to": "d1", "overlay": ["a"]}, Misuse, "overlay: expected a mapping, got a list"),
        ({"to": "apq"}, Unknown, "no destination 'apq'; did you mean 'app'"),
        ({"to": "patient-query-endpoint"}, Misuse, "has no secret for sign-ons; give the secret"),
        ({"to": "patient-query-endpoint", "secret": "s"}, Misuse, "has no URL to sign on at"),
        ({"to": "d1", "secret": ""}, Misuse, "sso.secret: secret is empty"),
        ({"to": "http://new.test/sso", "secret": ""}, Misuse, "sso.secret: secret is empty"),
        ({"to": "ftp://new.test", "secret": "s"}, Misuse, "sso.url: 'ftp://new.test' is not an h"),
        ({"to": "d1", "as_": "worng"}, Misuse, "did you mean 'wrong'"),
        ({"to": "d1", "patient": "Nobody"}, Misuse, "no patient 'Nobody'"),
        ({"to": "d1", "data": {"Expiration": "soon"}}, Misuse, "data.Expiration: Expiration is"),
        ({"to": "d1", "data": {"Meta": {"DataModel": "Order"}}}, Misuse, "the data say DataModel"),
        ({"to": "d1", "data": {"Name": {1}}}, Misuse, "can't be written as JSON"),
        ({"to": "d1", "overlay": {"Nam": "x"}}, Misuse, "Nam"),
    ],
    ids=str,
)  # fmt: skip
def test_what_can_not_be_is_told_and_nothing_is_sent_or_registered(
    redox, sender, order, kind, problem
):
    before = redox.destinations.all()
    with pytest.raises(kind) as caught:
        redox.sso.sign_on(**order)

    assert problem in str(caught.value)
    assert sender.sent == []
    assert redox.destinations.all() == before


def test_without_any_sso_there_is_nobody_to_sign_on_at(build):
    with pytest.raises(Misuse, match="no destination has an sso; give a URL and its secret"):
        build().redox.sso.sign_on()


def test_outside_development_it_has_to_be_https(build, sender):
    production = {**APP, "url": None, "environment": "Production"}
    with pytest.raises(Misuse, match="Redox demands https in Production"):
        build({"destinations": [production]})

    redox = build({"destinations": [production]}, allow_http=True).redox
    redox.settings.change(allow_http=False)
    with pytest.raises(Misuse, match="Redox demands https in Production"):
        redox.sso.sign_on("d1")
    assert sender.sent == []


@pytest.mark.parametrize("name", VARIANTS)
def test_the_journal_has_one_entry_which_says_what_was_wrong_and_never_the_token(
    redox, sender, name
):
    sender.answer = lambda out: Answer(status=401, body=str(dict(out.headers)).encode())
    made = redox.sso.sign_on("d1", as_=name)

    (entry,) = redox.journal.find()
    token = dict(sender.sent[0].headers).get("authorization", "").removeprefix("Bearer ")
    assert entry.id == made.exchange
    assert (entry.direction, entry.outcome, entry.reason) == ("out", "refused", made.reason)
    assert VARIANTS[name].says in made.reason or name == "right"
    shown = json.dumps([entry.as_json(), made.as_json()]) + entry.line() + repr(made)
    assert not token or token not in shown
    assert SECRET not in shown


def test_the_same_seed_signs_on_the_same_people_with_the_same_bytes(build, sender):
    for _ in range(2):
        build({"destinations": [APP]}).redox.sso.sign_on("d1")

    first, second = sender.sent
    assert first == second


def test_a_refusal_away_from_the_wall_s_time_says_that_this_may_be_why(build, sender):
    sender.answer = Answer(status=401)
    away = build({"destinations": [APP]}).redox
    now = build({"destinations": [APP]}, wall=datetime(2026, 1, 1, 12, 1, tzinfo=UTC)).redox

    assert "clock=real" in away.sso.sign_on("d1").reason
    assert "clock=real" in away.sso.sign_on("d1", as_="wrong").reason
    assert "clock=real" not in away.sso.sign_on("d1", as_="expired").reason
    assert now.sso.sign_on("d1").reason == "refused with 401"


def test_a_refusal_of_a_guessed_audience_says_so(build, sender):
    sender.answer = Answer(status=401)
    setup = {"destinations": [{**APP, "sso": {"secret": "s"}}]}
    redox = build(setup, wall=datetime(2026, 1, 1, 12, 1, tzinfo=UTC)).redox

    assert "its aud is the URL, as none was given" in redox.sso.sign_on("d1").reason
    assert "aud" not in redox.sso.sign_on("d1", as_="wrong").reason


def test_what_gives_no_answer_is_told(redox, sender):
    sender.answer = Answer(failure="timeout", problem="no answer within 30 s")
    made = redox.sso.sign_on("d1")

    assert (made.status, made.good, made.as_expected) == (None, False, False)
    assert "no answer within 30 s" in made.reason
    assert redox.journal.find()[-1].outcome == "failed"


def test_it_is_neither_queued_nor_tried_again(redox, sender):
    sender.answer = Answer(status=500)
    redox.sso.sign_on("d1")
    redox.clock.advance("1h")

    assert len(sender.sent) == 1
    assert redox.webhooks.outbox.all() == []


@pytest.mark.parametrize("name", ["SSO.Sign-on", "sso.sign-on"])
def test_to_push_it_is_an_error_that_names_the_way(redox, name):
    with pytest.raises(Misuse, match=r"use redox.sign_on\(url, secret\), mock-redox sign-on or"):
        redox.webhooks.push(name, "d1")
