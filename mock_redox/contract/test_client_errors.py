"""A call that failed is not taken for done, however Redox, or what stands between, says so."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.calling.queries import answered, errors_in
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.calling.reports import Call
    from mock_redox.contract.clients import Client

LOST = "a message that Redox never took counts as sent, and is lost without anybody knowing"
OUTAGE = 3


@rule(
    "client.errors.refused",
    title="A call that Redox refuses is not taken for done",
    level="must",
    rests_on="Redox answers what it does not take with 4xx or 5xx",
    mark="documented",
    source="auth.md 4.2",
    means=LOST,
)
@pytest.mark.parametrize("how", ["rejected", "error", "unauthorized", "dropped", "no-token"])
def test_a_call_that_redox_refuses_is_not_taken_for_done(redox_caller: "Client", how: str) -> None:
    client = redox_caller
    client.begin()
    client.must_have_a_word()
    names = {"rejected": "limit.too_large", "error": "service.error",
             "unauthorized": "token.revoked", "dropped": "service.dropped_before",
             "no-token": "token.revoked"}  # fmt: skip
    client.fail_api(names[how])
    if how == "no-token":
        client.refuse_tokens()
    made, _ = client.call_while(lambda each: each.is_api)
    client.note("a call that Redox refuses", made)
    assert made.served or client.says_failed(made), (
        f"Redox did not take it, and yet it {made.report.told}, as when all is well"
    )


@rule(
    "client.errors.meta-errors",
    title="Meta.Errors in a 200 is not taken for success",
    level="must",
    rests_on="when the destination of a query fails, Redox answers 200 with Meta.Errors",
    mark="documented",
    source="webhooks.md 5.2",
    means="a hospital's system that is down looks like a patient without records",
)
def test_meta_errors_in_a_200_are_not_taken_for_success(redox_caller: "Client") -> None:
    client = redox_caller
    client.begin()
    client.must_tell()
    made = answered(client, None, 500)
    client.note("a query whose destination failed", made)
    told = [text for each in made.api_calls() for text in errors_in(each.answered)]
    if not told:
        pytest.skip("the query was not answered with Meta.Errors, so this can't be judged")
    if not client.says_failed(made) and _shows(made, told):
        client.evidence.weaken("it hands the answer on with its Meta.Errors, so it is up to what "
                               "comes after to look at them")  # fmt: skip
        return
    assert client.says_failed(made), (
        f"Redox answered 200 with Meta.Errors ({told[0]}), and it {made.report.told}, as when all "
        "is well"
    )


@rule(
    "client.errors.html",
    title="An answer that is no JSON is not taken for success",
    level="must",
    rests_on="Redox answers in JSON; a page comes from a proxy or a sign-in page on the way",
    mark="our own",
    source="platform.md B",
    means=LOST,
)
@pytest.mark.parametrize("how", ["html", "truncated", "malformed"])
def test_an_answer_that_is_no_json_is_not_taken_for_success(
    redox_caller: "Client", how: str
) -> None:
    client = redox_caller
    client.begin()
    client.must_tell()
    if how != "html":
        client.must_ask()  # of a message, a broken answer still says 200
    client.fail_api(f"service.{how}")
    made, _ = client.call_while(lambda each: each.is_api)
    client.note(f"a call that is answered 200 with {how} in place of JSON", made)
    spoiled = made.last is not None and made.last.answered is None
    assert not spoiled or client.says_failed(made), (
        f"it was answered with what is no JSON, and it {made.report.told}, as when all is well"
    )


@rule(
    "client.errors.recovery",
    title="After an outage it works again",
    level="should",
    rests_on="500, 502 and 504 are in Redox's table of errors, and go away",
    mark="our own",
    source="auth.md 4.2",
    means="after an outage of minutes it stays out until somebody restarts it",
)
@pytest.mark.parametrize("how", ["error", "html"])
def test_after_an_outage_it_works_again(redox_caller: "Client", how: str) -> None:
    client = redox_caller
    client.begin()
    client.must_have_asked(_outage(client, how))
    for _ in range(OUTAGE - 1):
        _outage(client, how)
    client.fail_api("token.revoked", times=1)  # what it holds counts no more
    made = client.recovers()
    client.note("a call after the outage", made)
    assert made.served, f"Redox works again, and yet {made}"


def _shows(made: "Call", texts: list[str]) -> bool:
    return any(text in made.report.text + made.report.held for text in texts)


def _outage(client: "Client", how: str) -> "Call":
    """A call, while the token endpoint is out."""
    client.fail_api("token.revoked")
    client.fail_tokens(f"service.{how}")
    made, _ = client.call_while(lambda each: each.asks_token)
    client.note("a call, while the token endpoint is out", made)
    return made
