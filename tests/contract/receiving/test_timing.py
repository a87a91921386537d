"""The test by ranks: sees what is there, and does not see what is not, on a noisy machine."""

import random
import statistics

import pytest

from mock_redox.contract.receiving.timing import compare, judged


def noisy(chance, base):
    """A machine with a long tail: one in ten is three times as slow, one in a hundred thirty."""
    drawn = chance.random()
    slow = 30 if drawn < 0.01 else 3 if drawn < 0.1 else 1
    return base * slow * (1 + chance.expovariate(5))


def sampled(seed, slower, samples=600):
    chance = random.Random(seed)
    return compare(
        lambda: noisy(chance, 0.001), lambda: noisy(chance, 0.001) + slower, samples, chance
    )


def test_a_difference_of_a_fifth_is_seen_through_the_noise():
    found = sampled(1, slower=0.0002)

    assert found.chance < 1e-9
    assert found.slower == pytest.approx(0.0002, rel=0.5)


def test_without_a_difference_small_chances_are_as_rare_as_they_say():
    chances = [sampled(seed, slower=0.0, samples=100).chance for seed in range(200)]

    assert min(chances) > 1e-5
    assert 0.4 < statistics.mean(chances) < 0.6


def test_a_nearly_right_token_that_is_refused_sooner_is_no_finding():
    assert sampled(3, slower=-0.0002).chance > 0.999


def test_a_slow_minute_hits_both_alike():
    """A machine that gets slower and slower: the order is drawn by lot."""
    clock = iter(range(10_000))
    found = compare(lambda: float(next(clock)), lambda: float(next(clock)), 400, random.Random(4))

    assert found.chance > 1e-3


def test_equal_samples_tell_nothing():
    assert judged([0.001] * 50, [0.001] * 50).chance == 0.5


def test_it_says_how_sure_it_is():
    found = judged([0.001, 0.0011, 0.0012] * 40, [0.002, 0.0021, 0.0022] * 40)

    assert "120 requests of each kind" in found.told
    assert "+1000 us" in found.told
    assert "would have been seen" in found.told
    assert 0 < found.detectable < 0.0002


def test_a_slow_endpoint_is_asked_less_often():
    slow = compare(lambda: 0.04, lambda: 0.04, 1_200, random.Random(5))
    very = compare(lambda: 3.0, lambda: 3.0, 1_200, random.Random(5))

    assert slow.samples == 125
    assert very.samples == 60
    assert compare(lambda: 0.001, lambda: 0.001, 1_200, random.Random(5)).samples == 600
