"""``mock-redox schema``."""

from __future__ import annotations

from typing import get_type_hints

from mock_redox import MockRedox
from mock_redox.core.data_model.schemas import named
from mock_redox.core.data_model.schemas.json_schema import json_schema


def test_it_prints_the_json_schema_of_an_event(call):
    assert call("schema", "PatientAdmin.Arrival").json == json_schema(named("PatientAdmin.Arrival"))
    assert call("schema", "--strict", "clinicalsummary.patientpush").json == json_schema(
        named("Clinical Summary.PatientPush"), strict=True
    )


def test_or_its_fields_line_by_line(call):
    lines = call("schema", "Scheduling.New", "--fields").out.splitlines()

    assert "Visit.VisitDateTime  datetime  required  reliable" in lines
    assert "Visit.Duration  number  required  reliable  # minutes" in lines
    assert "Patient.Demographics.Sex  string  reliable  Female | Male | Unknown | Other" in lines
    assert "Visit.Status  string  Scheduled | Arrived | ..." in lines


def test_without_an_event_it_lists_them_all(call):
    assert len(call("schema").out.split("\n")[:-1]) == 115


def test_a_wrong_name_gets_the_nearest_right_one(call):
    said = call("schema", "PatientAdmin.Arival")

    assert said.code == 2
    assert "did you mean 'PatientAdmin.Arrival'?" in said.err


def test_or_as_types_with_a_builder(call, tmp_path):
    source = call("schema", "PatientAdmin.Arrival", "--types").out
    (tmp_path / "arrivals.py").write_text(source)
    names: dict = {}
    exec(compile(source, "arrivals.py", "exec"), names)
    made = names["patient_admin_arrival"](
        MockRedox(), patient="Keva Green", Visit={"Reason": "Cough"}
    )

    assert made["Visit"]["Reason"] == "Cough"
    assert set(get_type_hints(names["PatientAdminArrival"])) == set(made)
