"""The ways a sign-on can carry its token, right and wrong, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion
from mock_redox.core.sso.tokens import Claims, signed, tampered, unsigned
from mock_redox.core.webhooks.tokens import wrong
from mock_redox.core.webhooks.variants import Carried

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What a variant makes its token of: the claims of the message, and the shared secret."""

    claims: Claims
    secret: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to send the token.

    ``sound`` is what a sound application does: ``accepts`` it with a redirect, or ``refuses`` it
    with 401. ``ahead`` is how far the times of token and message are ahead of the clock, given
    how long the token lives.
    """

    name: str
    says: str
    sound: Literal["accepts", "refuses"]
    sound_does: str
    carry: Callable[[Known], Carried]
    ahead: Callable[[timedelta], timedelta] | None = None

    def as_json(self) -> dict[str, str]:
        return {
            "name": self.name, "says": self.says, "sound": self.sound,
            "sound_does": self.sound_does,
        }  # fmt: skip


def _bearer(token: str) -> Carried:
    return Carried((("authorization", f"Bearer {token}"),))


def _right(known: Known) -> Carried:
    return _bearer(signed(known.claims, known.secret))


def _with_nbf(known: Known) -> Carried:
    claims = {**known.claims, "nbf": known.claims["iat"]}
    return _bearer(signed(claims, known.secret))


def _for_another(known: Known) -> Carried:
    claims = {**known.claims, "aud": wrong(str(known.claims.get("aud", "another-application")))}
    return _bearer(signed(claims, known.secret))


def _as_another(known: Known) -> Carried:
    """Somebody else's name on a token that was signed for the first."""
    who = wrong(str(known.claims.get("sub") or "1"))
    return _bearer(
        tampered(signed(known.claims, known.secret), {**known.claims, "sub": who, "npi": who})
    )


_VERIFIES = "refuses with 401, after verifying the signature"

VARIANTS: dict[str, Variant] = {
    each.name: each
    for each in (
        Variant("right", "the token is signed with the secret", "accepts",
                "redirects to the page for the user, with 302", _right),
        Variant("wrong", "the token is signed with another secret", "refuses", _VERIFIES,
                lambda known: _bearer(signed(known.claims, wrong(known.secret)))),
        Variant("missing", "there is no Authorization header", "refuses",
                "refuses with 401, and does not crash on what is absent",
                lambda known: Carried()),
        Variant("empty", "Authorization says Bearer and nothing more", "refuses",
                "refuses with 401, and does not crash on what is absent",
                lambda known: _bearer("")),
        Variant("expired", "the token expired an hour ago", "refuses",
                "refuses with 401, after comparing exp with the time", _right,
                lambda lifetime: -lifetime - _HOUR),
        Variant("not-yet-valid", "the token is valid in an hour, by nbf and iat", "refuses",
                "refuses with 401, after comparing nbf with the time", _with_nbf,
                lambda lifetime: _HOUR),
        Variant("wrong-audience", "the token is for another audience", "refuses",
                "refuses with 401, after comparing aud with its own", _for_another),
        Variant("alg-none", "the token says alg none and has no signature", "refuses",
                "refuses with 401: it takes HS256 and nothing else",
                lambda known: _bearer(unsigned(known.claims))),
        Variant("tampered", "sub and npi of the token were changed after it was signed",
                "refuses", _VERIFIES, _as_another),
    )
}  # fmt: skip


def variant(name: str) -> Variant:
    """The variant of that name.

    Raises:
        Misuse: there is none.
    """
    if name not in VARIANTS:
        raise Misuse(
            f"unknown variant of a sign-on {name!r:.80}; {suggestion(name[:80], VARIANTS)}",
            ("variant",),
        )
    return VARIANTS[name]
