"""Hosts and ports as URLs. Imports nothing: ``mock-redox health`` starts every few seconds."""

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""What means all addresses of a machine, and the one of them to call."""


def reached(host: str) -> str:
    """A host to call where ``host`` was asked for to listen on."""
    return EVERYWHERE.get(host, host)


def base_url(host: str, port: int | str, scheme: str = "http") -> str:
    """Where a server that listens so is called, without a slash at the end."""
    name = reached(host)
    return f"{scheme}://{f'[{name}]' if ':' in name else name}:{port}"
