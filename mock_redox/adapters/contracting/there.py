"""A mock that runs elsewhere, as the rules for clients need it: by its control API."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from typing import Any
from urllib.parse import quote, urlencode

from mock_redox.adapters.cli.remote import Remote
from mock_redox.adapters.contracting.telling import exchange_of, marked, marks_in, seen_of
from mock_redox.contract.calling.exchanges import Seen
from mock_redox.contract.calling.mocks import Rotation
from mock_redox.core.errors import Unknown


class There:
    """See ``Mock``."""

    redacted = True
    shapes = False

    def __init__(self, url: str) -> None:
        """Raises Unreachable where no mock answers."""
        self.url = url.rstrip("/").removesuffix("/__mock__")
        self._remote = Remote(url)
        self._remote.get("/health")
        self._before: dict[str, Any] = {}
        self._failing: list[str] = []
        self._ahead = 0.0
        self._marks: set[str] = set()

    def restore(self) -> None:
        self.calm()
        if self._before:
            self._remote.patch("/settings", self._before)
        self._before = {}
        if self._ahead:
            self._remote.post("/clock", {"offset": -self._ahead})
        self._ahead = 0.0

    def set(self, **settings: Any) -> None:
        now = self._remote.get("/settings")
        self._before = {**{name: now[name] for name in settings}, **self._before}
        self._remote.patch("/settings", settings)

    def fail(self, name: str, path: str, **options: Any) -> None:
        made = self._remote.post("/active-failures", {"name": name, "path": path, **options})
        self._failing.append(made["id"])

    def calm(self) -> None:
        failing, self._failing = self._failing, []
        for each in failing:
            with suppress(Unknown):
                self._remote.delete(f"/active-failures/{quote(each, safe='')}")

    def advance(self, seconds: float) -> None:
        self._remote.post("/clock", {"offset": seconds})
        self._ahead += seconds

    def mark(self) -> int:
        return self._remote.newest()

    def seen(self, after: int) -> list[Seen]:
        found = [exchange_of(each) for each in self._remote.came_in(after)]
        for each in found:
            self._marks |= marks_in(each)
        return [seen_of(marked(each, self._marks)) for each in found]

    def answering(
        self, destination: str, body: Mapping[str, Any] | None, status: int = 200
    ) -> AbstractContextManager[None]:
        raise NotImplementedError

    def redirecting(self, status: int) -> AbstractContextManager[None]:
        raise NotImplementedError

    def rotate(self, owner: str, legacy: bool) -> Rotation | None:
        return self._new_secret(owner) if legacy else self._new_key(owner)

    def _new_key(self, owner: str) -> Rotation | None:
        path = f"/clients/{quote(owner, safe='')}"
        before = self._remote.get(path)
        if before["has_secret"]:
            return None
        old = before["jwks"]["keys"]
        if before["jwks_url"]:
            self._remote.post(f"{path}/jwks-url", {"jwks_url": None})
        new = self._remote.post(f"{path}/keys", {})
        for each in old:
            self._remote.delete(f"{path}/keys?{urlencode({'kid': each['kid']})}")

        def undo() -> None:
            for each in old:
                self._remote.post(f"{path}/keys", {"jwk": each})
            self._remote.post(f"{path}/jwks-url", {"jwks_url": before["jwks_url"]})

        return Rotation(new=new, undo=undo)

    def _new_secret(self, owner: str) -> Rotation:
        """The old one is not shown by the mock, so it does not come back."""
        path = f"/legacy-keys/{quote(owner, safe='')}/secret"
        made = self._remote.post(path, {})
        new = {"api_key": owner, "secret": made["secret"]}
        return Rotation(new=new, undo=lambda: None)

    def secrets(self) -> list[str]:
        known = self._remote.get("/clients")["clients"]
        return [each["private_key"] for each in known if "private_key" in each]

    def environ(self) -> dict[str, str]:
        """What a command finds in its environment."""
        client = self._remote.get("/clients")["clients"][0]
        key = self._remote.get("/legacy-keys")["legacy_keys"][0]
        places = self._remote.get("/destinations")["destinations"]
        own = next(each["id"] for each in places if each["environment"] is not None)
        known = {
            "REDOX_URL": self.url, "REDOX_CLIENT_ID": client["client_id"],
            "REDOX_API_KEY": key["api_key"], "REDOX_DESTINATION_ID": own,
        }  # fmt: skip
        if "private_key" in client:
            known |= {"REDOX_KID": client["kid"], "REDOX_PRIVATE_KEY": client["private_key"]}
        return known
