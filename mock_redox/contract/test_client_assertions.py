"""Assertions, with which a client proves who it is, are sound: each claim, and the times in UTC."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mock_redox.contract.calling.asserted import assertions, refusal
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.clients import Client

USELESS = "Redox gives no token, so no call works at all"
FAR_ZONES = ("Asia/Tokyo", "America/Los_Angeles")


@rule(
    "client.assertion.jti",
    title="Each assertion has an id of its own",
    level="must",
    rests_on="jti is unique for each request, to prevent replay, and a bad one is refused",
    mark="documented",
    source="auth.md 2.2, 2.5",
    means="the first token works; the next request for one may be refused, and with it all calls",
)
def test_each_assertion_has_an_id_of_its_own(redox_caller: "Client") -> None:
    made = assertions(redox_caller, more=True)
    reason = refusal(redox_caller, "assertion.jti")
    assert not reason, f"Redox refused it: {reason}"
    missing = [each for each in made if not each.claims.get("jti")]
    assert not missing, "an assertion has no jti"
    ids = [str(each.claims["jti"]) for each in made]
    assert len(set(ids)) == len(ids), f"{len(ids)} token requests had {len(set(ids))} ids in jti"


@rule(
    "client.assertion.aud",
    title="An assertion is made out to the token URL",
    level="must",
    rests_on="aud is the token endpoint's URL, exactly; a wrong value is refused",
    mark="documented",
    source="auth.md 2.2, 2.5",
    means=USELESS,
)
def test_an_assertion_is_made_out_to_the_token_url(redox_caller: "Client") -> None:
    _accepted(redox_caller, "assertion.aud")


@rule(
    "client.assertion.kid",
    title="An assertion names the key that signed it",
    level="must",
    rests_on="kid stands in the JOSE header, has its own error where it is missing, and selects "
    "the public key",
    mark="documented",
    source="auth.md 2.2, 2.5",
    means=USELESS,
)
def test_an_assertion_names_its_key(redox_caller: "Client") -> None:
    _accepted(redox_caller, "assertion.kid")


@rule(
    "client.assertion.alg",
    title="An assertion is signed with RS384 or ES384",
    level="must",
    rests_on="only RS384, ES384 and, with a shared secret, HS384 are documented",
    mark="documented",
    source="auth.md 2.2, 8",
    means=USELESS,
)
def test_an_assertion_is_signed_as_redox_documents(redox_caller: "Client") -> None:
    _accepted(redox_caller, "assertion.alg")


@rule(
    "client.assertion.subject",
    title="An assertion says who it is from, twice",
    level="must",
    rests_on="iss and sub are both the client id; Redox looks the keys up by iss",
    mark="documented",
    source="auth.md 2.2, 2.5",
    means=USELESS,
)
def test_an_assertion_says_who_it_is_from(redox_caller: "Client") -> None:
    _accepted(redox_caller, "assertion.iss", "assertion.sub")


@rule(
    "client.assertion.times",
    title="An assertion is dated anew each time, in seconds",
    level="must",
    rests_on="iat lies within the last five minutes, with ten seconds of skew; exp, if there, is "
    "to come",
    mark="documented",
    source="auth.md 2.2, 2.5",
    means="after some minutes Redox gives no token any more, until the system is started anew",
)
def test_an_assertion_is_dated_anew(redox_caller: "Client") -> None:
    made = assertions(redox_caller, more=True, apart=1.1)
    checks = ("assertion.iat", "assertion.expired", "assertion.not_yet")
    reason = refusal(redox_caller, *checks)
    assert not reason, f"Redox refused it: {reason}"
    by_id = {str(each.claims.get("jti")): each.claims.get("iat") for each in made}
    if len(by_id) > 1:  # one that is sent again is judged by its jti
        times = set(by_id.values())
        assert len(times) > 1, (
            f"{len(by_id)} assertions, signed more than a second apart, all say iat {times.pop()}: "
            "it is older with each"
        )


@rule(
    "client.assertion.lifetime",
    title="An assertion is over after five minutes",
    level="advice",
    rests_on="Redox follows SMART Backend Services, which has exp at most five minutes ahead; "
    "that Redox looks at it is not known",
    mark="assumed",
    source="auth.md 2.2",
    means="who finds an old assertion, in a log for instance, may get a token with it",
)
def test_an_assertion_is_over_after_five_minutes(redox_caller: "Client") -> None:
    for each in assertions(redox_caller):
        ahead = _ahead(each.claims)
        assert ahead is None or ahead <= 310, f"exp is {ahead:.0f} s after iat; 300 are enough"


@rule(
    "client.assertion.utc",
    title="An assertion is dated in UTC, whatever the machine's time zone",
    level="must",
    rests_on="iat is in seconds since 1970 UTC, and refused when more than ten seconds ahead or "
    "five minutes old",
    mark="documented",
    source="auth.md 2.2",
    means="it works on a server in UTC, and gets no token on a machine in another time zone",
)
def test_an_assertion_is_dated_in_utc(redox_caller: "Client") -> None:
    assertions(redox_caller)
    if not redox_caller.way.zoned:
        redox_caller.evidence.weaken(
            "the time zone of your system can't be set from here; run it once with "
            f"TZ={FAR_ZONES[0]}"
        )
    for zone in FAR_ZONES if redox_caller.way.zoned else ():
        made = redox_caller.another_token(zone)
        redox_caller.note(f"a call in the time zone {zone}", made)
        refused = [each.why for each in made.token_requests() if "iat" in each.check]
        assert not refused, f"in the time zone {zone}: {refused[0]}"


def _accepted(client: "Client", *checks: str) -> None:
    """No token request was refused for such a reason."""
    assertions(client)
    reason = refusal(client, *checks)
    assert not reason, f"Redox refused it: {reason}"


def _ahead(claims: Mapping[str, Any]) -> float | None:
    """Seconds from ``iat``, or from now, to ``exp``."""
    exp, iat = claims.get("exp"), claims.get("iat", datetime.now(UTC).timestamp())
    if not isinstance(exp, int | float) or not isinstance(iat, int | float):
        return None
    return float(exp - iat)
