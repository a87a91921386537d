"""What the rules send to a receiver besides pushes: any request, and TLS handshakes."""

import socket
import ssl
import warnings
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mock_redox.adapters.targets import Forbidden, addresses
from mock_redox.adapters.trust import BadBundle, context
from mock_redox.core.ports import Answer, Outgoing, Reach
from mock_redox.core.wire import Verdict

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.core.journal import Exchange

_SECONDS = 10.0
_CAN_NOT = "this Python's OpenSSL has no TLS 1.0 and 1.1 to try it with"


class Reaching:
    """Sends through the mock's own wire, so that all of it stands in the journal."""

    def __init__(self, redox: "MockRedox") -> None:
        self._redox = redox

    def ask(
        self, method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes,
        limit: timedelta,
    ) -> tuple[Answer, "Exchange"]:  # fmt: skip
        """Send one request, with these headers and no others; return what came back."""
        outgoing = Outgoing(
            method=method, url=url, headers=tuple(headers), body=body, timeout=limit
        )
        answer, _, exchange = self._redox.core.wire.send(outgoing, _told)
        return answer, exchange

    def handshake(self, url: str, old: bool) -> tuple[str | None, str]:
        """The version of TLS that is spoken there, or None and why not.

        Args:
            old: offer TLS 1.0 and 1.1 only, whatever the certificate.
        """
        now = self._redox.settings
        reach = Reach(
            allowed_targets=now.allowed_targets, tls_ca=now.tls_ca, tls_insecure=True
        )  # the certificate is another rule's matter
        parts = urlsplit(url)
        try:
            offered = _old(reach) if old else context(reach)
            found = addresses(parts.hostname or "", parts.port or 443, reach)
            with (
                socket.create_connection((found[0], parts.port or 443), _SECONDS) as plain,
                offered.wrap_socket(plain, server_hostname=parts.hostname) as secure,
            ):
                return secure.version(), ""
        except (ssl.SSLError, OSError, Forbidden, BadBundle, ValueError) as wrong:
            return None, _CAN_NOT if old and "NO_PROTOCOLS" in str(wrong) else str(wrong)


def _told(answer: Answer) -> Verdict:
    if answer.status is None:
        return Verdict(False, answer.lack)
    return Verdict(answer.good, f"answered {answer.status}")


def _old(reach: Reach) -> ssl.SSLContext:
    """TLS 1.0 and 1.1, with the ciphers of their time. Raises ValueError where there is none."""
    made = context(reach)
    made.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that they are old is the point
        made.minimum_version = ssl.TLSVersion.TLSv1
        made.maximum_version = ssl.TLSVersion.TLSv1_1
    return made
