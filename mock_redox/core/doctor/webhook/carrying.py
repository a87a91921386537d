"""Which of the ways to carry a verification token a request takes, right and wrong."""

from collections.abc import Sequence

from mock_redox.core.doctor.report import Certainty, Finding, finding
from mock_redox.core.doctor.webhook.likeness import JWT
from mock_redox.core.doctor.webhook.places import Carry, Place
from mock_redox.core.webhooks.variants import VARIANTS

_BOTH = "verification-token and Authorization: Bearer, both with the token"
_READ = "read the token from both headers as they arrive here, or mend what stands before you"
_NOT_REDOX = "refuse it; if it is Redox that calls, look for what changes the token on its way"
_AGAIN = "copy the whole token once more, into the dashboard and into your configuration"
_FIXES = {
    "wrong": "enter the same token in the dashboard and in your configuration; if it is the same "
    "already, refuse the push: somebody else calls",
    "spoilt": f"{_AGAIN}, the token alone, and let nothing change it on its way",
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
    kind = "spoilt" if cause == _SPOILT else name.partition(".")[2]
    return [finding(name, got, _BOTH, _FIXES.get(kind, usual), cause, sure)]


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
            return f"verification.{bearer.what.kind}", bearer.told, _why(bearer)
        cause = "a gateway or framework that drops headers it does not know"
        return "verification.header_missing", f"only {bearer.told}", cause
    return _one(header[0], bearer)


def _one(header: Carry, bearer: Carry | None) -> tuple[str, str, str]:
    """One ``verification-token`` header, and perhaps an ``Authorization``."""
    if bearer is None:
        if header.right:
            cause = "a proxy or framework that takes Authorization for itself; very old traffic"
            return "verification.authorization_missing", f"only {header.told}", cause
        return f"verification.{header.what.kind}", header.told, _why(header)
    both = f"{header.told}; {bearer.told}"
    if header.right and bearer.right:
        return _spelt(header, bearer, both)
    if header.what.kind == bearer.what.kind:
        return f"verification.{header.what.kind}", both, _why(header)
    if header.right:
        if not bearer.scheme or bearer.scheme.lower() != "bearer":
            return "verification.basic", both, _GATEWAY
        jwt = bearer.what.says == JWT
        return "verification.wrong-bearer", both, _GATEWAY if jwt else _CREDENTIAL
    if bearer.right:
        return "verification.wrong-header", both, ""
    return f"verification.{header.what.kind}", both, _why(header)


_GATEWAY = "a gateway or proxy put its own credentials into Authorization"
_CREDENTIAL = "the destination has an auth credential, whose token stands in Authorization"
_SPOILT = "it is your token, changed on its way, in the dashboard or in your configuration"


def _spelt(header: Carry, bearer: Carry, both: str) -> tuple[str, str, str]:
    """Both carry the token; what remains is how."""
    if "padded" in (header.what.kind, bearer.what.kind):
        return "verification.padded", both, ""
    if not bearer.scheme:
        return "verification.bearer-missing", both, "the word Bearer was taken off"
    if bearer.scheme == "Bearer":
        return "", "", ""
    name = "bearer-lowercase" if bearer.scheme.lower() == "bearer" else "basic"
    return f"verification.{name}", both, ""


def _why(carry: Carry) -> str:
    """What a difference points to."""
    if carry.what.spoilt:
        return _SPOILT
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
        return f"verification.{header[0].what.kind}", told, _why(header[0])
    name = "doubled-right-first" if right[0] else "doubled-wrong-first"
    return f"verification.{name}", told, "a proxy that adds the header once more"


def _absent(place: Place) -> tuple[str, str, str]:
    if not place.elsewhere:
        return "verification.missing", "neither of the two headers", ""
    first = next((each for each in place.elsewhere if each.right), place.elsewhere[0])
    where = "query-only" if first.where == "the query" else "body-only"
    return f"verification.{where}", f"no header; {first.told}", ""
