"""Failures that a set-up or a config file switches on from the start."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from mock_redox import MockRedox
from mock_redox.adapters.config_file import as_setup
from mock_redox.core.errors import Misuse
from mock_redox.core.setup import FailureSpec


def call():
    return requests.post("https://api.redoxengine.com/endpoint", timeout=5).status_code


SETUP = {"failures": [{"name": "service.error", "times": 2}, {"name": "limit.rate", "id": "mine"}]}


def test_a_set_up_switches_them_on_and_a_reset_does_so_again():
    mock = MockRedox(setup=SETUP)
    with mock.intercept():
        assert [call() for _ in range(4)] == [500, 500, 429, 401]
        mock.core.failures.clear()
        mock.core.reset(["failures"])
        assert [(each.id, each.left) for each in mock.core.failures.all()] == [
            ("fail-1", 2), ("mine", 1),
        ]  # fmt: skip
        assert call() == 500
        mock.reset()
        assert [call() for _ in range(4)] == [500, 500, 429, 401]


@pytest.mark.parametrize(
    ("orders", "told"),
    [
        ([{"name": "limit.rate"}, {"name": "limit.rat"}], r"failures\[1\]\.name: no failure"),
        ([{"name": "limit.rate", "times": 0}], r"failures\[0\]\.times: times is 0"),
        ([{"name": "limit.rate", "id": "a"}] * 2, r"failures\[1\]\.id: 'a' is taken"),
        ([{"times": 1}], r"failures\[0\]: 'name' is missing"),
        ([{"name": "limit.rate", "delay": "x"}], r"failures\[0\]\.delay: 'x' is not a duration"),
        ("limit.rate", r"failures: expected a list"),
    ],
)
def test_a_wrong_set_up_is_told_by_its_place(orders, told):
    with pytest.raises(Misuse, match=told):
        MockRedox(setup={"failures": orders})


def test_a_config_file_takes_all_options(tmp_path):
    path = tmp_path / "redox.yaml"
    path.write_text(
        "failures:\n"
        "- {name: service.slow, id: mine, times: null, client: c, path: /fhir/*, after: 1,\n"
        "   probability: 0.5, delay: 500ms, jitter: 1}\n"
    )
    mock = MockRedox(setup=as_setup(str(path)))
    assert mock.core.failures.require("mine").spec == FailureSpec(
        name="service.slow", id="mine", times=None, client="c", path="/fhir/*", after=1,
        probability=0.5, delay=timedelta(seconds=0.5), jitter=timedelta(seconds=1),
    )  # fmt: skip
