"""``mock-redox doctor``: from an argument, a file or standard input, for people and for tools."""

import json
import re
import shlex
from pathlib import Path

import pytest
from keypairs import make_pairs, signed

from mock_redox.core.doctor.kinds import OWN

NOW = 1_767_268_800
ME = "5f0c0c0c-0000-4000-8000-000000000001"
AUD = "https://api.redoxengine.com/v2/auth/token"
TOKEN = "my-Made-up-token-0123456789"
PUSH = (
    "POST /redox HTTP/1.1\r\nHost: app.test\r\nVerification-Token: {}\r\n"
    "Authorization: Bearer {}\r\nApplication-Name: RedoxEngine\r\n"
    'Content-Type: application/json\r\n\r\n{{"Meta": {{"DataModel": "PatientAdmin"}}}}'
)


@pytest.fixture(scope="module")
def pairs():
    return make_pairs()


@pytest.fixture
def sound(pairs):
    return signed(ME, pairs["rsa"].private, "rsa", now=NOW, aud=AUD, exp=NOW + 300)


@pytest.fixture
def broken(pairs):
    return signed(ME, pairs["rsa"].private, "rsa", now=NOW, aud=f"{AUD}/")


@pytest.fixture
def public(pairs, tmp_path):
    path = tmp_path / "public.pem"
    path.write_text(pairs["rsa"].public_pem)
    return path


AT = ("--at", "2026-01-01T12:00:03Z")


@pytest.mark.parametrize("way", ["argument", "path", "file", "stdin", "dash", "utf-16"])
def test_an_assertion_is_taken_from_anywhere(call, sound, public, tmp_path, way):
    path = tmp_path / "assertion.txt"
    path.write_text(f"{sound}\n")
    arguments, stdin = {
        "argument": ([sound], None),
        "path": ([path], None),
        "file": (["--file", path], None),
        "stdin": ([], f"{sound}\n"),
        "dash": (["-"], f"{sound}\n"),
        "utf-16": ([], f"{sound}\r\n".encode("utf-16")),
    }[way]
    said = call("doctor", "assertion", *arguments, "--public-key", public, *AT, stdin=stdin)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("The assertion is sound: nothing wrong was found.")


def test_what_is_wrong_is_told_with_cause_and_fix_and_ends_with_1(call, broken):
    said = call("doctor", "assertion", broken, *AT)

    assert (said.code, said.err) == (1, "")
    lines = said.out.splitlines()
    assert lines[0] == "The assertion is NOT sound: aud has a slash at its end."
    assert lines[2:10] == [
        "wrong: assertion.aud_trailing_slash",
        "  what      aud has a slash at its end",
        f"  got       aud '{AUD}/'",
        f"  expected  one of {AUD},",
        "            https://api.ca.redoxengine.com/v2/auth/token",
        "  cause     a slash at the end",
        "  fix       take the slash off: aud is compared to the letter",
        "  see       docs/failures/assertion.md#assertionaud_trailing_slash",
    ]
    assert max(map(len, lines)) <= 80
    assert lines == [line.rstrip() for line in lines]
    assert "\x1b" not in said.out


def test_json_is_for_tools(call, broken):
    said = call("doctor", "assertion", broken, *AT, "--json")

    assert said.code == 1
    assert said.json["findings"][0]["name"] == "assertion.aud_trailing_slash"
    assert set(said.json) == {
        "subject", "ok", "verdict", "findings", "facts", "unjudged", "notes",
    }  # fmt: skip


def test_a_private_key_given_by_mistake_is_warned_of_and_not_shown(call, pairs, sound, tmp_path):
    path = tmp_path / "private.pem"
    path.write_text(pairs["rsa"].private_pem)
    said = call("doctor", "assertion", sound, "--public-key", path, *AT)

    assert said.code == 0
    assert "\n\nWARNING:" in said.out  # a long path begins the next line
    assert "holds a PRIVATE key. Only its public half" in " ".join(said.out.split())
    assert not any(line in said.out for line in pairs["rsa"].private_pem.splitlines())


@pytest.mark.parametrize("width", ["40", "60", "200"])
def test_it_fits_the_terminal(call, broken, public, width):
    said = call("doctor", "assertion", broken, "--public-key", public, *AT, COLUMNS=width)
    wide = [line for line in said.out.splitlines() if len(line) > int(width)]

    assert all(len(line.split()) <= 3 for line in wide)  # names that can't be broken


def test_settings_of_the_environment_count(call, broken):
    said = call("doctor", "assertion", broken, *AT, MOCK_REDOX_AUDIENCES=f"{AUD}/")

    assert said.code == 0
    assert call("doctor", "assertion", broken, *AT, "--audience", f"{AUD}/").code == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["assertion", "x", "--public-key", "none.pem"], "none.pem: No such file or directory"),
        (["assertion", "--file", "none.txt"], "none.txt: No such file or directory"),
        (["assertion", "x", "--file", "y"], "the assertion is given twice"),
        (["assertion", "x", "--at", "soon"], "'soon' is not a date and time"),
        (["assertion", "x", "--secret-file", "none"], "none: No such file or directory"),
        (["token", "x", "--answer", "none.json"], "none.json: No such file or directory"),
        (["webhook", "-H", "nonsense"], "-H: a header is written 'name: value'"),
        (["webhook", "none.txt"], "none.txt: No such file or directory"),
        (["webhook"], "no request was given"),
        (["assertion"], "the assertion is empty"),
        (["assertion", ""], "the assertion is empty"),
        (["token"], "the token is empty"),
        (["webhook", "-H", "a: b", "--verification-token", " "], "the expected token is empty"),
        (["nonsense"], "No such command 'nonsense'"),
    ],
)
def test_wrong_usage_ends_with_2(call, arguments, problem):
    said = call("doctor", *arguments)

    assert (said.code, said.out) == (2, "")
    assert problem in said.problem


@pytest.mark.parametrize("name", ["assertion", "token", "webhook"])
def test_each_explains_itself(call, name):
    assert call("doctor", name, "--help").code == 0
    assert f"\n  {name} " in call("doctor", "--help").out


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "verdict"),
    [
        (["abc"], None, 0, "The token is sound"),
        ([], "abc\n", 0, "The token is sound"),
        ([], "abc\r\n", 0, "The token is sound"),
        (["abc\n"], None, 1, "The token is NOT sound: a line end"),
        (["Bearer undefined"], None, 1, "The token is NOT sound: Redox never issued"),
        ([], "Authorization: Bearer: abc\n", 1, "The token is NOT sound: another word"),
        (["-"], '{"error": "invalid_request"}', 1, "The token is NOT sound: the answer is a"),
    ],
    ids=str,
)
def test_a_token_is_judged(call, arguments, stdin, code, verdict):
    said = call("doctor", "token", *arguments, stdin=stdin)

    assert said.code == code
    assert said.out.startswith(verdict)


def test_a_token_s_age_is_told_by_its_answer(call, tmp_path):
    answer = tmp_path / "answer.json"
    answer.write_text('{"access_token": "abc", "token_type": "Bearer", "expires_in": 300}')
    times = ("--issued", str(NOW), "--at", str(NOW + 100))
    said = call("doctor", "token", "--answer", answer, *times)

    assert said.code == 0
    assert "ends    2026-01-01T12:05:00.000Z, 3.33 min left" in said.out


@pytest.mark.parametrize(
    ("token", "code", "verdict"),
    [
        (TOKEN, 0, "The push is sound: nothing wrong was found."),
        (TOKEN[:-1], 1, "The push is NOT sound: both headers carry the token without its last"),
        (TOKEN.lower(), 1, "The push is NOT sound: both headers carry the token in the other"),
    ],
)
def test_a_push_is_judged_from_a_dump_and_no_token_is_shown(call, tmp_path, token, code, verdict):
    raw = PUSH.format(token, token)
    (tmp_path / "push.http").write_bytes(raw.encode())
    by_env = {"MOCK_REDOX_VERIFICATION_TOKEN": TOKEN}
    for said in (
        call("doctor", "webhook", tmp_path / "push.http", "--verification-token", TOKEN),
        call("doctor", "webhook", stdin=raw, **by_env),
        call("doctor", "webhook", "-", "--json", stdin=raw, **by_env),
    ):
        assert said.code == code
        assert verdict in said.out or said.out.startswith("{")
        assert token not in said.out
        assert TOKEN not in said.out


def test_what_came_can_not_write_to_the_terminal(call):
    raw = b"POST /\x1b[31m HTTP/1.1\nHost: a\x1b[2J\nverification-token: x\n\n{}"
    said = call("doctor", "webhook", stdin=raw)

    assert "a\\x1b[2J" in said.out
    assert "\x1b" not in said.out


def test_a_push_is_judged_from_headers_and_body(call, tmp_path):
    (tmp_path / "body.json").write_text('{"Meta": {"DataModel": "PatientAdmin"}')
    said = call(
        "doctor", "webhook", "-H", f"verification-token: {TOKEN}", "-H",
        "authorization:Bearer somebody", "-H", "content-type: application/json", "--body",
        tmp_path / "body.json", "--verification-token", TOKEN, "--json",
    )  # fmt: skip

    assert said.code == 1
    assert [each["name"] for each in said.json["findings"]] == [
        "verification.wrong-bearer", "push.bad-json",
    ]  # fmt: skip


def test_a_body_alone_may_be_named_as_body(call, tmp_path):
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"verification-token": TOKEN, "challenge": "1"}))
    said = call("doctor", "webhook", "--body", body, "--verification-token", TOKEN)

    assert said.code == 0
    assert said.out.startswith("The verification request is sound")


def test_a_former_and_another_s_token_are_told(call):
    for option, name in (("--former-token", "rotated-out"), ("--other-token", "other-destination")):
        raw = PUSH.format("the-one-of-last-year", "the-one-of-last-year")
        arguments = ("--verification-token", TOKEN, option, "the-one-of-last-year", "--json")
        said = call("doctor", "webhook", *arguments, stdin=raw)

        assert said.json["findings"][0]["name"] == f"verification.{name}"


PAGE = Path(__file__).parents[3] / "docs" / "doctor.md"
SHOWN = re.findall(r"```console\n\$ mock-redox (.*?)\n(.*?)```", PAGE.read_text("utf-8"), re.S)


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=["assertion", "token", "webhook"])
def test_the_page_shows_what_is_printed(call, monkeypatch, command, output):
    monkeypatch.chdir(PAGE.parents[1])

    assert call(*shlex.split(command), COLUMNS="80").out == output


def test_the_page_has_each_name_of_the_doctor_s_own():
    text = PAGE.read_text("utf-8")

    assert [name for name, says in OWN.items() if f"| `{name}` | {says} |" not in text] == []
    assert "\n## Its own names\n" in text
