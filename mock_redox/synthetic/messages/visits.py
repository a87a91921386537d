"""Admissions, appointments, operations, searches for patients, and sign-ons."""

from typing import Any

from mock_redox.core.times import iso
from mock_redox.synthetic.clinical.codes import coded
from mock_redox.synthetic.known import Known
from mock_redox.synthetic.messages.case import Case, Rich
from mock_redox.synthetic.people.places import next_opening


def admission(case: Case) -> Rich:
    return {"Patient": case.patient, "Visit": case.visit}


def ended(case: Case) -> Rich:
    return {"Patient": case.patient, "Visit": case.ended}


def cancelled(case: Case) -> Rich:
    return {"Meta": {"CanceledEvent": "Arrival"}, **admission(case)}


def transfer(case: Case) -> Rich:
    other = case.cohort.room(case.department, 140 + case.draw("before") % 20)
    before = case.came_from or other
    return {"Patient": case.patient, "Visit": case.visit.plus({"PreviousLocation": before})}


def census(case: Case) -> Rich:
    visit = case.visit.plus({"Status": "Arrived"})
    return {"Patients": [case.patient.plus({"Visits": [visit]})]}


def census_query(case: Case) -> Rich:
    return {
        "PatientClasses": [case.patient_class],
        "Departments": [case.department.name],
        "Facilities": [case.cohort.facility["Name"]],
        "VisitStatuses": ["Arrived"],
        "Patients": [case.identity],
        "VisitNumbers": [case.visit["VisitNumber"]],
        "VisitStartDateTime": case.at(-60),
    }


def located(case: Case) -> Rich:
    facility = case.cohort.facility
    return {"Patients": [{**case.identity, "Organization": facility.plus({"Aliases": ["MGH"]})}]}


def appointment(case: Case) -> Rich:
    question = coded("FASTING", "HL7 ActCode", "Is the patient fasting?")
    answer = question.plus({"Codeset": None, "Value": case.pick("fasting", ("Yes", "No"))})
    return {"Patient": case.patient, "AppointmentInfo": [answer], "Visit": case.visit}


def rescheduled(case: Case) -> Rich:
    old = {"OldVisitNumber": case.visit["VisitNumber"], "OldDateTime": case.at(-1440)}
    return {**appointment(case), "Visit": case.visit.plus(old)}


def called_off(case: Case) -> Rich:
    reasons = {"CancelReason": "Patient is travelling", "NoShowReason": "Did not come"}
    return {**appointment(case), "Visit": case.visit.plus(reasons)}


def slots(case: Case) -> Rich:
    """Four openings from the next hour on, all with the same doctor."""
    found, at = [], case.begins
    for number in range(4):
        at = next_opening(at, case.cohort.locale)
        found.append(slot(case, iso(at), f"slot{number}"))
    batch = {"BatchID": case.id("batch"), "CurrentBatch": "1", "TotalBatches": "1"}
    return {"Meta": batch, "Slots": found}


def slot(case: Case, at: str, what: str) -> Rich:
    """An hour at which the doctor is free."""
    return {
        "ID": case.id(what), "DateTime": at, "Reason": "Office Visit", "Duration": 30,
        "Provider": case.doctor, "Location": case.location.derived(_with_bed),
    }  # fmt: skip


def openings(case: Case) -> Rich:
    return {"Meta": {"IsIncomplete": False}, "AvailableSlots": slots(case)["Slots"]}


def wish(case: Case) -> Rich:
    return {
        "Patient": case.patient,
        "StartDateTime": case.at(0),
        "EndDateTime": case.at(7 * 1440),
        "Visit": {
            "Reasons": [case.condition.name], "AttendingProviders": [case.doctor],
            "Locations": [case.location],
            "VisitPreference": [{"Duration": "30", "DurationUnit": "minutes", "Day": ["Monday"],
                                 "Time": ["Morning"]}],
        },
    }  # fmt: skip


def booked_query(case: Case) -> Rich:
    wanted = {"Reason": case.condition.name, "Location": case.location, "Patients": [case.identity]}
    return {"StartDateTime": case.at(-1440), "EndDateTime": case.at(1440), "Visit": wanted}


def booked(case: Case) -> Rich:
    info = appointment(case)
    made = iso(case.made)
    visit = case.visit.plus({
        **info, "Location": case.location.derived(_with_bed), "LastUpdated": made,
        "ScheduledDateTime": made,
    })  # fmt: skip
    return {"Meta": {"IsIncomplete": False}, "Visits": [visit]}


def operation(case: Case) -> Rich:
    procedure = coded("0DTJ4ZZ", "ICD-10-PCS", "Resection of Appendix, Percutaneous Endoscopic")
    done = procedure.plus(
        {
            "Codeset": "",
            "DateTime": case.at(0),
            "Duration": 60,
            "ProcedureInfo": [{"Description": "Laterality", "Value": "None"}],
        }
    )
    team = [case.staff("208600000X"), case.staff("207L00000X"), case.nurse]
    reasons = {"CancelReason": "Patient has a fever", "NoShowReason": "Did not come"}
    return {
        "Patient": case.patient,
        "Procedures": [done],
        "SurgeryStaff": [each.plus({"StartDateTime": case.at(0), "Duration": 60}) for each in team],
        "SurgicalInfo": [_ANESTHESIA],
        "Visit": case.visit.plus({**reasons, "Location": case.location.derived(_with_bed)}),
        "SurgicalCase": {"Number": case.id("surgery"), "Status": "Scheduled"},
    }  # fmt: skip


def surgery(status: str) -> Any:
    """An operation that is so far."""

    def made(case: Case) -> Rich:
        known = operation(case)
        return {**known, "Visit": known["Visit"].plus({"Status": status})}

    return made


def sign_on(case: Case) -> Rich:
    who, begun = case.doctor, int(case.begins.timestamp())
    return {
        "Meta": {"SessionID": case.id("session"), "SessionBaseURL": "https://example.org"},
        **who, "Subject": who["NPI"], "UserId": who["NPI"],
        "Name": f"{who['FirstName']} {who['LastName']}", "Expiration": begun + 300,
        "IssuedAt": begun, "ProviderSpecialty": who["Role"]["Name"], "Patient": case.patient,
        "Visit": case.visit, "Order": {"ID": case.id("order")}, "Locale": case.cohort.locale.name,
    }  # fmt: skip


def _with_bed(location: Known) -> Known:
    return Known({**location, "Bed": location["Bed"] or "A"})


_ANESTHESIA = coded("ANES", "HL7 ActCode", "Anesthesia").plus({"Codeset": None, "Value": "General"})

CONTENT = {
    "PatientAdmin": admission,
    "PatientAdmin.Discharge": ended,
    "PatientAdmin.Transfer": transfer,
    "PatientAdmin.Cancel": cancelled,
    "PatientAdmin.CensusQuery": census_query,
    "PatientAdmin.VisitQuery": census_query,
    "PatientAdmin.CensusQueryResponse": census,
    "PatientAdmin.VisitQueryResponse": census,
    "PatientSearch": admission,
    "PatientSearch.LocationQueryResponse": located,
    "Scheduling": appointment,
    "Scheduling.Reschedule": rescheduled,
    "Scheduling.Cancel": called_off,
    "Scheduling.NoShow": called_off,
    "Scheduling.PushSlots": slots,
    "Scheduling.AvailableSlots": wish,
    "Scheduling.AvailableSlotsResponse": openings,
    "Scheduling.Booked": booked_query,
    "Scheduling.BookedResponse": booked,
    "SurgicalScheduling": surgery("Scheduled"),
    "SurgicalScheduling.Cancel": surgery("Canceled"),
    "SurgicalScheduling.NoShow": surgery("No show"),
    "SSO": sign_on,
}
