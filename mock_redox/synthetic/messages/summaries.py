"""Clinical summaries: what is known of the patient, section by section."""

from datetime import date
from typing import Any

from mock_redox.synthetic.clinical.codes import Condition, coded
from mock_redox.synthetic.clinical.measures import VITALS
from mock_redox.synthetic.known import Known, Told
from mock_redox.synthetic.messages.case import ACTIVE, Case, Rich
from mock_redox.synthetic.messages.documents import SUMMARY
from mock_redox.synthetic.messages.orders import injection, medicine, observed, order, results

_ENCOUNTERS = {
    "Outpatient": coded("AMB", "HL7 ActCode", "ambulatory"),
    "Inpatient": coded("IMP", "HL7 ActCode", "inpatient encounter"),
    "Emergency": coded("EMER", "HL7 ActCode", "emergency"),
}
_PROBLEM = coded("problem-list-item", "Condition Category", "Problem List Item")
_DIAGNOSED = coded("encounter-diagnosis", "Condition Category", "Encounter Diagnosis")
_BODY = coded("LA", "HL7 0163", "Left Arm")


def summary(case: Case) -> Rich:
    """All sections of a document; the text of each lists what it holds."""
    made = {"Header": header(case), **_history(case), **_visit(case)}
    return {**made, **_texts(made)}


def header(case: Case) -> Rich:
    who = case.person.record
    custodian = case.cohort.facility.derived(_organization)
    visit = case.ended.plus({
        "Type": _ENCOUNTERS[case.patient_class],
        "DischargeDisposition": case.ended["DischargeStatus"],
    })  # fmt: skip
    return {
        "DirectAddressFrom": "records@direct.example.org",
        "DirectAddressTo": "inbox@direct.example.com",
        "Document": {
            "Author": case.doctor.plus({"Type": "Person"}), "ID": case.id("summary"),
            "Locale": "en-US", "Title": "Continuity of Care Document",
            "DateTime": case.at(case.stays), "Type": SUMMARY["Name"], "TypeCode": SUMMARY,
            "Confidentiality": coded("N", "Confidentiality", "Normal"), "Custodian": custodian,
            "Visit": visit,
        },
        "Patient": who.derived(_documented).plus({"Organization": custodian}),
        "PCP": who["PCP"].plus({"Type": "Person"}),
    }  # fmt: skip


def _documented(record: Known) -> Known:
    """A patient as documents have it."""
    who = record["Demographics"]
    mails = [{"Address": each} for each in who["EmailAddresses"]]
    return Known({
        "Identifiers": record["Identifiers"], "Demographics": {**who, "EmailAddresses": mails},
    })  # fmt: skip


def _organization(facility: Known) -> Known:
    phone = facility["PhoneNumber"]["Office"]
    return Known({
        **facility,
        "Type": coded("HOSP", "HL7 RoleCode", "Hospital"),
        "Telecom": [{"Value": phone, "Use": "WP", "System": "phone"}],
    })  # fmt: skip


def _encounter(case: Case) -> Rich:
    return {
        "Identifiers": [{"ID": case.visit["VisitNumber"], "IDType": "Visit"}],
        "Status": "completed", "Type": _ENCOUNTERS[case.patient_class],
        "DateTime": case.at(0), "EndDateTime": case.at(case.stays),
    }  # fmt: skip


def _history(case: Case) -> Rich:
    """What is known of the patient, whatever the visit."""
    record, chart = case.person.record, case.person.chart
    given = [injection(case, vaccine, f"{on.isoformat()}T15:00:00.000Z")
             for vaccine, on in chart.vaccinations]  # fmt: skip
    return {
        "Allergies": [each["document"] for each in record["Allergies"]],
        "Problems": [_problem(condition, on) for condition, on in chart.problems],
        "HealthConcerns": [_concern(condition, on) for condition, on in chart.problems],
        "Immunizations": [_shot(each) for each in given],
        "Insurances": record["Insurances"],
        "CareTeams": [_team(case)],
    }  # fmt: skip


def _shot(given: Told) -> Told:
    product = given["Product"]
    return given.plus({
        "Status": "completed",
        "Product": product.plus({"Manufacturer": product["Manufacturer"]["Name"]}),
    })  # fmt: skip


def _problem(condition: Condition, on: date) -> Told:
    since = on.isoformat()
    return condition.coded.plus({"StartDate": since, "Category": _PROBLEM, "Status": ACTIVE})


def _concern(condition: Condition, on: date) -> Told:
    since = on.isoformat()
    return condition.coded.plus(
        {"ConcernType": "Condition", "StartDate": since, "Status": "active"}
    )


def _team(case: Case) -> Rich:
    member = case.person.record["PCP"].derived(_member)
    return {
        "Name": "Primary care", "Status": "active",
        "Organization": case.cohort.facility.derived(_organization),
        "Encounter": _encounter(case),
        "Members": [member.plus({"StartDateTime": case.at(-365 * 1440)})],
    }  # fmt: skip


def _member(doctor: Known) -> Known:
    number = {"ID": doctor["NPI"], "IDType": "NPI"}
    return Known({**doctor, "Identifiers": [number], "Roles": [doctor["Role"]]})


def _visit(case: Case) -> Rich:
    """What happened at the visit."""
    encounter, drug, placed = _encounter(case), _medication(case), order(case)
    diagnosis = case.diagnosis.plus({"Category": _DIAGNOSED})
    vitals = [observed(case, each, 5).plus({"TargetSite": _BODY}) for each in VITALS]
    values = [_measured(each) for each in results(case)]
    result = placed["Procedure"].plus({
        "Encounter": encounter, "Status": "Final",
        "Producer": case.cohort.facility, "Observations": values,
        "Specimen": {"CollectionDateTime": placed["CollectionDateTime"],
                     "Identifiers": [placed["Specimen"]["ID"]]},
    })  # fmt: skip
    return {
        "Encounters": [{**encounter, "Providers": [case.doctor], "Diagnosis": [diagnosis],
                        "ReasonForVisit": [case.condition.coded]}],
        "Medications": [drug],
        "MedicationsAdministered": [drug.plus({"StartDate": case.at(30)})],
        "DischargeMedications": [drug],
        "AdmissionDiagnosis": [diagnosis],
        "DischargeDiagnosis": [diagnosis],
        "Assessment": {"Diagnoses": [{"Value": case.condition.name, "DateTime": case.at(30),
                                      "Codes": [case.condition.coded]}]},
        "ReasonForVisit": [diagnosis],
        "Results": [result],
        "VitalSigns": [{"DateTime": case.at(5), "Observations": vitals}],
    }  # fmt: skip


def _measured(result: Told) -> Told:
    base = result.base.derived(_quantity)
    return Told(base, {**result.own, "Interpretation": result["AbnormalFlag"]})


def _quantity(measure: Known) -> Known:
    """Documents write the range as text."""
    low, high = measure["ReferenceRange"]["Low"], measure["ReferenceRange"]["High"]
    return Known({
        **measure, "ValueType": "PhysicalQuantity",
        "ReferenceRange": {"Low": f"{low:g}", "High": f"{high:g}", "Text": f"{low:g} - {high:g}"},
    })  # fmt: skip


def _medication(case: Case) -> Told:
    drug = medicine(case)
    supply = _SUPPLY.plus({"StartDate": drug["StartDate"]})
    return Told(drug.base.derived(_prescription), {**drug.own, "SupplyOrder": supply})


_SUPPLY = Known({"Quantity": "30", "Units": "{tbl}", "NumberOfRefillsRemaining": 1})


def _prescription(drug: Known) -> Known:
    """Documents write numbers as text."""
    dose = {"Quantity": f"{drug['Dose']['Quantity']:g}", "Units": drug["Dose"]["Units"]}
    period = f"{drug['Frequency']['Period']:g}"
    return Known({
        **drug, "Prescription": True, "Status": "active", "Dose": dose,
        "Frequency": {"Period": period, "Unit": "h"},
    })  # fmt: skip


def _texts(made: Rich) -> Rich:
    """Plain texts, as they may be sent to Redox."""
    titles = {"Allergies": "AllergyText", "Immunizations": "ImmunizationText",
              "Results": "ResultText"}  # fmt: skip
    named = {name: value for name, value in made.items() if isinstance(value, list)}
    told = {titles.get(name, f"{name}Text"): _list(value) for name, value in named.items()}
    reason = _list(made["ReasonForVisit"])
    return {
        **told, "ResolvedProblemsText": "None known", "ChiefComplaintText": reason,
        "AssessmentText": reason, "InstructionsText": "Rest, and come again if it gets worse.",
        "InterventionsText": "None", "ObjectiveText": "In no distress",
        "PhysicalExamText": "Unremarkable but for the complaint",
        "ReviewOfSystemsText": "Otherwise negative", "SubjectiveText": reason,
    }  # fmt: skip


_HOLDERS = ("Substance", "Product", "Plan", "Type")


def _list(entries: list[Rich]) -> str:
    return "; ".join(filter(None, map(_title, entries))) or "None known"


def _title(entry: Rich) -> str:
    for holder in _HOLDERS:
        found = entry.get(holder)
        if isinstance(found, dict | Told):
            return str(found["Name"])
    seen = (f"{each['Name']} {each['Value']}" for each in entry.get("Observations", ()))
    return str(entry.get("Name") or ", ".join(seen))


CONTENT: dict[str, Any] = {
    f"Clinical Summary.{event}": summary
    for event in ("PatientQueryResponse", "VisitQueryResponse", "PatientPush", "VisitPush")
}
