"""Of many parallel calls exactly as many fail as were to, for each failure and transport."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from surfaces import CALLED, is_as_told, is_sound, ready
from thoroughness import some

from mock_redox.core.failures.catalogue import FAILURES

CALLS = 32
NAMES = [name for name, failure in FAILURES.items() if failure.where[0] in CALLED]


@pytest.fixture(scope="module")
def hands() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(CALLS) as pool:
        yield pool


@pytest.mark.parametrize("name", some(NAMES))
def test_of_32_parallel_calls_exactly_one_meets_it(api, hands, name):
    failure, redox = FAILURES[name], api.redox
    where = failure.where[0]
    calls = [ready(api, where) for _ in range(CALLS)]
    failing = redox.fail(name, delay="3ms" if name == "service.slow" else None)

    replies = list(hands.map(lambda call: call(), calls))

    exchanges = redox.journal.find()
    assert [each.forced for each in exchanges if each.forced] == [name]
    assert len(exchanges) == CALLS
    assert failing.fired == 1
    assert not redox.core.failures.standing
    if any(not is_sound(where, reply) for reply in replies):
        assert [is_sound(where, reply) for reply in replies].count(False) == 1
        assert [is_as_told(failure, where, reply) for reply in replies].count(True) == 1
    else:
        assert failure.answers[where].body is None
