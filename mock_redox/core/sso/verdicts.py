"""What an application's answer to a sign-on means, given the token that was sent."""

from mock_redox.core import redaction
from mock_redox.core.ports import Answer
from mock_redox.core.sso.variants import Variant
from mock_redox.core.wire import Verdict

_REDIRECTS = (302, 303)
"""Redox's own samples answer 302; 303 is what HTTP has for the same (RFC 9110 15.4.4)."""
_LONGEST = 300


def location(answer: Answer) -> str | None:
    """Where a redirect leads, if the answer says so."""
    return next((value for name, value in answer.headers if name.lower() == "location"), None)


def fits(how: Variant, status: int | None, where: str | None) -> bool:
    """Whether that answer is the one of a sound application."""
    return _lets_in(status, where) if how.sound == "accepts" else status == 401


def judged(answer: Answer, how: Variant, doubt: str = "") -> Verdict:
    """Good is a redirect, whatever the token; the reason says what the answer means.

    Args:
        doubt: why the token may have been refused besides what the variant says.
    """
    status, where = answer.status, location(answer)
    if status is None:
        return Verdict(False, f"{answer.lack}{_said(how)}")
    good = _lets_in(status, where)
    reason = f"redirected with {status} to {_shown(where)}" if good else _no_redirect(status)
    if how.sound == "refuses":
        reason = _to_a_wrong_one(status, reason, good, how)
    return Verdict(good, f"{reason} ({doubt})" if doubt and status == 401 else reason)


def _to_a_wrong_one(status: int, reason: str, good: bool, how: Variant) -> str:
    if good:
        return f"{reason}, though {how.says}; a stranger was let in"
    if status == 401:
        return f"refused with 401, as it should be: {how.says}"
    return f"{reason}, though {how.says}; a sound application refuses with 401"


def _no_redirect(status: int) -> str:
    if status == 401:
        return "refused with 401"
    if status in _REDIRECTS:
        return f"answered {status} without a Location, so there is no page to go to"
    return f"answered {status}; a sign-on is answered with 302 and the page as Location"


def _lets_in(status: int | None, where: str | None) -> bool:
    return status in _REDIRECTS and bool(where)


def _said(how: Variant) -> str:
    return "" if how.sound == "accepts" else f" ({how.name}: {how.says})"


def _shown(where: str | None) -> str:
    """The page without what may be a secret; it is not followed, so nothing is known of it."""
    shown = redaction.one_line(redaction.url(where or ""))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
