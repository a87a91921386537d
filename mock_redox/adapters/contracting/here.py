"""The mock in this process, as the rules for clients need it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mock_redox.adapters.contracting.telling import seen_of
from mock_redox.contract.calling.exchanges import MOVED, Seen
from mock_redox.contract.calling.mocks import Rotation
from mock_redox.core.journal import Query
from mock_redox.core.settings import HOSTS
from mock_redox.core.setup import FailureSpec
from mock_redox.core.times import duration

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox

ANSWERS = "https://answers.redox-contract.test"


class Here:
    """See ``Mock``."""

    redacted = False
    shapes = True

    def __init__(self, redox: "MockRedox") -> None:
        self._redox = redox
        self._core = redox.core
        self._before: dict[str, Any] = {}
        self._failing: list[str] = []
        self._ahead = 0.0
        self._core.samples.patients()  # so that no call of a client has to wait for them

    @property
    def url(self) -> str:
        return self._redox.url

    def restore(self) -> None:
        self.calm()
        self._core.settings.change(**self._before)
        self._before = {}
        if self._ahead:
            self._core.clock.offset(timedelta(seconds=-self._ahead))
            self._ahead = 0.0

    def set(self, **settings: Any) -> None:
        now = self._core.settings.now
        self._before = {**{name: getattr(now, name) for name in settings}, **self._before}
        self._core.settings.change(**settings)

    def fail(self, name: str, path: str, **options: Any) -> None:
        if "delay" in options:
            options["delay"] = duration(options["delay"])
        spec = FailureSpec(name=name, path=path, **options)
        self._failing.append(self._core.failures.add(spec).id)

    def calm(self) -> None:
        known = {each.id for each in self._core.failures.all()}
        failing, self._failing = self._failing, []
        for each in known.intersection(failing):
            self._core.failures.remove(each)

    def advance(self, seconds: float) -> None:
        self._core.clock.offset(timedelta(seconds=seconds))
        self._ahead += seconds

    def mark(self) -> int:
        last = self._core.journal.find(Query(limit=1))
        return last[0].id if last else 0

    def seen(self, after: int) -> list[Seen]:
        return [
            seen_of(each) for each in self._core.journal.find(Query(after=after, direction="in"))
        ]

    @contextmanager
    def answering(
        self, destination: str, body: Mapping[str, Any] | None, status: int = 200
    ) -> Iterator[None]:
        known = self._core.destinations
        before = known.require(destination)
        self._redox.mount(ANSWERS, _answers(body, status))
        known.restore(replace(before, url=ANSWERS, verified=True, auth=None))
        try:
            yield
        finally:
            known.restore(before)
            self._redox.unmount(ANSWERS)

    @contextmanager
    def redirecting(self, status: int) -> Iterator[None]:
        app: Any = self._redox.app
        inner = app.wsgi_app
        app.wsgi_app = self._redirector(inner, status)
        try:
            yield
        finally:
            app.wsgi_app = inner

    def _redirector(self, inner: Callable[..., Any], status: int) -> Callable[..., Any]:
        def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            path, host = environ.get("PATH_INFO", ""), environ.get("HTTP_HOST", "")
            if path not in ("/endpoint", "/query") and not path.startswith("/fhir/"):
                return inner(environ, start)
            base = f"{environ.get('wsgi.url_scheme', 'http')}://"
            to = f"{base}{elsewhere(host)}{MOVED}"
            self._core.journal.add(
                at=self._core.clock.now(), direction="in", method=environ["REQUEST_METHOD"],
                url=f"{base}{host}{path}", path=path, status=status,
                response_headers=(("location", to),), reason="redirected by the contract",
            )  # fmt: skip
            _read(environ)
            start(f"{status} Moved", [("Location", to), ("Content-Length", "0")])
            return [b""]

        return answer

    def rotate(self, owner: str, legacy: bool) -> Rotation | None:
        return self._new_secret(owner) if legacy else self._new_key(owner)

    def _new_key(self, owner: str) -> Rotation | None:
        clients = self._core.auth.clients
        before = clients.require(owner)
        if before.shared is not None:
            return None
        old: list[Any] = before.as_json()["jwks"]["keys"]  # type: ignore[index]
        if before.jwks_url:
            clients.move_keys(owner, None)
        added = clients.add_key(owner)
        for each in old:
            clients.remove_key(owner, each["kid"])
        new = {"client_id": owner, "kid": added.kid, "private_key": added.private_key or ""}

        def undo() -> None:
            for each in old:
                clients.add_key(owner, jwk=each)
            clients.move_keys(owner, before.jwks_url)

        return Rotation(new=new, undo=undo)

    def _new_secret(self, owner: str) -> Rotation:
        keys = self._core.auth.legacy
        old = keys.require(owner).secret
        new = keys.change_secret(owner).secret
        return Rotation(
            new={"api_key": owner, "secret": new}, undo=lambda: _put_back(keys, owner, old)
        )

    def secrets(self) -> list[str]:
        pems = [each.private_key for each in self._core.auth.clients.all() if each.made]
        return [*pems, *(each.secret for each in self._core.auth.legacy.all())]

    def environ(self) -> dict[str, str]:
        """What a command finds in its environment; REDOX_KID and its key where they are known."""
        client, key = self._redox.client, self._redox.legacy_key
        known = {
            "REDOX_URL": self.url, "REDOX_CLIENT_ID": client.client_id,
            "REDOX_API_KEY": key.api_key, "REDOX_SECRET": key.secret,
            "REDOX_DESTINATION_ID": self._redox.destination.id,
        }  # fmt: skip
        if client.made:
            known |= {"REDOX_KID": client.kid, "REDOX_PRIVATE_KEY": client.private_key}
        return known


def _put_back(keys: Any, owner: str, secret: str) -> None:
    keys.change_secret(owner, secret)


def elsewhere(host: str) -> str:
    """Another name of the host under which the mock was reached."""
    name, colon, port = host.partition(":")
    names = {HOSTS[0]: HOSTS[1], HOSTS[1]: HOSTS[0], "localhost": "127.0.0.1"}
    return f"{names.get(name, 'localhost')}{colon}{port}"


def _answers(body: Mapping[str, Any] | None, status: int) -> Callable[..., Any]:
    raw = b"" if body is None else json.dumps(body).encode()

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        _read(environ)
        start(f"{status} X", [("Content-Type", "application/json")])
        return [raw]

    return app


def _read(environ: dict[str, Any]) -> None:
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if length.isdigit():
        environ["wsgi.input"].read(int(length))
