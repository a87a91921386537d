"""Sound receivers of many styles: nothing is found fault with, whatever was said of them."""

import importlib
from contextlib import contextmanager
from dataclasses import replace

import pytest
from contract.receivers.correct import IN_ONE_FILE, SEEN_WITH_A_PROBE_ONLY
from contract.receivers.judging import QUICK, failed, in_turn, judge, live, mounted, of, smaller
from contract.receivers.running import COMMANDS, PROCESS, missing, running
from thoroughness import some, thorough

CALM = replace(QUICK, quiet=0.03, patience=5.0, samples=40)
"""For endpoints with threads of their own."""
OTHERS = replace(QUICK, quiet=0.005, patience=5.0, samples=40)
"""For those that process before they answer."""


AT_LEAST = ("http.server", "node")
"""They are started in every run."""


def in_its_turn(make):
    """One variant of the rules, others for each; ``benchmarks/contract_score.py`` takes all."""
    return in_turn(IN_ONE_FILE.index(make))


@pytest.fixture
def in_small():
    with smaller():
        yield


@pytest.mark.parametrize("make", some(IN_ONE_FILE, every=2), ids=lambda make: make.__name__)
@pytest.mark.usefixtures("in_small")
def test_no_fault_is_found_with_a_probe(make):
    start, scale = (live, CALM) if make.calm else (mounted, OTHERS)

    assert failed(judge(start(make), scale=scale, cases=in_its_turn(make))) == {}


@pytest.mark.parametrize("make", some(IN_ONE_FILE, every=2), ids=lambda make: make.__name__)
@pytest.mark.usefixtures("in_small")
def test_no_fault_is_found_from_outside(make):
    weak = {"receiver.token.told-apart"} if make in SEEN_WITH_A_PROBE_ONLY else set()
    cases = in_turn(IN_ONE_FILE.index(make), wholly=weak)

    assert set(failed(judge(mounted(make), probe=False, cases=cases))) == weak


@pytest.mark.parametrize(
    "name",
    [name if name in AT_LEAST else pytest.param(name, marks=thorough) for name in COMMANDS],
)
def test_no_fault_is_found_in_a_process_of_its_own(name):
    if why_not := missing(name):
        pytest.skip(why_not)
    verdicts = judge(running(name), scale=PROCESS, cases=in_turn([*COMMANDS].index(name)))

    assert failed(verdicts) == {}


@pytest.mark.parametrize("name", ["receiver", "receiver_django", "receiver_fastapi"])
def test_no_fault_is_found_in_an_app_in_this_process(name):
    module = importlib.import_module(name)
    module.arrivals.clear()

    @contextmanager
    def start():
        yield (module.app, "/redox"), lambda: len(module.arrivals)

    assert failed(judge(start, cases=in_turn(len(name)))) == {}


@pytest.mark.parametrize("name", ["by_hand", "starlette"])
def test_no_fault_is_found_in_an_asgi_app_in_this_process(name):
    module = importlib.import_module("contract.receivers.asgi")
    module.arrivals.clear()

    @contextmanager
    def start():
        yield (getattr(module, name), "/redox"), lambda: len(module.arrivals)

    assert failed(judge(start, cases=in_turn(len(name)))) == {}


def test_what_can_not_be_seen_from_outside_is_called_weak():
    seen = {"receiver.token.absent", "receiver.token.wrong", "receiver.verification.challenge"}
    verdicts = judge(mounted(IN_ONE_FILE[0]), probe=False, cases=of(seen))
    kinds = {verdict for verdict, _ in verdicts["receiver.token.absent"].values()}

    assert kinds == {"weak"}
    assert "probe" in verdicts["receiver.token.wrong"][""][1]
    assert verdicts["receiver.verification.challenge"][""] == ("passed", "")
