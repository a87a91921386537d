"""Your application, at which Redox signs people on: it lets in whom it should, and nobody else."""

import sys

import pytest
from endpoints import started
from sso import AUDIENCE, SECRET, app

from mock_redox.core.sso.variants import VARIANTS

URL = "https://app.test/sso"
pytestmark = pytest.mark.redox(clock="real")  # PyJWT judges by the wall clock


def test_a_clinician_is_taken_to_the_chart_of_the_patient(redox):
    redox.mount("https://app.test", app)
    made = redox.sign_on(URL, SECRET, audience=AUDIENCE, patient="Keva Green")

    assert made.as_expected, made.reason
    assert made.location == f"/charts/{made.message['Patient']['Identifiers'][0]['ID']}"


@pytest.mark.parametrize("how", ["wrong", "missing", "expired", "tampered", "alg-none"])
def test_no_stranger_gets_in(redox, how):
    redox.mount("https://app.test", app)
    made = redox.sign_on(URL, SECRET, audience=AUDIENCE, as_=how)

    assert made.as_expected, made.reason


def test_my_application_as_its_own_process_does_what_is_sound_with_every_token(redox):
    with started(sys.executable, "sso.py") as url:
        made = [redox.sign_on(f"{url}/sso", SECRET, audience=AUDIENCE, as_=how) for how in VARIANTS]

    assert {each.variant: each.reason for each in made if not each.as_expected} == {}
