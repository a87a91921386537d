"""Your application, at which Redox signs people on: it lets in whom it should, and nobody else."""

import sys

import pytest
from endpoints import started
from sso import AUDIENCE, SECRET, app

from mock_redox.core.sso.variants import VARIANTS

REFUSED = [name for name, each in VARIANTS.items() if each.sound == "refuses"]


@pytest.fixture
def sign_on(redox):
    """Your application in this process, on a host that need not exist."""
    redox.mount("https://app.test", app)

    def sign_on(**how):
        return redox.sign_on("https://app.test/sso", SECRET, audience=AUDIENCE, **how)

    return sign_on


@pytest.mark.redox(clock="real")  # PyJWT goes by the wall clock
def test_a_clinician_is_taken_to_the_chart_of_the_patient(sign_on):
    made = sign_on(patient="Keva Green")

    assert made.as_expected, made.reason
    assert made.location == f"/charts/{made.message['Patient']['Identifiers'][0]['ID']}"


@pytest.mark.redox(clock="real")
@pytest.mark.parametrize("how", REFUSED)
def test_no_stranger_gets_in(sign_on, how):
    made = sign_on(as_=how)

    assert made.as_expected, made.reason


@pytest.mark.redox(clock="real")
def test_my_application_as_its_own_process(redox):
    with started(sys.executable, "sso.py") as url:
        made = {
            name: redox.sign_on(f"{url}/sso", SECRET, audience=AUDIENCE, as_=name)
            for name in VARIANTS
        }

    assert {name: each.reason for name, each in made.items() if not each.as_expected} == {}
