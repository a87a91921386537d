"""Clinical summaries: what is known of the patient, section by section."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from mock_redox.synthetic.clinical.codes import Condition, coded
from mock_redox.synthetic.clinical.measures import PANELS, VITALS, Vaccine
from mock_redox.synthetic.known import Known, Told
from mock_redox.synthetic.messages.case import ACTIVE, COLLECTED, Case, Rich
from mock_redox.synthetic.messages.documents import SUMMARY
from mock_redox.synthetic.messages.orders import injection, medicine, observed, panel, results
from mock_redox.synthetic.people import Patient

_ENCOUNTERS = {
    visits: Known({"Status": "completed", "Type": coded(code, "HL7 ActCode", name)})
    for visits, code, name in (
        ("Outpatient", "AMB", "ambulatory"),
        ("Inpatient", "IMP", "inpatient encounter"),
        ("Emergency", "EMER", "emergency"),
    )
}
_PROBLEM = coded("problem-list-item", "Condition Category", "Problem List Item")
_DIAGNOSED = coded("encounter-diagnosis", "Condition Category", "Encounter Diagnosis")
_BODY = coded("LA", "HL7 0163", "Left Arm")


def summary(case: Case) -> Told:
    """All sections of a document; the text of each lists what it holds."""
    encounter, chart = _encounter(case), case.person.chart
    return _lifelong(case.person).plus({
        "Header": header(case), "CareTeams": [_team(case, encounter)],
        "Immunizations": [_shot(case, vaccine, on) for vaccine, on in chart.vaccinations],
        **_visit(case, encounter),
    })  # fmt: skip


def header(case: Case) -> Rich:
    who = case.person.record
    custodian = case.cohort.facility.derived(_organization)
    visit = case.ended.plus({
        "Type": _ENCOUNTERS[case.patient_class]["Type"],
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


def _encounter(case: Case) -> Told:
    return _ENCOUNTERS[case.patient_class].plus({
        "Identifiers": [{"ID": case.visit["VisitNumber"], "IDType": "Visit"}],
        "DateTime": case.at(0), "EndDateTime": case.at(case.stays),
    })  # fmt: skip


@lru_cache(maxsize=512)
def _lifelong(patient: Patient) -> Known:
    """What is known of the patient, whatever the visit, and the texts of the same sections."""
    record, problems = patient.record, patient.chart.problems
    sections = {
        "Allergies": [each["document"] for each in record["Allergies"]],
        "Problems": [_problem(condition, on) for condition, on in problems],
        "HealthConcerns": [_concern(condition, on) for condition, on in problems],
        "Insurances": record["Insurances"],
    }
    vaccines = [vaccine.name for vaccine, _ in patient.chart.vaccinations]
    problem = _list(condition.name for condition, _ in problems)
    return Known({
        **sections, **_USUAL,
        "AllergyText": _list(each["Substance"]["Name"] for each in sections["Allergies"]),
        "ProblemsText": problem, "HealthConcernsText": problem, "CareTeamsText": _TEAM["Name"],
        "InsurancesText": _list(each["Plan"]["Name"] for each in record["Insurances"]),
        "ImmunizationText": _list(vaccines),
    })  # fmt: skip


_USUAL = {
    "ResolvedProblemsText": "None known", "InterventionsText": "None",
    "InstructionsText": "Rest, and come again if it gets worse.",
    "ObjectiveText": "In no distress",
    "PhysicalExamText": "Unremarkable but for the complaint",
    "ReviewOfSystemsText": "Otherwise negative",
}  # fmt: skip


def _list(names: Iterable[str]) -> str:
    """A plain text, as it may be sent to Redox."""
    return "; ".join(names) or "None known"


def _problem(condition: Condition, on: date) -> Told:
    since = on.isoformat()
    return condition.coded.plus({"StartDate": since, "Category": _PROBLEM, "Status": ACTIVE})


def _concern(condition: Condition, on: date) -> Told:
    since = on.isoformat()
    return condition.coded.plus(
        {"ConcernType": "Condition", "StartDate": since, "Status": "active"}
    )


def _shot(case: Case, vaccine: Vaccine, on: date) -> Told:
    given = injection(case, vaccine, f"{on.isoformat()}T15:00:00.000Z")
    product = given["Product"]
    named = {**product.own, "Manufacturer": vaccine.made_by}
    return given.plus({"Status": "completed", "Product": Told(product.base, named)})


def _team(case: Case, encounter: Told) -> Told:
    member = case.person.record["PCP"].derived(_member)
    return _TEAM.plus({
        "Organization": case.cohort.facility.derived(_organization), "Encounter": encounter,
        "Members": [member.plus({"StartDateTime": case.at(-365 * 1440)})],
    })  # fmt: skip


_TEAM = Known({"Name": "Primary care", "Status": "active"})


def _member(doctor: Known) -> Known:
    number = {"ID": doctor["NPI"], "IDType": "NPI"}
    return Known({**doctor, "Identifiers": [number], "Roles": [doctor["Role"]]})


def _visit(case: Case, encounter: Told) -> Rich:
    """What happened at the visit."""
    drug, reason = _medication(case), case.condition.coded
    diagnosis = [Told(case.diagnosis.base.derived(_diagnosed), case.diagnosis.own)]
    return {
        "Encounters": [encounter.plus({"Providers": [case.doctor], "Diagnosis": diagnosis,
                                       "ReasonForVisit": [reason]})],
        "Medications": [drug],
        "MedicationsAdministered": [drug.plus({"StartDate": case.at(30)})],
        "DischargeMedications": [drug],
        "AdmissionDiagnosis": diagnosis,
        "DischargeDiagnosis": diagnosis,
        "Assessment": {"Diagnoses": [{"Value": case.condition.name, "DateTime": case.at(30),
                                      "Codes": [reason]}]},
        "ReasonForVisit": diagnosis,
        "Results": [_result(case, encounter)],
        **_texts(case, drug["Product"]["Name"]),
        **_vitals(case),
    }  # fmt: skip


def _diagnosed(condition: Known) -> Known:
    return Known({**condition, "Category": _DIAGNOSED})


def _texts(case: Case, drug: str) -> Rich:
    """What the sections of a visit list."""
    reason = case.condition.name
    return {
        "EncountersText": _ENCOUNTERS[case.patient_class]["Type"]["Name"],
        "MedicationsText": drug, "MedicationsAdministeredText": drug,
        "DischargeMedicationsText": drug, "AdmissionDiagnosisText": reason,
        "DischargeDiagnosisText": reason, "ReasonForVisitText": reason,
        "ChiefComplaintText": reason, "AssessmentText": reason, "SubjectiveText": reason,
        "ResultText": PANELS[case.condition.panel].name,
    }  # fmt: skip


def _result(case: Case, encounter: Told) -> Told:
    return panel(case).plus({
        "Encounter": encounter, "Status": "Final", "Producer": case.cohort.facility,
        "Observations": [_measured(each) for each in results(case)],
        "Specimen": {"CollectionDateTime": case.at(COLLECTED),
                     "Identifiers": [case.id("specimen")]},
    })  # fmt: skip


def _vitals(case: Case) -> Rich:
    found = [observed(case, each, 5) for each in VITALS]
    seen = [Told(each.base.derived(_on_body), each.own) for each in found]
    text = ", ".join(f"{each['Name']} {each['Value']}" for each in found)
    return {
        "VitalSigns": [{"DateTime": case.at(5), "Observations": seen}], "VitalSignsText": text,
    }  # fmt: skip


def _on_body(measure: Known) -> Known:
    return Known({**measure, "TargetSite": _BODY})


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


CONTENT: dict[str, Any] = {
    f"Clinical Summary.{event}": summary
    for event in ("PatientQueryResponse", "VisitQueryResponse", "PatientPush", "VisitPush")
}
