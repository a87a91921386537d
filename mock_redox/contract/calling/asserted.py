"""The assertions that a client sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_redox.contract.clients import Client


@dataclass(frozen=True)
class Asserted:
    """One assertion."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


def assertions(client: "Client", *, more: bool = False, apart: float = 0.0) -> list[Asserted]:
    """Those that it sent so far, as far as they can be read.

    Args:
        more: let it fetch another token, so that there are two.
        apart: seconds that pass before that.
    """
    client.begin()
    requests = [each for each in client.all_seen() if each.asks_token]
    if more or not requests:
        client.run.pause(apart)
        client.another_token()
        requests = [each for each in client.all_seen() if each.asks_token]
    if requests and all(each.is_legacy for each in requests):
        pytest.skip("your client logs in with a legacy key, so it signs no assertions")
    found = [each.assertion for each in requests]
    client.evidence.note(f"{len(requests)} token requests", *(each.entry for each in requests[-2:]))
    if not any(found):
        client.evidence.weaken("no assertion can be read here, so only what Redox refused counts")
    elif more and len(requests) < 2:
        client.evidence.weaken("it asked for a token only once, so there is nothing to compare")
    return [Asserted(*each) for each in found if each]


def refusal(client: "Client", *checks: str) -> str:
    """Why Redox refused a token request for one of these reasons, if it did."""
    seen = (each for each in client.all_seen() if each.asks_token)
    return next((each.why for each in seen if each.check.startswith(checks)), "")
