"""Where Redox refuses because of load or a fault, a client waits, or gives up."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.calling.watching import WINDOW
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.clients import Client

MOST_TRIES = 6
"""In the window: six retries by urllib3 or the like with small waits are sound."""


@rule(
    "client.backoff.429",
    title="After 429 it waits, or gives up",
    level="should",
    rests_on="over 10,000 requests in five minutes Redox answers 429; the window is counted from "
    "its own start, and there is no Retry-After",
    mark="documented",
    source="auth.md 7",
    means="it keeps the limit full by itself, and stays locked out",
)
@pytest.mark.parametrize("where", ["token", "api"])
def test_after_429_it_waits_or_gives_up(redox_caller: "Client", where: str) -> None:
    _patient(redox_caller, where, "limit.rate", "429")


@rule(
    "client.backoff.5xx",
    title="After 5xx it waits, or gives up",
    level="should",
    rests_on="500, 502 and 504 are in Redox's table of errors",
    mark="documented",
    source="auth.md 4.2",
    means="it hammers a service that is down, and after that has come back, it may be locked out "
    "by the limit",
)
@pytest.mark.parametrize("how", ["500", "502", "504", "api"])
def test_after_5xx_it_waits_or_gives_up(redox_caller: "Client", how: str) -> None:
    names = {"502": "service.bad_gateway", "504": "service.timeout"}
    where = "api" if how == "api" else "token"
    _patient(redox_caller, where, names.get(how, "service.error"), "5xx")


@rule(
    "client.backoff.refused",
    title="A login that is refused is not tried again and again",
    level="should",
    rests_on="a refused token request says which parameter is wrong; a repetition changes nothing",
    mark="our own",
    source="auth.md 2.5, 3.3",
    means="a wrong key becomes a flood of requests, until the limit locks out all your systems",
)
def test_a_login_that_is_refused_is_not_tried_again_and_again(redox_caller: "Client") -> None:
    client = redox_caller
    client.begin()
    client.fail_api("token.revoked")
    client.refuse_tokens()
    _judge(client, "a token request that is refused")


def _patient(client: "Client", where: str, name: str, status: str) -> None:
    client.begin()
    if where == "token":
        client.fail_api("token.revoked")
        client.fail_tokens(name)
        _judge(client, f"a token request that is answered {status}")
        return
    client.fail_api(name)
    made, tries = client.call_while(lambda each: each.is_api)
    client.note(f"a call that is answered {status} each time", made)
    _assert_few(tries)


def _judge(client: "Client", what: str) -> None:
    made, tries = client.call_while(lambda each: each.asks_token)
    client.note(what, made)
    client.must_have_asked(made)
    _assert_few(tries)


def _assert_few(tries: int) -> None:
    assert tries <= MOST_TRIES, f"it tried {tries} times within {WINDOW:g} s of the first refusal"
