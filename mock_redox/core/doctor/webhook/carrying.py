"""Which of the ways to carry a verification token a request takes, right and wrong."""

from collections.abc import Sequence
from typing import NamedTuple

from mock_redox.core.doctor.reading.http_text import Received
from mock_redox.core.doctor.report import Certainty, Finding, finding
from mock_redox.core.doctor.webhook.likeness import Likeness, likeness
from mock_redox.core.redaction import hidden
from mock_redox.core.webhooks.variants import VARIANTS, Known

HEADER = "verification-token"
_BOTH = "verification-token and Authorization: Bearer, both with the token"
_READ = "read the token from both headers as they arrive here, or mend what stands before you"
_NOT_REDOX = "refuse it; if it is Redox that calls, look for what changes the token on its way"
_AGAIN = "copy the whole token once more, into the dashboard and into your configuration"
_FIXES = {
    "wrong": "enter the same token in the dashboard and in your configuration; if it is the same "
    "already, refuse the push: somebody else calls",
    "one-short": _AGAIN,
    "one-long": _AGAIN,
    "case-flipped": f"{_AGAIN}, and let nothing change its case",
    "empty": "let what stands before your endpoint pass both headers on as they are",
    "missing": "let what stands before your endpoint pass both headers on; a caller without them "
    "is not Redox",
    "rotated-out": "accept the old token beside the new one until Redox sends the new one; then "
    "only that",
    "other-destination": "look in the dashboard which destination has this endpoint's URL",
    "header_renamed": "read it under the name that arrives here, or stop the renaming",
    "doubled-wrong-first": "refuse it, or find out what adds a second header",
}
"""What helps, by kind; the catalogue's own advice is for the one who writes the comparison."""
_PREFIXES = ("http-", "x-", "redox-", "x-redox-", "x-original-", "x-forwarded-", "http-x-")


class Carry(NamedTuple):
    """A token in a request: where it is and what it is; ``scheme`` of an Authorization."""

    where: str
    value: str
    what: Likeness
    scheme: str = ""

    @property
    def right(self) -> bool:
        """Whether it is the token; HTTP takes blanks round a value off (RFC 9110 5.5)."""
        return self.what.kind in ("right", "padded")

    @property
    def told(self) -> str:
        word = f"{self.scheme} " if self.scheme else ""
        return f"{self.where} has {word}{hidden(self.value)}, {self.what.says}"


class Place(NamedTuple):
    """Everything in a request that may be the token.

    Args:
        renamed: headers whose names are nearly the right one.
        elsewhere: in the body or in the query.
    """

    header: Sequence[Carry]
    bearer: Carry | None
    renamed: Sequence[Carry]
    elsewhere: Sequence[Carry]


def places(received: Received, members: dict[str, str], known: Known) -> Place:
    """Where a token may be, each compared with the expected one.

    Args:
        members: of the body and the query, by where they are.
    """
    values = received.all(HEADER)
    if len(values) == 1 and "," in values[0] and likeness(values[0], known).kind != "right":
        values = [each.strip() for each in values[0].split(",")]  # a gateway joined two
    given = [_carried("verification-token", each, known) for each in values]
    named = [(name, value) for name, value in received.headers if _is_renamed(name)]
    bearers = received.all("authorization") or received.all("http_authorization")
    return Place(
        header=given,
        bearer=_authorization(bearers[0], known) if bearers else None,
        renamed=[_carried(_short(name), value, known) for name, value in named],
        elsewhere=[_carried(where, value, known) for where, value in members.items()],
    )


def _short(name: str) -> str:
    return name[:60]


def _carried(where: str, value: str, known: Known) -> Carry:
    what = likeness(value, known)
    return Carry(where, value, what)


def _is_renamed(name: str) -> bool:
    plain = name.lower().replace("_", "-")
    for prefix in sorted(_PREFIXES, key=len, reverse=True):
        plain = plain.removeprefix(prefix)
    return name.lower() != HEADER and plain in (HEADER, "verificationtoken")


def _authorization(value: str, known: Known) -> Carry:
    scheme, _, rest = value.strip().partition(" ")
    if not rest and scheme.lower() != "bearer":
        return Carry("Authorization", value.strip(), likeness(value.strip(), known))
    what = likeness(rest.strip(), known)
    if what.kind == "right" and value != value.strip():
        what = Likeness("padded", "the expected token with blanks round it")
    shown = scheme if scheme.lower() in ("bearer", "basic", "token", "digest") else "another scheme"
    return Carry("Authorization", rest.strip(), what, shown)


def judge(place: Place) -> list[Finding]:
    """What is wrong with where and how the token came; nothing if it is as Redox sends it."""
    name, got, cause = _classify(place)
    if not name:
        return []
    variant = VARIANTS.get(name.removeprefix("verification."))
    sure: Certainty = "doubtful"
    if variant is not None and variant.sound == "refuses":
        sure = "wrong"
    if name == "verification.header_renamed" and not _is_environ(place):
        sure = "wrong"
    usual = _NOT_REDOX if sure == "wrong" else _READ
    return [finding(name, got, _BOTH, _FIXES.get(name.partition(".")[2], usual), cause, sure)]


def _is_environ(place: Place) -> bool:
    """CGI's and WSGI's spelling: the application's side of a request that was right."""
    return all(each.where.startswith("HTTP_") for each in place.renamed)


def _classify(place: Place) -> tuple[str, str, str]:
    """The name of the finding, what came, and the likely cause."""
    header, bearer = place.header, place.bearer
    if not header and place.renamed:
        return _renamed(place)
    if len(header) > 1:
        return _doubled(header)
    if not header and bearer is None:
        return _absent(place)
    if not header:
        assert bearer is not None
        if not bearer.right:
            return f"verification.{bearer.what.kind}", bearer.told, ""
        cause = "a gateway or framework that drops headers it does not know"
        return "verification.header_missing", f"only {bearer.told}", cause
    return _one(header[0], bearer)


def _one(header: Carry, bearer: Carry | None) -> tuple[str, str, str]:
    """One ``verification-token`` header, and perhaps an ``Authorization``."""
    if bearer is None:
        if header.right:
            cause = "a proxy or framework that takes Authorization for itself; very old traffic"
            return "verification.authorization_missing", f"only {header.told}", cause
        return f"verification.{header.what.kind}", header.told, ""
    both = f"{header.told}; {bearer.told}"
    if header.right and bearer.right:
        return _spelt(header, bearer, both)
    if header.what.kind == bearer.what.kind:
        return f"verification.{header.what.kind}", both, _why(header)
    if header.right:
        if not bearer.scheme or bearer.scheme.lower() != "bearer":
            return "verification.basic", both, _GATEWAY
        jwt = bearer.what.says == "a JWT"
        return "verification.wrong-bearer", both, _GATEWAY if jwt else _CREDENTIAL
    if bearer.right:
        return "verification.wrong-header", both, ""
    return f"verification.{header.what.kind}", both, _why(header)


_GATEWAY = "a gateway or proxy put its own credentials into Authorization"
_CREDENTIAL = "the destination has an auth credential, whose token stands in Authorization"


def _spelt(header: Carry, bearer: Carry, both: str) -> tuple[str, str, str]:
    """Both carry the token; what remains is how."""
    if "padded" in (header.what.kind, bearer.what.kind):
        return "verification.padded", both, ""
    if not bearer.scheme:
        return "verification.bearer-missing", both, "the word Bearer was taken off"
    if bearer.scheme == "bearer":
        return "verification.bearer-lowercase", both, ""
    return ("", "", "") if bearer.scheme == "Bearer" else ("verification.basic", both, "")


def _why(carry: Carry) -> str:
    """What a difference points to."""
    kind = carry.what.kind
    return {
        "rotated-out": "your side has the new token, and Redox still sends the old one",
        "other-destination": "the push was meant for another endpoint",
        "percent-encoded": "something before you encodes headers as if they were URLs",
        "case-flipped": "something before you, or your configuration, changes the case",
        "one-short": "the token was cut where it was copied",
        "one-long": "a character too many where it was copied",
        "empty": "something before you blanks the headers out",
    }.get(kind, "")


def _renamed(place: Place) -> tuple[str, str, str]:
    first = place.renamed[0]
    if not first.right:
        return f"verification.{first.what.kind}", first.told, _why(first)
    if first.where.startswith("HTTP_"):
        cause = "the spelling of CGI and WSGI: read it by that name, or through your framework"
    else:
        cause = "a gateway or framework that renames headers"
    return "verification.header_renamed", first.told, cause


def _doubled(header: Sequence[Carry]) -> tuple[str, str, str]:
    right = [each.right for each in header]
    told = "; ".join(each.told for each in header[:3])
    if not any(right):
        return f"verification.{header[0].what.kind}", told, ""
    name = "doubled-right-first" if right[0] else "doubled-wrong-first"
    return f"verification.{name}", told, "a proxy that adds the header once more"


def _absent(place: Place) -> tuple[str, str, str]:
    if not place.elsewhere:
        return "verification.missing", "neither of the two headers", ""
    first = next((each for each in place.elsewhere if each.right), place.elsewhere[0])
    where = "query-only" if first.where == "the query" else "body-only"
    return f"verification.{where}", f"no header; {first.told}", ""
