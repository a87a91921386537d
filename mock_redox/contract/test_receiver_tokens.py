"""Pushes whose verification token is wrong are discarded, however it is wrong."""

from typing import TYPE_CHECKING

from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.receivers import Receiver


@rule(
    "receiver.token.wrong",
    title="A push with another token is discarded",
    level="must",
    rests_on="Redox sends the verification token with each message, so that you can tell it from "
    "others",
    mark="documented",
    source="webhooks.md 3",
    means="anybody who knows your URL can write into your patients' records",
)
def test_a_push_with_another_token_is_discarded(redox_endpoint: "Receiver") -> None:
    before = redox_endpoint.processed()
    pushed = redox_endpoint.push(as_="wrong")
    after = redox_endpoint.processed()

    assert before == after, f"it was processed, though it answered {pushed.status}"
