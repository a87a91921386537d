"""What one exchange died of: the explanation, with all that the catalogue knows about it."""

from dataclasses import dataclass

from mock_redox.core import redaction
from mock_redox.core.errors import Explanation
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.failures.model import Failure

MARKS = {"passed": "ok", "failed": "FAILED", "not reached": "-"}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a request was refused, and what to do about it; no secret in it.

    Args:
        why: what the checks found; None where nothing was refused.
        forced: the failure that the mock was told to bring about.
        failure: the entry of the catalogue, if what went wrong has one.
    """

    why: Explanation | None
    forced: Failure | None
    failure: Failure | None

    @property
    def cause(self) -> str:
        """The likely one, as far as what came tells."""
        if self.forced is not None:
            return f"the mock was told to let it fail so: {self.forced.name}"
        return redaction.text(self.why.cause) if self.why is not None else ""

    @property
    def often(self) -> str:
        """The usual ones, where what came does not tell."""
        return (
            "; ".join(self.failure.causes) if self.failure and self.why and not self.cause else ""
        )

    @property
    def page(self) -> str:
        return self.failure.page if self.failure else ""

    def as_json(self) -> dict[str, object]:
        """For programs."""
        why, text = self.why, redaction.text
        told: dict[str, object] = {}
        if why is not None:
            told = {
                "check": why.check, "got": text(why.got), "expected": text(why.expected),
                "fix": text(why.fix), "cause": self.cause, "often": self.often,
                "checks": [
                    {"check": step.check, "verdict": step.verdict, "got": text(step.got),
                     "expected": text(step.expected)}
                    for step in why.steps
                ],
            }  # fmt: skip
        failure = self.failure
        return {
            **told,
            "failure": failure.name if failure else None,
            "says": failure.says if failure else None,
            "sound_client": failure.sound if failure else None,
            "page": self.page or None,
            "source": failure.source if failure else None,
        }

    def lines(self) -> list[str]:
        """For people: what it is, the checks, the cause, the fix, where to read on."""
        why, text = self.why, redaction.text
        told = [f"{self.failure.name}: {self.failure.says}"] if self.failure else []
        if why is not None:
            told = told or [why.check]
            width = max((len(step.check) for step in why.steps), default=0)
            for step in why.steps:
                shown = f"got {text(step.got)}; expected {text(step.expected)}"
                passed = {"passed": text(step.got), "failed": shown}.get(
                    step.verdict, "not reached"
                )
                told.append(f"  {MARKS[step.verdict]:<6} {step.check:<{width}}  {passed}")
            if not why.steps:
                told.append(f"  got {text(why.got)}; expected {text(why.expected)}")
        told += [f"  cause: {self.cause}"] if self.cause else []
        told += [f"  often: {self.often}"] if self.often else []
        told += [f"  fix:   {text(why.fix)}"] if why is not None else []
        if self.failure is not None:  # a page for those who have the sources, a command for all
            told.append(f"  see:   mock-redox failures show {self.failure.name}, or {self.page}")
        return [redaction.one_line(line) for line in told]


def diagnosed(why: Explanation | None, forced: str | None) -> Diagnosis:
    """The diagnosis of an exchange."""
    ordered = FAILURES.get(forced) if forced else None
    natural = FAILURES.get(why.check) if why else None
    return Diagnosis(why, ordered, ordered or natural)
