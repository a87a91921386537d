"""The control API of a running mock, for commands."""

import os
from pathlib import Path
from typing import Any

import click
import requests
from requests.exceptions import InvalidJSONError, InvalidSchema, InvalidURL, MissingSchema

from mock_redox.adapters.cli.group import Unreachable
from mock_redox.adapters.cli.options import CONTROL_TOKEN
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.settings import checked

_TIMEOUT = 120
_ALL = 1_000_000


class Remote:
    """Calls a running mock by its URL."""

    def __init__(self, url: str | None) -> None:
        if not url:
            raise Misuse("no running mock is named; give --url or set MOCK_REDOX_URL")
        self._given = url
        self._headers = _authorization()
        self._trusted = url.lower().startswith("https:") and _bundle()
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

    def newest(self) -> int:
        """The number of the last exchange; 0 while there is none."""
        last = self.get("/journal", {"limit": 1})["exchanges"]
        return int(last[0]["id"]) if last else 0

    def came_in(self, after: int) -> list[dict[str, Any]]:
        """All calls after that exchange, however many."""
        query = {"after": after, "direction": "in", "limit": _ALL}
        found: list[dict[str, Any]] = self.get("/journal", query)["exchanges"]
        return found

    def _call(self, method: str, path: str, **more: Any) -> Any:
        try:
            with requests.Session() as session:
                session.trust_env = False
                session.verify = self._trusted
                session.headers.update(self._headers)
                response = session.request(method, self._base + path, timeout=_TIMEOUT, **more)
            answer = response.json() if "X-Mock-Redox" in response.headers else None
        except (InvalidURL, InvalidSchema, MissingSchema):
            raise Misuse(f"{self._given} is not a URL that can be called") from None
        except InvalidJSONError:
            raise Misuse("a number is not one that JSON can have; give a finite one") from None
        except requests.exceptions.SSLError as wrong:
            raise Unreachable(f"{self._base}: {_untrusted(wrong)}") from None
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


def _authorization() -> dict[str, str]:
    """The header with the control token, as the command got it or the environment has it."""
    context = click.get_current_context(silent=True)
    given = (context.meta if context else {}).get(CONTROL_TOKEN) or os.environ.get(CONTROL_TOKEN)
    return {"Authorization": f"Bearer {checked('control_token', given)}"} if given else {}


def _bundle() -> str | bool:
    """The CAs that are trusted, if the environment names them as it does for other programs."""
    for variable in ("MOCK_REDOX_TLS_CA", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        named = os.environ.get(variable)
        if named and not Path(named).is_file():
            raise Misuse(f"{variable}: there is no file {named}")
        if named:
            return named
    return True


def _untrusted(wrong: Exception) -> str:
    if "WRONG_VERSION" in str(wrong) or "RECORD_LAYER" in str(wrong):
        return "what answers speaks no https; is that the port for http?"
    return (
        "its certificate is not trusted; set SSL_CERT_FILE to the mock's ca.pem (serve says where "
        "it is), or call its http port"
    )
