"""What is done to a request, or to what is known of it, to let it fail.

The refusal itself is left to Redox's own checks. Times are chosen so that they are wrong on every
clock that counts.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

from mock_redox.core.setup import Environment

if TYPE_CHECKING:
    from mock_redox.core.auth.bearers import Bearer
    from mock_redox.core.auth.case import Case
    from mock_redox.core.auth.issuing import Issue
    from mock_redox.core.auth.login import Login

NOBODY = "00000000-0000-4000-8000-000000000000"

Change = Callable[[Any], None]


def attribute(name: str, value: object) -> Change:
    return lambda target: setattr(target, name, value)


# a token request's form


def form(**fields: str | None) -> Change:
    """Replace fields of the form; None takes one away."""

    def change(case: "Case") -> None:
        merged = {**case.form, **fields}
        case.form = {name: value for name, value in merged.items() if value is not None}

    return change


def doubled(name: str) -> Change:
    def change(case: "Case") -> None:
        value = str(case.form.get(name, ""))
        case.form = {**case.form, name: [value, value]}

    return change


# an assertion


def header(**members: object) -> Change:
    return lambda case: _merge(case.header, members)


def claims(**members: object) -> Change:
    return lambda case: _merge(case.claims, members)


def _merge(into: dict[str, Any], members: dict[str, object]) -> None:
    for name, value in members.items():
        if value is None:
            into.pop(name, None)
        else:
            into[name] = value


def unknown_client(case: "Case") -> None:
    case.claims |= {"iss": NOBODY, "sub": NOBODY}


def unknown_kid(case: "Case") -> None:
    case.header["kid"] = "kid-of-nobody"
    case.no_key = ("assertion.kid_unknown", "none of its keys has it")


def no_key(check: str, why: str) -> Change:
    return lambda case: setattr(case, "no_key", (check, why))


def replayed(case: "Case") -> None:
    case.claims.setdefault("jti", "a jti")
    case.used_at = case.all_clocks[0] - timedelta(seconds=1)


def bad_signature(case: "Case") -> None:
    case.signature = case.signature[:-1] + bytes([(case.signature or b"\0")[-1] ^ 1])


def milliseconds(case: "Case") -> None:
    case.claims["iat"] = int(case.all_clocks[0].timestamp() * 1000)


def issued(seconds: int) -> Change:
    """Issued so many seconds beyond what the settings allow; before now when negative."""

    def change(case: "Case") -> None:
        age = case.settings.assertion_age.total_seconds() if seconds < 0 else 0
        case.claims["iat"] = _moment(case, seconds) - int(age)

    return change


def over(seconds: int) -> Change:
    return lambda case: case.claims.update(exp=_moment(case, -seconds))


def not_before(seconds: int) -> Change:
    return lambda case: case.claims.update(nbf=_moment(case, seconds))


def _moment(case: "Case", seconds: int) -> int:
    """So many seconds, and the skew allowed, from the clock that is farthest in that direction."""
    skew = int(case.settings.clock_tolerance.total_seconds())
    if seconds > 0:
        return int(max(case.all_clocks).timestamp()) + seconds + skew
    return int(min(case.all_clocks).timestamp()) + seconds - skew


# a token that is issued


def lives(seconds: int) -> Change:
    def change(issue: "Issue") -> None:
        issue.lives = timedelta(seconds=seconds)

    return change


def zone(hours: int) -> Change:
    def change(issue: "Issue") -> None:
        issue.zone = timedelta(hours=hours)

    return change


def server_clock(seconds: int) -> Change:
    def change(issue: "Issue") -> None:
        issue.ahead = timedelta(seconds=seconds)

    return change


# an API call


def authorization(value: str | None) -> Change:
    return attribute("authorization", value)


def respelt(pattern: str) -> Change:
    """The call's token, spelt otherwise; ``{token}`` stands for it."""

    def change(bearer: "Bearer") -> None:
        words = (bearer.authorization or "").split()
        words = [each for each in words if each.lower() != "bearer"] or ["no-token"]
        bearer.authorization = pattern.format(token=words[-1])

    return change


def expired(ago: float) -> Change:
    """The token is one that ended so many seconds ago."""

    def change(bearer: "Bearer") -> None:
        assert bearer.grant is not None
        back = bearer.grant.expires - (bearer.now - timedelta(seconds=ago))
        grant = bearer.grant
        bearer.grant = grant._replace(issued=grant.issued - back, expires=grant.expires - back)

    return change


def revoked(bearer: "Bearer") -> None:
    assert bearer.grant is not None
    bearer.grant = bearer.grant._replace(revoked=bearer.now)


def other_environment(bearer: "Bearer") -> None:
    """Another one than both the token's own and that of the URL."""
    assert bearer.grant is not None
    taken = (bearer.grant.environment, bearer.environment)
    other = next(each for each in get_args(Environment) if each not in taken)
    bearer.grant = bearer.grant._replace(environment=other)


def source(id_: str | None) -> Change:
    """The call names this source, and its token, whichever that is, stands for none."""

    def change(bearer: "Bearer") -> None:
        assert bearer.grant is not None
        bearer.source_id = id_
        bearer.grant = bearer.grant._replace(source=None)

    return change


def legacy(bearer: "Bearer") -> None:
    assert bearer.grant is not None
    bearer.grant = bearer.grant._replace(kind="legacy")


# a legacy login


def field(name: str, value: str | None) -> Change:
    def change(login: "Login") -> None:
        merged = {**login.fields, name: value}
        login.fields = {key: each for key, each in merged.items() if each is not None}

    return change


def void(check: str, why: str) -> Change:
    return lambda login: setattr(login, "void", (check, why))


# a push


def pushed_as(variant: str) -> Change:
    return attribute("variant", variant)
