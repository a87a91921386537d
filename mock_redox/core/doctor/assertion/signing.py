"""Judges the signature of an assertion by the keys that were given."""

from dataclasses import replace

from mock_redox.core.auth.assertions import ALGORITHMS, CHECKS
from mock_redox.core.auth.case import Case
from mock_redox.core.doctor.assertion.rings import Given, Ring
from mock_redox.core.doctor.assertion.signatures import fits, why
from mock_redox.core.doctor.report import Facts, Finding, Open, facts, finding
from mock_redox.core.errors import RedoxError
from mock_redox.core.failures.catalogue import FAILURES

Judged = tuple[dict[str, Finding], tuple[Facts, ...], list[Open]]
"""The finding if there is one, by which key it fits, and what is left open."""

_CHECK = next(check for check in CHECKS if check.name == "signature")


def signature(case: Case, ring: Ring) -> Judged:
    """What is wrong with the signature, by which key it fits, and what is left open."""
    alg = case.header.get("alg")
    if not case.signed or str(alg).lower() == "none":
        return {}, (), []
    if alg == "HS384" and ring.secret is not None:
        case.key = ring.secret
        return _checked(case, ring, None, "the secret that was given")
    signer = _signer(case, ring)
    if alg not in ALGORITHMS:
        right = next((each for each in ring.keys if _fits(case, each)), None)
        return ({}, _fitting(case, right.named), []) if right else ({}, (), [])
    if signer is None:
        none = "the key set could not be had" if ring.findings else "no public key was given"
        none = "none of the keys that were given has its kid" if ring.keys else none
        return {}, (), [Open("the signature", none)]
    case.key = signer.key
    return _checked(case, ring, signer, signer.named)


def _checked(case: Case, ring: Ring, signer: Given | None, named: str) -> Judged:
    try:
        _CHECK.run(replace(case, header={"kid": None, **case.header}))
    except RedoxError as refused:
        explained = refused.explanation
        cause = _cause(case, ring, signer) or explained.cause
        alg = case.header["alg"]
        wrong = finding(
            explained.check, explained.got, f"a signature by {alg} and the key of {named}",
            FAILURES[explained.check].fix, cause,
        )  # fmt: skip
        return {"signature": wrong}, (), []
    return {}, _fitting(case, named), []


def _cause(case: Case, ring: Ring, signer: Given | None) -> str:
    if signer is None:
        return "another secret than the one that was given"
    if _fits(case, signer):
        return "the key's own use, alg or key_ops say that it is for something else"
    other = next((each for each in ring.keys if _fits(case, each)), None)
    if other is not None:
        return f"it was signed with the private key of {other.named}"
    return why(case.header["alg"], signer, case.signed, case.signature)


def _signer(case: Case, ring: Ring) -> Given | None:
    """The key that the kid names; else, of those without a kid, the one that fits if any does."""
    kid = case.header.get("kid")
    named = [each for each in ring.keys if kid and each.kid == kid]
    if named:
        return named[0]
    some = [each for each in ring.keys if each.kid is None or not kid]
    return next((each for each in some if _fits(case, each)), some[0] if some else None)


def _fits(case: Case, given: Given) -> bool:
    return fits(case.header.get("alg"), given, case.signed, case.signature)


def _fitting(case: Case, named: str) -> tuple[Facts, ...]:
    size = f"{len(case.signature)} bytes"
    return facts("signature", [("size", size), ("fits", f"the key of {named}")])
