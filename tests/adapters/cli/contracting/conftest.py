"""Made-up rules, and a command that judges by them."""

from __future__ import annotations

import fake_rules
import pytest
from fake_rules import TOKEN

from mock_redox.adapters.contracting import runner


@pytest.fixture
def rules(monkeypatch, tmp_path):
    """Puts made-up rules in place of the real ones."""

    def put(text=fake_rules.ALL):
        home = fake_rules.written(tmp_path, text)
        monkeypatch.setattr(runner, "HOME", home)
        return home

    return put


@pytest.fixture
def judge(call, receiver, rules):
    """Judges the receiver by made-up rules."""

    def run(*options, text=fake_rules.ALL, url=None, **environ):
        rules(text)
        return call(
            "contract", "receiver", url or receiver.url, "--verification-token", TOKEN, *options,
            **{"COLUMNS": "120", **environ},
        )  # fmt: skip

    return run
