"""How long an access token lives, by the answer that it is from."""

from datetime import datetime, timedelta

from mock_redox.core.doctor.report import Facts, Finding, Open, facts, finding
from mock_redox.core.doctor.token.answers import Answered
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.times import brief, iso


def age(
    answered: Answered | None, at: datetime, issued: datetime | None, strict: bool
) -> tuple[list[Finding], tuple[Facts, ...], list[Open]]:
    """How long the token lives, or when it ended."""
    begun = issued or (answered.issued if answered else None)
    ends = _end(answered, begun)
    if ends is None:
        lacks = "when it was issued is not known" if answered else "the answer was not given"
        return [], (), [Open("its age", lacks)]
    left = ends - at
    side = f"{brief(abs(left))} {'left' if left > timedelta(0) else 'ago'}"
    rows = [("issued", iso(begun))] if begun else []
    rows.append(("ends", f"{iso(ends)}, {side}"))
    if left > timedelta(0):
        return [], facts("lifetime", rows), []
    over = finding(
        "token.expired", f"a token that ended {iso(ends)}, {side}",
        f"a token that lives at {iso(at)}", FAILURES["token.expired"].fix,
        "" if strict else "it is that old by now; whether it lived when it was sent, its time says",
        "wrong" if strict else "doubtful",
    )  # fmt: skip
    return [over], facts("lifetime", rows), []


def _end(answered: Answered | None, begun: datetime | None) -> datetime | None:
    if answered is None:
        return None
    if answered.ends is not None:
        return answered.ends
    try:
        return begun + answered.lives if begun and answered.lives is not None else None
    except OverflowError:
        return None
