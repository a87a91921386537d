"""The webhook's side: your endpoint as its own process, in any language."""

import sys

import pytest
import requests
from endpoints import TOKEN, started


@pytest.fixture(scope="module")
def endpoint():
    """Your endpoint; here the plain Flask app beside this file."""
    with started(sys.executable, "receiver.py") as url:
        yield url


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_my_endpoint_is_verified(redox, endpoint, method):
    assert redox.verify(f"{endpoint}/redox", TOKEN, method).ok


def test_a_right_token_gets_in_and_a_wrong_one_does_not(redox, endpoint):
    url = f"{endpoint}/redox"
    redox.verify(url, TOKEN)
    before = len(requests.get(f"{endpoint}/arrivals", timeout=5).json())

    assert redox.push("PatientAdmin.Arrival", url).status == 200
    assert redox.push("PatientAdmin.Arrival", url, as_="wrong").status == 401
    assert redox.push("PatientAdmin.Arrival", url, as_="missing").status == 401
    assert redox.push("PatientAdmin.Arrival", url, as_="empty").status == 401

    after = requests.get(f"{endpoint}/arrivals", timeout=5).json()
    assert len(after) == before + 1
