"""What an examination found: findings in the order of Redox's checks, facts, and what is open."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from mock_redox.core import redaction
from mock_redox.core.doctor.kinds import COMING, KINDS, page_of
from mock_redox.core.errors import Explanation
from mock_redox.core.failures.catalogue import FAILURES

_SHORTEST = 8
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")

Certainty = Literal["wrong", "doubtful"]
"""``wrong``: Redox, or a sound receiver, refuses it. ``doubtful``: it depends, or it is unusual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be. No secret is in it.

    Args:
        name: a failure of the catalogue, or a name of the doctor's own.
        cause: what made it so, as far as what came tells.
    """

    name: str
    certainty: Certainty
    got: str
    expected: str
    fix: str
    cause: str = ""

    @property
    def says(self) -> str:
        """What it is, in a sentence."""
        failure = FAILURES.get(self.name)
        return COMING.get(self.name) or (failure.says if failure else KINDS[self.name])

    @property
    def usual(self) -> tuple[str, ...]:
        """The causes that are usual, the most likely first."""
        failure = FAILURES.get(self.name)
        return failure.causes if failure else ()

    @property
    def page(self) -> str:
        """Where it is documented, among the pages of this project."""
        failure = FAILURES.get(self.name)
        return failure.page if failure else page_of(self.name)

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name, "says": self.says, "certainty": self.certainty, "got": self.got,
            "expected": self.expected, "cause": self.cause or None,
            "usual_causes": list(self.usual), "fix": self.fix, "page": self.page,
        }  # fmt: skip


def finding(
    name: str, got: str, expected: str, fix: str, cause: str = "", certainty: Certainty = "wrong"
) -> Finding:
    """A finding, without what looks like a secret."""
    text = redaction.text
    return Finding(
        name=name, certainty=certainty, got=text(got), expected=text(expected), fix=text(fix),
        cause=text(cause),
    )  # fmt: skip


def found(why: Explanation, fix: str = "", cause: str = "", expected: str = "") -> Finding:
    """A finding from what one of Redox's checks says; what is given replaces its words."""
    return finding(why.check, why.got, expected or why.expected, fix or why.fix, cause or why.cause)


class Open(NamedTuple):
    """What could not be judged, and why."""

    what: str
    why: str


class Facts(NamedTuple):
    """Part of what came, as name and text; no secret in it."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of an examination.

    Args:
        subject: what was examined, such as ``assertion``.
        findings: in the order of Redox's checks.
        facts: what came, decoded.
        unjudged: what could not be judged.
        notes: what the reader has to know besides; those that begin with WARNING matter most.
        verdict: in a sentence, where the usual one does not fit.
    """

    subject: str
    findings: tuple[Finding, ...] = ()
    facts: tuple[Facts, ...] = ()
    unjudged: tuple[Open, ...] = ()
    notes: tuple[str, ...] = ()
    said: str = ""

    @property
    def wrong(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.certainty == "wrong")

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; doubts may remain."""
        return not self.wrong

    @property
    def verdict(self) -> str:
        """The result in one sentence."""
        if self.said and self.ok:
            return self.said
        if not self.findings:
            rest = ", ".join(each.what for each in self.unjudged)
            end = f" Not judged: {rest}." if rest else ""
            return f"The {self.subject} is sound: nothing wrong was found.{end}"
        first = (self.wrong or self.findings)[0]
        more = len(self.findings) - 1
        also = f", and {more} more finding{'s' if more > 1 else ''}" if more else ""
        if self.wrong:
            return f"The {self.subject} is NOT sound: {first.says}{also}."
        return f"The {self.subject} may be sound, with a doubt: {first.says}{also}."

    def as_json(self) -> dict[str, object]:
        return {
            "subject": self.subject,
            "ok": self.ok,
            "verdict": self.verdict,
            "findings": [each.as_json() for each in self.findings],
            "facts": {each.title: dict(each.rows) for each in self.facts},
            "unjudged": [each._asdict() for each in self.unjudged],
            "notes": list(self.notes),
        }


def hiding(report: Report, secrets: Iterable[str]) -> Report:
    """The report without these, wherever else they stood in what came; short ones hide nothing."""
    known = {each for each in secrets if len(each) >= _SHORTEST}

    def clean(text: str) -> str:
        return redaction.without(text, known)

    return replace(
        report,
        findings=tuple(
            replace(each, got=clean(each.got), expected=clean(each.expected))
            for each in report.findings
        ),
        facts=tuple(
            Facts(each.title, tuple((clean(name), clean(value)) for name, value in each.rows))
            for each in report.facts
        ),
        notes=tuple(map(clean, report.notes)),
    )


def facts(title: str, rows: Sequence[tuple[str, str]]) -> tuple[Facts, ...]:
    """The facts of that title, if there are any; a JWT in them is hidden."""
    plain = tuple((name, _JWT.sub("[hidden]", value)) for name, value in rows)
    return (Facts(title, plain),) if rows else ()
