"""A client with one fault fails the rule that judges it, and no other; a sound one fails none."""

import pytest
from clientele import legacy
from clientele.judge import ALL, RULES, about, failed, in_turn, judged
from clientele.styles import STYLES, faulty, faulty_legacy, queued
from clientele.system import FAULTS
from thoroughness import some

from mock_redox import MockRedox


@pytest.fixture(scope="module")
def mock():
    return MockRedox()


def told(found):
    return "\n".join(f"{each.rule} [{each.variant}]: {each.said}" for each in found)


@pytest.mark.parametrize("fault", some([*FAULTS], every=2))
def test_exactly_the_rule_that_judges_a_fault_fails(mock, fault):
    """Judged by every variant of its own rules and by one of others, each time of other ones;
    ``benchmarks/contract_score.py`` judges each by all."""
    found = judged(mock, faulty(fault), in_turn([*FAULTS].index(fault), FAULTS[fault]))

    assert failed(found) == FAULTS[fault], told(e for e in found if e.verdict == "failed")


@pytest.mark.parametrize("fault", some([*legacy.FAULTS], every=2))
def test_exactly_the_rule_that_judges_a_fault_of_a_legacy_client_fails(mock, fault):
    turn = [*legacy.FAULTS].index(fault)
    found = judged(mock, faulty_legacy(fault), in_turn(turn, legacy.FAULTS[fault]))

    assert failed(found) == legacy.FAULTS[fault], told(e for e in found if e.verdict == "failed")


@pytest.mark.parametrize("style", some([*STYLES], every=2))
def test_a_sound_client_fails_no_rule_whatever_its_style(mock, style):
    with mock.intercept():
        found = judged(mock, STYLES[style], in_turn([*STYLES].index(style)))

    assert not failed(found), told(e for e in found if e.verdict == "failed")
    skipped = {each.rule for each in found if each.verdict == "skipped"}
    few = style.startswith(("legacy", "sends", "FHIR"))
    assert len(RULES - skipped) >= (17 if few else 32), skipped


def test_a_client_that_calls_later_is_judged_by_what_redox_sees(mock):
    sound = judged(mock, queued(), about("client.token") + about("client.errors.re"))
    loud = judged(mock, queued("a token a call"), about("client.token.reuse"))

    assert not failed(sound), told(e for e in sound if e.verdict == "failed")
    assert {e.verdict for e in sound if e.rule == "client.errors.refused"} == {"skipped"}
    assert {e.verdict for e in sound if e.rule == "client.token.early-401"} == {"passed"}
    assert failed(loud) == {"client.token.reuse"}


def test_every_rule_has_a_client_that_fails_it():
    judged_by_a_fault = set().union(*FAULTS.values(), *legacy.FAULTS.values())

    assert judged_by_a_fault == RULES == {rule.id for rule, _, _ in ALL}
