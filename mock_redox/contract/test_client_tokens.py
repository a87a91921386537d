"""A token is had by the documented flow, renewed in time, and once more when a call answers 401."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.clients import SHORT
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.clients import Client

MOST_TRIES = 5
DAY = 86_400


@rule(
    "client.token.flow",
    title="A call gets a token by the documented flow, and then gets through",
    level="must",
    rests_on="a form with a signed assertion, or the legacy key and secret, is exchanged for a "
    "token, which goes along as Authorization: Bearer",
    mark="documented",
    source="auth.md 2.1, 3.1, 4.1",
    means="nothing works",
)
def test_a_call_gets_through(redox_caller: "Client") -> None:
    made = redox_caller.begin()
    redox_caller.note("an ordinary call", redox_caller.run.first or made)


@rule(
    "client.token.renewal",
    title="After the end of its token the next call gets through",
    level="must",
    rests_on="a token of an OAuth API key lives five minutes and there is nothing to refresh it "
    "with: to renew it, send a new assertion. A legacy token is renewed by its refresh token",
    mark="documented",
    source="auth.md 2.4, 3.2",
    means="it works for five minutes after each start, and then fails until the next",
)
def test_after_the_end_of_its_token_the_next_call_gets_through(redox_caller: "Client") -> None:
    if redox_caller.run.lasting:
        redox_caller.begin()
        made = redox_caller.run.renewed
    else:
        begun = redox_caller.begin(SHORT)
        if not begun.token_requests():  # it had one before the rule began
            begun = redox_caller.another_token()
        redox_caller.run.pause(SHORT + 0.2)
        made = redox_caller.call() if begun.token_requests() else None
    if made is None:
        pytest.skip(_no_short_token(redox_caller))
    redox_caller.note("a call after the end of the token", made)
    assert made.served, f"the call failed: {made}"


def _no_short_token(client: "Client") -> str:
    if client.way.is_process:
        return "a command is a new process each time, so no token of it can be seen to end"
    return "it held a token from before, which lives for five minutes; start it anew to judge this"


@rule(
    "client.token.early-401",
    title="A call whose token is refused early fetches a new one and is repeated",
    level="should",
    rests_on="to any 401 the advice is to refresh or regenerate the token, and to try again",
    mark="documented",
    source="auth.md 4.2",
    means="when tokens die before their time (a key that was rotated, a clock that is off, a "
    "restart at Redox), calls fail for up to five minutes, with legacy keys for a day",
)
@pytest.mark.parametrize("how", ["revoked", "died"])
def test_a_call_whose_token_is_refused_early_is_repeated(redox_caller: "Client", how: str) -> None:
    redox_caller.begin()
    if how == "died":
        redox_caller.mock.advance(DAY + 1)
        made = redox_caller.call()
    else:
        made = redox_caller.another_token()
    redox_caller.note("a call whose token Redox refuses, though it is young", made)
    if not made.served and redox_caller.way.is_process and made.begins_with_a_login:
        pytest.skip("a command is a new process each time: it had just fetched the token that was "
                    "refused, and fetches another in the next call")  # fmt: skip
    refused = [each for each in made.api_calls() if each.status == 401]
    assert made.served, f"the call failed: {made}"
    assert made.last is not None
    assert not refused or refused[0].bearer != made.last.bearer, (
        "it repeated the call with the token that had just been refused"
    )


@rule(
    "client.token.retry-limit",
    title="A call that is refused again and again is given up",
    level="should",
    rests_on="to a 401 the advice is to get a new token and to try again; a key that was removed "
    "is refused for ever",
    mark="our own",
    source="auth.md 4.2",
    means="when your key is gone, your system asks Redox without end, until it is locked out by "
    "the limit of 10,000 requests in five minutes",
)
def test_a_call_that_is_refused_again_and_again_is_given_up(redox_caller: "Client") -> None:
    redox_caller.begin()
    redox_caller.fail_api("token.revoked")
    made, tries = redox_caller.call_while(lambda each: each.is_api)
    redox_caller.note("a call that Redox refuses with 401 each time", made)
    assert tries <= MOST_TRIES, (
        f"it tried {tries} times within moments, where {MOST_TRIES} would be plenty"
    )


@rule(
    "client.expires-utc",
    title="The expires of a legacy token is read as UTC",
    level="should",
    rests_on="expires is written in ISO 8601 with Z, so in UTC",
    mark="documented",
    source="auth.md 3.1",
    means="in a time zone east of UTC it logs in before each call; west of it, it works with dead "
    "tokens for hours",
)
def test_expires_is_read_as_utc(redox_caller: "Client") -> None:
    client = redox_caller
    client.begin()
    client.another_token()
    if not all(each.is_legacy for each in client.all_seen() if each.asks_token):
        pytest.skip("your client has an OAuth API key, whose expires_in knows no time zone")
    if not client.way.zoned or client.way.is_process:
        client.evidence.weaken(
            "the time zone of your running system can't be set from here; run it once with "
            "TZ=Asia/Tokyo"
        )
        return
    client.tokens_live(2 * 3600)
    if _logins(client, None):
        pytest.skip("it keeps no token for two hours anyway; see client.token.reuse")
    asked = _logins(client, "Asia/Tokyo")
    assert not asked, (
        f"in the time zone Asia/Tokyo, nine hours ahead of UTC, it asked for {asked} tokens in "
        "three calls: it takes a token of two hours for one that ended seven hours ago"
    )


def _logins(client: "Client", zone: str | None) -> int:
    """Logins in three calls right after one that fetched a token."""
    client.another_token(zone)
    calls = [client.call(zone) for _ in range(3)]
    client.note(f"calls in the time zone {zone or 'of the machine'}", calls[-1])
    return sum(len(made.token_requests()) for made in calls)
