"""Makes the scenes of a story: whose visit is when, and what each step of it says."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mock_redox.core.data_model.overlays import lay
from mock_redox.core.data_model.schemas import named
from mock_redox.core.plots import Plot, Scene, Step
from mock_redox.core.times import duration
from mock_redox.synthetic.clinical.codes import BIRTH, Condition
from mock_redox.synthetic.locales.model import Locale
from mock_redox.synthetic.messages import Case, made
from mock_redox.synthetic.people import Cohort, Patient
from mock_redox.synthetic.people.places import is_open, next_morning, next_opening
from mock_redox.synthetic.stories.views import VIEWS

_ROOM = 200
"""Where the rooms of stories begin, each with a patient of its own."""


def fits(plot: Plot, patient: Patient, at: datetime) -> bool:
    """Whether somebody can have what a story is about."""
    age, sex = (at.date() - patient.born).days // 365, patient.record["Demographics"]["Sex"]
    return not plot.condition or _about(plot).befalls(age, sex)


def _about(plot: Plot) -> Condition:
    return next(each for each in BIRTH if each.code == plot.condition)


def visits(plot: Plot, count: int, at: datetime, locale: Locale) -> Iterator[datetime]:
    """When the visits of so many patients begin."""
    begins, every = at + duration(plot.lead or 0), duration(plot.every)
    if plot.lead:
        begins = (next_morning if plot.mix else next_opening)(begins, locale)
    for _ in range(count):
        if plot.lead and not is_open(begins, locale):
            begins = next_opening(begins, locale)
        yield begins
        begins += every


def visit(
    plot: Plot, who: tuple[Cohort, Patient, int], seat: int, at: datetime, begins: datetime
) -> Case:
    """The visit of a patient that a story is about.

    Args:
        who: with the number of visits that were before.
        seat: the patient's place in the story. Those who are there at a time have rooms of their
            own, and no doctor sees two at once.
        at: when it is booked.
    """
    made = Case(*who, at, begins=begins, kind=plot.kind)
    if plot.condition:
        made.condition = _about(plot)
    made.diagnosis = made.diagnosis.plus({"StartDate": at.date().isoformat()})
    doctors = made.cohort.staff[made.department.specialty]
    made.doctor = doctors[seat % len(doctors)]
    made.location = made.cohort.room(made.department, _ROOM + seat)
    return made


def scenes(plot: Plot, case: Case) -> list[Scene]:
    """All steps of one patient, each at its moment."""
    end = case.begins + timedelta(minutes=case.stays)
    moments = {"booking": case.made, "visit": case.begins, "end": end}
    seen = {name: VIEWS[name](case) for name in dict.fromkeys(each.of for each in plot.steps)}
    return [_scene(each, seen[each.of], each.moment(moments)) for each in plot.steps]


def _scene(step: Step, case: Case, at: datetime) -> Scene:
    schema = named(step.event)
    body = lay(schema, made(schema, case, full=True), step.says)
    name = case.person.name
    return Scene(at=at, event=step.event, patient=name, visit_number=case.id("visit"), body=body)
