"""Every failure on every surface where it happens, once, through each transport."""

from __future__ import annotations

import pytest
from surfaces import CALLED, is_as_told, is_explained, is_sound, ready

from mock_redox.core.failures.catalogue import FAILURES

CASES = [
    pytest.param(name, where, id=f"{name} on {where}")
    for name, failure in FAILURES.items()
    for where in failure.where
    if where in CALLED
]


@pytest.mark.parametrize(("name", "where"), CASES)
def test_one_call_meets_it_to_the_letter_and_all_others_are_sound(api, name, where):
    failure, redox = FAILURES[name], api.redox
    before, meets, after = (ready(api, where) for _ in range(3))
    assert is_sound(where, before())
    failing = redox.fail(name, delay="3ms" if name == "service.slow" else None)

    reply = meets()

    assert is_as_told(failure, where, reply)
    assert failing.fired == 1
    assert not redox.core.failures.standing
    exchange = redox.journal.find()[-1]
    assert exchange.forced == name
    assert exchange.status == (reply.status if reply else None)
    assert is_explained(failure, where, exchange)
    redox.fail(name, times=None).remove()
    assert is_sound(where, after())
    assert redox.journal.find()[-1].forced is None
    assert failing.fired == 1
