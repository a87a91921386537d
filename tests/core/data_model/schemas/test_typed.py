"""Python types of events."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest
from thoroughness import some

import mock_redox
from mock_redox.core.data_model.schemas import all_schemas, named
from mock_redox.core.data_model.schemas.typed import python_types

HERE = str(Path(mock_redox.__file__).parents[1])
RIGHT = """
arrival = patient_admin_arrival(MockRedox(), Patient={"Demographics": {"FirstName": "Ada"}})
arrival["Visit"]["AttendingProvider"]["FirstName"]
"""
WRONG = """
patient_admin_arrival(MockRedox(), Patient={"Demographics": {"FirstNme": "Ada"}})
patient_admin_arrival(MockRedox(), Visit={"Duration": "long"})
patient_admin_arrival(MockRedox(), Patient={"Demographics": {"Sex": "F"}})
"""


@pytest.mark.parametrize("schema", some(list(all_schemas())), ids=lambda schema: schema.name)
def test_the_types_of_every_event_have_its_fields(schema):
    names: dict = {}
    exec(compile(python_types(schema), schema.name, "exec"), names)
    whole = next(
        each for name, each in names.items() if name.lower() == "".join(
            letter for letter in schema.name.lower() if letter.isalnum()
        )
    )  # fmt: skip

    assert set(get_type_hints(whole, names)) == set(schema.fields)


def test_a_type_checker_takes_what_is_right_and_finds_what_is_wrong(tmp_path):
    for name, calls in (("right", RIGHT), ("wrong", WRONG)):
        source = python_types(named("PatientAdmin.Arrival")) + calls
        (tmp_path / f"{name}.py").write_text(source)
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports", "skip",
         "right.py", "wrong.py"],
        cwd=tmp_path, env={**os.environ, "MYPYPATH": HERE}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    problems = [line for line in ran.stdout.splitlines() if "error" in line and ".py:" in line]
    assert [line.partition(":")[0] for line in problems] == ["wrong.py"] * 3, ran.stdout
