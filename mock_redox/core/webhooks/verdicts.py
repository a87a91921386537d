"""What an answer means, given the token that was sent and the fault that was made."""

from mock_redox.core.ports import Answer
from mock_redox.core.webhooks.deliveries import judge
from mock_redox.core.webhooks.faults import Fault
from mock_redox.core.webhooks.variants import Variant
from mock_redox.core.wire import Verdict


def judged(
    answer: Answer, how: Variant, broken: Fault | None, note: str, strict: bool = False
) -> Verdict:
    """Good or not as ever (webhooks.md 4.1); the reason says what the answer means.

    Args:
        note: what has to be known about the token, or nothing.
        strict: only 200 is good.
    """
    verdict = _with_variant(judge(answer, strict), answer.status, how)
    if broken:
        verdict = _with_fault(verdict, answer, how, broken)
    return Verdict(verdict.good, f"{verdict.reason} ({note})") if note else verdict


def _with_variant(verdict: Verdict, status: int | None, how: Variant) -> Verdict:
    if how.sound == "accepts" or status is None:
        return verdict
    if how.sound == "either":
        return Verdict(verdict.good, f"{verdict.reason} ({how.name}: {how.says})")
    if verdict.good:
        reason = f"{verdict.reason}, though {how.says}: make sure that nothing was processed"
        return Verdict(True, reason)
    if how.fits(status):
        return Verdict(False, f"refused with {status}, as it should be: {how.says}")
    reason = f"answered {status}, a crash or redirect and no refusal, though {how.says}"
    return Verdict(False, f"{reason}: is the token compared before anything else?")


def _with_fault(verdict: Verdict, answer: Answer, how: Variant, broken: Fault) -> Verdict:
    name = f"{broken.name}: {broken.says}"
    if not broken.fits(answer.status, answer.failure, how):
        reason = f"{verdict.reason} ({name}); a sound receiver {broken.sound_does}"
        return Verdict(verdict.good, reason)
    reason = verdict.reason
    if answer.status is None:
        reason = answer.lack
    elif not verdict.good and how.sound == "accepts":
        reason = f"refused with {answer.status}"
    return Verdict(verdict.good, f"{reason}, which is sound ({name})")
