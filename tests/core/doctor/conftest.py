"""Assertions to break, and the doctor who knows the client and all its keys."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from keypairs import Pair, make_pairs, signed

from mock_redox.core.doctor.assertion.examination import assertion
from mock_redox.core.doctor.assertion.rings import Ring, read_keys
from mock_redox.core.doctor.report import Report

NOW = 1_767_268_800
"""Noon of 2026-01-01."""
AT = datetime.fromtimestamp(NOW + 3, UTC)
ME = "5f0c0c0c-0000-4000-8000-000000000001"
AUD = "https://api.redoxengine.com/v2/auth/token"


def encoded(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.fixture(scope="session")
def pairs() -> dict[str, Pair]:
    return make_pairs()


@pytest.fixture(scope="session")
def ring(pairs: dict[str, Pair]) -> Ring:
    """All keys, as the JWK set of the client."""
    keys = {"keys": [pair.jwk for pair in pairs.values()]}
    return read_keys(json.dumps(keys), "keys.json")


@pytest.fixture(scope="session")
def made(pairs: dict[str, Pair]) -> Callable[..., str]:
    """A sound assertion, but for what is given: ``key``, ``kid``, ``alg``, ``header``, claims."""

    def made(key: Any = "rsa", **wrong: Any) -> str:
        kid = wrong.pop("kid", key if isinstance(key, str) else "rsa")
        private = pairs[key].private if isinstance(key, str) else key
        usual = {"aud": AUD, "exp": NOW + 300, "now": NOW}
        return signed(ME, private, kid, **{**usual, **wrong})

    return made


@pytest.fixture(scope="session")
def judge(ring: Ring) -> Callable[..., Report]:
    """The report of a doctor who has the keys and the client id, on an assertion just sent."""

    def judge(text: str, **more: Any) -> Report:
        given = {"keys": ring, "now": AT, "at": AT, "client_id": ME, **more}
        return assertion(text, **given)

    return judge
