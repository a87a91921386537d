"""``jwks.*``: the client's public keys are behind a URL, and Redox does not get the right one."""

from mock_redox.core.failures import tampering as how
from mock_redox.core.failures.catalogue.rows import GRANTED, S11, refused_token
from mock_redox.core.failures.model import Failure
from mock_redox.core.wording import KEY_NOT_FOUND

WAITS = "waits a little longer each time, asks again, and tells its owner"
CACHING = "how long Redox keeps a key set is not documented"

JWKS = (
    Failure(
        name="jwks.unreachable", says="the JWKS URL gives no answer, or an error",
        stage="assertion", change=how.no_key("jwks.unreachable", "its JWKS URL gave no answer"),
        answers=refused_token(KEY_NOT_FOUND), mark="documented", source=S11,
        causes=("a firewall, or a name that only resolves inside", "a certificate that ended",
                "a deployment that took the route away"),
        fix="fetch the URL from outside your network; it must answer 200", sound=WAITS,
    ),
    Failure(
        name="jwks.slow", says="the JWKS URL does not answer in time", stage="assertion",
        change=how.no_key("jwks.slow", "its JWKS URL gave no answer in time"),
        answers=refused_token(KEY_NOT_FOUND), mark="documented",
        source=f"{S11}; the time limit is not documented",
        causes=("a function that starts cold", "keys that are fetched from a vault each time"),
        fix="serve the key set from memory or from a static file", sound=WAITS,
    ),
    Failure(
        name="jwks.not_json", says="the JWKS URL answers something else than a key set",
        stage="assertion",
        change=how.no_key("jwks.not_json", "its JWKS URL answered something else: not JSON"),
        answers=refused_token(KEY_NOT_FOUND), mark="documented", source=S11,
        causes=("a login page or an error page with status 200", "a PEM in place of a JWK set"),
        fix='serve {"keys": [...]} as application/json', sound=WAITS,
    ),
    Failure(
        name="jwks.empty", says="the key set at the JWKS URL has no keys that can be used",
        stage="assertion", change=how.no_key("jwks.empty", "its JWKS URL answered with 0 keys"),
        answers=refused_token(KEY_NOT_FOUND), mark="documented", source=S11,
        causes=("the keys were not loaded yet when it was fetched", "keys without kid or kty"),
        fix="give each key kid and kty, and serve no set before the keys are there", sound=WAITS,
    ),
    Failure(
        name="jwks.key_removed", says="the key was taken out of the set while it was in use",
        stage="assertion", checks=("assertion.kid_unknown",),
        change=how.no_key("assertion.kid_unknown", "the key of that kid was taken out of its set"),
        answers=refused_token(KEY_NOT_FOUND), mark="documented", source=S11,
        causes=("a clean-up that removes keys by age", "two instances that sign with other keys"),
        fix="remove a key when nothing signs with it any more",
        sound="loads its keys again, signs with the one that is published, and asks once more",
    ),
    Failure(
        name="jwks.rotated_with_overlap", says="a new key stands beside the old one",
        stage="assertion", answers=GRANTED, mark="documented",
        source="Redox: several keys a client are allowed", causes=("a rotation as it should be",),
        fix="nothing: switch to the new key, and remove the old one later",
        sound="goes on, with either key",
    ),
    Failure(
        name="jwks.rotated_without_overlap", says="a new key took the old one's place at once",
        stage="assertion", checks=("assertion.kid_unknown",),
        change=how.no_key("assertion.kid_unknown", "its set has the kids 'new-key'"),
        answers=refused_token(KEY_NOT_FOUND), mark="documented", source=S11,
        causes=("a rotation in one step, while the client still signs with the old key",),
        fix="publish the new key, wait, switch the client, wait, remove the old key",
        sound="loads its keys again, signs with the one that is published, and asks once more",
    ),
    Failure(
        name="jwks.cached_too_long", says="the set was kept, and the new key is not in it yet",
        stage="assertion",
        change=how.no_key("jwks.cached_too_long", "its set, fetched an hour ago and kept, has "
                          "the kids 'old-key'"),
        answers=refused_token(KEY_NOT_FOUND), mark="assumed", source=CACHING,
        causes=("the client switched before the new key was known",),
        fix="publish the new key a day before anything signs with it",
        sound="goes on with the old key until the new one is accepted",
    ),
)  # fmt: skip
