"""A client with one fault fails the rule that judges it, and no other."""

import pytest
from clientele.judge import Made, failed, judged
from clientele.system import FAULTS, System
from clientele.wire import in_process

from mock_redox import MockRedox


@pytest.fixture(scope="module")
def mock():
    return MockRedox()


def system(*faults, **more):
    """Makes a client with these faults."""

    def make(redox, clock):
        me = redox.client
        mine = {"client_id": me.client_id, "kid": me.kid, "private_key": me.private_key}
        made = System(mine, in_process(redox.app), frozenset(faults), now=clock.now, **more)
        return Made(made.call, made.reload)

    return make


def told(found):
    return "\n".join(f"{each.rule} [{each.variant}]: {each.said}" for each in found)


@pytest.mark.parametrize("fault", FAULTS)
def test_exactly_the_rule_that_judges_it_fails(mock, fault):
    found = judged(mock, system(fault))

    wrong = [each for each in found if each.verdict == "failed"]
    assert failed(found) == FAULTS[fault], told(wrong)


def test_without_a_fault_it_passes_every_rule(mock):
    found = judged(mock, system())

    assert not failed(found), told(each for each in found if each.verdict == "failed")
    assert not [each for each in found if each.verdict == "weak"]
