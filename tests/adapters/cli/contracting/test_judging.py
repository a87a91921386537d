"""``mock-redox contract receiver``: verdicts, table, selection, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess

import fake_rules
import pytest
from fake_rules import ANY_CASE, SOUND, TOKEN, row


def test_a_sound_receiver_passes_and_the_table_says_what_was_seen(judge, receiver):
    receiver.answer = SOUND
    said = judge("--level", "should")

    assert said.code == 0
    assert row(said, "receiver.push.right") == ["receiver.push.right", "passed", "as right: 200"]
    assert row(said, "receiver.token.variants")[1:2] == ["passed"]
    assert row(said, "receiver.token.processed")[1:2] == ["weak"]
    known = [line.rstrip() for line in said.out.splitlines()]
    assert "receiver.token.old        not judged  no former token was given: --old-token T" in known
    assert "receiver.verify.get" not in said.out
    assert "client.token.reuse" not in said.out
    assert "5 rules: 1 weak, 3 passed, 1 not judged in " in said.out
    assert "Weak, 1 rule: no probe was given\n" in said.out


def test_a_failure_tells_what_it_means_and_how_to_see_it_again(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge()

    assert said.code == 1
    assert row(said, "receiver.token.variants")[1:] == [
        "failed",
        "1 of 3 failed (case-flipped): it answered 200 to a token that    Strangers get in.",
    ]
    for line in (
        "receiver.token.variants[case-flipped] ──",
        "\nit answered 200 to a token that is case-flipped\n",
        "\nRule: A wrong token is refused (must)\n",
        "\nIn production: strangers get in.\n",
        "\nIt rests on: Redox sends the token with each message. (documented: webhooks.md 3)\n",
        "\nSeen: as case-flipped: 200\n",
        f"\n  POST {receiver.url}\n  > verification-token: [hidden 27 chars #",
        "\nJudge it alone: --select receiver.token.variants\n",
        f"\nTo repeat it:\n  curl -i -X POST {receiver.url} \\\n    -H 'verification-token: '\"$(",
    ):
        assert line in said.out
    assert TOKEN not in said.out + said.err


def test_the_line_that_repeats_a_failure_repeats_it(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge()
    line = said.out.split("token.variants[case-flipped] ─")[1].split("To repeat it:\n")[1]
    line = line.split("\nJudge it alone")[0]
    told = receiver.got[-1]
    before = len(receiver.got)
    environ = {**os.environ, "MOCK_REDOX_VERIFICATION_TOKEN": TOKEN}
    ended = subprocess.run(
        ["sh", "-c", f"{line} -s"], capture_output=True, text=True, env=environ, timeout=20
    )

    assert ended.stdout.startswith("HTTP/1.1 200")
    assert len(receiver.got) == before + 1
    method, _, headers, body = receiver.got[-1]
    assert (method, headers["verification-token"]) == ("POST", TOKEN.swapcase())
    assert json.loads(body)["Meta"]["EventType"] == json.loads(told[3])["Meta"]["EventType"]


def test_on_a_narrow_terminal_nothing_is_cut(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge(COLUMNS="80")
    table = said.out.partition("\n\n")[0]

    assert max(map(len, table.splitlines())) <= 80
    assert "it does not echo the challenge of a GET" in " ".join(table.split())
    assert "Strangers get in." in table


def test_advice_does_not_fail_the_run(judge, receiver):
    receiver.answer = SOUND
    said = judge()

    assert said.code == 0
    assert row(said, "receiver.verify.get")[1] == "failed"
    assert "\nreceiver.verify.get ──" in said.out


def test_a_level_leaves_out_what_is_below_it(judge, receiver):
    receiver.answer = SOUND

    assert "receiver.leak.answer" in judge("--level", "should").out
    assert "receiver.leak.answer" not in judge("--level", "must").out


@pytest.mark.parametrize(
    ("select", "chosen"),
    [
        (["receiver.push.right"], ["receiver.push.right"]),
        (["receiver.token"], ["receiver.token.variants", "receiver.token.processed"]),
        (["receiver.push,receiver.leak"], ["receiver.push.right", "receiver.leak.answer"]),
        (["receiver.push", "--select", "receiver.leak"],
         ["receiver.push.right", "receiver.leak.answer"]),
        (["one-short"], ["receiver.token.variants"]),
        (["WRONG TOKEN"], None),
        (["receiver.token and not variants"], ["receiver.token.processed"]),
        (["is refused,push.right"], None),
    ],
)  # fmt: skip
def test_rules_are_selected_by_id_beginning_word_or_expression(judge, receiver, select, chosen):
    receiver.answer = SOUND
    said = judge("--select", *select, "--json")
    if chosen is None:  # words are no ids, and blanks make it an expression
        assert said.code == 2
        return
    judged = [each["id"] for each in said.json["rules"] if each["verdict"] != "skipped"]

    assert judged == chosen


def test_a_selection_that_fits_nothing_is_told_with_the_nearest_rule(judge):
    said = judge("--select", "receiver.push,receiver.token.varants")

    assert said.code == 2
    assert said.problem == (
        "Error: no rule fits receiver.token.varants; did you mean 'receiver.token.variants'?"
    )


def test_a_run_that_judged_nothing_is_no_success(judge):
    said = judge("--select", "receiver.token.old")

    assert said.code == 2
    assert said.problem == "Error: nothing was judged; the table says what the rules need"
    assert "no former token was given" in said.out


def test_json_goes_to_stdout_whole(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge("--json", "--seed", "7")

    assert said.json["seed"] == 7
    assert said.json["verdict"] == "failed"
    assert said.json["targets"] == {"receiver": receiver.url}


def test_the_same_seed_sends_the_same_ids_again(call, rules, receiver):
    receiver.answer = SOUND
    rules(fake_rules.RIGHT)
    for seed in (["--seed", "7"], ["--seed", "7"], []):
        call("contract", "receiver", receiver.url, "--verification-token", TOKEN, *seed)
    first, again, other = [body for _, _, _, body in receiver.got]

    def logs(body):
        return json.loads(body)["Meta"]["Logs"]

    assert logs(first) == logs(again)
    assert logs(first) != logs(other)


def test_the_number_of_a_run_is_told(judge, receiver):
    receiver.answer = SOUND
    said = judge("--seed", "1234")

    assert said.out.endswith("The same run again: --seed 1234\n")


def test_a_line_for_each_rule_tells_how_far_it_is(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge("--level", "must")

    assert said.err.splitlines() == [
        "1/6 receiver.push.right passed",
        "4/6 receiver.token.variants failed",
        "5/6 receiver.token.processed weak",
        "6/6 receiver.token.old skipped",
    ]
