"""The token servers that more than one benchmark starts: ours and the two from npm.

Not a benchmark itself; `start_up.py` and `tokens_per_second.py` import it.
"""

import json
import select
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assertions import Client
from harness import NODE_MODULES, PEERS

OURS = [sys.executable, "-m", "mock_redox", "serve", "--port", "0"]
OUR_TOKENS = "/v2/auth/token"


def read_ready_line(server: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for the one line our server prints once it answers."""
    assert server.stdout is not None
    ready, _, _ = select.select([server.stdout], [], [], 60)
    line = server.stdout.readline() if ready else ""
    if not line.startswith("{"):
        raise RuntimeError(f"{' '.join(OURS)} said {line!r}; its exit code: {server.poll()}")
    answer: dict[str, Any] = json.loads(line)
    return answer


def our_client(ready: dict[str, Any]) -> tuple[int, Client]:
    """The port of our server, and the first client it knows."""
    first = ready["clients"][0]
    port = urlsplit(ready["url"]).port
    assert port is not None
    return port, Client(first["client_id"], first["kid"], first["private_key"])


def oauth2_mock_server(port: int) -> list[str]:
    """npm oauth2-mock-server by its own command line."""
    script = NODE_MODULES / "oauth2-mock-server" / "dist" / "oauth2-mock-server.mjs"
    return ["node", str(script), "-a", "127.0.0.1", "-p", str(port)]


def oidc_provider(port: int, client_id: str, jwks: Path) -> list[str]:
    """npm oidc-provider, set to do what our token endpoint does."""
    return ["node", str(PEERS / "oidc_provider.mjs"), str(port), client_id, str(jwks)]
