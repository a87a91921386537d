"""The number of a run of the contract: with it, all ids, tokens and people come again."""

import os

import pytest

_RUN = pytest.StashKey[int]()


def run_number(config: pytest.Config) -> int:
    """That of ``--redox-seed`` or ``MOCK_REDOX_SEED``, else one of this run's own.

    A run of its own shares no id with another against the same system. The workers of xdist have
    one number.
    """
    if _RUN not in config.stash:
        given = config.getoption("--redox-seed") or os.environ.get("MOCK_REDOX_SEED")
        own = _number(given) if given else int.from_bytes(os.urandom(4))
        config.stash[_RUN] = getattr(config, "workerinput", {}).get("redox_run", own)
    return config.stash[_RUN]


def _number(given: str) -> int:
    """What is no number is complained of where settings are read."""
    try:
        return int(given)
    except ValueError:
        return 0
