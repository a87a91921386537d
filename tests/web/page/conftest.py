"""What the page's tests share: forms and parts, as htmx sends for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mock_redox import MockRedox

HTMX = {"HX-Request": "true"}


class Page:
    """The page in a Flask test client; what is asked for is answered as to htmx."""

    def __init__(self, redox: MockRedox) -> None:
        self._client = redox.app.test_client()

    def whole(self, path: str = "") -> str:
        """A page as a browser gets it that follows a link."""
        return self._said(self._client.get(f"/__mock__/{path}"))

    def part(self, path: str, **headers: str) -> str:
        return self._said(self._client.get(f"/__mock__/page/{path}", headers={**HTMX, **headers}))

    def send(self, path: str, status: int = 200, /, **fields: str) -> str:
        """A form, sent by htmx."""
        got = self._client.post(f"/__mock__/page/{path}", data=fields, headers=HTMX)
        assert got.status_code == status, got.text
        return got.text

    def do(self, name: str, area: str, status: int = 200, /, **fields: str) -> str:
        """An operation of the control API, from a form in an area."""
        return self.send(f"do/{name}?area={area}", status, **fields)

    def raw(self, path: str, **more: Any) -> Any:
        return self._client.get(f"/__mock__/page/{path}", **more)

    def _said(self, got: Any) -> str:
        assert got.status_code == 200, got.text
        text: str = got.text
        return text


@pytest.fixture
def page(redox) -> Page:
    return Page(redox)


@pytest.fixture
def pushed(redox, receiver) -> Callable[..., Any]:
    """Pushes an event to an endpoint that takes everything."""
    redox.core.destinations.change(redox.destination.id, url=receiver.url, verified=True)

    def push(event: str = "PatientAdmin.Arrival", **how: Any) -> Any:
        return redox.push(event, **how)

    return push
