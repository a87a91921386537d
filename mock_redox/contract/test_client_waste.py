"""A token is used as long as it lives, and fetched once, not once a call."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.calling.caller import DOCUMENTED
from mock_redox.contract.calling.causes import REUSE
from mock_redox.contract.clients import SHORT
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.calling.causes import REUSE
from mock_redox.contract.clients import Client

MOST_CALLS = 20
AT_ONCE, TOO_MANY = 20, 10
KEPT_FOR = 1.5
SLOW = 0.3
"""Seconds that a token request takes, so that all calls come meanwhile."""


@rule(
    "client.token.reuse",
    title="A token is used again while it lives",
    level="should",
    rests_on="a token can be used for any number of calls until it ends, five minutes after it "
    "was issued; a legacy token lives a day",
    mark="documented",
    source="auth.md 2.4, 3.1",
    means="each call costs two, so the limit of 10,000 requests in five minutes is reached at half "
    "the traffic, and each call fails when the token endpoint is slow. A client that renews five "
    "minutes ahead does the same with tokens that live five minutes",
)
def test_a_token_is_used_again_while_it_lives(redox_caller: "Client") -> None:
    client = redox_caller
    client.begin()
    client.another_token()
    kept, calls = _until_reused(client, set())
    if client.way.is_process and not kept:
        pytest.skip("a command is a new process each time, so whether a system that runs on "
                    "keeps its token can't be seen")  # fmt: skip
    assert kept, f"in {calls} calls no token was used twice: each asked for one of its own"
    client.run.pause(KEPT_FOR)
    again, calls = _until_reused(client, kept)
    assert again, (
        f"{KEPT_FOR:g} s later none of {calls} calls used a token that was still good for minutes"
    )


def _until_reused(client: "Client", known: set[str]) -> tuple[set[str], int]:
    """Calls until a token comes that is known; each of several processes may have one of its own.

    Returns the tokens that came, or none of them if no known one did, and the number of calls.
    """
    came: set[str] = set(known)
    for count in range(1, MOST_CALLS + 1):
        made = client.call()
        token = made.last.bearer if made.last else None
        if token in (known or came):
            client.note(f"call {count}, whose token had been used before", made)
            return came, count
        if token:
            came.add(token)
        client.note(f"call {count}", made)
        if client.way.is_process and count > 2:
            break
    return set(), count


@rule(
    "client.token.no-storm",
    title="When a token ends, calls that run at the same time fetch one new token, not one each",
    level="should",
    rests_on="one token serves any number of calls; 10,000 requests in five minutes are allowed",
    mark="our own",
    source="auth.md 2.4, 7",
    means="every five minutes all workers ask for a token at once, at worst into a limit, and then "
    "all calls fail",
)
def test_calls_at_the_same_time_fetch_one_token(redox_caller: "Client") -> None:
    client = redox_caller
    if client.way.is_process:
        client.begin()
        pytest.skip("a command is a process of its own each time, so none can share a token")
    if client.run.lasting:
        client.begin()
        client.tokens_live(SHORT)
        client.must_have_asked(client.another_token())
    elif not client.begin(SHORT).token_requests():
        client.must_have_asked(client.another_token())
    client.run.pause(SHORT + 0.2)
    client.tokens_live(DOCUMENTED)
    client.fail_tokens("service.slow", times=TOO_MANY, delay=SLOW)
    seen = client.calls_at_once(AT_ONCE)
    client.mock.calm()
    reached = sum(each.is_api for each in seen)
    asked = [each for each in seen if each.asks_token]
    client.evidence.note(
        f"{AT_ONCE} calls at once, after the end of the token: {len(asked)} token requests",
        *(each.entry for each in asked[-3:]),
    )
    if reached < AT_ONCE / 2:
        pytest.skip(f"of {AT_ONCE} calls at once only {reached} reached Redox: your call can't be "
                    "made from several threads")  # fmt: skip
    if len(asked) > TOO_MANY and not _until_reused(client, set())[0]:
        client.leave(REUSE, "it uses no token twice, so each call fetches one anyway")
    assert len(asked) <= TOO_MANY, (
        f"{AT_ONCE} calls at the same time asked for {len(asked)} tokens, where one would do"
    )
