"""Who may be sent to: this machine and private networks, so that no test calls a stranger."""

import socket
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from urllib3.exceptions import LocationParseError

from mock_redox.core.ports import Reach

NEAR = tuple(
    ip_network(each)
    for each in (
        "127.0.0.0/8", "::1/128", "0.0.0.0/32", "::/128",  # this machine
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  # RFC 1918; container networks
        "fc00::/7",  # unique local, RFC 4193
    )
)  # fmt: skip
"""Networks that nobody else's machine is in."""

METADATA = tuple(
    ip_network(each)
    for each in (
        "169.254.0.0/16", "fe80::/10",  # link-local: where clouds answer
        "fd00:ec2::/32", "fd20:ce::/32", "fd00:42::42/128",  # AWS, Google, Scaleway over IPv6
    )
)  # fmt: skip
"""Where a cloud hands its machines their credentials: nobody has an endpoint there."""


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
    """Whether an address is of this machine or of a private network, and no cloud's metadata."""
    parsed = _parsed(address)
    return _is_in(parsed, NEAR) and not _is_in(parsed, METADATA)


def _parsed(address: str) -> IPv4Address | IPv6Address:
    parsed = ip_address(address)
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def _is_in(
    address: IPv4Address | IPv6Address, networks: tuple[IPv4Network | IPv6Network, ...]
) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _is_named(host: str, allowed: tuple[str, ...]) -> bool:
    names = {each.lower().strip("[]").rstrip(".") for each in allowed}
    return "*" in names or host.lower().rstrip(".") in names


def _refusal(host: str, address: str) -> str:
    where = host if host == address else f"{host} ({address})"
    what = "neither this machine nor in a private network"
    if _is_in(_parsed(address), METADATA):
        what = "where clouds tell machines their credentials"
    return (
        f"nothing was sent: {where} is {what}; "
        f"if you mean it, add {host!r} to the setting allowed_targets"
    )
