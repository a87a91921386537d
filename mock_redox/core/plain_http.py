"""Where a destination may speak plain http (webhooks.md 2.1, 9)."""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from mock_redox.core import redaction
from mock_redox.core.errors import Misuse
from mock_redox.core.settings import LiveSettings


class PlainHttp:
    """Redox demands https outside Development. A mock also has to reach what runs beside it.

    Attributes:
        in_process: whether an app in this process answers for a URL; nothing can listen in then.
    """

    def __init__(self, settings: LiveSettings | None = None) -> None:
        self._settings = settings
        self.in_process: Callable[[str], bool] = lambda url: False

    def check(self, url: str | None, environment: str | None, *path: str) -> None:
        """Raises Misuse if a destination of that environment may not have that URL.

        Args:
            path: where in the destination it stands.

        Redox: "https in Staging and Production" (processing-requests/receive). That this machine
        is an exception is the mock's own.
        """
        if url is None or environment in (None, "Development"):
            return
        parts = urlsplit(url)
        allowed = self._settings is not None and self._settings.now.allow_http
        if parts.scheme == "https" or allowed or is_this_machine(parts.hostname or ""):
            return
        if not self.in_process(url):
            shown = redaction.url(url)
            raise Misuse(
                f"{shown!r} is plain http, and Redox demands https in {environment}; use https, "
                "the environment Development, or allow it with the setting allow_http",
                path,
            )


def is_this_machine(host: str) -> bool:
    """Whether a host's name says that it is this machine; nothing is looked up (RFC 6761 6.3)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
