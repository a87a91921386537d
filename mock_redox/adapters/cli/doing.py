"""What commands let a mock do, be it one in this process or a running one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mock_redox.adapters.cli.options import read_doors
from mock_redox.adapters.cli.remote import Remote
from mock_redox.adapters.environ import from_environ
from mock_redox.adapters.mock import MockRedox
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup

Begun = tuple[list[dict[str, Any]], Callable[[], Any]]
"""The scenes of a story, and what tells the next one and returns its delivery."""


class Here:
    """A mock in this process."""

    def __init__(self, mock: MockRedox) -> None:
        self._mock = mock

    def verify(self, to: str, token: str | None, method: str | None) -> dict[str, Any]:
        return self._mock.verify(to, token, method).as_json()

    def rehearse(self, event: str, content: dict[str, Any]) -> None:
        _rehearse(replace(self._mock.settings, state=None), event, content)

    def push(self, to: str, token: str | None, event: str, **more: Any) -> dict[str, Any]:
        return self._mock.push(event, to, token, **more).as_json()

    def sign_on(self, to: str | None, secret: str | None, **more: Any) -> dict[str, Any]:
        return self._mock.sign_on(to, secret, **more).as_json()

    def story(self, to: str, token: str | None, name: str, **more: Any) -> Begun:
        story = self._mock.story(name, to=to, verification_token=token, **more)
        return [each.as_json() for each in story.scenes], lambda: story.step().as_json()


class There:
    """A running one; the same calls."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def verify(self, to: str, token: str | None, method: str | None) -> Any:
        return self._remote.post(
            "/verify", {"to": to, "verification_token": token, "method": method}
        )

    def rehearse(self, event: str, content: dict[str, Any]) -> None:
        now = self._remote.get("/settings")
        _rehearse(Settings(seed=now["seed"], locale=now["locale"]), event, content)

    def push(self, to: str, token: str | None, event: str, **more: Any) -> Any:
        order = {"to": to, "verification_token": token, "event": event, **_named(more)}
        return self._remote.post("/deliveries", order)

    def sign_on(self, to: str | None, secret: str | None, **more: Any) -> Any:
        return self._remote.post("/sign-on", {"to": to, "secret": secret, **_named(more)})

    def story(
        self, to: str, token: str | None, name: str, queued: bool = False, **more: Any
    ) -> Begun:
        order = {"to": to, "verification_token": token, "story": name, **_named(more)}
        made = self._remote.post("/stories", {**order, "whole": False})
        path = f"/stories/{made['id']}/step"
        return made["scenes"], lambda: self._remote.post(path, {"queued": queued})


def _named(more: dict[str, Any]) -> dict[str, Any]:
    """As the control API names it."""
    return {"variant" if name == "as_" else name: value for name, value in more.items()}


def _rehearse(settings: Settings, event: str, content: dict[str, Any]) -> None:
    """Make the message in a mock that is thrown away, where whose turn it is does not matter.

    Raises:
        Misuse: the data or the overlay do not fit the event, or there is no such patient.
    """
    MockRedox(settings).message(event, **content)


def mock_at(url: str | None, config: str | None) -> Here | There:
    """The running mock if a URL is given, else one of the command's own."""
    if url:
        return There(Remote(url))
    return Here(MockRedox(*_of_its_own(config)))


def _of_its_own(config: str | None) -> tuple[Settings, Setup]:
    """Each command is a new mock, whose messages are not to pass for those of the one before."""
    settings, setup = read_doors({}, config)
    if {"seed", "fresh_ids"} & {*setup.settings, *from_environ(tell=lambda text: None)}:
        return settings, setup
    return replace(settings, fresh_ids=True), setup


def known(call: Callable[[], Any]) -> Any:
    """The call's result; an endpoint that is no destination yet needs its token."""
    try:
        return call()
    except Unknown as unknown:
        raise Misuse(f"{unknown}; for a new endpoint give --verification-token") from None
