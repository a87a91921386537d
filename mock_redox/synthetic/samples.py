"""The messages and people of a seed, as the ``Samples`` of core.

Pushes carry the whole skeleton, absent parts as null, as Redox's do (data-models.md 9); queries
and their answers leave out what is absent.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from mock_redox.core.data_model.events import EVENTS
from mock_redox.core.data_model.schemas import EventSchema, all_schemas, named, schema_of
from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion
from mock_redox.core.plots import Plot, Scene
from mock_redox.core.times import duration
from mock_redox.synthetic import hospital
from mock_redox.synthetic.calendar import Calendar, imaginable
from mock_redox.synthetic.clinical.terms import terms
from mock_redox.synthetic.messages import Case, made, opens, timing
from mock_redox.synthetic.messages.filling import sparse
from mock_redox.synthetic.people import SIZE, cohort
from mock_redox.synthetic.stories.table import STORIES
from mock_redox.synthetic.stories.telling import fits, scenes, visit, visits
from mock_redox.synthetic.stories.views import NEXT, VIEWS

_OVER = timedelta(days=30)
"""So long after its beginning, no message continues a visit."""


class SyntheticSamples:
    """The same seed gives the same people and, in the same order, the same messages."""

    def __init__(self, seed: int, locale: str = "en_US") -> None:
        self._people = cohort(seed, locale)
        self._calendar = Calendar(self._people)
        self.rewind()

    def rewind(self) -> None:
        self._count = 0
        self._visits: dict[int, _Visit] = {}

    def patients(self) -> Sequence[Mapping[str, Any]]:
        found = sparse(schema_of("PatientSearch", "Response"))
        return [found.of({"Patient": each.record})["Patient"] for each in self._people.patients]

    def events(self) -> Sequence[str]:
        return [each.name for each in all_schemas()]

    def message(self, event: str, at: datetime, patient: str | None = None) -> dict[str, Any]:
        """The body of an event; see ``Samples``.

        Raises:
            Misuse: there is no such event, or no such patient.
        """
        schema = named(event)
        index = self._next() if patient is None else self._named(patient)
        case = self._case(schema.name, index, at, anew=patient is None)
        return made(schema, case, full=_is_sent(schema))

    def plots(self) -> Sequence[Plot]:
        return [*STORIES.values()]

    def story(
        self, name: str, at: datetime, patients: int | None = None, patient: str | None = None
    ) -> Sequence[Scene]:
        """See ``Samples``."""
        plot = STORIES.get(name)
        if plot is None:
            raise Misuse(f"no story {name!r:.80}; {suggestion(name[:80], STORIES)}", ("story",))
        at = at.replace(second=0, microsecond=0)
        cast = self._cast(plot, at, patients, patient)
        begins = visits(plot, len(cast), at, self._people.locale)
        found: list[Scene] = []
        for seat, (index, begun) in enumerate(zip(cast, begins, strict=True)):
            mine = STORIES[plot.mix[seat % len(plot.mix)]] if plot.mix else plot
            booked = min(at + seat * duration(plot.every), begun)
            found += scenes(mine, self._begin(mine, index, seat, booked, begun))
        return sorted(found, key=lambda each: each.at)

    def _begin(self, plot: Plot, index: int, seat: int, at: datetime, begins: datetime) -> Case:
        """A new visit of a patient, with which messages about the patient go on afterwards."""
        last, who = self._visits.get(index), self._people.patients[index]
        number = last.number + 1 if last else 0
        case = visit(plot, (self._people, who, number), seat, at, begins)
        again = any(each.of == NEXT for each in plot.steps)
        final = VIEWS[NEXT](case) if again else case
        self._visits[index] = _Visit(final.number, final)
        self._visits[index].told.update(each.event for each in plot.steps)
        return case

    def _cast(self, plot: Plot, at: datetime, count: int | None, patient: str | None) -> list[int]:
        """Whom a story is about."""
        if patient is None:
            return self._some(plot, at, plot.patients if count is None else count)
        if count not in (None, 1):
            raise Misuse(f"{count} patients can't all be {patient!r:.80}", ("patients",))
        index = self._named(patient)
        if not fits(plot, self._people.patients[index], at):
            raise Misuse(f"the story {plot.name} does not fit {patient!r:.80}", ("patient",))
        return [index]

    def _some(self, plot: Plot, at: datetime, count: int) -> list[int]:
        """The next ones in turn whom a story fits."""
        if not 1 <= count <= SIZE:
            raise Misuse(f"{count} patients; a story can be of 1 to {SIZE}", ("patients",))
        found: list[int] = []
        for _ in range(SIZE):
            index = self._next()
            found += [index] * fits(plot, self._people.patients[index], at)
            if len(found) == count:
                return found
        problem = f"the story {plot.name} fits {len(found)} of the patients now; ask for no more"
        raise Misuse(problem, ("patients",))

    def told(
        self, event: str, around: datetime, ids: Collection[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """What an event says of all that is so around a moment; see ``Samples``."""
        schema, around = named(event), imaginable(around)
        if event == "Organization.New":
            yield from map(sparse(schema).of, hospital.registered(self._people))
        elif event == "Scheduling.PushSlots":
            yield sparse(schema).of(hospital.openings(self._people, around))
        else:
            yield from (made(schema, each, full=False) for each in self._cases(event, around, ids))

    def terms(self) -> Sequence[Mapping[str, str]]:
        return terms()

    def _cases(self, event: str, around: datetime, ids: Collection[str] | None) -> Iterator[Case]:
        if event == "Provider.New":
            yield from hospital.desks(self._people)
            return
        for index, patient in enumerate(self._people.patients):
            if ids is not None and not any(e["ID"] in ids for e in patient.record["Identifiers"]):
                continue
            if event == "Vaccination.PatientQueryResponse":
                yield hospital.lifelong(self._people, index)
                continue
            yield from self._calendar.visits(index, around)
            if index in self._visits:
                yield self._visits[index].case

    def _next(self) -> int:
        """The next patient in turn; not the one that is registered twice, nor the sandbox's."""
        self._count += 1
        return (self._count - 1) % SIZE

    def _named(self, text: str) -> int:
        """Whose name or identifier this is; the first record of who is registered twice."""
        wanted = text.strip().lower()
        names: dict[str, int] = {}
        for index, each in enumerate(self._people.patients):
            if any(number["ID"].lower() == wanted for number in each.record["Identifiers"]):
                return index
            names.setdefault(each.name.lower(), index)
        if wanted in names:
            return names[wanted]
        known = [each.name for each in self._people.patients]
        raise Misuse(f"no patient {text!r:.80}; {suggestion(text[:80], known)}", ("patient",))

    def _case(self, event: str, index: int, at: datetime, anew: bool) -> Case:
        """The visit that the patient is on, or a new one."""
        visit = self._visits.get(index)
        if visit is None or anew or visit.over(event, at):
            number = visit.number + 1 if visit else 0
            case = Case(self._people, self._people.patients[index], number, at, **timing(event))
            visit = self._visits[index] = _Visit(number, case)
        visit.told.add(event)
        return visit.case


class _Visit:
    """A visit, its number among the patient's, and the events that were told of it."""

    __slots__ = ("case", "number", "told")

    def __init__(self, number: int, case: Case) -> None:
        self.number = number
        self.case = case
        self.told: set[str] = set()

    def over(self, event: str, at: datetime) -> bool:
        again = opens(event) and event in self.told
        return again or not self.case.made <= at <= self.case.begins + _OVER


def _is_sent(schema: EventSchema) -> bool:
    """Whether it is sent for its own sake: neither a query nor an answer."""
    event = EVENTS.get((schema.data_model, schema.event_type))
    return event is not None and event.answer is None
