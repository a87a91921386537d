"""Answers to queries that are sound, and yet not the usual one: nothing, several, little."""

from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.calling.queries import (
    CANDIDATES,
    answered,
    nothing,
    person,
    searches_patients,
    shown_of,
)
from mock_redox.contract.rules import rule

if TYPE_CHECKING:
    from mock_redox.contract.clients import Client

NO_SEARCH = "your call is no PatientSearch.Query, and only that is judged so"


@rule(
    "client.errors.empty",
    title="An answer that nothing was found does not crash it",
    level="should",
    rests_on='nothing found is a success with an empty part, such as "Patient": {}',
    mark="observed",
    source="webhooks.md 5.2",
    means="the first patient whom the other side does not know takes a worker or a batch down",
)
def test_nothing_found_does_not_crash_it(redox_caller: "Client") -> None:
    redox_caller.begin()
    made = answered(redox_caller, nothing(redox_caller))
    redox_caller.note("a query that finds nothing", made)
    assert not made.report.crashed, f"it crashed: {made.report.crashed}"


@rule(
    "client.errors.several",
    title="Of several patients that match it does not take the first",
    level="must",
    rests_on="several matches come as PotentialMatches, with an empty Patient",
    mark="observed",
    source="data-models.md 4",
    means="one patient's data lands in another's record",
)
def test_of_several_patients_it_does_not_take_the_first(redox_caller: "Client") -> None:
    redox_caller.begin()
    if not searches_patients(redox_caller):
        pytest.skip(NO_SEARCH)
    found = [person(*each) for each in CANDIDATES]
    made = answered(redox_caller, {"PotentialMatches": found, "Patient": {}})
    redox_caller.note("a search that matches two patients", made)
    assert not made.report.crashed, f"it crashed: {made.report.crashed}"
    shown = shown_of(made.report.text + made.report.held)
    assert len(shown) != 1, (
        f"two patients matched, and it went on with one of them, {shown[0]}: nobody knows "
        "whether that is the one"
    )


@rule(
    "client.errors.partial",
    title="A patient of whom little is known does not crash it",
    level="should",
    rests_on="answers to queries are sparse: what is not known is left out",
    mark="observed",
    source="data-models.md 9",
    means="the first patient without an address takes a worker or a batch down",
)
def test_a_patient_of_whom_little_is_known_does_not_crash_it(redox_caller: "Client") -> None:
    redox_caller.begin()
    if not searches_patients(redox_caller):
        pytest.skip(NO_SEARCH)
    identifiers = person(*CANDIDATES[0])["Identifiers"]
    made = answered(redox_caller, {"Patient": {"Identifiers": identifiers}})
    redox_caller.note("a search that finds a patient without demographics", made)
    assert not made.report.crashed, f"it crashed: {made.report.crashed}"
