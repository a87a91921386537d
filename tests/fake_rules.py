"""A handful of made-up rules, one for each verdict, to run the contract's machinery with.

They are text: each run writes them to a folder of its own and lets pytest find them there.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

TOKEN = "my-made-up-token-0123456789"

HEAD = """
import os
import time

import pytest

from mock_redox.contract.rules import rule

FACT = {"rests_on": "Redox sends the token with each message", "mark": "documented",
        "source": "webhooks.md 3", "means": "strangers get in"}


def push(redox, redox_receiver, redox_verification_token, redox_evidence, as_="right"):
    made = redox.push("PatientAdmin.Arrival", redox_receiver, redox_verification_token,
                      as_=as_, unverified=True, data={"Patient": {"Notes": ["made up"]}})
    redox_evidence.note(f"as {as_}: {made.status}", redox.journal.find()[-1])
    return made


@pytest.fixture
def pushed(redox, redox_receiver, redox_verification_token, redox_evidence):
    return lambda as_="right": push(
        redox, redox_receiver, redox_verification_token, redox_evidence, as_)
"""

RIGHT = """
@rule("receiver.push.right", title="A right push is taken", level="must", **FACT)
def test_right(pushed):
    assert pushed().status == 200, "a right push was not taken"
"""

VARIANTS = """
@rule("receiver.token.variants", title="A wrong token is refused", level="must", **FACT)
@pytest.mark.parametrize("variant", ["wrong", "one-short", "case-flipped"])
def test_variants(pushed, variant):
    status = pushed(variant).status
    assert status != 200, f"it answered {status} to a token that is {variant}"
"""

SHOULD = """
@rule("receiver.leak.answer", title="No answer has the token in it", level="should", **FACT)
def test_leak(pushed, redox, redox_verification_token):
    pushed("wrong")
    body = redox.journal.find()[-1].response_body.decode("utf-8", "replace")
    assert redox_verification_token not in body, f"the answer was: {body}"
"""

ADVICE = """
@rule("receiver.verify.get", title="It can be verified by GET", level="advice", **FACT)
def test_get(redox, redox_receiver, redox_verification_token, redox_evidence):
    found = redox.verify(redox_receiver, redox_verification_token, "GET")
    redox_evidence.note(found.reason, redox.journal.find()[-1])
    assert found.ok, "it does not echo the challenge of a GET"
"""

WEAK = """
@rule("receiver.token.processed", title="Nothing of it is processed", level="must", **FACT)
def test_weak(pushed, redox_evidence):
    pushed("wrong")
    redox_evidence.weaken("no probe was given")
"""

SKIPPED = """
@rule("receiver.token.old", title="The former token is refused", level="must", **FACT)
def test_old():
    pytest.skip("no former token was given: --redox-old-token T, or override redox_olds")
"""

CLIENT = """
@rule("client.token.reuse", title="A token is used again", level="must", **FACT)
def test_reuse():
    pass
"""

BREAKS = """
@rule("receiver.push.breaks", title="It breaks", level="must", **FACT)
def test_breaks(redox):
    raise RuntimeError("the probe fell over")
"""

ALL = RIGHT + VARIANTS + SHOULD + ADVICE + WEAK + SKIPPED + CLIENT

_numbers = itertools.count()


def written(folder: Path, rules: str = ALL) -> Path:
    """The folder with the rules in a module whose name no other run has."""
    home = folder / f"rules{next(_numbers)}"
    home.mkdir()
    (home / f"test_fake_{home.name}_{next(_numbers)}.py").write_text(HEAD + rules)
    return home


def by_token(read):
    """A receiver that takes what has the token, as ``read`` makes of the header."""

    def answer(environ, body):
        sent = json.loads(body) if body else {}
        if "challenge" in sent:
            return 200, {}, sent["challenge"].encode()
        if environ["REQUEST_METHOD"] == "GET":
            return 405, {}, b""
        good = read(environ.get("HTTP_VERIFICATION_TOKEN", "")) == read(TOKEN)
        return (200, {}, b"") if good else (401, {}, b"no")

    return answer


SOUND = by_token(lambda token: token)
ANY_CASE = by_token(str.lower)


def row(said, rule):
    """The words in the table's row of a rule."""
    lines = said.out.splitlines()
    found = next(line.split(maxsplit=2) for line in lines if line.startswith(rule))
    return [part.strip() for part in found]
