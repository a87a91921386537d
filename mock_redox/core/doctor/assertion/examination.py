"""``doctor assertion``: every check on a token request that can be made without asking anybody."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mock_redox.core.auth.assertions import CHECKS
from mock_redox.core.auth.case import Case
from mock_redox.core.auth.replays import Replays
from mock_redox.core.auth.service import accepted_audiences
from mock_redox.core.auth.token_form import FORM, JWT_BEARER
from mock_redox.core.clock import Clock
from mock_redox.core.doctor.assertion import ages, claims
from mock_redox.core.doctor.assertion.hints import HINTS
from mock_redox.core.doctor.assertion.rings import Ring
from mock_redox.core.doctor.assertion.signing import signature
from mock_redox.core.doctor.assertion.somebody import Somebody
from mock_redox.core.doctor.reading.taking import Taken, take
from mock_redox.core.doctor.report import Finding, Open, Report, found, hiding
from mock_redox.core.errors import Explanation, RedoxError
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.failures.forced import Asked
from mock_redox.core.redaction import UUID
from mock_redox.core.settings import Settings

_TIMES = {"iat", "exp", "nbf"}
_LAST = {"client_assertion", "jwt"}
"""After these there is nothing to look at, if they fail."""
_THUMBPRINT = 43
"""Characters of a kid as the dashboard makes them (auth.md 2.2)."""
_CHECKS = {check.name: check for check in CHECKS}


def assertion(
    text: str,
    keys: Ring | None = None,
    *,
    now: datetime,
    at: datetime | None = None,
    client_id: str | None = None,
    settings: Settings | None = None,
) -> Report:
    """What is wrong with an assertion, or with the token request that it is in.

    All faults are found, each with its likely cause, in the order of Redox's checks (auth.md 2.5).
    Whether the ``jti`` was used before can't be told from outside, and is left out.

    Args:
        text: the assertion, or a form, request, curl command or log line with it.
        keys: the public keys that it may be signed for; without them the signature is left open.
        now: the time of the one who asks.
        at: the time when it was used. Without it, an assertion that is merely old is doubtful.
        client_id: the one that it should be from.
        settings: what is asked for, such as ``audiences`` and ``require_jti``.
    """
    ring, taken = keys or Ring(), take(text)
    case = _case(taken, ring, now if at is None else at, client_id, settings or Settings())
    if at is not None:
        case.clock_names = ("", "")
    failed, notes = _failures(case, ring)
    findings = _findings(case, ring, failed, client_id)
    timed = {name: each for name, each in failed.items() if name in _TIMES}
    times = ages.time_findings(
        timed, case.claims, case.all_clocks[0], at is not None, case.settings
    )
    signed, rows, open_ = signature(case, ring)
    findings |= times | signed
    ordered = [findings[name] for name in _CHECKS if name in findings]
    said = ages.was_sound(times, case.claims, now) if set(findings) == {"iat"} else ""
    report = Report(
        subject="assertion",
        findings=tuple(ordered),
        facts=(*claims.decoded(case, ring, case.all_clocks[0]), *rows),
        unjudged=(*open_, *_open(case, ring, client_id)),
        notes=(*taken.notes, *ring.notes, *notes, *_remarks(case, ring)),
        said=said,
    )
    return hiding(report, [taken.text.rpartition(".")[2] if case.signature else ""])


def _case(
    taken: Taken, ring: Ring, at: datetime, client_id: str | None, settings: Settings
) -> Case:
    whole = {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        "client_assertion": taken.text,
    }
    return Case(
        content_type=FORM if taken.content_type is None else taken.content_type,
        form=whole if taken.form is None else taken.form,
        settings=replace(settings, assertion_clock="mock", refuse_replays=False),
        clients=Somebody(client_id, ring),
        clock=Clock(at.timestamp),
        replays=Replays(),
        audiences=accepted_audiences(settings, ()),
        clock_names=("the clock here", ""),
    )


def _failures(case: Case, ring: Ring) -> tuple[dict[str, Explanation], list[str]]:
    """What each check says, run by itself; those that another makes meaningless are left out."""
    failed: dict[str, Explanation] = {}
    notes: list[str] = []
    for name, check in _CHECKS.items():
        if name == "signature" or (name == "key" and not _by_kid(case, ring)):
            continue
        try:
            check.run(case)
        except Asked as asked:
            case.clocks = case.all_clocks
            notes.append(f"iss asks the mock for the failure {asked.forced.failure.name}")
        except RedoxError as refused:
            failed[name] = refused.explanation
            if name == "client":
                _settle_client(case)
            if name in _LAST:
                break
    return failed, notes


def _by_kid(case: Case, ring: Ring) -> bool:
    """Whether the kid can be judged: all keys that were given have one."""
    return bool(case.header.get("kid") and ring.keys and all(each.kid for each in ring.keys))


def _settle_client(case: Case) -> None:
    """Whom ``sub`` is compared with, where ``iss`` is wrong: that is a fault of ``iss`` alone."""
    known = [client.client_id for client in case.clients.all()]
    subject, issuer = case.claims.get("sub"), case.claims.get("iss")
    fine = isinstance(subject, str) and (subject in known or not isinstance(issuer, str))
    named = subject if fine else issuer
    assert isinstance(case.clients, Somebody)
    case.client = case.clients.named(named if isinstance(named, str) else "the client id")


def _findings(
    case: Case, ring: Ring, failed: Mapping[str, Explanation], client_id: str | None
) -> dict[str, Finding]:
    made: dict[str, Finding] = {}
    for name, explained in failed.items():
        if name not in _TIMES:
            hint = HINTS[name](case, ring) if name in HINTS else ""
            of_whom = "the client id of your OAuth API key" if client_id is None else ""
            made[name] = found(
                explained, fix=FAILURES[explained.check].fix, cause=hint or explained.cause,
                expected=of_whom if name == "client" else "",
            )  # fmt: skip
    if "alg" in made and case.header.get("alg") == "HS384" and not ring.keys:
        made["alg"] = replace(made["alg"], certainty="doubtful")
    if ring.findings and "jwt" not in made:
        made["key"] = ring.findings[0]
    return made


def _open(case: Case, ring: Ring, client_id: str | None) -> list[Open]:
    if not case.signed:
        return []
    found_ = [] if client_id else [Open("the client", "no client id was given to compare iss with")]
    if ring.keys and not _by_kid(case, ring) and case.header.get("kid"):
        found_.append(Open("the kid", "the public key was given without one"))
    return found_


def _remarks(case: Case, ring: Ring) -> list[str]:
    told = [*claims.remarks(case), *ages.long_lived(case.claims)]
    issuer, kid = case.claims.get("iss"), case.header.get("kid")
    if isinstance(issuer, str) and issuer and not UUID.fullmatch(issuer):
        told.append("iss is no uuid; Redox's client ids are, in lower case")
    elif isinstance(issuer, str) and issuer != issuer.lower():
        told.append("iss has capitals; Redox's client ids are in lower case")
    prints = {each.key.thumbprint() for each in ring.keys if each.kid is None}
    if prints and isinstance(kid, str) and len(kid) == _THUMBPRINT and kid not in prints:
        told.append("kid looks like a key's thumbprint, but not of a key that was given")
    return told
