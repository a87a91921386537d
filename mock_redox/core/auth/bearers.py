"""The token of an API call: every check on it, in order (auth.md 4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mock_redox.core.auth.tokens import Grant, Tokens
from mock_redox.core.checks import Check, run
from mock_redox.core.errors import BearerRefused, Explanation
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.failures.forced import Asked, Forced
from mock_redox.core.redaction import UUID, shown
from mock_redox.core.settings import Settings
from mock_redox.core.times import brief, iso
from mock_redox.core.wording import NOT_AUTHORIZED

EXAMPLE = "Authorization: Bearer <token>"
_JUST_NOW = 1.0
"""Seconds after its end in which a token has expired just now."""


@dataclass
class Bearer:
    """The authentication of one API call under examination.

    Args:
        source_id: the ``Redox-Source-Id`` header.
        environment: the one that the URL names, on the FHIR API.
    """

    authorization: str | None
    tokens: Tokens
    now: datetime
    settings: Settings
    source_id: str | None = None
    environment: str | None = None
    forced: Forced | None = None
    grant: Grant | None = None
    words: Sequence[str] = field(default_factory=tuple)

    def refuse(
        self, check: str, got: str, expected: str, fix: str, cause: str = "", status: int = 401
    ) -> BearerRefused:
        why = Explanation(check, got, expected, fix, cause)
        return BearerRefused(status, NOT_AUTHORIZED, why)


def identify(case: Bearer) -> Grant:
    """Who an API call speaks for.

    A token works until the last moment before its lifetime has passed.

    Raises:
        BearerRefused: by the first check that fails.
        Asked: the token's owner asks for a failure by its id.
    """
    if case.forced is not None:
        case.forced.at("header", case)
    run(CHECKS, case)
    assert case.grant is not None
    return case.grant


def _has_header(case: Bearer) -> None:
    if not case.authorization:
        raise case.refuse(
            "token.missing" if case.authorization is None else "token.empty",
            "no Authorization header" if case.authorization is None else
            "an Authorization header with nothing in it", EXAMPLE,
            "send the access token of /v2/auth/token with each call",
            "a proxy or a redirect that drops the header, or a call that was forgotten",
        )  # fmt: skip
    case.words = [word for word in case.authorization.split(" ") if word]


def _says_bearer(case: Bearer) -> None:
    words, scheme = case.words, _scheme(case)
    if scheme == "bearer":
        return
    if not words:
        raise case.refuse("token.empty", "blanks", EXAMPLE, "put Bearer and the token into it")
    if len(words) == 1:
        raise case.refuse(
            "token.no_scheme", f"a single word of {len(words[0])} characters", EXAMPLE,
            "put the word Bearer and one blank before the token",
        )  # fmt: skip
    raise case.refuse(
        "token.wrong_scheme", f"{_named(scheme)}, {_rest(case)} characters after it", EXAMPLE,
        "write the word Bearer, one blank and the token",
        "a colon after Bearer" if scheme == "bearer:" else "",
    )  # fmt: skip


def _is_one_token(case: Bearer) -> None:
    words = case.words
    if len(words) == 2:
        return
    if len(words) == 1:
        raise case.refuse(
            "token.empty", "the word Bearer alone", EXAMPLE, "put the access token after it",
            "the variable that holds the token is empty",
        )  # fmt: skip
    doubled = words[1].lower() == "bearer"
    raise case.refuse(
        "token.doubled" if doubled else "token.malformed",
        f"Bearer, and {len(words) - 1} words after it", EXAMPLE,
        "the word Bearer stands twice: send it once" if doubled else
        "write the word Bearer, one blank and the token",
        "both the client and its HTTP library put the word before the token" if doubled else "",
    )  # fmt: skip


def _is_known(case: Bearer) -> None:
    token = case.words[1]
    case.grant = case.tokens.grant(token)
    if case.grant is not None:
        if case.forced is None and case.grant.failure is not None:
            raise Asked(FAILURES[case.grant.failure])
        if case.forced is not None:
            case.forced.at("grant", case)
    if case.grant is None:
        raise case.refuse(
            "token.unknown", f"a token of {len(token)} characters",
            "a token that this mock issued since its start or last reset",
            *_unknown(token),
        )  # fmt: skip


def _is_in_force(case: Bearer) -> None:
    grant = case.grant
    assert grant is not None
    if grant.revoked is not None:
        raise case.refuse(
            "token.revoked", f"a token of {grant.client}, revoked {iso(grant.revoked)}, "
            f"{brief(case.now - grant.revoked)} ago", "a token that was not revoked",
            "fetch a new token when a call answers 401, and try the call once more",
        )  # fmt: skip


def _is_fresh(case: Bearer) -> None:
    grant = case.grant
    assert grant is not None
    late = case.now - grant.expires
    if late.total_seconds() < 0:
        return
    just_now = late.total_seconds() <= _JUST_NOW
    raise case.refuse(
        "token.expired",
        f"a token of {grant.client}, issued {iso(grant.issued)}, expired {iso(grant.expires)}, "
        f"{brief(late)} ago" + (f" ({grant.told})" if grant.told else ""),
        f"a token younger than {brief(grant.expires - grant.issued)}",
        "fetch a new token before expires_in has passed, and once more after a 401",
        "no margin: a token is used until its last moment" if just_now else
        "a token that is kept without regard to its lifetime",
    )  # fmt: skip


def _source_fits(case: Bearer) -> None:
    """Which source calls, where there are several (auth.md 4.1); what Redox answers is assumed."""
    known, given = case.settings.sources, case.source_id
    if case.grant is None or case.grant.source or not known:
        return
    if given is None and len(known) > 1:
        raise case.refuse(
            "token.source_missing", "no Redox-Source-Id", f"one of {', '.join(known)}",
            "send the id of your source in the header Redox-Source-Id", status=400,
        )  # fmt: skip
    if given is not None and given.strip() not in known:
        raise case.refuse(
            "token.source_foreign", f"Redox-Source-Id {shown(given)}",
            f"one of {', '.join(known)}", "send the id of your own source", status=403,
            cause="" if UUID.fullmatch(given.strip()) else "a name in place of the id",
        )  # fmt: skip


def _environment_fits(case: Bearer) -> None:
    """A FHIR URL names its environment (auth.md 4.2, assumed: 403)."""
    grant = case.grant
    assert grant is not None
    if case.environment is None:
        return
    if grant.kind == "legacy" and not case.settings.legacy_on_fhir:
        raise case.refuse(
            "token.legacy_on_fhir", f"a legacy token of {grant.client}",
            "a token of an OAuth API key", "use /v2/auth/token for the FHIR API",
        )  # fmt: skip
    if grant.environment != case.environment:
        raise case.refuse(
            "token.other_environment", f"a token of {grant.environment}",
            f"a token of {case.environment}, as the URL says",
            "use the API key of the environment that the URL names", status=403,
        )  # fmt: skip


def _scheme(case: Bearer) -> str:
    return case.words[0].lower() if case.words else ""


def _rest(case: Bearer) -> int:
    return len(" ".join(case.words[1:]))


def _named(scheme: str) -> str:
    """A scheme, unless it could be a token that came without one."""
    known = ("bearer:", "basic", "digest", "token", "apikey")
    return f"the scheme {scheme!r}" if scheme in known else "an unknown scheme"


def no_token(token: str) -> tuple[str, str] | None:
    """What to do about what is no token at all, and what it is; None for what may be one."""
    if token.lower() in ("undefined", "null", "none", "nan", "[object"):
        cause = f"the token is the word {token!r}: a variable that was never set"
        return "send the access_token of the answer", cause
    if token[0] in "\"'" or token[-1] in "\"'":
        return "take the quotes off: the token stands alone", "quotes round the token"
    if token.count(".") == 2 and token.startswith("eyJ"):
        cause = "this is a JWT, such as the assertion"
        return "send the access_token that the assertion is exchanged for", cause
    return None


def _unknown(token: str) -> tuple[str, str]:
    found = no_token(token)
    if found is not None:
        return found
    cause = "a token from before a restart or a reset, or one of another server"
    return "fetch a new token; tokens do not outlive a restart or a reset", cause


def _client(case: Bearer) -> str:
    return f"a token of {case.grant.client}" if case.grant else "none"


def _ends(case: Bearer) -> str:
    return f"expires {iso(case.grant.expires)}" if case.grant else "none"


CHECKS: tuple[Check[Bearer], ...] = (
    Check("header", "an Authorization header", _has_header, lambda case: "one"),
    Check("scheme", "Bearer", _says_bearer, lambda case: case.words[0]),
    Check("one token", "one word after Bearer", _is_one_token, lambda case: "one"),
    Check("known", "a token of this mock", _is_known, _client),
    Check("in force", "not revoked", _is_in_force, lambda case: "not revoked"),
    Check("fresh", "younger than its lifetime", _is_fresh, _ends),
    Check("source", "Redox-Source-Id, if there are several", _source_fits,
          lambda case: shown(case.source_id) if case.source_id else "none"),
    Check("environment", "the one in the URL, on the FHIR API", _environment_fits,
          lambda case: case.grant.environment if case.grant else "none"),
)  # fmt: skip
