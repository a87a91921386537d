"""Referrals, their authorization, and decision support."""

from typing import Any

from mock_redox.synthetic.messages.case import Case, Rich
from mock_redox.synthetic.messages.money import VISIT
from mock_redox.synthetic.messages.orders import medicine, order


def referral(status: str) -> Any:
    """A referral from the doctor of the patient to one of the hospital, that is so far."""

    def made(case: Case) -> Rich:
        told = {**_referral(case), "Status": status}
        return {
            "Referral": told, "Referrals": [told], "Authorization": _authorization(case),
            "Patient": case.patient, "Visit": case.visit,
        }  # fmt: skip

    return made


def _referral(case: Case) -> Rich:
    record = case.person.record
    policy, since = record["Insurances"][0], case.opened
    decided = {"Status": "Approved", "Authorization": {"DateTime": case.at(since + 1440)}}
    return {
        "ID": case.id("referral"), "IDType": "Internal", "AlternateID": case.id("alternate"),
        "Type": "Consultation", "Category": "Outgoing", "Priority": "Routine",
        "DateTime": case.at(since + 30), "ExpirationDateTime": case.at(90 * 1440),
        "ProcessDateTime": case.at(since + 60), "Reason": case.condition.name,
        "ProviderSpecialty": case.doctor["Role"]["Name"],
        "Authorization": {"Plan": policy["Plan"], "Company": policy["Company"],
                          "Number": case.id("authorization")},
        "Diagnoses": [case.diagnosis],
        "Procedures": [VISIT.plus({**decided, "Quantity": "1", "Units": "Visit"})],
        "Providers": [record["PCP"].plus({"Type": "Referring Provider"}),
                      case.doctor.plus({"Type": "Referred To Provider"})],
        "Visit": case.visit, "ServiceLocation": "Office", "RequestType": "Initial",
    }  # fmt: skip


def _authorization(case: Case) -> Rich:
    number, since = case.id("authorization"), case.opened / 1440
    issued, seen = case.day(since + 1), case.day(0 if since else 7)
    quantity = {"Value": "1", "Units": "Visit"}
    decision = {
        "Decision": "Approved", "DecisionReason": "Meets the criteria", "IssueDate": issued,
        "EffectiveDate": issued, "ExpirationDate": case.day(90),
    }  # fmt: skip
    service = VISIT.plus({**decision, "Quantity": quantity, "ServiceDate": seen,
                          "AuthorizationNumber": number})  # fmt: skip
    return {
        **decision, "Request": {"ID": case.id("request"), "IDType": "Internal"}, "Number": number,
        "Type": "Health Services Review", "Category": "Outpatient", "CertificationCode": "Initial",
        "ServiceType": "Medical Care", "ServiceLocation": "Office", "ServiceLevel": "Elective",
        "EventDate": seen, "Quantity": quantity, "Diagnoses": [case.diagnosis],
        "Services": [service],
    }  # fmt: skip


def request(case: Case) -> Rich:
    drug, placed = medicine(case), order(case)
    shared = {"Mode": "Outpatient", "Priority": "Routine", "StartDate": case.day()}
    return {
        "Patient": case.patient,
        "OrderingProvider": case.doctor, "AuthorizingProvider": case.doctor,
        "UnsignedMedicationOrders": [
            {**shared, "Identifiers": [{"ID": case.id("medication"), "IDType": "Order"}],
             "Product": drug["Product"], "Dose": drug["Dose"], "Route": drug["Route"]["Name"]}
        ],
        "UnsignedProcedureOrders": [
            placed["Procedure"].plus(
                {**shared, "Identifiers": [{"ID": placed["ID"], "IDType": "Order"}]}
            )
        ],
    }  # fmt: skip


def advice(case: Case) -> Rich:
    name = medicine(case)["Product"]["Name"]
    support = {
        "Code": "duplicate-therapy",
        "Codeset": "Internal",
        "Description": "Duplicate therapy",
    }
    return {"Advisories": [{
        "ShowAlert": True, "Session": case.id("session"),
        "Description": f"{name} is already prescribed.",
        "AdditionalInfo": [{"DecisionSupport": support, "Link": "https://example.org/advice"}],
    }]}  # fmt: skip


CONTENT: dict[str, Any] = {
    "Referral": referral("New"),
    "Referral.Cancel": referral("Canceled"),
    "Referral.AuthResponse": referral("Authorized"),
    "Clinical Decisions.Request": request,
    "Clinical Decisions.Response": advice,
}
