"""A key that is changed while the system runs, and a Redox that does not answer."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.calling.exchanges import REFRESH
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.calling.reports import Call
    from mock_redox.contract.clients import Client

BEYOND = 1.0
"""Seconds that Redox keeps silent beyond the system's own time limit."""


@rule(
    "client.key-rotation",
    title="A new key is used as soon as the system is told of it",
    level="should",
    rests_on="an API key may have several public keys, for rotation; the kid says which one "
    "signed. A legacy secret can be made anew at any time",
    mark="documented",
    source="auth.md 2.3, 3.1",
    means="when a key has to be changed, because it leaked for instance, it takes a restart, and "
    "calls fail meanwhile",
)
def test_a_new_key_is_used_as_soon_as_it_is_told(redox_caller: "Client") -> None:
    client = redox_caller
    client.begin()
    if client.reload is None and not client.way.is_process:
        pytest.skip("there is no way to tell your system of a new key: give --redox-reload URL, "
                    "or override redox_client_reload")  # fmt: skip
    asked = client.must_have_asked(client.another_token()).token_requests()[-1]
    rotation = client.mock.rotate(asked.client or "", asked.is_legacy)
    if rotation is None:
        pytest.skip("your client signs with a shared secret, and only key pairs are rotated here")
    try:
        if client.reload is not None:
            client.reload(rotation.new)
        made = client.another_token()
        if not _logged_in(made):  # it may need a moment
            made = client.another_token()
        client.note("a call that needs a new token, with the new key alone in force", made)
        assert _logged_in(made), f"it did not get through with the new key: {made}"
    except BaseException:
        rotation.undo()
        raise


def _logged_in(made: "Call") -> bool:
    """Whether Redox took the key; a call that was refused meanwhile is for another rule."""
    asked = [each for each in made.token_requests() if each.path != REFRESH]
    return made.served or any(each.status == 200 for each in asked)


@rule(
    "client.timeout",
    title="A call that Redox does not answer ends within your time limit",
    level="should",
    rests_on="queries may take up to two minutes, and a connection may stay silent for ever",
    mark="our own",
    source="auth.md 4.2",
    means="each call that hangs holds a worker, until all of them hang",
)
@pytest.mark.parametrize("where", ["token", "api"])
def test_a_call_that_redox_does_not_answer_ends(redox_caller: "Client", where: str) -> None:
    client = redox_caller
    patience = client.run.patience
    client.begin()
    if patience is None:
        pytest.skip("this takes as long as your time limit, which may soundly be a minute: give "
                    "--redox-patience SECONDS, a little more than it")  # fmt: skip
    if where == "token":
        client.fail_api("token.revoked", times=1)
        client.fail_tokens("service.slow", times=1, delay=patience + BEYOND)
    else:
        client.fail_api("service.slow", times=1, delay=patience + BEYOND)
    made = client.call()
    client.mock.calm()
    client.note(f"a call whose {where} request is answered after {patience + BEYOND:g} s", made)
    if where == "token":
        client.must_have_asked(made)
    waited = made.token_requests() if where == "token" else made.api_calls()
    gave_up = made.took < patience + BEYOND or len(waited) > 1
    assert gave_up, f"it waited {made.took:.1f} s for an answer, more than {patience:g} s"
