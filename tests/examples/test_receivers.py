"""Your endpoint in Flask, Django and FastAPI: in this process, and as a process of its own."""

import importlib
import sys

import pytest
import requests
from endpoints import TOKEN, started

from mock_redox.core.webhooks.faults import FAULTS
from mock_redox.core.webhooks.variants import VARIANTS

EVENT = "PatientAdmin.Arrival"
COMMANDS = {
    "receiver": ["receiver.py"],
    "receiver_django": ["receiver_django.py"],
    "receiver_fastapi": ["-m", "uvicorn", "receiver_fastapi:app", "--port"],
}
"""What starts each of them; the port comes last."""

each = pytest.mark.parametrize("module", COMMANDS, scope="module")


@pytest.fixture
def mounted(redox, module):
    """The endpoint in this process, on a host that need not exist, and what it took in."""
    receiver = importlib.import_module(module)
    receiver.arrivals.clear()
    redox.mount("https://app.test", receiver.app)
    return "https://app.test/redox", receiver.arrivals


@pytest.fixture(scope="module")
def process(module):
    """The endpoint as its own process; one for all tests with it."""
    with started(sys.executable, *COMMANDS[module]) as url:
        yield url


@each
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_it_is_verified_in_process(redox, mounted, method):
    assert redox.verify(mounted[0], TOKEN, method).ok
    assert not redox.verify(mounted[0], "another-token", method).ok
    assert [entry.status for entry in redox.journal.find()] == [200, 401]


@each
def test_a_right_token_gets_in_and_no_other_does_in_process(redox, mounted):
    url, arrivals = mounted
    redox.verify(url, TOKEN)

    assert redox.push(EVENT, url).status == 200
    for variant in ("wrong", "missing", "empty"):
        assert redox.push(EVENT, url, as_=variant).status == 401
    assert len(arrivals) == 1


@each
def test_a_duplicate_is_taken_in_once_in_process(redox, mounted):
    url, arrivals = mounted
    redox.verify(url, TOKEN)
    first = redox.push(EVENT, url)
    again = redox.push(EVENT, url, data=first.message)

    assert (again.status, list(arrivals)) == (200, [first.log_id])


@each
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_it_is_verified_over_http(redox, process, method):
    assert redox.verify(f"{process}/redox", TOKEN, method).ok
    assert not redox.verify(f"{process}/redox", "another-token", method).ok
    assert [entry.status for entry in redox.journal.find()] == [200, 401]


@each
def test_over_http_a_right_token_gets_in_no_other_does_and_a_duplicate_counts_once(redox, process):
    url = f"{process}/redox"
    redox.verify(url, TOKEN)
    before = len(requests.get(f"{process}/arrivals", timeout=5).json())

    first = redox.push(EVENT, url)
    again = redox.push(EVENT, url, data=first.message)
    others = [redox.push(EVENT, url, as_=how) for how in ("wrong", "missing", "empty")]

    assert [first.status, again.status] == [200, 200]
    assert [other.status for other in others] == [401] * 3
    assert len(requests.get(f"{process}/arrivals", timeout=5).json()) == before + 1


@each
def test_it_does_what_a_sound_receiver_does_with_every_token(redox, process):
    redox.verify(f"{process}/redox", TOKEN)

    pushes = {name: redox.push(EVENT, f"{process}/redox", as_=name) for name in VARIANTS}

    assert {name: push.last.reason for name, push in pushes.items() if not push.as_expected} == {}


@each
@pytest.mark.redox(push_timeout="5s")
def test_it_does_what_a_sound_receiver_does_with_every_fault(redox, process):
    redox.verify(f"{process}/redox", TOKEN)

    pushes = {name: redox.push(EVENT, f"{process}/redox", broken=name) for name in FAULTS}

    assert {name: push.last.reason for name, push in pushes.items() if not push.as_expected} == {}
