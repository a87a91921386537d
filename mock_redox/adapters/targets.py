"""Who may be sent to: this machine and private networks, so that no test calls a stranger."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from urllib3.exceptions import LocationParseError

from mock_redox.core.ports import Reach

NEAR = tuple(
    ip_network(each)
    for each in (
        "127.0.0.0/8", "::1/128", "0.0.0.0/32", "::/128",  # this machine
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  # RFC 1918; container networks
        "fc00::/7",  # unique local, RFC 4193
        "169.254.0.0/16", "fe80::/10",  # link-local
    )
)  # fmt: skip
"""Networks that nobody else's machine is in."""


class Forbidden(Exception):
    """The target is no machine of one's own, and no setting allows it."""


def addresses(host: str, port: int, reach: Reach) -> list[str]:
    """The addresses of a host, each of which may be connected to. Opens no connection.

    Args:
        host: a name or an address, an IPv6 one with or without brackets.
        reach: a name in its ``allowed_targets`` may have any address.

    Raises:
        Forbidden: one of the addresses is a stranger's.
        socket.gaierror: nobody knows the name.
        LocationParseError: it is no name.
    """
    name = host.strip("[]")
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise LocationParseError(f"'{host}', label empty or too long") from None
    known = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not _is_named(name, reach.allowed_targets):
        for address in known:
            if not is_near(address):
                raise Forbidden(_refusal(name, address))
    return known


def is_near(address: str) -> bool:
    """Whether an address is of this machine or of a private network."""
    parsed: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in NEAR if network.version == parsed.version)


def _is_named(host: str, allowed: tuple[str, ...]) -> bool:
    names = {each.lower().strip("[]").rstrip(".") for each in allowed}
    return "*" in names or host.lower().rstrip(".") in names


def _refusal(host: str, address: str) -> str:
    where = host if host == address else f"{host} ({address})"
    return (
        f"nothing was sent: {where} is neither this machine nor in a private network; "
        f"if you mean it, add {host!r} to the setting allowed_targets"
    )
