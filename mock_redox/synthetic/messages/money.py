"""Charges, claims and what is paid for them."""

from typing import Any

from mock_redox.synthetic.clinical.codes import coded
from mock_redox.synthetic.known import Known, Told
from mock_redox.synthetic.messages.case import PAID, Case, Rich

VISIT = coded("G0463", "HCPCS", "Hospital outpatient clinic visit for assessment and management of "
               "a patient")  # fmt: skip


def _price(case: Case) -> int:
    return 90 + case.draw("price") % 160


def charged(case: Case) -> Rich:
    charge = {
        "ID": case.id("charge"), "Type": "Charge", "DateTimeOfService": case.at(0),
        "EndDateTime": case.at(case.stays), "Diagnoses": [case.diagnosis],
        "Chargeable": VISIT.plus({"Quantity": "1", "Amount": _price(case)}),
        "Department": {"Code": case.department.code, "Codeset": None,
                       "Name": case.department.name},
        "Performers": [case.doctor], "OrderingProviders": [case.doctor],
        "OrderID": case.id("order"), "Procedure": VISIT,
    }  # fmt: skip
    done = VISIT.plus({"PerformedDateTime": case.at(0), "Performers": [case.doctor]})
    visit = case.ended.plus({"Balance": _price(case), "Procedures": [done]})
    return {"Patient": case.patient, "Visit": visit, "Transactions": [charge]}


def plans(case: Case) -> Rich:
    """A catalogue of what is insured where; it is about nobody."""
    company = case.pick("insurer", case.cohort.insurers)
    plan = {"ID": case.id("plan", 5), "IDType": "Payor ID", "Name": f"{company['Name']} PPO",
            "Type": "PPO"}  # fmt: skip
    return {"Insurances": [{"Plan": plan, "Payer": company}]}


def claim(case: Case) -> Rich:
    policy = case.person.record["Insurances"][0]
    return {
        "Transaction": {**_transaction(case), "Type": "Claim"},
        "BillingProvider": _billing(case),
        "Subscriber": policy.derived(_subscriber).plus({"Insurance": policy}),
        "Patient": case.patient.plus({"Weight": None, "IsPregnant": None}),
        "Claims": [_claim(case)],
        "Payer": _payer(case),
        "Payee": case.cohort.facility,
        "Payments": [_payment(case)],
    }


def payment(case: Case) -> Rich:
    return {**claim(case), "Transaction": {**_transaction(case), "Type": "Payment"}}


def batch(case: Case) -> Rich:
    """The same in the shape of the batches."""
    policy, payment = case.person.record["Insurances"][0], _payment(case)
    relation = policy["Insured"]["Relationship"]
    patient = case.patient.plus({"RelationToSubscriber": relation, "Claims": [_claim(case)]})
    insured = {"Demographics": policy["Insured"], "Insurance": policy, "Patients": [patient]}
    subscribers = [policy.derived(_subscriber).plus(insured)]
    paid = {**payment, "Claims": [payment["Claim"]]}
    return {"Transactions": [{
        **_transaction(case), "Type": "Claim",
        "Submissions": [{"BillingProvider": _billing(case), "Subscribers": subscribers}],
        "Payments": [paid],
    }]}  # fmt: skip


def paid(case: Case) -> Rich:
    return {"Transactions": [{**batch(case)["Transactions"][0], "Type": "Payment"}]}


def _transaction(case: Case) -> Rich:
    return {
        "ID": case.id("transaction"), "IDType": "Internal", "Submitter": case.cohort.facility,
        "Receiver": _payer(case), "TotalPaymentAmount": _money(_price(case) * 0.8),
        "CreditOrDebit": "Credit", "PaymentMethod": "ACH", "PaymentDateTime": case.at(PAID),
        "TrackingNumber": case.id("tracking"),
    }  # fmt: skip


def _payer(case: Case) -> Known:
    company: Known = case.person.record["Insurances"][0]["Company"]
    return company.derived(_paying)


def _paying(company: Known) -> Known:
    number = {"ID": company["ID"], "IDType": company["IDType"]}
    office = {"Office": company["PhoneNumber"]}
    return Known({**company, "Identifiers": [number], "PhoneNumber": office})


def _billing(case: Case) -> Told:
    """The doctor, with the number and the telephone of the hospital."""
    facility = case.cohort.facility
    return case.doctor.plus({
        "Identifiers": facility["Identifiers"], "TIN": f"00-{case.id('tin', 7)}", "MiddleName": "",
        "OrganizationName": facility["Name"], "Name": facility["Name"],
        "PhoneNumber": facility["PhoneNumber"],
    })  # fmt: skip


def _subscriber(policy: Known) -> Known:
    number = {"ID": policy["MemberNumber"], "IDType": "Member"}
    return Known({
        **policy["Insured"], **number, "Identifiers": [number], "OrganizationName": "",
        "RelationToPatient": policy["Insured"]["Relationship"], "ResponsibilityLevel": "Primary",
    })  # fmt: skip


def _claim(case: Case) -> Rich:
    price = _money(_price(case))
    doctor = case.doctor.plus({"Role": "Rendering"})
    line = VISIT.plus({
        "ID": "1", "Amount": price, "Procedure": VISIT,
        "Diagnoses": [case.condition.coded], "RevenueCode": "0510", "UnitCount": "1",
        "Units": "UN", "Quantity": {"Value": "1", "Units": "UN"}, "IsEmergency":
        case.patient_class == "Emergency", "ServiceDateTime": case.at(0),
        "ServiceEndDateTime": case.at(case.stays), "StartDateTime": case.at(0),
        "EndDateTime": case.at(case.stays), "Notes": None,
    })  # fmt: skip
    return {
        "ID": case.id("claim"), "SubmissionNumber": case.id("claim"), "Type": "Professional",
        "TotalAmount": price, "CopayAmount": "20.00", "IsProviderSignatureOnFile": True,
        "IsReleaseOfInformationOnFile": True, "Visit": case.ended, "Lines": [line],
        "Services": [line], "Procedures": [VISIT], "Diagnoses": [case.condition.coded],
        "Providers": [doctor],
    }  # fmt: skip


def _payment(case: Case) -> Rich:
    price = _price(case)
    share = {"ChargedAmount": _money(price), "PaymentAmount": _money(price * 0.8),
             "AllowedAmount": _money(price)}  # fmt: skip
    service = {
        **share, "ChargedUnits": "1", "PaymentUnits": "1", "DeductibleAmount": "0.00",
        "SubmittedProcedure": VISIT, "AdjudicatedProcedure": VISIT, "SubmittedService": VISIT,
        "AdjudicatedService": VISIT, "ServiceDateTime": case.at(0), "StartDateTime": case.at(0),
        "EndDateTime": case.at(case.stays), "ServiceEndDateTime": case.at(case.stays),
    }  # fmt: skip
    settled = {
        **share, "Number": case.id("control"), "ControlNumber": case.id("control"),
        "SubmissionNumber": case.id("claim"), "ReceivedDate": case.day(2), "Status": "Paid",
        "PatientResponsibilityAmount": _money(price * 0.2), "Services": [service],
        "ServiceDateTime": case.at(0), "ServiceEndDateTime": case.at(case.stays),
        "StartDateTime": case.at(0), "EndDateTime": case.at(case.stays),
    }  # fmt: skip
    return {"DateTime": case.at(PAID), "Patient": case.patient, "Claim": settled}


def _money(amount: float) -> str:
    return f"{amount:.2f}"


CONTENT: dict[str, Any] = {
    "Financial": charged,
    "Insurance": plans,
    "Claim": claim,
    "Claim.Payment": payment,
    "Claim.SubmissionBatch": batch,
    "Claim.PaymentBatch": paid,
}
