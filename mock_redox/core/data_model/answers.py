"""What an endpoint's answer to a query must hold, and what is missing or wrong in one.

Source: webhooks.md 5.3 and the required members in data-models.md 8 (Redox's own schemas). What
these leave optional is not looked at, except that a container must be the kind it says.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from mock_redox.core.data_model.events import Event

MOST = 5
"""Problems that are named; an answer with thousands of entries often has one fault in each."""

REQUIRED: dict[str, str] = {
    "PatientSearch.Query": "Patient?:map PotentialMatches[]?",
    "PatientSearch.LocationQuery": "Patients[].Identifiers[].{ID IDType}",
    "Clinical Summary.PatientQuery": "Header?:map",
    "Clinical Summary.VisitQuery": "Header?:map",
    "Clinical Summary.DocumentQuery": "Patient?:map Documents[].ID",
    "Clinical Summary.DocumentGet": "Document.ID FileType Data",
    "Scheduling.AvailableSlots": "AvailableSlots[].{DateTime Duration:num}",
    "Scheduling.Booked": "Visits[].{VisitNumber VisitDateTime Duration:num Location.Department "
    "Patient.Identifiers[].{ID IDType}}",
    "PatientAdmin.CensusQuery": "Patients[]?.Visits[]?",
    "PatientAdmin.VisitQuery": "Patients[]?.Visits[]?",
    "Order.Query": "Orders[]?",
    "Results.Query": "Orders[]?.Results[]?",
    "Notes.Query": "Notes[]?",
    "Media.Query": "Media[]?",
    "Referral.Query": "Referrals[]?",
    "Provider.ProviderQuery": "Providers[].{Identifiers[].ID IsActive:bool}",
    "Organization.Query": "Directory Organizations[].{Active:bool Name} Paging?:map",
    "Vaccination.PatientQuery": "Patient?.Vaccinations[]? PotentialMatches[]?",
    "Clinical Decisions.Request": "Advisories[].Session",
    "Enrichment.NaturalLanguageProcessingQuery": "Transaction.{VendorID ID Task.{ID Status}} "
    "Entries[].{Text.{Contents Position.{BeginOffset:num EndOffset:num}} "
    "Category.{Name CertaintyScore:num} Concept.CertaintyScore:num}",
    "Enrichment.NormalizationQuery": "Entries[].{Category Status Transaction.{VendorID ID} "
    "Submitted.Category}",
    "Enrichment.ProvidersDetailsGet": "Providers[].{Identifiers[].ID IsActive:bool}",
}
"""By query: fields with what they hold. ``[]`` a list, ``?`` may be absent or null, ``:num``,
``:bool`` and ``:map`` kinds of value; a field with fields below it is an object."""

EITHER = {
    "PatientSearch.Query": ("Patient", "PotentialMatches"),
    "Vaccination.PatientQuery": ("Patient", "PotentialMatches"),
}
"""Keys of which one must be there: one match, or several (webhooks.md 5.3)."""

_KINDS: dict[str, tuple[str, tuple[type, ...]]] = {
    "num": ("a number", (int, float)),
    "bool": ("true or false", (bool,)),
    "map": ("an object", (Mapping,)),
    "list": ("a list", (list,)),
}


def problems(event: Event, body: Mapping[str, Any]) -> list[str]:
    """What is wrong with the answer to a query, the first few, each as ``<path> is missing``.

    With ``Meta.Errors`` only these are looked at: then there need be no data (webhooks.md 5.1).
    """
    return list(islice(_all(event, body), MOST))


def _all(event: Event, body: Mapping[str, Any]) -> Iterator[str]:
    meta = body.get("Meta")
    yield from _meta(event, meta)
    errors = meta.get("Errors") if isinstance(meta, Mapping) else None
    if errors:
        yield from _field({"Errors": errors}, "Errors[].Text", "Meta.")  # Text at least (5.1)
        return
    either = EITHER.get(event.name)
    if either and not any(name in body for name in either):
        yield f"{' or '.join(either)} is missing"
    for field in _fields(REQUIRED.get(event.name, "")):
        yield from _field(body, field, "")


def _meta(event: Event, meta: object) -> Iterator[str]:
    """Answers under the query's own event type were recorded, so it counts, too (5.3)."""
    if not isinstance(meta, Mapping):
        yield "Meta is missing" if meta is None else f"Meta is {_named(meta)}, not an object"
        return
    for name, right in (
        ("DataModel", (event.data_model,)),
        ("EventType", (str(event.answer), event.event_type)),
    ):
        if meta.get(name) is None:
            yield f"Meta.{name} is missing"
        elif meta[name] not in right:
            yield f"Meta.{name} is {meta[name]!r:.60}, not {' or '.join(map(repr, right))}"


def _field(holder: Mapping[str, Any], field: str, path: str) -> Iterator[str]:
    """The problems of one field, written as in ``REQUIRED``, and of all below it."""
    head, below = _split(field)
    head, _, kind = head.partition(":")
    name, optional = head.removesuffix("?"), head.endswith("?")
    many, name = name.endswith("[]"), name.removesuffix("[]")
    value, here = holder.get(name), path + name
    if value is None:
        if not optional:
            yield f"{here} is missing" if name not in holder else f"{here} is null"
        return
    kind = "list" if many else kind or ("map" if below else "")
    if kind and not _is(kind, value):
        yield f"{here} is {_named(value)}, not {_KINDS[kind][0]}"
        return
    entries = [(f"{here}[{n}]", each) for n, each in enumerate(value)] if many else [(here, value)]
    for where, each in entries if below or many else ():
        if not isinstance(each, Mapping):
            yield f"{where} is {_named(each)}, not an object"
            continue
        for inner in below:
            yield from _field(each, inner, f"{where}.")


def _split(field: str) -> tuple[str, list[str]]:
    """``Text.{Contents Position}`` as ``Text`` and the fields below it."""
    head, _, rest = field.partition(".")
    if not rest:
        return head, []
    return head, _fields(rest[1:-1]) if rest.startswith("{") else [rest]


def _fields(text: str) -> list[str]:
    """Cut at the blanks that stand in no bracket."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if letter == " " and not depth:
            found.append("")
        else:
            found[-1] += letter
    return [each for each in found if each]


def _is(kind: str, value: object) -> bool:
    return isinstance(value, _KINDS[kind][1]) and (kind == "bool" or not isinstance(value, bool))


def _named(value: object) -> str:
    """The kind of a value, in JSON's words."""
    if isinstance(value, Mapping):
        return "an object"
    words = {list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return words.get(type(value), "a number")
