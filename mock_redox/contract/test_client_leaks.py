"""Tokens and secrets go where they belong, and nowhere else."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.calling.exchanges import MOVED
from mock_redox.contract.calling.hiding_places import Secrets, junk
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.clients import Client

REDACTED = "the mock runs elsewhere and its journal hides secrets, so this was seen less well"
STOLEN = "whoever reads it can call Redox in your name, and see your patients' records"


@rule(
    "client.leaks.header-only",
    title="The token stands in the Authorization header only",
    level="must",
    rests_on="the token goes along as Authorization: Bearer <token>",
    mark="documented",
    source="auth.md 4.1",
    means=f"it lands in stored messages, and in logs that hide that one header; {STOLEN}",
)
def test_the_token_stands_in_its_header_only(redox_caller: "Client") -> None:
    secrets = _tour(redox_caller)
    for each in redox_caller.all_seen():
        others = {f"the header {k}": v for k, v in each.headers if k.lower() != "authorization"}
        texts = {"the body": each.body, **others} if each.is_api else {}
        places = [place for place, text in texts.items() if secrets.token_in(text)]
        redox_caller.show(each, places)
        assert not places, f"the token stands in {places[0]} of {each}, too"


@rule(
    "client.leaks.url",
    title="No token, assertion or secret stands in a URL",
    level="must",
    rests_on="token requests carry theirs in the body, API calls in a header",
    mark="documented",
    source="auth.md 2.1, 4.1",
    means=f"URLs are written into the logs of each proxy on the way; {STOLEN}",
)
def test_nothing_secret_stands_in_a_url(redox_caller: "Client") -> None:
    secrets = _tour(redox_caller)
    for each in redox_caller.all_seen():
        found = secrets.anything_in(each.url)
        redox_caller.show(each, found)
        assert not found, f"{found} stands in the URL of {each}"


@rule(
    "client.leaks.secret",
    title="Secrets and assertions go to the token endpoint only, and private keys nowhere",
    level="must",
    rests_on="the proof of who calls is for the token endpoint; the calls carry the token",
    mark="documented",
    source="auth.md 2.1, 3.1, 4.1",
    means="a secret in messages is stored with them, and is good for months, not for minutes",
)
def test_secrets_go_to_the_token_endpoint_only(redox_caller: "Client") -> None:
    secrets = _tour(redox_caller)
    for each in redox_caller.all_seen():
        text = "\n".join((each.body, *(value for _, value in each.headers)))
        found = secrets.proof_in(text) if each.is_api else ""
        found = "the private key" if secrets.key_in(text) else found
        redox_caller.show(each, found)
        assert not found, f"{found} stands in {each}"


@rule(
    "client.leaks.redirect",
    title="A redirect to another host does not take the token along",
    level="should",
    rests_on="the token is for Redox's host; Redox redirects no call, what does stands between",
    mark="our own",
    source="auth.md 4.1",
    means=f"who can answer once in Redox's place gets the token; {STOLEN}",
)
@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_does_not_take_the_token_along(redox_caller: "Client", status: int) -> None:
    client = redox_caller
    client.begin()
    if not client.mock.shapes:
        pytest.skip("a mock that runs elsewhere can't redirect; leave --redox-mock-url out")
    with client.mock.redirecting(status):
        made = client.call()
    client.note(f"a call that is answered {status}, to another host", made)
    taken = [each for each in made.exchanges if each.path == MOVED and each.bearer]
    client.show(taken[0] if taken else None, taken)
    assert not taken, f"it followed to {taken[0].url} and took the token along"


@rule(
    "client.leaks.report",
    title="No token, assertion or secret stands in what it says of its calls",
    level="should",
    rests_on="tokens are good for any caller until they end",
    mark="our own",
    source="auth.md 2.4",
    means=f"error messages end in logs, tickets and chats; {STOLEN}",
)
def test_nothing_secret_stands_in_what_it_says(redox_caller: "Client") -> None:
    client = redox_caller
    said = [client.begin(), client.another_token()]
    for name in ("service.error", "token.revoked"):
        client.fail_api(name)
        said.append(client.call_while(lambda each: each.is_api)[0])
    client.fail_api("token.revoked")
    client.refuse_tokens()
    said.append(client.call_while(lambda each: each.asks_token)[0])
    client.note("the last of some calls that go wrong", said[-1])
    secrets = _known(client)
    for made in said:
        found = secrets.anything_in(made.report.text)
        assert not found, f"{found} stands in what it said: it {made.report.told}"


@rule(
    "client.leaks.log",
    title="No token, assertion or secret stands in its logs",
    level="should",
    rests_on="tokens are good for any caller until they end, secrets until they are changed",
    mark="our own",
    source="auth.md 2.4",
    means=f"logs are read by many, kept for long, and copied elsewhere; {STOLEN}",
)
def test_nothing_secret_stands_in_its_logs(redox_caller: "Client") -> None:
    client = redox_caller
    if client.logs is None:
        pytest.skip("no log is named: give --redox-log FILE")
    client.begin()
    client.another_token()
    client.fail_api("service.error")
    client.note("a call that fails", client.call_while(lambda each: each.is_api)[0])
    secrets = _known(client)
    for name, text in client.logs.since().items():
        found = secrets.anything_in(text)
        assert not found, f"{found} stands in {name}"


@rule(
    "client.bearer-none",
    title="Where there is no token, no call is made without one",
    level="should",
    rests_on="a call goes along with a token that Redox issued",
    mark="documented",
    source="auth.md 4.1",
    means="calls that can only fail; in the log it looks as if Redox refused a good token, and "
    "the real reason, the refused login, is not seen",
)
@pytest.mark.parametrize("how", ["refused", "error", "html"])
def test_where_there_is_no_token_no_call_is_made(redox_caller: "Client", how: str) -> None:
    client = redox_caller
    client.begin()
    client.fail_api("token.revoked")
    if how == "refused":
        client.refuse_tokens()
    else:
        client.fail_tokens(f"service.{how}")
    made, _ = client.call_while(lambda each: each.asks_token)
    client.note("a call, while the token endpoint gives no token", made)
    client.must_have_asked(made)
    sent = [found for each in made.api_calls() if (found := junk(each))]
    assert not sent, f"without a token it called all the same, with {sent[0]}"


def _tour(client: "Client") -> Secrets:
    """Its ordinary traffic, with a new token in it; what is secret there."""
    client.begin()
    client.note("a call that needs a new token", client.another_token())
    return _known(client)


def _known(client: "Client") -> Secrets:
    if client.mock.redacted:
        client.evidence.weaken(REDACTED)
    return Secrets.of(client.all_seen(), client.mock.secrets())
