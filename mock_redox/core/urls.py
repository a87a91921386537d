"""What a URL has to be, wherever one is given."""

from urllib.parse import urlsplit

from mock_redox.core import redaction
from mock_redox.core.errors import Misuse


def checked_url(url: str | None, *path: str | int) -> str | None:
    """Raises Misuse unless it is None or an http(s) URL with a host."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        good = False
    if not good or not url.isprintable() or " " in url:
        shown = redaction.url(url)
        raise Misuse(f"{shown!r:.200} is not an http or https URL with a host", path or ("url",))
    return url
