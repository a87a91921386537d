"""Whether there is anything to judge: asked once, before the run."""

import socket
import time
from urllib.parse import urlsplit

from mock_redox.adapters import targets
from mock_redox.adapters.contracting import probing
from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Reach

_PATIENCE = 10.0
_LOOKS, _PAUSE = 4, 0.05
_PORTS = {"http": 80, "https": 443}


class Silent(Exception):
    """Nothing answers where it should."""


def reach(url: str, what: str, allowed: Reach) -> None:
    """Open a connection, and say nothing on it, so that nothing is processed.

    Args:
        what: the option that gave the URL.
        allowed: whom the mock may call.

    Raises:
        Misuse: it is not a URL, or not of a machine that may be called.
        Silent: nothing listens there.
    """
    host, port = _place(url, what)
    try:
        found = targets.addresses(host, port, allowed)
        _open(found, port)
    except targets.Forbidden as forbidden:
        where = f"set MOCK_REDOX_ALLOWED_TARGETS={host}, if you mean it"
        raise Misuse(f"{what} {url}: {str(forbidden).partition(';')[0]}; {where}") from None
    except (OSError, ValueError) as wrong:
        why = getattr(wrong, "strerror", None) or str(wrong)
        raise Silent(f"nothing answers at {url} ({what}): {why}") from None


def _place(url: str, what: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        if parts.scheme in _PORTS and parts.hostname:
            return parts.hostname, parts.port or _PORTS[parts.scheme]
    except ValueError:
        pass
    raise Misuse(f"{what} {url!r} is not a URL; write it as http://127.0.0.1:8000/redox")


def _open(addresses: list[str], port: int) -> None:
    """To the first address that takes it."""
    wrong: OSError | None = None
    for address in addresses:
        try:
            socket.create_connection((address, port), timeout=_PATIENCE).close()
        except OSError as problem:
            wrong = problem
        else:
            return
    raise wrong or OSError("it has no address")


def ask_probe(url: str, allowed: Reach) -> None:
    """Ask the probe, a few times: nothing is sent meanwhile, so it says the same.

    Raises:
        Misuse: what it answers is no number and no list, or another one each time.
        Silent: nothing listens there.
    """
    reach(url, "--probe", allowed)
    ask = probing.count(probing.by_url(url))
    said = [ask()]
    while len(said) < _LOOKS:
        time.sleep(_PAUSE)
        said.append(ask())
        if said[-1] == said[-2]:
            return
    told = ", ".join(map(str, said))
    raise Misuse(
        f"the probe {url} changes by itself: it said {told} while nothing was sent; let it count "
        "processed messages, and only those"
    )
