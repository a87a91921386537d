"""``mock-redox sign-on``: alone or with a running mock, and how it ends."""

import json

import jwt
import pytest

from mock_redox.core.sso.variants import VARIANTS

SECRET = "my-shared-secret-of-32-characters"


@pytest.fixture(params=["alone", "with a running mock"])
def where(request):
    """Arguments that say who sends."""
    if request.param == "alone":
        return []
    redox = request.getfixturevalue("redox_server")
    redox.clock.real()  # as that of ``serve``
    return ["--url", redox.url]


@pytest.fixture
def application(receiver):
    """Lets in whose token is right, and answers 401 to all others."""

    def answer(environ, body):
        token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")[2]
        try:
            jwt.decode(token, SECRET, algorithms=["HS256"], audience=receiver.url)
        except jwt.InvalidTokenError:
            return 401, {}, b""
        return 302, {"Location": "https://app.test/chart"}, b""

    receiver.answer = answer
    return receiver


def test_a_person_who_is_let_in_ends_it_with_0(call, where, application):
    said = call("sign-on", application.url, "--secret", SECRET, *where)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(
        f"signed on      as right at {application.url}  redirected with 302 to https://app.test/ch"
    )
    assert len(application.got) == 1  # nobody follows


@pytest.mark.parametrize("name", [name for name in VARIANTS if name != "right"])
def test_a_stranger_who_is_refused_ends_it_with_0(call, where, application, name):
    said = call("sign-on", application.url, "--as", name, *where, MOCK_REDOX_SSO_SECRET=SECRET)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"NOT signed on  as {name} at {application.url}  refused with 401, ")


@pytest.mark.parametrize(
    ("as_", "answer", "reason"),
    [
        ("right", (401, {}, b""), "refused with 401"),
        ("right", (200, {}, b"hello"), "answered 200; a sign-on is answered with 302"),
        ("tampered", (302, {"Location": "/in"}, b""), "a stranger was let in"),
        ("missing", (500, {}, b""), "a sound application refuses with 401"),
    ],
)
def test_what_a_sound_application_does_not_answer_ends_it_with_1(
    call, where, receiver, as_, answer, reason
):
    receiver.answer = lambda environ, body: answer
    said = call("sign-on", receiver.url, "--secret", SECRET, "--as", as_, *where)

    assert (said.code, said.problem) == (1, "Error: not what a sound application answers")
    assert reason in said.out


def test_nobody_there_ends_it_with_3(call, where, dead_url):
    said = call("sign-on", dead_url, "--secret", SECRET, *where)

    assert (said.code, said.problem) == (3, "Error: the endpoint gave no answer")


def test_one_that_hangs_up_early_ends_it_with_3(call, where, raw_endpoint):
    url = raw_endpoint(lambda connection: None)
    said = call("sign-on", url, "--secret", SECRET, *where)

    assert said.code == 3


def test_one_that_hangs_ends_it_with_3(call, hanging):
    said = call("sign-on", hanging, "--secret", SECRET, MOCK_REDOX_PUSH_TIMEOUT="100ms")

    assert said.code == 3
    assert "no answer" in said.out


def test_the_message_is_from_a_file_and_from_options(call, where, application, tmp_path):
    file = tmp_path / "sign-on.json"
    file.write_text(json.dumps({"Subject": "ada", "Name": "Ada"}))
    said = call("sign-on", application.url, "--secret", SECRET, "--data", file, "--set",
                "Visit.VisitNumber=77", "--json", *where)  # fmt: skip

    made = said.json
    assert (said.code, made["good"], made["message"]["Subject"]) == (0, True, "ada")
    assert (made["claims"]["sub"], made["claims"]["visit_id"]) == ("ada", "77")
    assert SECRET not in said.out


def test_the_config_file_knows_where_and_by_which_secret(call, application, tmp_path):
    file = tmp_path / "redox.yaml"
    file.write_text(
        f"destinations:\n- name: App\n  sso: {{url: '{application.url}', secret: {SECRET}}}\n"
    )

    assert call("sign-on", "--config", file).code == 0
    assert call("sign-on", "app", "--as", "wrong", "--config", file).code == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "to: no destination has an sso; give a URL and its secret"),
        (["http://new"], "nobody signs on at 'http://new' yet; give its secret, too"),
        (["http://new", "--secret", ""], "sso.secret: secret is empty"),
        (["ftp://new", "--secret", "s"], "sso.url: 'ftp://new' is not an http or https URL"),
        (["http://a", "--as", "worng"], "variant: unknown variant of a sign-on 'worng'; did you"),
        (["http://a", "--set", "Nam=x"], "overlay.Nam: SSO.Sign-on has no field"),
        (["http://a", "--data", "none.json"], "--data none.json: [Errno 2] No such file"),
    ],
)
def test_what_can_not_be_asked_for_ends_it_with_2(call, where, arguments, problem):
    said = call("sign-on", *arguments, *where)

    assert (said.code, said.out) == (2, "")
    assert said.problem.startswith(f"Error: {problem}")


def test_a_short_secret_signs_without_a_word(call, application):
    said = call("sign-on", application.url, "--secret", "s", "--as", "missing")

    assert (said.code, said.err) == (0, "")


def test_to_push_it_names_the_way_before_anything_is_sent(call, where, receiver):
    arguments = ["SSO.Sign-on", "--to", receiver.url, "--verification-token", "tok"]
    said = call("push", *arguments, *where)

    assert said.code == 2
    assert "mock-redox sign-on" in " ".join(said.err.split())
    assert receiver.got == []
