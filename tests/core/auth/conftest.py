"""Key pairs, assertions signed by a library that is not the mock's, and token requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from keypairs import Pair, make_pairs, signed

from mock_redox.core.auth.service import Auth
from mock_redox.core.auth.token_form import FORM, JWT_BEARER
from mock_redox.core.errors import TokenRefused


@pytest.fixture(scope="session")
def pairs() -> dict[str, Pair]:
    """Two RSA pairs, one of P-384 and one of P-256; each is its own kid's."""
    return make_pairs()


@pytest.fixture
def sign() -> Callable[..., str]:
    """Signs an assertion with PyJWT; a claim or header that is None is left out."""
    return signed


@pytest.fixture
def ask() -> Callable[..., dict[str, object]]:
    """Makes a token request; a field that is None is left out."""

    def ask(
        auth: Auth, assertion: str | None, content_type: str | None = FORM,
        own_urls: tuple[str, ...] = (), **fields: str | None,
    ) -> dict[str, object]:  # fmt: skip
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": assertion,
            **fields,
        }
        body = urlencode({name: v for name, v in form.items() if v is not None}).encode()
        return auth.token(content_type, body, own_urls)[1]

    return ask


@pytest.fixture
def refused(ask: Callable[..., Any]) -> Callable[..., TokenRefused]:
    """Makes a token request that has to be refused; returns the refusal."""

    def refused(auth: Auth, assertion: str | None, *more: Any, **fields: Any) -> TokenRefused:
        with pytest.raises(TokenRefused) as caught:
            ask(auth, assertion, *more, **fields)
        return caught.value

    return refused
