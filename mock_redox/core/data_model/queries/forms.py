"""How answers are written, by what a query found. What is left out stays empty."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from mock_redox.core.data_model.queries.asking import Asking
from mock_redox.core.data_model.queries.fitting import fitted
from mock_redox.core.data_model.queries.piles import Entry
from mock_redox.core.data_model.queries.reaching import Body, first, pairs, plain, when
from mock_redox.core.data_model.queries.search import search
from mock_redox.core.data_model.queries.unanswerable import nothing

Made = dict[str, Any]

_DIGITS = 9


def listed(asking: Asking, found: list[Entry], into: str) -> Made:
    """All of them under one key."""
    entries, meta = asking.cut(asking.shown(into, found))
    return {into: entries, **meta}


def match(asking: Asking, found: list[Entry], into: str) -> Made:
    """One patient, or several that may be meant (data-models.md 4.2)."""
    people = search(asking.body.get("Patient"), found)
    if len(people) < 2:
        return _one(asking, people, into)
    several, meta = asking.cut(asking.shown("PotentialMatches", people))
    return {"PotentialMatches": several, into: {}, **meta}


def vaccinated(asking: Asking, found: list[Entry], into: str) -> Made:
    """As with a search; the one patient has all vaccinations."""
    people = search(asking.body.get("Patient"), found)
    if len(people) != 1:
        return match(asking, found, into)
    mine = pairs(people[0]) | pairs(people[0], "PreviousIdentifiers")
    given = asking.held("vaccinations", {id_ for id_, _ in mine})
    shots = [each for each in given if mine & pairs(each, "Patient.Identifiers")]
    return _one(asking, [{**people[0], "Vaccinations": shots}], into)


def _one(asking: Asking, found: Iterable[Body], into: str) -> Made:
    """The first of them, if there is one."""
    shown = asking.shown(into, found)
    return {into: shown[0]} if shown else {}


def located(asking: Asking, found: list[Entry], into: str) -> Made:
    """The mock's hospital has them all."""
    here = asking.held("organizations")[0]
    return {into: asking.shown(into, [{**each, "Organization": here} for each in found])}


def visiting(asking: Asking, found: list[Entry], into: str) -> Made:
    """By patient, each with those of the visits that were found."""
    people: dict[object, Made] = {}
    for visit in found:
        patient = visit.get("Patient")
        patient = patient if isinstance(patient, Mapping) else {}
        person = people.setdefault(pairs(patient), {**patient, "Visits": []})
        person["Visits"].append(visit)
    return {into: asking.shown(into, people.values())}


def present(asking: Asking, found: list[Entry], into: str) -> Made:
    """A census: the same, of those who are in."""
    return visiting(asking, [each for each in found if each.get("Status") == "Arrived"], into)


def free(asking: Asking, found: list[Entry], into: str) -> Made:
    """Slots that no appointment has taken, in their order."""
    taken = {
        _hour(each, f"{who}.ID", "VisitDateTime")
        for each in asking.held("appointments")
        if each.get("Status") not in ("Canceled", "No show")
        for who in ("AttendingProvider", "VisitProvider")
    }
    left = [each for each in found if _hour(each, "Provider.ID", "DateTime") not in taken]
    return listed(asking, sorted(left, key=lambda each: plain(each.get("DateTime"))), into)


def _hour(entry: Body, who: str, at: str) -> tuple[str, datetime | None]:
    return plain(first(entry, who)), when(entry, at)


def latest(asking: Asking, found: list[Entry], into: str) -> Made:
    """The whole of the document that was written last, else of the last visit."""
    if not found:
        return {}
    fields = {name: each for name, each in asking.fields().items() if name != "Meta"}
    last = max(reversed(found), key=_recency)
    return fitted(fields, last) or {}


def _recency(document: Body) -> tuple[str, str]:
    """When it was written; of the people's own, the time it bears."""
    written, at = document.get("LastUpdated"), first(document, "Header.Document.DateTime")
    return plain(written), "" if written else plain(at)


def content(asking: Asking, found: list[Entry], into: str) -> Made:
    """The one document that was asked for. Raises Unanswerable if there is none."""
    fields = {name: each for name, each in asking.fields().items() if name != "Meta"}
    for each in found:
        made = fitted(fields, {**each, into: {"ID": each["ID"]}})
        if made:
            return made
    raise nothing(asking.event.name, "the ID of a document that DocumentQuery lists")


def documents(asking: Asking, found: list[Entry], into: str) -> Made:
    """A list, under the patient's identifiers as they were asked."""
    who = first(asking.body, "Patient")
    asked = [who] if found and isinstance(who, Mapping) else []
    return {**_one(asking, asked, "Patient"), **listed(asking, found, into)}


def paged(asking: Asking, found: list[Entry], into: str) -> Made:
    """From the place asked on, as many as asked; 500 unless it says (data-models.md)."""
    begin, most = _number(asking.body.get("Index"), 0), _number(asking.body.get("Limit"), 500)
    page = asking.shown(into, found)[begin : begin + most]
    return {into: page, "Paging": {"Count": len(page), "Index": begin}}


def _number(given: object, usual: int) -> int:
    good = isinstance(given, str) and given.isdecimal() and len(given) <= _DIGITS
    return int(str(given)) if good else usual
