"""The receiver under test by a URL: its own, or one that an app in this process is mounted at."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox

MOUNTED = "https://receiver.test"


def reached(redox: "MockRedox", receiver: Any) -> str:
    """Where the mock reaches it; an app is mounted for that.

    Args:
        receiver: a URL, an app, or an app with the path at which it receives.
    """
    if isinstance(receiver, str):
        _allow(redox, receiver)
        return receiver
    app, path = receiver if isinstance(receiver, tuple) else (receiver, "/")
    redox.mount(MOUNTED, app)
    return f"{MOUNTED}/{path.lstrip('/')}"


def _allow(redox: "MockRedox", url: str) -> None:
    """Whoever names a receiver means it, wherever it is; nobody else is sent to."""
    host = urlsplit(url).hostname
    allowed = redox.settings.allowed_targets
    if host and host not in allowed:
        redox.core.settings.change(allowed_targets=(*allowed, host))
