"""``mock-redox tokens``, ``revoke`` and ``expire``, on a running mock."""

from __future__ import annotations


def test_tokens_are_voided(call, at, redox, status):
    one, two, three = (redox.token() for _ in range(3))

    assert call("revoke", "--token", one, *at).out == "1 tokens are void\n"
    assert call("revoke", "--client", "nobody", "--json", *at).json == {"revoked": 0}
    found = [status(headers={"authorization": f"Bearer {each}"}) for each in (one, two)]
    assert found == [401, 400]
    assert call("revoke", "--client", redox.client.client_id, "--json", *at).json == {"revoked": 2}
    assert status(headers={"authorization": f"Bearer {three}"}) == 401
    redox.token()
    assert call("revoke", *at).out == "1 tokens are void\n"


def test_a_token_is_not_repeated(call, at, redox):
    token = redox.token()
    said = call("revoke", "--token", token, "--json", *at)

    assert token not in said.out + said.err


def test_tokens_are_listed_and_expire(call, at, redox, status):
    assert call("tokens", *at).out == "none\n"
    one = redox.token()
    said = call("tokens", *at).out

    assert said.endswith(f"  300 s left  oauth   {redox.client.client_id}\n")
    id_ = said.split()[0]
    assert call("expire", "--id", id_, *at).out == "1 tokens have expired\n"
    assert status(headers={"authorization": f"Bearer {one}"}) == 401
    assert call("revoke", "--id", id_, "--json", *at).json == {"revoked": 0}
    assert call("tokens", "--json", *at).json == {"tokens": []}
