"""Every data model and event by its exact name, and which are answered at once.

Source: data-models.md 6 (Redox's own field list) and webhooks.md 5.3 (answers by query).
"""

from typing import NamedTuple


class Event(NamedTuple):
    """An event of a data model; with ``answer`` it is a query, with the keys of an empty answer.

    A query without such keys has no empty answer: the answer has required parts.
    """

    data_model: str
    event_type: str
    answer: str | None = None
    empty: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.data_model}.{self.event_type}"

    def empty_answer(self, known: dict[str, str]) -> dict[str, object]:
        """Nothing found, which is a success: ``{"Patient": {}}``, ``{"Visits": []}``.

        Args:
            known: values of the keys that are neither lists nor objects.
        """
        blank: dict[str, type] = {"list": list, "map": dict}
        return {k: blank[kind]() if kind in blank else known[k] for k, kind in self.empty}


_SENT = {
    "Claim": "Submission SubmissionBatch Payment PaymentBatch",
    "Clinical Summary": "PatientPush VisitPush",
    "Device": "New",
    "Financial": "Transaction AccountUpdate",
    "Flowsheet": "New",
    "Insurance": "New Update",
    "Inventory": "Update Deplete",
    "Media": "New Replace Delete",
    "Medications": "New Update Cancel Administration",
    "Notes": "New Replace Delete",
    "Order": "New Update Cancel GroupedOrders",
    "Organization": "New Update",
    "PatientAdmin": "NewPatient PreAdmit Registration Arrival PatientUpdate VisitUpdate Transfer "
    "Discharge Cancel PatientMerge VisitMerge",
    "PatientEducation": "New Update Delete",
    "Provider": "New Update Activate Deactivate",
    "Referral": "New Modify Cancel AuthReview AuthResponse",
    "Research": "Study SubjectUpdate",
    "Results": "New NewUnsolicited",
    "Scheduling": "New Reschedule Modification Cancel NoShow PushSlots",
    "SurgicalScheduling": "New Reschedule Modification Cancel NoShow",
    "Vaccination": "New Administration",
}

_ASKED = [
    ("PatientSearch", "Query", "Response", "Patient:map"),
    ("PatientSearch", "LocationQuery", "LocationQueryResponse", "Patients:list"),
    ("Clinical Summary", "PatientQuery", "PatientQueryResponse", "Header:map"),
    ("Clinical Summary", "VisitQuery", "VisitQueryResponse", "Header:map"),
    ("Clinical Summary", "DocumentQuery", "DocumentQueryResponse", "Patient:map Documents:list"),
    ("Clinical Summary", "DocumentGet", "DocumentGetResponse", ""),
    ("Scheduling", "AvailableSlots", "AvailableSlotsResponse", "AvailableSlots:list"),
    ("Scheduling", "Booked", "BookedResponse", "Visits:list"),
    ("PatientAdmin", "CensusQuery", "CensusQueryResponse", "Patients:list"),
    ("PatientAdmin", "VisitQuery", "VisitQueryResponse", "Patients:list"),
    ("Order", "Query", "QueryResponse", "Orders:list"),
    ("Results", "Query", "QueryResponse", "Orders:list"),
    ("Notes", "Query", "QueryResponse", "Notes:list"),
    ("Media", "Query", "QueryResponse", "Media:list"),
    ("Referral", "Query", "QueryResponse", "Referrals:list"),
    ("Provider", "ProviderQuery", "ProviderQueryResponse", "Providers:list"),
    ("Organization", "Query", "QueryResponse", "Directory:text Organizations:list"),
    ("Vaccination", "PatientQuery", "PatientQueryResponse", "Patient:map PotentialMatches:list"),
    ("Clinical Decisions", "Request", "Response", "Advisories:list"),
    ("Enrichment", "NaturalLanguageProcessingQuery", "NaturalLanguageProcessingQueryResponse",
     ""),
    ("Enrichment", "NormalizationQuery", "NormalizationQueryResponse", "Entries:list"),
    ("Enrichment", "ProvidersDetailsGet", "ProvidersDetailsResponse", "Providers:list"),
]  # fmt: skip


def _all() -> dict[tuple[str, str], Event]:
    sent = [Event(model, name) for model, names in _SENT.items() for name in names.split()]
    asked = [
        Event(model, name, answer, tuple(tuple(key.split(":")) for key in keys.split()))  # type: ignore[misc]
        for model, name, answer, keys in _ASKED
    ]
    return {(event.data_model, event.event_type): event for event in (*sent, *asked)}


EVENTS = _all()
"""By data model and event type. ``SSO`` is not here: see ``core.sso``, which signs people on."""

MODELS = tuple(sorted({model for model, _ in EVENTS}))


def event_types(data_model: str) -> list[str]:
    return [name for model, name in EVENTS if model == data_model]


def named(text: str) -> Event | None:
    """The event of ``PatientAdmin.Arrival`` or ``Clinical Summary.PatientPush``.

    The space may be left out and letters may be of any case.
    """
    wanted = text.replace(" ", "").lower()
    return next((e for e in EVENTS.values() if e.name.replace(" ", "").lower() == wanted), None)
