"""The synthetic people behind the port of core: loaded late, and otherwise the real ones."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from mock_redox.adapters.samples import LateSamples
from mock_redox.synthetic.samples import SyntheticSamples

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_people_are_loaded_only_when_somebody_is_asked_for():
    name = "mock_redox.synthetic.samples"
    code = (
        "import sys; from mock_redox.adapters.samples import LateSamples; late = LateSamples(0);"
        f"late.rewind(); print({name!r} in sys.modules);"
        f"late.patients(); print({name!r} in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["False", "True"]


@pytest.mark.parametrize("seed", [0, 7])
def test_the_people_and_messages_are_those_of_the_seed(seed):
    late, real = LateSamples(seed), SyntheticSamples(seed)

    assert late.events() == real.events()
    assert late.patients() == real.patients()
    assert late.message("PatientAdmin.Arrival", AT) == real.message("PatientAdmin.Arrival", AT)


def test_rewound_it_begins_with_the_first_person_again():
    late = LateSamples(0)
    first, second = (late.message("PatientAdmin.Arrival", AT) for _ in range(2))
    late.rewind()

    assert first != second
    assert late.message("PatientAdmin.Arrival", AT) == first
