"""What a story is made of: steps as they are written down, and scenes as they happen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mock_redox.core.times import duration, iso

_WHEN = re.compile(r"(booking|visit|end)(?: ([+-]) (\S+))?")


@dataclass(frozen=True)
class Step:
    """One message of a story.

    Attributes:
        event: such as ``PatientAdmin.Arrival``.
        when: its moment: ``booking`` is when the story begins, ``visit`` when the visit does, and
            ``end`` the discharge; also ``visit - 1d`` and the like.
        of: what it tells of: ``visit``, or another name in ``VIEWS``.
        says: what it says otherwise than a message of the event usually does, by path.
    """

    event: str
    when: str
    of: str = "visit"
    says: Mapping[str, Any] = field(default_factory=dict)

    def moment(self, moments: Mapping[str, datetime]) -> datetime:
        """When that is, for a visit whose ``booking``, ``visit`` and ``end`` these are."""
        found = _WHEN.fullmatch(self.when)
        if found is None:
            raise ValueError(f"no moment: {self.when!r}")
        anchor, sign, span = found.groups()
        after = duration(span) if span else timedelta(0)
        return moments[anchor] - after if sign == "-" else moments[anchor] + after


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A story as it is written down.

    Attributes:
        says: what it is about.
        steps: its messages, in their order.
        kind: of the visit, as ``Department.visits`` has it.
        lead: how long from the booking to the visit, at least; without it, the visit begins at
            once, at any hour. With it, it begins while the clinics are open.
        condition: the ICD-10 code of what it is about; it decides who can be its patient.
        mix: other stories, which the patients have in turn; then it has no steps of its own.
        patients: how many, if nobody says.
        every: how long after one patient the next one's begins.
    """

    name: str
    says: str
    steps: tuple[Step, ...] = ()
    kind: str = "Outpatient"
    lead: str = ""
    condition: str = ""
    mix: tuple[str, ...] = ()
    patients: int = 1
    every: str = "20m"

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "says": self.says,
            "patients": self.patients,
            "mix": [*self.mix],
            "steps": [
                {"event": each.event, "when": each.when, "of": each.of} for each in self.steps
            ],
        }


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A step of one patient, at its moment.

    Attributes:
        at: when, on the mock's clock.
        patient: the name of whom it is about.
        visit_number: as the message has it, or would have it.
        body: the message, without what ``Meta`` always has.
    """

    at: datetime
    event: str
    patient: str
    visit_number: str
    body: Mapping[str, Any]

    def as_json(self) -> dict[str, object]:
        return {
            "at": iso(self.at),
            "event": self.event,
            "patient": self.patient,
            "visit_number": self.visit_number,
        }
