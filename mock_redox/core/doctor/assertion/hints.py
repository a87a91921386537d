"""Likely causes that only the keys at hand can tell."""

from collections.abc import Callable

from mock_redox.core.auth.case import Case
from mock_redox.core.doctor.assertion.rings import Given, Ring
from mock_redox.core.doctor.assertion.signatures import fits, is_secret


def key(case: Case, ring: Ring) -> str:
    """Of a kid that none of the keys has."""
    named = str(case.header.get("kid"))
    signer = next((each for each in ring.keys if _signed(case, each)), None)
    if signer is not None:
        same = " (and that kid is its thumbprint)" if signer.key.thumbprint() == named else ""
        return f"it was signed with the key of {signer.named}: only the kid is another{same}"
    if any(each.key.thumbprint() == named for each in ring.keys):
        return "the kid is a key's thumbprint, and that key is registered under another kid"
    near = named.strip().lower()
    if any(each.kid and each.kid.strip().lower() == near for each in ring.keys):
        return "the kid has blanks round it, or another case"
    return ""


def algorithm(case: Case, ring: Ring) -> str:
    """Of one that is made with a shared secret."""
    given = case.header.get("alg")
    if not isinstance(given, str) or not given.startswith("HS"):
        return ""
    by_pem = any(is_secret(given, each, case.signed, case.signature) for each in ring.keys)
    return "the public key's PEM was taken for a shared secret" if by_pem else ""


HINTS: dict[str, Callable[[Case, Ring], str]] = {"key": key, "alg": algorithm}
"""By check; each gives a cause in words that wins over the check's own, or nothing."""


def _signed(case: Case, given: Given) -> bool:
    return fits(case.header.get("alg"), given, case.signed, case.signature)
