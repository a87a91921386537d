"""One row a synchronous event: what is asked, by what, and how the answer is written.

Sources: data-models.md 6 and 8; filters that it does not tell of are ignored (docs/fidelity.md).
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mock_redox.core.data_model.queries import enrichment, forms
from mock_redox.core.data_model.queries.asking import Asking
from mock_redox.core.data_model.queries.criteria import (
    Criterion,
    active,
    among,
    coded,
    named,
    since,
    theirs,
    until,
)
from mock_redox.core.data_model.queries.forms import listed
from mock_redox.core.data_model.queries.piles import Entry

Form = Callable[[Asking, list[Entry], str], dict[str, Any]]


class Row(NamedTuple):
    """How a query is answered.

    Attributes:
        shelf: where that stands which it asks for.
        into: the key of the answer that holds it.
        about: the path of the patients that it names.
        by: what narrows it.
        form: how the answer is written.
        needs: it must name one of each of these; the destination wants it.
        begin: the path of the moment from which on it asks.
    """

    shelf: str
    into: str
    about: str = ""
    by: tuple[Criterion, ...] = ()
    form: Form = listed
    needs: tuple[tuple[str, ...], ...] = ()
    begin: str = "StartDateTime"


_PATIENT = ("Patient.Identifiers.ID",)
_PAPERS = (
    theirs(), among("VisitNumbers", "Visit.VisitNumber"), among("DocumentTypes", "DocumentType"),
    among("DocumentIDs", "DocumentID"),
)  # fmt: skip
_PLACED = (
    among("PatientClasses", "PatientClass"),
    among("Departments", "Location.Department", "Location.DepartmentIdentifiers.ID"),
    among("Facilities", "Location.Facility", "Location.FacilityIdentifiers.ID"),
)
_NAME = "Provider.Demographics"

TABLE: Mapping[str, Row] = {
    "PatientSearch.Query": Row("patients", "Patient", form=forms.match),
    "PatientSearch.LocationQuery": Row(
        "patients", "Patients", "Patient", (theirs(""),), forms.located, (_PATIENT,)),
    "Clinical Summary.PatientQuery": Row(
        "summaries", "", "Patient", (theirs("Header.Patient"),), forms.latest, (_PATIENT,)),
    "Clinical Summary.VisitQuery": Row(
        "summaries", "", "Patient",
        (theirs("Header.Patient"), among("Visit.VisitNumber", "Header.Document.Visit.VisitNumber"),
         since("Visit.StartDateTime", "Header.Document.Visit.StartDateTime"),
         until("Visit.EndDateTime", "Header.Document.Visit.StartDateTime")),
        forms.latest, (_PATIENT, ("Visit.VisitNumber", "Visit.StartDateTime")),
        "Visit.StartDateTime"),
    "Clinical Summary.DocumentQuery": Row(
        "documents", "Documents", "Patient",
        (theirs(), among("Visit.ID", "Visit.ID", "Visit.VisitNumber"),
         among("Location.Department", "Location.Department"),
         since("Visit.StartDateTime", "Visit.StartDateTime"),
         until("Visit.EndDateTime", "Visit.StartDateTime"),
         since("Document.StartDate", "DateTime"), until("Document.EndDate", "DateTime"),
         coded("Document.Types", "Type")),
        forms.documents, (_PATIENT,), "Document.StartDate"),
    "Clinical Summary.DocumentGet": Row(
        "contents", "Document", by=(among("Document.ID", "ID"),), form=forms.content,
        needs=(("Document.ID",),)),
    "Scheduling.AvailableSlots": Row(
        "slots", "AvailableSlots",
        by=(since("StartDateTime", "DateTime"), until("EndDateTime", "DateTime"),
            among("Visit.AttendingProviders.ID", "Provider.ID"),
            among("Visit.Locations.Department", "Location.Department"),
            among("Visit.Locations.Facility", "Location.Facility")),
        form=forms.free),
    "Scheduling.Booked": Row(
        "appointments", "Visits", "Visit.Patients",
        (theirs(), since("StartDateTime", "VisitDateTime"), until("EndDateTime", "VisitDateTime"),
         among("Visit.Reason", "Reason"), among("Visit.VisitNumber", "VisitNumber"),
         among("Visit.AttendingProviders.ID", "AttendingProvider.ID"),
         among("Visit.VisitProvider.ID", "VisitProvider.ID"),
         among("Visit.Location.Department", "Location.Department"),
         among("Visit.Location.Facility", "Location.Facility"))),
    "PatientAdmin.CensusQuery": Row("visits", "Patients", by=_PLACED, form=forms.present),
    "PatientAdmin.VisitQuery": Row(
        "visits", "Patients", "Patients",
        (*_PLACED, theirs(), among("VisitStatuses", "Status"),
         among("VisitNumbers", "VisitNumber"), since("VisitStartDateTime", "VisitDateTime")),
        forms.visiting, begin="VisitStartDateTime"),
    "Order.Query": Row(
        "orders", "Orders", "Patients",
        (theirs(), among("VisitNumbers", "Visit.VisitNumber"), among("OrderIDs", "ID"),
         since("StartDateTime", "TransactionDateTime"),
         until("EndDateTime", "TransactionDateTime"), coded("Procedures", "Procedure"))),
    "Results.Query": Row(
        "results", "Orders", "Patients",
        (theirs(), since("Completion.StartDateTime", "CompletionDateTime"),
         until("Completion.EndDateTime", "CompletionDateTime"),
         among("ResultStatuses", "ResultsStatus"), among("OrderIDs", "ID"),
         among("RelatedGroupIDs", "Results.RelatedGroupID"), coded("Procedures", "Procedure"),
         since("LastUpdated.StartDateTime", "LastUpdated"),
         until("LastUpdated.EndDateTime", "LastUpdated")),
        begin="Completion.StartDateTime"),
    "Notes.Query": Row("notes", "Notes", "Patients", _PAPERS),
    "Media.Query": Row("media", "Media", "Patients", _PAPERS),
    "Referral.Query": Row("referrals", "Referrals", "Patient", (theirs(),), needs=(_PATIENT,)),
    "Provider.ProviderQuery": Row(
        "providers", "Providers",
        by=(among("Provider.Identifiers.ID", "Identifiers.ID"),
            *(among(f"{_NAME}.{each}", f"Demographics.{each}")
              for each in ("FirstName", "MiddleName", "LastName")),
            *(among(f"{_NAME}.Address.{each}", f"Demographics.Addresses.{each}")
              for each in ("City", "State", "ZIP")))),
    "Organization.Query": Row(
        "organizations", "Organizations",
        by=(among("Directory", "Directory"), among("Identifier.ID", "Identifiers.ID"), named,
            among("State", "Address.State"), active, since("LastUpdated", "LastUpdated")),
        form=forms.paged),
    "Vaccination.PatientQuery": Row("patients", "Patient", form=forms.vaccinated),
    "Clinical Decisions.Request": Row(
        "medications", "Advisories", "Patient", (theirs(),), enrichment.advised, (_PATIENT,)),
    "Enrichment.NaturalLanguageProcessingQuery": Row(
        "texts", "Entries", by=(among("Task.ID", "Task.ID"),), form=enrichment.read_text),
    "Enrichment.NormalizationQuery": Row("texts", "Entries", form=enrichment.normalized),
    "Enrichment.ProvidersDetailsGet": Row(
        "providers", "Providers", by=(among("Providers.Identifiers", "Identifiers.ID"),),
        needs=(("Providers.Identifiers",),)),
}  # fmt: skip
