"""Recordings that are not as simple as a call to a mock that stands still."""

from __future__ import annotations

import http.client
import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from recording import Recording, jwks, saying

import mock_redox
from mock_redox import MockRedox, Settings
from mock_redox.core.errors import Misuse
from mock_redox.core.incidents import choosing


def replayed(recording, *ids, **more):
    """What the replay of a file says."""
    return mock_redox.replay(recording.mock.incident(*ids, **more).as_yaml())


@pytest.mark.redox(clock="real")
def test_a_recording_on_a_running_clock_over_http(redox_server):
    recording, url = Recording(redox_server), redox_server.url
    key = redox_server.legacy_key
    for _ in range(8):
        given = {"apiKey": key.api_key, "secret": key.secret}
        token = requests.post(f"{url}/auth/authenticate", json=given, timeout=5).json()
    assertion = redox_server.assertion(aud=f"{url}/v2/auth/token")
    requests.post(f"{url}/v2/auth/token", data={"client_assertion": assertion}, timeout=5)
    head = {"authorization": f"Bearer {token['accessToken']}"}
    requests.post(f"{url}/endpoint", json=recording.arrival, headers=head, timeout=5)
    made = replayed(recording, "1..10")

    assert made.as_recorded, made.report()
    assert [step.now.status for step in made.steps] == [200] * 8 + [400, 200]


def test_a_body_without_a_length_that_is_too_large(redox, redox_server):
    redox.core.settings.change(max_other_body="2000")
    where = http.client.HTTPConnection(urlsplit(redox_server.url).netloc, timeout=5)
    where.request("POST", "/auth/authenticate", iter([b"x" * 3000] * 3), encode_chunked=True)
    status = where.getresponse().status
    made = replayed(Recording(redox))

    assert (status, made.outcome.status, made.as_recorded) == (413, 413, True), made.report()


def test_a_token_that_a_reset_made_void_is_unknown_in_the_replay_too(record):
    recording = record()
    token = recording.token()
    recording.mock.core.reset(["tokens"])
    recording.send(recording.arrival, f"Bearer {token}")
    made = replayed(recording)

    assert made.as_recorded, made.report()
    assert (len(made.steps), made.outcome.check) == (1, "token.unknown")


def test_a_token_whose_request_is_not_in_the_journal_any_more_is_issued_before(record):
    recording = record()
    token = recording.login().json["accessToken"]
    recording.mock.core.reset(["journal"])
    recording.send(recording.arrival, f"Bearer {token}")
    saved = recording.mock.incident(1)
    made = mock_redox.replay(saved.incident)

    assert made.as_recorded, made.report()
    assert [each.kind for each in saved.incident.tokens] == ["legacy"]
    assert made.outcome.status == 200


def test_the_refresh_token_of_another_key(record):
    keys = [{"api_key": f"key-{n}", "secret": f"a-secret-of-key-{n}"} for n in (1, 2)]
    recording = record({"legacy_keys": keys})
    refresh = recording.login(apiKey="key-2", secret="a-secret-of-key-2").json["refreshToken"]
    recording.refresh(refresh)
    made = replayed(recording)

    assert made.as_recorded, made.report()
    assert "one of another key" in made.outcome.explanation["got"]


def test_a_short_secret_is_replaced_where_it_stands_and_nowhere_else(record):
    recording = record({"legacy_keys": [{"api_key": "key", "secret": "a"}]})
    recording.login(apiKey="key", secret="a")
    recording.login(apiKey="key", secret="b")
    text = recording.mock.incident("1..2").as_yaml()
    made = mock_redox.replay(text)

    assert made.as_recorded, made.report()
    assert '"secret": "{{secret 1}}"' in text
    assert [step.now.status for step in made.steps] == [200, 401]


@pytest.mark.parametrize("secret", ['say "ä"\\ + % & =', "p%40ss-word", "12345678"])
@pytest.mark.parametrize("form", [True, False])
@pytest.mark.parametrize("right", [True, False])
def test_a_secret_is_found_however_it_is_written(record, secret, form, right):
    recording = record({"legacy_keys": [{"api_key": "key", "secret": secret}]})
    given = {"apiKey": "key", "secret": secret if right else secret + "!"}
    recording.post("/auth/authenticate", given if form else json.dumps(given))
    text = recording.mock.incident(1).as_yaml()
    made = mock_redox.replay(text)

    assert made.as_recorded, made.report()
    assert made.outcome.status == (200 if right else 401)
    for written in (secret, json.dumps(secret)[1:-1]):
        assert written not in text


def test_settings_that_matter_go_along_and_those_of_the_machine_do_not(record, tmp_path):
    recording = record(
        token_error_status="401", reveal_token_errors="true", token_lifetime="10s",
        log="none", journal_entries="50", public_urls="https://me.test",
        retry_waits="1s,250ms", legacy_errors="documented", state=str(tmp_path / "state"),
    )  # fmt: skip
    recording.ask(recording.mock.assertion(aud="https://wrong.test"))
    recording.login(secret="wrong-wrong-wrong")
    saved = recording.mock.incident("1..2")
    made = mock_redox.replay(saved.as_yaml())

    assert made.as_recorded, made.report()
    assert saved.incident.settings == {
        "token_error_status": 401, "reveal_token_errors": True, "token_lifetime": "10s",
        "public_urls": ["https://me.test"], "retry_waits": ["1s", "0.25s"],
        "legacy_errors": "documented",
    }  # fmt: skip


def test_a_mock_that_began_with_a_state_file_before_makes_other_ids(record, tmp_path):
    path = str(tmp_path / "state")
    record(state=path).mock.core.webhooks.outbox.store.close()
    recording = record(state=path)
    recording.send({"Meta": {}})
    saved = recording.mock.incident()

    assert saved.incident.run == 1
    assert mock_redox.replay(saved.as_yaml()).as_recorded


def test_what_a_failure_was_forced_with_goes_into_the_file_and_is_sent_again(record):
    recording = record()
    recording.send(recording.arrival, "Bearer undefined")
    exchange = recording.mock.journal.find()[-1]

    class Forced:
        """An exchange of a mock that can be told to fail."""

        forced = "token.expired"

        def __getattr__(self, name):
            return getattr(exchange, name)

    recording.mock.journal.find = lambda *_: [Forced()]
    text = recording.mock.incident().as_yaml()
    del recording.mock.journal.find
    made = mock_redox.replay(text)

    assert "  forced: token.expired\n" in text
    assert made.steps[0].saved.forced == "token.expired"


def test_patients_can_be_left_out(record):
    recording = record()
    recording.send(recording.arrival)
    meta = {**recording.arrival["Meta"], "DataModel": "PatientSearch", "EventType": "Query"}
    known = recording.mock.core.samples.patients()[0]
    recording.send({"Meta": meta, "Patient": {"Identifiers": known["Identifiers"]}}, path="/query")
    recording.send(b"Ada Lovelace, born on a tenth of December")
    recording.send({"Meta": {"DataModel": "Nonsense", "EventType": "X"}, "Name": "Ada Lovelace"})
    text = recording.mock.incident("1..8", bodies=False).as_yaml()
    made = mock_redox.replay(text)

    assert made.as_recorded, made.report()
    for name in ("Ada", "Lovelace", known["Demographics"]["LastName"]):
        assert name not in text


def test_nor_does_an_explanation_repeat_what_a_message_says_of_them(record):
    recording = record(validation="strict")
    message = recording.arrival
    message["Patient"]["Demographics"] = {"DOB": "10/12/1815"}
    recording.send(message)
    saved = recording.mock.incident(bodies=False)

    assert "10/12/1815" not in saved.as_yaml()
    assert saved.incident.outcome.check == "message.field_format"
    assert mock_redox.replay(saved.as_yaml()).as_recorded


def test_a_body_that_the_journal_cut_is_said_to_be_cut(record):
    recording = record(journal_body="100")
    recording.post("/endpoint", b"x" * 5000)
    saved = recording.mock.incident()

    assert mock_redox.replay(saved.as_yaml()).as_recorded
    assert "kept only the beginning of the body of exchange 1" in saved.incident.notes[0]
    assert saved.incident.exchanges[0].length == 5000


def test_what_was_pushed_is_not_replayed_and_the_file_says_so(record):
    recording = record()
    recording.mock.mount("http://app.test", saying(b"", 500))
    recording.mock.push(
        "PatientAdmin.Arrival", "http://app.test/redox", "verification-1", unverified=True
    )
    recording.login(secret="wrong-wrong-wrong")

    with pytest.raises(Misuse, match="only what the mock sent; export that as curl or har"):
        recording.mock.incident(1)
    assert "(exchange 1) is not in here" in recording.mock.incident("1..2").incident.notes[0]


def test_a_user_and_a_password_in_the_url_of_a_key_set_are_hidden(record, rsa):
    url = "http://user:password-1@keys.test/jwks"
    recording = record({"clients": [{"client_id": "me", "jwks_url": url}]})
    recording.mock.mount(url, saying(json.dumps(jwks(rsa, "k")).encode()))
    recording.ask(recording.signed(rsa, "k"))
    saved = recording.mock.incident(len(recording.mock.journal))

    assert "password-1" not in saved.as_yaml()
    assert saved.incident.outcome.status == 200
    assert mock_redox.replay(saved.as_yaml()).as_recorded


def test_a_token_server_s_answer_stands_in_for_it(record):
    recording = record()
    told = json.dumps({"access_token": "their-access-token-1", "expires_in": 300}).encode()

    def app(environ, start):
        start("200 OK", [])
        if environ["PATH_INFO"] == "/token":
            return [told]
        sent = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        return [str(sent.get("challenge", '{"Visits": []}')).encode()]

    recording.mock.mount("http://app.test", app)
    where = recording.mock.verify("http://app.test/redox", "a-verification-token-1").destination
    auth = mock_redox.core.setup.AuthSpec(
        url="http://app.test/token", client_id="id", client_secret="their-client-secret"
    )
    recording.mock.core.destinations.change(where, auth=auth)
    meta = {"DataModel": "Scheduling", "EventType": "Booked", "Destinations": [{"ID": where}]}
    for _ in range(2):  # the second time the token is held
        recording.send({"Meta": meta, "StartDateTime": "x"}, path="/query")
    last = recording.mock.journal.find()[-1]
    saved = recording.mock.incident(last.id)
    made = mock_redox.replay(saved.as_yaml())

    assert made.as_recorded, made.report()
    assert [each.url[-6:] for each in saved.incident.exchanges[-1].fetches] == ["/token", "/redox"]
    for secret in ("their-access-token-1", "their-client-secret", "a-verification-token-1"):
        assert secret not in saved.as_yaml()


def test_the_slice_is_chosen_by_time_and_has_an_end(record, monkeypatch):
    recording = record()
    for _ in range(3):
        recording.login()
        recording.mock.clock.advance("1m")
    begun = recording.mock.journal.find()[0].at
    later = recording.mock.incident(since=begun + timedelta(seconds=30)).incident
    first = recording.mock.incident(until=begun + timedelta(seconds=30)).incident
    monkeypatch.setattr(choosing, "MOST", 2)

    assert [each.id for each in later.exchanges] == [2, 3]
    assert [each.id for each in first.exchanges] == [1]
    with pytest.raises(Misuse, match="these are 3 exchanges; choose at most 2"):
        recording.mock.incident("1..3")


@pytest.mark.parametrize(
    ("ids", "problem"),
    [
        (("7",), "no exchange 7 in the journal, which has 1..1"),
        (("1", "2..9"), r"no exchange 2\.\.9 in the journal"),
        (("one",), "'one' is no number of an exchange; write 12 or 12..15"),
        (("9" * 40,), "is no number of an exchange"),
        (("-1",), "is no number of an exchange"),
        ((), "no call in the journal was refused"),
    ],
)
def test_a_choice_of_nothing_is_explained(record, ids, problem):
    recording = record()
    recording.login()

    with pytest.raises(Misuse, match=problem):
        recording.mock.incident(*ids)


def test_another_answer_than_the_recorded_one_is_shown(record):
    recording = record()
    recording.login()
    recording.login(secret="wrong-wrong-wrong")
    text = recording.mock.incident("1..2").as_yaml()
    changed = text.replace("status: 401", "status: 200").replace("Invalid request", "Some request")
    made = mock_redox.replay(changed.replace("legacy.secret_wrong", "legacy.secret_right"))

    assert not made.as_recorded
    assert made.steps[1].differences == (
        "status: recorded 200, now 401",
        "check: recorded legacy.secret_right, now legacy.secret_wrong",
        "body, from character 0: recorded 'Some request', now 'Invalid request'",
    )
    assert "   1  POST /auth/authenticate 200  as recorded" in made.report()
    assert made.report().endswith("NOT as recorded")


def test_one_answer_that_differs_leaves_the_later_ones_as_they_were(record):
    recording = record()
    recording.send(recording.arrival)
    recording.send({"Meta": {}})
    text = recording.mock.incident("1..4").as_yaml()
    made = mock_redox.replay(text.replace("grant_type=client_credentials", "grant_type=no", 1))

    assert [step.as_recorded for step in made.steps] == [False, False, True, True]
    assert made.steps[1].now.check == "token.unknown"


def test_a_mock_with_nothing_in_it_yet_says_so():
    with pytest.raises(Misuse, match="no call in the journal was refused"):
        MockRedox(Settings(clock="virtual")).incident()
