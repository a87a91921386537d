"""The control API of a running mock, for commands."""

from typing import Any

import requests

from mock_redox.adapters.cli.group import Unreachable
from mock_redox.core.errors import Misuse

_TIMEOUT = 120


class Remote:
    """Calls a running mock by its URL."""

    def __init__(self, url: str | None) -> None:
        if not url:
            raise Misuse("no running mock is named; give --url or set MOCK_REDOX_URL")
        self._base = url.rstrip("/").removesuffix("/__mock__") + "/__mock__"

    def get(self, path: str, query: dict[str, Any] | None = None) -> Any:
        given = {name: str(v) for name, v in (query or {}).items() if v is not None}
        return self._call("GET", path, params=given)

    def post(self, path: str, body: object) -> Any:
        return self._call("POST", path, json=body)

    def _call(self, method: str, path: str, **more: Any) -> Any:
        try:
            with requests.Session() as session:
                session.trust_env = False
                response = session.request(method, self._base + path, timeout=_TIMEOUT, **more)
            answer = response.json()
        except (requests.ConnectionError, requests.Timeout):
            raise Unreachable(f"no mock answers at {self._base}") from None
        except (requests.RequestException, ValueError):
            raise Unreachable(f"what answers at {self._base} is not this mock") from None
        if response.ok:
            return answer
        error = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(error, dict):
            raise Unreachable(f"what answers at {self._base} is not this mock")
        where = f"{error.get('where')}: " if error.get("where") else ""
        raise Misuse(f"{where}{error.get('problem')}")
