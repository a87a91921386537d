"""What a probe tells, read until it stands still."""

import itertools

import pytest

from mock_redox.contract.receiving import counting
from mock_redox.contract.receiving.counting import Counter
from mock_redox.contract.receiving.scale import Known, Scale

SHORT = Scale(quiet=0.02, patience=0.3)


def counter(probe, scale=SHORT):
    return Counter(probe, scale, Known())


class Time:
    """Stands in for the module: it passes by sleeping alone."""

    def __init__(self):
        self.now = 0.0
        self._due = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        for each in [each for each in self._due if each[0] <= self.now]:
            self._due.remove(each)
            each[1]()

    def later(self, seconds, call):
        self._due.append((self.now + seconds, call))


@pytest.fixture(autouse=True)
def time(monkeypatch):
    made = Time()
    monkeypatch.setattr(counting, "time", made)
    return made


def test_what_rises_later_is_waited_for(time):
    rows = []
    made = counter(lambda: len(rows))
    made.begin()
    time.later(0.05, lambda: rows.append(1))

    assert made.rises(1) == 1
    assert made.waited > 0.03


def test_a_probe_that_never_stands_still_is_known():
    assert counter(lambda: 7).begin()
    assert not counter(itertools.count().__next__).begin()


def test_it_does_not_wait_for_ever():
    made = counter(lambda: 7)
    made.begin()

    assert made.rises(1) == 0
    assert made.waited < 1


def test_what_is_taken_back_was_processed_all_the_same():
    values = itertools.chain([5] * 20, [6, 6, 5], itertools.repeat(5))
    made = counter(lambda: next(values))
    made.begin()

    made.linger(0.3)
    assert made.risen == 1


def test_what_comes_in_while_it_settles_counts(time):
    rows = [1]
    made = counter(lambda: len(rows))
    made.begin()
    rows.append(2)
    time.later(0.01, lambda: rows.append(3))

    assert made.rises(1) == 2


def test_a_probe_that_never_stands_still_does_not_hang():
    numbers = itertools.count()
    made = counter(lambda: next(numbers))
    made.begin()

    assert made.rises(3) >= 3


def test_it_is_quiet_until_something_is_sent():
    made = counter(lambda: 3)
    made.begin()
    assert made.is_quiet

    made.unsettle()
    assert not made.is_quiet
