"""``mock-redox fail`` and ``failures``: the catalogue, and a running mock."""

from __future__ import annotations

import json

import pytest

from mock_redox.core.failures.catalogue import FAILURES, FAMILIES


def test_the_next_request_fails_as_it_is_told(call, at, status):
    said = call("fail", "service.error", *at)

    assert (said.code, said.err) == (0, "")
    assert said.out == "fail-1  service.error  1 more  fired 0\n"
    assert [status(), status()] == [500, 401]
    assert call("failures", "active", *at).out == "fail-1  service.error  0 more  fired 1\n"


def test_all_options_arrive(call, at, redox):
    said = call(
        "fail", "token.expired", "--times", "always", "--client", "c", "--path", "/e*", "--after",
        "2", "--probability", "0.5", "--delay", "500ms", "--jitter", "1s", "--id", "mine", "--json",
        *at,
    )  # fmt: skip

    assert said.json == redox.core.failures.require("mine").as_json() == {
        "id": "mine", "name": "token.expired", "times": None, "client": "c", "path": "/e*",
        "after": 2, "probability": 0.5, "delay_seconds": 0.5, "jitter_seconds": 1.0, "left": None,
        "seen": 0, "fired": 0,
    }  # fmt: skip
    assert call("failures", "active", *at).out == (
        "mine  token.expired  every request  fired 0  client c  path /e*  after 2  "
        "probability 0.5\n"
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["token.expird"], "no failure 'token.expird'; did you mean 'token.expired'?"),
        ([], "Missing argument 'NAME'"),
        (
            ["token.expired", "--times", "0"],
            "times is 0; use 1 to 1,000,000,000, or null for no end",
        ),
        (["token.expired", "--times", "soon"], "'soon'"),
        (["token.expired", "--times=--5"], "'--5'"),
        (["token.expired", "--times=-5"], "times is -5"),
        (["token.expired", "--times", ""], "times"),
        (["token.expired", "--after", "-1"], "after is -1"),
        (["token.expired", "--after", "x"], "'x' is not a valid integer"),
        (["token.expired", "--probability", "2"], "probability is 2"),
        (["token.expired", "--probability", "nan"], "give a finite one"),
        (["token.expired", "--delay", "soon"], "'soon' is not a duration"),
        (["token.expired", "--id", "a/b"], "use 1 to 60 letters, digits"),
        (["verification.wrong", "--delay", "1s"], "can't come late"),
    ],
    ids=str,
)
def test_a_wrong_order_ends_with_2_and_switches_nothing_on(call, at, redox, arguments, problem):
    said = call("fail", *arguments, *at)

    assert (said.code, said.out) == (2, "")
    assert problem in said.err
    assert redox.core.failures.all() == []


def test_a_wrong_name_is_told_before_any_mock_is_asked(call, dead_url):
    assert call("fail", "token.expird", "--url", dead_url).code == 2
    assert call("fail", "token.expired", "--url", dead_url).code == 3
    assert call("fail", "token.expired").code == 2


@pytest.mark.parametrize(
    "command", [["failures", "active"], ["failures", "remove", "x"], ["revoke"]], ids=" ".join
)
def test_where_nothing_answers_they_end_with_3(call, dead_url, command):
    assert call(*command, "--url", dead_url).code == 3
    assert call(*command).code == 2


def test_the_catalogue_needs_no_mock_and_is_grouped_by_family(call):
    said = call("failures")
    lines = said.out.splitlines()

    assert said.code == 0
    assert [line for line in lines if not line.startswith(" ")] == [
        f"{family}: {says}" for family, says in FAMILIES.items()
    ]
    assert [line.split()[0] for line in lines if line.startswith(" ")] == list(FAILURES)
    assert max(map(len, lines)) < 110


def test_it_is_searched_by_what_a_client_reads(call):
    found = call("failures", "--search", 'unexpected "sub" claim value', "--json").json

    assert [each["name"] for each in found] == ["assertion.sub_wrong"]
    assert call("failures", "--search", "zzz").out == "none has all of 'zzz' in it\n"
    assert call("failures", "--search", "zzz", "--json").json == []


def test_as_json_it_has_all_there_is(call):
    listed = call("failures", "--json").json

    assert listed == [each.as_json() for each in FAILURES.values()]


@pytest.mark.parametrize("name", FAILURES)
def test_each_is_shown_whole(call, name):
    failure = FAILURES[name]
    said = call("failures", "show", name)

    assert said.code == 0
    assert said.out.startswith(f"{name}: {failure.says}\n")
    for part in (*failure.causes, failure.fix, failure.sound, failure.page, *failure.where):
        assert part in said.out
    assert (failure.client_id in said.out) is failure.magic
    assert call("failures", "show", name, "--json").json == json.loads(
        json.dumps(failure.as_json())
    )


def test_one_that_does_not_exist_ends_with_2_and_the_nearest(call):
    said = call("failures", "show", "token-expired")

    assert (said.code, said.out) == (2, "")
    assert "did you mean 'token.expired'?" in said.problem


def test_one_is_removed_by_its_id_or_all_at_once(call, at, redox, status):
    for number in range(3):
        call("fail", "service.error", "--times", "always", "--id", f"n{number}", *at)
    assert call("failures", "remove", "n1", *at).out == "n1 is off\n"
    assert [each.id for each in redox.core.failures.all()] == ["n0", "n2"]
    assert call("failures", "remove", "--all", *at).out == "all are off\n"

    assert status() == 401
    assert call("failures", "active", *at).out == "none\n"
    assert call("failures", "active", "--json", *at).json == {"active_failures": []}


def test_what_was_removed_is_json_if_asked(call, at):
    made = call("fail", "service.error", "--id", "mine", "--json", *at).json

    assert call("failures", "remove", "mine", "--json", *at).json == made
    assert call("failures", "remove", "--all", "--json", *at).json == {"reset": ["failures"]}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "give an ID, or --all"),
        (["x", "--all"], "give an ID, or --all"),
        (["nobody-s"], "no active failure 'nobody-s'"),
        (["../clients/CLIENT"], "no operation"),
        (["?"], "no active failure '?'"),
        ([""], "no operation"),
    ],
    ids=str,
)
def test_what_can_not_be_removed_ends_with_2_and_removes_nothing(
    call, at, redox, arguments, problem
):
    redox.fail("service.error", id="mine", must_fire=False)
    arguments = [each.replace("CLIENT", redox.client.client_id) for each in arguments]
    said = call("failures", "remove", *arguments, *at)

    assert (said.code, said.out) == (2, "")
    assert problem in said.err
    assert len(redox.core.failures.all()) == 1
    assert len(redox.core.auth.clients.all()) == 1
