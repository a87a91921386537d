"""Vaccinations, directories, terms and codes; and queries that say too little."""

from __future__ import annotations

import pytest


def test_the_vaccinations_of_one_patient_and_of_none_where_two_may_be_meant(ask, patients, mr):
    one = ask("Vaccination.PatientQuery", Patient={"Identifiers": mr(patients[0])})
    two = ask("Vaccination.PatientQuery", Patient={"Demographics": patients[1]["Demographics"]})

    assert one["Patient"]["Vaccinations"]
    assert one["PotentialMatches"] == []
    assert len(two["PotentialMatches"]) == 2
    assert two["Patient"] == {}


def test_a_provider_is_found_by_number_by_name_and_by_place(ask):
    everybody = ask("Provider.ProviderQuery")["Providers"]
    doctor = everybody[5]
    name = {each: doctor["Demographics"][each] for each in ("FirstName", "LastName")}
    npi = doctor["Identifiers"][0]
    town = {"Address": {"City": doctor["Demographics"]["Addresses"][0]["City"]}}

    def found(**asked):
        return ask("Provider.ProviderQuery", Provider=asked)["Providers"]

    assert found(Identifiers=[npi]) == [doctor]
    assert doctor in found(Demographics=name)
    assert found(Demographics=town) == everybody
    assert found(Identifiers=[{"ID": "1"}]) == []
    details = ask("Enrichment.ProvidersDetailsGet", Providers={"Identifiers": [npi["ID"], "1"]})
    assert [each["Identifiers"] for each in details["Providers"]] == [[npi]]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 5),
        ({"NameSearch": {"SearchType": "contains", "Value": "mock"}}, 1),
        ({"NameSearch": {"SearchType": "exact", "Value": "mock"}}, 0),
        ({"Identifier": {"ID": "MGH", "IDType": "Internal"}}, 1),
        ({"State": "ZZ"}, 0),
        ({"Active": False}, 0),
        ({"Limit": "2"}, 2),
        ({"Limit": "2", "Index": "4"}, 1),
        ({"Directory": "Another"}, 0),
    ],
)
def test_organizations_are_found_by_name_number_state_and_page(ask, asked, count):
    answer = ask("Organization.Query", **{"Directory": "Carequality", **asked})

    assert len(answer["Organizations"]) == count
    assert answer["Paging"]["Count"] == count


def test_terms_are_read_out_of_a_text_and_once_more_by_the_task(ask):
    text = "Known essential (PRIMARY) hypertension; takes lisinopril 10 mg oral tablet."
    answer = ask("Enrichment.NaturalLanguageProcessingQuery", Text={"Contents": text})
    task = answer["Transaction"]["Task"]
    again = ask("Enrichment.NaturalLanguageProcessingQuery", Task={"ID": task["ID"]})

    assert [each["Concept"]["Code"] for each in answer["Entries"]] == ["I10", "314076"]
    for each in answer["Entries"]:
        place = each["Text"]["Position"]
        assert text[place["BeginOffset"] : place["EndOffset"]] == each["Text"]["Contents"]
    assert (again["Entries"], again["Transaction"]["Task"]) == (answer["Entries"], task)


def test_each_code_is_normalized_or_told_to_be_unknown(ask):
    entries = [
        {"Category": "Condition", "EntryID": "1", "Code": "I10", "Codeset": "ICD-10"},
        {"Category": "Condition", "EntryID": "2", "Description": "chest pain, unspecified"},
        {"Category": "Condition", "EntryID": "3", "Code": "I10", "Codeset": "LOINC"},
    ]
    made = ask("Enrichment.NormalizationQuery", Entries=entries)["Entries"]

    assert [each["Status"] for each in made] == ["Success", "Success", "Error"]
    assert [each["Submitted"]["EntryID"] for each in made] == ["1", "2", "3"]
    assert made[1]["Normalization"][0]["LexicalReference"]["Code"] == "R07.9"


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("Clinical Summary.PatientQuery", {"Patient": {"Identifiers": []}}),
        ("Clinical Summary.VisitQuery", {}),
        ("Referral.Query", {"Patient": {"Identifiers": []}}),
        ("Enrichment.NaturalLanguageProcessingQuery", {}),
        ("Enrichment.ProvidersDetailsGet", {}),
        ("Scheduling.Booked", {"StartDateTime": "tomorrow"}),
    ],
)
def test_a_query_that_says_too_little_or_no_time_fails_at_the_destination(reply, event, body):
    answer = reply(event, **body)

    (error,) = answer.body["Meta"]["Errors"]
    assert error["Text"] == "Patient Search Endpoint returned status code 400"
    assert answer.explanation.check in ("query.too_little", "query.time")


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("Clinical Summary.DocumentGet", {"Document": {"ID": "0"}}),
        ("Enrichment.NaturalLanguageProcessingQuery", {"Task": {"ID": "0"}}),
    ],
)
def test_where_an_answer_can_t_be_empty_nothing_found_is_an_error(reply, event, body):
    answer = reply(event, **body)

    assert [each["Type"] for each in answer.body["Meta"]["Errors"]] == ["query"]
    assert answer.explanation.check == "query.nothing_held"
