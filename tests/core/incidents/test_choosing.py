"""What a call rests on is found in the journal."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.choice import Choice
from mock_redox.core.incidents.choosing import choose

URL = "http://keys.test/jwks"


@pytest.fixture
def redox(build):
    """A mock whose client has its keys behind a URL."""
    return build({"clients": [{"client_id": "me", "jwks_url": URL}]}).redox


def came(redox, path, body=b"", seconds=0, **more):
    at = redox.clock.now() + timedelta(seconds=seconds)
    parts = {"method": "POST", "url": f"http://redox{path}", "path": path, "status": 200, **more}
    return redox.journal.add(at=at, direction="in", request_body=body, **parts).id


def fetched(redox, seconds=0):
    at = redox.clock.now() + timedelta(seconds=seconds)
    return redox.journal.add(at=at, direction="out", method="GET", url=URL, path="/jwks").id


def of(client):
    """The body of a token request."""
    parts = [urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in
             ({"alg": "RS384"}, {"iss": client})]  # fmt: skip
    return b"client_assertion=" + b".".join([*parts, b"AAAA"])


def test_each_token_request_has_its_own_fetch_even_of_those_that_run_at_once(redox):
    fetches = [fetched(redox, 1), fetched(redox, 2)]
    calls = [came(redox, "/v2/auth/token", of("me"), at) for at in (1, 2)]
    found = choose(redox, Choice(ids=(f"{calls[0]}..{calls[1]}",))).fetches

    assert {number: [each.id for each in many] for number, many in found.items()} == {
        calls[0]: [fetches[0]], calls[1]: [fetches[1]],
    }  # fmt: skip


def test_a_fetch_of_earlier_is_nobody_s(redox):
    fetched(redox, 1)
    call = came(redox, "/v2/auth/token", of("me"), 5)
    stranger = came(redox, "/v2/auth/token", of("another"), 5)

    assert choose(redox, Choice(ids=(str(call),))).fetches == {call: ()}
    assert choose(redox, Choice(ids=(str(stranger),))).fetches == {stranger: ()}


def test_the_last_failure_is_of_a_call_and_not_of_a_push(redox):
    failed = came(redox, "/nope", status=404, outcome="refused")
    came(redox, "/v2/auth/token")
    redox.journal.add(at=redox.clock.now(), direction="out", method="POST", url="http://x/",
                      path="/", outcome="failed")  # fmt: skip
    part = choose(redox, Choice())

    assert part.about is not None
    assert [each.id for each in part.all] == [failed] == [part.about.id]


def test_of_many_chosen_the_last_refused_one_is_what_it_is_about(redox):
    came(redox, "/a", status=404, outcome="refused")
    came(redox, "/b", status=404, outcome="refused")
    came(redox, "/c")
    part = choose(redox, Choice(ids=("1..3",)))

    assert part.about is not None
    assert part.about.path == "/b"


def test_an_empty_journal_has_nothing_to_choose(redox):
    with pytest.raises(Misuse, match="the journal has none"):
        choose(redox, Choice(since=redox.clock.now()))
