"""The nearest right name for a wrong one."""

from __future__ import annotations

import pytest

from mock_redox.core.nearest import nearest, suggestion

NAMES = ("client_id", "environment", "PatientAdmin", "token_lifetime")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("clientid", "client_id"),
        ("enviroment", "environment"),
        ("patientadmin", "PatientAdmin"),
        ("TOKEN-LIFETIME", "token_lifetime"),
        ("token", "token_lifetime"),
        ("Patient", "PatientAdmin"),
        ("zzz", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_found_whatever_its_case(wrong, right):
    assert nearest(wrong, NAMES) == right


def test_of_several_that_a_name_begins_the_shortest_is_the_nearest():
    assert nearest("client", ("clients/{id}/keys", "clients", "clients/{id}")) == "clients"


def test_a_suggestion_names_the_nearest_or_all():
    assert suggestion("enviroment", NAMES) == "did you mean 'environment'?"
    assert suggestion("zzz", ("b", "a")) == "known: a, b"
    assert suggestion("zzz", ()) == "known: none"
