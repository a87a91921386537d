"""Where what is known stands, and which messages write there.

Sources: data-models.md 8 for the fields; what a message changes beyond what it says is assumed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from mock_redox.core.data_model.queries.reaching import Body, first, when

Says = Callable[[Body], Mapping[str, Any]]
_NONE: Mapping[str, Any] = MappingProxyType({})


def standing(visit: Body, now: datetime) -> Mapping[str, Any]:
    """How far a visit is by its times, where no message said so (values: data-models.md 7)."""
    begins, ends = when(visit, "VisitDateTime"), when(visit, "DischargeDateTime")
    if begins and begins > now:
        return {"Status": "Planned"}
    return {"Status": "Finished" if ends and ends <= now else "Arrived"}


def attended(appointment: Body, now: datetime) -> Mapping[str, Any]:
    """Whose time has come, the patient came to."""
    begins = when(appointment, "VisitDateTime")
    return {"Status": "Arrived"} if begins and begins <= now else {}


class Shelf(NamedTuple):
    """Entries of a kind.

    Attributes:
        told: the event in whose words the people's own are told of.
        path: where it stands there; of an entry that is a list, each.
        keys: what it is known by; several are alternatives.
        since: when the people's own came to be known; those of later are not there yet.
        usual: what holds unless a message says otherwise.
        filled: what is worked out at the end, of the people's own.
    """

    told: str
    path: str
    keys: tuple[str, ...]
    since: str = ""
    usual: Mapping[str, Any] = _NONE
    filled: Callable[[Body, datetime], Mapping[str, Any]] | None = None


SHELVES = {
    "patients": Shelf("", "Patient", ("Identifiers", "PreviousIdentifiers")),
    "appointments": Shelf("Scheduling.New", "Visit", ("VisitNumber", "OldVisitNumber"),
                          usual={"Status": "Scheduled"}, filled=attended),
    "visits": Shelf("PatientAdmin.Discharge", "Visit", ("VisitNumber",), filled=standing),
    "slots": Shelf("Scheduling.PushSlots", "Slots", ("ID",)),
    "orders": Shelf("Order.New", "Order", ("ID",), "TransactionDateTime", {"Status": "New"}),
    "results": Shelf("Results.New", "Orders", ("ID", "ApplicationOrderID"), "CompletionDateTime"),
    "notes": Shelf("Notes.New", "Note", ("DocumentID", "OriginalDocumentID"),
                   "DocumentationDateTime"),
    "media": Shelf("Media.New", "Media", ("DocumentID", "OriginalDocumentID"), "CreationDateTime"),
    "documents": Shelf("Clinical Summary.DocumentQueryResponse", "Documents",
                       ("ID", "OriginalDocumentID"), "DateTime"),
    "contents": Shelf("Clinical Summary.DocumentGetResponse", "Document",
                      ("ID", "OriginalDocumentID")),
    "summaries": Shelf("Clinical Summary.VisitPush", "", ("Header.Document.ID",),
                       "Header.Document.DateTime"),
    "medications": Shelf("Medications.New", "Order", ("ID",), "Medication.StartDate"),
    "vaccinations": Shelf("Vaccination.PatientQueryResponse", "Patient.Vaccinations",
                          ("Order.ID",)),
    "referrals": Shelf("Referral.New", "Referral", ("ID",), "DateTime"),
    "providers": Shelf("Provider.New", "Providers", ("Identifiers",)),
    "organizations": Shelf("Organization.New", "Organizations", ("Identifiers",)),
    "texts": Shelf("", "", ("Task.ID",)),
}  # fmt: skip


class Write(NamedTuple):
    """What a message does to a shelf.

    Attributes:
        says: what the event itself means.
        stamp: a field that holds the moment.
        gone: the entry is taken away.
        also: further names of fields, by theirs in the message.
    """

    shelf: str
    path: str
    says: Says = lambda _: _NONE
    stamp: str = ""
    gone: Callable[[Body], bool] = lambda _: False
    also: Mapping[str, str] = _NONE


def _as(**values: Any) -> Says:
    return lambda _: values


def _undone(body: Body) -> Mapping[str, Any]:
    """A discharge that is cancelled leaves the patient in; what else is cancelled does not come."""
    event = first(body, "Meta.CanceledEvent")
    return {"Status": "Arrived" if event == "Discharge" else "Cancelled"}


def _deleted(body: Body) -> bool:
    return body.get("Action") == "Delete"


def _always(_: Body) -> bool:
    return True


_DOCUMENT = {"DocumentID": "ID", "DocumentDescription": "Title", "FileContents": "Data",
             "CreationDateTime": "DateTime", "Provider": "Author"}  # fmt: skip
_PATIENT = Write("patients", "Patient")
_FILED = tuple(Write(name, "Media", also=_DOCUMENT) for name in ("media", "documents", "contents"))
_SUMMARY = Write("summaries", "")
_ORDER, _RESULT = Write("orders", "Order"), Write("results", "Orders")
_REFERRAL, _PROVIDER = Write("referrals", "Referral"), Write("providers", "Providers")
_SHOT = Write("vaccinations", "Vaccinations")


def _visit(status: str) -> tuple[Write, ...]:
    """Of a patient who is known from then on."""
    return _PATIENT, Write("visits", "Visit", _as(Status=status))


def _appointment(visit: str | None, stamp: str = "", **says: Any) -> tuple[Write, ...]:
    """An appointment is a visit, too; with None, one that is as far as it was."""
    return (Write("appointments", "Visit", _as(**says), stamp),
            Write("visits", "Visit", _as(Status=visit)))  # fmt: skip


WRITES: Mapping[str, tuple[Write, ...]] = {
    "PatientAdmin.NewPatient": (_PATIENT,),
    "PatientAdmin.PatientUpdate": (_PATIENT,),
    "PatientAdmin.PatientMerge": (_PATIENT,),
    "PatientAdmin.VisitMerge": (_PATIENT,),
    "PatientAdmin.PreAdmit": _visit("Planned"),
    "PatientAdmin.Registration": _visit("Arrived"),
    "PatientAdmin.Arrival": _visit("Arrived"),
    "PatientAdmin.Transfer": _visit("Arrived"),
    "PatientAdmin.VisitUpdate": (_PATIENT, Write("visits", "Visit")),
    "PatientAdmin.Discharge": _visit("Finished"),
    "PatientAdmin.Cancel": (_PATIENT, Write("visits", "Visit", _undone)),
    "Scheduling.New": _appointment("Planned", "ScheduledDateTime"),
    "Scheduling.Modification": _appointment(None),
    "Scheduling.Reschedule": _appointment("Planned", Status="Scheduled"),
    "Scheduling.Cancel": _appointment("Cancelled", "CancelDateTime", Status="Canceled"),
    "Scheduling.NoShow": _appointment("Cancelled", Status="No show"),
    "Scheduling.PushSlots": (Write("slots", "Slots"),),
    "Order.New": (_ORDER,),
    "Order.Update": (_ORDER,),
    "Order.Cancel": (_ORDER._replace(says=_as(Status="Canceled")),),
    "Order.GroupedOrders": (_ORDER._replace(path="Orders"),),
    "Results.New": (_RESULT,),
    "Results.NewUnsolicited": (_RESULT,),
    "Notes.New": (Write("notes", "Note"),),
    "Notes.Replace": (Write("notes", "Note"),),
    "Notes.Delete": (Write("notes", "Note", gone=_always),),
    "Media.New": _FILED,
    "Media.Replace": _FILED,
    "Media.Delete": tuple(each._replace(gone=_always) for each in _FILED),
    "Clinical Summary.PatientPush": (_SUMMARY,),
    "Clinical Summary.VisitPush": (_SUMMARY,),
    "Medications.New": (Write("medications", "Order"),),
    "Medications.Update": (Write("medications", "Order"),),
    "Medications.Cancel": (Write("medications", "Order", gone=_always),),
    "Vaccination.New": (_PATIENT, _SHOT),
    "Vaccination.Administration": (_PATIENT, _SHOT),
    "Referral.New": (_REFERRAL,),
    "Referral.Modify": (_REFERRAL,),
    "Referral.Cancel": (_REFERRAL._replace(says=_as(Status="Canceled")),),
    "Referral.AuthReview": (_REFERRAL,),
    "Referral.AuthResponse": (_REFERRAL,),
    "Provider.New": (_PROVIDER,),
    "Provider.Update": (_PROVIDER,),
    "Provider.Activate": (_PROVIDER._replace(says=_as(IsActive=True)),),
    "Provider.Deactivate": (_PROVIDER._replace(says=_as(IsActive=False)),),
    "Organization.New": (Write("organizations", "Organizations"),),
    "Organization.Update": (Write("organizations", "Organizations", gone=_deleted),),
    "Enrichment.NaturalLanguageProcessingQuery": (Write("texts", ""),),
}
"""By event. What is sent of the other models, no query asks for (data-models.md 6)."""
