"""Orders and results, observations, medicines and vaccinations."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from mock_redox.synthetic.clinical.codes import DRUGS, PAINKILLER, ROUTES, coded
from mock_redox.synthetic.clinical.measures import FLU, PANELS, VITALS, Measure, Vaccine
from mock_redox.synthetic.known import Known, Told
from mock_redox.synthetic.messages.case import COLLECTED, ORDERED, RESULTED, Case, Rich


def order(case: Case) -> Rich:
    """The laboratory order of the visit, which the results answer."""
    tests = PANELS[case.condition.panel]
    question = coded("49541-6", "LOINC", "Fasting status - Reported")
    return {
        "ID": case.id("order"), "ApplicationOrderID": case.id("application order"),
        "Status": "Resulted", "TransactionDateTime": case.at(ORDERED),
        "CollectionDateTime": case.at(COLLECTED), "CompletionDateTime": case.at(RESULTED),
        "Specimen": {"Source": tests.specimen, "BodySite": None, "ID": case.id("specimen")},
        "Procedure": panel(case), "Provider": case.doctor,
        "OrderingFacility": case.cohort.facility.derived(_ordering),
        "Priority": "Stat" if case.patient_class == "Emergency" else "Routine",
        "Diagnoses": [case.diagnosis], "ResultsStatus": "Final", "ResponseFlag": None,
        "ClinicalInfo": [question.plus({"Value": case.pick("fasting", ("Yes", "No"))})],
        "Patient": case.identity, "Visit": case.visit, "LastUpdated": case.at(RESULTED),
        "Name": tests.name,
    }  # fmt: skip


def panel(case: Case) -> Known:
    """What is ordered at the visit."""
    code = case.condition.panel
    return coded(code, "LOINC", PANELS[code].name)


def _ordering(facility: Known) -> Known:
    return Known({**facility, "PhoneNumber": facility["PhoneNumber"]["Office"]})


def results(case: Case) -> list[Told]:
    shared = {
        "FileType": "text/plain", "RelatedGroupID": case.id("group"),
        "Producer": case.cohort.facility, "Performer": case.nurse,
    }  # fmt: skip
    measures = PANELS[case.condition.panel].measures
    return [observed(case, each, RESULTED).plus(shared) for each in measures]


def observed(case: Case, measure: Measure, minutes: float) -> Told:
    """One measured value, in every style of the Data Model."""
    lot, part = case.part(f"{measure.code} lot"), case.part(measure.code)
    value, flag = measure.drawn(lot, part)
    at = case.at(minutes)
    own = {"Value": value, "AbnormalFlag": flag, "DateTime": at, "CompletionDateTime": at}
    return _measured(measure).plus(own)


@cache
def _measured(measure: Measure) -> Known:
    """What is the same whoever is measured."""
    return Known({
        **coded(measure.code, "LOINC", measure.name),
        "ValueType": "Numeric", "Units": measure.units, "Status": "Final",
        "ReferenceRange": {"Low": measure.low, "High": measure.high,
                           "Text": f"{measure.low} - {measure.high}"},
    })  # fmt: skip


def ordered(case: Case) -> Rich:
    placed = {**order(case), "Status": "New", "CollectionDateTime": None}
    return {"Patient": case.patient, "Visit": case.visit, "Order": placed, "Orders": [placed]}


def found(case: Case) -> Rich:
    """What a query for orders finds: the order after its results."""
    return {"Orders": [order(case)]}


def resulted(case: Case) -> Rich:
    return {
        "Patient": case.patient, "Visit": case.visit,
        "Orders": [{**order(case), "Results": results(case)}],
    }  # fmt: skip


def search(case: Case) -> Rich:
    """What queries for orders, results, notes and media ask by."""
    span = {"StartDateTime": case.at(0), "EndDateTime": case.at(1440)}
    return {
        "Patients": [case.identity], "VisitNumbers": [case.visit["VisitNumber"]], **span,
        "OrderIDs": [case.id("order")], "Procedures": [panel(case)],
        "Completion": span, "DocumentIDs": [case.id("document")],
        "DocumentTypes": ["Progress Note"], "ResultStatuses": ["Final"],
    }  # fmt: skip


def vitals(case: Case) -> Rich:
    nurse = {"Observer": case.nurse}
    seen = [observed(case, each, 5).plus(nurse) for each in VITALS]
    return {
        "Patient": case.patient, "Visit": case.visit,
        "Device": {"ID": case.id("device")}, "Observations": seen,
    }  # fmt: skip


def medicine(case: Case) -> Told:
    """The drug for the condition, or for an older one, or a painkiller, in every style."""
    older = [condition.drug for condition, _ in case.person.chart.problems]
    code = next(filter(None, (case.condition.drug, *older)), PAINKILLER)
    allergies = [each["Code"] for each in case.person.record["Allergies"]]
    code = DRUGS[code].instead if DRUGS[code].allergen in allergies else code
    return _drug(code).plus({
        "Order": {"ID": case.id("medication")},
        "StartDate": case.at(ORDERED), "EndDate": case.at(10 * 1440),
        "LotNumber": case.id("lot", 6), "Indications": [case.condition.coded],
    })  # fmt: skip


@cache
def _drug(code: str) -> Known:
    """What is the same whoever takes it."""
    drug = DRUGS[code]
    return Known({
        "Product": coded(code, "RxNorm", drug.name), "Route": ROUTES[drug.route],
        "Dose": {"Quantity": drug.quantity, "Units": drug.units}, "FreeTextSig": drug.sig,
        "Frequency": {"Period": float(drug.period), "Unit": "h"}, "IsPRN": "as needed" in drug.sig,
        "Dispense": {"Amount": 30, "Units": "{tbl}"}, "NumberOfRefillsRemaining": 1,
    })  # fmt: skip


def prescribed(case: Case) -> Rich:
    drug, office = medicine(case), case.cohort.facility["PhoneNumber"]
    pharmacy = {"Description": "Mock Pharmacy", "PhoneNumber": office,
                "Address": case.cohort.facility["Address"]}  # fmt: skip
    allergies = [each["document"] for each in case.patient["Allergies"]]
    return {
        "Patient": case.patient.plus({"Allergies": allergies}),
        "Visit": case.visit,
        "Order": {
            "ID": case.id("medication"), "Medication": drug, "Indications": drug["Indications"],
            "Provider": case.doctor, "EnteredBy": case.doctor, "Priority": "Routine",
            "Pharmacy": pharmacy,
        },
        "Administrations": [
            {"Status": "Complete", "Medication": drug, "StartDate": case.at(30),
             "EndDate": case.at(31), "AdministeringProvider": case.nurse,
             "OrderedBy": case.doctor}
        ],
    }  # fmt: skip


def injection(case: Case, vaccine: Vaccine, at: str) -> Told:
    """A vaccination as the Data Model writes it."""
    lot = f"L{case.id('lot' + vaccine.code, 6)}"
    return _INJECTION.plus({
        "DateTime": at,
        "Product": _vaccine(vaccine).plus({"LotNumber": lot, "ExpirationDate": _in_a_year(at)}),
        "Order": {"ID": case.id("order" + vaccine.code), "Provider": case.doctor},
        "ClinicalInfo": [_ELIGIBLE.plus({"CompletionDateTime": at})],
        "Provider": case.nurse, "Location": case.location,
    })  # fmt: skip


_INJECTION = Known({
    "Action": "Add", "Dose": {"Quantity": "0.5", "Units": "mL"},
    "Route": coded("IM", "HL7 0162", "Intramuscular"),
    "Site": coded("LA", "HL7 0163", "Left Arm"),
})  # fmt: skip
_ELIGIBLE = Known({
    **coded("64994-7", "LOINC", "Vaccine funding program eligibility category"),
    "Value": "V01", "ValueType": "Coded Entry",
})  # fmt: skip


@cache
def _vaccine(vaccine: Vaccine) -> Known:
    maker = coded(vaccine.maker, "MVX", vaccine.made_by)
    return Known({**coded(vaccine.code, "CVX", vaccine.name), "Manufacturer": maker})


def vaccinated(case: Case) -> Rich:
    """The vaccination of this visit: against the flu, which fits all."""
    given = injection(case, FLU, case.at(15))
    return {"Patient": case.patient, "Visit": case.visit, "Vaccinations": [given]}


def immunized(case: Case) -> Rich:
    """All vaccinations of the patient's life."""
    chart = case.person.chart
    given = [injection(case, vaccine, f"{on.isoformat()}T15:00:00.000Z")
             for vaccine, on in chart.vaccinations]  # fmt: skip
    return {"Patient": case.patient.plus({"Vaccinations": given}), "PotentialMatches": []}


def _in_a_year(at: str) -> str:
    return (date.fromisoformat(at[:10]) + timedelta(days=365)).isoformat()


CONTENT: dict[str, Any] = {
    "Order": ordered,
    "Order.Query": search,
    "Order.QueryResponse": found,
    "Results": resulted,
    "Results.Query": search,
    "Results.QueryResponse": resulted,
    "Flowsheet": vitals,
    "Device": vitals,
    "Medications": prescribed,
    "Vaccination": vaccinated,
    "Vaccination.PatientQuery": vaccinated,
    "Vaccination.PatientQueryResponse": immunized,
}
