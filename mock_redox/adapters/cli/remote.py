"""The control API of a running mock, for commands."""

from typing import Any

import requests
from requests.exceptions import InvalidJSONError, InvalidSchema, InvalidURL, MissingSchema

from mock_redox.adapters.cli.group import Unreachable
from mock_redox.core.errors import Misuse, Unknown

_TIMEOUT = 120


class Remote:
    """Calls a running mock by its URL."""

    def __init__(self, url: str | None) -> None:
        if not url:
            raise Misuse("no running mock is named; give --url or set MOCK_REDOX_URL")
        self._given = url
        self._base = url.rstrip("/").removesuffix("/__mock__") + "/__mock__"

    def get(self, path: str, query: dict[str, Any] | None = None) -> Any:
        given = {name: str(v) for name, v in (query or {}).items() if v is not None}
        return self._call("GET", path, params=given)

    def post(self, path: str, body: object) -> Any:
        return self._call("POST", path, json=body)

    def patch(self, path: str, body: object) -> Any:
        return self._call("PATCH", path, json=body)

    def delete(self, path: str) -> Any:
        return self._call("DELETE", path)

    def _call(self, method: str, path: str, **more: Any) -> Any:
        try:
            with requests.Session() as session:
                session.trust_env = False
                response = session.request(method, self._base + path, timeout=_TIMEOUT, **more)
            answer = response.json() if "X-Mock-Redox" in response.headers else None
        except (InvalidURL, InvalidSchema, MissingSchema):
            raise Misuse(f"{self._given} is not a URL that can be called") from None
        except InvalidJSONError:
            raise Misuse("a number is not one that JSON can have; give a finite one") from None
        except (requests.ConnectionError, requests.Timeout):
            raise Unreachable(f"no mock answers at {self._base}") from None
        except (requests.RequestException, ValueError):
            answer = None
        if answer is None:
            raise Unreachable(f"what answers at {self._base} is not this mock")
        if response.ok:
            return answer
        where, problem = answer["error"]["where"], answer["error"]["problem"]
        kind = Unknown if response.status_code == 404 else Misuse
        raise kind(f"{where}: {problem}" if where else problem)
