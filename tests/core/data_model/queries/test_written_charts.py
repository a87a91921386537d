"""Orders, results, papers and directories that messages wrote, asked for afterwards."""

from __future__ import annotations

import pytest
from ada import ADA, MINE

PDF = {"FileType": "application/pdf", "FileName": "a.pdf", "FileContents": "JVBERg==",
       "DocumentType": "Photo", "Availability": "Available", "Provider": {"ID": "1"}}  # fmt: skip
NOTE = {"ContentType": "Plain Text", "FileContents": "Well.", "DocumentType": "Progress Note",
        "Provider": {"ID": "1"}}  # fmt: skip


def test_orders_are_found_by_patient_number_procedure_and_time(tell, ask):
    code = {"Code": "58410-2", "Codeset": "LOINC"}
    at = {"TransactionDateTime": "2026-01-01T11:00:00Z", "Procedure": code}
    tell("Order.New", Patient=ADA, Order={"ID": "o1", **at})
    tell("Order.GroupedOrders", Patient=ADA, Orders=[{"ID": "o2", "Status": "New"}])
    tell("Order.Update", Patient=ADA, Order={"ID": "o1", "Priority": "Stat"})
    tell("Order.Cancel", Patient=ADA, Order={"ID": "o2"})
    mine = {"Patients": [{"Identifiers": MINE}]}
    first, second = ask("Order.Query", **mine)["Orders"]

    assert {each["ID"]: each["Status"] for each in (first, second)} == {
        "o1": "New", "o2": "Canceled",
    }  # fmt: skip
    spans = {"StartDateTime": "2026-01-01T10:00:00Z", "EndDateTime": "2026-01-01T11:00:00Z"}
    for asked in ({"OrderIDs": ["o1"]}, {"Procedures": [code]}, spans):
        (found,) = ask("Order.Query", **mine, **asked)["Orders"]
        assert (found["ID"], found["Priority"]) == ("o1", "Stat")
    other = {"Procedures": [{**code, "Codeset": "CPT"}]}
    assert ask("Order.Query", **mine, **other)["Orders"] == []


def test_results_are_found_by_order_and_status(tell, ask):
    value = {"Code": "718-7", "Value": "13", "ValueType": "Numeric"}
    order = {"ID": "o1", "Status": "Resulted", "ResultsStatus": "Final", "Results": [value]}
    tell("Results.New", Patient=ADA, Orders=[order])
    free = {**order, "ID": None, "ApplicationOrderID": "a1"}
    tell("Results.NewUnsolicited", Patient=ADA, Orders=[free])
    mine = {"Patients": [{"Identifiers": MINE}]}

    assert len(ask("Results.Query", **mine)["Orders"]) == 2
    (found,) = ask("Results.Query", OrderIDs=["o1"], ResultStatuses=["Final"])["Orders"]
    assert found["Results"] == [value]
    assert found["LastUpdated"] == "2026-01-01T12:00:00.000Z"
    assert ask("Results.Query", **mine, ResultStatuses=["Preliminary"])["Orders"] == []


@pytest.mark.parametrize(
    ("model", "thing", "key", "told"), [("Notes", "Note", "Notes", NOTE), ("Media",) * 3 + (PDF,)]
)
def test_papers_come_are_replaced_and_go(tell, ask, model, thing, key, told):
    def found():
        return [each["DocumentID"] for each in
                ask(f"{model}.Query", Patients=[{"Identifiers": MINE}])[key]]  # fmt: skip

    tell(f"{model}.New", Patient=ADA, **{thing: {**told, "DocumentID": "d1"}})
    assert found() == ["d1"]
    newer = {**told, "DocumentID": "d2", "OriginalDocumentID": "d1"}
    tell(f"{model}.Replace", Patient=ADA, **{thing: newer})
    assert found() == ["d2"]
    tell(f"{model}.Delete", Patient=ADA, **{thing: {**told, "DocumentID": "d2"}})
    assert found() == []


def test_media_are_documents_that_are_listed_and_got(tell, ask, reply):
    tell("Media.New", Patient=ADA, Media={**PDF, "DocumentID": "d1", "DocumentDescription": "X"})
    listed = ask("Clinical Summary.DocumentQuery", Patient={"Identifiers": MINE})["Documents"]
    got = ask("Clinical Summary.DocumentGet", Document={"ID": "d1"})

    assert [(each["ID"], each["Title"]) for each in listed] == [("d1", "X")]
    assert (got["FileType"], got["Data"]) == ("application/pdf", "JVBERg==")
    tell("Media.Delete", Patient=ADA, Media={**PDF, "DocumentID": "d1"})
    gone = reply("Clinical Summary.DocumentGet", Document={"ID": "d1"})
    assert gone.body["Meta"]["Errors"]


def test_the_summary_that_was_pushed_last_is_the_patient_s(tell, ask):
    def header(number):
        return {"Patient": ADA, "Document": {"ID": number, "Visit": {"VisitNumber": number}}}

    tell("Clinical Summary.VisitPush", Header=header("1"))
    tell("Clinical Summary.VisitPush", Header=header("2"), AllergyText="None")
    who = {"Patient": {"Identifiers": MINE}}
    latest = ask("Clinical Summary.PatientQuery", **who)
    first = ask("Clinical Summary.VisitQuery", **who, Visit={"VisitNumber": "1"})

    assert (latest["Header"]["Document"]["ID"], latest["AllergyText"]) == ("2", "None")
    assert first["Header"]["Document"]["Visit"]["VisitNumber"] == "1"


def test_referrals_change_by_their_number(tell, ask):
    mine = {"Patient": {"Identifiers": MINE}}
    tell("Referral.New", Patient=ADA, Referral={"ID": "r1", "Status": "New", "Reason": "Knee"})
    tell("Referral.Modify", Patient=ADA, Referral={"ID": "r1", "Priority": "Stat"})
    tell("Referral.Cancel", Patient=ADA, Referral={"ID": "r1"})

    assert ask("Referral.Query", **mine)["Referrals"] == [
        {"ID": "r1", "Priority": "Stat", "Status": "Canceled", "Reason": "Knee"}
    ]


def test_a_provider_is_new_changes_and_is_active_or_not(tell, ask):
    me = {"Identifiers": [{"ID": "1000000001", "IDType": "NPI"}]}
    asked = {"Provider": me}
    told = {**me, "IsActive": True, "Demographics": {"LastName": "New"}}
    tell("Provider.New", Providers=[told])
    assert ask("Provider.ProviderQuery", **asked)["Providers"] == [told]

    for event, active in (("Deactivate", False), ("Activate", True)):
        tell(f"Provider.{event}", Providers=[me])
        (found,) = ask("Provider.ProviderQuery", **asked)["Providers"]
        assert (found["IsActive"], found["Demographics"]) == (active, {"LastName": "New"})


def test_an_organization_comes_and_is_deleted(tell, ask):
    one = {"Active": True, "Name": "New Clinic", "Identifiers": [{"ID": "nc", "IDType": "X"}]}
    asked = {"Directory": "Carequality", "NameSearch": {"SearchType": "exact",
                                                        "Value": "New Clinic"}}  # fmt: skip
    both = {"Directory": "Carequality", "Organizations": [one]}
    tell("Organization.New", **both)
    assert ask("Organization.Query", **asked)["Organizations"] == [one]

    tell("Organization.Update", **both, Action="Delete")
    assert ask("Organization.Query", **asked)["Organizations"] == []


def test_advice_knows_what_was_prescribed_and_what_not_any_more(tell, ask):
    def advice():
        order = {"Identifiers": [{"ID": "u1", "IDType": "Order"}], "Product": {"Code": "314076"}}
        return ask("Clinical Decisions.Request", Patient={"Identifiers": MINE},
                   UnsignedMedicationOrders=[order])["Advisories"]  # fmt: skip

    told = {"Patient": ADA, "Order": {"ID": "m1", "Medication": {"Product": {"Code": "314076"}}}}
    assert advice() == []
    tell("Medications.New", **told)
    (warning,) = advice()
    assert warning["ShowAlert"] is True
    assert warning["AdditionalInfo"][0]["DecisionSupport"]["Code"] == "duplicate-therapy"
    tell("Medications.Cancel", **told)
    assert advice() == []
