"""``mock-redox journal export`` from a running mock, and ``mock-redox replay`` without one."""

import json
import subprocess
import sys

import pytest
from thoroughness import thorough


@pytest.fixture
def at(redox_server):
    """Arguments that name the running mock."""
    return ["--url", redox_server.url]


@pytest.fixture
def calls(redox):
    """A login that is fine, one that is refused, and a call under an expired token."""
    client, key = redox.app.test_client(), redox.legacy_key
    given = {"apiKey": key.api_key, "secret": key.secret}
    token = client.post("/auth/authenticate", json=given).json["accessToken"]
    client.post("/auth/authenticate", json={**given, "secret": "wrong-wrong-wrong"})
    redox.clock.advance("301")
    client.post("/endpoint", json={}, headers={"Authorization": f"Bearer {token}"})


def test_the_last_failure_is_exported_with_what_it_rests_on(call, at, calls, tmp_path):
    said = call("journal", "export", *at)
    path = tmp_path / "incident.yaml"
    path.write_text(said.out, encoding="utf-8")
    replayed = call("replay", path)

    assert said.out.startswith("# POST /endpoint 401 token.expired. To make it again: mock-redox")
    assert (said.code, replayed.code, replayed.err) == (0, 0, "")
    assert replayed.out.splitlines()[:2] == [
        "   1  POST /auth/authenticate 200  as recorded",
        "   3  POST /endpoint 401 token.expired  as recorded",
    ]
    assert replayed.out.endswith("as recorded\n")


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ([], [1, 3]),
        (["--last-failure"], [1, 3]),
        (["2"], [2]),
        (["1..2"], [1, 2]),
        (["1", "2"], [1, 2]),
        (["--since", "2026-01-01T12:05:00Z"], [1, 3]),
        (["--until", "2026-01-01T12:05:00Z"], [1, 2]),
    ],
)
def test_exchanges_are_chosen(call, at, calls, tmp_path, options, ids):
    path = tmp_path / "it.yaml"
    said = call("journal", "export", *options, *at, "-o", path)
    replayed = call("replay", path, "--json").json

    assert said.out.startswith(f"{path}  POST /")
    assert said.out.endswith("; a replay answers the same\n")
    assert [each["id"] for each in replayed["exchanges"]] == ids
    assert replayed["as_recorded"] is True


@pytest.mark.parametrize(
    ("options", "name", "beginning"),
    [
        (["--as", "pytest"], None, '"""POST /endpoint 401 token.expired: what mock_redox saw'),
        (["--as", "har"], None, '{\n    "log": {\n        "version": "1.2",'),
        (["--as", "curl"], None, "# 2026-01-01T12:00:00.000Z, exchange 1: answered 200"),
        ([], "it.py", '"""POST /endpoint 401 token.expired: what mock_redox saw'),
        ([], "it.har", '{\n    "log"'),
        ([], "it.sh", "# 2026-01-01T12:00:00.000Z, exchange 1"),
        (["--as", "incident"], "it.txt", "# POST /endpoint 401"),
    ],
)
def test_the_form_is_chosen_by_name_or_by_the_ending(
    call, at, calls, tmp_path, options, name, beginning
):
    said = call("journal", "export", *options, *at, *(["-o", tmp_path / name] if name else []))
    text = (tmp_path / name).read_text(encoding="utf-8") if name else said.out

    assert said.code == 0
    assert text.startswith(beginning)


def test_a_folder_gets_a_file_with_a_name_that_tells(call, at, calls, tmp_path):
    call("journal", "export", "--as", "pytest", *at, "-o", tmp_path)
    call("journal", "export", *at, "-o", tmp_path)

    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "post-endpoint-answers-401-token-expired.yaml",
        "test_post_endpoint_answers_401_token_expired.py",
    ]


@thorough
def test_an_exported_test_runs_and_can_fail(call, at, calls, tmp_path):
    path = tmp_path / "test_it.py"
    call("journal", "export", *at, "-o", path)
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)]
    right = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("This source is not", "This source was not"), encoding="utf-8")
    wrong = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)

    assert (right.returncode, wrong.returncode) == (0, 1), right.stdout
    assert "recorded 'This source was not authorized.', now 'This source is" in wrong.stdout


def test_the_journal_is_listed_as_before_and_the_url_may_stand_before_export(call, at, calls):
    listed = call("journal", *at)
    exported = call("journal", *at, "export", "--as", "curl")

    assert listed.out.startswith("   1 12:00:00.000 -> POST /auth/authenticate 200")
    assert exported.out.startswith("# 2026")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["9"], "Error: ids: no exchange 9 in the journal, which has 1..3"),
        (["x"], "Error: ids: 'x' is no number of an exchange; write 12 or 12..15"),
        (["1", "--last-failure"], "Error: last_failure: the last failure, or ids, or a time: "
         "choose one"),
        (["--since", "noon"], "Error: since: 'noon' is not a date and time"),
        (["--as", "har", "--no-bodies"], "Error: a har has the bodies"),
        (["--as", "python"], "Error: Invalid value for '--as': 'python' is not one of"),
        (["-o", "/nowhere/it.yaml"], "Error: -o /nowhere/it.yaml: No such file or directory"),
    ],
)  # fmt: skip
def test_a_wrong_wish_ends_with_2(call, at, calls, options, problem):
    said = call("journal", "export", *options, *at)

    assert (said.code, said.out) == (2, "")
    assert said.problem.startswith(problem)


def test_a_replay_that_differs_ends_with_1_and_one_of_a_wrong_file_with_2(
    call, at, calls, tmp_path
):
    path = tmp_path / "incident.yaml"
    text = call("journal", "export", *at).out
    path.write_text(text.replace("status: 200", "status: 201"), encoding="utf-8")
    differs = call("replay", path)
    path.write_text(text.replace("seed: 0", "seed: none"), encoding="utf-8")
    wrong = call("replay", path)

    assert (differs.code, differs.problem) == (1, "Error: not as recorded")
    assert "        status: recorded 201, now 200\n" in differs.out
    assert wrong.code == 2
    assert wrong.problem.startswith(f"Error: {path}, line 1")
    assert call("replay", tmp_path / "nothing.yaml").code == 2


def test_an_export_that_a_replay_answers_otherwise_says_so(call, redox, at, calls, tmp_path):
    redox.core.settings.change(legacy_token_lifetime="1h")
    said = call("journal", "export", *at, "-o", tmp_path / "it.yaml")

    assert "; but a replay answers otherwise:\n" in said.out
    assert "recorded 401, now 400" in said.out


def test_what_an_export_prints_is_json_if_asked(call, at, calls, tmp_path):
    plain, path = call("journal", "export", *at).out, tmp_path / "it.yaml"
    made = {"name": "post-endpoint-answers-401-token-expired.yaml", "text": plain}

    assert call("journal", "export", "--json", *at).json == made
    assert call("journal", "--json", *at, "export").json == made
    assert call("journal", "export", "--json", *at, "-o", path).json == {
        **made, "file": str(path), "as_recorded": True,
    }  # fmt: skip
    assert path.read_text(encoding="utf-8") == plain
    assert "as_recorded" not in call(
        "journal", "export", "--json", "--as", "curl", *at, "-o", path
    ).json  # fmt: skip


def test_messages_can_be_left_out(call, redox, at):
    message = {"Meta": {"DataModel": "X", "EventType": "Y"}, "Patient": {"FirstName": "Ada"}}
    head = {"Authorization": f"Bearer {redox.token()}"}
    redox.app.test_client().post("/endpoint", json=message, headers=head)

    assert "Ada" in call("journal", "export", *at).out
    assert "Ada" not in call("journal", "export", "--no-bodies", *at).out


def test_what_a_replay_prints_is_json_if_asked(call, at, calls, tmp_path):
    path = tmp_path / "incident.yaml"
    path.write_text(call("journal", "export", *at).out, encoding="utf-8")
    said = call("replay", path, "--json")

    assert json.loads(said.out)["outcome"]["check"] == "token.expired"
    assert set(json.loads(said.out)["exchanges"][0]["same"].values()) == {True}
