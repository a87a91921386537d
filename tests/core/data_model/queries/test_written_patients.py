"""Patients and visits that messages told of, asked for afterwards."""

from __future__ import annotations

import pytest
from ada import ADA, MINE


def test_a_new_patient_is_found_and_an_update_changes_what_it_says(tell, ask):
    search = {"Demographics": ADA["Demographics"]}
    assert ask("PatientSearch.Query", Patient=search)["Patient"] == {}

    tell("PatientAdmin.NewPatient", Patient=ADA)
    assert ask("PatientSearch.Query", Patient=search)["Patient"] == ADA

    changed = {"Identifiers": [*MINE, {"ID": "9", "IDType": "EHRID"}],
               "Demographics": {"LastName": "Lovelace", "Sex": None}}  # fmt: skip
    tell("PatientAdmin.PatientUpdate", Patient=changed)
    found = ask("PatientSearch.Query", Patient={"Identifiers": MINE})["Patient"]
    assert found["Demographics"] == {**ADA["Demographics"], "LastName": "Lovelace"}
    assert len(found["Identifiers"]) == 2
    assert ask("PatientSearch.Query", Patient=search)["Patient"] == {}


def test_a_patient_of_the_people_is_updated_by_any_of_the_identifiers(tell, ask, patients):
    ehr = patients[0]["Identifiers"][1:2]
    tell("PatientAdmin.PatientUpdate",
         Patient={"Identifiers": ehr, "Demographics": {"LastName": "Lovelace"}})  # fmt: skip
    found = ask("PatientSearch.Query", Patient={"Identifiers": ehr})["Patient"]

    assert found["Demographics"]["LastName"] == "Lovelace"
    assert found["Demographics"]["FirstName"] == patients[0]["Demographics"]["FirstName"]
    assert found["Identifiers"] == patients[0]["Identifiers"]


def test_after_a_merge_the_survivor_has_what_both_had(tell, ask):
    old = [{"ID": "old", "IDType": "MR"}]
    tell("PatientAdmin.NewPatient", Patient=ADA)
    tell("PatientAdmin.NewPatient", Patient={"Identifiers": old, "Demographics":
                                             {"FirstName": "A.", "Race": "White"}})  # fmt: skip
    tell("Order.New", Patient={"Identifiers": old}, Order={"ID": "o1"})
    tell("PatientAdmin.PatientMerge", Patient={"Identifiers": MINE, "PreviousIdentifiers": old})
    survivor = ask("PatientSearch.Query", Patient={"Identifiers": MINE})["Patient"]

    assert survivor["Identifiers"] == MINE
    assert survivor["Demographics"] == {**ADA["Demographics"], "Race": "White"}
    assert ask("PatientSearch.Query", Patient={"Identifiers": old})["Patient"] == {}
    orders = ask("Order.Query", Patients=[{"Identifiers": MINE}])["Orders"]
    assert [each["ID"] for each in orders] == ["o1"]


def test_a_stay_goes_through_its_states(tell, ask):
    visit = {"VisitNumber": "v1", "VisitDateTime": "2026-01-01T10:00:00Z",
             "PatientClass": "Inpatient", "Location": {"Department": "3 North"}}  # fmt: skip

    def state():
        (person,) = ask("PatientAdmin.VisitQuery", VisitNumbers=["v1"])["Patients"]
        inside = ask("PatientAdmin.CensusQuery", Departments=["3 North"])["Patients"]
        return person["Visits"][0]["Status"], MINE in [each["Identifiers"] for each in inside]

    seen = []
    for event in ("PreAdmit", "Arrival", "Transfer", "Discharge"):
        tell(f"PatientAdmin.{event}", Patient=ADA, Visit=visit)
        seen.append(state())
    assert seen == [("Planned", False), ("Arrived", True), ("Arrived", True), ("Finished", False)]


@pytest.mark.parametrize(
    ("undone", "status"), [("Discharge", "Arrived"), ("Arrival", "Cancelled"), (None, "Cancelled")]
)
def test_what_a_cancel_undoes_decides_what_becomes_of_the_visit(send, tell, ask, undone, status):
    body = {"Patient": ADA, "Visit": {"VisitNumber": "v1"}}
    tell("PatientAdmin.Discharge", **body)
    meta = {"DataModel": "PatientAdmin", "EventType": "Cancel", "CanceledEvent": undone}
    send({name: each for name, each in meta.items() if each}, **body)
    (person,) = ask("PatientAdmin.VisitQuery", VisitNumbers=["v1"])["Patients"]

    assert person["Visits"][0]["Status"] == status


def test_a_vaccination_joins_those_of_a_patient_and_registers_a_new_one(tell, ask, patients, mr):
    shot = {"DateTime": "2026-01-01T11:00:00Z", "Product": {"Code": "140"}, "Order": {"ID": "x"}}
    for who in (ADA, {"Identifiers": mr(patients[0])}):
        asked = {"Patient": {"Identifiers": who["Identifiers"]}}
        before = ask("Vaccination.PatientQuery", **asked)["Patient"].get("Vaccinations", [])
        number = f"order-{len(before)}"
        tell("Vaccination.New", Patient=who, Vaccinations=[{**shot, "Order": {"ID": number}}])
        after = ask("Vaccination.PatientQuery", **asked)["Patient"]["Vaccinations"]

        assert len(after) == len(before) + 1
        assert after[-1]["Order"]["ID"] == number
