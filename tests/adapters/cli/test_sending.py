"""``mock-redox verify`` and ``push``: alone or with a running mock, and how they end."""

import json

import pytest

from mock_redox.core.webhooks.faults import FAULTS
from mock_redox.core.webhooks.variants import VARIANTS

TOKEN = "my-made-up-token-0123456789"
EVENT = "PatientAdmin.Arrival"


@pytest.fixture(params=["alone", "with a running mock"])
def where(request):
    """Arguments that say who sends."""
    if request.param == "alone":
        return []
    return ["--url", request.getfixturevalue("redox_server").url]


def to(url, token=TOKEN):
    return ["--to", url, "--verification-token", token]


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_verified_endpoint_ends_with_0(call, where, receiver, method):
    said = call("verify", receiver.url, "--verification-token", TOKEN, "--method", method, *where)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(
        f"verified      {method} {receiver.url}  answered 200 with the challenge ("
    )
    assert [method for method, *_ in receiver.got] == [method]


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_query_is_sent_and_shown_as_it_was_given(call, where, receiver, method):
    url = f"{receiver.url}?a=b%20c&x"
    said = call("verify", url, "--verification-token", TOKEN, "--method", method, *where)

    assert said.code == 0
    assert f"{method} {url}  answered" in said.out
    assert receiver.got[0][1].startswith("/redox?a=b%20c&x")


def test_an_endpoint_that_does_not_echo_the_challenge_ends_with_1(call, where, receiver):
    receiver.answer = lambda environ, body: (200, {}, b"hello")
    said = call("verify", receiver.url, "--verification-token", TOKEN, *where)

    assert said.code == 1
    assert said.out.startswith(
        f"NOT verified  POST {receiver.url}  answered 200, but the challenge"
    )
    assert said.problem == "Error: the endpoint is not verified"


def test_an_endpoint_that_gives_no_answer_ends_with_3(call, where, dead_url):
    for command in (["verify", dead_url, "--verification-token", TOKEN],
                    ["push", EVENT, *to(dead_url)],
                    ["push", EVENT, *to(dead_url), "--unverified"]):  # fmt: skip
        said = call(*command, *where)

        assert (said.code, said.problem) == (3, "Error: the endpoint gave no answer")


def test_an_endpoint_whose_answer_is_too_large_did_answer_and_ends_with_1(call, where, receiver):
    receiver.answer = lambda environ, body: (200, {}, b"a" * 10_000_001)
    told = "too large an answer: the answer is larger than 10000000 bytes"
    for command in (["verify", receiver.url, "--verification-token", TOKEN],
                    ["push", EVENT, *to(receiver.url), "--unverified"]):  # fmt: skip
        said = call(*command, *where)

        assert said.code == 1
        assert told in said.out
        assert "no answer" not in said.out + said.err

        made = call(*command, "--json", *where).json
        assert (made["status"], made["failure"], made["reason"][: len(told)]) == (
            None, "too_large", told,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["verify", "http://new"], "no destination has the URL 'http://new'"),
        (["verify", "ftp://a", "--verification-token", "t"],
         "url: 'ftp://a' is not an http or https URL with a host"),
        (["verify", "http://a", "--verification-token", "a\nb"],
         "verification_token: a verification token is printable Latin-1 text"),
        (["push", EVENT, "--to", "http://new"], "no destination has the URL 'http://new'"),
        (["push", EVENT, "--to", "http://a", "--as", "worng"],
         "variant: unknown token variant 'worng'; did you mean 'wrong'?"),
        (["push", EVENT, "--to", "http://a", "--broken", "huges"],
         "broken: unknown fault 'huges'; did you mean 'huge'?"),
        (["push", EVENT, "--to", "http://a", "--data", "none.json"],
         "--data none.json: [Errno 2] No such file or directory"),
    ],
)  # fmt: skip
def test_what_can_not_be_asked_for_ends_with_2(call, where, arguments, problem):
    said = call(*arguments, *where)

    assert (said.code, said.out) == (2, "")
    assert said.problem.startswith(f"Error: {problem}")


@pytest.mark.parametrize(
    ("data", "options", "problem"),
    [
        ({"Meta": {"DataModel": "Results", "EventType": "New"}}, [],
         "data.Meta.DataModel: the data say DataModel 'Results', the event says 'PatientAdmin'"),
        ({"Meta": []}, [], "data.Meta: Meta must be a mapping"),
        ({}, ["--patient", "Keva Green"], "patient: the data say whom it is about"),
        (None, ["--patient", "Nobody Else"], "patient: no patient 'Nobody Else'"),
        (None, ["--set", "Meta.EventType=Discharge"],
         "data.Meta.EventType: the data say EventType 'Discharge', the event says 'Arrival'"),
    ],
)  # fmt: skip
def test_what_can_not_be_said_is_told_before_anything_is_sent(
    call, where, sound, tmp_path, data, options, problem
):
    if data is not None:
        path = tmp_path / "it.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        options = [*options, "--data", path]
    said = call("push", EVENT, *to(sound.url), *options, *where)

    assert (said.code, said.out, sound.got) == (2, "", [])
    assert said.problem.startswith(f"Error: {problem}")


def test_content_changes_nothing_in_whose_turn_it_is(call, where, sound):
    pushes = [["--set", "Visit.Reason=Cough"], []]
    made = [call("push", EVENT, *to(sound.url), *each, "--json", *where).json for each in pushes]
    names = [each["message"]["Patient"]["Demographics"]["FirstName"] for each in made]
    known = call("patients", "--json", *where).json

    turns = [0, 1] if where else [0, 0]
    assert names == [known[turn]["Demographics"]["FirstName"] for turn in turns]


def test_a_new_endpoint_is_told_to_need_its_token(call, where):
    said = call("verify", "http://new", *where)

    assert said.problem.endswith("; for a new endpoint give --verification-token")


def test_an_unknown_event_ends_with_2_and_the_nearest_one(call, where, sound):
    said = call("push", "PatientAdmin.Arival", *to(sound.url), *where)

    assert said.code == 2
    assert said.problem == (
        "Error: event: unknown event 'PatientAdmin.Arival'; did you mean 'PatientAdmin.Arrival'?"
    )


def test_a_push_verifies_first_and_then_sends_the_event(call, where, sound):
    said = call("push", EVENT, *to(sound.url), *where)
    challenge, pushed = (json.loads(body) for *_, body in sound.got)

    assert (said.code, said.err) == (0, "")
    assert [line.split("  ")[0] for line in said.out.splitlines()] == ["verified", "pushed"]
    assert set(challenge) == {"verification-token", "challenge"}
    assert pushed["Meta"]["EventType"] == "Arrival"


def test_an_endpoint_that_fails_the_challenge_gets_no_push(call, where, sound):
    said = call("push", EVENT, *to(sound.url, "another"), *where)

    assert said.code == 1
    assert len(sound.got) == 1
    assert said.problem == (
        "Error: not verified, so nothing was pushed; --unverified pushes all the same"
    )


def test_unverified_it_is_pushed_without_a_challenge(call, where, sound):
    said = call("push", EVENT, *to(sound.url), "--unverified", *where)

    assert said.code == 0
    assert len(sound.got) == 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_sound_receiver_passes_with_every_variant(call, where, sound, variant):
    assert call("push", EVENT, *to(sound.url), "--as", variant, *where).code == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_sound_receiver_passes_with_every_fault(call, sound, fault):
    said = call("push", EVENT, *to(sound.url), "--broken", fault, "--unverified",
                MOCK_REDOX_PUSH_TIMEOUT="10")  # fmt: skip

    assert said.code == 0, said.out
    assert f"as right, broken by {fault}, to" in said.out
    assert f"which is sound ({fault}: " in said.out


def test_a_receiver_that_takes_what_is_no_json_fails(call, where, receiver):
    receiver.answer = lambda environ, body: (200, {}, b"")
    options = ["--unverified", "--broken", "bad-json", *where]
    said = call("push", EVENT, *to(receiver.url), *options)

    assert (said.code, said.problem) == (1, "Error: not what a sound receiver answers")
    assert "; a sound receiver refuses with a 4xx" in said.out
    assert call("push", EVENT, *to(receiver.url), *options, "--expect", "any").code == 0


@pytest.mark.parametrize(
    ("variant", "code"),
    [("right", 0), ("wrong", 1), ("missing", 1), ("empty", 1), ("wrong-header", 0),
     ("wrong-bearer", 0)],
)  # fmt: skip
def test_a_receiver_that_looks_at_no_token_fails_where_it_matters(
    call, where, receiver, variant, code
):
    said = call("push", EVENT, *to(receiver.url), "--as", variant, *where)

    assert said.code == code
    assert said.problem == ("Error: not what a sound receiver answers" if code else "")


@pytest.mark.parametrize("status", [302, 500])
def test_a_crash_or_a_redirect_is_no_refusal(call, where, receiver, status):
    receiver.answer = lambda environ, body: (status, {}, b"")
    said = call("push", EVENT, *to(receiver.url), "--as", "wrong", "--unverified", *where)

    assert said.code == 1
    assert f"answered {status}, a crash or redirect and no refusal" in said.out


@pytest.mark.parametrize(
    ("variant", "expect", "code"),
    [("right", "accepted", 0), ("right", "refused", 1), ("right", "any", 0),
     ("wrong", "accepted", 1), ("wrong", "refused", 0), ("wrong", "any", 0),
     ("wrong-header", "accepted", 1), ("wrong-header", "refused", 0)],
)  # fmt: skip
def test_the_answer_that_is_fine_can_be_chosen(call, sound, variant, expect, code):
    said = call("push", EVENT, *to(sound.url), "--as", variant, "--expect", expect)

    assert said.code == code


def test_the_message_may_come_from_a_file(call, where, sound, tmp_path):
    message = {"Meta": {"Test": False}, "Patient": {"Notes": ["é"]}}
    (tmp_path / "message.json").write_text(json.dumps(message))
    call("push", EVENT, *to(sound.url), "--data", tmp_path / "message.json", *where)
    pushed = json.loads(sound.got[-1][3])

    assert pushed["Patient"] == {"Notes": ["é"]}
    assert (pushed["Meta"]["Test"], pushed["Meta"]["DataModel"]) == (False, "PatientAdmin")


@pytest.mark.parametrize("content", ["[]", "{", "", "7", "[" * 5_000])
def test_a_file_that_is_no_message_ends_with_2(call, tmp_path, content):
    (tmp_path / "message.json").write_text(content)
    said = call("push", EVENT, *to("http://a"), "--data", tmp_path / "message.json")

    assert said.code == 2
    assert said.problem.startswith(f"Error: --data {tmp_path / 'message.json'}: ")


def test_json_is_printed_for_programs(call, where, sound):
    verified = call("verify", sound.url, "--verification-token", TOKEN, "--json", *where).json
    pushed = call("push", EVENT, *to(sound.url), "--json", *where).json
    alone = call("push", EVENT, *to(sound.url), "--json", "--unverified", *where).json
    failed = call("push", EVENT, *to(sound.url, "another"), "--json", *where).json

    assert (verified["ok"], verified["status"], verified["method"]) == (True, 200, "POST")
    assert (pushed["good"], pushed["event"], pushed["variant"]) == (True, EVENT, "right")
    assert pushed["verification"]["ok"] is True
    assert alone["verification"] is None
    assert (list(failed), failed["verification"]["ok"]) == (["verification"], False)


def test_the_running_mock_may_be_named_by_the_environment(call, redox_server, sound):
    call("push", EVENT, *to(sound.url), MOCK_REDOX_URL=redox_server.url)

    assert redox_server.core.destinations.require(sound.url).verified
    assert len(redox_server.core.webhooks.outbox.all()) == 1


def pushed_twice(call, sound, *more):
    """The challenges and the messages of two commands."""
    for _ in range(2):
        assert call("push", EVENT, *to(sound.url), *more).code == 0
    first, one, second, two = (json.loads(body) for *_, body in sound.got)
    return (first["challenge"], second["challenge"]), (one, two)


def test_alone_each_command_has_ids_of_its_own_and_the_same_people(call, sound):
    challenges, (one, two) = pushed_twice(call, sound)

    assert challenges[0] != challenges[1]
    assert one["Meta"]["Logs"][0]["ID"] != two["Meta"]["Logs"][0]["ID"]
    assert one["Patient"]["Demographics"] == two["Patient"]["Demographics"]


def test_alone_a_wrong_variable_is_told_once(call, sound):
    said = call("push", EVENT, *to(sound.url), MOCK_REDOX_TOKEN_LIFTIME="5")

    assert said.err == (
        "Warning: MOCK_REDOX_TOKEN_LIFTIME is no setting; did you mean MOCK_REDOX_TOKEN_LIFETIME?\n"
    )


def test_alone_with_a_seed_the_ids_come_again(call, sound, monkeypatch):
    monkeypatch.setenv("MOCK_REDOX_SEED", "0")
    challenges, (one, two) = pushed_twice(call, sound)

    assert challenges[0] == challenges[1]
    assert one["Meta"]["Logs"] == two["Meta"]["Logs"]


def test_alone_the_settings_and_destinations_of_a_config_hold(call, tmp_path, receiver):
    receiver.answer = lambda environ, body: (200, {}, body)
    (tmp_path / "redox.yaml").write_text(
        "settings: {strict_challenge: true}\n"
        f"destinations: [{{name: mine, url: '{receiver.url}'}}]\n"
    )
    said = call("verify", "mine", "--config", tmp_path / "redox.yaml")

    assert said.code == 1
    assert "strict_challenge is on" in said.out
