"""What the path and the URL of a request mean, before anything is routed."""

from mock_redox.core.redox import Redox

CONTROL = "/__mock__"
CONTROL_LIMIT = 50_000_000
API_PATHS = ("/endpoint", "/query")


def is_control(path: str) -> bool:
    """Whether it leads to the control API: the router takes any number of slashes for the first."""
    return path.lstrip("/").startswith(CONTROL[1:])


def body_limit(redox: Redox, path: str) -> int:
    """Bytes that a body to this path may have."""
    if is_control(path):
        return CONTROL_LIMIT  # no setting may lock out the way to change it
    limits = redox.settings.now
    return limits.max_body if path in API_PATHS else limits.max_other_body


def base_of(scheme: str, host: str) -> str:
    """The URL under which the mock was reached. Werkzeug's way to it costs a tenth of a call."""
    return f"{scheme}://{host.removesuffix(':443' if scheme == 'https' else ':80')}"


def as_text(part: str) -> str:
    """WSGI hands the bytes of a URL over as Latin-1."""
    return part if part.isascii() else part.encode("latin-1", "replace").decode("utf-8", "replace")
